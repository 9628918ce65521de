"""Lengths, angles and areas that a person lays on the photograph."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot

import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Spacing
from app.domain.reading import Point

_Points = NDArray[np.float64]


@dataclass(frozen=True)
class Units:
    """In what lengths and areas on a photograph can be given; None where nobody told it.

    Attributes:
        field_px: diameter of the field of view.
        disc_px: diameter of the optic disc, as a person drew it.
        field_degrees: angle of the camera's field, as a person stated it.
    """

    spacing: Spacing | None = None
    field_px: float | None = None
    disc_px: float | None = None
    field_degrees: float | None = None

    @property
    def degree_px(self) -> float | None:
        """Return the pixels of a degree, taken for the same all over the field."""
        if self.field_px is None or self.field_degrees is None:
            return None
        return self.field_px / self.field_degrees


PIXELS = Units()
"""Nothing was told."""


def length_px(start: Point, end: Point) -> float:
    """Return the length of a line in pixels of the photograph.

    Example:
        >>> length_px((0, 0), (3, 4))
        5.0
    """
    return hypot(end[0] - start[0], end[1] - start[1])


def length_mm(start: Point, end: Point, spacing: Spacing) -> float:
    """Return the length of a line in millimetres on the retina.

    Example:
        >>> from app.domain.photograph import Source
        >>> length_mm((0, 0), (300, 400), Spacing(0.01, 0.01, Source.USER))
        5.0
    """
    across = (end[0] - start[0]) * spacing.column_mm
    down = (end[1] - start[1]) * spacing.row_mm
    return hypot(across, down)


def angle_degrees(start: Point, vertex: Point, end: Point, spacing: Spacing | None) -> float:
    """Return the angle at the vertex, 0 to 180 degrees; 0 where an arm has no length.

    Args:
        spacing: sizes of the pixels, which need not be square; None takes them for square.

    Example:
        >>> angle_degrees((1, 0), (0, 0), (0, 1), None)
        90.0
    """
    high, wide = (spacing.row_mm, spacing.column_mm) if spacing else (1.0, 1.0)
    ax, ay = (start[0] - vertex[0]) * wide, (start[1] - vertex[1]) * high
    bx, by = (end[0] - vertex[0]) * wide, (end[1] - vertex[1]) * high
    return abs(degrees(atan2(ax * by - ay * bx, ax * bx + ay * by)))


def area_px(outline: Sequence[Point]) -> float:
    """Return the area inside an outline, in square pixels, by Gauss's formula.

    Example:
        >>> area_px([(0, 0), (4, 0), (4, 3), (0, 3)])
        12.0
    """
    x, y = np.asarray(outline, dtype=float).T
    x, y = x - x[0], y - y[0]  # small numbers keep their digits
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def area_mm2(outline: Sequence[Point], spacing: Spacing) -> float:
    """Return the area inside an outline in square millimetres on the retina."""
    return area_px(outline) * spacing.row_mm * spacing.column_mm


def crosses_itself(outline: Sequence[Point]) -> bool:
    """Tell whether a closed outline crosses itself, so that it encloses no one area.

    Example:
        >>> crosses_itself([(0, 0), (4, 4), (4, 0), (0, 4)])
        True
        >>> crosses_itself([(0, 0), (4, 0), (4, 4), (0, 4)])
        False
    """
    start = np.asarray(outline, dtype=float)
    end = np.roll(start, -1, axis=0)
    first, second = np.triu_indices(len(start), 2)
    apart = (first > 0) | (second < len(start) - 1)  # the last side touches the first one
    first, second = first[apart], second[apart]
    a, b, c, d = start[first], end[first], start[second], end[second]
    parted = _side(a, b, c) * _side(a, b, d) < 0
    return bool(np.any(parted & (_side(c, d, a) * _side(c, d, b) < 0)))


def _side(start: _Points, end: _Points, point: _Points) -> _Points:
    """Return on which side of lines points lie, by the sign."""
    along, to = end - start, point - start
    sides: _Points = np.sign(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0])
    return sides
