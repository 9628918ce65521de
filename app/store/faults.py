"""Word what a database answers, so that a person knows what to do about it."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from app.base.errors import StoreError
from app.base.messages import Message, message

_KEPT = message("What was being saved is not in the store; everything saved before is.")
_HELD = (
    message("The store is held by another program."),
    message("Close what uses it, a backup for instance; it will be tried again."),
)
_FULL = (
    message("The store's disk is full."),
    message("Free some space: the window then saves what waits, and commands can be run again."),
)
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
_LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL


class DamagedStoreError(StoreError):
    """The database's file is damaged."""


class UnreachableStoreError(StoreError):
    """The server of the database cannot be reached, or has gone away."""


class UnwritableStoreError(StoreError):
    """The store does not take anything now: it is full, read-only or held by another program."""


@contextmanager
def worded() -> Iterator[None]:
    """Turn what a database raises into a sentence.

    Raises:
        StoreError: instead of SQLAlchemy's and the system's errors.
    """
    try:
        yield
    except SQLAlchemyError as error:
        raise as_store_error(error) from error
    except sqlite3.Error as error:
        raise _of_sqlite(error) from error
    except OSError as error:
        raise unwritable(error) from error


def unwritable(error: OSError) -> UnwritableStoreError:
    """Word why the system let nothing be written."""
    if error.errno in _FULL_DISK:
        return UnwritableStoreError(*_FULL)
    return UnwritableStoreError(
        message("The store cannot be written: {why}.", why=error.strerror or error),
        message("Check that the store's folder is there, can be written and has room."),
    )


def as_store_error(error: SQLAlchemyError) -> StoreError:
    """Word what a database raised."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if getattr(cause, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
        return UnwritableStoreError(*_HELD)
    if isinstance(error, OperationalError | InterfaceError):
        return UnreachableStoreError(
            message("The database cannot be reached: {why}.", why=_first_line(cause or error)),
            message("Check the network and the server; it will be tried again."),
        )
    return StoreError(
        message("The database refused: {why}.", why=_first_line(cause or error)),
        message("Try again; if it happens again, tell who looks after the database."),
    )


def _of_sqlite(error: sqlite3.Error) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(_first_line(error))
    sentences: dict[int, tuple[Message, Message]] = {
        sqlite3.SQLITE_FULL: _FULL,
        sqlite3.SQLITE_READONLY: (
            message("The store cannot be written: its folder is read-only."),
            message("Ask for the right to write there, or choose another folder for the store."),
        ),
        sqlite3.SQLITE_BUSY: _HELD,
        sqlite3.SQLITE_LOCKED: _HELD,
        sqlite3.SQLITE_CANTOPEN: (
            message("The store cannot be opened: its folder does not let us."),
            message("Check that you may read and write the folder and that its drive is there."),
        ),
    }
    told = sentences.get(code, (message("The store failed: {why}.", why=_first_line(error)), _KEPT))
    # A statement that SQLite does not understand is no matter of the disk.
    return StoreError(*told) if code == sqlite3.SQLITE_ERROR else UnwritableStoreError(*told)


def damaged(why: str) -> DamagedStoreError:
    """Say that the file of the store is damaged."""
    return DamagedStoreError(
        message("The store's file is damaged: {why}.", why=why),
        message("Restore its last backup; the damaged file is set aside, not deleted."),
    )


def _first_line(error: object) -> str:
    """Return the first line of what was raised, without the full stop and without any password."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return re.sub(r"://[^@\s]*@", "://", lines[0]).rstrip(".")
