import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from app.base.errors import StoreError
from app.store.connection import DATABASE, server_engine
from app.store.database import Store
from app.store.faults import UnreachableStoreError
from app.store.opening import open_store
from app.store.schema import known_revisions
from app.store.tables import HEAD, METADATA
from app.store.trail import START
from app.store.verification import head, verify
from tests.support import ROOT, refused


def test_a_new_store_is_empty_and_whole(store):
    assert head(store) == (0, START)
    assert verify(store) == []


def test_what_is_opened_again_is_not_made_again(place):
    for _ in range(2):
        open_store(place).close()


def columns(engine) -> dict[str, dict[str, tuple[str, bool]]]:
    found = inspect(engine)
    return {
        name: {
            each["name"]: (str(each["type"]), each["nullable"]) for each in found.get_columns(name)
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def indexes(engine) -> set[tuple[object, ...]]:
    found = inspect(engine)
    return {
        (name, each["name"], tuple(each["column_names"]))
        for name in METADATA.tables
        for each in found.get_indexes(name)
    }


def foreign_keys(engine) -> set[tuple[object, ...]]:
    found = inspect(engine)
    return {
        (name, *each["constrained_columns"], each["referred_table"], *each["referred_columns"])
        for name in METADATA.tables
        for each in found.get_foreign_keys(name)
    }


def test_migrations_make_the_tables_that_the_program_uses(store):
    migrated = (columns(store.engine), indexes(store.engine), foreign_keys(store.engine))
    with store.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    assert migrated == (columns(store.engine), indexes(store.engine), foreign_keys(store.engine))
    assert set(migrated[0]) == set(METADATA.tables)


def test_head_is_the_last_migration():
    assert max(known_revisions()) == HEAD


def test_newer_schema_is_refused_and_left_alone(place):
    store = open_store(place)
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    error = refused(StoreError, open_store, place)
    assert "newer version" in str(error)


def test_a_database_of_something_else_is_refused(place):
    store = open_store(place)
    with store.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    store.close()
    assert "something else" in str(refused(StoreError, open_store, place))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://user@host/base", "not one of PostgreSQL"),
        ("postgresql://user:secret@host/base", "holds a password"),
        ("postgresql://user@host/base?password=secret", "holds a password"),
        ("://", "not one of PostgreSQL"),
    ],
)
def test_addresses_that_are_refused(address, told):
    error = refused(StoreError, open_store, address)
    assert told in str(error)
    assert "secret" not in str(error)


def test_a_server_that_is_not_there_is_said():
    error = refused(UnreachableStoreError, open_store, "postgresql://127.0.0.1:1/base")
    assert "cannot be reached" in str(error)


def test_the_password_comes_from_the_keyring(monkeypatch, tmp_path):
    asked = []
    _make_keyring(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    import keyring

    monkeypatch.setattr(keyring, "get_password", lambda *of: asked.append(of) or "secret")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    engine = server_engine("postgresql://user@host/base")
    assert engine.url.password == "secret"
    assert asked == [("retivasc", "postgresql://user@host/base")]
    monkeypatch.setenv("PGPASSWORD", "other")
    assert server_engine("postgresql://user@host/base").url.password is None


def test_a_computer_without_a_keyring_asks_libpq(monkeypatch, tmp_path):
    _make_keyring(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    import keyring

    def refuse(*_of):
        raise keyring.errors.KeyringError

    monkeypatch.setattr(keyring, "get_password", refuse)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    assert server_engine("postgresql://user@host/base").url.password is None


def _make_keyring(folder: Path) -> None:
    package = folder / "keyring"
    package.mkdir()
    (package / "__init__.py").write_text("from . import errors\ndef get_password(*of): pass\n")
    (package / "errors.py").write_text("class KeyringError(Exception): pass\n")


@pytest.fixture(autouse=True)
def _no_other_keyring():
    """Have each test import the keyring that it made."""
    for name in [name for name in sys.modules if name.split(".")[0] == "keyring"]:
        del sys.modules[name]
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "keyring"]:
        del sys.modules[name]


def test_without_psycopg_it_is_said(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    error = refused(StoreError, open_store, "postgresql://user@host/base")
    assert "psycopg" in str(error)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_files_are_for_the_user_alone(own: Store, folder: Path):
    own.contents.put(None, b"content")
    kinds = {True: 0o700, False: 0o600}
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == kinds[path.is_dir()], path


def test_the_store_is_not_loaded_with_the_reading_room_or_the_command_line():
    program = (
        "import sys, app.reading.opening, app.reading.listing, app.cli.parser, app.batch.task\n"
        "print(*(n for n in ('sqlalchemy', 'alembic', 'psycopg') if n in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_opening_loads_alembic_only_to_migrate(folder):
    open_store(folder).close()
    program = (
        "import sys; from app.store.opening import open_store; "
        f"open_store({str(folder)!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False"]
    assert (folder / DATABASE).exists()
