"""The card of all further numbers: a table that folds away, and the quadrants."""

from collections.abc import Callable
from itertools import pairwise

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.analysis.analysis import Analysis
from app.base.messages import Message
from app.measurement.measure import Measure
from app.measurement.measures import (
    FRACTAL_DIMENSION,
    MEASURES,
    NOTHING_ELSE,
    VESSEL_DENSITY,
    measures_with,
    shown_measures,
)
from app.measurement.regions import Quadrant, quadrant_name
from app.measurement.types import Measurement
from app.report.explained import cases_words, is_research
from app.report.manual import page_of
from app.report.wording import (
    NO_BAND,
    QUADRANT_TITLE,
    WIDTHS_TITLE,
    band_title,
    format_band,
    format_interval,
    format_value,
)
from app.ui.cards.cards import automatic_text
from app.ui.cards.explanation import Explanation, NumberName
from app.ui.cards.section import Section
from app.ui.look.manual import set_page
from app.ui.look.style import set_property, text_label
from app.ui.session.workspace import Workspace

_ON_OWN_CARDS = (VESSEL_DENSITY, FRACTAL_DIMENSION)

Explain = Callable[[Measure, Measurement | None, QWidget], None]
"""Explains a number: which, its value, and next to what."""

_RIGHT = Qt.Alignment() | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberRow:
    """One number in a grid: name, value, and how certain it is; below, as it was found.

    Attributes:
        band: the interval of an expert's number; of numbers for research, the sensitivity.
    """

    def __init__(
        self, measure: Measure, say: Callable[[Message], str], explain: "Explain", *, research: bool
    ) -> None:
        self._measure, self._no_band, self._research = measure, say(NO_BAND), research
        self.name, self.value = NumberName("faint"), NumberName("value", focusable=False)
        self.band = _cell("band")
        self.name.setText(say(measure.name))
        self.automatic = _cell("band")
        self.labels = (self.name, self.value, self.band)
        self._measurement: Measurement | None = None
        for label in (self.name, self.value):
            set_page(label, page_of(measure))
            label.asked.connect(lambda: explain(measure, self._measurement, self.name))

    def show(
        self, measurement: Measurement, *, stale: bool, automatic: Measurement | None = None
    ) -> None:
        """Show a measurement; paler when it belongs to another threshold.

        Args:
            automatic: the same of the vessels before a person corrected them; None if nobody did.
        """
        self._measurement = measurement
        self.value.setText(format_value(measurement, self._measure))
        # The unit is next to the value; twice it would not fit.
        self.band.setText(self._certainty(measurement).removesuffix(self._measure.suffix))
        for label in self.labels:
            label.show()
        self.automatic.setVisible(automatic is not None)
        if automatic is not None:
            self.automatic.setText(automatic_text(automatic, self._measure))
        for label in (self.value, self.band, self.automatic):
            set_property(label, "stale", stale)

    def _certainty(self, measurement: Measurement) -> str:
        if not self._research:
            known = measurement.interval
            return "" if known is None else format_interval(known, self._measure)
        none = self._no_band if measurement.value is not None else ""
        return format_band(measurement, self._measure) or none

    def hide(self) -> None:
        """Hide the row until it is shown again."""
        for label in (*self.labels, self.automatic):
            label.hide()


class MeasurementsCard(Section):
    """Show all numbers that have no card of their own, or why nothing at all was measured."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(unfolded=workspace.more_shown)
        self.toggle.setText(self.tr("More measurements"))
        self._workspace = workspace
        say = workspace.catalogue.say
        self.toggle.toggled.connect(self._remember)
        self.rows = {
            measure.id: NumberRow(measure, say, self.explain, research=is_research(measure))
            for measure in measures_with(NOTHING_ELSE)
            if measure not in _ON_OWN_CARDS
        }
        self.quadrants = {
            quadrant: NumberRow(VESSEL_DENSITY, say, self.explain, research=False)
            for quadrant in Quadrant
        }
        self.research = Section(unfolded=False)
        self.research.toggle.setText(self.tr("For research"))
        self.research.column.setContentsMargins(0, 0, 0, 0)
        self.expected = text_label("band")
        self.thresholds, self.reasons = text_label("band"), text_label("faint")
        self._analysis: Analysis | None = None
        self.withheld = text_label("faint")
        self.withheld.hide()
        self.column.insertWidget(1, self.withheld)
        self._fill()

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Show the numbers of an analysis; paler when they belong to another threshold."""
        self.setVisible(analysis is not None)
        self._analysis = analysis
        if analysis is None:
            return
        self.withheld.setVisible(analysis.withheld is not None)
        self.toggle.setVisible(analysis.withheld is None)
        self.content.setVisible(analysis.withheld is None and self.toggle.isChecked())
        if analysis.withheld is not None:
            self.withheld.setText(self._workspace.catalogue.say(analysis.withheld))
        else:
            self._show_numbers(analysis, stale=stale)

    def explain(self, measure: Measure, measurement: Measurement | None, number: QWidget) -> None:
        """Show what a number means, next to the card."""
        catalogue = self._workspace.catalogue
        panel = Explanation(measure, self._analysis, catalogue, self, measurement)
        panel.show_beside(number, self)

    def _show_numbers(self, analysis: Analysis, *, stale: bool) -> None:
        say, measurements = self._workspace.catalogue.say, analysis.shown_measurements
        before = analysis.measurements if analysis.strokes else None
        known = analysis.image.spacing is not None
        shown = [each.id for each in shown_measures(spacing_known=known) if each.id in self.rows]
        self.thresholds.setText(
            self.tr("measuring…") if stale else say(band_title(measurements.band))
        )
        self._show_level([measurements.numbers[number] for number in shown])
        for number, row in self.rows.items():
            row.hide()
            if number in shown:
                automatic = before.numbers[number] if before else None
                row.show(measurements.numbers[number], stale=stale, automatic=automatic)
        for quadrant, row in self.quadrants.items():
            automatic = before.quadrant_densities[quadrant] if before else None
            row.name.setText(say(quadrant_name(quadrant, analysis.image.laterality)))
            row.show(measurements.quadrant_densities[quadrant], stale=stale, automatic=automatic)
        self._show_reasons(
            [measurements.numbers[number] for number in shown]
            + list(measurements.quadrant_densities.values())
        )

    def _show_level(self, measurements: list[Measurement]) -> None:
        """Say what stands next to the numbers, where any of them has an interval."""
        known = next((each.interval for each in measurements if each.interval), None)
        self.expected.setVisible(known is not None)
        if known is not None:
            words = self.tr("Small figures: what an expert would have got in {cases}")
            self.expected.setText(
                words.format(cases=self._workspace.catalogue.say(cases_words(known)))
            )

    def _show_reasons(self, measurements: list[Measurement]) -> None:
        """Show why some are withheld, each reason once."""
        say = self._workspace.catalogue.say
        reasons = dict.fromkeys(say(each.reason) for each in measurements if each.reason)
        self.reasons.setText("\n".join(reasons))
        self.reasons.setVisible(bool(reasons))

    def _remember(self, unfolded: bool) -> None:
        self._workspace.more_shown = unfolded

    def _fill(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.expected)
        rows = [(MEASURES[number], row) for number, row in self.rows.items()]
        column.addLayout(
            number_grid([row for each, row in rows if not each.width and not is_research(each)])
        )
        column.addWidget(self._title(WIDTHS_TITLE))
        column.addLayout(
            number_grid([row for each, row in rows if each.width and not is_research(each)])
        )
        column.addWidget(self._title(QUADRANT_TITLE))
        column.addLayout(self._quadrant_grid())
        column.addWidget(self.reasons)
        column.addWidget(self.research)
        inner = QVBoxLayout(self.research.content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.thresholds)
        inner.addLayout(number_grid([row for each, row in rows if is_research(each)]))
        self._order_focus()

    def _order_focus(self) -> None:
        """Let the Tab key go from top to bottom."""
        rows = [(MEASURES[number], row) for number, row in self.rows.items()]
        plain = [row.name for each, row in rows if not is_research(each) and not each.width]
        by_width = [row.name for each, row in rows if not is_research(each) and each.width]
        quadrants = [row.name for row in self.quadrants.values()]
        research = [row.name for each, row in rows if is_research(each)]
        order = [self.toggle, *plain, *by_width, *quadrants, self.research.toggle, *research]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _title(self, title: Message) -> QLabel:
        label = text_label("cardTitle")
        label.setText(self._workspace.catalogue.say(title))
        return label

    def _quadrant_grid(self) -> QGridLayout:
        """Arrange the quadrants as they lie in the picture."""
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, row in enumerate(self.quadrants.values()):
            frame = QFrame()
            frame.setObjectName("quadrant")
            cell = QGridLayout(frame)
            cell.setContentsMargins(6, 5, 6, 5)
            cell.setSpacing(1)
            cell.addWidget(row.name, 0, 0, 1, 2)
            cell.addWidget(row.value, 1, 0)
            cell.addWidget(row.band, 1, 1, _RIGHT)
            cell.addWidget(row.automatic, 2, 0, 1, 2)
            grid.addWidget(frame, place // 2, place % 2)
        return grid


def number_grid(rows: list[NumberRow]) -> QGridLayout:
    """Return numbers one below the other."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 1)
    for place, row in enumerate(rows):
        for column, label in enumerate(row.labels):
            grid.addWidget(label, 2 * place, column)
        grid.addWidget(row.automatic, 2 * place + 1, 0, 1, 3)
        row.automatic.setContentsMargins(0, 0, 0, 6)  # it belongs to what is above
        for label in (row.value, row.band, row.automatic):
            label.setAlignment(_RIGHT)
    return grid


def _cell(name: str) -> QLabel:
    label = text_label(name)
    label.setWordWrap(False)
    return label
