"""Which visits a strip shows, and which others each of its places may show instead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.photograph import Laterality
from app.ui.comparing.visits import BOTH_EYES, Visit, Visits

MOST = 4


@dataclass(frozen=True)
class Slot:
    """One place of a strip.

    Attributes:
        eye: that it shows.
        visit: None of an empty place.
        choices: what may be shown there; none where it is the photograph that is shown.
        shown: it is the one that the window shows.
    """

    eye: Laterality
    visit: Visit | None
    choices: tuple[Visit, ...] = ()
    shown: bool = False


def slots_of_eye(visits: Visits) -> tuple[Slot, ...]:
    """Return the last visits of the eye that is shown, the first one first, the shown among them.

    Photographs of the list can be chosen; of these nothing is chosen unasked.
    """
    shown = visits.shown
    choices = (*_of_eye(visits.kept, shown.eye), *_of_eye(visits.listed, shown.eye, unknown=True))
    dated = [visit for visit in _of_eye(visits.kept, shown.eye) if visit.date]
    chosen = sorted(dated, key=lambda visit: visit.date)[-(MOST - 1) :]
    places = min(MOST - 1, len(choices))
    empty = [Slot(shown.eye, None, choices)] * (places - len(chosen))
    filled = [Slot(shown.eye, visit, choices) for visit in chosen]
    mine = Slot(shown.eye, shown, shown=True)
    return (*empty, *_in_order(filled, mine))


def slots_of_both(visits: Visits) -> tuple[Slot, ...]:
    """Return OD and OS of the prior and of the visit that is shown; none where an eye is missing.

    OD stands on the left, as one sees a person.
    """
    shown = visits.shown
    if shown.eye not in BOTH_EYES:
        return ()
    (other,) = BOTH_EYES - {shown.eye}
    fellows = (*_of_eye(visits.kept, other), *_of_eye(visits.listed, other))
    if not fellows:
        return ()
    mine = (*_of_eye(visits.kept, shown.eye), *_of_eye(visits.listed, shown.eye))
    fellow, prior = _of_day(fellows, shown.date), visits.prior
    before = _of_day(fellows, prior.date) if prior else None
    now = [Slot(shown.eye, shown, shown=True), Slot(other, fellow, fellows)]
    then = [Slot(shown.eye, prior, mine), Slot(other, before, fellows)] if mine else []
    right_first = shown.eye is Laterality.RIGHT
    pairs = (pair if right_first else pair[::-1] for pair in (then, now))
    return tuple(slot for pair in pairs for slot in pair)


def in_turn(slots: Sequence[Slot]) -> list[int]:
    """Return in which order places are filled: what others are laid on comes first."""
    filled = [
        number for number, slot in enumerate(slots) if slot.visit is not None and not slot.shown
    ]
    return sorted(filled, key=lambda number: number != fellow_place(slots))


def fellow_place(slots: Sequence[Slot]) -> int | None:
    """Return the place of the other eye next to the one that is shown; None if there is none."""
    shown = next((number for number, slot in enumerate(slots) if slot.shown), None)
    if shown is None:
        return None
    number = shown + 1 if shown % 2 == 0 else shown - 1
    if number < len(slots) and slots[number].eye is not slots[shown].eye:
        return number
    return None


def _in_order(filled: list[Slot], mine: Slot) -> list[Slot]:
    """Put the visit that is shown where its day belongs; at the end where it has none."""
    assert mine.visit is not None
    day = mine.visit.date
    before = [slot for slot in filled if not day or (slot.visit and slot.visit.date <= day)]
    return [*before, mine, *filled[len(before) :]]


def _of_eye(
    visits: Iterable[Visit], eye: Laterality, *, unknown: bool = False
) -> tuple[Visit, ...]:
    return tuple(
        visit
        for visit in visits
        if visit.eye is eye or (unknown and visit.eye is Laterality.UNKNOWN)
    )


def _of_day(visits: Sequence[Visit], day: str) -> Visit | None:
    """Return the visit of a day; nothing is guessed where there is none."""
    return next((visit for visit in visits if day and visit.date == day), None)
