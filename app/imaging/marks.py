"""Draw circles, ellipses and crosses over a photograph."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.domain.anatomy import Ellipse, Point
from app.domain.photograph import Rgb

Colour = tuple[int, int, int]

_STEPS = 180  # sides of the polygon that an ellipse is drawn as
_SMALLEST_LETTER = 14  # pixels
_LETTERS_ACROSS = 40


class Marks:
    """Marks that are drawn over a picture, with lines as wide as its size asks for."""

    def __init__(self, pixels: Rgb) -> None:
        self._picture = Image.fromarray(np.ascontiguousarray(pixels))
        self._draw = ImageDraw.Draw(self._picture)
        self._width = max(1, round(max(pixels.shape[:2]) / 700))

    def ellipse(self, ellipse: Ellipse, colour: Colour) -> None:
        """Draw the outline of an ellipse."""
        turn = math.radians(ellipse.angle)
        angles = np.linspace(0, 2 * math.pi, _STEPS + 1)
        along, across = ellipse.semi_axes[0] * np.cos(angles), ellipse.semi_axes[1] * np.sin(angles)
        x = ellipse.center[0] + along * math.cos(turn) - across * math.sin(turn)
        y = ellipse.center[1] + along * math.sin(turn) + across * math.cos(turn)
        self._draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), colour, self._width)

    def circle(self, center: Point, radius: float, colour: Colour) -> None:
        """Draw a circle."""
        self.ellipse(Ellipse(center, (radius, radius)), colour)

    def cross(self, center: Point, reach: float, colour: Colour) -> None:
        """Draw a cross whose arms are ``reach`` long."""
        x, y = center
        for right, down in ((reach, 0.0), (0.0, reach)):
            ends = (x - right, y - down, x + right, y + down)
            self._draw.line(ends, colour, self._width)

    def letter(self, place: Point, text: str, colour: Colour) -> None:
        """Write a letter about a place, on a dark edge that sets it off."""
        size = max(_SMALLEST_LETTER, max(self._picture.size) // _LETTERS_ACROSS)
        font = ImageFont.load_default(size)
        self._draw.text(
            place, text, colour, font, "mm", stroke_width=self._width, stroke_fill=(0, 0, 0)
        )

    @property
    def pixels(self) -> Rgb:
        """Return the picture with its marks."""
        return np.asarray(self._picture, dtype=np.uint8)
