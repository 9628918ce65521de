"""The card of all further numbers: a table that folds away, and the quadrants."""

from collections.abc import Callable

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from app.analysis.analysis import Analysis
from app.base.messages import Message
from app.measurement.measures import (
    FRACTAL_DIMENSION,
    MEASURES,
    VESSEL_DENSITY,
    Measure,
    shown_measures,
)
from app.measurement.regions import Quadrant, quadrant_name
from app.measurement.types import Measurement
from app.report.wording import (
    NO_BAND,
    QUADRANT_TITLE,
    WIDTHS_TITLE,
    band_title,
    format_band,
    format_value,
)
from app.ui.cards.cards import automatic_text
from app.ui.cards.section import Section
from app.ui.look.plain_text import tip_text
from app.ui.look.style import set_property, text_label
from app.ui.session.workspace import Workspace

_ON_OWN_CARDS = (VESSEL_DENSITY, FRACTAL_DIMENSION)
_RIGHT = Qt.Alignment() | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberRow:
    """One number in a grid: name, value, band; below, its value before any correction."""

    def __init__(self, measure: Measure, say: Callable[[Message], str]) -> None:
        self._measure, self._no_band = measure, say(NO_BAND)
        self.name, self.value, self.band = text_label("faint"), _cell("value"), _cell("band")
        self.name.setText(say(measure.name))
        self.automatic = _cell("band")
        self.labels = (self.name, self.value, self.band)
        for label in self.labels:
            label.setToolTip(tip_text(say(measure.definition)))

    def show(
        self, measurement: Measurement, *, stale: bool, automatic: Measurement | None = None
    ) -> None:
        """Show a measurement; paler when it belongs to another threshold.

        Args:
            automatic: the same of the vessels before a person corrected them; None if nobody did.
        """
        self.value.setText(format_value(measurement, self._measure))
        # The unit is next to the value; twice it would not fit.
        band = format_band(measurement, self._measure).removesuffix(self._measure.suffix)
        none = self._no_band if measurement.value is not None else ""
        self.band.setText(band or none)
        for label in self.labels:
            label.show()
        self.automatic.setVisible(automatic is not None)
        if automatic is not None:
            self.automatic.setText(automatic_text(automatic, self._measure))
        for label in (self.value, self.band, self.automatic):
            set_property(label, "stale", stale)

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
            measure.id: NumberRow(measure, say)
            for measure in MEASURES.values()
            if measure not in _ON_OWN_CARDS
        }
        self.quadrants = {quadrant: NumberRow(VESSEL_DENSITY, say) for quadrant in Quadrant}
        self.thresholds, self.reasons = _cell("band"), text_label("faint")
        self.withheld = text_label("faint")
        self.withheld.hide()
        self.column.insertWidget(1, self.withheld)
        self._fill()

    def show_analysis(self, analysis: Analysis | None, *, stale: bool) -> None:
        """Show the numbers of an analysis; paler when they belong to another threshold."""
        self.setVisible(analysis is not None)
        if analysis is None:
            return
        self.withheld.setVisible(analysis.withheld is not None)
        self.toggle.setVisible(analysis.withheld is None)
        self.content.setVisible(analysis.withheld is None and self.toggle.isChecked())
        if analysis.withheld is not None:
            self.withheld.setText(self._workspace.catalogue.say(analysis.withheld))
        else:
            self._show_numbers(analysis, stale=stale)

    def _show_numbers(self, analysis: Analysis, *, stale: bool) -> None:
        say, measurements = self._workspace.catalogue.say, analysis.shown_measurements
        before = analysis.measurements if analysis.corrected else None
        known = analysis.image.spacing is not None
        shown = [each.id for each in shown_measures(spacing_known=known) if each.id in self.rows]
        self.thresholds.setText(
            self.tr("measuring…") if stale else say(band_title(measurements.band))
        )
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
        column.addWidget(self.thresholds)
        rows = self.rows.items()
        column.addLayout(_number_grid([row for key, row in rows if MEASURES[key].width is None]))
        column.addWidget(self._title(WIDTHS_TITLE))
        column.addLayout(_number_grid([row for key, row in rows if MEASURES[key].width]))
        column.addWidget(self._title(QUADRANT_TITLE))
        column.addLayout(self._quadrant_grid())
        column.addWidget(self.reasons)
        self.thresholds.setAlignment(_RIGHT)

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


def _number_grid(rows: list[NumberRow]) -> QGridLayout:
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
