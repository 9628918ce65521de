"""Make the Debian package."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pyinstaller.bundle import copy_bundle, touch_tree
from pyinstaller.native import native_files
from release import ROOT, read_version, source_date

HERE = Path(__file__).parent

PROGRAM = Path("opt/retivasc")
SETTINGS = "usr/share/retivasc/settings.json"
"""A file that sets nothing; installing copies it to /etc/xdg, unless there is one already."""

UNIT = "usr/lib/systemd/system/retivasc-node.service"
"""A service that is neither enabled nor started by itself."""

_SCRIPTS = ("postinst", "prerm", "postrm")

_CONTROL = """\
Package: retivasc
Version: {version}
Architecture: amd64
Maintainer: Retivasc <retivasc@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: xdg-utils
Section: science
Priority: optional
Description: viewer that measures the vessels of fundus photographs
 Opens a photograph of the retina (DICOM, PNG, JPEG, TIFF), shows its vessels
 next to it, measures vessel density and fractal dimension with their bands,
 writes a PDF report and sends results to a DICOM archive. Works offline.
"""


def build_package(bundle: Path, scratch: Path, output: Path) -> tuple[Path, Path]:
    """Make the package of a bundle.

    Args:
        bundle: as ``build_bundle`` returns it.
        scratch: a folder for what is packed; replaced.
        output: the folder of artefacts.

    Returns:
        The package, and the folder that was packed.
    """
    shutil.rmtree(scratch, ignore_errors=True)
    tree = scratch / "root"
    (tree / PROGRAM).parent.mkdir(parents=True)
    copy_bundle(bundle, tree / PROGRAM)
    for target, content in _system_files(bundle):
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        (tree / target).write_bytes(content)
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/retivasc").symlink_to("/" / PROGRAM / "retivasc")
    _write_control(tree, scratch)
    _set_modes(tree)
    touch_tree(tree)
    package = output / f"retivasc_{read_version()}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=2", "--build", tree, package],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(source_date())},
        check=True,
    )
    return package, tree


def _system_files(bundle: Path) -> Iterator[tuple[str, bytes]]:
    """Yield where each file lies by which the system knows the program, and what it holds."""
    yield "usr/share/applications/retivasc.desktop", (HERE / "retivasc.desktop").read_bytes()
    icon = ROOT / "resources" / "icons" / "retivasc.svg"
    yield "usr/share/icons/hicolor/scalable/apps/retivasc.svg", icon.read_bytes()
    manual = bundle / "_internal" / "documents" / "retivasc.1"
    yield "usr/share/man/man1/retivasc.1.gz", _packed(manual.read_bytes())
    yield UNIT, (HERE / "retivasc-node.service").read_bytes()
    yield "usr/share/retivasc/node.toml", (HERE / "node.toml").read_bytes()
    yield SETTINGS, (HERE / "settings.json").read_bytes()
    yield "usr/share/doc/retivasc/copyright", (HERE / "copyright").read_bytes()
    for name in ("CHANGELOG.md", "packaging/NETWORK.md", "packaging/README.md"):
        path = ROOT / name
        packed = _packed(path.read_bytes())
        yield f"usr/share/doc/retivasc/{path.name}.gz", packed


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _write_control(tree: Path, scratch: Path) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir())
    depends = _needed_packages(tree / PROGRAM, scratch)
    text = _CONTROL.format(version=read_version(), kilobytes=size // 1024, depends=depends)
    (control / "control").write_text(text, encoding="utf-8")
    for script in _SCRIPTS:
        shutil.copy(HERE / script, control)


def _needed_packages(program: Path, scratch: Path) -> str:
    """Return the packages whose libraries the bundle needs and does not hold."""
    (scratch / "debian").mkdir()
    (scratch / "debian/control").write_text(
        "Source: retivasc\n\nPackage: retivasc\nArchitecture: amd64\n"
    )
    native = list(native_files(program))
    folders = sorted({str(path.parent) for path in native})
    command = [
        *("dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"),
        *(f"-l{folder}" for folder in folders),
        *(f"-x{package}" for package in _held_packages(program)),
        *(f"-e{path}" for path in native),
    ]
    printed = subprocess.run(command, cwd=scratch, stdout=subprocess.PIPE, text=True, check=True)
    return printed.stdout.strip().removeprefix("shlibs:Depends=")


def _held_packages(program: Path) -> list[str]:
    """Return the packages of this computer whose libraries PyInstaller copied into the bundle."""
    names = [path.name for path in (program / "_internal").glob("lib*.so.*")]
    found = subprocess.run(
        ["dpkg-query", "--search", *(f"*/{name}" for name in names)],
        capture_output=True,
        text=True,
        check=False,  # it fails if one of them, such as Python's own, is of no package
    ).stdout
    return sorted({line.partition(":")[0] for line in found.splitlines()})


def _set_modes(tree: Path) -> None:
    """Make everything readable for everyone and writable only for root, whatever the umask."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or _is_program(path) else 0o644)


def _is_program(path: Path) -> bool:
    """Return whether a file can be run: it may be marked executable without being a program."""
    with path.open("rb") as file:
        beginning = file.read(4)
    return beginning[:2] == b"#!" or (beginning == b"\x7fELF" and ".so" not in path.name)
