"""Plots of what stands behind the numbers; importing this imports the plotting library."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetrics, QPalette
from PyQt5.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.analysis.analysis import Analysis
from app.analysis.spacing import standard_pixel_mm
from app.base.messages import Message
from app.measurement.measures import (
    FRACTAL_DIMENSION,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    VESSEL_DENSITY,
    Measure,
)
from app.measurement.regions import quadrant_name
from app.measurement.types import BoxCount, Calibres, Measurement
from app.report.wording import (
    QUADRANT_TITLE,
    format_band,
    format_value,
)
from app.segmentation.postprocessing import STANDARD_DIAMETER
from app.ui.look.style import set_property, text_label

Say = Callable[[Message], str]

_MOST_BOXES = 16.0  # a power of two; vessels need about 2**14
_MOST_OF_LENGTH = 25.0  # % in one bin of calibres
_WIDEST = {MEAN_CALIBRE.id: 4.0, MEAN_CALIBRE_UM.id: 500.0}
_HIGHEST_DENSITY = 20.0  # %
_HEIGHT = 10.5  # times the size of the font
_SMALL = 0.8
_RESTYLED = (QEvent.Type.PaletteChange, QEvent.Type.FontChange)


class Plot(QWidget):
    """Show one plot under its heading, or the reason why there is nothing to plot.

    Attributes:
        heading: what is plotted, with the numbers that sum it up.
        reason: why nothing is.
    """

    _shown: tuple[Analysis, Say] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.reason = text_label("faint"), text_label("faint")
        self._name = ""
        self.view = pg.PlotWidget()
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # There is nothing to be done with the mouse: the wheel scrolls the column.
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.plotItem.hideButtons()
        self.view.plotItem.setMenuEnabled(False)
        self.view.setMouseEnabled(x=False, y=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self.heading, self.view, self.reason):
            layout.addWidget(widget)

    def set_name(self, name: str) -> None:
        """Set the name of what is plotted."""
        self._name = name
        self.view.setAccessibleName(name)

    def show_analysis(self, analysis: Analysis, say: Say) -> None:
        """Plot the numbers of an analysis in the colours of the palette."""
        self._shown = analysis, say
        self._begin()
        self._draw(analysis, say)

    @override
    def changeEvent(self, event: QEvent | None) -> None:
        """Redraw in the colours of a new palette, or in a new text size."""
        super().changeEvent(event)
        if event is not None and event.type() in _RESTYLED and self._shown is not None:
            self.show_analysis(*self._shown)

    def _draw(self, analysis: Analysis, say: Say) -> None:
        raise NotImplementedError

    def show_stale(self, stale: bool) -> None:
        """Show the plot paler while its numbers belong to another threshold."""
        self.view.plotItem.setOpacity(0.4 if stale else 1.0)
        set_property(self.heading, "stale", stale)

    def _begin(self) -> None:
        self.view.clear()
        self.view.setBackground(self._colour(QPalette.AlternateBase))
        self.reason.hide()
        self.view.show()
        self.view.setFixedHeight(round(_HEIGHT * self.fontInfo().pixelSize()))
        for side in ("left", "bottom"):
            axis = self.view.getAxis(side)
            axis.setPen(self._colour(QPalette.Dark))
            axis.setTextPen(self._colour(QPalette.PlaceholderText))
            axis.setStyle(tickFont=self._small_font(), tickLength=-4)
            axis.enableAutoSIPrefix(False)

    def _set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Set what the axes span: the same on each photograph, unless something would not fit."""
        self.view.setXRange(*x, padding=0.03)
        self.view.setYRange(*y, padding=0.03)

    def _label_axis(self, side: str, text: str) -> None:
        # The style of an axis' label is fixed when its text is.
        colour = self._colour(QPalette.PlaceholderText).name()
        size = f"{self._small_font().pixelSize()}px"
        self.view.setLabel(side, text, **{"color": colour, "font-size": size})

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(_SMALL * self.fontInfo().pixelSize()))
        return font

    def _withhold(self, measurements: Iterable[Measurement], say: Say) -> None:
        """Show why something is withheld, each reason once, in place of the plot."""
        reasons = dict.fromkeys(say(each.reason) for each in measurements if each.reason)
        self.heading.setText(self._name)
        self.view.hide()
        self.reason.setText("\n".join(reasons))
        self.reason.show()

    def _tell(self, numbers: Iterable[str]) -> None:
        """Describe in words what is plotted, for those who cannot see it."""
        self.view.setAccessibleDescription(f"{self.heading.text()}. {'; '.join(numbers)}")

    def _bar_colours(self) -> dict[str, QColor]:
        return {
            "brush": self._colour(QPalette.Highlight),
            "pen": self._colour(QPalette.AlternateBase),
        }

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(QPalette.Active, role)


class FitPlot(Plot):
    """Plot the box counts of the fractal dimension, and the line fitted to their logarithms."""

    def __init__(self) -> None:
        super().__init__()
        self.set_name(self.tr("Box counting"))

    def _draw(self, analysis: Analysis, say: Say) -> None:
        measurements = analysis.shown_measurements
        fit = measurements.fits.get(FRACTAL_DIMENSION.id)
        if fit is None:
            self._withhold([measurements.fractal_dimension], say)
            return
        self._plot(fit)
        self._describe(fit)

    def _plot(self, count: BoxCount) -> None:
        sizes, counts = np.log2(count.sizes), np.log2(count.counts)
        # The line of least squares goes through the means.
        line = counts.mean() - count.dimension * (sizes - sizes.mean())
        pen = pg.mkPen(self._colour(QPalette.Highlight), width=2)
        self.line = self.view.plot(sizes, line, pen=pen, antialias=True)
        self.points = self.view.plot(
            sizes,
            counts,
            pen=None,
            antialias=True,
            symbol="o",
            symbolSize=7,
            symbolPen=None,
            symbolBrush=self._colour(QPalette.Link),
        )
        ticks = zip(sizes.tolist(), map(str, count.sizes), strict=True)
        self.view.getAxis("bottom").setTicks([list(ticks)])
        most = _fitting(_MOST_BOXES, counts.max())
        self._set_ranges((sizes[0], sizes[-1]), (0, most))
        powers = range(0, int(most) + 2, 3)
        self.view.getAxis("left").setTicks([[(power, f"{2**power}") for power in powers]])
        self._label_axis("left", self.tr("boxes"))
        self._label_axis("bottom", self.tr("box side, px"))

    def _describe(self, count: BoxCount) -> None:
        self.heading.setText(
            self.tr("Box counting: D = {d} ± {error} SE, R² {r_squared}").format(
                d=f"{count.dimension:.3f}",
                error=f"{count.standard_error:.3f}",
                r_squared=f"{count.r_squared:.4f}",
            )
        )
        told = (
            f"{size} px: {boxes}" for size, boxes in zip(count.sizes, count.counts, strict=True)
        )
        self._tell(told)


class CalibrePlot(Plot):
    """Plot how calibres are distributed along the centrelines: in µm, or else in % of the field."""

    def __init__(self) -> None:
        super().__init__()
        self.set_name(self.tr("Calibres"))

    def _draw(self, analysis: Analysis, say: Say) -> None:
        measurements = analysis.shown_measurements
        if measurements.calibres is None:
            self._withhold([measurements.numbers[MEAN_CALIBRE.id]], say)
            return
        pixel_mm = standard_pixel_mm(analysis.image, analysis.field)
        if pixel_mm is None:
            self._plot(measurements.calibres, MEAN_CALIBRE, 100)
        else:
            across_um = 1000 * STANDARD_DIAMETER * pixel_mm
            self._plot(measurements.calibres, MEAN_CALIBRE_UM, across_um)

    def _plot(self, calibres: Calibres, measure: Measure, factor: float) -> None:
        """Plot in the unit, and to the decimals, of the mean calibre shown nearby."""
        unit = measure.suffix.strip()
        edges, percent = factor * np.array(calibres.edges), 100 * np.array(calibres.shares)
        median = factor * calibres.median
        filled = np.flatnonzero(percent)
        self.bars = pg.BarGraphItem(
            x0=edges[:-1], x1=edges[1:], height=percent, **self._bar_colours()
        )
        pen = pg.mkPen(self._colour(QPalette.WindowText), width=1.5, style=Qt.PenStyle.DashLine)
        self.median = pg.InfiniteLine(median, pen=pen)
        self.view.addItem(self.bars)
        self.view.addItem(self.median)
        widest = _fitting(_WIDEST[measure.id], edges[filled[-1] + 1])
        self._set_ranges((0, widest), (0, _fitting(_MOST_OF_LENGTH, percent.max())))
        self._label_axis("left", self.tr("% of length"))
        self._label_axis("bottom", self.tr("calibre, {unit}").format(unit=unit))
        written = f"{median:.{measure.decimals}f} {unit}"
        self.heading.setText(self.tr("Calibres: median {median}").format(median=written))
        self._tell(
            f"{edges[i]:.3g} – {edges[i + 1]:.3g} {unit}: {percent[i]:.1f} %" for i in filled
        )


class QuadrantPlot(Plot):
    """Plot the vessel density of each quadrant that was measured, with its band."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.set_name(title)
        self.view.invertY()  # as the quadrants are read: from above

    def _draw(self, analysis: Analysis, say: Say) -> None:
        densities = analysis.shown_measurements.quadrant_densities
        names = [say(quadrant_name(each, analysis.image.laterality)) for each in densities]
        measured = list(densities.values())
        if any(each.reason for each in measured):
            self._withhold(measured, say)
        if any(each.value is not None for each in measured):
            self.view.show()
            self._plot(measured)
            self._name_rows(names)
            self._describe(names, measured)

    def _plot(self, densities: Sequence[Measurement]) -> None:
        values = _percent([each.value for each in densities])
        lows = _percent([each.low for each in densities])
        highs = _percent([each.high for each in densities])
        rows, widths = np.arange(len(densities)), np.nan_to_num(values)
        self.bars = pg.BarGraphItem(
            x0=np.zeros(len(rows)), width=widths, y=rows, height=0.62, **self._bar_colours()
        )
        self.whiskers = pg.ErrorBarItem(
            x=widths,
            y=rows,
            left=np.nan_to_num(values - lows),
            right=np.nan_to_num(highs - values),
            beam=0.25,
            pen=pg.mkPen(self._colour(QPalette.WindowText), width=1.5),
        )
        self.view.addItem(self.bars)
        self.view.addItem(self.whiskers)
        # The same on each photograph, so that two of them can be compared by eye.
        highest = _fitting(_HIGHEST_DENSITY, np.nanmax([values, highs]))
        self.view.setXRange(0, highest, padding=0.04)
        self.view.getAxis("bottom").setTicks([_round_ticks(highest)])
        self.view.setYRange(-0.5, len(rows) - 0.5, padding=0.02)
        self._label_axis("bottom", "%")

    def _name_rows(self, names: Sequence[str]) -> None:
        metrics = QFontMetrics(self._small_font())
        axis = self.view.getAxis("left")
        axis.setWidth(max(metrics.horizontalAdvance(name) for name in names) + 10)
        axis.setTicks([list(enumerate(names))])

    def _describe(self, names: Sequence[str], densities: Sequence[Measurement]) -> None:
        self.heading.setText(
            self.tr("{title}, with its sensitivity to the threshold").format(title=self._name)
        )
        measure = VESSEL_DENSITY
        self._tell(
            f"{name} {format_value(each, measure)} ({format_band(each, measure)})"
            for name, each in zip(names, densities, strict=True)
        )


def make_plots(say: Say) -> tuple[Plot, ...]:
    """Make all plots of the column, in the order in which they are read; the last for research."""
    return CalibrePlot(), QuadrantPlot(say(QUADRANT_TITLE)), FitPlot()


def _fitting(usual: float, needed: float) -> float:
    """Return how far an axis reaches: as always, doubled as often as something would not fit."""
    while usual < needed - 1e-6:
        usual *= 2
    return usual


def _percent(shares: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if share is None else 100 * share for share in shares])


def _round_ticks(highest: float) -> list[tuple[float, str]]:
    """Return at most six ticks from nought, so few that their numbers never touch."""
    step = next(step for step in (0.2, 0.5, 1, 2, 5, 10, 20) if highest / step < 6)
    return [(step * n, f"{step * n:g}") for n in range(int(highest / step) + 1)]
