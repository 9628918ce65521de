"""The numbers of two photographs in one table, with what can be said of their change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.analysis.analysis import Analysis
from app.analysis.comparison import Comparison
from app.base.messages import Message
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES, shown_measures
from app.measurement.types import Measurement
from app.records.schema import Value
from app.report.changes import DASH, VERDICTS, reason_of, signed_words
from app.report.wording import format_amount, format_interval, format_value, interval_words
from app.ui.look.plain_text import tip_text
from app.ui.look.style import text_label

Say = Callable[[Message], str]

_FIGURES = (1, 2, 3)  # the columns that hold them
_VERDICT = 4
_WIDTH = 8.5  # of the verdict, times the size of the font
_RIGHT = Qt.Alignment() | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One number of two photographs, in words.

    Attributes:
        left, right: the value, and below it between which values an expert's would lie.
        change, smallest, verdict: by how much it changed, from where that can be told, and whether
            it can; empty where the numbers are not set against each other.
        told: what else there is to say of it.
        reason: why it is withheld; empty where it is not.
    """

    name: str
    left: str
    right: str
    change: str = ""
    smallest: str = ""
    verdict: str = ""
    told: tuple[str, ...] = ()
    reason: str = ""


def rows_of_comparison(comparison: Comparison, say: Say) -> tuple[Row, ...]:
    """Return the numbers of two photographs that were aligned, with their changes."""
    known = all(each.image.spacing for each in (comparison.first, comparison.second))
    shown = shown_measures(spacing_known=known, structures=comparison.structures)
    return tuple(_changed(measure, comparison, say) for measure in shown)


def rows_of_both(left: Analysis, right: Analysis, say: Say) -> tuple[Row, ...]:
    """Return the numbers of two photographs next to each other, without any change."""
    known = all(each.image.spacing for each in (left, right))
    return tuple(
        _side_by_side(
            measure,
            left.shown_measurements.numbers[measure.id],
            right.shown_measurements.numbers[measure.id],
            say,
        )
        for measure in shown_measures(
            spacing_known=known, structures=left.structures & right.structures
        )
    )


def rows_of_records(
    left: Mapping[str, Value], right: Mapping[str, Value], say: Say
) -> tuple[Row, ...]:
    """Return the numbers of two visits as they were kept."""
    return tuple(
        Row(
            say(measure.name),
            _kept(left[measure.id], measure),
            _kept(right[measure.id], measure),
            told=(say(measure.definition),),
            reason=left[measure.id].reason or right[measure.id].reason or "",
        )
        for measure in MEASURES.values()
        if measure.id in left
        and measure.id in right
        and not (measure.needs_spacing and left[measure.id].value is None)
    )


def _changed(measure: Measure, comparison: Comparison, say: Say) -> Row:
    change = comparison.changes[measure.id]
    reason = reason_of(change)
    return Row(
        say(measure.name),
        _measured(change.first, measure),
        _measured(change.second, measure),
        signed_words(change.change, measure),
        _smallest(change.smallest_detectable, measure),
        say(VERDICTS[change.verdict]),
        _told(measure, (change.first, change.second), say),
        say(reason) if reason else "",
    )


def _smallest(value: float | None, measure: Measure) -> str:
    return "" if value is None else format_amount(value, measure)


def _side_by_side(measure: Measure, left: Measurement, right: Measurement, say: Say) -> Row:
    reason = left.reason or right.reason
    return Row(
        say(measure.name),
        _measured(left, measure),
        _measured(right, measure),
        told=_told(measure, (left, right), say),
        reason=say(reason) if reason else "",
    )


def _told(measure: Measure, both: Iterable[Measurement], say: Say) -> tuple[str, ...]:
    intervals = (interval_words(each, measure) for each in both)
    return (say(measure.definition), *(say(words) for words in intervals if words))


def _measured(measurement: Measurement, measure: Measure) -> str:
    value = format_value(measurement, measure)
    if measurement.interval is None:
        return value
    return f"{value}\n{format_interval(measurement.interval, measure)}"


def _kept(value: Value, measure: Measure) -> str:
    if value.value is None:
        return DASH
    written = format_amount(value.value, measure)
    if value.interval is None:
        return written
    low, high = (format_amount(each, measure) for each in (value.interval.low, value.interval.high))
    return f"{written}\n{low.removesuffix(measure.suffix)} – {high}"


class NumbersTable(QWidget):
    """Show rows in a table, above them what must be known first, below why some are withheld."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.remarks, self.reasons = text_label("faint"), text_label("faint")
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.NoSelection)
        self.table.setObjectName("numbers")
        self.table.setAccessibleName(self.tr("Numbers"))
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.remarks)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.reasons)
        self.show_rows((), ("", ""))

    def show_rows(
        self, rows: Sequence[Row], titles: tuple[str, str], remarks: Iterable[str] = ()
    ) -> None:
        """Show the numbers of two photographs.

        Args:
            titles: of the photographs.
            remarks: what must be known of the changes.
        """
        told = "\n".join(remarks)
        self.remarks.setText(told)
        self.remarks.setVisible(bool(told))
        reasons = "\n".join(dict.fromkeys(row.reason for row in rows if row.reason))
        self.reasons.setText(reasons)
        self.reasons.setVisible(bool(reasons))
        columns = [self.tr("Number"), *titles]
        if any(row.verdict for row in rows):
            columns += [self.tr("Change\ndetectable"), self.tr("Verdict")]
        self.table.setVisible(bool(rows))
        self.table.setColumnCount(len(columns))
        self.table.setHorizontalHeaderLabels(columns)
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._fill(number, row, len(columns))
        self._size(len(columns))

    def _fill(self, number: int, row: Row, columns: int) -> None:
        change = f"{row.change}\n{row.smallest or DASH}"
        texts = (row.name, row.left, row.right, change, row.verdict)[:columns]
        tip = tip_text(*row.told, *([row.reason] if row.reason else []))
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            if column in _FIGURES:
                item.setTextAlignment(int(_RIGHT))
            self.table.setItem(number, column, item)

    def _size(self, columns: int) -> None:
        header, rows = self.table.horizontalHeader(), self.table.verticalHeader()
        assert header is not None
        assert rows is not None
        rows.hide()
        for column in range(columns):
            header.setSectionResizeMode(
                column, QHeaderView.ResizeToContents if column else QHeaderView.Stretch
            )
        if columns > _VERDICT:  # long words are broken, not the names of numbers
            header.setSectionResizeMode(_VERDICT, QHeaderView.Fixed)
            header.resizeSection(_VERDICT, round(_WIDTH * self.fontInfo().pixelSize()))
        rows.setSectionResizeMode(QHeaderView.ResizeToContents)
