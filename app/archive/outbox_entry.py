"""Describe what waits to be sent: when it is due, what went wrong, how it is kept on disk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app.archive.connection import Archive
from app.archive.failures import SendError
from app.messages import Message

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)

OBJECT, STATE = "object.dcm", "entry.json"
"""The files of an entry, in a folder of its name."""


@dataclass(frozen=True)
class OutboxEntry:
    """Describe one object that waits, without saying whose it is.

    Attributes:
        due: the next attempt; None when it failed for good and a person has to decide.
        problem: why the last attempt failed, with its hint; None before the first.
    """

    id: str
    archive: Archive
    sop_class_uid: str
    sop_instance_uid: str
    sha256: str
    added: datetime
    due: datetime | None
    tries: int = 0
    problem: Message | None = None
    hint: Message | None = None

    @property
    def failed(self) -> bool:
        """Tell whether it waits for a person, not for a time."""
        return self.due is None


class DamagedEntryError(Exception):
    """An entry on disk is not what was put there."""


def is_due(entry: OutboxEntry, now: datetime) -> bool:
    """Tell whether to send; a time further off than any wait was set by a wrong clock."""
    return entry.due is not None and not now < entry.due <= now + LONGEST_WAIT


def after_failure(entry: OutboxEntry, error: SendError, now: datetime) -> OutboxEntry:
    """Return an entry as it is after a failure: to be tried again, ever later, or given up."""
    wait = min(FIRST_WAIT * 2 ** min(entry.tries, 16), LONGEST_WAIT)
    return replace(
        entry,
        tries=entry.tries + 1,
        due=now + wait if error.retry else None,
        problem=error.message,
        hint=error.hint,
    )


def encode_entry(entry: OutboxEntry) -> bytes:
    """Return an entry as JSON."""
    return msgspec.json.encode(entry, enc_hook=str)


def decode_entry(folder: Path) -> OutboxEntry:
    """Read an entry from its folder.

    Raises:
        DamagedEntryError: it is not what was put there.
        OSError: it cannot be read just now.
    """
    try:
        entry = msgspec.json.decode((folder / STATE).read_bytes(), type=OutboxEntry)
        for told in (entry.problem, entry.hint):
            str(told)  # a template and values that do not fit raise here, not in the window
        if entry.id != folder.name or not (folder / OBJECT).is_file():
            raise DamagedEntryError
    except (FileNotFoundError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise DamagedEntryError from error
    if any(moment is not None and moment.tzinfo is None for moment in (entry.added, entry.due)):
        raise DamagedEntryError
    return entry
