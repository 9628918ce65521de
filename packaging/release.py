"""What all artefacts of a release share: version, date, list of files, checksums."""

import hashlib
import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def read_version() -> str:
    """Return the version; pyproject.toml is the one place that states it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def source_date() -> int:
    """Return the seconds since 1970 that stand for "now" in every artefact.

    SOURCE_DATE_EPOCH decides; without it, the last commit. So two builds of one source are alike.

    Raises:
        subprocess.CalledProcessError: neither is there.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    if stated:
        return int(stated)
    command = ("git", "-C", str(ROOT), "log", "-1", "--format=%ct")
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_list(tree: Path) -> str:
    """Return a line for each file below a folder, sorted by path: SHA-256, size, path.

    A link has its target in place of a hash.
    """
    lines = []
    for path in sorted(tree.rglob("*"), key=lambda path: path.relative_to(tree).as_posix()):
        name = path.relative_to(tree).as_posix()
        if path.is_symlink():
            lines.append(f"{'-> ' + os.readlink(path):64}  {0:>11}  {name}")
        elif path.is_file():
            lines.append(f"{sha256(path)}  {path.stat().st_size:>11}  {name}")
    return "".join(f"{line}\n" for line in lines)


def write_checksums(folder: Path) -> Path:
    """Write SHA256SUMS of all files of a folder, for ``sha256sum --check``, and return its path."""
    sums = folder / "SHA256SUMS"
    lines = [
        f"{sha256(path)}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.is_file() and path != sums
    ]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums
