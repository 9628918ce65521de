"""Zones about the disc, the grid about the fovea, and how much of them is in view."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.anatomy.units import NOMINAL_DISC_FOVEA_MM
from app.domain.anatomy import Ellipse, Point
from app.domain.photograph import Mask

LEAST_IN_VIEW = 0.5
"""A number is withheld where less of its zone is in view."""

ETDRS_MM = (1.0, 3.0, 6.0)
"""Diameters of the rings of the grid (ETDRS report 10, Ophthalmology 1991, 98:786)."""

ZONES_RADII = {"b": (2.0, 3.0), "c": (2.0, 5.0)}
"""Inner and outer radius of each zone, in disc radii from the disc's centre."""


class Zone(StrEnum):
    """A ring about the optic disc."""

    B = "b"
    """From 2 to 3 disc radii."""

    C = "c"
    """From 2 to 5 disc radii."""


class GridField(StrEnum):
    """A field of the ETDRS grid; the nose is where the disc lies."""

    CENTER = "center"
    INNER_SUPERIOR = "inner_superior"
    INNER_NASAL = "inner_nasal"
    INNER_INFERIOR = "inner_inferior"
    INNER_TEMPORAL = "inner_temporal"
    OUTER_SUPERIOR = "outer_superior"
    OUTER_NASAL = "outer_nasal"
    OUTER_INFERIOR = "outer_inferior"
    OUTER_TEMPORAL = "outer_temporal"


@dataclass(frozen=True, eq=False)
class Area:
    """A zone or a field of a grid.

    Attributes:
        mask: (h, w) bool, the part of it that is measured.
        in_view: share of it that is measured, 0 to 1.
    """

    mask: Mask
    in_view: float

    @property
    def seen(self) -> bool:
        """Return whether enough of it is in view for a number."""
        return self.in_view >= LEAST_IN_VIEW


def zone_area(zone: Zone, disc: Ellipse, field: Mask) -> Area:
    """Return a zone about the disc, whose radius is that of the circle of its area.

    Args:
        field: (h, w) bool, the part of the field of view that is measured.

    Example:
        >>> from math import pi
        >>> field = np.ones((401, 401), dtype=bool)
        >>> zone = zone_area(Zone.B, Ellipse((200, 200), (40, 40)), field)
        >>> round(zone.in_view, 2), round(zone.mask.sum() / (pi * 40**2 * (9 - 4)), 2)
        (1.0, 1.0)
    """
    inner, outer = ZONES_RADII[zone]
    return _ring(disc.center, inner * disc.radius, outer * disc.radius, field)


def quarters(zone: Zone, disc: Ellipse, field: Mask) -> Mapping[tuple[bool, bool], Area]:
    """Return the quarters of a zone, by whether they lie above and left of the disc's centre."""
    whole = zone_area(zone, disc, field)
    inner, outer = ZONES_RADII[zone]
    full = math.pi * disc.radius**2 * (outer**2 - inner**2) / 4
    above = (np.arange(field.shape[0]) < disc.center[1])[:, None]
    left = (np.arange(field.shape[1]) < disc.center[0])[None, :]
    return {
        (up, aside): _area(whole.mask & (above == up) & (left == aside), full)
        for up in (True, False)
        for aside in (True, False)
    }


def grid_unit(disc: Point, fovea: Point, pixel_mm: float | None) -> float:
    """Return a millimetre of the ETDRS grid in pixels.

    Args:
        pixel_mm: side of a pixel on the retina; where it is None, the distance from disc to fovea
            stands for what it is in the mean, so that the grid has the same share of each eye.
    """
    if pixel_mm is not None:
        return 1 / pixel_mm
    return math.dist(disc, fovea) / NOMINAL_DISC_FOVEA_MM


def grid_areas(disc: Point, fovea: Point, mm: float, field: Mask) -> dict[GridField, Area]:
    """Return the nine fields of the ETDRS grid about the fovea.

    Args:
        mm: a millimetre in pixels, as ``grid_unit`` returns it.
        field: (h, w) bool, the part of the field of view that is measured.
    """
    center, inner, outer = (diameter / 2 * mm for diameter in ETDRS_MM)
    areas = {GridField.CENTER: _ring(fovea, 0.0, center, field)}
    right, left = ("nasal", "temporal") if disc[0] > fovea[0] else ("temporal", "nasal")
    sector = _sectors(field.shape, fovea)
    for ring, (low, high) in (("inner", (center, inner)), ("outer", (inner, outer))):
        full = math.pi * (high**2 - low**2) / 4
        whole = _ring(fovea, low, high, field).mask
        for number, side in enumerate((right, "inferior", left, "superior")):
            areas[GridField(f"{ring}_{side}")] = _area(whole & (sector == number), full)
    return areas


def _ring(center: Point, inner: float, outer: float, field: Mask) -> Area:
    rows = np.arange(field.shape[0], dtype=np.float64)[:, None] - center[1]
    columns = np.arange(field.shape[1], dtype=np.float64)[None, :] - center[0]
    away = rows**2 + columns**2
    mask = (away >= inner**2) & (away < outer**2) & field
    return _area(mask, math.pi * (outer**2 - inner**2))


def _area(mask: Mask, full: float) -> Area:
    return Area(mask, min(int(np.count_nonzero(mask)) / full, 1.0) if full else 0.0)


def _sectors(shape: tuple[int, ...], center: Point) -> NDArray[np.intp]:
    """Return 0 right, 1 below, 2 left, 3 above the centre, cut at 45 degrees."""
    rows = np.arange(shape[0], dtype=np.float64)[:, None] - center[1]
    columns = np.arange(shape[1], dtype=np.float64)[None, :] - center[0]
    quarter = np.floor(np.arctan2(rows, columns) / (np.pi / 2) + 0.5)
    return quarter.astype(np.intp) % 4
