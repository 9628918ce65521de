"""Find the part of the frame that shows retina.

Never raises: where no circle can be made out, the best guess comes back with a low confidence.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage.morphology import convex_hull_image

from app.imaging.resampling import resize_plane
from app.imaging.types import FieldMethod, FieldOfView, Mask, Plane, Rgb

_WORKING_SIDE = 640  # pixels; the search runs on a reduced copy
_MIN_RISE = 6.0  # grey levels that the field must stand above the border
_RISE = 0.08  # of the distance from the border's level to the bright level
_DARK_BORDER = 0.35  # a border brighter than this part of the bright level is no border
_INLIER = 0.012  # of the radius: how far from the circle a rim point may lie
_MIN_INLIERS = 0.5  # of all rim points, for the circle to be believed
_TRIALS = 300

Points = NDArray[np.float64]
Circle = tuple[float, float, float]


def find_field_of_view(pixels: Rgb) -> FieldOfView:
    """Find the camera's circle of view.

    The border is what lies as dark as the darkest corners; the largest bright part is the field.
    A circle is fitted to its rim by random sampling (Fischler and Bolles, 1981), leaving out what
    is cut by the frame, then refined by least squares.

    Args:
        pixels: (height, width, 3) uint8.
    """
    brightness, scale = _reduced_brightness(pixels)
    region = _bright_region(brightness)
    if region is None:
        return whole_frame(pixels)
    rim = _rim_points(region)
    circle = _fit_circle(rim, max(region.shape)) if len(rim) >= 20 else None
    if circle is None:
        return _outline(region, pixels)
    return _circular(circle, _inlier_fraction(rim, circle), region, scale, pixels)


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

    The frame's own edge cuts no rim away: the retina goes on behind it.
    """
    if mask.all():  # there is no rim, and the distance to it would be undefined
        return mask.copy()
    padded = np.pad(mask, 1, mode="edge")
    inner: Mask = ndimage.distance_transform_edt(padded)[1:-1, 1:-1] > width
    return inner


def _reduced_brightness(pixels: Rgb) -> tuple[Plane, float]:
    height, width = pixels.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]), Image.Resampling.BOX, reducing_gap=2.0
    )
    brightness: Plane = np.asarray(picture).max(axis=2).astype(np.float32)
    return ndimage.median_filter(brightness, 3), scale


def _bright_region(brightness: Plane) -> Mask | None:
    """Return the largest part that stands out from a dark border; None without such a border."""
    bright = float(np.percentile(brightness, 90))
    border = _border_level(brightness)
    if bright - border < 2 * _MIN_RISE or border > _DARK_BORDER * bright:
        return None
    level = border + max(_MIN_RISE, _RISE * (bright - border))
    labels, count = ndimage.label(ndimage.binary_opening(brightness > level, iterations=2))
    if not count:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    region: Mask = ndimage.binary_fill_holes(labels == int(sizes.argmax()))
    return region if region.mean() > 0.02 else None


def _border_level(brightness: Plane) -> float:
    """Return the median of the two darkest corners: text and lamps often spoil one or two."""
    side = max(2, round(0.04 * min(brightness.shape)))
    corners = [
        brightness[rows, columns]
        for rows in (slice(None, side), slice(-side, None))
        for columns in (slice(None, side), slice(-side, None))
    ]
    return float(np.mean(sorted(float(np.median(corner)) for corner in corners)[:2]))


def _rim_points(region: Mask) -> Points:
    """Return x, y of the first and last inside pixel of each row and column, off the frame."""
    height, width = region.shape
    rows = np.flatnonzero(region.any(axis=1))
    columns = np.flatnonzero(region.any(axis=0))
    first_x, last_x = region.argmax(axis=1), width - 1 - region[:, ::-1].argmax(axis=1)
    first_y, last_y = region.argmax(axis=0), height - 1 - region[::-1].argmax(axis=0)
    points = np.concatenate(
        [
            np.stack([first_x[rows] - 0.5, rows], axis=1),
            np.stack([last_x[rows] + 0.5, rows], axis=1),
            np.stack([columns, first_y[columns] - 0.5], axis=1),
            np.stack([columns, last_y[columns] + 0.5], axis=1),
        ]
    ).astype(np.float64)
    on_frame = (points < 2).any(axis=1) | (points > np.array([width - 3, height - 3])).any(axis=1)
    return points[~on_frame]


def _fit_circle(rim: Points, side: int) -> Circle | None:
    rng = np.random.default_rng(0)  # the same photograph gives the same field
    best, best_inliers = None, 0.0
    for _ in range(_TRIALS):
        circle = _circle_through(rim[rng.choice(len(rim), 3, replace=False)])
        if circle is None or not 0.15 * side < circle[2] < 1.5 * side:
            continue
        inliers = _inlier_fraction(rim, circle)
        if inliers > best_inliers:
            best, best_inliers = circle, inliers
    if best is None or best_inliers < _MIN_INLIERS:
        return None
    for _ in range(3):
        best = _circle_through(rim[_residuals(rim, best) < _INLIER * best[2]]) or best
    return best


def _circle_through(points: Points) -> Circle | None:
    """Fit a circle by linear least squares (Kasa, 1976); exact through three points."""
    offset = points.mean(axis=0)
    x, y = (points - offset).T
    system = np.stack([x, y, np.ones_like(x)], axis=1)
    solution, _, rank, _ = np.linalg.lstsq(system, x * x + y * y, rcond=None)
    if rank < 3:
        return None
    center_x, center_y = solution[0] / 2, solution[1] / 2
    radius = float(np.sqrt(solution[2] + center_x**2 + center_y**2))
    return float(center_x + offset[0]), float(center_y + offset[1]), radius


def _residuals(points: Points, circle: Circle) -> NDArray[np.float64]:
    distance = np.hypot(points[:, 0] - circle[0], points[:, 1] - circle[1])
    residuals: NDArray[np.float64] = np.abs(distance - circle[2])
    return residuals


def _inlier_fraction(points: Points, circle: Circle) -> float:
    return float((_residuals(points, circle) < _INLIER * circle[2]).mean())


def _circular(
    circle: Circle, confidence: float, region: Mask, scale: float, pixels: Rgb
) -> FieldOfView:
    """Draw the circle at native size, cut where the region is clearly clipped (flat top, notch)."""
    shape = pixels.shape[0], pixels.shape[1]
    hull: Mask = convex_hull_image(region)  # type: ignore[no-untyped-call]
    small_disc = disc(hull.shape, (circle[0], circle[1]), circle[2])
    center = ((circle[0] + 0.5) / scale - 0.5, (circle[1] + 0.5) / scale - 0.5)
    mask = disc(shape, center, circle[2] / scale)
    if np.count_nonzero(small_disc & ~hull) > 0.02 * np.count_nonzero(small_disc):
        mask &= resize_plane(hull, shape) >= 0.5
    return FieldOfView(mask, center, 2 * circle[2] / scale, FieldMethod.CIRCLE, confidence)


def disc(shape: tuple[int, ...], center: tuple[float, float], radius: float) -> Mask:
    """Return a filled circle: true where a pixel's centre lies within ``radius`` of ``center``."""
    rows = np.arange(shape[0], dtype=np.float64)[:, None] - center[1]
    columns = np.arange(shape[1], dtype=np.float64)[None, :] - center[0]
    inside: Mask = rows**2 + columns**2 <= radius**2
    return inside


def _outline(region: Mask, pixels: Rgb) -> FieldOfView:
    shape = pixels.shape[0], pixels.shape[1]
    field = field_from_mask(resize_plane(region, shape) >= 0.5)
    return FieldOfView(field.mask, field.center, field.diameter_px, FieldMethod.OUTLINE, 0.3)


def whole_frame(pixels: Rgb) -> FieldOfView:
    """Take the whole picture as the field of view, its longer side as the diameter."""
    height, width = pixels.shape[:2]
    center = ((width - 1) / 2, (height - 1) / 2)
    mask = np.ones((height, width), dtype=np.bool_)
    return FieldOfView(mask, center, float(max(height, width)), FieldMethod.FRAME, 0.0)
