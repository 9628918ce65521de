"""Which photographs the one that is shown may be compared with, and what the store has of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.photograph import FundusImage, Laterality, PhotographId
from app.reading.listing import Entry
from app.records.schema import AnalysisRecord, Value
from app.report.trend import DatedNumbers, numbers_of_record
from app.ui.session.cases import Cases, Finding, Place, place_of

if TYPE_CHECKING:  # loaded in the store's thread
    from app.store.cases import KeptCase
    from app.store.database import Store

BOTH_EYES = frozenset({Laterality.RIGHT, Laterality.LEFT})


@dataclass(frozen=True)
class Visit:
    """A photograph that may be compared, as far as it is known without its file.

    Attributes:
        entries: where it was found, the last place first; it may be gone from there.
        photograph: which one the store means; None of one that is only listed.
        date: YYYYMMDD; empty where nobody says it.
        quality: the verdict's code; empty where it is not known.
        record: of its last result; None where there is none.
    """

    entries: tuple[Entry, ...]
    photograph: PhotographId | None = None
    eye: Laterality = Laterality.UNKNOWN
    date: str = ""
    device: str = ""
    quality: str = ""
    record: AnalysisRecord | None = None

    @property
    def frame(self) -> int:
        """Return which frame of its file it is, from 0."""
        return self.photograph.frame if self.photograph else 0

    @property
    def values(self) -> Mapping[str, Value]:
        """Return the numbers of its last result, as they were shown; none where there is none."""
        if self.record is None:
            return {}
        return (self.record.corrected or self.record).measurements

    @property
    def dated(self) -> DatedNumbers:
        """Return its numbers with the day and what they depend on."""
        if self.record is None:
            return DatedNumbers(self.date, self.device, "", (), {})
        return numbers_of_record(self.date, self.device, self.record)


@dataclass(frozen=True)
class Visits:
    """The photograph that is shown, and those that it may be compared with.

    Attributes:
        shown: None until a photograph was found.
        kept: others of the same patient, as the store has them, the last first.
        listed: others of the list, of whose patient nothing is known yet.
        patient: the store's id; None where it does not know whom the photograph shows.
    """

    shown: Visit
    kept: tuple[Visit, ...] = ()
    listed: tuple[Visit, ...] = ()
    patient: str | None = None

    @property
    def prior(self) -> Visit | None:
        """Return the latest earlier photograph of the same eye of the same patient.

        None where eye or day of the one that is shown are not known: nothing is guessed.
        """
        shown = self.shown
        if shown.eye not in BOTH_EYES or not shown.date:
            return None
        earlier = [
            visit
            for visit in self.kept
            if visit.eye is shown.eye and visit.date and visit.date < shown.date
        ]
        return max(earlier, key=lambda visit: visit.date, default=None)

    @property
    def trend(self) -> tuple[Visit, ...]:
        """Return the dated visits of the eye that is shown, with numbers, the first one first."""
        shown = self.shown
        alike = [visit for visit in (*self.kept, shown) if visit.eye is shown.eye]
        return tuple(sorted((visit for visit in alike if visit.date and visit.values), key=_day_of))

    @property
    def undated(self) -> int:
        """Return how many visits with numbers of the eye that is shown have no day."""
        alike = [visit for visit in (*self.kept, self.shown) if visit.eye is self.shown.eye]
        return sum(bool(visit.values) and not visit.date for visit in alike)

    def with_listed(self, listed: Sequence[Visit]) -> "Visits":
        """Return the visits with these of the list, without those that the store has."""
        places = {place_of(entry) for visit in self.kept for entry in visit.entries}
        fresh = [visit for visit in listed if not any(place_of(e) in places for e in visit.entries)]
        return replace(self, listed=tuple(fresh))


def as_shown(image: FundusImage, entry: Entry) -> Visit:
    """Return the visit of the photograph that is shown, as its file and a person say."""
    return Visit(
        entries=(entry,),
        photograph=image.id,
        eye=image.laterality,
        date=image.exam.date or "",
        device=image.exam.device or "",
    )


def listed_visits(entries: Iterable[Entry], cases: Cases, shown: Place) -> tuple[Visit, ...]:
    """Return the photographs of the list that can be opened, other than the one that is shown."""
    return tuple(
        _listed(entry, cases)
        for entry in entries
        if entry.problem is None and place_of(entry) != shown
    )


def _listed(entry: Entry, cases: Cases) -> Visit:
    finding = cases.at(entry).finding
    if not isinstance(finding, Finding):
        return Visit((entry,), eye=entry.eye, date=entry.date or "")
    return Visit((entry,), eye=finding.eye, date=entry.date or "", quality=str(finding.verdict))


def find_visits(store: "Store", shown: Visit) -> Visits:
    """Return what a store knows of the patient whose photograph is shown.

    Raises:
        StoreError: it cannot be read.
    """
    from app.store.cases import load_case
    from app.store.photographs import photographs_of

    assert shown.photograph is not None
    case = load_case(store, shown.photograph)
    if case is None:
        return Visits(shown)
    mine = _of_store(case)
    shown = replace(shown, date=mine.date, device=mine.device, record=mine.record)
    patient = case.photograph.patient
    if patient is None:
        return Visits(shown)
    with store.read() as connection:
        others = photographs_of(connection, patient)
    cases = [load_case(store, each.photograph) for each in others]
    visits = [_of_store(each) for each in cases if each is not None]
    kept = (visit for visit in visits if visit.photograph != shown.photograph)
    return Visits(shown, tuple(kept), patient=patient)


def patient_of(store: "Store", photograph: PhotographId) -> str | None:
    """Return whom the store says that a photograph shows; None where nobody is known.

    Raises:
        StoreError: it cannot be read.
    """
    from app.store.photographs import find_photograph

    with store.read() as connection:
        known = find_photograph(connection, photograph)
        return None if known is None else known.patient


def _of_store(case: "KeptCase") -> Visit:
    kept, record = case.photograph, case.result.record if case.result else None
    return Visit(
        entries=tuple(Entry(place.path, place.member) for place in case.locations),
        photograph=kept.photograph,
        eye=kept.eye,
        date=kept.date,
        device=kept.facts.device,
        quality=kept.quality,
        record=record if isinstance(record, AnalysisRecord) else None,
    )


def _day_of(visit: Visit) -> str:
    return visit.date
