"""The plots of a report, drawn as vectors."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from reportlab.graphics.shapes import (
    STATE_DEFAULTS,
    Circle,
    Drawing,
    Line,
    PolyLine,
    Rect,
    String,
    Wedge,
)
from reportlab.lib import colors
from reportlab.pdfbase.pdfmetrics import stringWidth

from app.report.diagrams import CalibreDiagram, FitDiagram
from app.report.fonts import BOLD, TEXT, runs
from app.report.tables import QuadrantCell

# Drawings begin with this font; reportlab's own would be named in the document, and not be in it.
STATE_DEFAULTS["fontName"] = TEXT

INK = colors.HexColor("#1d2733")
MUTED = colors.HexColor("#5b6875")
RULE = colors.HexColor("#c9d1d9")
ACCENT = colors.HexColor("#0b5c6b")
PALE = colors.HexColor("#e6f0f2")

_SMALL = 6.0  # points
_LEFT, _BOTTOM, _TOP = 26.0, 14.0, 6.0  # margins around the axes
_ROOMY = 71.0  # points: the radius of a circle in whose sectors the words fit
_WITH_AUTOMATIC = 0.85  # of the size of the words, where the automatic number has to fit in, too
_ROOMY_GRID = 115.0  # of a grid of nine fields
_RINGS = ((0.26, 0.63), (0.63, 1.0))  # inner and outer radius of each, as shares of the whole
_STARTS = (90, 0, 180, 270)  # degrees at which the sectors begin, row by row


class Axes:
    """Place values between the axes of a drawing."""

    def __init__(
        self,
        drawing: Drawing,
        across: tuple[float, float],
        up: tuple[float, float],
    ) -> None:
        self.drawing = drawing
        self._across, self._up = across, up
        self._width = drawing.width - _LEFT - _TOP
        self._height = drawing.height - _BOTTOM - _TOP
        self.floor = _BOTTOM
        line = {"strokeColor": MUTED, "strokeWidth": 0.5}
        drawing.add(Line(_LEFT, _BOTTOM, _LEFT + self._width, _BOTTOM, **line))
        drawing.add(Line(_LEFT, _BOTTOM, _LEFT, _BOTTOM + self._height, **line))

    def x(self, value: float) -> float:
        """Return where a value lies across, in points."""
        low, high = self._across
        return float(_LEFT + self._width * (value - low) / (high - low))

    def y(self, value: float) -> float:
        """Return how high a value lies, in points."""
        low, high = self._up
        return float(_BOTTOM + self._height * (value - low) / (high - low))

    def label_across(self, ticks: dict[float, str]) -> None:
        """Write under the axis what some values are."""
        for value, text in ticks.items():
            _write(self.drawing, self.x(value), _BOTTOM - 9, text, size=_SMALL, colour=MUTED)

    def label_up(self, ticks: dict[float, str]) -> None:
        """Write next to the upright axis what some values are, with a line at each."""
        for value, text in ticks.items():
            y = self.y(value)
            right = self.x(self._across[1])
            self.drawing.add(Line(_LEFT, y, right, y, strokeColor=RULE, strokeWidth=0.3))
            middle = _LEFT - 3 - stringWidth(text, TEXT, _SMALL) / 2
            _write(self.drawing, middle, y - 2, text, size=_SMALL, colour=MUTED)


def draw_fit(diagram: FitDiagram, width: float, height: float) -> Drawing:
    """Draw the box counts and the line fitted to their logarithms."""
    sizes, counts = np.log2(diagram.sizes), np.log2(diagram.counts)
    drawing = Drawing(width, height)
    top = max(float(counts.max()), 1.0)
    axes = Axes(drawing, (float(sizes.min()) - 0.3, float(sizes.max()) + 0.3), (0, top * 1.05))
    axes.label_up({power: f"{2**power}" for power in range(0, math.ceil(top) + 1, 3)})
    axes.label_across(_thinned(dict(zip(sizes.tolist(), map(str, diagram.sizes), strict=True))))
    # The line of least squares goes through the means.
    ends = [float(sizes.min()), float(sizes.max())]
    fitted = [float(counts.mean() - diagram.dimension * (end - sizes.mean())) for end in ends]
    points = [place for x, y in zip(ends, fitted, strict=True) for place in (axes.x(x), axes.y(y))]
    drawing.add(PolyLine(points, strokeColor=ACCENT, strokeWidth=1))
    for x, y in zip(sizes.tolist(), counts.tolist(), strict=True):
        drawing.add(Circle(axes.x(x), axes.y(y), 1.9, fillColor=INK, strokeColor=None))
    return drawing


def draw_calibres(diagram: CalibreDiagram, width: float, height: float) -> Drawing:
    """Draw the histogram of calibres, its median as a dashed line."""
    drawing = Drawing(width, height)
    highest = max(*diagram.shares, 1e-6)
    axes = Axes(drawing, (diagram.edges[0], diagram.edges[-1]), (0, highest * 1.08))
    step = next(step for step in (1, 2, 5, 10, 20, 50) if highest * 100 / step <= 6)
    shares = range(0, math.floor(highest * 100) + 1, step)
    axes.label_up({share / 100: f"{share} %" for share in shares})
    axes.label_across(_thinned({edge: f"{edge:.3g}" for edge in diagram.edges}))
    bars = zip(diagram.edges, diagram.edges[1:], diagram.shares, strict=False)
    for left, right, share in bars:
        x, y = axes.x(left), axes.y(share)
        bar = Rect(x, axes.floor, axes.x(right) - x, y - axes.floor)
        bar.fillColor, bar.strokeColor, bar.strokeWidth = ACCENT, colors.white, 0.4
        drawing.add(bar)
    if diagram.edges[0] <= diagram.median <= diagram.edges[-1]:
        x = axes.x(diagram.median)
        line = Line(x, axes.floor, x, axes.y(highest * 1.08), strokeColor=INK, strokeWidth=0.8)
        line.strokeDashArray = [3, 2]
        drawing.add(line)
    return drawing


def draw_quadrants(cells: Sequence[QuadrantCell], width: float, height: float) -> Drawing:
    """Draw the field of view as four sectors that hold their numbers, as in the picture."""
    drawing = Drawing(width, height)
    radius = min(width, height) / 2 - 1
    x, y = width / 2, height / 2
    for cell, start in zip(cells, _STARTS, strict=False):
        sector = Wedge(x, y, radius, start, start + 90)
        sector.fillColor = PALE if cell.value != "–" else colors.white
        sector.strokeColor, sector.strokeWidth = ACCENT, 0.7
        drawing.add(sector)
        middle = math.radians(start + 45)
        at = x + 0.6 * radius * math.cos(middle), y + 0.58 * radius * math.sin(middle)
        _write_cell(drawing, cell, *at, scale=min(1.0, radius / _ROOMY))
    return drawing


def draw_grid(
    cells: Sequence[QuadrantCell], width: float, height: float, *, nasal_right: bool
) -> Drawing:
    """Draw the fields of the ETDRS grid that hold their numbers, as they lie in the picture.

    Args:
        cells: the centre, then superior, nasal, inferior and temporal, of the inner ring and of the
            outer one.
    """
    drawing = Drawing(width, height)
    radius = min(width, height) / 2 - 1
    x, y = width / 2, height / 2
    nose, temple = (0, 180) if nasal_right else (180, 0)
    center, *fields = cells
    for number, cell in enumerate(fields):
        inner, outer = _RINGS[number // 4]
        middle = (90, nose, 270, temple)[number % 4]
        sector = Wedge(x, y, outer * radius, middle - 45, middle + 45, radius1=inner * radius)
        at = (inner + outer) / 2 * radius
        place = x + at * math.cos(math.radians(middle)), y + at * math.sin(math.radians(middle))
        _draw_field(drawing, sector, _narrow(cell), place, radius)
    _draw_field(drawing, Circle(x, y, _RINGS[0][0] * radius), center, (x, y), radius)
    return drawing


def _narrow(cell: QuadrantCell) -> QuadrantCell:
    """Return a field whose name of two words takes two lines: those at the sides are narrow."""
    ring, _, side = cell.name.partition(" ")
    return replace(cell, name=ring, place=side)


def _draw_field(
    drawing: Drawing,
    shape: Wedge | Circle,
    cell: QuadrantCell,
    place: tuple[float, float],
    radius: float,
) -> None:
    shape.fillColor = PALE if cell.value != "–" else colors.white
    shape.strokeColor, shape.strokeWidth = ACCENT, 0.7
    drawing.add(shape)
    narrower = _WITH_AUTOMATIC if cell.automatic else 1.0
    _write_cell(drawing, cell, *place, scale=narrower * min(1.0, radius / _ROOMY_GRID))


def _write_cell(drawing: Drawing, cell: QuadrantCell, x: float, y: float, *, scale: float) -> None:
    """Write the lines of a quadrant, centred about a place."""
    lines = [
        (cell.name, TEXT, 5.8, MUTED),
        (cell.place, TEXT, 5.8, MUTED),
        (cell.value, BOLD, 10.0, INK),
        (cell.band, TEXT, 5.8, INK),
        (cell.automatic, TEXT, 5.8, MUTED),
        (cell.automatic_band, TEXT, 5.8, MUTED),
    ]
    shown = [(text, font, size * scale, colour) for text, font, size, colour in lines if text]
    top = y + sum(size for _, _, size, _ in shown) * 1.25 / 2
    for text, font, size, colour in shown:
        top -= size * 1.25
        _write(drawing, x, top, text, size=size, font=font, colour=colour)


def _thinned(ticks: dict[float, str]) -> dict[float, str]:
    """Leave labels out until no more than eight are left."""
    step = -(-len(ticks) // 8)
    return dict(list(ticks.items())[::step])


def _write(
    drawing: Drawing,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: colors.Color,
    font: str = TEXT,
) -> None:
    """Write one line about ``x``, each part of it in a font that has its characters."""
    parts = runs(text, font)
    x -= sum(stringWidth(part, name, size) for name, part in parts) / 2
    for name, part in parts:
        drawing.add(String(x, y, part, fontName=name, fontSize=size, fillColor=colour))
        x += stringWidth(part, name, size)
