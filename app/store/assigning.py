"""Assign many photographs at once: to one patient, or each as the name of its file says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from sqlalchemy import Connection, select

from app.base.errors import StoreError
from app.base.messages import Message, message
from app.base.progress import (
    OnProgress,
    ShouldStop,
    ignore_progress,
    never_stop,
    stop_if_asked,
)
from app.domain.photograph import Laterality
from app.reading.listing import Entry, read_photograph
from app.records.pictures import thumbnail_jpeg
from app.store.database import Store
from app.store.facts import NOTHING_SAID, Contradiction, Facts, contradictions
from app.store.file_names import NamePattern
from app.store.patients import (
    FACTS,
    KeptPatient,
    assign_one,
    find_patient,
    insert_patient,
    patient_from_row,
    patient_of_file,
    root_of,
)
from app.store.photographs import (
    KeptPhotograph,
    Location,
    keep_photograph,
    put_typed_facts,
    written_place,
)
from app.store.tables import LOCATIONS, PATIENTS, PHOTOGRAPHS
from app.store.trail import Action, Edit


@dataclass(frozen=True)
class Proposal:
    """Say what the name of a file tells of its photograph, before anything is done.

    Attributes:
        entry: a file as it is listed, with what its header says.
        told: by the name.
        patient: who has that ID already; None where nobody has.
        problem: why nothing can be taken from the name; None where it can.
        contradictions: where the file itself says otherwise.
    """

    entry: Entry
    told: Facts = NOTHING_SAID
    patient: KeptPatient | None = None
    problem: Message | None = None
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def right(self) -> bool:
        """Return whether it can be applied."""
        return self.problem is None and not self.contradictions


@dataclass(frozen=True)
class Objection:
    """Say what speaks against assigning the photograph of a file to a patient.

    Attributes:
        contradictions: where the file says otherwise than the patient's record.
        assigned: why it is another patient's already; None where it is not.
    """

    entry: Entry
    contradictions: tuple[Contradiction, ...] = ()
    assigned: Message | None = None


def objections(store: Store, entries: Sequence[Entry], patient: str) -> tuple[Objection, ...]:
    """Return what speaks against assigning the photographs of files to a patient.

    Raises:
        StoreError: there is no such patient, or the store cannot be read.
    """
    with store.read() as connection:
        known = find_patient(connection, patient)
        every = (_objection(connection, entry, known) for entry in entries)
        return tuple(each for each in every if each.contradictions or each.assigned)


def _objection(connection: Connection, entry: Entry, patient: KeptPatient) -> Objection:
    against = contradictions(_stated(entry), patient.facts)
    return Objection(entry, against, _assigned_otherwise(connection, entry, patient.facts, patient))


def propose(
    store: Store, entries: Sequence[Entry], pattern: NamePattern, *, today: date
) -> tuple[Proposal, ...]:
    """Return what each file would get by its name; nothing is written.

    Raises:
        StoreError: the store cannot be read.
    """
    with store.read() as connection:
        return tuple(_proposal(connection, each, pattern, today) for each in entries)


def _proposal(connection: Connection, entry: Entry, pattern: NamePattern, today: date) -> Proposal:
    told = pattern.read(PurePath(entry.location.name).stem, today=today)
    if isinstance(told, Message):
        return Proposal(entry, problem=told)
    patient, problem = _holder(connection, told)
    if problem is None:
        problem = _assigned_otherwise(connection, entry, told, patient)
    against = contradictions(_stated(entry), told)
    if not against and patient is not None:
        against = contradictions(patient.facts, _of_patient(told))
    return Proposal(entry, told, patient, problem, against)


def _stated(entry: Entry) -> Facts:
    """Return what the header of a file says."""
    patient = entry.patient
    return Facts(
        patient_id=patient.id or "",
        name=patient.name or "",
        birth_date=patient.birth_date or "",
        sex=patient.sex or "",
        eye=entry.eye,
        date=entry.date or "",
    )


def _of_patient(told: Facts) -> Facts:
    return Facts(name=told.name, birth_date=told.birth_date, sex=told.sex)


def _holder(connection: Connection, told: Facts) -> tuple[KeptPatient | None, Message | None]:
    """Return who has the ID that a name tells, or why that is not certain."""
    if not told.patient_id:
        return None, None
    same = PATIENTS.c.identifier == told.patient_id
    rows = connection.execute(select(PATIENTS).where(same)).all()
    if len(rows) > 1:
        return None, message("several patients have the ID “{id}”", id=told.patient_id)
    return (patient_from_row(rows[0]) if rows else None), None


def _assigned_otherwise(
    connection: Connection, entry: Entry, told: Facts, patient: KeptPatient | None
) -> Message | None:
    """Say that what lies at this place is known as another patient's already."""
    if not (told.patient_id or told.name):
        return None
    path, member = written_place(Location(entry.path, entry.member))
    wanted = (
        select(PATIENTS)
        .join(PHOTOGRAPHS, PHOTOGRAPHS.c.patient_id == PATIENTS.c.id)
        .join(LOCATIONS, LOCATIONS.c.photograph_id == PHOTOGRAPHS.c.id)
        .where(LOCATIONS.c.path == path, LOCATIONS.c.member == member)
    )
    for row in connection.execute(wanted):
        known = patient_from_row(row)
        if patient is None or root_of(connection, patient.id) != known.id:
            name = known.facts.name or known.facts.patient_id
            return message("is assigned to “{name}” already", name=name)
    return None


def apply_proposals(
    store: Store,
    proposals: Sequence[Proposal],
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> int:
    """Give photographs what the names of their files tell; return how many were given it.

    Patients with an ID or a name that nobody has yet are added, each once. All is done in one
    edit, or nothing.

    Raises:
        RetivascError: a file cannot be read, or the store cannot be written.
        Cancelled: ``should_stop`` answered true; nothing was assigned.
    """
    right = [each for each in proposals if each.right]
    kept = [
        (each, photograph)
        for each, found in zip(
            right,
            keep_entries(store, [each.entry for each in right], on_progress, should_stop),
            strict=True,
        )
        for photograph in found
    ]
    with store.edit(Action.PHOTOGRAPHS_ASSIGNED) as edit:
        added: dict[tuple[str, str], str] = {}
        for proposal, photograph in kept:
            _apply(edit, proposal, photograph, added)
    return len(right)


def _apply(
    edit: Edit,
    proposal: Proposal,
    photograph: KeptPhotograph,
    added: dict[tuple[str, str], str],
) -> None:
    told = proposal.told
    patient = proposal.patient.id if proposal.patient else None
    if patient is None and (told.patient_id or told.name):
        key = (told.patient_id, "" if told.patient_id else told.name)
        if key not in added:
            who = Facts(patient_id=told.patient_id).over(_of_patient(told))
            typed = [name for name in FACTS if getattr(who, name)]
            added[key] = insert_patient(edit, who, typed)
        patient = added[key]
    if patient is not None:
        assign_one(edit, patient, photograph.number)
    if told.date or told.eye is not Laterality.UNKNOWN:
        put_typed_facts(edit, photograph.number, Facts(date=told.date, eye=told.eye))


def assign_order(store: Store, photograph: int, order: Facts) -> None:
    """Say that a photograph was taken for an order of the worklist, of the patient it names.

    The patient is found by ID and issuer, and added if not known yet.

    Args:
        photograph: its number in the store.
        order: of whom it is, its study and its accession number.

    Raises:
        StoreError: the order names no patient or no study, somebody else has this ID, or the store
            cannot be written.
    """
    if not order.patient_id or not order.study_uid:
        raise StoreError(
            message("The worklist does not tell the patient's ID and the study of this order."),
            message("Choose the patient from the list of patients."),
        )
    with store.edit(Action.PHOTOGRAPHS_ASSIGNED) as edit:
        typed = [name for name in FACTS if getattr(order, name)]
        patient = patient_of_file(edit, order, typed)
        _check_is_same(edit.connection, str(patient), order)
        assign_one(edit, patient, photograph)
        said = Facts(study_uid=order.study_uid, accession=order.accession)
        put_typed_facts(edit, photograph, said)


def _check_is_same(connection: Connection, patient: str, order: Facts) -> None:
    for told in contradictions(order, find_patient(connection, patient).facts):
        raise StoreError(
            message(
                "The worklist names somebody else with the ID “{id}”: {one}, not {other}.",
                id=order.patient_id,
                one=told.stated,
                other=told.said,
            ),
            message("Find out who it is, and correct the patient, or choose one from the list."),
        )


def assign_entries(
    store: Store,
    entries: Sequence[Entry],
    patient: str,
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> int:
    """Say that the photographs of these files show one patient; return how many photographs.

    Raises:
        RetivascError: there is no such patient, a file cannot be read, or the store not written.
        Cancelled: ``should_stop`` answered true; nothing was assigned.
    """
    found = keep_entries(store, entries, on_progress, should_stop)
    numbers = [photograph.number for frames in found for photograph in frames]
    with store.edit(Action.PHOTOGRAPHS_ASSIGNED, patient) as edit:
        find_patient(edit.connection, patient)
        for number in numbers:
            assign_one(edit, patient, number)
    return len(numbers)


def keep_entries(
    store: Store,
    entries: Sequence[Entry],
    on_progress: OnProgress = ignore_progress,
    should_stop: ShouldStop = never_stop,
) -> list[list[KeptPhotograph]]:
    """Have the store know the photographs of files, a list for each file: one a frame.

    Raises:
        RetivascError: a file cannot be read, or the store cannot be written.
        Cancelled: ``should_stop`` answered true.
    """
    found = []
    for number, entry in enumerate(entries):
        stop_if_asked(should_stop)
        on_progress(number / len(entries), "read")
        images = [read_photograph(entry, frame) for frame in range(entry.frames)]
        location = Location(entry.path, entry.member)
        found.append(
            [
                keep_photograph(store, image, location, thumbnail=thumbnail_jpeg(image))
                for image in images
            ]
        )
    return found
