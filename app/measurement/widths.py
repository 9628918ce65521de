"""Vessels by how wide they are: thin ones are what disease takes first, and what models miss."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.measurement.skeleton import Segments

REFERENCE_DIAMETER = 565.0
"""Field diameter, in pixels, at which the limits are stated: about that of DRIVE."""

UP_TO_THIN, ABOVE_WIDE = 2.0, 4.0
"""Up to which width vessels are thin, and above which wide, in pixels at that diameter."""

FEWEST = 5
"""Of fewer segments that are long enough, the winding says nothing of the vessels of a width."""


class Width(StrEnum):
    """Name vessels by their width."""

    THIN = "thin"
    MEDIUM = "medium"
    WIDE = "wide"


def width_of_segments(
    segments: Segments, calibres: NDArray[np.float64], diameter: float
) -> tuple[NDArray[np.float64], dict[Width, NDArray[np.bool_]]]:
    """Return the median width of each segment, in pixels, and which of them are of each width.

    Args:
        calibres: width of the vessel at each centreline pixel, in the order of ``segments.nodes``.
        diameter: of the field, in pixels.
    """
    widths = _medians(segments.nodes, calibres, len(segments.length))
    thin, wide = (limit * diameter / REFERENCE_DIAMETER for limit in (UP_TO_THIN, ABOVE_WIDE))
    return widths, {
        Width.THIN: widths <= thin,
        Width.MEDIUM: (widths > thin) & (widths <= wide),
        Width.WIDE: widths > wide,
    }


def _medians(
    owner: NDArray[np.intp], values: NDArray[np.float64], count: int
) -> NDArray[np.float64]:
    """Return the median of each owner's values, 0 where it has none; -1 owns nothing."""
    owned = owner >= 0
    order = np.lexsort((values[owned], owner[owned]))
    ranked = np.append(values[owned][order], 0.0)
    sizes = np.bincount(owner[owned], minlength=count)
    first = sizes.cumsum() - sizes
    middle = (ranked[first + np.maximum(sizes - 1, 0) // 2] + ranked[first + sizes // 2]) / 2
    return np.where(sizes > 0, middle, 0.0)
