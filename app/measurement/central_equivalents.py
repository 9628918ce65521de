"""What one artery and one vein would be as wide as, into which all near the disc were united.

Knudtson et al. 2003, Curr Eye Res 27:143: the six widest arteries (veins) of zone B; the widest
is combined with the narrowest, the next with the next, until one is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from app.anatomy.arteries_veins import Decided
from app.anatomy.territory import Course
from app.anatomy.zones import ZONES_RADII, Zone
from app.domain.anatomy import Ellipse, VesselKind

FACTORS = {VesselKind.ARTERY: 0.88, VesselKind.VEIN: 0.95}
"""What two of one kind combine with: w = factor · √(a² + b²)."""

MOST, FEWEST = 6, 4
"""How many of the widest vessels count, and of how few there is no number."""

_CIRCLES = 6
"""On which vessels are counted, from the inner to the outer edge of zone B."""


@dataclass(frozen=True)
class Equivalent:
    """The central equivalent of arteries or of veins.

    Attributes:
        width: in pixels.
        vessels: of how many, on the circle that had the fewest.
    """

    width: float
    vessels: int


def combined(widths: Sequence[float], kind: VesselKind) -> float:
    """Return the width that vessels of one kind combine to.

    Args:
        widths: at least one, in any order; of more than six the widest six count.

    Example:
        >>> round(combined([10, 8], VesselKind.ARTERY), 3)  # .88 · √(100 + 64)
        11.269
    """
    left = sorted(widths, reverse=True)[:MOST]
    while len(left) > 1:
        half = len(left) // 2
        pairs = zip(left[:half], reversed(left[-half:]), strict=True)
        middle = left[half : len(left) - half]  # an odd one is carried on
        united = [FACTORS[kind] * (wide**2 + narrow**2) ** 0.5 for wide, narrow in pairs]
        left = sorted([*united, *middle], reverse=True)
    return left[0]


def central_equivalent(decided: Decided, disc: Ellipse, kind: VesselKind) -> Equivalent | int:
    """Return the central equivalent of a kind, the mean over six circles in zone B.

    Circles that fewer than ``FEWEST`` vessels cross do not count; half of them must.

    Returns:
        How many vessels were found, as a rule, where they are too few.
    """
    inner, outer = ZONES_RADII[Zone.B]
    radii = disc.radius * np.linspace(inner, outer, _CIRCLES)
    crossing = [_crossing(decided, disc, kind, radius) for radius in radii.tolist()]
    enough = [widths for widths in crossing if len(widths) >= FEWEST]
    if 2 * len(enough) < _CIRCLES:
        return sorted(len(widths) for widths in crossing)[_CIRCLES // 2]
    width = fmean(combined(widths, kind) for widths in enough)
    return Equivalent(width, min(MOST, *(len(widths) for widths in enough)))


def _crossing(decided: Decided, disc: Ellipse, kind: VesselKind, radius: float) -> list[float]:
    """Return the widths of the vessels that cross a circle about the disc, each once."""
    return [
        _width_in_zone(course, disc)
        for course, own in zip(decided.trees.courses, decided.are(kind).tolist(), strict=True)
        if own and _crosses(course, disc, radius)
    ]


def _away(course: Course, disc: Ellipse) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.abs(course.points - complex(disc.center[1], disc.center[0]))


def _crosses(course: Course, disc: Ellipse, radius: float) -> bool:
    away = _away(course, disc)
    return bool(away.min() <= radius < away.max())


def _width_in_zone(course: Course, disc: Ellipse) -> float:
    """Return the median width of a segment where it lies in zone B, clear of joints if it does."""
    inner, outer = (each * disc.radius for each in ZONES_RADII[Zone.B])
    away = _away(course, disc)
    within = (away >= inner) & (away <= outer)
    clear = within & course.clear
    chosen = clear if clear.any() else within
    return float(np.median(course.widths[chosen])) if chosen.any() else course.width
