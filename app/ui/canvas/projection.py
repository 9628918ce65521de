"""How a photograph lies on a pane: its viewpoint, and the mapping between both."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from PyQt5.QtCore import QPointF, QRect, QRectF

from app.domain.reading import Point
from app.ui.session.layers import Bytes, Pyramid

SHARP_FROM = 2.0
"""Beyond this many screen pixels a pixel, single pixels are shown as they are."""

_MARGIN = 2  # pixels around what is seen, so that smoothing has neighbours


@dataclass(frozen=True)
class Viewpoint:
    """The point of the photograph at the centre of a pane, and the zoom.

    Attributes:
        x, y: in pixels of the photograph.
        scale: screen pixels (of the layout, before HiDPI scaling) per pixel of the photograph.
    """

    x: float
    y: float
    scale: float


@dataclass(frozen=True)
class Projection:
    """The mapping of points between a photograph and a pane.

    Attributes:
        photograph: width and height in pixels.
        pane: width and height, before HiDPI scaling.
        ratio: of the screen's own pixels ("device pixels") to those of the layout.
    """

    viewpoint: Viewpoint
    photograph: tuple[int, int]
    pane: tuple[int, int]
    ratio: float = 1.0

    @property
    def scale(self) -> float:
        """Return device pixels per pixel of the photograph."""
        return self.viewpoint.scale * self.ratio

    @property
    def sharp(self) -> bool:
        """Return whether single pixels are shown as they are."""
        return self.scale > SHARP_FROM

    @property
    def canvas(self) -> QRect:
        """Return the pane in device pixels."""
        return QRect(0, 0, *(ceil(side * self.ratio) for side in self.pane))

    @property
    def origin(self) -> tuple[int, int]:
        """Return where the photograph's corner lies, in whole device pixels.

        Whole, so that at true size each pixel of the photograph is one of the screen.
        """
        at = self.viewpoint
        left = self.pane[0] * self.ratio / 2 - at.x * self.scale
        top = self.pane[1] * self.ratio / 2 - at.y * self.scale
        return floor(left + 0.5), floor(top + 0.5)

    @property
    def frame(self) -> QRect:
        """Return the device pixels that the photograph fills."""
        return QRect(*self.origin, *(floor(side * self.scale) for side in self.photograph))

    def to_pane(self, point: Point) -> QPointF:
        """Return where a point of the photograph is seen, in the pane's coordinates."""
        left, top = self.origin
        return QPointF(left + point[0] * self.scale, top + point[1] * self.scale) / self.ratio

    def to_photograph(self, place: QPointF) -> Point:
        """Return which point of the photograph is seen at a place of the pane."""
        left, top = self.origin
        x, y = place.x() * self.ratio - left, place.y() * self.ratio - top
        return x / self.scale, y / self.scale

    def visible(self, pyramid: Pyramid) -> tuple[Bytes, QRectF]:
        """Return the visible part of a picture, and the device pixels that it covers.

        It is taken from the smallest of the halved pictures that need not be enlarged: smoothing
        looks at two pixels a side at most, so that more than halving loses thin vessels.
        """
        halvings = 0
        while halvings + 1 < len(pyramid) and self.scale * 2 ** (halvings + 1) <= 1:
            halvings += 1
        plane, step = pyramid[halvings], self.scale * 2.0**halvings
        (left, top), canvas = self.origin, self.canvas
        columns = _seen(left, canvas.width(), step, plane.shape[1])
        rows = _seen(top, canvas.height(), step, plane.shape[0])
        part = plane[rows, columns]
        return part, QRectF(
            left + columns.start * step,
            top + rows.start * step,
            part.shape[1] * step,
            part.shape[0] * step,
        )

    def enlarged(self, plane: Bytes) -> tuple[Bytes, QRectF]:
        """Return what each device pixel shows of a plane, one for one, and which they are."""
        seen = self.frame & self.canvas
        left, top = self.origin
        height, width = plane.shape
        columns = (np.arange(seen.width()) + (seen.left() - left + 0.5)) / self.scale
        rows = (np.arange(seen.height()) + (seen.top() - top + 0.5)) / self.scale
        chosen = plane.take(rows.astype(np.intp).clip(0, height - 1), axis=0)
        return chosen.take(columns.astype(np.intp).clip(0, width - 1), axis=1), QRectF(seen)


def _seen(start: int, length: int, step: float, count: int) -> slice:
    """Return which of ``count`` pixels of ``step`` lie between 0 and ``length``."""
    first = min(max(floor(-start / step) - _MARGIN, 0), count)
    last = max(min(ceil((length - start) / step) + _MARGIN, count), first)
    return slice(first, last)
