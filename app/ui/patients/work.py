"""What is asked of the store for patients; each runs in a thread and touches no widget.

The store's own modules are loaded there: the libraries of the database take their time.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.domain.photograph import FundusImage, Identity, Laterality, PhotographId
from app.reading.listing import Entry, list_photographs
from app.store.facts import identity_of
from app.ui.session.cases import Place

if TYPE_CHECKING:
    from app.store.assigning import Objection, Proposal
    from app.store.database import Store
    from app.store.deletion import Receipt
    from app.store.file_names import NamePattern
    from app.store.patients import KeptPatient
    from app.store.photographs import KeptPhotograph
    from app.store.search import Listed


@dataclass(frozen=True)
class Shown:
    """Hold whom the photograph that is shown is of, as the store knows it.

    Attributes:
        patient: None where nobody is known.
    """

    kept: "KeptPhotograph"
    patient: "KeptPatient | None"

    @property
    def identity(self) -> Identity:
        """Return what a person, or the patient's record, says of it."""
        said = self.kept.said
        return identity_of(self.patient.facts.over(said) if self.patient else said)


@dataclass(frozen=True)
class LookedOver:
    """Hold what is to be assigned to a patient, and what speaks against it.

    Attributes:
        entries: the photographs, as far as they can be opened.
        left_out: how many cannot.
    """

    entries: tuple[Entry, ...]
    left_out: int
    objections: "tuple[Objection, ...]"


@dataclass(frozen=True)
class Photographs:
    """Hold where a patient's photographs lie, the last one first.

    Attributes:
        there: of those that are where they were.
        gone: how many are not.
    """

    there: tuple[Place, ...]
    gone: int


def look_up(store: "Store", photograph: PhotographId) -> Shown | None:
    """Return whom a photograph shows; None where the store does not know it."""
    from app.store.patients import find_patient
    from app.store.photographs import find_photograph

    with store.read() as connection:
        kept = find_photograph(connection, photograph)
        if kept is None:
            return None
        return Shown(kept, find_patient(connection, kept.patient) if kept.patient else None)


def shown_in(store: "Store", photographs: Collection[PhotographId]) -> dict[PhotographId, Shown]:
    """Return whom photographs show, as far as that is known."""
    from app.store.photographs import shown_patients

    with store.read() as connection:
        found = shown_patients(connection, photographs)
    return {which: Shown(kept, patient) for which, (kept, patient) in found.items()}


def number_of(store: "Store", image: FundusImage, entry: Entry) -> int:
    """Return the store's number of a photograph, which it is told of if need be."""
    from app.store.photographs import Location, keep_photograph

    return keep_photograph(store, image, Location(entry.path, entry.member)).number


def recent(store: "Store", count: int) -> "tuple[Listed, ...]":
    """Return the patients that somebody looked at last."""
    from app.store.search import recent_patients

    return recent_patients(store, count)


def of_patients(store: "Store", files: Collection[str]) -> frozenset[str]:
    """Return which of some files, named by their SHA-256, are of patients."""
    from app.store.photographs import owned_files

    with store.read() as connection:
        return owned_files(connection, files)


def note_looked_at(store: "Store", patient: str) -> None:
    """Note that a person looks at a patient."""
    from app.store.patients import note_opened

    note_opened(store, patient)


def open_patient(store: "Store", patient: str) -> Photographs:
    """Note that a person looks at a patient, and return where the photographs lie."""
    from app.store.patients import note_opened
    from app.store.photographs import locations_of, photographs_of

    with store.read() as connection:
        known = [
            locations_of(connection, each.number) for each in photographs_of(connection, patient)
        ]
    note_opened(store, patient)
    found = [_first_there([(each.path, each.member) for each in places]) for places in known]
    there = tuple(dict.fromkeys(place for place in found if place is not None))
    return Photographs(there, sum(place is None for place in found))


def _first_there(places: Sequence[Place]) -> Place | None:
    return next((place for place in places if _is_file(place[0])), None)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def find(store: "Store", patient: str) -> "KeptPatient":
    """Return a patient by the store's id."""
    from app.store.patients import find_patient

    with store.read() as connection:
        return find_patient(connection, patient)


def delete(store: "Store", patient: str) -> "Receipt":
    """Delete a patient wholly."""
    from app.store.deletion import delete_patient

    return delete_patient(store, patient)


def proposing(
    entries: Sequence[Entry], pattern: "NamePattern"
) -> "Callable[[Store], tuple[Proposal, ...]]":
    """Return the work of finding out what files would get by their names."""

    def work(store: "Store") -> "tuple[Proposal, ...]":
        from app.store.assigning import propose

        return propose(store, entries, pattern, today=date.today())

    return work


def applying(
    proposals: "Sequence[Proposal]",
) -> "Callable[[Store, OnProgress, ShouldStop], int]":
    """Return the work of giving photographs what the names of their files tell."""

    def work(store: "Store", on_progress: OnProgress, should_stop: ShouldStop) -> int:
        from app.store.assigning import apply_proposals

        return apply_proposals(store, proposals, on_progress, should_stop)

    return work


def looking_over(
    dragged: Sequence[Entry | Place], patient: str
) -> "Callable[[Store, OnProgress, ShouldStop], LookedOver]":
    """Return the work of finding the photographs that are to be assigned, and what is against it.

    Args:
        dragged: photographs of the list, or where others lie: files, folders, archives.
    """

    def work(store: "Store", _on_progress: OnProgress, should_stop: ShouldStop) -> LookedOver:
        from app.store.assigning import objections

        found: list[Entry] = []
        for each in dragged:
            stop_if_asked(should_stop)
            found += [each] if isinstance(each, Entry) else _listed_at(each)
        entries = tuple(entry for entry in found if entry.problem is None)
        against = objections(store, entries, patient)
        return LookedOver(entries, len(found) - len(entries), against)

    return work


def _listed_at(place: Place) -> list[Entry]:
    path, member = place
    found = list_photographs([path])
    return [entry for entry in found if member is None or entry.member == member]


def assigning(
    entries: Sequence[Entry], patient: str
) -> "Callable[[Store, OnProgress, ShouldStop], int]":
    """Return the work of assigning the photographs of files to one patient."""

    def work(store: "Store", on_progress: OnProgress, should_stop: ShouldStop) -> int:
        from app.store.assigning import assign_entries

        return assign_entries(store, entries, patient, on_progress, should_stop)

    return work


def eye_of(shown: Shown) -> Laterality:
    """Return the eye that a person said without a reading, by the name of a file."""
    return shown.kept.typed.eye
