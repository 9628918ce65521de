"""The photographs of the store: which they are, where they lie, and what is known of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Row, select

from app.domain.photograph import FundusImage, Laterality, PhotographId
from app.store.database import Store
from app.store.facts import (
    NOTHING_SAID,
    Contradiction,
    Facts,
    State,
    contradictions,
    facts_from_json,
    facts_to_json,
    stated_facts,
)
from app.store.patients import KeptPatient, find_patient, patient_of_file, renew_last_date, root_of
from app.store.tables import LOCATIONS, PHOTOGRAPHS
from app.store.trail import Action, Edit, now

_AT_ONCE = 500  # values in one question


@dataclass(frozen=True)
class Location:
    """Say where a photograph was found; it may be gone from there.

    Attributes:
        member: its name in an archive; None where it is a file of its own.
    """

    path: Path
    member: str | None = None


@dataclass(frozen=True)
class KeptPhotograph:
    """Hold what the store knows of a photograph.

    Attributes:
        number: of the store's own.
        stated: by its file.
        typed: by a person, of the photograph; whom it shows is the patient's.
        patient: the id of whom it shows, merges followed; None where nobody is known.
        eye: as a person or the file says.
        quality: the verdict of the last result; empty before the first.
    """

    number: int
    photograph: PhotographId
    stated: Facts
    typed: Facts
    patient: str | None
    eye: Laterality
    date: str
    quality: str
    state: State
    thumbnail: str | None

    @property
    def facts(self) -> Facts:
        """Return what is taken to be so: a person's word, else the file's."""
        return self.typed.over(self.stated)

    @property
    def said(self) -> Facts:
        """Return what a person says of the photograph itself: its day, and for which order."""
        typed = self.typed
        return Facts(date=typed.date, study_uid=typed.study_uid, accession=typed.accession)


def photograph_from_row(row: Row[Any]) -> KeptPhotograph:
    """Return the photograph of a row."""
    return KeptPhotograph(
        number=row.id,
        photograph=PhotographId(row.sha256, row.frame),
        stated=facts_from_json(row.stated),
        typed=facts_from_json(row.typed),
        patient=row.patient_id,
        eye=Laterality(row.eye),
        date=row.date,
        quality=row.quality,
        state=State(row.state),
        thumbnail=row.thumbnail,
    )


def find_photograph(connection: Connection, photograph: PhotographId) -> KeptPhotograph | None:
    """Return a photograph; None if the store does not know it."""
    wanted = select(PHOTOGRAPHS).where(
        PHOTOGRAPHS.c.sha256 == photograph.sha256, PHOTOGRAPHS.c.frame == photograph.frame
    )
    row = connection.execute(wanted).first()
    return None if row is None else photograph_from_row(row)


def photographs_of(connection: Connection, patient: str | None) -> list[KeptPhotograph]:
    """Return a patient's photographs, the last first; with None those of nobody known."""
    wanted = select(PHOTOGRAPHS).where(PHOTOGRAPHS.c.patient_id == patient)
    ordered = wanted.order_by(PHOTOGRAPHS.c.date.desc(), PHOTOGRAPHS.c.id)
    return [photograph_from_row(row) for row in connection.execute(ordered)]


def locations_of(connection: Connection, number: int) -> list[Location]:
    """Return where a photograph was found, the last place first."""
    wanted = select(LOCATIONS).where(LOCATIONS.c.photograph_id == number)
    rows = connection.execute(wanted.order_by(LOCATIONS.c.id.desc()))
    return [Location(Path(row.path), row.member or None) for row in rows]


def owned_files(connection: Connection, files: Collection[str]) -> frozenset[str]:
    """Return which of some files, named by their SHA-256, show patients who are known."""
    wanted = select(PHOTOGRAPHS.c.sha256).where(
        PHOTOGRAPHS.c.sha256.in_(list(files)), PHOTOGRAPHS.c.patient_id.is_not(None)
    )
    return frozenset(connection.scalars(wanted))


def shown_patients(
    connection: Connection, photographs: Collection[PhotographId]
) -> dict[PhotographId, tuple[KeptPhotograph, KeptPatient]]:
    """Return what is known of those of some photographs that show patients who are known."""
    files = sorted({each.sha256 for each in photographs})
    kept: list[KeptPhotograph] = []
    for start in range(0, len(files), _AT_ONCE):
        some = PHOTOGRAPHS.c.sha256.in_(files[start : start + _AT_ONCE])
        wanted = select(PHOTOGRAPHS).where(some, PHOTOGRAPHS.c.patient_id.is_not(None))
        kept += map(photograph_from_row, connection.execute(wanted))
    holders = {key: find_patient(connection, key) for each in kept if (key := each.patient)}
    found = {each.photograph: (each, holders[each.patient]) for each in kept if each.patient}
    return {each: found[each] for each in photographs if each in found}


def keep_photograph(
    store: Store, image: FundusImage, location: Location, *, thumbnail: bytes | None = None
) -> KeptPhotograph:
    """Have the store know a photograph and where it lies; nothing is written if it does.

    Args:
        thumbnail: a small JPEG of it.

    Raises:
        StoreError: it cannot be written.
    """
    with store.read() as connection:
        found = find_photograph(connection, image.id)
        if found is not None and location in locations_of(connection, found.number):
            return found
    with store.edit(Action.PHOTOGRAPH_KEPT, subject_of(image.id)) as edit:
        sha256 = store.contents.put(edit.connection, thumbnail) if thumbnail else None
        number = put_photograph(edit, image.id, stated_facts(image), sha256)
        put_location(edit, number, location)
        kept = find_photograph(edit.connection, image.id)
        assert kept is not None
        return kept


def subject_of(photograph: PhotographId) -> str:
    """Return how the trail names a photograph."""
    return f"{photograph.sha256}/{photograph.frame}"


def put_photograph(
    edit: Edit, photograph: PhotographId, stated: Facts, thumbnail: str | None = None
) -> int:
    """Add a photograph within an edit, unless it is there; return its number."""
    known = find_photograph(edit.connection, photograph)
    if known is not None:
        return known.number
    assigned = patient_of_file(edit, stated)
    holder = root_of(edit.connection, assigned) if assigned else None
    number: int = edit.insert(
        PHOTOGRAPHS,
        sha256=photograph.sha256,
        frame=photograph.frame,
        assigned_id=assigned,
        patient_id=holder,
        stated=facts_to_json(stated),
        typed=facts_to_json(NOTHING_SAID),
        date=stated.date,
        eye=str(stated.eye),
        quality="",
        state=str(State.NEW),
        thumbnail=thumbnail,
        kept_at=now(),
        version=1,
    )
    if holder:
        renew_last_date(edit, holder)
    return number


def put_location(edit: Edit, number: int, location: Location) -> None:
    """Note within an edit where a photograph lies; bytes of a name that are no text are escaped."""
    path, member = written_place(location)
    there = select(LOCATIONS.c.id).where(
        LOCATIONS.c.photograph_id == number,
        LOCATIONS.c.path == path,
        LOCATIONS.c.member == member,
    )
    if edit.connection.scalar(there) is None:
        edit.insert(LOCATIONS, photograph_id=number, path=path, member=member)


def written_place(location: Location) -> tuple[str, str]:
    """Return a path and the name of a member as the store writes them."""
    parts = (str(part or "") for part in (location.path, location.member))
    path, member = (part.encode(errors="backslashreplace").decode() for part in parts)
    return path, member


def type_facts(store: Store, numbers: Sequence[int], facts: Facts) -> None:
    """Say something of photographs that their files do not say, or say otherwise.

    The eye is that of the reading and of the file, where either says one; only else is it this
    one. Whom they show is said by assigning them.

    Args:
        facts: those that are silent leave what was typed before.
    """
    with store.edit(Action.PHOTOGRAPH_KEPT) as edit:
        for number in numbers:
            put_typed_facts(edit, number, facts)


def clear_typed_date(store: Store, number: int) -> None:
    """Take back what a person said of when a photograph was taken: its file's word holds again."""
    with store.edit(Action.PHOTOGRAPH_KEPT) as edit:
        row = edit.connection.execute(select(PHOTOGRAPHS).where(PHOTOGRAPHS.c.id == number)).one()
        typed = replace(facts_from_json(row.typed), date="")
        date = typed.over(facts_from_json(row.stated)).date
        edit.change(PHOTOGRAPHS, number, typed=facts_to_json(typed), date=date)
        if row.patient_id:
            renew_last_date(edit, row.patient_id)


def put_typed_facts(edit: Edit, number: int, facts: Facts) -> None:
    """Say something of a photograph within an edit; see ``type_facts``."""
    row = edit.connection.execute(select(PHOTOGRAPHS).where(PHOTOGRAPHS.c.id == number)).one()
    typed = facts.over(facts_from_json(row.typed))
    taken = typed.over(facts_from_json(row.stated))
    edit.change(PHOTOGRAPHS, number, typed=facts_to_json(typed), date=taken.date)
    if row.eye == Laterality.UNKNOWN:
        edit.change(PHOTOGRAPHS, number, eye=str(typed.eye))
    if row.patient_id:
        renew_last_date(edit, row.patient_id)


def contradictions_of(
    connection: Connection, photograph: KeptPhotograph
) -> tuple[Contradiction, ...]:
    """Return on what a photograph's file disagrees with a person or with the patient's record."""
    said = photograph.typed.over(Facts(eye=photograph.eye))
    if photograph.patient is not None:
        said = find_patient(connection, photograph.patient).facts.over(said)
    return contradictions(photograph.stated, said)
