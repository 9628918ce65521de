"""Align two photographs of one eye, or say why they cannot be.

Keypoints that look alike propose a map; it is believed only if enough of them agree on it, if it is
no enlargement that two visits of one eye explain, and if the vessels of both lie on each other.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from app.base.messages import Message, message
from app.domain.photograph import Mask, Plane
from app.registration.keypoints import find_keypoints
from app.registration.matching import Fit, fit, match
from app.registration.transform import Transform
from app.registration.view import Reduced, View

LEAST_INLIERS = 15
SCALES = (0.8, 1.25)
LEAST_CORRELATION = 0.4
"""Of the vessel maps: aligned photographs of one eye reach .8, others stay near 0."""

LEAST_OVERLAP = 0.25
"""Of the smaller field: numbers of less would not stand for the eye."""

_TOO_FEW = message(
    "The two photographs could not be aligned: too few places look alike. Check that they show "
    "the same part of the same eye."
)
_ENLARGED = message(
    "The two photographs could not be aligned: one shows the eye enlarged, reduced or mirrored "
    "compared with the other."
)
_TOO_LITTLE = message(
    "The two photographs could not be aligned: they have too little of the retina in common."
)
_OTHER_VESSELS = message(
    "The two photographs could not be aligned: their vessels do not lie on each other. Check that "
    "they show the same eye."
)


@dataclass(frozen=True, eq=False)
class Matched:
    """How two photographs of one eye lie on each other.

    Attributes:
        forward, backward: from the first photograph's pixels to the second's, and back.
        residual_px: median distance of the places that agree, with the field 1024 px across.
        correlation: of the vessel maps in the overlap, -1 to 1.
        overlap: of each photograph, (height, width) bool: what of its field the other shows too.
        overlap_share: of the smaller field, 0 to 1.
    """

    forward: Transform
    backward: Transform
    residual_px: float
    correlation: float
    overlap: tuple[Mask, Mask]
    overlap_share: float


@dataclass(frozen=True, eq=False)
class Alignment:
    """Whether two photographs could be aligned.

    Attributes:
        inliers: how many places agree.
        matched: None where they could not be aligned.
        reason: why; None where they could.
    """

    inliers: int
    matched: Matched | None = None
    reason: Message | None = None


def align(first: View, second: View) -> Alignment:
    """Align two photographs; the same ones always give the same.

    A photograph of another eye, a mirrored one and one of another part of the eye are refused.
    """
    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(Reduced.of, (first, second))
        here, there = pool.map(find_keypoints, (one, two))
    chosen, alike = match(here, there)
    frames = one.native_frame, two.native_frame
    found = fit(here.points[chosen], there.points[alike], frames)
    if found is None or found.inliers < LEAST_INLIERS:
        return Alignment(found.inliers if found else 0, reason=_TOO_FEW)
    return _judged(found, (first, second), (one, two))


def _judged(found: Fit, given: tuple[View, View], views: tuple[Reduced, Reduced]) -> Alignment:
    low, high = SCALES
    if not low <= found.forward.scale <= high:
        return Alignment(found.inliers, reason=_ENLARGED)
    matched = _matched(found, given, views)
    if matched.overlap_share < LEAST_OVERLAP:
        return Alignment(found.inliers, reason=_TOO_LITTLE)
    if matched.correlation < LEAST_CORRELATION:
        return Alignment(found.inliers, reason=_OTHER_VESSELS)
    return Alignment(found.inliers, matched)


def _matched(found: Fit, given: tuple[View, View], views: tuple[Reduced, Reduced]) -> Matched:
    """Compare fields and vessels at the reduced size, where it costs little."""
    one, two = views
    forward = replace(found.forward, source=one.frame, target=two.frame)
    backward = replace(found.backward, source=two.frame, target=one.frame)
    overlap = one.field & forward.mask(two.field, one.shape)
    seen = two.field & backward.mask(one.field, two.shape)
    smaller = min(int(np.count_nonzero(each.field)) for each in views)
    return Matched(
        found.forward,
        found.backward,
        found.residual_px,
        _correlation(one.vessels[overlap], forward.plane(two.vessels, one.shape)[overlap]),
        (one.enlarged(overlap, given[0].field), two.enlarged(seen, given[1].field)),
        int(np.count_nonzero(overlap)) / max(smaller, 1),
    )


def _correlation(one: Plane, two: Plane) -> float:
    """Return Pearson's; 0 where one of them is the same everywhere."""
    if one.size < 2 or not (one.std() and two.std()):
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])
