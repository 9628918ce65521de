"""A store of every released schema becomes one of this version; the former file is kept."""

import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest

from app.base.errors import StoreError
from app.domain.reading import Reading
from app.store import opening, schema
from app.store.backups import backups
from app.store.cases import load_case
from app.store.connection import DATABASE
from app.store.opening import open_store
from app.store.tables import HEAD
from app.store.verification import verify
from tests.store.examples import READING, TEXT, kept_case, photograph
from tests.support import ROOT, refused

RELEASED = sorted((ROOT / "tests" / "data" / "stores").glob("*.sql"))

# What could be said of a photograph when the first schema was released.
EARLIER = Reading(
    **{
        each.name: getattr(READING, each.name)
        for each in fields(Reading)
        if each.name not in ("calibration", "disc", "cup", "fovea", "vessel_kinds")
    }
    | {"strokes": READING.strokes[:2], "rulers": READING.rulers[:1]}
)

NEXT = '''"""Add a table, as a later version might."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table("added", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE {table} SET name = name")
'''


@pytest.mark.parametrize("dump", RELEASED, ids=lambda path: path.stem)
def test_a_store_of_a_released_schema_is_opened(folder, dump):
    folder.mkdir()
    database = sqlite3.connect(folder / DATABASE)
    database.executescript(dump.read_text(encoding="utf-8"))
    database.close()
    store = open_store(folder)
    words = load_case(store, photograph().id).words
    assert (words.reading, words.text) == (EARLIER, TEXT)
    # Contents lie beside the database, and are not in the dump.
    assert all("content" in str(fault) for fault in verify(store))
    store.close()


def test_there_is_a_dump_of_this_schema():
    assert HEAD in {path.stem for path in RELEASED}


@pytest.fixture
def later(tmp_path, monkeypatch):
    """Let the program be of a later version, whose migration works or fails."""

    @contextmanager
    def program(table: str):
        migrations = tmp_path / "migrations"
        shutil.copytree(Path(schema.__file__).with_name("migrations"), migrations)
        script = migrations / "versions" / "0003_next.py"
        script.write_text(NEXT.format(table=table), encoding="utf-8")
        with monkeypatch.context() as changed:
            changed.setattr(schema, "_MIGRATIONS", migrations)
            changed.setattr(opening, "HEAD", "0003")
            yield

    return program


def test_an_older_store_is_migrated_after_it_was_copied(place, later):
    store = open_store(place)
    one = kept_case(store)
    store.close()
    with later("patients"):
        store = open_store(place)
    with store.read() as connection:
        assert schema.revision(connection) == "0003"
        connection.exec_driver_sql("SELECT * FROM added")
    assert load_case(store, one.photograph).words.text == TEXT
    assert verify(store) == []
    if store.folder is not None:
        assert len(backups(store.folder)) == 1
    store.close()


def test_a_migration_that_fails_changes_nothing(place, later):
    store = open_store(place)
    one = kept_case(store)
    store.close()
    with later("missing"):
        refused(StoreError, open_store, place)
    store = open_store(place)
    with store.read() as connection:
        assert schema.revision(connection) == HEAD
    assert load_case(store, one.photograph).words.text == TEXT
    store.close()
