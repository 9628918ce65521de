"""Delete a patient wholly: rows, contents, what the trail tells of them, and old backups."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from app.base.errors import StoreError
from app.base.messages import message
from app.store.backups import back_up_file, backups, databases_aside
from app.store.database import Store
from app.store.faults import worded
from app.store.patients import find_patient, merged_with
from app.store.photographs import photographs_of, subject_of
from app.store.tables import (
    AUDITED,
    CASES,
    ERASURES,
    EVENTS,
    LOCATIONS,
    PATIENTS,
    PHOTOGRAPHS,
    REPORTED,
    REPORTS,
    RESULTS,
    SENDINGS,
)
from app.store.trail import Action, Edit
from app.store.verification import referenced

_PENDING = "pending"
_MANY = 500  # values in one statement
_BY_NAME = {table.name: table for table in AUDITED}


@dataclass(frozen=True)
class Receipt:
    """Tell what was deleted; it is printed, not kept.

    Attributes:
        patient: the store's own id; the trail keeps it, and that it was deleted.
        name, patient_id: so that the paper can be filed.
        paths: of the photographs' files, which are not touched.
        backups: how many backups in the store's folder went too.
        set_aside: databases in the store's folder that were set aside as damaged or replaced, and
            may hold the patient still.
    """

    patient: str
    name: str
    patient_id: str
    photographs: int
    results: int
    reports: int
    backups: int
    paths: tuple[str, ...]
    at: str
    who: str
    set_aside: tuple[str, ...] = ()


def delete_patient(store: Store, patient: str) -> Receipt:
    """Delete a patient, and whoever was merged into this one, with all photographs' entries.

    No byte of the name is left in the store's folder: pages are overwritten, the file is written
    anew, and backups in the folder, which hold it too, are replaced by a fresh one. Copies
    elsewhere, files of photographs and what was sent to an archive are not touched.

    Raises:
        StoreError: there is no such patient, or the store cannot be written; what was begun is
            completed when the store is opened next.
    """
    with store.edit(Action.PATIENT_DELETED, patient) as edit:
        receipt = _delete(edit, patient, len(backups(store.folder)) if store.folder else 0)
        edit.connection.execute(delete(ERASURES))
        edit.connection.execute(insert(ERASURES).values(sha256=_PENDING))
    complete_erasure(store)
    files = databases_aside(store.folder) if store.folder else []
    return replace(receipt, set_aside=tuple(map(str, files)))


def complete_erasure(store: Store) -> bool:
    """Take out of the store's files what deleted patients left there; say if there was anything.

    Raises:
        StoreError: the files cannot be written; it is tried again when the store is opened next.
    """
    with store.read() as connection:
        if connection.scalar(select(ERASURES.c.sha256)) is None:
            return False
    with store.writing() as connection:
        kept = referenced(connection)
        for sha256 in [name for name in store.contents.names(connection) if name not in kept]:
            store.contents.remove(connection, sha256)
    if store.folder is not None:
        _clean_files(store)
    with store.writing() as connection:
        connection.execute(delete(ERASURES))
    return True


def _clean_files(store: Store) -> None:
    assert store.folder is not None
    old = backups(store.folder)
    connection = store.engine.raw_connection()
    try:
        with worded():
            connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
            connection.driver_connection.execute(  # type: ignore[union-attr]
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )
    finally:
        connection.close()
    if old:
        back_up_file(store)
    with worded():
        for file in old:
            file.unlink(missing_ok=True)


def expired_patients(store: Store, days: int, *, today: datetime | None = None) -> list[str]:
    """Return the ids of patients of whom nothing was touched for so many days."""
    limit = ((today or datetime.now(UTC)) - timedelta(days=days)).isoformat()
    latest = (
        select(
            PHOTOGRAPHS.c.patient_id,
            func.max(PHOTOGRAPHS.c.kept_at).label("kept"),
            func.max(func.coalesce(CASES.c.changed_at, "")).label("changed"),
        )
        .join(CASES, CASES.c.id == PHOTOGRAPHS.c.id, isouter=True)
        .group_by(PHOTOGRAPHS.c.patient_id)
        .subquery()
    )
    wanted = (
        select(PATIENTS.c.id)
        .join(latest, latest.c.patient_id == PATIENTS.c.id)
        .where(
            PATIENTS.c.merged_into.is_(None),
            PATIENTS.c.opened_at < limit,
            latest.c.kept < limit,
            latest.c.changed < limit,
        )
    )
    with store.read() as connection:
        return list(connection.scalars(wanted))


# --- rows ----------------------------------------------------------------------------------


def _delete(edit: Edit, key: str, old_backups: int) -> Receipt:
    connection = edit.connection
    patient = find_patient(connection, key)
    if patient.merged_into is not None:
        raise StoreError(
            message("This patient was merged into another one."),
            message("Undo that first, or delete the other one, who then goes with this one."),
        )
    edit.subject = patient.id
    persons = merged_with(connection, patient.id)
    photographs = photographs_of(connection, patient.id)
    numbers = [each.number for each in photographs]
    results = _ids(connection, RESULTS, RESULTS.c.photograph_id, numbers)
    spoken = _ids(connection, REPORTED, REPORTED.c.result_id, results)
    reports = set(_ids(connection, REPORTS, REPORTS.c.patient_id, persons))
    reports.update(_values(connection, REPORTED.c.report_id, REPORTED.c.id, spoken))
    paths = _values(connection, LOCATIONS.c.path, LOCATIONS.c.photograph_id, numbers)
    subjects = [*persons, *(subject_of(each.photograph) for each in photographs)]
    rows: list[tuple[Table, Iterable[Any]]] = [
        (SENDINGS, _ids(connection, SENDINGS, SENDINGS.c.report_id, reports)),
        (REPORTED, {*spoken, *_ids(connection, REPORTED, REPORTED.c.report_id, reports)}),
        (REPORTS, reports),
        (RESULTS, results),
        (CASES, _ids(connection, CASES, CASES.c.id, numbers)),
        (LOCATIONS, _ids(connection, LOCATIONS, LOCATIONS.c.photograph_id, numbers)),
        (PHOTOGRAPHS, numbers),
        (PATIENTS, reversed(persons)),
    ]
    gone = set()
    for table, keys in rows:
        for each in list(keys):
            edit.remove(table, each)
            gone.add(f"{table.name}/{each}")
    edit.said["erased"] = _erase_events(edit, subjects, gone)
    return Receipt(
        patient.id,
        patient.facts.name,
        patient.facts.patient_id,
        photographs=len(numbers),
        results=len(results),
        reports=len(reports),
        backups=old_backups,
        paths=tuple(sorted(set(paths))),
        at=edit.at,
        who=edit.who,
    )


def _ids(connection: Connection, table: Table, column: Any, values: Iterable[Any]) -> list[Any]:  # noqa: ANN401
    return _values(connection, table.c.id, column, values)


def _values(
    connection: Connection,
    wanted: Any,  # noqa: ANN401
    column: Any,  # noqa: ANN401
    values: Iterable[Any],
) -> list[Any]:
    found: list[Any] = []
    for some in _pieces(list(values)):
        found += connection.scalars(select(wanted).where(column.in_(some)))
    return found


def _pieces(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]


# --- the trail -----------------------------------------------------------------------------


def _erase_events(edit: Edit, subjects: list[str], gone: set[str]) -> list[int]:
    """Take away the details of every event that tells of a deleted row.

    This event vouches from now on for those rows of others that only they vouched for.
    """
    erased: list[int] = []
    last: dict[str, int] = {}
    wanted = select(EVENTS.c.number, EVENTS.c.subject, EVENTS.c.details).where(
        EVENTS.c.details.is_not(None)
    )
    for event in edit.connection.execute(wanted.order_by(EVENTS.c.number)).all():
        rows = json.loads(event.details)["rows"]
        last.update(dict.fromkeys(rows, event.number))
        if event.subject in subjects or not gone.isdisjoint(rows):
            erased.append(event.number)
    silent = set(erased)
    for name in sorted(last):
        if last[name] in silent and name not in gone:
            table, _, key = name.partition("/")
            edit.touch(_BY_NAME[table], key if table == PATIENTS.name else int(key))
    for some in _pieces(erased):
        edit.connection.execute(
            update(EVENTS).where(EVENTS.c.number.in_(some)).values(details=None)
        )
    return erased
