"""Find out from the picture alone whether it is stretched: the camera's circle must be round."""

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray
from PIL import Image

from app.base.messages import Message, message
from app.domain.field import FieldMethod, FieldOfView
from app.domain.photograph import Rgb

_WORKING_SIDE = 480  # pixels; the rim is looked for in a reduced copy
_RAYS = 360
_STEP = 0.5  # pixels along a ray
_REACH = 1.5  # radii of the field: as far out the rim is looked for
_MIN_RISE = 12.0  # grey levels that the retina must stand above the border
_RIM = 0.25  # of the way from the border's level to the retina's
_SEEN = 0.4  # of all rays: so many must meet the rim
_ROUGH = 0.006  # of the radius: how far the rim may lie from an ellipse, root of the mean square
_OUTLIER = 2.5  # deviations from the ellipse at which a point stops counting
_STRETCHED = 0.03

_Points = NDArray[np.float64]


def stretch_notices(pixels: Rgb, field: FieldOfView) -> tuple[Message, ...]:
    """Return a notice if the camera's circle is an ellipse, where enough of its rim is seen."""
    ratio = field_ratio(pixels, field)
    if ratio is None or abs(ratio - 1) <= _STRETCHED:
        return ()
    return (
        message(
            "The camera's round field of view appears as an ellipse, {ratio} times as high as it "
            "is wide: the picture may be stretched, and shapes in it may be measured wrongly.",
            ratio=f"{ratio:.2f}",
        ),
    )


def field_ratio(pixels: Rgb, field: FieldOfView) -> float | None:
    """Return the height of the camera's circle in widths; None where its rim does not tell.

    Pixels that are not square stretch along an axis: an ellipse with upright axes is fitted to the
    rim. Where the frame cuts the field there is no rim; where a lid or shadow hides much of it, the
    rest is too rough an ellipse to be judged. On the intact photographs of DRIVE, CHASE_DB1, HRF
    and ORVS the ratio comes out between 0.995 and 1.01.

    Args:
        pixels: (height, width, 3) uint8.
    """
    if field.method not in (FieldMethod.CIRCLE, FieldMethod.OUTLINE):
        return None
    rim, spread, ratio = _rim(pixels, field), np.inf, 1.0
    for _ in range(4):
        if len(rim) < _SEEN * _RAYS or (fitted := _ellipse(rim)) is None:
            return None
        center, axes = fitted
        away = np.hypot(*((rim - center) / axes).T) - 1
        spread, ratio = float(np.sqrt(np.mean(away**2))), float(axes[1] / axes[0])
        rim = rim[np.abs(away) <= _OUTLIER * max(spread, _ROUGH / 4)]
    return ratio if spread <= _ROUGH else None


def _rim(pixels: Rgb, field: FieldOfView) -> _Points:
    """Return where rays from the field's centre leave it within the frame, (n, 2) from there."""
    plane, scale = _reduced(pixels)
    dark, bright = _levels(plane)
    if bright - dark < _MIN_RISE:
        return np.empty((0, 2))
    level = dark + _RIM * (bright - dark)
    angles = np.arange(_RAYS) * (2 * np.pi / _RAYS)
    rays = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    radii = np.arange(0, _REACH * field.diameter_px * scale / 2, _STEP)
    x, y = ((field.center[i] + 0.5) * scale - 0.5 + np.outer(rays[:, i], radii) for i in (0, 1))
    values = scipy.ndimage.map_coordinates(plane, [y, x], order=1, cval=np.nan)
    last = values.shape[1] - 1 - (values > level)[:, ::-1].argmax(axis=1)
    beyond = np.minimum(last + 1, values.shape[1] - 1)
    inner, outer = (np.take_along_axis(values, at[:, None], 1)[:, 0] for at in (last, beyond))
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = radii[last] + _STEP * (inner - level) / (inner - outer)
    met = (inner > level) & (outer <= level)  # what the frame cuts goes on as NaN
    points: _Points = rays[met] * crossing[met, None]
    return points


def _reduced(pixels: Rgb) -> tuple[NDArray[np.float32], float]:
    height, width = pixels.shape[:2]
    scale = min(1.0, _WORKING_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    brightest = np.asarray(small).max(axis=2).astype(np.float32)
    return scipy.ndimage.median_filter(brightest, 3), scale


def _levels(plane: NDArray[np.float32]) -> tuple[float, float]:
    """Return the level of the border, by the two darkest corners, and of the retina."""
    side = max(2, round(0.04 * min(plane.shape)))
    ends = slice(None, side), slice(-side, None)
    corners = sorted(np.median(plane[rows, columns]) for rows in ends for columns in ends)
    return float(np.mean(corners[:2])), float(np.percentile(plane, 90))


def _ellipse(points: _Points) -> tuple[_Points, _Points] | None:
    """Fit an ellipse with upright axes by linear least squares: its centre and its half axes."""
    squares = np.concatenate([points**2, points], axis=1)
    solution, *_ = np.linalg.lstsq(squares, np.ones(len(points)), rcond=None)
    curvatures, slopes = solution[:2], solution[2:]
    if (curvatures <= 0).any():
        return None
    center: _Points = -slopes / (2 * curvatures)
    size = 1 + curvatures @ center**2
    axes: _Points = np.sqrt(size / curvatures)
    return center, axes
