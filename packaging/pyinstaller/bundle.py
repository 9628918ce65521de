"""Make the bundle: the program with all it needs in one folder, for this system."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from release import ROOT, read_version, source_date

BUILD = ROOT / "build"
SPEC = Path(__file__).with_name("retivasc.spec")

LARGEST_MB = 1000
"""More than this the bundle may not take when it is installed."""

_PYTHON = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
_OF_THIS_COMPUTER = ("direct_url.json", "INSTALLER", "RECORD", "REQUESTED")
_ELF = b"\x7fELF"


class BundleError(Exception):
    """The bundle is not what it must be."""


def build_bundle() -> Path:
    """Return the folder of a new bundle, stripped and checked; it takes minutes.

    Raises:
        BundleError: it is too large, or names what it does not hold.
        subprocess.CalledProcessError: a step failed; its output says why.
    """
    python = _make_environment(BUILD / "environment")
    _run_pyinstaller(python)
    tree = BUILD / "bundle" / "retivasc"
    _forget_this_computer(tree / "_internal")
    if sys.platform == "linux":
        _strip(tree)
    _describe(python, tree / "_internal")
    check_size(tree)
    return tree


def _make_environment(folder: Path) -> Path:
    """Make an environment with the program, not editable, and the tools; return its Python."""
    python = folder / _PYTHON
    if not python.exists():
        venv.create(folder, with_pip=True, clear=True)
    pip = (str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    constraints = ("--constraint", str(ROOT / "constraints.txt"))
    subprocess.run([*pip, *constraints, f"{ROOT}[package]"], check=True)
    # The version alone does not tell pip that the source has changed.
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)
    return python


def _run_pyinstaller(python: Path) -> None:
    command = [
        *(str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(BUILD / "bundle"), "--workpath", str(BUILD / "pyinstaller")),
        str(SPEC),
    ]
    subprocess.run(command, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    """Return variables with which two builds of one source are alike."""
    # Without a fixed seed, sets in compiled modules come out in another order each time.
    return {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": str(source_date())}


def _describe(python: Path, internal: Path) -> None:
    """Write the manual page, the bill of materials and the notices, with the program's packages."""
    manual = internal / "documents" / "retivasc.1"
    module = ("--module", "app.cli.parser", "--function", "build_parser")
    names = ("--prog", "retivasc", "--project-name", "retivasc", "--version", read_version())
    form = ("--format", "single-commands-section", "--manual-title", "Retivasc")
    what = ("--description", "see and measure the vessels of fundus photographs")
    tool = python.with_name("argparse-manpage")
    subprocess.run([tool, *module, *names, *form, *what, "--output", manual], check=True)
    toc = BUILD / "pyinstaller" / "retivasc" / "COLLECT-00.toc"
    script = Path(__file__).with_name("describe.py")
    subprocess.run([python, script, internal, toc], env=_environment(), check=True)


def _forget_this_computer(internal: Path) -> None:
    """Remove what pip noted about where packages came from."""
    for information in internal.glob("*.dist-info"):
        for name in _OF_THIS_COMPUTER:
            (information / name).unlink(missing_ok=True)


def _strip(tree: Path) -> None:
    """Remove the symbols of native libraries that only a debugger reads: 100 MB of torch's."""
    for path in _native_files(tree):
        mode = path.stat().st_mode
        path.chmod(mode | 0o200)
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
        path.chmod(mode)


def _native_files(tree: Path) -> Iterator[Path]:
    for path in sorted(tree.rglob("*")):
        # Libraries that a wheel's repair tool has edited do not survive it; the program itself
        # carries its modules behind the end of the native part.
        repaired = path.parent.suffix == ".libs"
        if path.is_symlink() or not path.is_file() or repaired or path.parent == tree:
            continue
        with path.open("rb") as file:
            if file.read(4) == _ELF:
                yield path


def check_size(tree: Path) -> None:
    """Print what takes the room.

    Raises:
        BundleError: it is more than may be.
    """
    sizes = {path: _megabytes(path) for path in (tree, *(tree / "_internal").iterdir())}
    for path, size in sorted(sizes.items(), key=lambda item: -item[1])[:10]:
        print(f"{size:7.0f} MB  {path.relative_to(tree.parent)}")
    if sizes[tree] > LARGEST_MB:
        raise BundleError(f"The bundle has {sizes[tree]:.0f} MB; {LARGEST_MB} may be.")


def _megabytes(path: Path) -> float:
    files = path.rglob("*") if path.is_dir() and not path.is_symlink() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6


def copy_bundle(tree: Path, target: Path) -> None:
    """Copy a bundle, links as links, with the dates that all files of a release have."""
    shutil.copytree(tree, target, symlinks=True)
    touch_tree(target)


def touch_tree(folder: Path) -> None:
    """Give a folder and all below it the date of the source."""
    date = source_date()
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (date, date), follow_symlinks=False)
