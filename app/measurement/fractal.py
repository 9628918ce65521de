"""Fractal dimension by box counting."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from app.imaging.types import Mask
from app.measurement.types import BoxCount

_OFFSETS = 8  # grid positions tried along each axis
_MIN_COUNTS = 4


def box_sizes(extent: float) -> tuple[int, ...]:
    """Return box sides doubling from 2 pixels to a quarter of the extent."""
    largest = max(2.0, extent / 4)
    return tuple(2**power for power in range(1, int(np.floor(np.log2(largest))) + 1))


def box_count(mask: Mask, sizes: tuple[int, ...]) -> BoxCount | None:
    """Measure the box-counting dimension D0 of a mask.

    N(s) is the smallest number of s x s boxes of a grid that together hold every pixel of the
    mask, over several positions of the grid (the mean over positions is biased low); D is the
    slope of the least-squares line of log N on log 1/s.

    Args:
        mask: (h, w) bool.
        sizes: box sides in pixels.

    Returns:
        None when there is too little to measure: fewer than four different counts above one,
        as a few scattered points give.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    # Cut to the content, so that moving it within the frame changes nothing.
    content = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    counts = tuple(_smallest_count(content, size) for size in sizes)
    if len({count for count in counts if count > 1}) < _MIN_COUNTS:
        return None
    fit = stats.linregress(-np.log(sizes), np.log(counts))
    return BoxCount(
        sizes, counts, float(fit.slope), float(fit.stderr), float(min(1.0, fit.rvalue**2))
    )


def _smallest_count(content: Mask, size: int) -> int:
    # One empty row and column before the content makes the summed-area table start at zero.
    padded = np.pad(content, ((size, 2 * size), (size, 2 * size)))
    table = padded.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    starts = sorted({size - 1 - size * step // _OFFSETS for step in range(_OFFSETS)})
    return min(_occupied(table[top::size, left::size]) for top in starts for left in starts)


def _occupied(corners: NDArray[np.int32]) -> int:
    """Count the non-empty boxes of a grid, given the summed-area table at its crossings."""
    sums = corners[1:, 1:] - corners[:-1, 1:] - corners[1:, :-1] + corners[:-1, :-1]
    return int(np.count_nonzero(sums))
