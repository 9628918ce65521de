"""Decide for each vessel segment whether it is of an artery or a vein, by all of its tree.

The network's word on the pixels of a segment is evidence; segments that meet tell each other what
they are: both parts of a vessel that crosses another are of one kind, the two that cross mostly
are of two, what branches off is of the kind of its stem. This is an Ising model on the graph of
segments; its marginals, found by belief propagation (Pearl 1988), are decision and confidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from app.anatomy.joints import Joint, JointKind, lined_up
from app.anatomy.territory import capsule
from app.anatomy.trees import VesselTrees
from app.domain.anatomy import Ellipse, Told, VesselKind
from app.domain.photograph import Mask, Plane

SURE = 0.8
"""Confidence below which a segment is undecided."""

# Set on photographs of DRIVE, the experts' labels blurred by noise that hangs together over 12 px.
_THROUGH = 1.0  # coupling of the two arms of one vessel at a crossing, in half log-odds
_ACROSS = -0.6  # of arms of the two vessels there: seldom do two of one kind cross
_STEM = 1.0  # of a stem and the branch that goes on as it
_BRANCH = 0.45  # of a stem and a branch that bends off
_ON = 1.2  # of arms that go on as each other where more is not known
_IN_DISC = 0.2  # share of a coupling that is left in the disc, where all vessels meet
_DOUBT = 0.03  # probability added to both kinds: where neither is seen, nothing is known
_INDEPENDENT = 20.0  # pixels of a segment that say the same thing as one
_MOST = 5.0  # that many of them count, at most
_ROUNDS = 60
_DAMPING = 0.5

_Floats = NDArray[np.float64]
_Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Decided:
    """The vessels of a mask, told apart.

    Attributes:
        kinds: of each segment.
        found: what each was before a person said anything of it.
        confidences: how sure each is, .5 to 1; of undecided ones, too.
        by_hand: which segments a person decided.
        outside: which segments lie outside the disc, most of them.
    """

    trees: VesselTrees
    kinds: tuple[VesselKind, ...]
    found: tuple[VesselKind, ...]
    confidences: _Floats
    by_hand: NDArray[np.bool_]
    outside: NDArray[np.bool_]

    @property
    def undecided_share(self) -> float | None:
        """Return the share of the length of all vessels outside the disc that is undecided."""
        lengths = np.where(self.outside, self.trees.lengths, 0.0)
        if not lengths.any():
            return None
        undecided = self.are(VesselKind.UNDECIDED)
        return float(lengths[undecided].sum() / lengths.sum())

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """Return the label of each pixel, (h, w): see ``label_vessels``."""
        return label_vessels(self, self.trees.skeleton.mask.shape)

    def are(self, kind: VesselKind) -> NDArray[np.bool_]:
        """Return which segments are of a kind."""
        return np.array([each is kind for each in self.kinds], dtype=np.bool_)

    def lines(self, kind: VesselKind) -> NDArray[np.bool_]:
        """Return which centreline pixels are of a kind.

        Where two vessels cross, pixels are of both; where segments meet, of what meets there.
        """
        segments = self.trees.skeleton.segments
        own = self.are(kind)
        for joint in self.trees.joints:
            if any(own[arm.segment] for arm in joint.arms):
                own[list(joint.bridges)] = True
        chosen = np.append(own, False)[segments.nodes]
        met = np.repeat(own, np.diff(np.append(segments.starts, len(segments.path))))
        chosen[segments.path[met & (segments.nodes[segments.path] < 0)]] = True
        return chosen

    def mask(self, kind: VesselKind, shape: tuple[int, ...]) -> Mask:
        """Return the vessel pixels of a kind, (h, w); those of crossings are of two."""
        mask = self.trees.territory.drawn(self.lines(kind), shape)
        for joint in self.trees.crossings():
            _draw_through(mask, joint, [self.kinds[arm.segment] for arm in joint.arms], kind)
        return mask & self.trees.territory.drawn(None, shape)


def _draw_through(mask: Mask, joint: Joint, kinds: Sequence[VesselKind], kind: VesselKind) -> None:
    """Draw the vessels of one kind straight through a crossing, and take the other one out.

    Args:
        kinds: of the joint's arms; what is of two kinds itself stays as it is.
    """
    strips = [
        (kinds[one] is kind, joint.arms[one], joint.arms[two])
        for one, two in joint.through
        if kinds[one] is kinds[two]
    ]
    for is_own, one, two in sorted(strips, key=lambda strip: strip[0]):
        place, strip = capsule(one.base, two.base, (one.width + two.width) / 2, mask.shape)
        mask[place][strip] = is_own


def decide(
    trees: VesselTrees,
    maps: Mapping[VesselKind, Plane],
    disc: Ellipse | None = None,
    told: Sequence[Told] = (),
) -> Decided:
    """Decide which segments are arteries and which are veins.

    Args:
        maps: (h, w) probability of arteries and of veins, in the trees' pixels.
        disc: its outline, in the same pixels; None where it is not known.
        told: what a person says of the vessel at a place, the last word last.
    """
    outside = _outside(trees, disc)
    belief = _beliefs(_evidence(trees, maps), list(_couplings(trees.joints, disc)))
    confidences = 1 / (1 + np.exp(-2 * np.abs(belief)))
    kinds = [
        VesselKind.UNDECIDED if sure < SURE else VesselKind.ARTERY if each > 0 else VesselKind.VEIN
        for each, sure in zip(belief.tolist(), confidences.tolist(), strict=True)
    ]
    found = _with_bridges(trees.joints, kinds)
    kinds = list(found)
    by_hand = np.zeros(len(kinds), dtype=np.bool_)
    for word in told:
        segment = segment_at(trees, word.place)
        if segment is not None:
            kinds[segment], confidences[segment], by_hand[segment] = word.kind, 1.0, True
    return Decided(trees, tuple(kinds), tuple(found), confidences, by_hand, outside)


class VesselLabel(IntEnum):
    """What a vessel pixel is."""

    NONE = 0
    ARTERY = 1
    VEIN = 2
    CROSSING = 3
    UNDECIDED = 4


def label_vessels(decided: Decided, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return the label of each pixel, (h, w); beyond the vessels, that of the nearest one.

    Without vessels, there are no labels.
    """
    artery, vein = (decided.mask(kind, shape) for kind in (VesselKind.ARTERY, VesselKind.VEIN))
    vessels = decided.trees.territory.drawn(None, shape)
    labels = np.where(vessels, VesselLabel.UNDECIDED, VesselLabel.NONE).astype(np.uint8)
    labels[artery], labels[vein] = VesselLabel.ARTERY, VesselLabel.VEIN
    labels[artery & vein] = VesselLabel.CROSSING
    if not vessels.any():
        return labels
    nearest = ndimage.distance_transform_edt(~vessels, return_distances=False, return_indices=True)
    beyond: NDArray[np.uint8] = labels[tuple(nearest)]
    return beyond


def segment_at(trees: VesselTrees, place: tuple[float, float], reach: float = 12.0) -> int | None:
    """Return the segment nearest to a place; None where none lies within reach.

    Args:
        place: x, y in the trees' pixels.
        reach: in pixels.
    """
    segments = trees.skeleton.segments
    if not len(segments.path):
        return None
    away = np.abs(segments.points - complex(place[1], place[0]))
    nearest = int(away.argmin())
    if away[nearest] > reach:
        return None
    return int(np.searchsorted(segments.starts, nearest, side="right")) - 1


def _evidence(trees: VesselTrees, maps: Mapping[VesselKind, Plane]) -> _Floats:
    """Return for each segment the half log-odds of artery by the network alone."""
    territory, segments = trees.territory, trees.skeleton.segments
    owner = np.append(segments.nodes, -1)[territory.nearest]
    owned = owner >= 0
    rows, columns = territory.places[:, owned]
    count = len(segments.length)
    pixels = np.bincount(owner[owned], minlength=count)
    artery, vein = (
        np.bincount(owner[owned], weights=maps[kind][rows, columns], minlength=count)
        / np.maximum(pixels, 1)
        for kind in (VesselKind.ARTERY, VesselKind.VEIN)
    )
    odds = np.log((artery + _DOUBT) / (vein + _DOUBT))
    independent = np.clip(segments.length / _INDEPENDENT, 0.0, _MOST)
    return np.asarray(odds * independent / 2, dtype=np.float64)


def _couplings(joints: Sequence[Joint], disc: Ellipse | None) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of segments and how strongly they are of one kind, in half log-odds."""
    for joint in joints:
        x, y = joint.place.imag, joint.place.real
        share = _IN_DISC if disc is not None and disc.contains((x, y)) else 1.0
        lined = joint.through or lined_up(joint.arms)
        for pair in combinations(range(len(joint.arms)), 2):
            one, other = (joint.arms[each].segment for each in pair)
            strength = share * _coupling(joint.kind, lined=pair in lined)
            if one != other and strength:
                yield one, other, strength


def _coupling(kind: JointKind, *, lined: bool) -> float:
    if kind is JointKind.CROSSING:
        return _THROUGH if lined else _ACROSS
    if kind is JointKind.BIFURCATION:
        return _STEM if lined else _BRANCH
    return _ON if lined else 0.0


def _beliefs(evidence: _Floats, couplings: Sequence[tuple[int, int, float]]) -> _Floats:
    """Return the half log-odds of each segment after all have heard each other.

    Sum-product messages of an Ising model: what i tells j is atanh(tanh J · tanh h), with h what
    i knows by itself and from all others.
    """
    if not couplings:
        return evidence
    pairs = np.array([each[:2] for each in couplings], dtype=np.intp)
    strength = np.tanh([each[2] for each in couplings])
    source, target = np.concatenate([pairs, pairs[:, ::-1]]).T
    strength = np.concatenate([strength, strength])
    back = np.roll(np.arange(len(source)), -len(pairs))
    messages = np.zeros(len(source))
    for _ in range(_ROUNDS):
        heard = evidence + np.bincount(target, weights=messages, minlength=len(evidence))
        told = np.arctanh(strength * np.tanh(heard[source] - messages[back]))
        messages = _DAMPING * messages + (1 - _DAMPING) * told
    return np.asarray(
        evidence + np.bincount(target, weights=messages, minlength=len(evidence)),
        dtype=np.float64,
    )


def _with_bridges(joints: Sequence[Joint], kinds: list[VesselKind]) -> list[VesselKind]:
    """Leave the bridge of a crossing undecided: it is of both vessels."""
    bridges = {each for joint in joints if joint.through for each in joint.bridges}
    return [
        VesselKind.UNDECIDED if number in bridges else kind for number, kind in enumerate(kinds)
    ]


def _outside(trees: VesselTrees, disc: Ellipse | None) -> NDArray[np.bool_]:
    """Return which segments lie outside the disc, by most of their pixels."""
    segments = trees.skeleton.segments
    count = len(segments.length)
    if disc is None or not count:
        return np.ones(count, dtype=np.bool_)
    inside = disc.holds(segments.points.imag, segments.points.real).astype(np.float64)
    shares = np.add.reduceat(inside, segments.starts)
    sizes = np.diff(np.append(segments.starts, len(segments.path)))
    return np.asarray(shares < sizes / 2, dtype=np.bool_)
