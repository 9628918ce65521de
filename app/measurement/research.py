"""Measures for research only: information and correlation dimension, lacunarity."""

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.photograph import Mask


def generalised_dimension(mask: Mask, sizes: tuple[int, ...], order: int) -> float | None:
    """Measure D1 (information) or D2 (correlation) by box masses on one grid.

    The plain estimate: the slope of the sum of p log p (D1) or the log of the sum of p squared
    (D2) on log s, p being a box's share of the vessel pixels (Hentschel and Procaccia 1983,
    Physica D 8:435). On real vessels it comes out above D0, against theory.

    Args:
        mask: (h, w) bool.
        sizes: box sides in pixels.
        order: 1 or 2.

    Returns:
        None for a mask that hardly fills a few boxes.

    Example:
        >>> square = np.ones((256, 256), dtype=bool)
        >>> round(generalised_dimension(square, (2, 4, 8, 16), order=2), 2)
        2.0
    """
    rows, columns = np.nonzero(mask)
    if len(rows) < 2:
        return None
    rows, columns = rows - rows.min(), columns - columns.min()
    values = [_information(_shares(rows // size, columns // size), order) for size in sizes]
    if len(set(values)) < 2:
        return None
    slope = float(scipy.stats.linregress(np.log(sizes), values).slope)
    return slope if slope >= 0 else None  # a few points may fall into more of the larger boxes


def _shares(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    masses = np.bincount(rows * (int(columns.max()) + 1) + columns)
    return masses[masses > 0] / len(rows)


def _information(shares: NDArray[np.float64], order: int) -> float:
    if order == 1:
        return float((shares * np.log(shares)).sum())
    return float(np.log((shares**2).sum()))


def lacunarity(mask: Mask, field: Mask, size: int) -> float | None:
    """Return how unevenly vessels fill boxes of one side: mean of squares / square of the mean.

    The box glides over every place where it lies wholly inside the field (Allain and Cloitre
    1991, Phys Rev A 44:3552). 1 is a mask that fills all boxes alike.

    Args:
        mask, field: (h, w) bool.
        size: side of the box in pixels.

    Returns:
        None without a vessel, or where no box fits into the field.

    Example:
        >>> whole = np.ones((32, 32), dtype=bool)
        >>> round(lacunarity(whole, whole, 4), 6)
        1.0
    """
    share = scipy.ndimage.uniform_filter((mask & field).astype(np.float64), size, mode="constant")
    inside = (
        scipy.ndimage.uniform_filter(field.astype(np.float64), size, mode="constant") > 1 - 1e-9
    )
    values = share[inside]
    if not len(values) or values.max() < 1e-9:
        return None
    return float((values**2).mean() / values.mean() ** 2)
