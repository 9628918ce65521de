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


class ReleaseError(Exception):
    """A release cannot be made of this source."""


def source_date() -> int:
    """Return the seconds since 1970 that stand for "now" in every artefact.

    SOURCE_DATE_EPOCH decides; without it, the last commit. So two builds of one source are alike.

    Raises:
        ReleaseError: neither is there.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH")
    command = ("git", "-C", str(ROOT), "log", "-1", "--format=%ct")
    try:
        return int(stated or subprocess.check_output(command, text=True))
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        raise ReleaseError(
            "The date of the source is not known: this is no checkout of git. Set "
            "SOURCE_DATE_EPOCH to the date of the release, in seconds since 1970."
        ) from error


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_list(tree: Path) -> str:
    """Return a line for each file below a folder, sorted by path, as ``sha256sum --check`` reads.

    What only tells a package manager about the package (DEBIAN/) is not installed and left out.
    """
    names = (path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file())
    listed = sorted(name for name in names if not name.startswith("DEBIAN/"))
    return "".join(f"{sha256(tree / name)}  {name}\n" for name in listed)


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
