"""The rows of the table that are of a zone, a field of the grid, or of disc and fovea."""

import math
from collections.abc import Iterator
from dataclasses import replace

from app.anatomy.units import NOMINAL_DISC_FOVEA_MM
from app.anatomy.zones import ETDRS_MM, ZONES_RADII, Area, GridField, Zone
from app.base.messages import Message, message
from app.domain.anatomy import Outline, VesselKind
from app.domain.structures import Structure
from app.measurement.anatomical import (
    DEGREES,
    DISC,
    DISC_DIAMETERS,
    MACULA,
    NAMES,
    NO_FIELD,
    NO_VESSELS,
    OUT_OF_VIEW,
    SQUARE_MILLIMETRES,
    TOLD,
    Find,
    FindIn,
    evidence_of,
    in_unit,
    part_of,
    plain_row,
    retina_of,
    row_of_part,
    zone_of,
)
from app.measurement.density import vessel_density
from app.measurement.measure import Found, Measure
from app.measurement.regions import Quadrant, quadrant_place
from app.measurement.traced import Traced
from app.measurement.zonal import length_within, winding_within
from app.segmentation.postprocessing import STANDARD_DIAMETER

ZONE_NAMES = {Zone.B: message("zone B"), Zone.C: message("zone C")}

GRID_NAMES = {
    GridField.CENTER: message("centre"),
    GridField.INNER_SUPERIOR: message("inner superior"),
    GridField.INNER_NASAL: message("inner nasal"),
    GridField.INNER_INFERIOR: message("inner inferior"),
    GridField.INNER_TEMPORAL: message("inner temporal"),
    GridField.OUTER_SUPERIOR: message("outer superior"),
    GridField.OUTER_NASAL: message("outer nasal"),
    GridField.OUTER_INFERIOR: message("outer inferior"),
    GridField.OUTER_TEMPORAL: message("outer temporal"),
}


def in_zone(measure: Measure, find_in: FindIn, zone: Zone, kind: VesselKind | None) -> Measure:
    """Return a number of a zone about the disc, written as that of the field is."""
    inner, outer = ZONES_RADII[zone]

    def find(traced: Traced) -> Found:
        area, part = zone_of(traced, zone), part_of(traced, kind)
        if isinstance(area, Message):
            return area
        return part if isinstance(part, Message) else find_in(part, area)

    return replace(
        row_of_part(measure, kind, zone),
        name=message(
            "{number}, {vessels}, {zone}",
            number=measure.name,
            vessels=NAMES[kind],
            zone=ZONE_NAMES[zone],
        ),
        definition=message(
            "Of {vessels} in {zone}, from {inner} to {outer} disc radii about the disc's centre: "
            "{definition}",
            vessels=NAMES[kind],
            zone=ZONE_NAMES[zone],
            inner=round(inner),
            outer=round(outer),
            definition=measure.definition,
        ),
        find=find,
        reason=NO_VESSELS,
        needs=DISC if kind is None else DISC | TOLD,
    )


def density_in(traced: Traced, area: Area) -> Found:
    """Return which share of an area is vessel."""
    return vessel_density(traced.vessels, area.mask)


def length_in(traced: Traced, area: Area) -> Found:
    """Return the length of the centrelines per area, in 1/⌀."""
    pixels = int(area.mask.sum())
    length = length_within(traced.skeleton.segments, area.mask)
    return length / pixels * STANDARD_DIAMETER if pixels else None


def calibre_in(traced: Traced, area: Area) -> Found:
    """Return the area of the vessels divided by the length of their centrelines, in ⌀."""
    length = length_within(traced.skeleton.segments, area.mask)
    pixels = int((traced.vessels & area.mask).sum())
    return pixels / length / STANDARD_DIAMETER if length and pixels < length**2 else None


def winding_in(traced: Traced, area: Area) -> Found:
    """Return how winding vessels are within an area."""
    return winding_within(traced.skeleton.segments, area.mask)


def in_quarter(density: Measure, quadrant: Quadrant) -> Measure:
    """Return the vessel density of a quarter of zone C."""
    above = quadrant in (Quadrant.UPPER_LEFT, Quadrant.UPPER_RIGHT)
    left = quadrant in (Quadrant.UPPER_LEFT, Quadrant.LOWER_LEFT)

    def find(traced: Traced) -> Found:
        parts = retina_of(traced).quarters
        return parts if isinstance(parts, Message) else _density_of(traced, parts[above, left])

    place = quadrant_place(quadrant)
    return replace(
        row_of_part(density, place=quadrant),
        name=message("{number}, {place} of the disc", number=density.name, place=place),
        definition=message(
            "Vessel pixels as a share of the quarter of zone C that lies {place} of the disc.",
            place=place,
        ),
        find=find,
        reason=NO_FIELD,
        needs=DISC,
    )


def in_grid(density: Measure, part: GridField) -> Measure:
    """Return the vessel density of a field of the ETDRS grid."""

    def find(traced: Traced) -> Found:
        grid = retina_of(traced).grid
        return grid if isinstance(grid, Message) else _density_of(traced, grid[part])

    return replace(
        row_of_part(density, place=part),
        name=message("{number}, ETDRS {part}", number=density.name, part=GRID_NAMES[part]),
        definition=message(
            "Vessel pixels as a share of the {part} field of the ETDRS grid about the fovea (rings "
            "of {rings} mm); without a pixel spacing the disc-fovea distance stands for {nominal} "
            "mm (Jonas 2015).",
            part=GRID_NAMES[part],
            rings=", ".join(f"{ring:g}" for ring in ETDRS_MM),
            nominal=NOMINAL_DISC_FOVEA_MM,
        ),
        find=find,
        reason=NO_FIELD,
        needs=MACULA,
    )


def _density_of(traced: Traced, area: Area) -> Found:
    return density_in(traced, area) if area.seen else OUT_OF_VIEW


def disc_measures(ratio: Measure) -> Iterator[Measure]:
    """Yield the numbers of disc, cup and fovea, which no threshold of vessels moves."""
    plain = replace(plain_row(ratio), reason=NO_FIELD, of_vessels=False)
    for way, name in (
        ("vertical", message("Vertical cup/disc ratio")),
        ("horizontal", message("Horizontal cup/disc ratio")),
    ):
        yield replace(
            plain,
            id=f"{way}_cup_disc_ratio",
            code=f"CUP_DISC_{way[0].upper()}",
            name=name,
            definition=message("{name}: extent of the cup divided by that of the disc.", name=name),
            find=_cup_ratio(upright=way == "vertical"),
            decimals=2,
            needs=DISC | {Structure.CUP},
        )
    yield replace(
        in_unit(plain, SQUARE_MILLIMETRES, 2),
        id="disc_area_mm2",
        code="DISC_AREA",
        name=message("Disc area"),
        definition=message("Area of the optic disc in mm², from the pixel spacing."),
        find=_disc_area,
        needs_spacing=True,
        needs=DISC,
    )
    yield replace(
        in_unit(plain, DEGREES, 1),
        id="disc_fovea_angle",
        code="DISC_FOVEA_ANGLE",
        name=message("Disc-fovea angle"),
        definition=message(
            "Angle by which the fovea lies below the disc's centre, in degrees of the picture."
        ),
        find=lambda traced: _towards_fovea(traced)[1],
        needs=MACULA,
    )
    yield replace(
        in_unit(plain, DISC_DIAMETERS, 2),
        id="disc_fovea_distance",
        code="DISC_FOVEA_DIST",
        name=message("Disc-fovea distance"),
        definition=message("From the disc's centre to the fovea, in disc diameters."),
        find=lambda traced: _towards_fovea(traced)[0],
        needs=MACULA,
    )


def _cup_ratio(*, upright: bool) -> Find:
    def find(traced: Traced) -> Found:
        disc, cup = evidence_of(traced).landmarks.disc, evidence_of(traced).landmarks.cup
        if isinstance(disc, Message):
            return disc
        if isinstance(cup, Message):
            return cup
        return _extent(cup, upright=upright) / _extent(disc, upright=upright)

    return find


def _extent(outline: Outline, *, upright: bool) -> float:
    return outline.ellipse.height if upright else outline.ellipse.width


def _disc_area(traced: Traced) -> Found:
    disc = evidence_of(traced).landmarks.disc
    if isinstance(disc, Message):
        return disc
    return disc.ellipse.area * traced.pixel_mm**2 if traced.pixel_mm else None


def _towards_fovea(traced: Traced) -> tuple[Found, Found]:
    """Return how many disc diameters away the fovea lies, and by how many degrees below."""
    disc, fovea = evidence_of(traced).landmarks.disc, evidence_of(traced).landmarks.fovea
    if isinstance(disc, Message):
        return disc, disc
    if isinstance(fovea, Message):
        return fovea, fovea
    across, down = (fovea.center[axis] - disc.ellipse.center[axis] for axis in (0, 1))
    distance = math.hypot(across, down) / (2 * disc.ellipse.radius)
    return distance, math.degrees(math.atan2(down, abs(across)))
