"""Copies of the database of a folder: made in good time, put back when it is damaged."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from app.base.files import make_missing, open_private, sync_folder
from app.store.connection import DATABASE, file_engine
from app.store.database import Store
from app.store.faults import damaged, worded
from app.store.schema import revision

BACKUPS = "backups"
KEPT_BACKUPS = 5

_SIDE_FILES = ("-wal", "-shm")
_DAY_S = 24 * 3600


def check_file(connection: Connection) -> None:
    """Look whether the pages of SQLite's file fit together.

    Raises:
        DamagedStoreError: they do not.
    """
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise damaged(str(found).splitlines()[-1])


def back_up_file(store: Store) -> Path:
    """Copy the database of a folder to its backups, and drop the oldest ones.

    What the contents' folder holds never changes, and is not copied.

    Raises:
        StoreError: the copy cannot be written.
    """
    assert store.folder is not None
    folder = store.folder / BACKUPS
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{stamp}.sqlite3"
    part = target.with_suffix(".part")
    with worded():
        make_missing(folder)
        for leftover in folder.glob("*.part"):
            leftover.unlink()
        _copy(store.engine, part)
        os.replace(part, target)
        sync_folder(folder)
        for old in backups(store.folder)[KEPT_BACKUPS:]:
            old.unlink(missing_ok=True)
    return target


def back_up_if_due(store: Store) -> Path | None:
    """Copy the database of a folder unless that was done within a day; None where it was."""
    if store.folder is None:
        return None
    newest = next(iter(backups(store.folder)), None)
    if newest is not None and datetime.now(UTC).timestamp() - newest.stat().st_mtime < _DAY_S:
        return None
    return back_up_file(store)


def _copy(engine: Engine, target: Path) -> None:
    with open_private(target, "xb"):
        pass
    source = engine.raw_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        source.close()


def backups(folder: Path) -> list[Path]:
    """Return the backups in a store's folder, newest first."""
    return sorted((folder / BACKUPS).glob("*.sqlite3"), reverse=True)


def set_aside(folder: Path, why: str = "damaged") -> Path:
    """Move the database of a folder out of the way, and return where it lies now.

    Raises:
        StoreError: it cannot be moved.
    """
    file = folder / DATABASE
    target = file.with_name(f"{DATABASE}.{why}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
    with worded():
        for end in _SIDE_FILES:
            side = Path(f"{file}{end}")
            if side.exists():
                os.replace(side, f"{target}{end}")
        if file.exists():
            os.replace(file, target)
    return target


def databases_aside(folder: Path) -> list[Path]:
    """Return the databases that were set aside in a folder, with what belongs to each."""
    return sorted(folder.glob(f"{DATABASE}.*-*"))


def put_back(folder: Path, backup: Path) -> Path:
    """Put a copy of the database in place, the present one being set aside.

    Returns:
        Where the former database lies now.

    Raises:
        StoreError: the backup is damaged itself, or cannot be copied.
    """
    engine = file_engine(backup)
    part = folder / f".{DATABASE}.part"
    try:
        with worded():
            with engine.connect() as connection:
                check_file(connection)
                revision(connection)
            part.unlink(missing_ok=True)
            _copy(engine, part)
        aside = set_aside(folder, "replaced")
        with worded():
            os.replace(part, folder / DATABASE)
            sync_folder(folder)
    finally:
        engine.dispose()
    return aside
