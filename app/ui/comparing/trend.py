"""Each number of an eye by date, with its interval; importing this imports the plotting library."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PyQt5.QtCore import QEvent, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QFont, QPalette, QPen, QPixmap
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pyqtgraph.graphicsItems.ScatterPlotItem import renderSymbol
from typing_extensions import override

from app.base.messages import Message
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES, NOTHING_ELSE, measures_with
from app.report.follow_up import since_last
from app.report.trend import (
    MIXED,
    UNNAMED_CAMERA,
    Series,
    apart,
    bounds,
    day_of,
    series_of,
)
from app.report.wording import format_amount
from app.ui.comparing.visits import Visit, Visits
from app.ui.comparing.words import day_words
from app.ui.look.style import text_label

Say = Callable[[Message], str]

_SMALL = 0.85
_MOST_TICKS = 5
_SIGNS = ("o", "s", "t", "d", "t1", "star", "p", "h")
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Okabe and Ito's, which all kinds of colour vision tell apart."""

_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


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
        for each in measures_with(NOTHING_ELSE):
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
        visits = [visit.dated for visit in self._visits.trend]
        return series_of(visits, self._chosen, self._say(UNNAMED_CAMERA))

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
        left, right, low, high = bounds(series)
        self.view.setRange(QRectF(left, low, right - left, high - low), padding=0)
        ticks = [(moment, str(_day(moment))) for moment in apart(series, right - left, _MOST_TICKS)]
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
        visits = [visit.dated for visit in self._visits.trend]
        since = since_last(visits, self._visits.shown.dated, self._chosen)
        if since is not None:
            remarks.append(self._say(since))
        if any(np.isnan(each.lows).any() for each in series):
            remarks.append(self.tr("Of points without a bar, the interval is not known."))
        if len(series) > 1:
            remarks.append(self._say(MIXED))
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


def _look(number: int) -> tuple[str, QColor]:
    return _SIGNS[number % len(_SIGNS)], QColor(_COLOURS[number % len(_COLOURS)])


def _day(moment: float) -> str | Message:
    return day_words(day_of(moment))


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
