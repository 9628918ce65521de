"""Prove that nothing in the store was changed behind the program's back, or was damaged."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from app.base.messages import Message, message
from app.store.database import Store
from app.store.tables import AUDITED, CONTENTS, EVENTS
from app.store.trail import (
    START,
    Action,
    details_are_whole,
    digest_of,
    hash_of_event,
)

_MOST = 100


def verify(store: Store) -> list[Message]:
    """Return what is not whole, a sentence each; nothing where all is.

    Looked at are the chain of events, every row that an event vouches for, every content by its
    SHA-256, and of SQLite the file itself.

    Raises:
        StoreError: the store cannot be read at all.
    """
    with store.read() as connection:
        found = []
        for fault in _faults(store, connection):
            found.append(fault)
            if len(found) == _MOST:
                return [*found, message("There may be more; it was not looked for.")]
        return found


def head(store: Store) -> tuple[int, str]:
    """Return the number and the hash of the last event, to be noted in another place.

    A chain that was made anew by somebody who knows how is whole too, but has another end.
    """
    with store.read() as connection:
        wanted = select(EVENTS.c.number, EVENTS.c.hash).order_by(EVENTS.c.number.desc()).limit(1)
        last = connection.execute(wanted).first()
        return (0, START) if last is None else (last.number, last.hash)


def _faults(store: Store, connection: Connection) -> Iterator[Message]:
    if store.folder is not None:
        yield from _faults_of_file(connection)
    vouched: dict[str, tuple[str, str | None]] = {}
    yield from _faults_of_chain(connection, vouched)
    for table in AUDITED:
        yield from _faults_of_rows(connection, table, vouched)
    for name, (_salt, digest) in vouched.items():
        if digest is not None:
            yield message("The row {row} is missing.", row=name)
    yield from _faults_of_contents(store, connection)


def _faults_of_file(connection: Connection) -> Iterator[Message]:
    for (told,) in connection.exec_driver_sql("PRAGMA integrity_check(10)").all():
        if told != "ok":
            yield message("The store's file is damaged: {why}.", why=told)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield message("The row {row} refers to one that is missing.", row=f"{row[0]}/{row[1]}")


def _faults_of_chain(
    connection: Connection, vouched: dict[str, tuple[str, str | None]]
) -> Iterator[Message]:
    """Follow the chain, and note by which salted digest each row was last vouched for."""
    previous, number, silent, erased = START, 0, set[int](), set[int]()
    for event in connection.execute(select(EVENTS).order_by(EVENTS.c.number)):
        number += 1
        row = dict(event._mapping)
        if row["number"] != number or row["previous"] != previous:
            yield message("An event is missing before event {number}.", number=row["number"])
            number = row["number"]
        if hash_of_event(row) != row["hash"]:
            yield message("Event {number} was changed.", number=number)
        previous = row["hash"]
        if row["details"] is None:
            silent.add(number)
        elif not details_are_whole(row["details"], row["details_sha256"]):
            yield message("The details of event {number} were changed.", number=number)
        else:
            _note(row, vouched, erased)
    for number in sorted(silent - erased):
        yield message("The details of event {number} are missing.", number=number)


def _note(
    event: dict[str, Any], vouched: dict[str, tuple[str, str | None]], erased: set[int]
) -> None:
    details = json.loads(event["details"])
    vouched.update({name: (details["salt"], digest) for name, digest in details["rows"].items()})
    if event["action"] == Action.PATIENT_DELETED:
        erased.update(details["erased"])


def _faults_of_rows(
    connection: Connection, table: Table, vouched: dict[str, tuple[str, str | None]]
) -> Iterator[Message]:
    """Compare each row with what vouches for it, which is taken out of what is left to be seen."""
    for row in connection.execute(select(table).order_by(table.c.id)):
        name = f"{table.name}/{row.id}"
        salt, digest = vouched.pop(name, ("", None))
        if digest is None:
            yield message("No event knows of the row {row}.", row=name)
        elif digest_of(salt, dict(row._mapping)) != digest:
            yield message("The row {row} was changed.", row=name)


def _faults_of_contents(store: Store, connection: Connection) -> Iterator[Message]:
    for sha256 in sorted(referenced(connection)):
        content = store.contents.get(connection, sha256)
        if content is None:
            yield message("The content {name} is missing.", name=sha256)
        elif hashlib.sha256(content).hexdigest() != sha256:
            yield message("The content {name} was changed.", name=sha256)


def referenced(connection: Connection) -> set[str]:
    """Return the SHA-256 of every content that a row names."""
    named: set[str] = set()
    for column in CONTENTS:
        named.update(connection.scalars(select(column).where(column.is_not(None)).distinct()))
    return named
