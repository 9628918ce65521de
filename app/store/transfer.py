"""One patient as a ZIP that another store takes in; all results as one table."""

import hashlib
import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from app.base.errors import StoreError
from app.base.files import write_whole
from app.base.messages import message
from app.domain.photograph import PhotographId
from app.records.schema import AnalysisRecord, read_record
from app.records.tables import BOM, as_cell, columns, csv_line, result_row
from app.store.archive import read_member
from app.store.cases import put_result, put_words, words_of
from app.store.database import Store
from app.store.facts import Facts, State, facts_to_json
from app.store.faults import worded
from app.store.patients import (
    KeptPatient,
    find_patient,
    insert_patient,
    renew_last_date,
    root_of,
)
from app.store.photographs import (
    KeptPhotograph,
    find_photograph,
    photographs_of,
    put_photograph,
    subject_of,
)
from app.store.readings import reading_from_json, reading_to_json, text_from_json, text_to_json
from app.store.reports import KeptReport, reports_of
from app.store.tables import PATIENTS, PHOTOGRAPHS, REPORTED, REPORTS, RESULTS, SENDINGS
from app.store.trail import Action, Edit, events, told_of

_MANIFEST = "patient.json"
_LARGEST = 1 << 28  # bytes of the manifest


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    reading: msgspec.Raw
    text: msgspec.Raw
    changed_at: str
    changed_by: str


class _Result(Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    record: msgspec.Raw
    reading: msgspec.Raw
    findings: str | None
    made_at: str
    made_by: str


class _Photograph(Struct, frozen=True, forbid_unknown_fields=True):
    sha256: str
    frame: int
    stated: Facts
    typed: Facts
    state: State
    thumbnail: str | None
    words: _Words | None
    results: tuple[_Result, ...]


class _Report(Struct, frozen=True, forbid_unknown_fields=True):
    report: str
    version: int
    state: str
    content: str
    pdf: str | None
    results: tuple[int, ...]
    author: str
    made_at: str
    made_by: str
    sent: tuple[tuple[str, str], ...]


class _Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """Hold all of one patient but the contents.

    Attributes:
        files: where in the ZIP each content lies, by its SHA-256.
    """

    schema: Literal["retivasc.patient/1"]
    id: str
    facts: Facts
    typed: tuple[str, ...]
    photographs: tuple[_Photograph, ...]
    reports: tuple[_Report, ...]
    files: dict[str, str]


def export_patient(store: Store, patient: str, target: Path) -> int:
    """Write one patient into a ZIP: JSON, maps, reports; return how many photographs it speaks of.

    The photographs' own files are not in it, nor where they lie.

    Raises:
        StoreError: there is no such patient, or a content is missing.
        ReportWriteError: the ZIP cannot be written.
    """
    with store.edit(Action.PATIENT_EXPORTED, patient) as edit:
        found = find_patient(edit.connection, patient)
        edit.subject, edit.said["exported"] = found.id, True
        manifest = _manifest(edit.connection, found)
        content = _zipped(store, edit.connection, manifest)
    write_whole(target, content)
    return len(manifest.photographs)


def import_patient(store: Store, source: Path) -> str:
    """Take one patient in from a ZIP, and return the id here.

    What is here already stays as it is: nothing is doubled, and no words are written over.

    Raises:
        StoreError: it is no such ZIP, of another version, or damaged.
    """
    try:
        with worded(), zipfile.ZipFile(source) as archive:
            manifest = msgspec.json.decode(_bounded(archive, _MANIFEST), type=_Manifest)
            with store.edit(Action.PATIENT_IMPORTED) as edit:
                edit.said["imported"] = True
                for sha256, name in manifest.files.items():
                    _take_in(store, edit, sha256, read_member(archive, name))
                edit.subject = _put_patient(edit, manifest)
                return edit.subject
    except (zipfile.BadZipFile, KeyError, ValueError, msgspec.MsgspecError) as error:
        raise StoreError(
            message("“{name}” is not a whole patient from a store.", name=source.name),
            message("Export the patient again; nothing was changed here."),
        ) from error


def results_table(store: Store) -> Iterator[bytes]:
    """Yield the lines of a table of all results, with whose they are; as ``results.csv`` is made.

    Raises:
        StoreError: the store cannot be read.
    """
    own = ("issuer", "patient_id", "name", "birth_date", "sex", "date", "state", "made_at")
    yield BOM + csv_line((*own, *columns()))
    wanted = (
        select(RESULTS.c.record, RESULTS.c.made_at, PHOTOGRAPHS.c.date, PHOTOGRAPHS.c.state)
        .add_columns(PATIENTS.c.issuer, PATIENTS.c.identifier.label("patient_id"), PATIENTS.c.name)
        .add_columns(PATIENTS.c.birth_date, PATIENTS.c.sex)
        .join(PHOTOGRAPHS, PHOTOGRAPHS.c.id == RESULTS.c.photograph_id)
        .join(PATIENTS, PATIENTS.c.id == PHOTOGRAPHS.c.patient_id, isouter=True)
        .order_by(PATIENTS.c.sorted_name, PHOTOGRAPHS.c.date, RESULTS.c.id)
    )
    with store.read() as connection:
        for row in connection.execution_options(yield_per=200).execute(wanted):
            cells = result_row(read_record(row.record.encode()))
            known = (as_cell(getattr(row, name)) for name in own)
            yield csv_line((*known, *(cells[name] for name in columns())))


def trail_table(store: Store, subjects: Collection[str] | None = None) -> Iterator[bytes]:
    """Yield the lines of a table of the audit trail, the first event first.

    Args:
        subjects: the events of these alone; of all if None.

    Raises:
        StoreError: the store cannot be read.
    """
    yield BOM + csv_line(("number", "at", "who", "action", "subject", "details"))
    place = 0
    while True:
        with store.read() as connection:
            some = list(events(connection, after=place))
        if not some:
            return
        place = some[-1].number
        for each in some:
            if subjects is None or each.subject in subjects:
                cells = (each.number, each.at, each.who, each.action, each.subject, told_of(each))
                yield csv_line(map(as_cell, cells))


def subjects_of(connection: Connection, patient: str) -> tuple[str, ...]:
    """Return under which subjects the trail tells of a patient: as such, and the photographs."""
    photographs = photographs_of(connection, patient)
    return (patient, *(subject_of(each.photograph) for each in photographs))


# --- out -----------------------------------------------------------------------------------


def _manifest(connection: Connection, patient: KeptPatient) -> _Manifest:
    photographs = [_photograph(connection, p) for p in photographs_of(connection, patient.id)]
    reports = [_report(each) for each in reports_of(connection, patient.id)]
    files = {r.findings: f"maps/{r.findings}" for p in photographs for r in p.results if r.findings}
    files |= {p.thumbnail: f"thumbnails/{p.thumbnail}.jpg" for p in photographs if p.thumbnail}
    for each in reports:
        name = f"reports/{each.report}-{each.version}"
        files[each.content] = f"{name}.json"
        files |= {each.pdf: f"{name}.pdf"} if each.pdf else {}
    return _Manifest(
        "retivasc.patient/1",
        patient.id,
        patient.facts,
        tuple(sorted(patient.typed)),
        tuple(photographs),
        tuple(reports),
        files,
    )


def _photograph(connection: Connection, kept: KeptPhotograph) -> _Photograph:
    words = words_of(connection, kept.number)
    said = None
    if words.version:
        said = _Words(
            _raw(None if words.reading is None else reading_to_json(words.reading)),
            _raw(None if words.text is None else text_to_json(words.text)),
            words.changed_at,
            words.changed_by,
        )
    rows = connection.execute(select(RESULTS).where(RESULTS.c.photograph_id == kept.number))
    results = [
        _Result(r.id, _raw(r.record), _raw(r.reading), r.findings, r.made_at, r.made_by)
        for r in rows
    ]
    return _Photograph(
        kept.photograph.sha256,
        kept.photograph.frame,
        kept.stated,
        kept.typed,
        kept.state,
        kept.thumbnail,
        said,
        tuple(results),
    )


def _report(kept: KeptReport) -> _Report:
    values = {name: getattr(kept, name) for name in _Report.__struct_fields__}
    return _Report(**{**values, "state": str(kept.state)})


def _raw(text: str | None) -> msgspec.Raw:
    return msgspec.Raw((text or "null").encode())


def _zipped(store: Store, connection: Connection, manifest: _Manifest) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
        archive.writestr(_MANIFEST, text)
        for sha256, name in manifest.files.items():
            content = store.contents.get(connection, sha256)
            if content is None:
                raise StoreError(
                    message("The content {name} is missing from the store.", name=sha256),
                    message("Have the store verified; restore an earlier backup if need be."),
                )
            archive.writestr(name, content)
    return file.getvalue()


# --- in ------------------------------------------------------------------------------------


def _bounded(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _LARGEST:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _take_in(store: Store, edit: Edit, sha256: str, content: bytes) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{sha256} is damaged")
    store.contents.put(edit.connection, content)


def _put_patient(edit: Edit, manifest: _Manifest) -> str:
    """Add what is not here yet of a patient, and return the id."""
    patient = _known(edit.connection, manifest)
    if patient is None:
        patient = insert_patient(edit, manifest.facts, manifest.typed, manifest.id)
    results: dict[int, int] = {}
    for each in manifest.photographs:
        results |= _put_photograph(edit, each, patient)
    for report in manifest.reports:
        _put_report(edit, report, patient, results)
    renew_last_date(edit, root_of(edit.connection, patient))
    return patient


def _known(connection: Connection, manifest: _Manifest) -> str | None:
    same = PATIENTS.c.id == manifest.id
    if manifest.facts.patient_id:
        same |= (PATIENTS.c.issuer == manifest.facts.issuer) & (
            PATIENTS.c.identifier == manifest.facts.patient_id
        )
    found: str | None = connection.scalar(select(PATIENTS.c.id).where(same))
    return found


def _put_photograph(edit: Edit, given: _Photograph, patient: str) -> dict[int, int]:
    """Add a photograph; return the numbers of its results here by those that they had there."""
    identity = PhotographId(given.sha256, given.frame)
    known = find_photograph(edit.connection, identity)
    number = put_photograph(edit, identity, given.stated, given.thumbnail)
    if known is None:
        date = given.typed.over(given.stated).date
        edit.change(
            PHOTOGRAPHS,
            number,
            typed=facts_to_json(given.typed),
            date=date,
            state=str(given.state),
        )
    if known is None or known.patient is None:
        holder = root_of(edit.connection, patient)
        edit.change(PHOTOGRAPHS, number, assigned_id=patient, patient_id=holder)
    if given.words is not None and not words_of(edit.connection, number).version:
        _put_words(edit, number, given.words)
    return {each.number: _put_result(edit, number, each) for each in given.results}


def _put_words(edit: Edit, number: int, given: _Words) -> None:
    reading, text = (bytes(each).decode() for each in (given.reading, given.text))
    put_words(
        edit,
        number,
        None if reading == "null" else reading_from_json(reading),
        None if text == "null" else text_from_json(text),
    )


def _put_result(edit: Edit, photograph: int, given: _Result) -> int:
    wanted = select(RESULTS.c.id).where(
        RESULTS.c.photograph_id == photograph, RESULTS.c.made_at == given.made_at
    )
    known = edit.connection.scalar(wanted)
    if known is not None:
        return int(known)
    record = read_record(bytes(given.record))
    if not isinstance(record, AnalysisRecord):
        raise ValueError("a result is of no analysis")
    reading = reading_from_json(bytes(given.reading).decode())
    return put_result(
        edit, photograph, record, reading, given.findings, made=(given.made_at, given.made_by)
    )


def _put_report(edit: Edit, given: _Report, patient: str, results: dict[int, int]) -> None:
    same = (REPORTS.c.report == given.report) & (REPORTS.c.number == given.version)
    if edit.connection.scalar(select(REPORTS.c.id).where(same)) is not None:
        return
    names = ("report", "state", "content", "pdf", "author", "made_at", "made_by")
    values = {name: getattr(given, name) for name in names}
    number = edit.insert(REPORTS, number=given.version, patient_id=patient, **values)
    for result in given.results:
        edit.insert(REPORTED, report_id=number, result_id=results[result])
    for sent_at, destination in given.sent:
        edit.insert(SENDINGS, report_id=number, sent_at=sent_at, destination=destination)
