"""Patients: entered, changed, assigned to photographs, merged by a person and parted again."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Row, func, select

from app.base.errors import StoreError
from app.base.messages import message
from app.domain.photograph import Source
from app.store.database import Store
from app.store.facts import Facts, facts_from_json, facts_to_json
from app.store.names import search_keys, sorted_name
from app.store.tables import PATIENTS, PHOTOGRAPHS
from app.store.trail import Action, Edit, now

FACTS = ("issuer", "patient_id", "name", "birth_date", "sex")
_COLUMNS = {"patient_id": "identifier"}


@dataclass(frozen=True)
class KeptPatient:
    """Hold one patient of the store.

    Attributes:
        id: of the store's own.
        facts: who it is.
        typed: the names of the facts that a person typed; files say the others.
        merged_into: the id of the patient that a person found this one to be.
        version: counts the changes.
    """

    id: str
    facts: Facts
    typed: frozenset[str] = frozenset()
    merged_into: str | None = None
    version: int = 1

    def source(self, fact: str) -> Source:
        """Tell who says a fact."""
        if not getattr(self.facts, fact):
            return Source.UNKNOWN
        return Source.USER if fact in self.typed else Source.FILE


def patient_from_row(row: Row[Any]) -> KeptPatient:
    """Return the patient of a row."""
    facts = Facts(
        issuer=row.issuer,
        patient_id=row.identifier or "",
        name=row.name,
        birth_date=row.birth_date,
        sex=row.sex,
    )
    typed = frozenset(json.loads(row.typed))
    return KeptPatient(row.id, facts, typed, row.merged_into, row.version)


def find_patient(connection: Connection, key: str) -> KeptPatient:
    """Return a patient by the store's own id, or by the clinic's where only one has it.

    Raises:
        StoreError: there is none, or several have this ID.
    """
    rows = connection.execute(select(PATIENTS).where(PATIENTS.c.id == key)).all()
    rows = rows or connection.execute(select(PATIENTS).where(PATIENTS.c.identifier == key)).all()
    if len(rows) != 1:
        raise StoreError(
            message("There is no patient “{id}” in the store.", id=key)
            if not rows
            else message("Several patients have the ID “{id}”, each of another issuer.", id=key),
            message("Look the patient up in the list of the store."),
        )
    return patient_from_row(rows[0])


def is_known(connection: Connection, key: str) -> bool:
    """Tell whether anybody has this id, the store's own or the clinic's."""
    same = (PATIENTS.c.id == key) | (PATIENTS.c.identifier == key)
    return connection.scalar(select(PATIENTS.c.id).where(same)) is not None


def add_patient(store: Store, facts: Facts) -> KeptPatient:
    """Enter a patient as a person typed it.

    Raises:
        StoreError: nothing was typed, or there is a patient with this issuer and ID.
    """
    if not facts.name.strip() and not facts.patient_id.strip():
        raise StoreError(
            message("A patient needs a name or an ID."), message("Type at least one of the two.")
        )
    with store.edit(Action.PATIENT_ADDED) as edit:
        _check_is_free(edit.connection, facts, "")
        typed = [name for name in FACTS if getattr(facts, name)]
        edit.subject = insert_patient(edit, facts, typed)
        return find_patient(edit.connection, edit.subject)


def change_patient(store: Store, patient: KeptPatient, **typed: str) -> KeptPatient:
    """Give facts of a patient other values, as a person typed them.

    Args:
        patient: as it was when the person began to type.
        typed: by the names of ``FACTS``.

    Raises:
        StoreError: somebody else has changed the patient meanwhile, or the ID is another's.
    """
    with store.edit(Action.PATIENT_CHANGED, patient.id) as edit:
        there = find_patient(edit.connection, patient.id)
        if there.facts != patient.facts:  # not the version: looking at a patient is a change too
            raise StoreError(
                message("Somebody else has changed this patient meanwhile."),
                message("Look at what is there now, then type your change again."),
            )
        plain = {name: getattr(there.facts, name) for name in FACTS}
        facts = Facts(**{**plain, **typed})
        _check_is_free(edit.connection, facts, patient.id)
        changed = {name for name in typed if typed[name] != plain[name]}
        edit.change(PATIENTS, patient.id, **_values(facts, there.typed | changed))
        return find_patient(edit.connection, patient.id)


def patient_of_file(edit: Edit, stated: Facts, typed: Iterable[str] = ()) -> str | None:
    """Return the id of the patient whose ID a file states, who is added if not known yet.

    Where the file states no ID nobody is: a name alone does not tell who it is.

    Args:
        typed: the names of those facts that a person says instead.
    """
    if not stated.patient_id:
        return None
    found = edit.connection.scalar(
        select(PATIENTS.c.id).where(
            PATIENTS.c.issuer == stated.issuer, PATIENTS.c.identifier == stated.patient_id
        )
    )
    return found or insert_patient(edit, stated, typed)


def insert_patient(edit: Edit, facts: Facts, typed: Iterable[str], id: str | None = None) -> str:
    """Add a patient within an edit, and return the id."""
    key = id or uuid4().hex
    edit.insert(
        PATIENTS, id=key, last_date="", opened_at="", version=1, **_values(facts, frozenset(typed))
    )
    return key


def _values(facts: Facts, typed: frozenset[str]) -> dict[str, Any]:
    return {
        **{_COLUMNS.get(name, name): getattr(facts, name) for name in FACTS},
        "identifier": facts.patient_id or None,
        "typed": json.dumps(sorted(typed)),
        "search": search_keys(facts.name, facts.patient_id),
        "sorted_name": sorted_name(facts.name),
    }


def _check_is_free(connection: Connection, facts: Facts, own: str) -> None:
    if not facts.patient_id:
        return
    taken = connection.scalar(
        select(PATIENTS.c.id).where(
            PATIENTS.c.issuer == facts.issuer,
            PATIENTS.c.identifier == facts.patient_id,
            PATIENTS.c.id != own,
        )
    )
    if taken is not None:
        raise StoreError(
            message("There is already a patient with the ID “{id}”.", id=facts.patient_id),
            message("Choose that patient from the list, or merge the two."),
        )


def note_opened(store: Store, patient: str) -> None:
    """Remember that a person looked at a patient, for the recent ones and the trail."""
    with store.edit(Action.PATIENT_OPENED, patient) as edit:
        edit.change(PATIENTS, patient, opened_at=now())


# --- whose photographs ---------------------------------------------------------------------


def assign(store: Store, patient: str | None, photographs: Sequence[int]) -> None:
    """Say whose photographs these are; None takes them from whoever they were given to.

    Args:
        photographs: their numbers in the store.
    """
    with store.edit(Action.PHOTOGRAPHS_ASSIGNED, patient or "") as edit:
        for number in photographs:
            assign_one(edit, patient, number)


def assign_one(edit: Edit, patient: str | None, photograph: int) -> None:
    """Assign one photograph within an edit; an order of somebody else's is none of this one."""
    row = edit.connection.execute(
        select(PHOTOGRAPHS.c.patient_id, PHOTOGRAPHS.c.typed).where(PHOTOGRAPHS.c.id == photograph)
    ).one()
    former = row.patient_id
    holder = None if patient is None else root_of(edit.connection, patient)
    edit.change(PHOTOGRAPHS, photograph, assigned_id=patient, patient_id=holder)
    typed = facts_from_json(row.typed)
    if former != holder and typed.study_uid:
        without = msgspec.structs.replace(typed, study_uid="", accession="")
        edit.change(PHOTOGRAPHS, photograph, typed=facts_to_json(without))
    for each in {former, holder} - {None}:
        renew_last_date(edit, str(each))


def renew_last_date(edit: Edit, patient: str) -> None:
    """Have a patient's row name the day of the last photograph."""
    last = edit.connection.scalar(
        select(func.max(PHOTOGRAPHS.c.date)).where(PHOTOGRAPHS.c.patient_id == patient)
    )
    edit.change(PATIENTS, patient, last_date=last or "")


def root_of(connection: Connection, patient: str) -> str:
    """Return whom a patient is after all merges."""
    while True:
        onward = connection.scalar(select(PATIENTS.c.merged_into).where(PATIENTS.c.id == patient))
        if onward is None:
            return patient
        patient = onward


def merged_with(connection: Connection, patient: str) -> list[str]:
    """Return a patient and all that were merged into this one, directly or not."""
    found = [patient]
    for each in found:
        found += connection.scalars(select(PATIENTS.c.id).where(PATIENTS.c.merged_into == each))
    return found


def merge(store: Store, patient: str, into: str) -> None:
    """Say that two patients are one; the photographs are then the second one's.

    Raises:
        StoreError: they are one already.
    """
    with store.edit(Action.PATIENTS_MERGED, into) as edit:
        if root_of(edit.connection, into) == root_of(edit.connection, patient):
            raise StoreError(
                message("These two are one patient already."), message("Choose another patient.")
            )
        _set_root(edit, patient, into)


def unmerge(store: Store, patient: str) -> None:
    """Undo a merge: each photograph goes back to whom it was assigned."""
    with store.edit(Action.MERGE_UNDONE, patient) as edit:
        _set_root(edit, patient, None)


def _set_root(edit: Edit, patient: str, into: str | None) -> None:
    former = root_of(edit.connection, patient)
    edit.change(PATIENTS, patient, merged_into=into)
    root = root_of(edit.connection, patient)
    moved = select(PHOTOGRAPHS.c.id).where(
        PHOTOGRAPHS.c.assigned_id.in_(merged_with(edit.connection, patient))
    )
    for photograph in edit.connection.scalars(moved).all():
        edit.change(PHOTOGRAPHS, photograph, patient_id=root)
    for each in {former, root, patient}:
        renew_last_date(edit, each)
