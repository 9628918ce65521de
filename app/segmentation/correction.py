"""Vessels that a person added or erased by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.field import FieldOfView
from app.domain.maps import Levels, ProbabilityMap
from app.domain.photograph import Mask, Plane
from app.domain.reading import Piece, Region, Stroke
from app.segmentation.postprocessing import sample, standard_levels

_Numbers = NDArray[np.float64]
_Indices = NDArray[np.intp]

LEAST_RADIUS = 0.5**0.5
"""Of a disc that holds the centre of a pixel wherever it lies: no brush draws nothing."""


@dataclass(frozen=True, eq=False)
class Correction:
    """Which pixels of a photograph were added and erased, (height, width); never both."""

    added: Mask
    erased: Mask


def draw_strokes(strokes: Sequence[Stroke], shape: tuple[int, int]) -> Correction:
    """Draw strokes one over the other: where they cross, the last one counts.

    A pixel is drawn when its centre lies under the round brush, or it is one of the piece.

    Args:
        shape: height and width of the photograph.
    """
    added, erased = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for stroke in strokes:
        place, drawn = _draw(stroke, shape)
        erased[place][drawn] = stroke.erases
        added[place][drawn] = stroke.adds
    return Correction(added, erased)


def brush_region(excluded: Region | None, stroke: Stroke, shape: tuple[int, int]) -> Region | None:
    """Return what is excluded once a stroke has taken more out, or an erasing one some of it back.

    Args:
        excluded: what was excluded before; None for nothing.
        shape: height and width of the photograph.

    Returns:
        None where nothing is excluded any more.
    """
    mask = np.zeros(shape, dtype=np.bool_) if excluded is None else excluded.mask()
    place, drawn = _draw(stroke, shape)
    mask[place][drawn] = not stroke.erases
    return Region.of(mask) if mask.any() else None


def correct_maps(
    levels: Levels, probability: ProbabilityMap, correction: Correction, field: FieldOfView
) -> tuple[Levels, ProbabilityMap]:
    """Make added pixels vessel at every threshold and erased ones at none, at both sizes.

    What was not touched stays as it was; outside the field of view nothing is added.

    Returns:
        The levels, and the probabilities as they are then expected, from which bands are found:
        what a person drew is certain.
    """
    drawn = Correction(correction.added & field.mask, correction.erased)
    sampled = Correction(sample(drawn.added, field) > 0, sample(drawn.erased, field) > 0)
    return (
        standard_levels(_corrected(levels.native, drawn), field),
        replace(probability, standard=_corrected(probability.standard, sampled)),
    )


def _corrected(plane: Plane, correction: Correction) -> Plane:
    corrected = plane.copy()
    corrected[correction.erased] = 0
    corrected[correction.added] = 1
    return corrected


def _draw(stroke: Stroke, shape: tuple[int, int]) -> tuple[tuple[slice, slice], Mask]:
    """Return which part of the photograph a stroke reaches, and what it covers there.

    Each straight part of it is a capsule, whose rows are intervals: those are summed up.
    """
    if stroke.piece is not None:
        return _place(stroke.piece, shape)
    points = np.array(stroke.points, dtype=np.float64).reshape(-1, 2)
    starts, ends = points, np.append(points[1:], points[-1:], axis=0)
    radius = max(stroke.radius, LEAST_RADIUS)
    piece, row = _rows(starts[:, 1], ends[:, 1], radius, shape[0])
    first, last = _columns(
        starts[piece], ends[piece], radius, (row + 0.5).astype(np.float64), shape[1]
    )
    seen = first < last
    if not seen.any():
        return np.s_[:0, :0], np.zeros((0, 0), dtype=np.bool_)
    row, first, last = row[seen], first[seen], last[seen]
    top, bottom, left, right = row.min(), row.max() + 1, first.min(), last.max()
    steps = np.zeros((bottom - top, right - left + 1), dtype=np.int32)
    np.add.at(steps, (row - top, first - left), 1)
    np.add.at(steps, (row - top, last - left), -1)
    covered = steps.cumsum(axis=1, dtype=np.int32)[:, :-1] > 0
    return np.s_[top:bottom, left:right], covered


def _place(piece: Piece, shape: tuple[int, int]) -> tuple[tuple[slice, slice], Mask]:
    """Return the part of the photograph that a piece lies in, and the piece there."""
    top, left = min(piece.top, shape[0]), min(piece.left, shape[1])
    mask = piece.region.mask()[: shape[0] - top, : shape[1] - left]
    return np.s_[top : top + mask.shape[0], left : left + mask.shape[1]], mask


def _rows(start: _Numbers, end: _Numbers, radius: float, height: int) -> tuple[_Indices, _Indices]:
    """Return the rows that each piece reaches, one after another: (pieces, rows)."""
    top = np.ceil(np.clip(np.minimum(start, end) - radius - 0.5, 0, height)).astype(np.intp)
    bottom = np.floor(np.clip(np.maximum(start, end) + radius + 0.5, 0, height)).astype(np.intp)
    count = np.maximum(bottom - top, 0)
    piece = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(count) - count
    return piece, top[piece] + np.arange(len(piece)) - before[piece]


def _columns(
    start: _Numbers, end: _Numbers, radius: float, y: _Numbers, width: int
) -> tuple[_Indices, _Indices]:
    """Return the first column whose centre each capsule holds at height y, and that after the last.

    A capsule is the hull of its two discs: it ends at one of these, or at a side between them.
    """
    ways = end - start
    length = np.maximum(np.hypot(ways[:, 0], ways[:, 1]), 1e-12)
    normal = radius * np.stack([-ways[:, 1], ways[:, 0]], axis=1) / length[:, None]
    crossings = []
    # Where it ends elsewhere, NaN.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for center in (start, end):
            half = np.sqrt(radius**2 - (y - center[:, 1]) ** 2)
            crossings += [center[:, 0] - half, center[:, 0] + half]
        for side in (start + normal, start - normal):
            along = (y - side[:, 1]) / ways[:, 1]
            between = (along >= 0) & (along <= 1)
            crossings.append(np.where(between, side[:, 0] + along * ways[:, 0], np.nan))
    left, right = np.fmin.reduce(crossings), np.fmax.reduce(crossings)
    left, right = np.nan_to_num(left, nan=np.inf), np.nan_to_num(right, nan=-np.inf)
    first = np.ceil(np.clip(left - 0.5, 0, width)).astype(np.intp)
    last = np.floor(np.clip(right + 0.5, 0, width)).astype(np.intp)
    return first, last
