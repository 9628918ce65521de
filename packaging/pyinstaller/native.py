"""Make the native libraries of a Linux bundle smaller, and free of the builder's paths."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

_ELF = b"\x7fELF"


def native_files(tree: Path) -> Iterator[Path]:
    """Yield the programs and libraries below a folder, sorted, each file once."""
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink() and path.is_file():
            with path.open("rb") as file:
                if file.read(4) == _ELF:
                    yield path


def clean(tree: Path) -> None:
    """Remove what only a debugger reads, and the paths of the builder's own libraries."""
    for path in native_files(tree):
        mode = path.stat().st_mode
        path.chmod(mode | 0o200)
        # Libraries that a wheel's repair tool has edited do not survive it, and the program itself
        # carries its modules behind the end of the native part.
        if path.parent != tree and path.parent.suffix != ".libs":
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
        if path.parent != tree:
            _forget_search_path(path)
        path.chmod(mode)


def foreign_search_path(path: Path) -> str:
    """Return where a library looks for others outside the bundle; "" if nowhere.

    Whoever owns such a folder on a user's computer could put code into the program.
    """
    return ":".join(place for place in _search_path(path) if not place.startswith("$ORIGIN"))


def _forget_search_path(path: Path) -> None:
    if foreign_search_path(path):
        own = ":".join(place for place in _search_path(path) if place.startswith("$ORIGIN"))
        change = ["--set-rpath", own] if own else ["--remove-rpath"]
        subprocess.run(["patchelf", *change, str(path)], check=True)


def _search_path(path: Path) -> list[str]:
    command = ["patchelf", "--print-rpath", str(path)]
    printed = subprocess.check_output(command, text=True).strip()
    return [place for place in printed.split(":") if place]
