"""Draw what a person laid on the photograph into a picture of the report, with its number."""

from collections.abc import Sequence
from math import atan2, cos, radians, sin

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.domain.photograph import Rgb
from app.domain.reading import Mark, Point, Ruler

_INK, _HALO = (255, 255, 255), (0, 0, 0)
_LINES = ((_HALO, 6), (_INK, 3))  # colours and widths in pixels, one on the other
_HEAD, _SPREAD = 24.0, radians(25)  # of an arrow: its length in pixels, and the turn to each side
_DOT = 5  # radius of the place of a note
_TEXT_SIZE = 26
_AWAY = 10  # pixels from a point to its number


def draw_marks(pixels: Rgb, marks: Sequence[Ruler], scale: float) -> Rgb:
    """Return a picture with the marks of a photograph on it.

    Args:
        pixels: (height, width, 3) uint8.
        scale: pixels of the picture per pixel of the photograph.
    """
    if not marks:
        return pixels
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(_TEXT_SIZE)
    for number, mark in enumerate(marks, start=1):
        places = [(x * scale, y * scale) for x, y in mark.points]
        for colour, width in _LINES:
            _draw(draw, mark.mark, places, colour, width)
        across, down = places[0]
        place = (
            min(max(across + _AWAY, 0), picture.width - 2 * _TEXT_SIZE),
            min(max(down - _AWAY - _TEXT_SIZE, 0), picture.height - _TEXT_SIZE),
        )
        draw.text(place, str(number), _INK, font, stroke_width=3, stroke_fill=_HALO)
    drawn: Rgb = np.asarray(picture)
    return drawn


def _draw(
    draw: ImageDraw.ImageDraw,
    mark: Mark,
    places: list[Point],
    colour: tuple[int, int, int],
    width: int,
) -> None:
    if mark is Mark.NOTE:
        ((x, y),) = places
        size = _DOT + width / 2
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colour)
        return
    closed = places[:1] if mark is Mark.AREA else []
    draw.line([*places, *closed], fill=colour, width=width, joint="curve")
    if mark is Mark.ARROW:
        end, head = places
        back = atan2(end[1] - head[1], end[0] - head[0])
        for turn in (-_SPREAD, _SPREAD):
            side = head[0] + _HEAD * cos(back + turn), head[1] + _HEAD * sin(back + turn)
            draw.line([head, side], fill=colour, width=width)
