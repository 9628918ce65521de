"""What lies where in a node's folder, and who works in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app.base.errors import ConfigurationError
from app.base.files import cannot_lock, make_folder, sync_folder
from app.base.messages import message

_PATIENCE_S = 2.0  # for whoever only asks whether a node runs


@dataclass(frozen=True)
class Places:
    """Name the places in a node's folder.

    A photograph lies under its SHA-256, a result under the number of its photograph in the queue.
    """

    home: Path

    @property
    def spool(self) -> Path:
        """Return where objects are written while they arrive."""
        return self.home / "spool"

    @property
    def lock(self) -> Path:
        """Return the file that a running node holds."""
        return self.home / "node.lock"

    def photograph(self, sha256: str, suffix: str) -> str:
        """Return where a photograph lies, below the node's folder."""
        return f"photographs/{sha256[:2]}/{sha256}{suffix}"

    def result(self, number: int, kind: str) -> str:
        """Return where a result waits, below the node's folder."""
        return f"results/{number}/{kind.replace(' ', '_')}.dcm"

    def path(self, file: str) -> Path:
        """Return the path of what is named below the node's folder."""
        return self.home / file

    def prepare(self) -> None:
        """Make the folders, and take away what was arriving when the last node ended.

        Raises:
            ReportWriteError: they cannot be made.
        """
        make_folder(self.home)
        make_folder(self.spool)
        for left in self.spool.iterdir():
            with suppress(OSError):
                left.unlink()

    def put(self, spooled: Path, file: str) -> None:
        """Put what has arrived in its place, so that a power cut cannot undo it.

        Raises:
            OSError, ReportWriteError: it cannot be put there; it is where it was.
        """
        target = self.path(file)
        make_folder(target.parent)
        os.replace(spooled, target)
        sync_folder(target.parent)

    def drop(self, file: str) -> None:
        """Delete a file that is not needed any more, and its folder if that is empty then."""
        path = self.path(file)
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only node of this folder; the system gives it back even if the node is killed.

        Raises:
            ConfigurationError: another one runs.
            ReportWriteError: the folder cannot be locked.
        """
        lock = FileLock(self.lock)
        try:
            lock.acquire(timeout=_PATIENCE_S)
        except Timeout as error:
            raise ConfigurationError(
                message("A node runs in “{folder}” already.", folder=self.home),
                message("Stop it first, or give this one another folder."),
            ) from error
        except (OSError, NotImplementedError) as error:
            raise cannot_lock(self.home, error) from error
        try:
            yield
        finally:
            lock.release()

    def is_running(self) -> bool:
        """Tell whether a node runs in this folder."""
        if not self.lock.exists():
            return False
        lock = FileLock(self.lock)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except (OSError, NotImplementedError):
            return False
        lock.release()
        return False
