"""An open store: whoever has it reads it as it is at one moment, or edits it as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from app.store.connection import WRITES
from app.store.contents import Contents
from app.store.faults import worded
from app.store.trail import Action, Edit

_LOCK = 0x7265_7469  # one number for all who write to one database of PostgreSQL


@dataclass(frozen=True, eq=False)
class Store:
    """Hold an open store; any thread may use it.

    Attributes:
        folder: None where a server has it.
        who: the account that edits, and the computer.
    """

    engine: Engine
    contents: Contents
    folder: Path | None
    who: str

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at the store as it is at one moment.

        Raises:
            StoreError: the database does not answer.
        """
        with worded(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def edit(self, action: Action, subject: str = "") -> Iterator[Edit]:
        """Change the store as a whole or not at all, with one event that tells of it.

        Raises:
            StoreError: the database does not take it; nothing was changed.
        """
        with self.writing() as connection:
            edit = Edit(connection, self.who, action, subject)
            yield edit
            edit.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write what no event tells of; whoever else wants to write waits.

        Raises:
            StoreError: the database does not take it; nothing was written.
        """
        engine = self.engine if self.folder is None else self.engine.execution_options(**WRITES)
        with worded(), engine.connect() as connection, connection.begin():
            _take_turn(connection)
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _take_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
