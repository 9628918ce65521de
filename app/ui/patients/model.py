"""The table of patients that are found: a page at a time, however many there are."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from typing_extensions import override

from app.base.errors import RetivascError
from app.base.text import plain_line
from app.ui.look.plain_text import tip_text
from app.ui.patients.words import day_words, eyes_words, state_name

if TYPE_CHECKING:
    from app.store.search import Listed, Page, Place, Query

PAGE = 50
_MOST = 5000  # patients that are listed again at once

LISTED_ROLE = Qt.ItemDataRole.UserRole
"""Under which what is listed of a patient is kept."""


class Column(IntEnum):
    """Name the columns, from the left."""

    NAME = 0
    ID = 1
    BORN = 2
    LAST = 3
    EYES = 4
    COUNT = 5
    STATE = 6


class Ask(Protocol):
    """How a page is asked for."""

    def __call__(
        self,
        query: "Query",
        after: "Place | None",
        *,
        size: int,
        then: "Callable[[Page], None]",
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        """Ask for a page of what is looked for, of this size, that begins after a place."""


class PatientModel(QAbstractTableModel):
    """Patients in rows; further ones are fetched as they come into sight.

    One page is asked for at a time: whoever types on asks for the last query only.

    Signals:
        listed: a page came, or what is looked for is there already.
        failed: the store could not be read.
    """

    listed = pyqtSignal()
    failed = pyqtSignal(RetivascError)

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._rows: list[Listed] = []
        self._query: Query | None = None
        self._after: Place | None = None
        self._asked: Query | None = None
        self._whole = True
        self._size = PAGE  # of the first page

    @property
    def waiting(self) -> bool:
        """Return whether a page is still to come."""
        return self._asked is not None

    @property
    def whole(self) -> bool:
        """Return whether all patients that were found are listed."""
        return self._whole and not self.waiting

    def look_for(self, query: "Query") -> None:
        """List the patients of another query, or as many as are listed of the same one again."""
        self._size = max(PAGE, min(len(self._rows), _MOST)) if query == self._query else PAGE
        self._query = query
        if not self.waiting:
            self._ask_page(None)

    def listed_at(self, row: int) -> "Listed | None":
        """Return what is listed in a row; None where there is no such row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, patient: str) -> int:
        """Return the row of a patient; -1 where it is not listed."""
        found = (row for row, each in enumerate(self._rows) if each.patient.id == patient)
        return next(found, -1)

    # --- pages -----------------------------------------------------------------------------

    def _ask_page(self, after: "Place | None") -> None:
        assert self._query is not None
        query = self._asked = self._query
        self._ask(
            query,
            after,
            size=self._size if after is None else PAGE,
            then=lambda page: self._take(query, page, first=after is None),
            otherwise=self._give_up,
        )

    def _take(self, query: "Query", page: "Page", *, first: bool) -> None:
        self._asked = None
        if query is not self._query:  # somebody typed on meanwhile
            self._ask_page(None)
            return
        if first:
            self._show(page.rows)
        elif page.rows:
            count = len(self._rows)
            self.beginInsertRows(QModelIndex(), count, count + len(page.rows) - 1)
            self._rows += page.rows
            self.endInsertRows()
        self._after, self._whole = page.after, page.after is None
        self.listed.emit()

    def _show(self, rows: "Sequence[Listed]") -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def _give_up(self, error: RetivascError) -> None:
        self._asked = None
        self._show(())
        self._whole = True
        self.listed.emit()
        self.failed.emit(error)

    @override
    def canFetchMore(self, parent: QModelIndex) -> bool:
        """Tell whether there are patients beyond the last row."""
        return not parent.isValid() and not self._whole and not self.waiting

    @override
    def fetchMore(self, parent: QModelIndex) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask_page(self._after)

    # --- what is shown ---------------------------------------------------------------------

    @override
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many patients have been fetched."""
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.NAME: self.tr("Name"),
            Column.ID: self.tr("Patient ID"),
            Column.BORN: self.tr("Date of birth"),
            Column.LAST: self.tr("Last photograph"),
            Column.EYES: self.tr("Eyes"),
            Column.COUNT: self.tr("Photographs"),
            Column.STATE: self.tr("State"),
        }[Column(section)]

    @override
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, plain text in one line."""
        listed = self.listed_at(index.row())
        if listed is None:
            return None
        if role == LISTED_ROLE:
            return listed
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == Column.COUNT:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        text = _cell(listed, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(text)
        return text if role == Qt.ItemDataRole.DisplayRole else None


def _cell(listed: "Listed", column: Column) -> str:
    facts = listed.patient.facts
    return {
        Column.NAME: plain_line(facts.name),
        Column.ID: plain_line(facts.patient_id),
        Column.BORN: plain_line(day_words(facts.birth_date)),
        Column.LAST: plain_line(day_words(listed.last_date)),
        Column.EYES: eyes_words(listed.eyes),
        Column.COUNT: str(listed.photographs),
        Column.STATE: state_name(listed.state) if listed.photographs else "",
    }[column]
