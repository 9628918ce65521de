"""What the bundle holds, on every system: our own files, and what is left out of the packages'."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DOCUMENTS = (
    "CHANGELOG.md",
    "DICOM_CONFORMANCE.md",
    "INTENDED_USE.md",
    "MODEL_CARD.md",
    "RISKS.md",
    "SECURITY.md",
    "packaging/NETWORK.md",
    "packaging/README.md",
)
"""What a clinic reads; in the bundle they lie in one folder."""

_OURS = (
    "LICENSE",
    "app/store/migrations/env.py",
    "app/store/migrations/versions/*.py",
    "models/retivasc-*.json",
    "models/retivasc-*.bin",
    "models/retivasc-*.xml",
    "models/retivasc-*.safetensors",
    "resources/fonts/*",
    "resources/icons/*.svg",
    "resources/pinyin/*.txt",
    "resources/samples/*.dcm",
    "resources/samples/compressions/*",
    "resources/samples/*.json",
    "resources/samples/*.md",
    "resources/samples/*.png",
    "resources/schemas/*.json",
    "resources/style.qss",
    "resources/translations/*.ts",
)

HIDDEN_IMPORTS = ("jpeg_ls", "libjpeg", "openjpeg")
"""Decoders that pylibjpeg finds by their entry points only."""

EXCLUDED_MODULES = (
    # training
    "app.training",
    "matplotlib",
    "nibabel",
    "tomli_w",
    "transformers",
    # whole studies on many machines
    "app.cohort",
    "bokeh",
    "dask",
    "distributed",
    "pyarrow",
    # what runs networks on graphics cards, and trains them
    "torch",
    # what tells OpenVINO's makers of its use
    "openvino_telemetry",
    # what the manual is built with
    "babel",
    "docutils",
    "sphinx",
    "sphinxcontrib",
    # remote files, build tools, other windows
    "fsspec",
    "IPython",
    "pip",
    "pytest",
    "readline",
    "PyQt5.QtNetwork",
    "PyQt5.QtOpenGL",
    "PyQt5.QtTest",
    "setuptools",
    "tkinter",
)
"""What imports name and the program never reaches."""

_LEFT_OUT = (
    # Qt: QML, remote and embedded screens, the GTK theme, texts that we translate.
    "*Qt5Qml*",
    "*Qt5Quick*",
    "*Qt5WebSockets*",
    "*Qt5EglFS*",
    "*Qt5Network.*",
    "*/Qt5/qml/*",
    "*/Qt5/translations/*",
    "*/plugins/generic/*",
    "*/plugins/platforms/*eglfs*",
    "*/plugins/platforms/*linuxfb*",
    "*/plugins/platforms/*minimal*",
    "*/plugins/platforms/*vnc*",
    "*/plugins/platforms/*wayland-egl*",
    "*/plugins/platforms/*wayland-xcomposite*",
    "*/plugins/platforms/*webgl*",
    "*/plugins/platformthemes/*gtk3*",
    "*/plugins/wayland-graphics-integration-client/*",
    # Qt for Windows: graphics cards, TLS of its own, a C++ runtime too old for torch.
    "*/Qt5/bin/lib*.dll",
    "*/Qt5/bin/ssleay32.dll",
    "*/d3dcompiler_*.dll",
    "*/opengl32sw.dll",
    "PyQt5/*/concrt140*.dll",
    "PyQt5/*/msvcp140*.dll",
    "PyQt5/*/vcruntime140*.dll",
    # Tests, examples and stubs of packages.
    "PyQt5/uic/widget-plugins/*",
    "numpy/_core/_multiarray_tests.*",
    "pyqtgraph/*.pyi",
    "pydicom/data/*_files/*",
    "PIL/_imagingtk.*",
    "pyqtgraph/examples/*",
    # OpenVINO: devices other than the processor, models of other makes.
    "openvino/libs/*_gpu_plugin*",
    "openvino/libs/*_npu_plugin*",
    "openvino/libs/*_auto_plugin*",
    "openvino/libs/*_auto_batch_plugin*",
    "openvino/libs/*_hetero_plugin*",
    "openvino/libs/*openvino_c.*",
    "openvino/libs/cache.json",
    "openvino/libs/*gguf_frontend*",
    "openvino/libs/*jax_frontend*",
    "openvino/libs/*onnx_frontend*",
    "openvino/libs/*paddle_frontend*",
    "openvino/libs/*pytorch_frontend*",
    "openvino/libs/*tensorflow*_frontend*",
    # which need these libraries: nothing could say what else the package depends on
    "openvino/frontend/*/py_*_frontend.*",
)

_SYSTEM = (
    # A desktop has them, and keeps them safe; an older copy here would stand in their way.
    "libavahi-*",
    "libbsd.so*",
    "libcap.so*",
    "libcom_err.so*",
    "libcups.so*",
    "libdbus-1.so*",
    "libfontconfig.so*",
    "libfreetype.so*",
    "libgcc_s.so*",
    "libgcrypt.so*",
    "libglib-2.0.so*",
    "libgmp.so*",
    "libgnutls.so*",
    "libgpg-error.so*",
    "libgssapi_krb5.so*",
    "libgthread-2.0.so*",
    "libhogweed.so*",
    "libidn2.so*",
    "libk5crypto.so*",
    "libkeyutils.so*",
    "libkrb5*.so*",
    "liblz4.so*",
    "libmd.so*",
    "libnettle.so*",
    "libp11-kit.so*",
    "libpcre2-8.so*",
    "libpng16.so*",
    "libstdc++.so*",
    "libsystemd.so*",
    "libtasn1.so*",
    "libunistring.so*",
    "libwayland-*.so*",
    "libX11*.so*",
    "libXau.so*",
    "libXcomposite.so*",
    "libXdmcp.so*",
    "libXext.so*",
    "libzstd.so*",
    "libbrotli*.so*",
    "libexpat.so*",
)


def is_left_out(name: str) -> bool:
    """Return whether a file of a package stays out of the bundle.

    Args:
        name: where it would lie in the bundle, with either kind of slash.
    """
    name = name.replace("\\", "/")
    return any(fnmatch(name, pattern) for pattern in (*_LEFT_OUT, *_SYSTEM))


def our_files() -> Iterator[tuple[Path, str]]:
    """Yield each file of ours with the folder of the bundle it goes to."""
    for pattern in _OURS:
        for path in sorted(ROOT.glob(pattern)):
            yield path, path.parent.relative_to(ROOT).as_posix()
    for name in DOCUMENTS:
        yield ROOT / name, "documents"
