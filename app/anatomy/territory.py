"""Which part of a mask belongs to which centreline pixel, and how wide vessels are by that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from app.anatomy.skeleton import Skeleton
from app.anatomy.thinning import places_of
from app.domain.photograph import Mask

WINDOW = 8.0
"""Along how many pixels of a centreline a width is taken."""

_Indices = NDArray[np.intp]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Territory:
    """The pixels of a vessel mask, each with the centreline pixel that is nearest.

    Attributes:
        places: (2, n) row and column of each vessel pixel.
        nearest: the centreline pixel of each, in the order of ``Segments.nodes``.
        area: how many vessel pixels each centreline pixel has.
    """

    places: _Indices
    nearest: _Indices
    area: _Floats

    def drawn(self, chosen: NDArray[np.bool_] | None, shape: tuple[int, ...]) -> Mask:
        """Return the vessel pixels of some centreline pixels, or of all, as a mask."""
        mask = np.zeros(shape, dtype=np.bool_)
        kept = self.places if chosen is None else self.places[:, chosen[self.nearest]]
        mask[kept[0], kept[1]] = True
        return mask


def territory_of(vessels: Mask, centrelines: Mask) -> Territory:
    """Give each vessel pixel to the nearest centreline pixel.

    Args:
        vessels: (h, w) bool.
        centrelines: (h, w) bool, one pixel wide.
    """
    places, lines = places_of(vessels), places_of(centrelines)
    if not lines.shape[1]:
        return Territory(places[:, :0], np.zeros(0, dtype=np.intp), np.zeros(0))
    nearest = KDTree(lines.T, balanced_tree=False, compact_nodes=False).query(places.T)[1]
    area = np.bincount(nearest, minlength=lines.shape[1]).astype(np.float64)
    return Territory(places, np.asarray(nearest, dtype=np.intp), area)


def capsule(
    start: complex, end: complex, width: float, shape: tuple[int, ...]
) -> tuple[tuple[slice, slice], Mask]:
    """Return which part of a picture a straight piece of vessel lies in, and what it covers there.

    Args:
        start, end: row + column · i.
        width: in pixels; the ends are round.
    """
    reach = width / 2
    top, bottom = (int(f(start.real, end.real)) for f in (min, max))
    left, right = (int(f(start.imag, end.imag)) for f in (min, max))
    margin = int(reach) + 2
    rows = np.arange(max(top - margin, 0), min(bottom + margin, shape[0]))
    columns = np.arange(max(left - margin, 0), min(right + margin, shape[1]))
    away = rows[:, None] + 1j * columns[None, :] - start
    way = end - start
    along = np.clip((away * way.conjugate()).real / max(abs(way) ** 2, 1e-9), 0.0, 1.0)
    covered: Mask = np.abs(away - along * way) <= reach
    place = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return place, covered


@dataclass(frozen=True, eq=False)
class Course:
    """How wide one segment is along its way.

    Attributes:
        at: how far along it each width was taken, in pixels.
        points: where, row + column · i.
        widths: in pixels: area of the vessel per length of its centreline, over ``WINDOW``.
        clear: which of them lie clear of joints and ends, where vessels merge or are cut.
    """

    at: _Floats
    points: NDArray[np.complex128]
    widths: _Floats
    clear: NDArray[np.bool_]

    @property
    def width(self) -> float:
        """Return the median width clear of joints and ends, or else of all."""
        chosen = self.widths[self.clear] if self.clear.any() else self.widths
        return float(np.median(chosen))


def courses_of(skeleton: Skeleton, territory: Territory) -> tuple[Course, ...]:
    """Return how wide each segment is along its way.

    Area per length knows parts of a pixel, which the distance from edge to edge does not.
    """
    segments = skeleton.segments
    share = np.bincount(segments.path, minlength=len(segments.nodes)).clip(min=1)
    area = territory.area / share  # a branch point lies on the paths of all its segments
    return tuple(
        _course(segments.points[run], area[segments.path[run]])
        for run in map(segments.run, range(len(segments.length)))
    )


def _course(points: NDArray[np.complex128], area: _Floats) -> Course:
    steps = np.abs(np.diff(points))
    at = np.append(0.0, steps.cumsum())
    length = float(at[-1])
    # Each pixel's area reaches half a step to either side.
    edges = np.concatenate([[0.0], (at[1:] + at[:-1]) / 2, [length]])
    heap = np.append(0.0, area.cumsum())
    low, high = np.maximum(at - WINDOW / 2, 0.0), np.minimum(at + WINDOW / 2, length)
    covered = np.interp(high, edges, heap) - np.interp(low, edges, heap)
    widths = covered / np.maximum(high - low, 1.0)
    aside = np.minimum(at, length - at)
    clear = aside >= WINDOW / 2 + float(np.median(widths))
    return Course(at, points, widths, clear)
