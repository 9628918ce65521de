"""Tell crossings from bifurcations: four arms, two and two in line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

IN_LINE = 40.0
"""Degrees by which a vessel may bend where it crosses another."""

_ASIDE = 0.6  # of the wider arm's width: by how much one arm may lie beside the other's line
_ASIDE_PX = 3.0  # and besides that, in pixels
_WIDTHS = 40.0  # degrees that a difference of widths by a factor e counts for
_RIVAL = 15.0  # degrees by which the second-best pairing must be worse, where it fits, too


class JointKind(StrEnum):
    """What happens where segments meet."""

    BIFURCATION = "bifurcation"
    CROSSING = "crossing"
    MEETING = "meeting"
    """Neither of them, or not to be told: two that touch, or more than three of one tree."""


@dataclass(frozen=True)
class Arm:
    """A segment as it leaves a joint.

    Attributes:
        segment: its number.
        end: 0 if it begins at the joint, 1 if it ends there.
        base: where it comes clear of the joint, row + column · i.
        place: where its direction was taken: the middle of that part.
        direction: outwards, a complex number of length 1.
        width: in pixels.
        steady: it is long enough for an angle to be told.
    """

    segment: int
    end: int
    base: complex
    place: complex
    direction: complex
    width: float
    steady: bool


@dataclass(frozen=True)
class Joint:
    """A place where segments meet.

    Attributes:
        place: row + column · i.
        through: of a crossing, the two pairs of arms that are one vessel each, as places in
            ``arms``.
        bridges: segments that are part of the joint itself.
    """

    kind: JointKind
    place: complex
    arms: tuple[Arm, ...]
    through: tuple[tuple[int, int], ...] = ()
    bridges: tuple[int, ...] = ()


def angle_between(one: complex, other: complex) -> float:
    """Return the angle between two directions in degrees, 0 to 180.

    Example:
        >>> round(angle_between(1, 1j))
        90
    """
    return abs(
        math.degrees(math.atan2((one.conjugate() * other).imag, (one * other.conjugate()).real))
    )


def bend(one: Arm, other: Arm) -> float:
    """Return by how many degrees one would bend to go on as the other; 0 is straight on."""
    return 180.0 - angle_between(one.direction, other.direction)


def joint_of(place: complex, arms: Sequence[Arm], bridges: Sequence[int] = ()) -> Joint:
    """Return a joint with its kind."""
    arms, bridges = tuple(arms), tuple(bridges)
    if len(arms) == 3:
        return Joint(JointKind.BIFURCATION, place, arms, (), bridges)
    through = crossing_pairs(arms)
    kind = JointKind.CROSSING if through else JointKind.MEETING
    return Joint(kind, place, arms, through, bridges)


def crossing_pairs(arms: Sequence[Arm]) -> tuple[tuple[int, int], ...]:
    """Return which arms are one vessel each, if two vessels cross; none if they do not."""
    if len(arms) != 4:
        return ()
    pairings = (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))
    fitting = sorted(
        (sum(_cost(arms[one], arms[two]) for one, two in pairs), pairs)
        for pairs in pairings
        if all(_in_line(arms[one], arms[two]) for one, two in pairs)
    )
    if not fitting:
        return ()
    if len(fitting) > 1 and fitting[1][0] - fitting[0][0] < _RIVAL:
        return ()  # two that touch may look like two that cross
    return fitting[0][1]


def lined_up(arms: Sequence[Arm]) -> tuple[tuple[int, int], ...]:
    """Return pairs of arms that go on as each other, the straightest first, each arm once."""
    costs = sorted(
        (_cost(arms[one], arms[two]), (one, two))
        for one, two in combinations(range(len(arms)), 2)
        if _in_line(arms[one], arms[two])
    )
    pairs: list[tuple[int, int]] = []
    for _, pair in costs:
        if not any(set(pair) & set(other) for other in pairs):
            pairs.append(pair)
    return tuple(pairs)


def _cost(one: Arm, other: Arm) -> float:
    return bend(one, other) + _WIDTHS * abs(math.log(max(one.width, 1.0) / max(other.width, 1.0)))


def _in_line(one: Arm, other: Arm) -> bool:
    """Tell whether one goes on as the other: without a bend, and not beside it."""
    if bend(one, other) > IN_LINE:
        return False
    along = other.direction - one.direction
    aside = abs((along.conjugate() * (other.place - one.place)).imag) / abs(along)
    return aside <= _ASIDE * max(one.width, other.width) + _ASIDE_PX
