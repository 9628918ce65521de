"""Draw how the vessels of two aligned photographs differ."""

import numpy as np
import scipy  # its parts load at first use

from app.domain.photograph import Mask, Rgb
from app.imaging.overlay import draw_overlay

GAINED_COLOUR = (0, 158, 115)
LOST_COLOUR = (213, 94, 0)
SAME_COLOUR = (200, 200, 200)
"""Okabe and Ito's bluish green and vermilion, which all kinds of colour vision tell apart."""

TOLERANCE = 0.004
"""Field diameters: vessels that lie so near to one of the other photograph are the same."""

_OPACITY = 0.8


def vessel_changes(first: Mask, second: Mask, reach: float) -> tuple[Mask, Mask, Mask]:
    """Return which vessels were gained, lost and are the same.

    Args:
        first, second: (height, width) bool, the vessels of both, aligned.
        reach: pixels that an edge may be moved by without being a change.
    """
    new, old = second & ~_near(first, reach), first & ~_near(second, reach)
    return new, old, (first | second) & ~new & ~old


def draw_changes(pixels: Rgb, changes: tuple[Mask, Mask, Mask]) -> Rgb:
    """Return a copy of a photograph with vessels gained, lost and the same in three colours."""
    for mask, colour in zip(changes, (GAINED_COLOUR, LOST_COLOUR, SAME_COLOUR), strict=True):
        pixels = draw_overlay(pixels, mask, colour=colour, opacity=_OPACITY)
    return pixels


def _near(mask: Mask, reach: float) -> Mask:
    if not mask.any():
        return mask
    near: Mask = np.asarray(scipy.ndimage.distance_transform_edt(~mask)) <= reach
    return near
