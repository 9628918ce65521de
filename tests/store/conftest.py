"""Stores to test: every test runs over SQLite and over PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Store
from app.store.opening import open_store
from tests.store.server import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return where a store can be made."""
    if request.param == "sqlite":
        return tmp_path / "store"
    return str(request.getfixturevalue("server").make_database())


@pytest.fixture
def store(place: Path | str) -> Iterator[Store]:
    opened = open_store(place, who="doctor@clinic")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where a store in a folder can be made: what only SQLite knows."""
    return tmp_path / "store"


@pytest.fixture
def own(folder: Path) -> Iterator[Store]:
    """Give a store in a folder."""
    opened = open_store(folder, who="doctor@clinic")
    yield opened
    opened.close()
