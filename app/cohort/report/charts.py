"""Charts as a few plain shapes, which the page and the PDF draw alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.cohort.report.results import Numbers

INK, MUTED, GRID = "#1c2733", "#5d6b7a", "#d9dee4"
BLUE, ORANGE, PALE = "#2a6db0", "#c8641b", "#b9d1ea"

_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 22, 20
_BINS = 40
_MOST_DOTS = 2000
_ROW = 18  # of a box plot
_LONGEST = 22  # letters of a group's name


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = GRID
    width: float = 1


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str = BLUE


@dataclass(frozen=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float = 2
    colour: str = BLUE


@dataclass(frozen=True)
class Label:
    """A line of text; y is its base."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "middle"
    colour: str = MUTED
    size: float = 10


Shape = Line | Box | Dot | Label


@dataclass(frozen=True)
class Chart:
    """A drawing; x runs to the right and y down, from the top left.

    Attributes:
        title: drawn above it, and what it is called for those who cannot see it.
    """

    title: str
    width: float
    height: float
    shapes: tuple[Shape, ...]


def histogram(title: str, values: Numbers, *, decimals: int) -> Chart:
    """Draw how often each number occurs; the middle 90 % are darker.

    What lies far out is counted at the ends, so that a few do not press the others together.
    """
    known = values[np.isfinite(values)]
    known = np.clip(known, *np.quantile(known, (0.005, 0.995)))
    counts, edges = np.histogram(known, _BINS)
    low, high = np.quantile(known, (0.05, 0.95))
    axis = _Axis(float(edges[0]), float(edges[-1]), 240)
    tallest, floor = int(counts.max()), 120.0
    shapes: list[Shape] = []
    for count, start, end in zip(counts, edges[:-1], edges[1:], strict=True):
        top = floor - 92 * count / tallest
        usual = low <= (start + end) / 2 <= high
        width = axis.at(float(end)) - axis.at(float(start)) - 0.5
        shapes.append(Box(axis.at(float(start)), top, width, floor - top, BLUE if usual else PALE))
    return Chart(title, 240, 145, (_head(title), *shapes, *axis.drawn(floor, decimals)))


def boxes(title: str, values: Mapping[str, Numbers], *, decimals: int) -> Chart:
    """Draw the middle half of each group as a box, 5 to 95 % as a line, the median as a dot."""
    known = {name: each[np.isfinite(each)] for name, each in values.items()}
    known = {name: each for name, each in known.items() if each.size > 1}
    every = np.concatenate(list(known.values()))
    low, high = np.quantile(every, (0.01, 0.99))
    axis = _Axis(float(low), float(high), 330, left=130)
    floor = _TOP + 4 + _ROW * len(known)
    shapes: list[Shape] = [_head(title)]
    for row, (name, each) in enumerate(known.items()):
        y = _TOP + 4 + _ROW * row
        shapes += _box(name, each, y, axis)
    return Chart(title, 330, floor + _BOTTOM + 6, (*shapes, *axis.drawn(floor, decimals)))


def _box(name: str, values: Numbers, y: float, axis: "_Axis") -> Iterator[Shape]:
    ends = [axis.at(float(each)) for each in np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95))]
    middle = y + _ROW / 2
    yield Label(124, middle + 3.5, f"{_short(name)} ({values.size})", "end")
    yield Line(ends[0], middle, ends[4], middle, MUTED)
    yield Box(ends[1], y + 4, max(ends[3] - ends[1], 1), _ROW - 8, PALE)
    yield Dot(ends[2], middle, 3)


def heat_map(title: str, names: Sequence[str], table: Numbers) -> Chart:
    """Draw correlations as squares, blue above 0 and orange below."""
    side, left, top = 44, 150, _TOP + 8
    shapes: list[Shape] = [_head(title)]
    for row, name in enumerate(names):
        y = top + side * row
        shapes.append(Label(left - 6, y + side / 2 + 3, name, "end"))
        for column in range(row + 1):
            value = float(table[row, column])
            if np.isnan(value):
                continue
            shapes += _cell(left + side * column, y, side, value)
    for column, _ in enumerate(names):
        x = left + side * column + side / 2
        shapes.append(Label(x, top + side * len(names) + 12, str(column + 1)))
        shapes.append(Label(left - 130, top + side * column + side / 2 + 3, str(column + 1)))
    width, height = left + side * len(names) + _RIGHT, top + side * len(names) + _BOTTOM
    return Chart(title, width, height, tuple(shapes))


def _cell(x: float, y: float, side: float, value: float) -> Iterator[Shape]:
    share = min(abs(value), 1.0)
    colour = _mixed(BLUE if value >= 0 else ORANGE, share)
    yield Box(x, y, side - 1, side - 1, colour)
    ink = "#ffffff" if share > 0.6 else INK
    yield Label(x + side / 2, y + side / 2 + 3, f"{value:.2f}", colour=ink)


def differences(
    title: str, one: Numbers, other: Numbers, lines: Sequence[float], *, decimals: int
) -> Chart:
    """Draw the difference of paired numbers over their mean, with lines at some differences."""
    means, gaps = (one + other) / 2, one - other
    across = _Axis(float(means.min()), float(means.max()), 330, left=52)
    reach = max(float(np.abs(gaps).max()), *map(abs, lines), 1e-12) * 1.1
    floor, height = 170.0, 140.0

    def y_of(gap: float) -> float:
        return floor - height * (gap + reach) / (2 * reach)

    shapes: list[Shape] = [_head(title)]
    for place, gap in enumerate(lines):
        y = y_of(gap)
        shapes.append(Line(52, y, 330 - _RIGHT, y, INK if place == 0 else MUTED))
        shapes.append(Label(48, y + 3, f"{gap:.{decimals}f}", "end"))
    step = -(-means.size // _MOST_DOTS)
    shapes += [
        Dot(across.at(float(mean)), y_of(float(gap)), 1.8)
        for mean, gap in zip(means[::step], gaps[::step], strict=True)
    ]
    return Chart(title, 330, 198, (*shapes, *across.drawn(floor, decimals)))


class _Axis:
    """A horizontal axis from the least to the greatest number."""

    def __init__(self, low: float, high: float, width: float, *, left: float = _LEFT) -> None:
        self._low, self._high = (low, high) if high > low else (low - 0.5, low + 0.5)
        self._left, self._right = left, width - _RIGHT

    def at(self, value: float) -> float:
        """Return where a number lies; one beyond the ends lies at the end."""
        share = (value - self._low) / (self._high - self._low)
        return self._left + min(max(share, 0.0), 1.0) * (self._right - self._left)

    def drawn(self, y: float, decimals: int) -> Iterator[Shape]:
        """Yield the axis with three numbers."""
        yield Line(self._left, y, self._right, y, MUTED)
        for value in (self._low, (self._low + self._high) / 2, self._high):
            yield Line(self.at(value), y, self.at(value), y + 3, MUTED)
            yield Label(self.at(value), y + 14, f"{value:.{decimals}f}")


def _head(title: str) -> Label:
    return Label(2, 12, title, "start", INK, 11)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _mixed(colour: str, share: float) -> str:
    """Return a colour mixed with white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)
