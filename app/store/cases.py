"""Cases: what was said and found of each photograph, saved as it happens and opened again."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from app.base.errors import StoreError
from app.base.messages import message
from app.domain.photograph import Laterality, PhotographId
from app.domain.reading import Reading
from app.records.schema import AnalysisRecord, Record, read_record, record_to_json
from app.report.report_text import ReportText
from app.store.database import Store
from app.store.facts import State
from app.store.patients import KeptPatient, find_patient
from app.store.photographs import (
    KeptPhotograph,
    Location,
    find_photograph,
    locations_of,
    subject_of,
)
from app.store.readings import (
    reading_from_json,
    reading_to_json,
    text_from_json,
    text_to_json,
)
from app.store.tables import CASES, PHOTOGRAPHS, RESULTS
from app.store.trail import Action, Edit, difference, is_told, row_of


class CaseConflictError(StoreError):
    """Somebody else has changed the case since it was opened; both versions are kept."""


@dataclass(frozen=True)
class Words:
    """Hold what persons said and wrote of a photograph.

    Attributes:
        version: counts the changes; 0 before the first.
        changed_by: the account that made the last one.
    """

    reading: Reading | None = None
    text: ReportText | None = None
    version: int = 0
    changed_at: str = ""
    changed_by: str = ""


@dataclass(frozen=True)
class KeptResult:
    """Hold one result; it never changes.

    Attributes:
        record: all that was measured, with the model and the definitions.
        reading: that it follows from.
        findings: by which ``Store.contents`` has the packed findings; None where not kept.
    """

    number: int
    record: Record
    reading: Reading
    findings: str | None
    made_at: str
    made_by: str


@dataclass(frozen=True)
class KeptCase:
    """Hold all that is needed to open a case again.

    Attributes:
        result: the last one; None before the first.
    """

    photograph: KeptPhotograph
    patient: KeptPatient | None
    locations: tuple[Location, ...]
    words: Words
    result: KeptResult | None


def load_case(store: Store, photograph: PhotographId) -> KeptCase | None:
    """Return a case; None of a photograph that the store does not know.

    Raises:
        StoreError: it cannot be read.
    """
    with store.read() as connection:
        found = find_photograph(connection, photograph)
        if found is None:
            return None
        return KeptCase(
            photograph=found,
            patient=find_patient(connection, found.patient) if found.patient else None,
            locations=tuple(locations_of(connection, found.number)),
            words=words_of(connection, found.number),
            result=last_result(connection, found.number),
        )


def load_content(store: Store, sha256: str) -> bytes | None:
    """Return findings, a thumbnail or a report's content; None if it is not there."""
    with store.read() as connection:
        return store.contents.get(connection, sha256)


# --- what a person says --------------------------------------------------------------------


def save_words(
    store: Store,
    photograph: PhotographId,
    *,
    reading: Reading | None,
    text: ReportText | None,
    base: int,
    journal: str | None = None,
) -> int:
    """Save what a person said and wrote of a photograph; nothing is written if it is the same.

    Args:
        base: the version that the person began from.
        journal: the entry of a journal that is replayed; the trail names it, and nothing is done
            if it names it already.

    Returns:
        The version that it now is.

    Raises:
        CaseConflictError: the store has a later version than ``base``. What was to be saved is
            kept in the trail; ``load_case`` gives what is there, to be shown beside it.
        StoreError: the photograph is not known, or the store cannot be written.
    """
    lost: dict[str, Any] | None = None
    with store.edit(Action.CASE_CHANGED, subject_of(photograph)) as edit:
        number = _number_of(edit.connection, photograph)
        there = words_of(edit.connection, number)
        if (there.reading, there.text) == (reading, text):
            return there.version
        if journal is not None:
            if is_told(edit.connection, edit.subject, journal):
                return there.version
            edit.said["journal"] = journal
        if there.version != base:
            lost = _note_conflict(edit, number, reading, text)
        else:
            put_words(edit, number, reading, text)
    if lost is not None:
        raise CaseConflictError(
            message("“{who}” has changed this case meanwhile.", who=there.changed_by),
            message("Compare the two versions and save the one that is right."),
        )
    return base + 1


def words_of(connection: Connection, number: int) -> Words:
    """Return what was said and written of a photograph."""
    row = connection.execute(select(CASES).where(CASES.c.id == number)).first()
    if row is None:
        return Words()
    return Words(
        reading=None if row.reading is None else reading_from_json(row.reading),
        text=None if row.text is None else text_from_json(row.text),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def put_words(edit: Edit, number: int, reading: Reading | None, text: ReportText | None) -> None:
    """Save what a person said and wrote within an edit, whatever is there."""
    values = {
        **_as_json(reading, text),
        "changed_at": edit.at,
        "changed_by": edit.who,
    }
    if row_of(edit.connection, CASES, number) is None:
        edit.insert(CASES, id=number, version=1, **values)
    else:
        edit.change(CASES, number, **values)
    if reading is not None and reading.laterality is not Laterality.UNKNOWN:
        edit.change(PHOTOGRAPHS, number, eye=str(reading.laterality))


def _as_json(reading: Reading | None, text: ReportText | None) -> dict[str, str | None]:
    return {
        "reading": None if reading is None else reading_to_json(reading),
        "text": None if text is None else text_to_json(text),
    }


def _note_conflict(
    edit: Edit, number: int, reading: Reading | None, text: ReportText | None
) -> dict[str, Any]:
    """Keep in the trail what is not saved, as it differs from what is there."""
    row = row_of(edit.connection, CASES, number) or {}
    lost = {
        name: difference(row.get(name), value)
        for name, value in _as_json(reading, text).items()
        if value is not None
    }
    edit.action = Action.CONFLICT
    edit.said["not saved"] = lost
    return lost


def _number_of(connection: Connection, photograph: PhotographId) -> int:
    found = find_photograph(connection, photograph)
    if found is None:
        raise StoreError(
            message("The store does not know this photograph."),
            message("Open the photograph again."),
        )
    return found.number


# --- what was found ------------------------------------------------------------------------


def add_result(
    store: Store,
    photograph: PhotographId,
    record: AnalysisRecord,
    reading: Reading,
    *,
    findings: bytes | str | None = None,
) -> int:
    """Add a result to a photograph, unless the last one says the same; return its number.

    Args:
        findings: packed, so that the case opens again without a model; or by which the store has
            them already.

    Raises:
        StoreError: the photograph is not known, or the store cannot be written.
    """
    with store.edit(Action.RESULT_ADDED, subject_of(photograph)) as edit:
        number = _number_of(edit.connection, photograph)
        if isinstance(findings, bytes):
            findings = store.contents.put(edit.connection, findings)
        return put_result(edit, number, record, reading, findings)


def put_result(
    edit: Edit,
    number: int,
    record: AnalysisRecord,
    reading: Reading,
    findings: str | None,
    *,
    made: tuple[str, str] | None = None,
) -> int:
    """Add a result within an edit, unless the last one says the same.

    Args:
        made: when and by whom; now, by who edits, if None.
    """
    values = {
        "record": record_to_json(record).decode(),
        "reading": reading_to_json(reading),
        "findings": findings,
    }
    last = _last_row(edit.connection, number)
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return int(last.id)
    result: int = edit.insert(
        RESULTS,
        photograph_id=number,
        model_sha256=record.model.sha256 if record.model else "",
        software_version=record.software_version,
        made_at=made[0] if made else edit.at,
        made_by=made[1] if made else edit.who,
        **values,
    )
    quality = str(record.quality.verdict) if record.quality else ""
    row = row_of(edit.connection, PHOTOGRAPHS, number)
    assert row is not None
    state = State.ANALYSED if row["state"] == State.NEW else row["state"]
    edit.change(PHOTOGRAPHS, number, quality=quality, state=str(state))
    return result


def last_result(connection: Connection, number: int) -> KeptResult | None:
    """Return the last result of a photograph."""
    row = _last_row(connection, number)
    return None if row is None else result_from_row(row)


def results_of(connection: Connection, number: int) -> list[KeptResult]:
    """Return every result of a photograph, the last first."""
    wanted = select(RESULTS).where(RESULTS.c.photograph_id == number)
    rows = connection.execute(wanted.order_by(RESULTS.c.id.desc()))
    return [result_from_row(row) for row in rows]


def result_from_row(row: Row[Any]) -> KeptResult:
    """Return the result of a row."""
    return KeptResult(
        number=row.id,
        record=read_record(row.record.encode()),
        reading=reading_from_json(row.reading),
        findings=row.findings,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _last_row(connection: Connection, number: int) -> Row[Any] | None:
    wanted = select(RESULTS).where(RESULTS.c.photograph_id == number)
    return connection.execute(wanted.order_by(RESULTS.c.id.desc()).limit(1)).first()
