"""The quadrants of the field of view, and what they are called."""

from enum import StrEnum

import numpy as np

from app.base.messages import Message, message
from app.domain.photograph import Laterality, Mask

LEAST_IN_VIEW = 0.5
"""A quadrant of which less is in view tells nothing of the eye."""


class Quadrant(StrEnum):
    """A quadrant, named by where it lies in the picture."""

    UPPER_LEFT = "upper_left"
    UPPER_RIGHT = "upper_right"
    LOWER_LEFT = "lower_left"
    LOWER_RIGHT = "lower_right"


def quadrant_place(quadrant: Quadrant) -> Message:
    """Return where a quadrant lies in the picture."""
    return {
        Quadrant.UPPER_LEFT: message("upper left"),
        Quadrant.UPPER_RIGHT: message("upper right"),
        Quadrant.LOWER_LEFT: message("lower left"),
        Quadrant.LOWER_RIGHT: message("lower right"),
    }[quadrant]


def quadrant_anatomy(quadrant: Quadrant, laterality: Laterality) -> Message | None:
    """Return where a quadrant lies in the eye; None unless it is known which eye it is."""
    if laterality not in (Laterality.RIGHT, Laterality.LEFT):
        return None
    on_the_right = quadrant in (Quadrant.UPPER_RIGHT, Quadrant.LOWER_RIGHT)
    # The nose is on the right in the photograph of a right eye, on the left in that of a left one.
    nasal = on_the_right == (laterality is Laterality.RIGHT)
    if quadrant in (Quadrant.UPPER_LEFT, Quadrant.UPPER_RIGHT):
        return message("superior-nasal") if nasal else message("superior-temporal")
    return message("inferior-nasal") if nasal else message("inferior-temporal")


def quadrant_name(quadrant: Quadrant, laterality: Laterality) -> Message:
    """Return a quadrant's name by where it lies in the eye, or else in the picture."""
    return quadrant_anatomy(quadrant, laterality) or quadrant_place(quadrant)


def quadrant_masks(field: Mask, center: tuple[float, float]) -> dict[Quadrant, Mask]:
    """Cut a field of view at its centre.

    Args:
        field: (h, w) bool.
        center: x, y in pixels.

    Example:
        >>> field = np.ones((4, 4), dtype=bool)
        >>> quadrants = quadrant_masks(field, center=(2, 2))
        >>> int(quadrants[Quadrant.UPPER_LEFT].sum())
        4
    """
    left = (np.arange(field.shape[1]) < center[0])[None, :]
    upper = (np.arange(field.shape[0]) < center[1])[:, None]
    return {
        Quadrant.UPPER_LEFT: field & upper & left,
        Quadrant.UPPER_RIGHT: field & upper & ~left,
        Quadrant.LOWER_LEFT: field & ~upper & left,
        Quadrant.LOWER_RIGHT: field & ~upper & ~left,
    }


def share_in_view(quadrant: Mask, diameter: float) -> float:
    """Return how much of a quarter of the camera's circle is seen, 0 to about 1."""
    return int(np.count_nonzero(quadrant)) / (np.pi * diameter**2 / 16)
