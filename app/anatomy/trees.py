"""The vessels of a mask as a graph: segments, and the joints at which they meet."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.anatomy.joints import Arm, Joint, JointKind, crossing_pairs, joint_of
from app.anatomy.skeleton import SPUR, Skeleton, trace_skeleton
from app.anatomy.territory import Course, Territory, courses_of, territory_of
from app.domain.photograph import Mask

_BRIDGE = 4.0  # widths of the wider vessel: how far apart the branch points of a crossing may lie
_CLEAR = 1.0  # widths of the widest vessel: where arms are clear of their joint
_SEEN = 24.0  # pixels beyond that from which the direction is taken
_STEADY = 10.0  # pixels that an arm must have there for its angle to be told


@dataclass(frozen=True, eq=False)
class VesselTrees:
    """The vessels of a mask as a graph.

    Attributes:
        skeleton: its centrelines, and the segments that the graph is of.
        territory: which vessel pixels belong to which centreline pixel.
        courses: how wide each segment is along its way.
        joints: where segments meet; two branch points of one crossing are one joint.
    """

    skeleton: Skeleton
    territory: Territory
    courses: tuple[Course, ...]
    joints: tuple[Joint, ...]

    @property
    def lengths(self) -> NDArray[np.float64]:
        """Return the length of each segment, in pixels."""
        return self.skeleton.segments.length

    def crossings(self) -> Iterator[Joint]:
        """Yield where two vessels cross."""
        return (joint for joint in self.joints if joint.kind is JointKind.CROSSING)

    def bifurcations(self) -> Iterator[Joint]:
        """Yield where one vessel becomes two."""
        return (joint for joint in self.joints if joint.kind is JointKind.BIFURCATION)


def find_trees(vessels: Mask, skeleton: Skeleton | None = None) -> VesselTrees:
    """Trace the vessels of a mask, and tell what happens where they meet.

    Args:
        vessels: (h, w) bool.
        skeleton: its centrelines, where they are known already.

    Example:
        >>> cross = np.zeros((120, 120), dtype=bool)
        >>> cross[58:62, 10:110] = cross[10:110, 58:62] = True
        >>> [str(joint.kind) for joint in find_trees(cross).joints]
        ['crossing']
    """
    if skeleton is None:
        skeleton = trace_skeleton(vessels)
    territory = territory_of(vessels | skeleton.mask, skeleton.mask)
    courses = courses_of(skeleton, territory)
    return VesselTrees(skeleton, territory, courses, tuple(_joints(skeleton, courses)))


def _joints(skeleton: Skeleton, courses: tuple[Course, ...]) -> list[Joint]:
    ends, inner = _ends_by_joint(skeleton)
    bridged: dict[int, Joint] = {}
    for segment, one, other in _bridges(skeleton, courses, ends):
        if one in bridged or other in bridged:
            continue
        outer = [each for each in ends[one] + ends[other] if each[0] != segment]
        arms = _arms(skeleton, courses, outer)
        through = crossing_pairs(arms)
        across = {(first < 2) != (second < 2) for first, second in through}
        if across == {True}:
            place = _place(skeleton, ends[one] + ends[other])
            bridges = (segment, *inner[one], *inner[other])
            joint = Joint(JointKind.CROSSING, place, arms, through, bridges)
            bridged[one] = bridged[other] = joint
    joints = list({id(joint): joint for joint in bridged.values()}.values())
    joints += [
        joint_of(_place(skeleton, meeting), _arms(skeleton, courses, meeting), inner[number])
        for number, meeting in ends.items()
        if number not in bridged and len(meeting) > 1
    ]
    return joints


_End = tuple[int, int]


def _ends_by_joint(skeleton: Skeleton) -> tuple[dict[int, list[_End]], dict[int, list[int]]]:
    """Return which segments leave each joint, by which end, and which lie within it."""
    segments = skeleton.segments
    ends: dict[int, list[_End]] = defaultdict(list)
    inner: dict[int, list[int]] = defaultdict(list)
    for number, (begin, end) in enumerate(segments.joints.T.tolist()):
        if begin >= 0 and begin == end and segments.length[number] < SPUR:
            inner[begin].append(number)
            continue
        for side, joint in enumerate((begin, end)):
            if joint >= 0:
                ends[joint].append((number, side))
    return ends, inner


def _bridges(
    skeleton: Skeleton, courses: tuple[Course, ...], ends: dict[int, list[_End]]
) -> list[tuple[int, int, int]]:
    """Return short segments between two joints of three arms, the shortest first."""
    segments = skeleton.segments
    found = []
    for number in np.argsort(segments.length, kind="stable").tolist():
        one, other = segments.joints[:, number].tolist()
        if min(one, other) < 0 or one == other or len(ends[one]) != 3 or len(ends[other]) != 3:
            continue
        widest = max(courses[segment].width for segment, _ in ends[one] + ends[other])
        if segments.length[number] <= max(SPUR, _BRIDGE * widest):
            found.append((number, one, other))
    return found


def _place(skeleton: Skeleton, ends: list[_End]) -> complex:
    segments = skeleton.segments
    runs = ((segments.run(segment), side) for segment, side in ends)
    return complex(np.mean([segments.points[run][-1 if side else 0] for run, side in runs]))


def _arms(skeleton: Skeleton, courses: tuple[Course, ...], ends: list[_End]) -> tuple[Arm, ...]:
    widest = max(courses[segment].width for segment, _ in ends)
    return tuple(_arm(courses[segment], segment, side, widest) for segment, side in ends)


def _arm(course: Course, segment: int, side: int, widest: float) -> Arm:
    """Return a segment as it leaves a joint, its direction taken where it is clear of that."""
    away = course.at if side == 0 else course.at[-1] - course.at
    length = float(course.at[-1])
    start = min(_CLEAR * widest, max(length - _STEADY, 0.0))
    seen = (away >= start) & (away <= start + max(_SEEN, 2 * course.width))
    if np.count_nonzero(seen) < 2:
        seen = np.ones_like(seen)
    points = course.points[seen] if side == 0 else course.points[seen][::-1]
    direction = _fitted(points)
    steady = length >= _CLEAR * widest + _STEADY
    base, place = complex(points[0]), complex(points.mean())
    return Arm(segment, side, base, place, direction, course.width, steady)


def _fitted(points: NDArray[np.complex128]) -> complex:
    """Return the direction of the line through points in order, by least squares."""
    around = points - points.mean()
    axis = np.sqrt((around**2).sum() + 0j)  # the principal axis, up to its sign
    way = points[-1] - points[0]
    if abs(axis) < 1e-9:
        return complex(way / abs(way)) if abs(way) else 1 + 0j
    axis /= abs(axis)
    return complex(axis if (axis.conjugate() * way).real >= 0 else -axis)
