"""Lay out, on any system, what the Windows bundle holds, from the real win_amd64 wheels.

The tree is for compiling the installer and for reading imports and DLLs where there is no
Windows. It is never shipped and cannot run: Python itself and the Visual C++ runtime are missing
(PyInstaller takes them from the computer it runs on), and PyInstaller's bare bootloader stands in
for the program.

    cd packaging; python -m windows.stage ../build/windows-tree
"""

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from email.parser import HeaderParser
from fnmatch import fnmatch
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from pyinstaller.contents import is_left_out, our_files

ROOT = Path(__file__).resolve().parents[2]
# What the workflow builds with.
_PYTHON = "3.11"
TARGET = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "python_full_version": f"{_PYTHON}.9",
    "python_version": _PYTHON,
    "sys_platform": "win32",
    "extra": "",
}
_PIP_TARGET = ["--platform", "win_amd64", "--python-version", _PYTHON, "--implementation", "cp"]
_PIP_ABIS = ["--abi", f"cp{_PYTHON.replace('.', '')}", "--abi", "abi3", "--abi", "none"]

# Of the Qt modules, those that the program imports or its plug-ins need.
_QT_KEPT = {"Core", "Gui", "PrintSupport", "Svg", "Widgets"}
_QT_PLUGINS = {"iconengines", "imageformats", "platforms", "printsupport", "styles"}
# What pip would not install as a module, or PyInstaller does not collect (besides contents.py).
_LEFT_OUT = [
    "*.dist-info/RECORD",
    "*.lib",
    "*.pyi",
    "*/tests/*",
    "*.data/scripts/*",
    "PyQt5/bindings/*",
    "PyQt5/pylupdate*",
    "PyQt5/pyrcc*",
    "PyQt5/Qt5/qsci/*",
]
# Text next to the modules that the program does not read is left out like PyInstaller leaves it.
_SOURCES = [".c", ".cpp", ".h", ".hpp", ".cuh", ".cu", ".pxd", ".pyx", ".cmake"]
# Graphics cards have torch, which is not bundled; OpenVINO is kept from telling of its use.
_NOT_BUNDLED = {"torch", "openvino-telemetry"}
_EXECUTABLES = {"retivasc.exe": "runw.exe", "retivasc-cli.exe": "run.exe"}


def requirements(metadata: str) -> list[Requirement]:
    """Return what a distribution needs on Windows, from the text of its METADATA."""
    found = HeaderParser().parsestr(metadata).get_all("Requires-Dist") or []
    return _for_windows(Requirement(line) for line in found)


def pins(constraints: str) -> dict[str, str]:
    """Return {normalised name: version} of the lines of constraints.txt that hold on Windows."""
    lines = (line.split("#")[0].strip() for line in constraints.splitlines())
    held = _for_windows(Requirement(line) for line in lines if line)
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in held}


def is_bundled(path: str) -> bool:
    """Return whether a file of a wheel, named by its path there, belongs into the bundle."""
    if any(fnmatch(path, pattern) for pattern in _LEFT_OUT) or Path(path).suffix in _SOURCES:
        return False
    if is_left_out(path):
        return False
    module = re.fullmatch(r"PyQt5/(?:Qt5/bin/Qt5|Qt)(\w+)\.(?:dll|pyd)", path)
    if module:
        return module[1] in _QT_KEPT
    plugin = re.match(r"PyQt5/Qt5/plugins/(\w+)/", path)
    return plugin is None or plugin[1] in _QT_PLUGINS


def fetch(wheels: Path) -> list[Path]:
    """Download the wheels that the program needs on Windows, as pinned; return their paths, sorted.

    Raises:
        KeyError: constraints.txt does not pin something that is needed.
        subprocess.CalledProcessError: pip cannot fetch one of them.
    """
    wheels.mkdir(parents=True, exist_ok=True)
    pinned = pins((ROOT / "constraints.txt").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = _for_windows(Requirement(line) for line in project["dependencies"])
    needed: dict[str, Path] = {}
    while names := {canonicalize_name(one.name) for one in wanted} - needed.keys():
        _download(sorted(f"{name}=={pinned[name]}" for name in names), wheels)
        new = {name: _wheel(wheels, name, pinned[name]) for name in names}
        needed |= new
        wanted = [one for wheel in new.values() for one in requirements(_metadata(wheel))]
    return sorted(needed.values())


def lay_out(wheels: Iterable[Path], bootloader: Path, tree: Path) -> None:
    """Unpack and prune wheels, and add the program's own files, into a new folder.

    Pure Python goes into one file as PyInstaller puts it into its archive.

    Args:
        wheels: of the distributions.
        bootloader: the win_amd64 wheel of PyInstaller.
        tree: is emptied first.
    """
    shutil.rmtree(tree, ignore_errors=True)
    inside = tree / "_internal"
    inside.mkdir(parents=True)
    with zipfile.ZipFile(inside / "modules.zip", "w", zipfile.ZIP_DEFLATED) as modules:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for entry in archive.infolist():
                    _place(archive, entry, inside, modules)
        for module in sorted((ROOT / "app").rglob("*.py")):
            if not {"cohort", "training"} & set(module.parts):
                modules.write(module, module.relative_to(ROOT).as_posix())
    for path, folder in our_files():
        (inside / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, inside / folder)
    with zipfile.ZipFile(bootloader) as archive:
        for name, stand_in in _EXECUTABLES.items():
            path = f"PyInstaller/bootloader/Windows-64bit-intel/{stand_in}"
            (tree / name).write_bytes(archive.read(path))


def _for_windows(found: Iterable[Requirement]) -> list[Requirement]:
    return [
        one
        for one in found
        if one.name not in _NOT_BUNDLED and (one.marker is None or one.marker.evaluate(TARGET))
    ]


def _download(wanted: list[str], wheels: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    found = ["--find-links", str(wheels), "--dest", str(wheels)]
    subprocess.run([*pip, *_PIP_TARGET, *_PIP_ABIS, *found, *wanted], check=True)


def _wheel(wheels: Path, name: str, version: str) -> Path:
    return next(
        path
        for path in sorted(wheels.glob("*.whl"))
        if (found := parse_wheel_filename(path.name))[0] == name and str(found[1]) == version
    )


def _metadata(wheel: Path) -> str:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return archive.read(name).decode()


def _place(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inside: Path, modules: zipfile.ZipFile
) -> None:
    # What a wheel keeps in <name>.data/platlib is installed next to its packages.
    path = re.sub(r"^[^/]+\.data/(?:platlib|purelib)/", "", entry.filename)
    if entry.is_dir() or not is_bundled(path):
        return
    if path.endswith(".py"):
        modules.writestr(path, archive.read(entry))
        return
    target = inside / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(archive.read(entry))


def main() -> None:
    """Fetch the wheels and lay them out."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("tree", type=Path)
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "windows-wheels")
    arguments = parser.parse_args()
    wheels = fetch(arguments.wheels)
    version = pins((ROOT / "constraints.txt").read_text("utf-8"))["pyinstaller"]
    _download([f"pyinstaller=={version}"], arguments.wheels)
    lay_out(wheels, _wheel(arguments.wheels, "pyinstaller", version), arguments.tree)


if __name__ == "__main__":
    main()
