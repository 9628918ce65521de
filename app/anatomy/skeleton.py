"""The centrelines of vessels: thinned to one pixel, freed of spurs, traced into segments."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.anatomy.thinning import places_of, thin
from app.domain.photograph import Mask

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SPUR = 10.0
"""Side branches and pieces shorter than this, in pixels, are ragged edges and specks, not vessels.

Branch points nearer to each other than this are one: where two vessels cross, thinning draws
them together over a short way.
"""

SHORTEST_WAVE = 30.0
"""Waves shorter than this, in pixels, are taken for the staircase that a centreline is.

Of longer ones, the smoothing keeps four fifths and more of what their arc exceeds the chord by.
"""

_SMOOTHING = 7  # pixels to either side over which a centreline is smoothed: it is a staircase
_PRUNINGS = 2  # cutting a spur may leave another one, seldom a third

_Indices = NDArray[np.intp]
_Floats = NDArray[np.float64]
_Line = NDArray[np.complex128]


@dataclass(frozen=True, eq=False)
class Segments:
    """The vessel segments between branch points and ends, one value each.

    Attributes:
        length: along the centreline, in pixels.
        chord: straight from end to end, in pixels; 0 for a closed ring.
        is_spur: ends freely on one side only and is short.
        ends: (2, n) the centreline pixel at which each segment begins, and the one where it ends.
        nodes: which segment each centreline pixel belongs to; -1 where these meet or a ring is cut.
        joints: (2, n) at which joint each segment begins and ends; -1 at a free end. Branch points
            nearer to each other than ``SPUR`` are one joint.
        path: the centreline pixels of one segment after another, each in order from end to end;
            branch points are in the paths of all segments that meet there.
        points: where each of them lies, row + column · i, smoothed.
        starts: at which place of ``path`` each segment begins.
    """

    length: _Floats
    chord: _Floats
    is_spur: NDArray[np.bool_]
    ends: _Indices
    nodes: _Indices
    joints: _Indices
    path: _Indices
    points: _Line
    starts: _Indices

    def run(self, segment: int) -> slice:
        """Return which part of ``path`` and ``points`` is of one segment."""
        following = self.starts[segment + 1 : segment + 2]
        return slice(int(self.starts[segment]), int(following[0]) if len(following) else None)


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The centrelines of a vessel mask.

    Attributes:
        mask: (h, w) bool, one pixel wide, spurs removed.
        segments: what lies between branch points and ends.
        branch_points: how many places where three or more segments meet.
        end_points: how many free ends; those of pieces shorter than a spur do not count.
    """

    mask: Mask
    segments: Segments
    branch_points: int
    end_points: int

    @property
    def length(self) -> float:
        """Return the length of all segments together, in pixels."""
        return float(self.segments.length.sum())


def trace_skeleton(vessels: Mask) -> Skeleton:
    """Thin vessels to their centrelines and trace these.

    Args:
        vessels: (h, w) bool.

    Example:
        >>> bar = np.zeros((60, 200), dtype=bool)
        >>> bar[28:33, 20:180] = True
        >>> traced = trace_skeleton(bar)
        >>> traced.branch_points, traced.end_points, 150 < traced.length < 165
        (0, 2, True)
    """
    mask = thin(vessels)
    for _ in range(_PRUNINGS):
        skeleton, places = _trace(mask)
        spurs = skeleton.segments.is_spur
        if not spurs.any():
            return skeleton
        nodes = skeleton.segments.nodes
        gone = places[:, (nodes >= 0) & spurs[nodes]]
        mask[gone[0], gone[1]] = False
        mask = thin(mask)
    return _trace(mask)[0]


def _trace(mask: Mask) -> tuple[Skeleton, _Indices]:
    places = places_of(mask)
    first, second = _neighbours(mask, places)
    count = places.shape[1]
    degree = np.bincount(np.concatenate([first, second]), minlength=count)
    junction = degree >= 3
    segments = _segments(places, first, second, degree)
    both = junction[first] & junction[second]
    near = segments.ends[:, segments.length < SPUR]
    meeting = _components(
        _graph(np.append(first[both], near[0]), np.append(second[both], near[1]), count)
    )
    joints, number = np.unique(meeting[junction], return_inverse=True)
    joint_of = np.full(count, -1, dtype=np.intp)
    joint_of[junction] = number
    skeleton = Skeleton(
        mask,
        replace(segments, joints=joint_of[segments.ends]),
        branch_points=len(joints),
        end_points=_free_ends(segments, degree),
    )
    return skeleton, places


def _free_ends(segments: Segments, degree: _Indices) -> int:
    """Count the pixels at which a segment of some length ends freely."""
    told = segments.length[segments.nodes[degree == 1]] >= SPUR
    return int(np.count_nonzero(told))


def _neighbours(mask: Mask, places: _Indices) -> tuple[_Indices, _Indices]:
    """Return the pairs of neighbouring pixels, each once.

    Two pixels that touch by a corner are no neighbours where a third one joins them by its
    sides: a staircase has no branches.
    """
    rows, columns = places + 1
    number = np.full((mask.shape[0] + 2, mask.shape[1] + 2), -1, dtype=np.intp)
    number[rows, columns] = np.arange(places.shape[1])
    right, below = number[rows, columns + 1], number[rows + 1, columns]
    alone = below < 0
    candidates = (
        right,
        below,
        np.where(alone & (right < 0), number[rows + 1, columns + 1], -1),
        np.where(alone & (number[rows, columns - 1] < 0), number[rows + 1, columns - 1], -1),
    )
    firsts = [np.flatnonzero(candidate >= 0) for candidate in candidates]
    seconds = [each[at] for each, at in zip(candidates, firsts, strict=True)]
    return np.concatenate(firsts), np.concatenate(seconds)


def _segments(places: _Indices, first: _Indices, second: _Indices, degree: _Indices) -> Segments:
    """Trace the segments, each of them up to the branch points that it touches.

    Args:
        places: (2, n) row and column of each pixel.
        first, second: the pairs of neighbours.
        degree: how many neighbours each pixel has.
    """
    pixels = places.shape[1]
    junction = degree >= 3
    junction[_one_of_each_ring(first, second, degree)] = True
    inner = ~junction[first] & ~junction[second]
    out, into = junction[first] & ~junction[second], junction[second] & ~junction[first]
    # A segment gets branch points of its own to end at, so that it is a line by itself.
    last_pixel = np.concatenate([second[out], first[into]])
    branch = np.concatenate([first[out], second[into]])
    copies = pixels + np.arange(len(branch))
    points = np.concatenate([places, places[:, branch]], axis=1).T.astype(np.float64)
    lines = _graph(
        np.concatenate([first[inner], last_pixel]),
        np.concatenate([second[inner], copies]),
        len(points),
    )
    used = np.concatenate([np.flatnonzero(~junction), copies])
    _, label = np.unique(_components(lines)[used], return_inverse=True)
    is_copy = used >= pixels
    free_ends = np.bincount(label[~is_copy], weights=degree[used[~is_copy]] == 1)
    branches = np.bincount(label[is_copy], minlength=len(free_ends))
    order, starts = _in_order(lines, used, label)
    length, chord, smooth = _lengths(points[order], starts)
    itself = np.concatenate([np.arange(pixels), branch])
    ends = itself[np.stack([order[starts], order[_last_of_each(starts, len(order))]])]
    nodes = np.full(pixels, -1, dtype=np.intp)
    nodes[used[~is_copy]] = label[~is_copy]
    return Segments(
        length,
        chord,
        (free_ends == 1) & (branches == 1) & (length < SPUR),
        ends,
        nodes,
        joints=np.full_like(ends, -1),
        path=itself[order],
        points=smooth,
        starts=starts,
    )


def _one_of_each_ring(first: _Indices, second: _Indices, degree: _Indices) -> _Indices:
    """Return one pixel of each closed ring without branches: it is cut open there."""
    label = _components(_graph(first, second, len(degree)))
    _, one = np.unique(label, return_index=True)
    others = np.bincount(label, weights=degree != 2)
    return np.asarray(one[others == 0], dtype=np.intp)


def _in_order(lines: "csr_array", used: _Indices, label: _Indices) -> tuple[_Indices, _Indices]:
    """Return the points of each line from one end to the other, and where each line starts.

    Args:
        lines: which points are neighbours.
        used: the points to put in order.
        label: the number of each one's line, from 0 without gaps.
    """
    degree = np.diff((lines + lines.T).indptr)[used]
    # The first end of each line.
    rank = np.lexsort((degree > 1, label))
    starts = np.flatnonzero(np.diff(label[rank], prepend=-1))
    if not len(starts):
        return used, starts
    depth = scipy.sparse.csgraph.dijkstra(
        lines, directed=False, indices=used[rank[starts]], unweighted=True, min_only=True
    )
    return used[np.lexsort((depth[used], label))], starts


def _lengths(points: _Floats, starts: _Indices) -> tuple[_Floats, _Floats, _Line]:
    """Return length and chord of each run of points, and these smoothed, their ends kept."""
    count = len(points)
    if not count:
        return np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.complex128)
    ends = _last_of_each(starts, count)
    sizes = ends - starts + 1
    start, last = np.repeat(starts, sizes), np.repeat(ends, sizes)
    line = points[:, 0] + 1j * points[:, 1]  # one array is gathered faster than two columns
    smooth = _smoothed(line, start, last)
    steps = np.abs(np.diff(smooth, append=line[-1:]))
    steps[last == np.arange(count)] = 0.0
    return np.add.reduceat(steps, starts), np.abs(line[ends] - line[starts]), smooth


def _smoothed(line: _Line, start: _Indices, last: _Indices) -> _Line:
    """Fit a parabola to the points around each point: a mean would flatten waves.

    Savitzky and Golay 1964, Anal Chem 36:1627. Beyond its ends a run is taken to go on as its
    image turned about them, so that the ends stay where they are.

    Args:
        line: of complex numbers, run after run.
        start, last: where the run of each point begins and ends.
    """
    reach = np.minimum(_SMOOTHING, last - start)
    index = np.arange(len(line))
    smooth = np.zeros_like(line)
    for step in range(-_SMOOTHING, _SMOOTHING + 1):
        at = index + np.clip(step, -reach, reach)
        inside = np.clip(at, start, last)
        smooth += _WEIGHTS[reach, abs(step)] * (2 * line[inside] - line[2 * inside - at])
    return smooth


def _parabola_weights(most: int) -> _Floats:
    """Return what a point counts for by the reach of the parabola and its own distance."""
    reach, away = np.arange(most + 1)[:, None], np.arange(most + 1)
    across = (2 * reach - 1) * (2 * reach + 1) * (2 * reach + 3)
    weights = (3 * (3 * reach**2 + 3 * reach - 1) - 15 * away**2) / across
    return np.where(away <= reach, weights, 0.0)


_WEIGHTS = _parabola_weights(_SMOOTHING)


def _last_of_each(starts: _Indices, count: int) -> _Indices:
    """Return where each run ends, of runs that together hold ``count`` points."""
    return np.append(starts[1:], count)[: len(starts)] - 1


def _components(graph: "csr_array") -> _Indices:
    _, labels = scipy.sparse.csgraph.connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.intp)


def _graph(first: _Indices, second: _Indices, count: int) -> "csr_array":
    return scipy.sparse.csr_array((np.ones(len(first)), (first, second)), shape=(count, count))
