import ast

import pytest

from pyinstaller.contents import EXCLUDED_MODULES, ROOT, is_left_out, our_files


@pytest.mark.parametrize(
    "name",
    [
        "PyQt5/Qt5/lib/libQt5Quick.so.5",
        "PyQt5\\Qt5\\bin\\Qt5Qml.dll",
        "PyQt5/Qt5/bin/msvcp140.dll",
        "PyQt5/Qt5/plugins/platforms/libqwebgl.so",
        "PyQt5/Qt5/translations/qt_de.qm",
        "libstdc++.so.6",
        "openvino/libs/libopenvino_intel_gpu_plugin.so",
        "openvino/libs/libopenvino_tensorflow_frontend.so.2641",
        "openvino/frontend/jax/py_jax_frontend.cpython-311-x86_64-linux-gnu.so",
        "pydicom/data/test_files/CT_small.dcm",
    ],
)
def test_left_out(name):
    assert is_left_out(name)


@pytest.mark.parametrize(
    "name",
    [
        "PyQt5/Qt5/lib/libQt5Gui.so.5",
        "PyQt5/Qt5/plugins/platforms/libqxcb.so",
        "PyQt5/Qt5/plugins/platforms/qwindows.dll",
        "PyQt5/Qt5/plugins/printsupport/libcupsprintersupport.so",
        "libxcb-xinerama.so.0",
        "msvcp140.dll",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "openvino/libs/libopenvino_ir_frontend.so.2641",
        "openvino/_pyopenvino.cpython-311-x86_64-linux-gnu.so",
        "highdicom/_standard/module_attribute_map.json",
    ],
)
def test_kept(name):
    assert not is_left_out(name)


def test_everything_of_ours_that_the_program_opens_is_there():
    files = {f"{folder}/{path.name}".removeprefix("./"): path for path, folder in our_files()}
    assert all(path.is_file() for path in files.values())
    for name in (
        "LICENSE",
        "app/store/migrations/env.py",
        "app/store/migrations/versions/0001_first.py",
        "app/store/migrations/versions/0002_node.py",
        "resources/pinyin/initials.txt",
        "models/retivasc-unet.safetensors",
        "models/retivasc-unet.json",
        "models/retivasc-unet.engines.json",
        "models/retivasc-av.safetensors",
        "models/retivasc-geometry.float32.xml",
        "models/retivasc-unet.float32.bin",
        "models/retivasc-unet.int8.xml",
        "resources/style.qss",
        "resources/samples/chase_db1_09r.png",
        "resources/samples/chase_db1_09r.json",
        "resources/schemas/retivasc.analysis-2.json",
        "resources/schemas/retivasc.comparison-1.json",
        "resources/translations/zh_CN.ts",
        "resources/fonts/DroidSansFallbackFull.ttf",
        "resources/icons/retivasc.svg",
        "documents/INTENDED_USE.md",
    ):
        assert name in files
    icons = {path.name for path in (ROOT / "resources" / "icons").iterdir()}
    assert icons == {
        name.rpartition("/")[2] for name in files if name.startswith("resources/icons")
    }
    others = [name for name in files if not name.startswith("app/store/migrations/")]
    assert not any("screenshots" in name or name.endswith((".py", ".toml")) for name in others)


WITH_TORCH = {"__main__.py", "checkpoint.py", "device.py", "networks.py", "resnet_unet.py"}
WITH_TORCH |= {"torch_engine.py", "unet.py"}
"""Modules that nothing imports where torch is not installed, or that do without it."""


def test_nothing_that_is_left_out_is_imported_by_the_rest():
    """Imports within functions count too; only commands may reach app.training and app.cohort."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        if {"cli", "cohort", "training"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            else:
                continue
            for name in names:
                reached = [out for out in EXCLUDED_MODULES if f"{name}.".startswith(f"{out}.")]
                assert not reached or path.name in WITH_TORCH, (path, name)
