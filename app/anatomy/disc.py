"""Find the optic disc and its cup in maps of their probability."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from app.anatomy.ellipses import ellipse_of, filled, fit_ellipse, outline_points
from app.base.messages import Message, message
from app.domain.anatomy import Ellipse, Outline
from app.domain.photograph import Mask, Plane

LEAST_DIAMETER, MOST_DIAMETER = 0.05, 0.4
"""Of the field: no optic disc is smaller or larger in fields of view of 20 to 60 degrees."""

LEAST_CONFIDENCE = 0.5
"""Below which a disc, cup or fovea counts as not found."""

_CERTAIN = 0.5  # probability of the outline
_SEEN = 0.5  # share of a disc that must be in view
_SLENDER = 0.55  # shorter by longer axis, below which it is no disc
_EVEN = 0.75  # overlap of region and ellipse, from which nothing speaks against it
_RAGGED = 0.45  # and below which it is no disc
_GAP = 0.012  # of the field's diameter: what vessels cut out of a disc is less wide than twice that
_SMOOTH = 0.006  # of the field's diameter
_RIVALRY = 0.6  # of its confidence a disc loses where another one is as likely
_AROUND = 1.5  # of its radius: where a disc has its vessels
_FED, _BARE = 0.12, 0.06  # share of vessels there from which nothing speaks against it; of no disc
_RIM = 3.0  # pixels from the edge of the field within which an outline is that edge

_NONE = message("No optic disc was found.")
_TWO = message("Two places look like the optic disc.")
_NO_VESSELS = message("What looks like the optic disc has no vessels.")
_CUT = message("Less than half of the optic disc is in view.")
_NO_CUP = message("No cup was found in the optic disc.")


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A region that may be the disc.

    Attributes:
        weight: sum of its probabilities.
        confidence: 0 to 1, by probability, shape and vessels.
        looks: 0 to 1, by probability and shape alone.
        in_view: share of the ellipse that lies in the field, 0 to 1.
    """

    ellipse: Ellipse
    weight: float
    confidence: float
    looks: float
    in_view: float


def find_disc(
    disc: Plane, field: Mask, diameter: float, vessels: Plane | None = None
) -> Outline | Message:
    """Return the optic disc, or say why there is none.

    A bright scar in the macula may look like one, but no vessels come from it.

    Args:
        disc: (h, w) probability, 0 outside the field.
        field: (h, w) bool, the field of view.
        diameter: of the field, in pixels.
        vessels: (h, w) probability; where it is not known, any candidate may have some.
    """
    candidates = _candidates(disc, field, diameter)
    if vessels is not None:
        candidates = (_with_vessels(each, vessels, field) for each in candidates)
    found = sorted(candidates, key=lambda each: -_rank(each))
    if not found:
        return _NONE
    if not found[0].confidence:
        bare = any(each.looks >= LEAST_CONFIDENCE for each in found)
        return _NO_VESSELS if bare else _NONE
    best = found[0]
    if best.in_view < _SEEN:
        return _CUT
    rival = max((_rank(each) / _rank(best) for each in found[1:]), default=0.0)
    confidence = best.confidence * (1 - _RIVALRY * rival)  # of two alike neither is believed
    if confidence < LEAST_CONFIDENCE:
        return _TWO if best.confidence >= LEAST_CONFIDENCE else _NONE
    return Outline(best.ellipse, confidence)


def find_cup(cup: Plane, disc: Outline | Message) -> Outline | Message:
    """Return the cup within an optic disc, or say why there is none.

    Args:
        cup: (h, w) probability.
    """
    if isinstance(disc, Message):
        return disc
    around = disc.ellipse
    region = _largest((cup >= _CERTAIN) & filled(around, cup.shape))
    ellipse = None if region is None else ellipse_of(region)
    if region is None or ellipse is None or ellipse.radius > around.radius:
        return _NO_CUP
    certainty = float(cup[region].mean())
    if certainty < LEAST_CONFIDENCE:
        return _NO_CUP
    return Outline(ellipse, min(certainty, disc.confidence))


def _rank(candidate: _Candidate) -> float:
    return candidate.weight * candidate.confidence


def _candidates(disc: Plane, field: Mask, diameter: float) -> Iterator[_Candidate]:
    smooth = ndimage.gaussian_filter(disc, _SMOOTH * diameter)
    labels, count = ndimage.label(_closed(smooth >= _CERTAIN, _GAP * diameter) & field)
    rim = None
    for number, place in enumerate(ndimage.find_objects(labels, count), start=1):
        region = ndimage.binary_fill_holes(labels[place] == number)
        if np.count_nonzero(region) < _least_area(diameter):
            continue
        if rim is None:  # costs time, and is rarely asked for twice
            rim = ~field | _edge(field)
        whole = _placed(region, place, disc.shape)
        found = _candidate(disc, whole, field, rim, diameter)
        if found is not None:
            yield found


def _candidate(
    disc: Plane, region: Mask, field: Mask, rim: Mask, diameter: float
) -> _Candidate | None:
    """Return a region as a candidate; None where its shape or size is no disc's."""
    cut = bool((region & rim).any())
    ellipse = fit_ellipse(*outline_points(region & ~rim, rim)) if cut else _whole(region)
    if ellipse is None:
        return None
    a, b = ellipse.semi_axes
    size = 2 * ellipse.radius / diameter
    if not LEAST_DIAMETER <= size <= MOST_DIAMETER or b / a < _SLENDER:
        return None
    seen = filled(ellipse, region.shape) & field
    in_view = float(np.count_nonzero(seen)) / ellipse.area
    overlap = float(np.count_nonzero(seen & region) / np.count_nonzero(seen | region))
    even = min(max((overlap - _RAGGED) / (_EVEN - _RAGGED), 0.0), 1.0)
    weight = float(disc[region].sum())
    certainty = weight / np.count_nonzero(region)
    looks = certainty * even
    return _Candidate(ellipse, weight, looks, looks, in_view)


def _with_vessels(candidate: _Candidate, vessels: Plane, field: Mask) -> _Candidate:
    """Return a candidate as the vessels on and about it speak for it."""
    a, b = candidate.ellipse.semi_axes
    wider = replace(candidate.ellipse, semi_axes=(_AROUND * a, _AROUND * b))
    around = filled(wider, vessels.shape) & field
    share = float(vessels[around].mean()) if around.any() else 0.0
    fed = min(max((share - _BARE) / (_FED - _BARE), 0.0), 1.0)
    return replace(candidate, confidence=candidate.looks * fed)


def _whole(region: Mask) -> Ellipse | None:
    """Return the outline of a region that nothing cuts.

    Where a vessel or a bright spot spoils it, the fit to its edge is the better one; where the
    edge is all ragged, its moments are.
    """
    moments = ellipse_of(region)
    fitted = fit_ellipse(*outline_points(region, np.zeros_like(region)))
    if fitted is None or moments is None:
        return moments
    return fitted if 0.8 < fitted.radius / moments.radius < 1.2 else moments


def _least_area(diameter: float) -> float:
    """Return the least area of a disc of which half is in view, ragged as it may be."""
    return math.pi / 4 * (LEAST_DIAMETER * diameter) ** 2 * _SEEN / 2


def _edge(field: Mask) -> Mask:
    """Return the pixels at the edge of the field, and those at the edge of the picture."""
    inner: Mask = ndimage.distance_transform_edt(np.pad(field, 1))[1:-1, 1:-1] > _RIM
    return field & ~inner


def _closed(region: Mask, reach: float) -> Mask:
    """Close gaps of up to twice a reach, in pixels."""
    margin = int(reach) + 2
    wide = ndimage.distance_transform_edt(~np.pad(region, margin)) <= reach
    closed: Mask = ndimage.distance_transform_edt(wide) > reach
    return closed[margin:-margin, margin:-margin] | region


def _placed(region: Mask, place: tuple[slice, ...], shape: tuple[int, ...]) -> Mask:
    whole = np.zeros(shape, dtype=np.bool_)
    whole[place] = region
    return whole


def _largest(region: Mask) -> Mask | None:
    labels, count = ndimage.label(region)
    if not count:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    largest: Mask = labels == int(sizes.argmax())
    return largest
