"""What waits to be sent: when it is due, what went wrong, how it is kept on disk."""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from app.base.errors import RetivascError
from app.base.inputs import read_input, reason
from app.base.messages import Message, message
from app.domain.photograph import Laterality, Patient
from app.pacs.network.failures import SendError
from app.reading.dicom.file import damage_is_told, parse
from app.reading.dicom.header import exam_date, read_laterality, read_patient
from app.reading.opening import open_file
from app.settings.archives import Archive

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)

OBJECT, STATE = "object.dcm", "entry.json"
"""The files of an entry, in a folder of its name."""

_MAX_STATE = 1 << 20


@dataclass(frozen=True)
class OutboxEntry:
    """One object that waits, without saying whose it is.

    Attributes:
        due: the next attempt; None when it failed for good and a person has to decide.
        problem: why the last attempt failed, with its hint; None before the first.
        mark: by which whoever put it there knows it again; empty for none.
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
    mark: str = ""

    @property
    def failed(self) -> bool:
        """Return whether it waits for somebody to act, not for a time."""
        return self.due is None


@dataclass(frozen=True)
class DamagedEntry:
    """Something in the outbox that is not an entry that could be sent.

    Attributes:
        id: its folder, below the outbox.
        problem: what is wrong with it, and what to do, with its hint.
    """

    id: str
    problem: Message
    hint: Message


@dataclass(frozen=True)
class Subject:
    """What an object in the outbox is about, as far as the object itself tells.

    Attributes:
        date: day of the photograph or its study, YYYYMMDD.
    """

    sop_class_uid: str
    patient: Patient
    date: str | None
    eye: Laterality


class DamagedEntryError(Exception):
    """An entry on disk is not what was put there.

    Attributes:
        why: as the end of a sentence.
    """

    def __init__(self, why: Message | str) -> None:
        super().__init__(why)
        self.why = why


def is_due(entry: OutboxEntry, now: datetime) -> bool:
    """Return whether to send now; a time further off than any wait comes from a wrong clock."""
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


def held_back(entry: OutboxEntry, failed: OutboxEntry) -> OutboxEntry:
    """Return an entry postponed because another one had just failed at the same archive."""
    return replace(entry, due=failed.due, problem=failed.problem, hint=failed.hint)


def damaged(folder: Path, why: Message | str, below: str = "") -> DamagedEntry:
    """Describe what is wrong with a folder of the outbox, or with one inside it."""
    return DamagedEntry(
        f"{below}{folder.name}",
        message("This entry in the outbox cannot be sent: {why}.", why=why),
        message(
            "Send it again from its photograph, then remove it here. It is kept in “{folder}”.",
            folder=folder,
        ),
    )


def encode_entry(entry: OutboxEntry) -> bytes:
    """Return an entry as JSON."""
    return msgspec.json.encode(entry, enc_hook=str)


def decode_entry(folder: Path) -> OutboxEntry:
    """Read an entry from its folder.

    Raises:
        DamagedEntryError: it is not what was put there, or cannot be read just now.
    """
    try:
        entry = msgspec.json.decode(read_input(folder / STATE, limit=_MAX_STATE), type=OutboxEntry)
        for told in (entry.problem, entry.hint):
            str(told)  # a template and values that do not fit raise here, not in the window
    except FileNotFoundError as error:
        raise DamagedEntryError(message("its description is missing")) from error
    except OSError as error:
        raise DamagedEntryError(reason(error)) from error
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise DamagedEntryError(
            message("its description is damaged or from another version")
        ) from error
    _check(entry, folder)
    return entry


def _check(entry: OutboxEntry, folder: Path) -> None:
    moments = (entry.added, entry.due)
    if entry.id != folder.name or any(each and each.tzinfo is None for each in moments):
        raise DamagedEntryError(message("its description belongs to something else"))
    if not os.path.isfile(folder / OBJECT):
        raise DamagedEntryError(message("the object itself is missing"))


def read_subject(file: Path) -> Subject | None:
    """Read of what an object is from its header; None if that cannot be read."""
    try:
        with open_file(file) as opened, damage_is_told(file):
            dataset = parse(opened, file, header_only=True)
            return Subject(
                str(dataset.get("SOPClassUID", "")),
                read_patient(dataset),
                exam_date(dataset),
                read_laterality(dataset)[0],
            )
    except RetivascError:
        return None
