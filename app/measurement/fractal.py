"""Fractal dimension by box counting."""

import numpy as np
import scipy  # its parts load at first use: statistics alone take a fifth of the start

from app.domain.photograph import Mask
from app.measurement.types import BoxCount

_MIN_COUNTS = 4


def box_sizes(extent: float, smallest: int = 2) -> tuple[int, ...]:
    """Return box sides doubling from the smallest (pixels) to a quarter of the extent.

    Example:
        >>> box_sizes(1024)
        (2, 4, 8, 16, 32, 64, 128, 256)
    """
    doublings = int(np.floor(np.log2(max(1.0, extent / 4 / smallest))))
    return tuple(smallest * 2**power for power in range(doublings + 1))


def box_count(mask: Mask, sizes: tuple[int, ...]) -> BoxCount | None:
    """Measure the box-counting dimension D0 of a mask.

    N(s) is the smallest number of s x s boxes of a grid that together hold every pixel of the
    mask, over every position of the grid (the mean over positions is biased low); D is the
    slope of the least-squares line of log N on log 1/s.

    Args:
        mask: (h, w) bool.
        sizes: box sides in pixels, rising.

    Returns:
        None when there is too little to measure: fewer than four different counts above one,
        as a few scattered points give.

    Example:
        >>> square = np.ones((512, 512), dtype=bool)
        >>> round(box_count(square, box_sizes(512)).dimension, 3)
        2.0
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    # Cut to the content, so that moving it within the frame changes nothing.
    content = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    counts = _smallest_counts(content, sizes)
    if len({count for count in counts if count > 1}) < _MIN_COUNTS:
        return None
    across, up = -np.log(sizes), np.log(counts)
    fit = scipy.stats.linregress(across, up)
    return BoxCount(
        sizes,
        counts,
        dimension=float(fit.slope),
        standard_error=float(fit.stderr),
        r_squared=float(min(1.0, fit.rvalue**2)),
        local_slopes=tuple((np.diff(up) / np.diff(across)).tolist()),
    )


def _smallest_counts(content: Mask, sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the smallest count for each size, each size's windows grown from those before."""
    counts = []
    windows, side = content, 1
    for size in sizes:
        while side < size:
            grown = min(2 * side, size)
            windows = _widened(windows, grown - side)
            side = grown
        counts.append(_smallest_count(windows, size))
    return tuple(counts)


def _widened(windows: Mask, by: int) -> Mask:
    """Return windows larger by some pixels each way, at most twice as large as before."""
    height, width = windows.shape
    taller = np.zeros((height + by, width), dtype=np.bool_)
    taller[by:] = windows
    taller[:height] |= windows
    larger = np.zeros((height + by, width + by), dtype=np.bool_)
    larger[:, by:] = taller
    larger[:, :width] |= taller
    return larger


def _smallest_count(windows: Mask, size: int) -> int:
    """Count the non-empty windows of each grid of that size, whatever its position."""
    height, width = (-(-side // size) * size for side in windows.shape)
    padded = np.zeros((height, width), dtype=np.uint8)
    padded[: windows.shape[0], : windows.shape[1]] = windows
    # Windows a whole number of boxes apart make one grid.
    down = padded.reshape(height // size, size * width).sum(axis=0, dtype=np.int32)
    return int(down.reshape(size, width // size, size).sum(axis=1).min())
