"""Connect to a database: SQLite in a folder, or PostgreSQL at an address."""

import importlib.util
import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.event import listen
from sqlalchemy.exc import ArgumentError

from app.base.errors import ReportWriteError, StoreError
from app.base.files import make_folder, open_private
from app.base.messages import message
from app.store.faults import worded

DATABASE = "cases.sqlite3"
"""The file in the folder of a store."""

WRITES = {"writes": True}
"""Options of a connection that will write: it waits for its turn before it reads anything."""

_PATIENCE_S = 15
_WAITING = {"options": f"-c lock_timeout={_PATIENCE_S * 1000}"}
_SCHEMES = ("postgresql", "postgresql+psycopg")
_SERVICE = "retivasc"


def is_address(place: str | Path) -> bool:
    """Tell whether a store's place is the address of a server, not a folder."""
    return "://" in str(place)


def folder_engine(folder: Path) -> Engine:
    """Return how the database of a folder is reached; the file is made for the user alone.

    Raises:
        StoreError: the folder cannot be made, or not be written to.
    """
    try:
        make_folder(folder)
    except ReportWriteError as error:
        raise StoreError(error.message, error.hint) from error
    file = folder / DATABASE
    with worded(), open_private(file, "ab"):  # SQLite would make it readable for others
        pass
    return file_engine(file)


def file_engine(file: Path) -> Engine:
    """Return how a file of SQLite is reached."""
    url = URL.create("sqlite", database=str(file))
    engine = create_engine(url, connect_args={"timeout": _PATIENCE_S})
    listen(engine, "connect", _prepare)
    listen(engine, "begin", _begin)
    return engine


def server_engine(address: str) -> Engine:
    """Return how a server is reached; the password comes from the keyring, or as libpq finds it.

    Raises:
        StoreError: it is no address of PostgreSQL, holds a password, or psycopg is missing.
    """
    url = _checked(address)
    if importlib.util.find_spec("psycopg") is None:
        raise StoreError(
            message("This installation cannot speak to PostgreSQL."),
            message("Install the package psycopg, or keep the store in a folder."),
        )
    password = _password(url)
    return create_engine(
        url.set(drivername="postgresql+psycopg", password=password),
        pool_pre_ping=True,
        connect_args={"connect_timeout": _PATIENCE_S, "application_name": "retivasc", **_WAITING},
    )


def _checked(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _SCHEMES:
        raise StoreError(
            message("The address of the store is not one of PostgreSQL."),
            message("Write it as postgresql://user@server/database."),
        )
    if url.password is not None or "password" in url.query:
        raise StoreError(
            message("The address of the store holds a password, which others could read."),
            message("Leave it out: put it into the keyring, or into the file .pgpass."),
        )
    return url


def _password(url: URL) -> str | None:
    """Return the password that the system's keyring has, if there is a keyring."""
    if importlib.util.find_spec("keyring") is None or "PGPASSWORD" in os.environ:
        return None
    import keyring
    from keyring.errors import KeyringError

    try:
        found: str | None = keyring.get_password(_SERVICE, url.render_as_string())
    except KeyringError:  # a service has none, or it is locked: libpq may find a password
        return None
    return found


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where Python does
    for pragma in (
        "foreign_keys = ON",
        "secure_delete = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
