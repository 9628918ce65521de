"""Vessels by how wide they are: thin ones are what disease takes first, and what models miss."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.anatomy.calibre import medians_of_each
from app.anatomy.skeleton import Segments

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
    widths = medians_of_each(segments.nodes, calibres, len(segments.length))
    thin, wide = (limit * diameter / REFERENCE_DIAMETER for limit in (UP_TO_THIN, ABOVE_WIDE))
    return widths, {
        Width.THIN: widths <= thin,
        Width.MEDIUM: (widths > thin) & (widths <= wide),
        Width.WIDE: widths > wide,
    }
