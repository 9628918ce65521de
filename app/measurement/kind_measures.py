"""The rows of the table that tell arteries from veins: central equivalents, branching."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.anatomy.zones import Zone
from app.base.messages import Message, message
from app.domain.anatomy import VesselKind
from app.measurement import branching
from app.measurement.anatomical import (
    COUNT,
    DEGREES,
    DISC,
    DISC_DIAMETERS,
    KINDS,
    MICROMETRES,
    NAMES,
    NO_VESSELS,
    RATIO,
    TOLD,
    Find,
    disc_of,
    in_unit,
    part_of,
    plain_row,
    row_of_part,
    told_apart,
    zone_of,
)
from app.measurement.branching import Bifurcation, bifurcations, usual
from app.measurement.central_equivalents import FEWEST, MOST, Equivalent, central_equivalent
from app.measurement.measure import Found, Measure
from app.measurement.traced import Traced
from app.segmentation.postprocessing import STANDARD_DIAMETER

_EQUIVALENTS = {
    VesselKind.ARTERY: ("crae", message("CRAE"), message("Central retinal arteriolar equivalent")),
    VesselKind.VEIN: ("crve", message("CRVE"), message("Central retinal venular equivalent")),
}


def of_kind(measure: Measure, kind: VesselKind) -> Measure:
    """Return a number of arteries or of veins alone, written as that of all vessels is."""

    def find(traced: Traced) -> Found:
        part = part_of(traced, kind)
        return part if isinstance(part, Message) else measure.find(part)

    return replace(
        row_of_part(measure, kind),
        name=_of_vessels(measure.name, NAMES[kind]),
        definition=message(
            "Of {vessels} alone: {definition}",
            vessels=NAMES[kind],
            definition=measure.definition,
        ),
        find=find,
        needs=TOLD,
    )


def _of_vessels(number: Message, vessels: Message) -> Message:
    return message("{number}, {vessels}", number=number, vessels=vessels)


def central_measures(calibre: Measure) -> Iterator[Measure]:
    """Yield the central equivalents and their ratio, written as the mean calibre is."""
    needs = TOLD | DISC
    plain = replace(plain_row(calibre), reason=NO_VESSELS, needs=needs)
    for kind, (name, short, long) in _EQUIVALENTS.items():
        definition = message(
            "{long} after Knudtson 2003: the {most} widest {vessels} of zone B (2 to 3 disc radii) "
            "combined in pairs, the mean over six circles; in {unit}.",
            long=long,
            most=MOST,
            vessels=NAMES[kind],
            unit=message("% ⌀"),
        )
        width = replace(
            plain,
            id=name,
            code=name.upper(),
            name=short,
            definition=definition,
            find=_width_of(kind, lambda _: 1 / STANDARD_DIAMETER),
            kind=kind,
        )
        yield width
        yield replace(
            in_unit(width, DISC_DIAMETERS, 4),
            id=f"{name}_dd",
            code=f"{name.upper()}_DD",
            base=name,
            definition=_with_unit(definition, message("disc diameters")),
            find=_width_of(kind, lambda traced: 1 / (2 * disc_of(traced).radius)),
        )
        yield replace(
            in_unit(width, MICROMETRES, 1),
            id=f"{name}_um",
            code=f"{name.upper()}_UM",
            base=name,
            definition=_with_unit(definition, message("µm, from the pixel spacing")),
            find=_width_of(kind, lambda traced: 1000 * (traced.pixel_mm or math.nan)),
            needs_spacing=True,
        )
        yield replace(
            in_unit(width, COUNT, 0),
            id=f"{name}_vessels",
            code=f"{name.upper()}_VESSELS",
            name=message("{short}, vessels", short=short),
            definition=message(
                "Of how many {vessels} {short} is, on the circle that had the fewest.",
                vessels=NAMES[kind],
                short=short,
            ),
            find=_count_of(kind),
        )
    yield replace(
        in_unit(plain, RATIO, 3),
        id="avr",
        code="AVR",
        name=message("AVR"),
        definition=message("CRAE divided by CRVE."),
        find=_ratio,
    )


def _equivalent(traced: Traced, kind: VesselKind) -> Equivalent | Message:
    zone, told = zone_of(traced, Zone.B), told_apart(traced)
    if isinstance(zone, Message):
        return zone
    if isinstance(told, Message):
        return told
    found = central_equivalent(told, disc_of(traced), kind)
    if isinstance(found, Equivalent):
        return found
    return message(
        "{count} {vessels} cross zone B; at least {fewest} are needed.",
        count=found,
        vessels=NAMES[kind],
        fewest=FEWEST,
    )


def _with_unit(definition: Message, unit: Message) -> Message:
    return replace(definition, values={**definition.values, "unit": unit})


def _width_of(kind: VesselKind, per_pixel: Callable[[Traced], float]) -> Find:
    def find(traced: Traced) -> Found:
        found = _equivalent(traced, kind)
        if isinstance(found, Message):
            return found
        width = found.width * per_pixel(traced)
        return None if math.isnan(width) else width

    return find


def _count_of(kind: VesselKind) -> Find:
    def find(traced: Traced) -> Found:
        found = _equivalent(traced, kind)
        return found if isinstance(found, Message) else float(found.vessels)

    return find


def _ratio(traced: Traced) -> Found:
    arteries, veins = (_equivalent(traced, kind) for kind in KINDS)
    if isinstance(arteries, Message):
        return arteries
    return veins if isinstance(veins, Message) else arteries.width / veins.width


def branching_measures(ratio: Measure) -> Iterator[Measure]:
    """Yield how arteries and veins branch."""
    too_few = message("Fewer than {fewest} bifurcations can be measured.", fewest=branching.FEWEST)
    of_both = replace(plain_row(ratio), reason=too_few, needs=TOLD)
    for kind in KINDS:
        vessels, letter = NAMES[kind], kind[0].upper()
        plain = replace(of_both, kind=kind)
        yield replace(
            in_unit(plain, DEGREES, 1),
            id=f"branching_angle_{kind}",
            code=f"BRANCH_ANGLE_{letter}",
            base="branching_angle",
            name=_of_vessels(message("Branching angle"), vessels),
            definition=message(
                "Angle between the two branches at bifurcations of {vessels} outside the disc, "
                "in degrees; the median.",
                vessels=vessels,
            ),
            find=_at_bifurcations(kind, lambda each: each.angle),
        )
        yield replace(
            plain,
            id=f"branching_asymmetry_{kind}",
            code=f"BRANCH_ASYM_{letter}",
            base="branching_asymmetry",
            name=_of_vessels(message("Branching asymmetry"), vessels),
            definition=message(
                "Width of the narrower branch divided by that of the wider one at bifurcations of "
                "{vessels}; the median.",
                vessels=vessels,
            ),
            find=_at_bifurcations(kind, lambda each: each.asymmetry),
        )
        yield replace(
            plain,
            id=f"murray_exponent_{kind}",
            code=f"MURRAY_EXP_{letter}",
            base="murray_exponent",
            name=_of_vessels(message("Murray exponent"), vessels),
            definition=message(
                "x of d0^x = d1^x + d2^x with the widths of stem and branches at bifurcations of "
                "{vessels}; the median.",
                vessels=vessels,
            ),
            find=_at_bifurcations(kind, lambda each: each.exponent),
            decimals=2,
        )


def _at_bifurcations(kind: VesselKind, value: Callable[[Bifurcation], float | None]) -> Find:
    def find(traced: Traced) -> Found:
        told = told_apart(traced)
        if isinstance(told, Message):
            return told
        disc = traced.retina.evidence.disc if traced.retina else None
        values = map(value, bifurcations(told, kind, disc))
        return usual([each for each in values if each is not None])

    return find
