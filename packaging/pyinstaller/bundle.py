"""Make the bundle: the program with all it needs in one folder, for this system."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pyinstaller import native
from pyinstaller.environment import BundleError, fixed_variables, make_environment
from release import ROOT, read_version, source_date

BUILD = ROOT / "build"
SPEC = Path(__file__).with_name("retivasc.spec")

LARGEST_MB = 1000
"""More than this the bundle may not take when it is installed."""

_OF_THIS_COMPUTER = ("direct_url.json", "INSTALLER", "RECORD", "REQUESTED")


def build_bundle() -> Path:
    """Return the folder of a new bundle, stripped and checked; it takes minutes.

    Raises:
        BundleError: Python or torch is not the right one, or the bundle is too large.
        subprocess.CalledProcessError: a step failed; its output says why.
    """
    python = make_environment(BUILD / "environment")
    _run_pyinstaller(python)
    tree = BUILD / "bundle" / "retivasc"
    _forget_this_computer(tree / "_internal")
    if sys.platform == "linux":
        native.clean(tree)
    _write_manual(python, tree / "_internal" / "manual")
    _describe(python, tree / "_internal")
    check_size(tree)
    return tree


def _run_pyinstaller(python: Path) -> None:
    command = [
        *(str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", str(BUILD / "bundle"), "--workpath", str(BUILD / "pyinstaller")),
        str(SPEC),
    ]
    subprocess.run(command, env=fixed_variables(), check=True)


def _write_manual(python: Path, folder: Path) -> None:
    """Build the manual in both languages where the installed program looks for it (F1)."""
    command = [python, ROOT / "docs" / "build.py", "--output", folder]
    subprocess.run(command, env=fixed_variables(), cwd=ROOT, check=True)
    for path in folder.rglob("*.map"):  # of furo's scripts and styles, for those who change them
        path.unlink()


def _describe(python: Path, internal: Path) -> None:
    """Write the manual page, the bill of materials and the notices, with the program's packages."""
    manual = internal / "documents" / "retivasc.1"
    module = ("--module", "app.cli.parser", "--function", "build_parser")
    names = ("--prog", "retivasc", "--project-name", "retivasc", "--version", read_version())
    form = ("--format", "single-commands-section", "--manual-title", "Retivasc")
    what = ("--description", "see and measure the vessels of fundus photographs")
    tool = python.with_name("argparse-manpage")
    command = [tool, *module, *names, *form, *what, "--output", manual]
    subprocess.run(command, env=fixed_variables(), cwd=ROOT, check=True)
    toc = BUILD / "pyinstaller" / "retivasc" / "COLLECT-00.toc"
    script = Path(__file__).with_name("describe.py")
    subprocess.run([python, script, internal, toc], env=fixed_variables(), check=True)


def _forget_this_computer(internal: Path) -> None:
    """Remove what pip noted about where packages came from."""
    for information in internal.glob("*.dist-info"):
        for name in _OF_THIS_COMPUTER:
            (information / name).unlink(missing_ok=True)


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
    """Set the date of a folder and everything below it to the date of the source."""
    date = source_date()
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (date, date), follow_symlinks=False)
