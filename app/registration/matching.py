"""The transform that the most pairs of like keypoints agree on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.registration.keypoints import Keypoints
from app.registration.transform import DIAMETER, Frame, Points, Transform, terms

_RATIO = 0.85  # of the best match's distance to the second best's (Lowe 2004)
_TRIALS = 3000
_AT_ONCE = 500
_SEED = 0
_AFFINE_WITHIN = 8.0 * 2 / DIAMETER  # the retina is curved: an affine map fits it only so far
_WITHIN = 3.0 * 2 / DIAMETER
_ROUNDS = 8  # of fitting and choosing again; they soon stay the same
_AFFINE, _QUADRATIC = 3, 6  # how many terms each has

_Indices = NDArray[np.intp]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Fit:
    """What the matches agree on.

    Attributes:
        forward, backward: from the first photograph to the second, and back.
        inliers: how many pairs of keypoints it brings together.
        residual_px: median distance that is left between them, with the field ``DIAMETER`` across.
    """

    forward: Transform
    backward: Transform
    inliers: int
    residual_px: float


def match(first: Keypoints, second: Keypoints) -> tuple[_Indices, _Indices]:
    """Return which keypoints are alike: clearly more than any other, and each the other's best."""
    if min(len(first.points), len(second.points)) < 2:
        none = np.zeros(0, dtype=np.intp)
        return none, none
    like = first.descriptors @ second.descriptors.T
    best = like.argmax(axis=1)
    two = -np.partition(-like, 1, axis=1)[:, :2]
    nearest, next_one = np.sqrt(np.maximum(2 - 2 * two, 0)).T
    mutual = like.argmax(axis=0)[best] == np.arange(len(best))
    kept = np.flatnonzero(mutual & (nearest < _RATIO * next_one))
    return kept, best[kept]


def fit(source: Points, target: Points, frames: tuple[Frame, Frame]) -> Fit | None:
    """Fit an affine map by RANSAC, then one of the second degree to what agrees with it.

    Args:
        source, target: (n, 2) places that look alike, in pixels of each photograph.
        frames: of both photographs.

    Returns:
        None where too few agree to fit anything.
    """
    here, there = frames[0].inward(source), frames[1].inward(target)
    inliers = _agreeing(here, there)
    if np.count_nonzero(inliers) < _QUADRATIC:
        return None
    inliers = _refined(here, there, inliers, _AFFINE, _AFFINE_WITHIN)
    inliers = _refined(here, there, inliers, _QUADRATIC, _WITHIN)
    count = int(np.count_nonzero(inliers))
    if count < _QUADRATIC:
        return None
    here, there = here[inliers], there[inliers]
    forward, backward = _solved(here, there), _solved(there, here)
    return Fit(
        _transform(frames[0], frames[1], forward),
        _transform(frames[1], frames[0], backward),
        count,
        float(np.median(_distances(here, there, forward))) * DIAMETER / 2,
    )


def _agreeing(here: Points, there: Points) -> _Flags:
    """Return which pairs agree with the best of many affine maps through three pairs each."""
    count = len(here)
    if count < _QUADRATIC:
        return np.zeros(count, dtype=np.bool_)
    rng = np.random.default_rng(_SEED)
    chosen = rng.integers(0, count, (_TRIALS, 3))
    through = terms(here)[:, :_AFFINE][chosen]
    flat = np.abs(np.linalg.det(through)) < 1e-3  # three points in a line, or the same one
    chosen, through = chosen[~flat], through[~flat]
    maps = np.linalg.solve(through, there[chosen])
    areas = np.linalg.det(maps[:, 1:])
    maps = maps[(areas > 0.25) & (areas < 4)]  # the rest is no view of one eye
    best = np.zeros(count, dtype=np.bool_)
    for start in range(0, len(maps), _AT_ONCE):
        moved = terms(here)[:, :_AFFINE] @ maps[start : start + _AT_ONCE]
        near = np.square(moved - there).sum(axis=2) < _AFFINE_WITHIN**2
        winner = near[near.sum(axis=1).argmax()]
        if winner.sum() > best.sum():
            best = winner
    return best


def _refined(here: Points, there: Points, inliers: _Flags, degree: int, within: float) -> _Flags:
    """Fit to the inliers and choose them anew, until they stay the same."""
    for _ in range(_ROUNDS):
        if np.count_nonzero(inliers) < degree:
            break
        found = _solved(here[inliers], there[inliers], degree)
        chosen = _distances(here, there, found) < within
        if np.array_equal(chosen, inliers):
            break
        inliers = chosen
    return inliers


def _solved(here: Points, there: Points, degree: int = _QUADRATIC) -> Points:
    """Return the (6, 2) coefficients that fit best; those beyond ``degree`` are 0."""
    found = np.zeros((_QUADRATIC, 2))
    found[:degree] = np.linalg.lstsq(terms(here)[:, :degree], there, rcond=None)[0]
    return found


def _distances(here: Points, there: Points, coefficients: Points) -> NDArray[np.float64]:
    left: NDArray[np.float64] = np.linalg.norm(terms(here) @ coefficients - there, axis=1)
    return left


def _transform(source: Frame, target: Frame, coefficients: Points) -> Transform:
    across, down = coefficients.T.tolist()
    return Transform(source, target, (tuple(across), tuple(down)))
