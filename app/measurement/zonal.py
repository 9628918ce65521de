"""How long and how winding vessels are within a zone."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.anatomy.skeleton import SPUR, Segments
from app.domain.photograph import Mask
from app.measurement.tortuosity import SHORTEST, weighted_median


def length_within(segments: Segments, zone: Mask) -> float:
    """Return the length of all segments within a zone, (h, w) bool, in pixels."""
    points = segments.points
    if not len(points):
        return 0.0
    steps = np.abs(np.diff(points, append=points[-1:]))
    steps[np.append(segments.starts[1:], len(points)) - 1] = 0.0  # from a segment to the next
    middle = points + np.diff(points, append=points[-1:]) / 2
    return float(steps[_inside(middle, zone)].sum())


def winding_within(segments: Segments, zone: Mask) -> float | None:
    """Return the tortuosity of what of the segments lies within a zone, (h, w) bool.

    As that of whole segments it is the median of arc / chord, weighted by length; None of too few.
    """
    inside = _inside(segments.points, zone)
    ways = [
        points[run]
        for number in range(len(segments.length))
        for points, run in _runs(segments.points, inside, segments.run(number))
    ]
    lengths = np.array([np.abs(np.diff(way)).sum() for way in ways])
    chords = np.array([abs(way[-1] - way[0]) for way in ways])
    told = (lengths >= SHORTEST) & (chords >= SPUR) if ways else np.zeros(0, dtype=np.bool_)
    if not told.any():
        return None
    return weighted_median(np.maximum(lengths[told] / chords[told], 1.0), lengths[told])


def _runs(
    points: NDArray[np.complex128], inside: NDArray[np.bool_], segment: slice
) -> Iterator[tuple[NDArray[np.complex128], slice]]:
    """Yield the points of a segment, and each unbroken run of them that lies inside."""
    own = inside[segment].astype(np.int8)
    changes = np.diff(own, prepend=0, append=0)
    starts, ends = np.flatnonzero(changes > 0), np.flatnonzero(changes < 0)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield points[segment], slice(start, end)


def _inside(points: NDArray[np.complex128], zone: Mask) -> NDArray[np.bool_]:
    rows = np.clip(np.round(points.real).astype(np.intp), 0, zone.shape[0] - 1)
    columns = np.clip(np.round(points.imag).astype(np.intp), 0, zone.shape[1] - 1)
    inside: NDArray[np.bool_] = zone[rows, columns]
    return inside
