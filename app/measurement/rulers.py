"""Lengths and angles that a person lays on the photograph."""

from math import atan2, degrees, hypot

from app.domain.photograph import Spacing
from app.domain.reading import Point


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
