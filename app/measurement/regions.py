"""The quadrants of the field of view."""

from enum import StrEnum

import numpy as np

from app.domain.photograph import Mask

LEAST_IN_VIEW = 0.5
"""A quadrant of which less is in view tells nothing of the eye."""


class Quadrant(StrEnum):
    """Name a quadrant by where it lies in the picture."""

    UPPER_LEFT = "upper_left"
    UPPER_RIGHT = "upper_right"
    LOWER_LEFT = "lower_left"
    LOWER_RIGHT = "lower_right"


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
