"""The audit trail: each edit of the store is one event, and each event vouches for its rows.

An event names the one before by its hash, and holds a salted digest of every row that it left
behind. So a byte that was changed behind the program's back is found, in an event or in a row.
When a patient is deleted, the details of the patient's events go too; their digests stay, so that
the chain is whole, and being salted they tell nothing of what was there.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from app.store.tables import AUDITED, EVENTS

Key = str | int
"""The primary key of a row."""

START = "0" * 64
"""What the first event names as the one before."""

_BY_NAME = {table.name: table for table in AUDITED}


class Action(StrEnum):
    """Name what was done."""

    PHOTOGRAPH_KEPT = "photograph kept"
    CASE_CHANGED = "case changed"
    CONFLICT = "conflict"
    RESULT_ADDED = "result added"
    REPORT_SAVED = "report saved"
    REPORT_SENT = "report sent"
    PATIENT_ADDED = "patient added"
    PATIENT_CHANGED = "patient changed"
    PATIENT_OPENED = "patient opened"
    PHOTOGRAPHS_ASSIGNED = "photographs assigned"
    PATIENTS_MERGED = "patients merged"
    MERGE_UNDONE = "merge undone"
    PATIENT_DELETED = "patient deleted"
    PATIENT_EXPORTED = "patient exported"
    PATIENT_IMPORTED = "patient imported"
    STORE_RESTORED = "store restored"


def now() -> str:
    """Return this moment as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass
class Edit:
    """Change rows within one transaction, and remember which.

    Attributes:
        said: what is told of the edit besides its rows, in the details of the event.
        restated: rows that another event vouched for, whose details are taken away.
    """

    connection: Connection
    who: str
    action: Action
    subject: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    at: str = field(default_factory=now)
    _changes: dict[str, Any] = field(default_factory=dict)
    _touched: dict[tuple[str, Key], None] = field(default_factory=dict)

    def insert(self, table: Table, **values: Any) -> Any:  # noqa: ANN401
        """Add a row and return its key."""
        done = self.connection.execute(insert(table).values(**values))
        made = done.inserted_primary_key
        assert made is not None
        key = made[0]
        self.touch(table, key)
        return key

    def change(self, table: Table, key: Key, **values: Any) -> bool:  # noqa: ANN401
        """Give a row other values; say whether any of them was another."""
        before = row_of(self.connection, table, key)
        assert before is not None, f"{table.name}/{key} is not there"
        changed = {name: value for name, value in values.items() if before[name] != value}
        if not changed:
            return False
        if "version" in before:
            changed.setdefault("version", before["version"] + 1)
        self.connection.execute(update(table).where(table.c.id == key).values(**changed))
        told = {name: difference(before[name], value) for name, value in changed.items()}
        self._changes.setdefault(f"{table.name}/{key}", {}).update(told)
        self.touch(table, key)
        return True

    def remove(self, table: Table, key: Key) -> None:
        """Take a row away."""
        self.connection.execute(delete(table).where(table.c.id == key))
        self.touch(table, key)

    def touch(self, table: Table, key: Key) -> None:
        """Have the event vouch for a row as it is at the end of the edit."""
        self._touched[table.name, key] = None

    @property
    def empty(self) -> bool:
        """Tell whether nothing was done and nothing is to be told."""
        return not self._touched and not self.said

    def close(self) -> None:
        """Add the event, if anything was done."""
        if self.empty:
            return
        salt = secrets.token_hex(16)
        rows = {
            f"{name}/{key}": digest_of(salt, row_of(self.connection, _BY_NAME[name], key))
            for name, key in self._touched
        }
        details = {"salt": salt, "changes": self._changes, "rows": rows, **self.said}
        append_event(self, canonical(details))


def append_event(edit: Edit, details: str) -> None:
    """Add an event to the end of the chain."""
    last = edit.connection.execute(
        select(EVENTS.c.number, EVENTS.c.hash).order_by(EVENTS.c.number.desc()).limit(1)
    ).first()
    event: dict[str, Any] = {
        "number": 1 if last is None else last.number + 1,
        "at": edit.at,
        "who": edit.who,
        "action": str(edit.action),
        "subject": edit.subject,
        "details_sha256": _sha256(details),
        "previous": START if last is None else last.hash,
    }
    edit.connection.execute(
        insert(EVENTS).values(**event, details=details, hash=hash_of_event(event))
    )


def hash_of_event(event: Mapping[str, Any]) -> str:
    """Return the hash of an event, which the next one names."""
    named = ("number", "at", "who", "action", "subject", "details_sha256", "previous")
    return _sha256(canonical([event[name] for name in named]))


def digest_of(salt: str, row: Mapping[str, Any] | None) -> str | None:
    """Return by what an event vouches for a row; None for one that is not there."""
    return None if row is None else _sha256(salt + canonical(row))


def row_of(connection: Connection, table: Table, key: Key) -> dict[str, Any] | None:
    """Return a row by its columns; None if it is not there."""
    row = connection.execute(select(table).where(table.c.id == key)).first()
    return None if row is None else dict(row._mapping)


def canonical(plain: object) -> str:
    """Return plain values as one text, the same for the same values."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def details_are_whole(details: str, sha256: str) -> bool:
    """Tell whether an event's details are those that were written."""
    return _sha256(details) == sha256


def difference(before: object, after: object) -> object:
    """Return what was and what is: of JSON objects the parts that differ, of lists the ends."""
    old, new = _parsed(before), _parsed(after)
    if not isinstance(old, dict) or not isinstance(new, dict):
        return {"before": before, "after": after}
    return {
        name: _of_part(old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }


def _of_part(old: object, new: object) -> object:
    if not isinstance(old, list) or not isinstance(new, list):
        return {"before": old, "after": new}
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return {"same": same, "before": old[same:], "after": new[same:]}


def _parsed(value: object) -> object:
    if isinstance(value, str) and value.startswith("{"):
        return json.loads(value)
    return {} if value is None else value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- reading it ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """Tell one thing that was done.

    Attributes:
        subject: the id of a patient, or the SHA-256 and frame of a photograph.
        details: what was before and after; None once erased with a patient.
    """

    number: int
    at: str
    who: str
    action: str
    subject: str
    details: dict[str, Any] | None


def events(
    connection: Connection, *, subject: str | None = None, after: int = 0, limit: int = 1000
) -> Iterator[Event]:
    """Yield events in their order, of one subject or of all."""
    wanted = select(EVENTS).where(EVENTS.c.number > after).order_by(EVENTS.c.number).limit(limit)
    if subject is not None:
        wanted = wanted.where(EVENTS.c.subject == subject)
    for row in connection.execute(wanted):
        yield _event(row)


def _event(row: Row[Any]) -> Event:
    details = None if row.details is None else json.loads(row.details)
    return Event(row.number, row.at, row.who, row.action, row.subject, details)


def last_events(
    connection: Connection,
    *,
    subjects: Collection[str] | None = None,
    action: Action | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[Event]:
    """Return events, the last first.

    Args:
        subjects: of these alone; of all if None.
        action: of this kind alone.
        before: with a lower number.
    """
    wanted = select(EVENTS).order_by(EVENTS.c.number.desc()).limit(limit)
    if subjects is not None:
        wanted = wanted.where(EVENTS.c.subject.in_(list(subjects)))
    if action is not None:
        wanted = wanted.where(EVENTS.c.action == str(action))
    if before is not None:
        wanted = wanted.where(EVENTS.c.number < before)
    return [_event(row) for row in connection.execute(wanted)]


def told_of(event: Event) -> str:
    """Return what was before and after as one text; empty once it is erased with a patient."""
    if event.details is None:
        return ""
    told = {key: part for key, part in event.details.items() if key not in ("salt", "rows")}
    return canonical({key: part for key, part in told.items() if part})


def is_told(connection: Connection, subject: str, word: str) -> bool:
    """Say whether an event of a subject has a word in its details."""
    wanted = select(EVENTS.c.number).where(
        EVENTS.c.subject == subject, EVENTS.c.details.contains(word, autoescape=True)
    )
    return connection.scalar(wanted.limit(1)) is not None


def count_events(connection: Connection) -> int:
    """Return how many events there are."""
    return connection.scalar(select(func.count()).select_from(EVENTS)) or 0
