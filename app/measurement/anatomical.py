"""What all rows share that need arteries and veins, the disc or the fovea."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.anatomy.arteries_veins import Decided
from app.anatomy.retina import Evidence, Retina
from app.anatomy.zones import Area, GridField, Zone
from app.base.messages import Message, message
from app.domain.anatomy import Ellipse, VesselKind
from app.domain.structures import Structure
from app.measurement.measure import Found, Measure, Place
from app.measurement.traced import Traced

MOST_UNDECIDED = 0.3
"""Share of the vessels that may be undecided where numbers of arteries and veins are told."""

TOLD = frozenset({Structure.ARTERY, Structure.VEIN})
DISC = frozenset({Structure.DISC})
MACULA = frozenset({Structure.DISC, Structure.FOVEA})
KINDS = (VesselKind.ARTERY, VesselKind.VEIN)

NO_VESSELS = message("There are no such vessels there.")
NO_FIELD = message("The field of view is empty.")
OUT_OF_VIEW = message("Less than half of this zone is in view.")
_NOT_TOLD = message("No model told arteries from veins.")

NAMES: dict[VesselKind | None, Message] = {
    VesselKind.ARTERY: message("arteries"),
    VesselKind.VEIN: message("veins"),
    None: message("all vessels"),
}

Find = Callable[[Traced], Found]
FindIn = Callable[[Traced, Area], Found]


@dataclass(frozen=True)
class Unit:
    """A unit, in records, for people and in DICOM."""

    unit: str
    suffix: str = ""
    ucum: tuple[str, str] = ("{ratio}", "ratio")


RATIO = Unit("1")
COUNT = Unit("1", "", ("{count}", "count"))
DEGREES = Unit("deg", "°", ("deg", "deg"))
DISC_DIAMETERS = Unit("disc diameter", " DD", ("{disc}", "diameters of the optic disc"))
MICROMETRES = Unit("um", " µm", ("um", "um"))
SQUARE_MILLIMETRES = Unit("mm2", " mm²", ("mm2", "mm2"))

_SHORT = {
    "vessel_density": "DENSITY",
    "skeleton_length_density": "LENGTH",
    "mean_calibre": "CALIBRE",
    "tortuosity": "TORTUOSITY",
    "fractal_dimension": "DIMENSION",
}


def plain_row(measure: Measure) -> Measure:
    """Return a row without what belongs to the number of all vessels alone."""
    return replace(measure, code=None, tolerance=None, fit=None)


def in_unit(row: Measure, unit: Unit, decimals: int) -> Measure:
    """Return a row that is written in a unit, as it is found."""
    return replace(
        row, unit=unit.unit, factor=1, decimals=decimals, suffix=unit.suffix, ucum=unit.ucum
    )


def row_of_part(
    measure: Measure, kind: VesselKind | None = None, place: Place | None = None
) -> Measure:
    """Return the row of a number of some vessels or of some place, with its id and code."""
    named = [kind] if kind else []
    return replace(
        plain_row(measure),
        id="_".join([measure.id, *named, *([_in_words(place)] if place else [])]),
        code="_".join(
            [
                _SHORT[measure.id],
                *(each[0].upper() for each in named),
                *([_in_signs(place)] if place else []),
            ]
        ),
        base=measure.id,
        kind=kind,
        place=place,
    )


def _in_words(place: Place) -> str:
    if isinstance(place, Zone):
        return f"zone_{place}"
    return f"etdrs_{place}" if isinstance(place, GridField) else f"disc_{place}"


def _in_signs(place: Place) -> str:
    """Return a place in a few signs: the codes of DICOM have room for 16."""
    initials = "".join(word[0] for word in place.split("_")).upper()
    if isinstance(place, Zone):
        return f"Z{initials}"
    return f"ETDRS_{initials}" if isinstance(place, GridField) else f"DISC_{initials}"


def told_apart(traced: Traced) -> Decided | Message:
    """Return arteries and veins, or why no number of them may be told."""
    decided = traced.decided
    if decided is None:
        return _NOT_TOLD
    share = decided.undecided_share
    if share is None:
        return NO_VESSELS
    if share > MOST_UNDECIDED:
        return message(
            "Of {share} % of the vessels it is undecided whether they are arteries or veins.",
            share=round(100 * share),
        )
    return decided


def part_of(traced: Traced, kind: VesselKind | None) -> Traced | Message:
    """Return the vessels of one kind, or why there are none; all of them for None."""
    if kind is None:
        return traced
    told = told_apart(traced)
    if isinstance(told, Message):
        return told
    part = traced.of_kind(kind)
    return _NOT_TOLD if part is None else part


def zone_of(traced: Traced, zone: Zone) -> Area | Message:
    """Return a zone about the disc, or why no number of it may be told."""
    retina = retina_of(traced)
    zones = retina.zones
    if isinstance(zones, Message):
        return zones
    return zones[zone] if zones[zone].seen else OUT_OF_VIEW


def retina_of(traced: Traced) -> Retina:
    """Return the anatomy that a number is of; only those that need one are asked for it."""
    assert traced.retina is not None
    return traced.retina


def evidence_of(traced: Traced) -> Evidence:
    """Return what is known of a photograph's anatomy."""
    return retina_of(traced).evidence


def disc_of(traced: Traced) -> Ellipse:
    """Return the outline of the disc, of which a zone is known already."""
    disc = evidence_of(traced).disc
    assert disc is not None
    return disc
