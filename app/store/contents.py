"""Keep contents under their SHA-256: in a folder of the user's own, or in the database."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.base.errors import ReportWriteError
from app.base.files import make_folder, write_whole
from app.store.faults import UnwritableStoreError, unwritable
from app.store.tables import BLOBS


class Contents(Protocol):
    """Keep and return contents; what was kept never changes."""

    def put(self, connection: Connection, content: bytes) -> str:
        """Keep a content, unless it is there, and return its SHA-256.

        Raises:
            StoreError: it cannot be written.
        """

    def get(self, connection: Connection, sha256: str) -> bytes | None:
        """Return a content; None if it is not there."""

    def remove(self, connection: Connection, sha256: str) -> None:
        """Take a content out; a missing one is fine."""

    def names(self, connection: Connection) -> Iterator[str]:
        """Yield the SHA-256 of every content."""


class FolderContents:
    """Keep each content as a file, in folders by the first two digits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, _connection: Connection, content: bytes) -> str:
        """Keep a content, as ``Contents.put``."""
        sha256 = hashlib.sha256(content).hexdigest()
        file = self._file(sha256)
        if not file.exists():
            try:
                make_folder(file.parent)
                write_whole(file, content)
            except ReportWriteError as error:
                cause = error.__cause__
                if isinstance(cause, OSError):  # which names no file that nobody knows
                    raise unwritable(cause) from error
                raise UnwritableStoreError(error.message, error.hint) from error
        return sha256

    def get(self, _connection: Connection, sha256: str) -> bytes | None:
        """Return a content, as ``Contents.get``."""
        try:
            return self._file(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, _connection: Connection, sha256: str) -> None:
        """Take a content out, as ``Contents.remove``; its bytes are written over first."""
        file = self._file(sha256)
        try:
            with file.open("r+b") as opened:
                opened.write(bytes(file.stat().st_size))
                opened.flush()
                os.fsync(opened.fileno())
            file.unlink()
        except FileNotFoundError:
            return

    def names(self, _connection: Connection) -> Iterator[str]:
        """Yield the SHA-256 of every content, as ``Contents.names``."""
        for file in sorted(self.folder.glob("??/*")):
            if not file.name.startswith("."):
                yield file.name

    def _file(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


class DatabaseContents:
    """Keep each content as a row, so that every workstation has it."""

    def put(self, connection: Connection, content: bytes) -> str:
        """Keep a content, as ``Contents.put``."""
        sha256 = hashlib.sha256(content).hexdigest()
        row = insert(BLOBS).values(sha256=sha256, content=content)
        connection.execute(row.on_conflict_do_nothing())
        return sha256

    def get(self, connection: Connection, sha256: str) -> bytes | None:
        """Return a content, as ``Contents.get``."""
        found = connection.scalar(select(BLOBS.c.content).where(BLOBS.c.sha256 == sha256))
        return None if found is None else bytes(found)

    def remove(self, connection: Connection, sha256: str) -> None:
        """Take a content out, as ``Contents.remove``."""
        connection.execute(delete(BLOBS).where(BLOBS.c.sha256 == sha256))

    def names(self, connection: Connection) -> Iterator[str]:
        """Yield the SHA-256 of every content, as ``Contents.names``."""
        yield from connection.scalars(select(BLOBS.c.sha256).order_by(BLOBS.c.sha256))
