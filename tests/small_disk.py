"""A disk of the tests' own that can be full or read-only: a tmpfs, where one may be mounted."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SIZE_MB = 24


class SmallDisk:
    """Fill a disk, empty it again, and forbid or allow writing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room."""
        try:
            with self._filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            pass

    def make_room(self) -> None:
        """Take away what filled it."""
        self._filler.unlink()

    def set_writable(self, writable: bool) -> None:
        """Mount it again; no file on it may be open for writing if it is to be read-only."""
        _mount("-o", f"remount,{'rw' if writable else 'ro'}", str(self.folder))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount a small disk at a folder; skip the test where that is not allowed."""
    folder.mkdir()
    if _mount("-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)) != 0:
        pytest.skip("no disk can be mounted here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _mount(*arguments: str) -> int:
    try:
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True)
    except OSError:
        return 1
    return done.returncode
