"""Vessels that a person added or erased by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from app.imaging.preprocessing import field_box
from app.imaging.resampling import resize_plane
from app.imaging.types import FieldOfView, Mask, Plane, VesselLevels

_UNTOUCHED, _ADDED, _ERASED = 0, 1, 2

Point = tuple[float, float]
"""x, y in pixels of the photograph, from its top left corner."""


@dataclass(frozen=True)
class Stroke:
    """Hold one stroke of the brush.

    Attributes:
        points: that the brush's centre went through, straight from one to the next.
        radius: of the brush, in pixels of the photograph.
        erases: it takes vessels away; otherwise it adds them.
    """

    points: tuple[Point, ...]
    radius: float
    erases: bool = False


@dataclass(frozen=True, eq=False)
class Correction:
    """Hold which pixels of a photograph were added and erased, (height, width); never both."""

    added: Mask
    erased: Mask


def draw_strokes(strokes: Sequence[Stroke], shape: tuple[int, int]) -> Correction:
    """Draw strokes one over the other: where they cross, the last one counts.

    Args:
        shape: height and width of the photograph.
    """
    canvas = Image.new("L", (shape[1], shape[0]), _UNTOUCHED)
    pen = ImageDraw.Draw(canvas)
    for stroke in strokes:
        _draw(pen, stroke)
    marks = np.asarray(canvas)
    return Correction(marks == _ADDED, marks == _ERASED)


def correct_levels(
    levels: VesselLevels, correction: Correction, field: FieldOfView
) -> VesselLevels:
    """Make added pixels vessel at every threshold and erased ones at none, at both sizes.

    What was not touched stays as it was; outside the field of view nothing is added. At the
    standard size half a pixel decides, as at the edges of the field.
    """
    shape, box = levels.standard.shape, field_box(field)
    added, erased = correction.added & field.mask, correction.erased
    return VesselLevels(
        _corrected(levels.native, added, erased),
        _corrected(levels.standard, *(_covers_half(mask, shape, box) for mask in (added, erased))),
    )


def _corrected(levels: Plane, added: Mask, erased: Mask) -> Plane:
    corrected: Plane = np.where(erased, np.float32(0), levels)
    corrected[added] = 1
    return corrected


def _covers_half(mask: Mask, shape: tuple[int, ...], box: tuple[int, int, int, int]) -> Mask:
    covered: Mask = resize_plane(mask.astype(np.float32), (shape[0], shape[1]), box=box) >= 0.5
    return covered


def _draw(pen: ImageDraw.ImageDraw, stroke: Stroke) -> None:
    ink, radius = _ERASED if stroke.erases else _ADDED, stroke.radius
    # Pillow counts from the centre of the first pixel, strokes from its corner.
    points = [(x - 0.5, y - 0.5) for x, y in stroke.points]
    pen.line(points, fill=ink, width=max(1, round(2 * radius)))
    for x, y in points:  # lines end bluntly; the brush is round
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
