"""The rows of the table that tell arteries from veins: central equivalents, branching."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.anatomy.zones import Zone
from app.base.messages import Message, message
from app.domain.anatomy import VesselKind
from app.measurement import branching
from app.measurement.anatomical import (
    DISC,
    KINDS,
    NAMES,
    NO_VESSELS,
    TOLD,
    Find,
    disc_of,
    part_of,
    plain_row,
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
        plain_row(measure),
        id=f"{measure.id}_{kind}",
        name=message("{number}, {vessels}", number=measure.name, vessels=NAMES[kind]),
        definition=message(
            "Of {vessels} alone: {definition}",
            vessels=NAMES[kind],
            definition=measure.definition,
        ),
        find=find,
        needs=TOLD,
    )


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
        yield replace(
            plain,
            id=name,
            name=short,
            definition=definition,
            find=_width_of(kind, lambda _: 1 / STANDARD_DIAMETER),
        )
        yield replace(
            plain,
            id=f"{name}_dd",
            name=short,
            definition=_in_unit(definition, message("disc diameters")),
            find=_width_of(kind, lambda traced: 1 / (2 * disc_of(traced).radius)),
            unit="disc diameter",
            factor=1,
            decimals=4,
            suffix=" DD",
            ucum=("{disc}", "diameters of the optic disc"),
        )
        yield replace(
            plain,
            id=f"{name}_um",
            name=short,
            definition=_in_unit(definition, message("µm, from the pixel spacing")),
            find=_width_of(kind, lambda traced: 1000 * (traced.pixel_mm or math.nan)),
            unit="um",
            factor=1,
            decimals=1,
            suffix=" µm",
            ucum=("um", "um"),
            needs_spacing=True,
        )
        yield replace(
            plain,
            id=f"{name}_vessels",
            name=message("{short}, vessels", short=short),
            definition=message(
                "Of how many {vessels} {short} is, on the circle that had the fewest.",
                vessels=NAMES[kind],
                short=short,
            ),
            find=_count_of(kind),
            unit="1",
            factor=1,
            decimals=0,
            suffix="",
            ucum=("{count}", "count"),
        )
    yield replace(
        plain,
        id="avr",
        name=message("AVR"),
        definition=message("CRAE divided by CRVE."),
        find=_ratio,
        unit="1",
        factor=1,
        decimals=3,
        suffix="",
        ucum=("{ratio}", "ratio"),
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


def _in_unit(definition: Message, unit: Message) -> Message:
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
    plain = replace(plain_row(ratio), reason=too_few, needs=TOLD)
    for kind in KINDS:
        vessels = NAMES[kind]
        yield replace(
            plain,
            id=f"branching_angle_{kind}",
            name=message("Branching angle, {vessels}", vessels=vessels),
            definition=message(
                "Angle between the two branches at bifurcations of {vessels} outside the disc, "
                "in degrees; the median.",
                vessels=vessels,
            ),
            find=_at_bifurcations(kind, lambda each: each.angle),
            unit="deg",
            decimals=1,
            suffix="°",
            ucum=("deg", "deg"),
        )
        yield replace(
            plain,
            id=f"branching_asymmetry_{kind}",
            name=message("Branching asymmetry, {vessels}", vessels=vessels),
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
            name=message("Murray exponent, {vessels}", vessels=vessels),
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
