"""Find the fovea in a map of its probability, where the disc lets it be."""

import math

import numpy as np
from scipy import ndimage

from app.anatomy.disc import LEAST_CONFIDENCE
from app.base.messages import Message, message
from app.domain.anatomy import Outline, Point, Spot
from app.domain.photograph import Laterality, Mask, Plane

DISTANCE, SPREAD = 2.65, 0.3
"""Of the fovea from the disc's centre in disc diameters, with its standard deviation.

Jonas et al. 2015, PLoS ONE 10:e0138701 (2836 people of the Beijing Eye Study 2011).
"""

BELOW = 7.0
"""Degrees by which the fovea lies below the disc's centre, about.

In 393 photographs of IDRiD (Porwal 2018) the median is 6.8, and 98 of 100 lie between -4 and 17.
"""

_NEAREST, _FARTHEST = 1.5, 4.2  # disc diameters: beyond, it is not the fovea
_STEEPEST = 40.0  # degrees from the horizontal: no head is held that askew
_LOOSE = 2.5  # standard deviations that count for nothing: discs are not measured that well
_SMOOTH = 0.008  # of the field's diameter
_FAINT = 0.25  # smoothed probability below which nothing is looked at
_HALF = 0.5  # of the peak: where the spot ends
_RIVALRY = 0.6  # of another spot's confidence is taken off: of two alike neither is believed
_FAR_OUT = 0.02  # of the field's diameter: a peak nearer to its edge is not a fovea in view

_NONE = message("No fovea was found.")
_ELSEWHERE = message("What looks like the fovea does not lie where the optic disc lets it be.")


def find_fovea(
    fovea: Plane, field: Mask, diameter: float, disc: Outline | Message
) -> Spot | Message:
    """Return the fovea, or say why there is none.

    Args:
        fovea: (h, w) probability, 0 outside the field.
        field: (h, w) bool, the field of view.
        diameter: of the field, in pixels.
        disc: the optic disc, or why there is none; without it, the map alone must be sure.
    """
    smooth: Plane = ndimage.gaussian_filter(fovea, _SMOOTH * diameter)
    spots = _spots(smooth, field, diameter)
    if not spots:
        return _NONE
    known = None if isinstance(disc, Message) else disc
    judged = [
        Spot(center, peak * (1.0 if known is None else plausibility(center, known)))
        for center, peak in spots
    ]
    best = max(judged, key=lambda spot: spot.confidence)
    rival = max((spot.confidence for spot in judged if spot is not best), default=0.0)
    confidence = best.confidence - _RIVALRY * rival
    if confidence >= LEAST_CONFIDENCE:
        return Spot(best.center, min(confidence, 1.0))
    elsewhere = known is not None and max(peak for _, peak in spots) >= LEAST_CONFIDENCE
    return _ELSEWHERE if elsewhere else _NONE


def plausibility(fovea: Point, disc: Outline) -> float:
    """Return how well a place fits that of a disc, 0 (impossible) to 1."""
    across, down = (fovea[axis] - disc.ellipse.center[axis] for axis in (0, 1))
    distance = math.hypot(across, down) / (2 * disc.ellipse.radius)
    steepness = math.degrees(math.atan2(down, abs(across)))  # below the disc: above 0
    if not _NEAREST <= distance <= _FARTHEST or abs(steepness) > _STEEPEST:
        return 0.0
    off = max(abs(distance - DISTANCE) / SPREAD - _LOOSE, 0.0) / _LOOSE
    askew = max(abs(steepness - BELOW) - 3 * BELOW, 0.0) / (2 * BELOW)
    return math.exp(-(off**2 + askew**2) / 2)


def suggested_eye(disc: Outline | Message, fovea: Spot | Message) -> Laterality | None:
    """Return which eye it is if disc and fovea tell: the disc lies on the side of the nose.

    The nose is on the right in the photograph of a right eye.

    Example:
        >>> from app.domain.anatomy import Ellipse
        >>> str(suggested_eye(Outline(Ellipse((300, 100), (40, 40)), 1), Spot((90, 110), 1)))
        'R'
    """
    if isinstance(disc, Message) or isinstance(fovea, Message):
        return None
    across, down = (fovea.center[axis] - disc.ellipse.center[axis] for axis in (0, 1))
    if abs(down) > abs(across) * math.tan(math.radians(_STEEPEST)):
        return None
    return Laterality.RIGHT if across < 0 else Laterality.LEFT


def _spots(smooth: Plane, field: Mask, diameter: float) -> list[tuple[Point, float]]:
    """Return the centres of bright spots, and how bright each is at its peak."""
    spots = []
    left = np.where(field, smooth, 0.0)
    labels, count = ndimage.label(left >= _FAINT)
    for number, place in enumerate(ndimage.find_objects(labels, count), start=1):
        own = np.where(labels[place] == number, left[place], 0.0)
        peak = float(own.max())
        core = np.where(own >= _HALF * peak, own, 0.0)
        row, column = ndimage.center_of_mass(core)
        center = float(column + place[1].start), float(row + place[0].start)
        if _is_inside(center, field, _FAR_OUT * diameter):
            spots.append((center, peak))
    return spots


def _is_inside(center: Point, field: Mask, margin: float) -> bool:
    """Tell whether a place lies in the field and not at its edge."""
    x, y = center
    height, width = field.shape
    places = ((x + dx * margin, y + dy * margin) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return all(
        0 <= across < width and 0 <= down < height and bool(field[int(down), int(across)])
        for across, down in places
    )
