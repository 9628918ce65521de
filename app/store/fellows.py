"""Photographs of the other eye of one visit: what a report on both eyes may speak of."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.photograph import Identity, Laterality, PhotographId
from app.store.database import Store
from app.store.facts import identity_of
from app.store.patients import find_patient
from app.store.photographs import (
    KeptPhotograph,
    Location,
    find_photograph,
    locations_of,
    photographs_of,
)

_OTHER = {Laterality.RIGHT: Laterality.LEFT, Laterality.LEFT: Laterality.RIGHT}
_QUALITIES = ("good", "usable", "not gradable")  # what cannot be told comes last


@dataclass(frozen=True)
class Fellow:
    """A photograph of the other eye, of the same patient and day.

    Attributes:
        locations: where it was found, the last place first.
        identity: whom it shows, as a person or the patient's record says.
        quality: the verdict of its last result; empty before the first.
    """

    photograph: PhotographId
    eye: Laterality
    quality: str
    locations: tuple[Location, ...]
    identity: Identity


def fellows_of(store: Store, photograph: PhotographId) -> tuple[Fellow, ...]:
    """Return the photographs of the other eye of the same visit, the best one first.

    There is none where patient, eye or day are not known: nothing is guessed.

    Raises:
        StoreError: it cannot be read.
    """
    with store.read() as connection:
        shown = find_photograph(connection, photograph)
        if shown is None or shown.patient is None or not shown.date or shown.eye not in _OTHER:
            return ()
        found = [
            each
            for each in photographs_of(connection, shown.patient)
            if each.date == shown.date and each.eye is _OTHER[shown.eye]
        ]
        return tuple(_fellow(connection, each) for each in sorted(found, key=_rank))


def _rank(kept: KeptPhotograph) -> tuple[int, int]:
    known = kept.quality in _QUALITIES
    return (_QUALITIES.index(kept.quality) if known else len(_QUALITIES), -kept.number)


def _fellow(connection: Connection, kept: KeptPhotograph) -> Fellow:
    said = kept.said
    patient = find_patient(connection, str(kept.patient))
    return Fellow(
        photograph=kept.photograph,
        eye=kept.eye,
        quality=kept.quality,
        locations=tuple(locations_of(connection, kept.number)),
        identity=identity_of(patient.facts.over(said)),
    )
