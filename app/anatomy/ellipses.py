"""Ellipses fitted to the outlines of bright regions."""

import math

import numpy as np
from numpy.typing import NDArray

from app.domain.anatomy import Ellipse
from app.domain.photograph import Mask

_FEWEST = 12  # points that an outline is fitted to
_SHARPENINGS = 5  # how often points far off are dropped, and the fit is made again
_FAR = 2.5  # of the usual distance, in robust standard deviations

_Floats = NDArray[np.float64]


def fit_ellipse(x: _Floats, y: _Floats) -> Ellipse | None:
    """Return the ellipse nearest to points by algebraic distance; None where none fits.

    Fitzgibbon, Pilu and Fisher 1999, IEEE Trans PAMI 21:476, in the stable form of Halir and
    Flusser 1998. Points far off, where a vessel leaves a disc for instance, are dropped.
    """
    for _ in range(_SHARPENINGS + 1):
        if len(x) < _FEWEST:
            return None
        found = _fitted(x, y)
        if found is None:
            return None
        away = _away(found, x, y)
        spread = 1.4826 * float(np.median(np.abs(away - np.median(away))))
        near = np.abs(away - np.median(away)) <= _FAR * max(spread, 0.3)
        if near.all():
            break
        x, y = x[near], y[near]
    return found


def ellipse_of(region: Mask) -> Ellipse | None:
    """Return the ellipse that has the second moments of a region; None of a line or less."""
    rows, columns = np.nonzero(region)
    if len(rows) < _FEWEST:
        return None
    spread = np.cov(np.stack([columns, rows])) + np.eye(2) / 12  # a pixel is not a point
    return _ellipse(float(columns.mean()), float(rows.mean()), 4 * spread)


def filled(ellipse: Ellipse, shape: tuple[int, ...]) -> Mask:
    """Return the pixels, (h, w) bool, whose centres lie inside an ellipse."""
    rows = np.arange(shape[0], dtype=np.float64)[:, None]
    columns = np.arange(shape[1], dtype=np.float64)[None, :]
    return ellipse.holds(columns, rows)


def outline_points(region: Mask, apart_from: Mask) -> tuple[_Floats, _Floats]:
    """Return x and y of the edge of a region, between its pixels and those outside.

    Args:
        apart_from: (h, w) bool; edges towards its pixels are not the region's own.
    """
    padded, barred = np.pad(region, 1), np.pad(apart_from, 1, constant_values=True)
    xs, ys = [], []
    for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        beyond = np.roll(padded, (-down, -right), axis=(0, 1))
        foreign = np.roll(barred, (-down, -right), axis=(0, 1))
        rows, columns = np.nonzero(padded & ~beyond & ~foreign)
        xs.append(columns - 1 + right / 2)
        ys.append(rows - 1 + down / 2)
    return np.concatenate(xs), np.concatenate(ys)


def _fitted(x: _Floats, y: _Floats) -> Ellipse | None:
    middle_x, middle_y = float(x.mean()), float(y.mean())
    scale = float(np.hypot(x - middle_x, y - middle_y).mean())
    if scale <= 0:
        return None
    u, v = (x - middle_x) / scale, (y - middle_y) / scale
    square = np.stack([u * u, u * v, v * v], axis=1)
    linear = np.stack([u, v, np.ones_like(u)], axis=1)
    scatter = linear.T @ linear
    if np.linalg.cond(scatter) > 1e10:
        return None
    reduce = -np.linalg.solve(scatter, linear.T @ square)
    system = square.T @ square + square.T @ linear @ reduce
    system = np.stack([system[2] / 2, -system[1], system[0] / 2])
    values, vectors = np.linalg.eig(system)
    if not np.isreal(values).all():
        return None
    vectors = np.real(vectors)
    good = 4 * vectors[0] * vectors[2] - vectors[1] ** 2 > 0
    if not good.any():
        return None
    conic = vectors[:, good.argmax()]
    return _of_conic(np.append(conic, reduce @ conic), (middle_x, middle_y), scale)


def _of_conic(conic: _Floats, middle: tuple[float, float], scale: float) -> Ellipse | None:
    """Return the ellipse a u² + b uv + c v² + d u + e v + f = 0."""
    a, b, c, d, e, f = conic.tolist()
    matrix = np.array([[a, b / 2], [b / 2, c]])
    center = np.linalg.solve(2 * matrix, [-d, -e])
    level = float(center @ matrix @ center) - f
    shape = matrix / level
    if not np.isfinite(shape).all() or np.linalg.eigvalsh(shape).min() <= 0:
        return None
    x, y = (center * scale + middle).tolist()
    return _ellipse(x, y, np.linalg.inv(shape) * scale**2)


def _ellipse(x: float, y: float, spread: _Floats) -> Ellipse | None:
    """Return the ellipse whose squared semi axes are those of a (2, 2) matrix."""
    values, vectors = np.linalg.eigh(spread)
    if values[0] <= 0:
        return None
    b, a = np.sqrt(values).tolist()
    angle = math.degrees(math.atan2(vectors[1, 1], vectors[0, 1])) % 180
    return Ellipse((x, y), (a, b), angle)


def _away(ellipse: Ellipse, x: _Floats, y: _Floats) -> _Floats:
    """Return about how far points lie outside an ellipse, in pixels; inside, less than 0."""
    turn = math.radians(ellipse.angle)
    right, down = x - ellipse.center[0], y - ellipse.center[1]
    along = right * math.cos(turn) + down * math.sin(turn)
    across = down * math.cos(turn) - right * math.sin(turn)
    a, b = ellipse.semi_axes
    reach = np.sqrt((along / a) ** 2 + (across / b) ** 2)
    return np.asarray((1 - 1 / np.maximum(reach, 1e-9)) * np.hypot(along, across))
