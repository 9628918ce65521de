"""A whole store in one ZIP, as plain rows and contents: backed up here, restored anywhere.

The rows are JSON, a line each, so that a backup can be read without the program. A backup of
SQLite can be restored to PostgreSQL, and the other way round.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, func, insert, select, text

from app.base.errors import StoreError
from app.base.files import open_private
from app.base.messages import message
from app.store.contents import Contents
from app.store.database import Store
from app.store.faults import worded
from app.store.tables import AUDITED, EVENTS, HEAD, PATIENTS
from app.store.verification import referenced

_HEAD = "store.json"
_SCHEMA = "retivasc.store/1"
_TABLES = (*AUDITED, EVENTS)
_MANY = 500
_LARGEST = 1 << 30  # bytes of a content


def back_up(store: Store, target: Path) -> int:
    """Write a whole store into a ZIP, for the user alone; return how many patients it holds.

    Raises:
        StoreError: it cannot be written, or a content is missing.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with worded(), open_private(part, "wb") as file, store.read() as connection:
            _write(store.contents, connection, file)
            count = connection.scalar(select(func.count()).select_from(PATIENTS)) or 0
            file.flush()
            os.fsync(file.fileno())
        with worded():
            os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def restore(store: Store, source: Path) -> int:
    """Fill an empty store from a backup; return how many patients it has then.

    Raises:
        StoreError: the store is not empty, or this is not a whole backup of this version.
    """
    try:
        with worded(), zipfile.ZipFile(source) as archive, store.writing() as connection:
            _check(archive, connection)
            _read(store.contents, connection, archive)
            return connection.scalar(select(func.count()).select_from(PATIENTS)) or 0
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise StoreError(
            message("“{name}” is not a whole backup of a store.", name=source.name),
            message("Choose another backup; nothing was changed."),
        ) from error


def is_backup(source: Path) -> bool:
    """Tell whether a file is a ZIP that ``back_up`` may have written."""
    return zipfile.is_zipfile(source)


def _write(contents: Contents, connection: Connection, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        head = {"schema": _SCHEMA, "revision": HEAD, "made": datetime.now(UTC).isoformat()}
        archive.writestr(_HEAD, json.dumps(head))
        for table in _TABLES:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as rows:
                for row in connection.execute(_ordered(table)):
                    line = json.dumps(dict(row._mapping), ensure_ascii=False)
                    rows.write(f"{line}\n".encode())
        for sha256 in sorted(referenced(connection)):
            content = contents.get(connection, sha256)
            if content is None:
                raise StoreError(
                    message("The content {name} is missing from the store.", name=sha256),
                    message("Have the store verified; restore an earlier backup if need be."),
                )
            archive.writestr(f"contents/{sha256}", content, zipfile.ZIP_STORED)


def _ordered(table: Table) -> Any:  # noqa: ANN401
    """Return the rows of a table in their order."""
    return select(table).order_by(*table.primary_key.columns)


def _check(archive: zipfile.ZipFile, connection: Connection) -> None:
    head = json.loads(archive.read(_HEAD))
    if head["schema"] != _SCHEMA or head["revision"] != HEAD:
        raise StoreError(
            message("The backup was made by another version of Retivasc."),
            message("Restore it with that version, then open the store with this one."),
        )
    if connection.scalar(select(func.count()).select_from(EVENTS)):
        raise StoreError(
            message("The store is not empty."),
            message("Restore into an empty folder or database, or say that it is to be replaced."),
        )


def _read(contents: Contents, connection: Connection, archive: zipfile.ZipFile) -> None:
    for table in _TABLES:
        merged = []
        with archive.open(f"{table.name}.jsonl") as lines:
            for rows in _pieces(lines):
                if table is PATIENTS:  # whom they refer to may come later
                    merged += [row for row in rows if row["merged_into"] is not None]
                    connection.execute(insert(table), [{**r, "merged_into": None} for r in rows])
                else:
                    connection.execute(insert(table), rows)
        for row in merged:
            own = table.c.id == row["id"]
            connection.execute(table.update().where(own).values(merged_into=row["merged_into"]))
    for name in archive.namelist():
        folder, _, sha256 = name.partition("/")
        if folder == "contents":
            content = read_member(archive, name)
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ValueError(f"{name} is damaged")
            contents.put(connection, content)
    renew_counters(connection)


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member of bounded size.

    Raises:
        ValueError: it is too large.
    """
    if archive.getinfo(name).file_size > _LARGEST:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def renew_counters(connection: Connection) -> None:
    """Have PostgreSQL number new rows after those that came with their numbers."""
    if connection.dialect.name != "postgresql":
        return
    for table in AUDITED:
        if table is not PATIENTS and table.name != "cases":
            name = table.name
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "
                    f"(SELECT coalesce(max(id), 0) + 1 FROM {name}), false)"
                )
            )


def _pieces(lines: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows = []
    for line in lines:
        rows.append(json.loads(line))
        if len(rows) == _MANY:
            yield rows
            rows = []
    if rows:
        yield rows
