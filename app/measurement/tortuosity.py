"""How winding vessels are."""

import numpy as np
from numpy.typing import NDArray

from app.anatomy.skeleton import SPUR, Segments

SHORTEST = 40.0
"""Segments shorter than this, in pixels, say nothing of winding."""


def segment_tortuosities(
    segments: Segments, among: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return arc / chord (1 and more) and the length, in pixels, of each segment long enough.

    One that returns to the branch point where it began goes around a hole; it does not wind.

    Args:
        among: which segments are asked for; all if None.
    """
    told = (segments.length >= SHORTEST) & (segments.chord >= SPUR)
    if among is not None:
        told &= among
    length, chord = segments.length[told], segments.chord[told]
    return np.maximum(length / chord, 1.0), length  # rounding may fall short of 1


def tortuosity(
    segments: Segments, among: NDArray[np.bool_] | None = None, *, fewest: int = 1
) -> float | None:
    """Return the median of arc / chord over segments, weighted by length; None of too few.

    Half of the length of all segments winds less, half of it more: unlike of a mean (Hart et al.
    1999, Int J Med Inform 53:239, measure 1), one hairpin cannot set it.

    Args:
        among: which segments are asked for; all if None.
        fewest: how many of them must be long enough.

    Example:
        >>> from app.anatomy.skeleton import trace_skeleton
        >>> bar = np.zeros((60, 200), dtype=bool)
        >>> bar[28:33, 20:180] = True
        >>> round(tortuosity(trace_skeleton(bar).segments), 2)
        1.0
    """
    winding, length = segment_tortuosities(segments, among)
    return weighted_median(winding, length) if len(length) >= fewest else None


def weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the least value up to which half of the weight lies.

    Example:
        >>> weighted_median(np.array([1.0, 5.0, 2.0]), np.array([2.0, 1.0, 2.0]))
        2.0
    """
    order = np.argsort(values, kind="stable")
    heaps = weights[order].cumsum()
    return float(values[order][np.searchsorted(heaps, heaps[-1] / 2)])
