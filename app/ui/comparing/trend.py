"""Each number of an eye by date, with its interval; importing this imports the plotting library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QFont, QPalette, QPen, QPixmap
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import renderSymbol
from typing_extensions import override

from app.base.messages import Message
from app.base.text import plain_line
from app.measurement.measures import MEASURES, Measure
from app.records.schema import Value
from app.report.wording import format_amount
from app.ui.comparing.visits import Visit, Visits
from app.ui.comparing.words import day_words
from app.ui.look.style import text_label

Say = Callable[[Message], str]

_SMALL = 0.85
_DAY_S = 86_400.0
_ROOM_ACROSS, _ROOM_ABOVE = 0.14, 0.08  # of an axis, beyond the first and the last
_LEAST_SPAN = 4.0  # of what is shown, in smallest detectable changes
_LEAST_PART = 0.1  # of what is shown, in the greatest value
_MOST_TICKS = 5
_SIGNS = ("o", "s", "t", "d", "t1", "star", "p", "h")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's, which all kinds of colour vision tell apart."""

_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


@dataclass(frozen=True)
class Series:
    """The visits of one camera and model: only these are joined by a line.

    Attributes:
        moments: seconds since 1970.
        values, lows, highs: as they are written; NaN where an interval is not known.
        detectable: the greatest change that cannot be told from chance; 0 where not known.
    """

    name: str
    moments: NDArray[np.float64]
    values: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    detectable: float


def series_of(visits: Sequence[Visit], measure: Measure, unnamed: str) -> tuple[Series, ...]:
    """Return a number of dated visits by camera and model, the first one first.

    Args:
        unnamed: said of a camera that no file names.
    """
    groups: dict[str, list[tuple[float, Value]]] = {}
    for visit in visits:
        value, moment = visit.values.get(measure.id), _moment(visit.date)
        if value is not None and value.value is not None and moment is not None:
            groups.setdefault(_maker(visit, unnamed), []).append((moment, value))
    return tuple(_series(name, points, measure) for name, points in groups.items())


def _maker(visit: Visit, unnamed: str) -> str:
    model = visit.record.model if visit.record else None
    made = f"{model.name} {model.version}" if model else "–"
    return plain_line(f"{visit.device or unnamed} · {made}")


def _series(name: str, points: Sequence[tuple[float, Value]], measure: Measure) -> Series:
    def numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
        return np.array([np.nan if each is None else each for each in values]) * measure.factor

    return Series(
        name,
        np.array([moment for moment, _ in points]),
        numbers([value.value for _, value in points]),
        numbers([value.interval.low if value.interval else None for _, value in points]),
        numbers([value.interval.high if value.interval else None for _, value in points]),
        measure.factor * max(value.smallest_detectable or 0.0 for _, value in points),
    )


def _moment(date: str) -> float | None:
    """Return the noon of a day, YYYYMMDD, in seconds since 1970; None of one that there is not."""
    try:
        return datetime.strptime(date, "%Y%m%d").replace(tzinfo=UTC).timestamp() + _DAY_S / 2
    except ValueError:
        return None


class Trend(QWidget):
    """Plot one number of an eye by date; the axes fit all visits, and stay as they are.

    Attributes:
        measure: which number is plotted.
        told: why there is nothing to plot, or what is not plotted.
    """

    def __init__(self, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say, self._visits = say, Visits(Visit(()))
        self.measure, self.told = QComboBox(), text_label("faint")
        self.measure.setAccessibleName(self.tr("Number"))
        for each in MEASURES.values():
            self.measure.addItem(say(each.name), each.id)
        self.measure.currentIndexChanged.connect(lambda _index: self._draw())
        self.view = pg.PlotWidget()
        self.view.setAccessibleName(self.tr("Trend"))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.plotItem.hideButtons()
        self.view.plotItem.setMenuEnabled(False)
        self.view.setMouseEnabled(x=False, y=False)
        self.legend = QVBoxLayout()
        self.legend.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.measure)
        layout.addWidget(self.view, stretch=1)
        layout.addLayout(self.legend)
        layout.addWidget(self.told)
        layout.addStretch()
        self._draw()

    def show_visits(self, visits: Visits) -> None:
        """Plot the visits of the eye that is shown."""
        self._visits = visits
        self._draw()

    @property
    def series(self) -> tuple[Series, ...]:
        """Return what is plotted."""
        return series_of(self._visits.trend, self._chosen, self.tr("camera not named"))

    @property
    def _chosen(self) -> Measure:
        return MEASURES[self.measure.currentData()]

    @override
    def changeEvent(self, event: QEvent | None) -> None:
        """Redraw in the colours of a new palette, or in a new text size."""
        super().changeEvent(event)
        if event is not None and event.type() in _RESTYLED:
            self._draw()

    # --- drawing ---------------------------------------------------------------------------

    def _draw(self) -> None:
        series = self.series
        self._begin(series)
        self.told.setText("\n".join(self._remarks(series)))
        self.told.setVisible(bool(self.told.text()))
        self.view.setVisible(bool(series))
        if not series:
            return
        for number, each in enumerate(series):
            self._plot(each, *_look(number))
        bounds = _bounds(series)
        self.view.setRange(bounds, padding=0)
        ticks = [(moment, str(_day(moment))) for moment in _apart(series, bounds.width())]
        self.view.getAxis("bottom").setTicks([ticks])
        self._describe(series)

    def _remarks(self, series: Sequence[Series]) -> list[str]:
        remarks = []
        if not series:
            remarks.append(
                self.tr(
                    "Nothing to show yet: the trend needs dated photographs of this eye, of one "
                    "patient, in which this number was measured."
                )
            )
        if any(np.isnan(each.lows).any() for each in series):
            remarks.append(self.tr("Of points without a bar, the interval is not known."))
        if len(series) > 1:
            remarks.append(
                self.tr("Different cameras or models: numbers may differ for that alone.")
            )
        if self._visits.undated:
            remarks.append(
                self.tr("Photographs without a date, which are not shown: {count}").format(
                    count=self._visits.undated
                )
            )
        return remarks

    def _begin(self, series: Sequence[Series]) -> None:
        self.view.clear()
        while (item := self.legend.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.deleteLater()
        for number, each in enumerate(series):
            self.legend.addWidget(_legend_row(each.name, *_look(number)))
        self.view.setBackground(self._colour(QPalette.AlternateBase))
        font = QFont(self.font())
        font.setPixelSize(round(_SMALL * self.fontInfo().pixelSize()))
        for side in ("left", "bottom"):
            axis = self.view.getAxis(side)
            axis.setPen(self._colour(QPalette.Dark))
            axis.setTextPen(self._colour(QPalette.PlaceholderText))
            axis.setStyle(tickFont=font, tickLength=-4)
            axis.enableAutoSIPrefix(False)
        unit = self._chosen.suffix.strip()
        name = self._say(self._chosen.name)
        self.view.setLabel(
            "left",
            f"{name}, {unit}" if unit else name,
            **{
                "color": self._colour(QPalette.PlaceholderText).name(),
                "font-size": f"{font.pixelSize()}px",
            },
        )

    def _plot(self, series: Series, sign: str, colour: QColor) -> None:
        known = ~np.isnan(series.lows)
        if known.any():
            values = series.values[known]
            bars = pg.ErrorBarItem(
                x=series.moments[known],
                y=values,
                bottom=values - series.lows[known],
                top=series.highs[known] - values,
                beam=0,
                pen=pg.mkPen(colour, width=1.5),
            )
            self.view.addItem(bars)
        self.view.plot(
            series.moments,
            series.values,
            pen=pg.mkPen(colour, width=1.5, style=Qt.PenStyle.DotLine),
            symbol=sign,
            symbolSize=9,
            symbolPen=None,
            symbolBrush=colour,
            antialias=True,
        )

    def _describe(self, series: Sequence[Series]) -> None:
        """Describe in words what is plotted, for those who cannot see it."""
        measure = self._chosen
        told = [
            f"{_day(moment)} {format_amount(value / measure.factor, measure)} ({each.name})"
            for each in series
            for moment, value in zip(each.moments, each.values, strict=True)
        ]
        self.view.setAccessibleDescription("; ".join(told))

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(QPalette.Active, role)


def _bounds(series: Sequence[Series]) -> QRectF:
    """Return what the axes show: all points and intervals, with some room around them.

    A change that cannot be told from chance must not look like a great one.
    """
    moments = np.concatenate([each.moments for each in series])
    heights = np.concatenate(
        [part for each in series for part in (each.values, each.lows, each.highs)]
    )
    left, right = moments.min(), moments.max()
    low, high = np.nanmin(heights), np.nanmax(heights)
    across = max((right - left) * _ROOM_ACROSS, 30 * _DAY_S)
    least = max(_LEAST_SPAN * max(each.detectable for each in series), _LEAST_PART * abs(high))
    up = max((high - low) * _ROOM_ABOVE, (least - (high - low)) / 2, 1e-9)
    return QRectF(left - across, low - up, right - left + 2 * across, high - low + 2 * up)


def _apart(series: Sequence[Series], width: float) -> list[float]:
    """Return the moments of visits whose days can be written next to each other."""
    apart: list[float] = []
    for moment in sorted({float(moment) for each in series for moment in each.moments}):
        if not apart or moment - apart[-1] >= width / _MOST_TICKS:
            apart.append(moment)
    return apart


def _look(number: int) -> tuple[str, QColor]:
    return _SIGNS[number % len(_SIGNS)], QColor(_COLOURS[number % len(_COLOURS)])


def _day(moment: float) -> str | Message:
    return day_words(datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d"))


def _legend_row(name: str, sign: str, colour: QColor) -> QWidget:
    row, mark, label = QWidget(), QLabel(), text_label("faint")
    drawn = renderSymbol(sign, 9, QPen(Qt.PenStyle.NoPen), QBrush(colour))
    mark.setPixmap(QPixmap.fromImage(drawn))
    label.setText(name)
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(mark)
    layout.addWidget(label, stretch=1)
    return row
