"""Find the part of the frame that shows retina.

Never raises: where no circle can be made out, the best guess comes back with a low confidence.
"""

import math
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull

from app.imaging.circles import Circle, Points, fit_circle, inlier_fraction
from app.imaging.resampling import resize_plane
from app.imaging.types import FieldMethod, FieldOfView, Mask, Rgb

_WORKING_SIDE = 640  # pixels; the search runs on a reduced copy
_MIN_RISE = 6.0  # grey levels that the field must stand above the border
# How far above: grey levels at least, and of the distance from the border's to the bright level.
_CLEAR = (_MIN_RISE, 0.08)
_FAINT = (2.0, 0.0)  # where the rim lies in the dark; noise passes it, so it comes second
_LIT = (2 * _CLEAR[0], 2 * _CLEAR[1])  # the retina beside a sharp cut is this bright
_SURE = 0.8  # confidence from which on no fainter rim is looked for
_DARK_BORDER = 0.35  # a border brighter than this part of the bright level is no border …
_GREY_BORDER = 0.75  # … unless it is even: scans put a grey one around hazy photographs
_EVEN = 3.0  # grey levels by which the corners of an even border may differ
_CLIPPED = 0.02  # of the circle's area: what may lie beyond the region without being clipped
_BESIDE = 6  # pixels of the reduced copy: how far beside a cut its sharpness is judged
_FLAT = 1e-9  # the normal of an edge of the hull that bounds no row

Levels = NDArray[np.uint8]
"""Grey levels, (height, width)."""


def find_field_of_view(pixels: Rgb) -> FieldOfView:
    """Find the camera's circle of view.

    The border is what lies as dark as the darkest corners; the largest bright part is the field.
    A circle is fitted to its rim by random sampling (Fischler and Bolles, 1981), leaving out what
    is cut by the frame, then refined by least squares. Where much of the rim fits no circle, it
    may lie in the dark, and is looked for once more nearer to the border's own level.

    Args:
        pixels: (height, width, 3) uint8.
    """
    brightness, scale = _reduced_brightness(pixels)
    found = _field_above(_CLEAR, brightness, scale, pixels)
    if found.confidence >= _SURE:
        return found
    fainter = _field_above(_FAINT, brightness, scale, pixels)
    return max(found, fainter, key=lambda field: field.confidence)


def _field_above(
    rise: tuple[float, float], brightness: Levels, scale: float, pixels: Rgb
) -> FieldOfView:
    region = _bright_region(brightness, *rise)
    if region is None:
        return whole_frame(pixels)
    rim = _rim_points(region)
    circle = fit_circle(rim, max(region.shape)) if len(rim) >= 20 else None
    if circle is None:
        return _outline(region, pixels)
    small_disc = disc(region.shape, (circle[0], circle[1]), circle[2])
    seen = _seen_part(small_disc, region, brightness)
    return _circular(circle, inlier_fraction(rim, circle), seen, scale, pixels)


def field_from_mask(mask: Mask) -> FieldOfView:
    """Describe a field of view that was given as a mask, an official one for instance."""
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return FieldOfView(mask, (0.0, 0.0), 0.0, FieldMethod.MASK, 0.0)
    center = (float(columns.min() + columns.max()) / 2, float(rows.min() + rows.max()) / 2)
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    return FieldOfView(mask, center, float(extent), FieldMethod.MASK, 1.0)


def erode_mask(mask: Mask, width: float) -> Mask:
    """Return a mask without its rim, ``width`` pixels wide.

    A pixel goes if one outside lies in the disc around it, which is looked for column by column.
    The frame's own edge cuts no rim away: the retina goes on behind it.
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


def _reduced_brightness(pixels: Rgb) -> tuple[Levels, float]:
    height, width = pixels.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]), Image.Resampling.BOX, reducing_gap=2.0
    )
    red, green, blue = np.moveaxis(np.asarray(picture), 2, 0)
    return _median_of_nine(np.maximum(np.maximum(red, green), blue)), scale


def _median_of_nine(plane: Levels) -> Levels:
    """Return the median of each pixel and its neighbours.

    The median is that of three: the largest of the columns' least, the median of their medians
    and the least of their largest (Smith, 1996). Whole planes at once, it costs next to nothing.
    """
    padded = np.pad(plane, 1, mode="edge")
    least, middle, most = _sorted(padded[:-2], padded[1:-1], padded[2:])
    beside = (slice(-2), slice(1, -1), slice(2, None))
    return _sorted(
        _sorted(*(least[:, columns] for columns in beside))[2],
        _sorted(*(middle[:, columns] for columns in beside))[1],
        _sorted(*(most[:, columns] for columns in beside))[0],
    )[1]


def _sorted(first: Levels, second: Levels, third: Levels) -> tuple[Levels, Levels, Levels]:
    """Sort three planes pixel by pixel."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    middle = np.minimum(high, third)
    return np.minimum(low, middle), np.maximum(low, middle), np.maximum(high, third)


def _bright_region(brightness: Levels, min_rise: float, rise: float) -> Mask | None:
    """Return the largest part that stands out from a dark border; None without such a border."""
    bright = float(np.percentile(brightness[::2, ::2], 90))
    corners = _corner_levels(brightness)
    border = sum(corners[:2]) / 2  # the two darkest: text and lamps often spoil one or two
    even = corners[-1] - corners[0] <= _EVEN
    if (
        bright - border < 2 * _MIN_RISE
        or border > (_GREY_BORDER if even else _DARK_BORDER) * bright
    ):
        return None
    level = border + max(min_rise, rise * (bright - border))
    labels, count = ndimage.label(_without_specks(brightness > level))
    if not count:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest = int(sizes.argmax())
    region: Mask = labels == largest
    return region if sizes[largest] > 0.02 * region.size else None


def _without_specks(mask: Mask) -> Mask:
    """Open a mask with a diamond five pixels wide: what is thinner goes, the rest stays."""
    for join in (np.logical_and, np.logical_and, np.logical_or, np.logical_or):
        mask = _joined_with_neighbours(mask, join)
    return mask


def _joined_with_neighbours(mask: Mask, join: np.ufunc) -> Mask:
    """Join each pixel with its four neighbours; beyond the frame all is false."""
    padded = np.pad(mask, 1)
    beside = padded[1:-1, :-2], padded[1:-1, 2:], padded[:-2, 1:-1], padded[2:, 1:-1]
    joined: Mask = reduce(join, beside, mask)
    return joined


def _corner_levels(brightness: Levels) -> list[float]:
    """Return the median level of each corner, the darkest first."""
    side = max(2, round(0.04 * min(brightness.shape)))
    return sorted(
        float(np.median(brightness[rows, columns]))
        for rows in (slice(None, side), slice(-side, None))
        for columns in (slice(None, side), slice(-side, None))
    )


def _rim_points(region: Mask) -> Points:
    """Return the outer corners that are not cut by the frame."""
    height, width = region.shape
    corners = _outer_corners(region)
    on_frame = (corners < 2).any(axis=1) | (corners > np.array([width - 3, height - 3])).any(axis=1)
    return corners[~on_frame]


def _outer_corners(region: Mask) -> Points:
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


def _circular(
    circle: Circle, confidence: float, seen: Mask | None, scale: float, pixels: Rgb
) -> FieldOfView:
    """Draw the circle at native size, cut to the part that is seen where not all is."""
    shape = pixels.shape[0], pixels.shape[1]
    center = ((circle[0] + 0.5) / scale - 0.5, (circle[1] + 0.5) / scale - 0.5)
    mask = disc(shape, center, circle[2] / scale)
    if seen is not None:
        mask &= resize_plane(seen, shape) >= 0.5
    return FieldOfView(mask, center, 2 * circle[2] / scale, FieldMethod.CIRCLE, confidence)


def _seen_part(whole: Mask, region: Mask, brightness: Levels) -> Mask | None:
    """Return what of the circle's disc is not clipped (flat top, lid); None if all is seen.

    A clipped part ends sharply. Where the light fades, the field goes on in the dark.
    """
    if not _lacks_part(region, whole):  # then its hull, which is larger, does not either
        return None
    hull = _convex_hull(region)
    if not _lacks_part(hull, whole):
        return None
    lit = _bright_region(brightness, *_LIT)
    if lit is None:  # nothing is bright enough to tell a cut from a fade
        return None
    seen = hull | _beside_dim(hull, lit)
    return seen if _lacks_part(seen, whole) else None


def _beside_dim(hull: Mask, lit: Mask) -> Mask:
    """Return the pixels whose nearest place in the hull has less lit than dim retina about it."""
    lit_share, hull_share = (
        ndimage.uniform_filter(mask.astype(np.float32), 2 * _BESIDE + 1)
        for mask in (hull & lit, hull)
    )
    nearest = ndimage.distance_transform_edt(~hull, return_distances=False, return_indices=True)
    dim: Mask = lit_share < 0.5 * hull_share
    beside: Mask = dim[tuple(nearest)]
    return beside


def _lacks_part(region: Mask, whole: Mask) -> bool:
    return bool(np.count_nonzero(whole & ~region) > _CLIPPED * np.count_nonzero(whole))


def _convex_hull(region: Mask) -> Mask:
    """Fill the convex hull of a region, row by row between its leftmost and rightmost side."""
    corners = _outer_corners(region)
    across, along, offset = ConvexHull(corners).equations.T  # across x + along y + offset <= 0
    left, right = across < -_FLAT, across > _FLAT
    rows = np.arange(region.shape[0])[:, None]
    first = (-(offset + along * rows)[:, left] / across[left]).max(axis=1, keepdims=True)
    last = (-(offset + along * rows)[:, right] / across[right]).min(axis=1, keepdims=True)
    columns = np.arange(region.shape[1])
    between = (rows > corners[:, 1].min()) & (rows < corners[:, 1].max())
    hull: Mask = between & (columns >= first) & (columns <= last)
    return hull


def disc(shape: tuple[int, ...], center: tuple[float, float], radius: float) -> Mask:
    """Return a filled circle: true where a pixel's centre lies within ``radius`` of ``center``."""
    rows = np.arange(shape[0], dtype=np.float64)[:, None] - center[1]
    columns = np.arange(shape[1], dtype=np.float64)[None, :] - center[0]
    inside: Mask = columns**2 <= radius**2 - rows**2
    return inside


def _outline(region: Mask, pixels: Rgb) -> FieldOfView:
    shape = pixels.shape[0], pixels.shape[1]
    filled = ndimage.binary_fill_holes(region)
    field = field_from_mask(resize_plane(filled, shape) >= 0.5)
    return FieldOfView(field.mask, field.center, field.diameter_px, FieldMethod.OUTLINE, 0.3)


def whole_frame(pixels: Rgb) -> FieldOfView:
    """Take the whole picture as the field of view, its longer side as the diameter."""
    height, width = pixels.shape[:2]
    center = ((width - 1) / 2, (height - 1) / 2)
    mask = np.ones((height, width), dtype=np.bool_)
    return FieldOfView(mask, center, float(max(height, width)), FieldMethod.FRAME, 0.0)
