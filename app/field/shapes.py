"""Shapes of masks: discs, hulls, parts, and masks with their rim taken off."""

import math

import numpy as np
import scipy  # its parts load at first use

from app.domain.photograph import Mask
from app.field.circles import Points

_CLIPPED = 0.02  # of the circle's area: what may lie beyond the region without being clipped
_FLAT = 1e-9  # the normal of an edge of the hull that bounds no row


def disc(shape: tuple[int, ...], center: tuple[float, float], radius: float) -> Mask:
    """Return a filled circle: true where a pixel's centre lies within ``radius`` of ``center``."""
    rows = np.arange(shape[0], dtype=np.float64)[:, None] - center[1]
    columns = np.arange(shape[1], dtype=np.float64)[None, :] - center[0]
    inside: Mask = columns**2 <= radius**2 - rows**2
    return inside


def erode_mask(mask: Mask, width: float) -> Mask:
    """Return a mask without its rim, ``width`` pixels wide.

    A pixel goes if one outside lies in the disc around it, which is looked for column by column.
    The frame's own edge removes no rim: the retina continues beyond it.
    """
    inner, column, height = mask.copy(), mask, 0
    columns = mask.shape[1]
    for aside in range(min(int(width), columns), -1, -1):
        while height < int(math.sqrt(width**2 - aside**2)):
            column, height = _without_column_ends(column), height + 1
        inner[:, : columns - aside] &= column[:, aside:]
        inner[:, aside:] &= column[:, : columns - aside]
    return inner


def _without_column_ends(mask: Mask) -> Mask:
    shorter = mask.copy()
    shorter[1:] &= mask[:-1]
    shorter[:-1] &= mask[1:]
    return shorter


def largest_part(mask: Mask) -> Mask | None:
    """Return the largest connected part; None where nothing is inside."""
    labels, count = scipy.ndimage.label(mask)
    if count < 2:
        return mask if count else None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest: Mask = labels == int(sizes.argmax())
    return largest


def outer_corners(region: Mask) -> Points:
    """Return the outer edge of the first and last inside pixel of each row and column."""
    height, width = region.shape
    rows = np.flatnonzero(region.any(axis=1))
    columns = np.flatnonzero(region.any(axis=0))
    first_x, last_x = region.argmax(axis=1), width - 1 - region[:, ::-1].argmax(axis=1)
    first_y, last_y = region.argmax(axis=0), height - 1 - region[::-1].argmax(axis=0)
    return np.concatenate(
        [
            np.stack([first_x[rows] - 0.5, rows], axis=1),
            np.stack([last_x[rows] + 0.5, rows], axis=1),
            np.stack([columns, first_y[columns] - 0.5], axis=1),
            np.stack([columns, last_y[columns] + 0.5], axis=1),
        ]
    )


def convex_hull(region: Mask) -> Mask:
    """Fill the convex hull of a region, row by row between its leftmost and rightmost side."""
    corners = outer_corners(region)
    # across x + along y + offset <= 0
    across, along, offset = scipy.spatial.ConvexHull(corners).equations.T
    left, right = across < -_FLAT, across > _FLAT
    rows = np.arange(region.shape[0])[:, None]
    first = (-(offset + along * rows)[:, left] / across[left]).max(axis=1, keepdims=True)
    last = (-(offset + along * rows)[:, right] / across[right]).min(axis=1, keepdims=True)
    columns = np.arange(region.shape[1])
    between = (rows > corners[:, 1].min()) & (rows < corners[:, 1].max())
    hull: Mask = between & (columns >= first) & (columns <= last)
    return hull


def lacks_part(region: Mask, whole: Mask) -> bool:
    """Return whether a region leaves out more of a whole than may lie beyond it unclipped."""
    return bool(np.count_nonzero(whole & ~region) > _CLIPPED * np.count_nonzero(whole))
