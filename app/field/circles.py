"""Fit a circle to points, some of which lie elsewhere."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_INLIER = 0.012  # of the radius: how far from the circle a rim point may lie
_MIN_INLIERS = 0.5  # of all rim points, for the circle to be believed
_TRIALS = 300
_ARCS = (1 / 3, 1 / 6, 1 / 10, 1 / 18)  # of the rim: how long the pieces are
_WHOLE_ARC = 0.7  # of the piece's points, for it to be an arc of one circle
_LONG_ARC = 60.0  # degrees; cut by lids, one field has shorter ones that fit another circle
_GAP = 6.0  # degrees without a rim point, by which an arc ends
_LEAST_ARC = 0.04  # of all rim points, for a circle to have left an arc
_SAMPLE = 250  # rim points that the trials are judged by; the winner is judged by all

Points = NDArray[np.float64]
"""Points, (n, 2): x and y in pixels."""

Circle = tuple[float, float, float]
"""x and y of the centre, and the radius, in pixels."""


def fit_circle(rim: Points, side: int) -> Circle | None:
    """Fit a circle to a rim; None where hardly half of it lies on one.

    Found by random sampling (Fischler and Bolles, 1981), then refined by least squares.

    Args:
        side: the longer side of the picture, in pixels; the radius is in proportion to it.
    """
    candidates = _candidates(rim, side)
    if not len(candidates):
        return None
    sample = rim[:: math.ceil(len(rim) / _SAMPLE)]
    x, y, radius = candidates.T[:, :, None]
    distance = np.sqrt((sample[:, 0] - x) ** 2 + (sample[:, 1] - y) ** 2)
    inliers = np.count_nonzero(np.abs(distance - radius) < _INLIER * radius, axis=1)
    best: Circle = tuple(candidates[inliers.argmax()].tolist())
    if inlier_fraction(rim, best) < _MIN_INLIERS:
        return None
    for _ in range(3):
        best = _circle_through(rim[_residuals(rim, best) < _INLIER * best[2]]) or best
    return best


def fit_arcs(
    rim: Points, side: int, believed: Callable[[Circle, Sequence[Circle]], bool]
) -> list[Circle]:
    """Fit circles, one after another, to the arcs that a rim shows.

    A circle is drawn through three points of a piece of the rim, and judged by that piece.

    Args:
        believed: whether a circle may be one, next to those that were found before it.
    """
    ordered = rim[np.argsort(np.arctan2(*(rim - rim.mean(axis=0)).T[::-1]), kind="stable")]
    left, found = np.ones(len(ordered), dtype=np.bool_), list[Circle]()
    candidates, on_arc = _arcs(ordered, side)
    while len(candidates):
        counts = np.count_nonzero(on_arc[:, left], axis=1)
        best = int(counts.argmax())
        if counts[best] < _LEAST_ARC * len(ordered):
            break
        circle = _circle_through(ordered[on_arc[best] & left])
        if circle and _arc(ordered, circle) >= _LONG_ARC and believed(circle, found):
            found.append(circle)
            left &= _residuals(ordered, circle) > 2 * _INLIER * circle[2]
        candidates, on_arc = np.delete(candidates, best, 0), np.delete(on_arc, best, 0)
    return found


def _arcs(ordered: Points, side: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return circles, (n, 3), and which points, (n, m), of a piece of the rim lie on each."""
    rng = np.random.default_rng(0)
    count = len(ordered)
    reach = np.repeat([max(3, round(share * count)) for share in _ARCS], _TRIALS)
    first = rng.integers(count, size=len(reach))
    places = (first, first + reach // 2, first + reach)
    circles = _circles_through(*(ordered[place % count] for place in places))
    plausible = _plausible(circles[:, 2], side)
    circles, first, reach = circles[plausible], first[plausible], reach[plausible]
    x, y, radius = circles.T[:, :, None]
    distance = np.hypot(ordered[:, 0] - x, ordered[:, 1] - y)
    piece = (np.arange(count) - first[:, None]) % count <= reach[:, None]
    on_arc = piece & (np.abs(distance - radius) < _INLIER * radius)
    whole = np.count_nonzero(on_arc, axis=1) >= _WHOLE_ARC * reach
    return circles[whole], on_arc[whole]


def _arc(points: Points, circle: Circle) -> float:
    """Return the longest arc, in degrees, along which points lie on a circle without a gap."""
    x, y = (points[_residuals(points, circle) < _INLIER * circle[2]] - circle[:2]).T
    angles = np.sort(np.degrees(np.arctan2(y, x)))
    if not len(angles):
        return 0.0
    gaps = np.diff(angles, append=angles[0] + 360)
    ends = np.flatnonzero(gaps > _GAP)
    if not len(ends):
        return 360.0
    arcs = (angles[ends] - angles[np.roll(ends, 1) + 1 - len(angles)]) % 360
    return float(arcs.max())


def _candidates(rim: Points, side: int) -> NDArray[np.float64]:
    """Return (n, 3) circles, each through three rim points, of a size that a field can have."""
    rng = np.random.default_rng(0)  # the same photograph gives the same field
    first, second, third = rim[rng.integers(len(rim), size=(3, _TRIALS))]
    circles = _circles_through(first, second, third)
    return circles[_plausible(circles[:, 2], side)]


def _circles_through(first: Points, second: Points, third: Points) -> NDArray[np.float64]:
    """Return (n, 3) circles, each through the nth of each of the points."""
    (ax, ay), (bx, by) = (second - first).T, (third - first).T
    a, b, cross = ax**2 + ay**2, bx**2 + by**2, 2 * (ax * by - ay * bx)
    with np.errstate(divide="ignore", invalid="ignore"):  # three points in a line have no circle
        x, y = (by * a - ay * b) / cross, (ax * b - bx * a) / cross
    radius = np.hypot(x, y)
    circles: NDArray[np.float64] = np.stack([first[:, 0] + x, first[:, 1] + y, radius], axis=1)
    return circles


def _plausible(radius: NDArray[np.float64], side: int) -> NDArray[np.bool_]:
    """Return which radii a field can have."""
    plausible: NDArray[np.bool_] = (radius > 0.15 * side) & (radius < 1.5 * side)
    return plausible


def _circle_through(points: Points) -> Circle | None:
    """Fit a circle by linear least squares (Kasa, 1976); None if the points lie in a line."""
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


def inlier_fraction(points: Points, circle: Circle) -> float:
    """Return which share of the points lies on a circle."""
    return float((_residuals(points, circle) < _INLIER * circle[2]).mean())
