"""Search for patients as one types, narrow them down, and walk through them by the keyboard."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PyQt5.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.errors import RetivascError
from app.base.translation import Catalogue
from app.domain.photograph import Laterality
from app.domain.quality import Verdict
from app.report.wording import eye_name, verdict_name
from app.store.facts import State
from app.ui.look.style import text_label
from app.ui.patients.day_field import DayField
from app.ui.patients.desk import StoreOfCases
from app.ui.patients.model import LISTED_ROLE, Column, PatientModel
from app.ui.patients.patient_table import PatientTable
from app.ui.patients.words import state_name

if TYPE_CHECKING:
    from app.store.search import Listed, Order, Page, Place, Query

_REST_MS = 120
_STEPS = {
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PatientList(QWidget):
    """A search line, filters and a table of the patients that are found.

    Signals:
        chosen: Enter was pressed on a patient, or a double click (what is listed).
        current_changed: another patient is marked, or none.
        delete_asked: Delete was pressed on a patient.
        dropped: photographs (a tuple of places) were dropped on a patient (what is listed).
    """

    chosen = pyqtSignal(object)
    current_changed = pyqtSignal()
    delete_asked = pyqtSignal()
    dropped = pyqtSignal(tuple, object)

    def __init__(
        self, keeper: StoreOfCases, catalogue: Catalogue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper, self._catalogue = keeper, catalogue
        self._scrolled: int | None = None  # to where, before the list was made again
        self._marked = ""  # the patient that stays marked when the list is made again
        self.line = QLineEdit()
        self.since, self.until = DayField(self.tr("From")), DayField(self.tr("Until"))
        self.eyes, self.qualities, self.states = QComboBox(), QComboBox(), QComboBox()
        self.reset = QToolButton()
        self.model = PatientModel(self._ask, self)
        self.table = PatientTable()
        self.told = text_label("faint")
        self.count = QLabel()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._order: Order | None = None
        self._fill()
        self._lay_out()
        self._connect()
        self.search()

    # --- construction ----------------------------------------------------------------------

    def _fill(self) -> None:
        say = self._catalogue.say
        self.line.setObjectName("commandLine")
        self.line.setPlaceholderText(self.tr("Name, patient ID, or initials of a Chinese name"))
        self.line.setAccessibleName(self.tr("Search for a patient"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        for field in (self.since, self.until):
            field.setMaximumWidth(14 * field.fontMetrics().averageCharWidth() + 20)
        _offer(self.eyes, self.tr("Any eye"), self.tr("Eye"))
        for eye in (Laterality.RIGHT, Laterality.LEFT, Laterality.UNKNOWN):
            self.eyes.addItem(say(eye_name(eye)), eye)
        _offer(self.qualities, self.tr("Any quality"), self.tr("Image quality"))
        for verdict in Verdict:
            self.qualities.addItem(say(verdict_name(verdict)), verdict)
        _offer(self.states, self.tr("Any state"), self.tr("State"))
        for state in State:
            self.states.addItem(state_name(state), state)
        self.reset.setObjectName("link")
        self.reset.setText(self.tr("Reset filters"))
        self.reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _lay_out(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(_named(self.tr("From"), self.since))
        filters.addWidget(self.since)
        filters.addWidget(_named(self.tr("Until"), self.until))
        filters.addWidget(self.until)
        for box in (self.eyes, self.qualities, self.states):
            filters.addWidget(box)
        filters.addWidget(self.reset)
        filters.addStretch()
        filters.addWidget(self.count)
        self.count.setObjectName("faint")
        self._set_up_table()
        self.told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.line)
        layout.addLayout(filters)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.told, stretch=1)

    def _set_up_table(self) -> None:
        table = self.table
        table.setObjectName("patients")
        table.setAccessibleName(self.tr("Patients"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectRows)
        table.setSelectionMode(QAbstractItemView.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.installEventFilter(self)
        numbers, header = table.verticalHeader(), table.horizontalHeader()
        assert numbers is not None
        assert header is not None
        numbers.hide()
        numbers.setDefaultSectionSize(table.fontMetrics().height() + 12)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignLeft)
        header.setSectionsClickable(True)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.NAME, QHeaderView.Stretch)
        width = table.fontMetrics().averageCharWidth()
        letters = {
            Column.ID: 20,
            Column.BORN: 16,
            Column.LAST: 18,
            Column.EYES: 10,
            Column.COUNT: 14,
            Column.STATE: 18,
        }
        for column, count in letters.items():
            table.setColumnWidth(column, count * width)
        header.sectionClicked.connect(self._sort)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        self._rest.timeout.connect(self.search)
        self.line.textChanged.connect(lambda _: self._rest.start())
        for field in (self.since, self.until):
            field.day_changed.connect(self.search)
        for box in (self.eyes, self.qualities, self.states):
            box.currentIndexChanged.connect(lambda _: self.search())
        self.reset.clicked.connect(self._reset_filters)
        self.model.modelAboutToBeReset.connect(self._note_place)
        self.model.listed.connect(self._show_listed)
        self.model.failed.connect(self._show_error)
        self.table.dropped.connect(self.dropped)
        self.table.doubleClicked.connect(self._choose)
        selection = self.table.selectionModel()
        assert selection is not None
        selection.currentRowChanged.connect(lambda *_: self._note_current())
        self._keeper.changed.connect(self.search)
        self._keeper.standing_changed.connect(self.search)

    # --- what is looked for ----------------------------------------------------------------

    @property
    def current(self) -> "Listed | None":
        """Return the patient that is marked."""
        index = self.table.currentIndex()
        found: Listed | None = index.data(LISTED_ROLE) if index.isValid() else None
        return found

    @property
    def filtered(self) -> bool:
        """Return whether anything narrows the list down."""
        boxes = (self.eyes, self.qualities, self.states)
        return bool(self.line.text().strip() or self.since.day or self.until.day) or any(
            box.currentIndex() > 0 for box in boxes
        )

    def query(self) -> "Query":
        """Return what is looked for."""
        from app.store.search import Order, Query

        return Query(
            typed=self.line.text(),
            since=self.since.day,
            until=self.until.day,
            eye=self.eyes.currentData(),
            quality=self.qualities.currentData(),
            state=self.states.currentData(),
            order=self._order or Order.NAME,
        )

    def search(self) -> None:
        """List who is looked for, as the store is now."""
        self._rest.stop()
        if not self._keeper.is_open:
            self.table.hide()
            self.told.show()
            self.told.setText(self.tr("Patients are not kept now: there is no list of them."))
            return
        self.model.look_for(self.query())

    def _ask(
        self,
        query: "Query",
        after: "Place | None",
        *,
        size: int,
        then: "Callable[[Page], None]",
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        from app.store.search import find_patients

        self._keeper.run(
            partial(find_patients, query=query, after=after, size=size),
            then=then,
            otherwise=otherwise,
        )

    def _sort(self, column: int) -> None:
        """Sort by the column whose title was clicked: the name, or the day of the last visit."""
        from app.store.search import Order

        orders = {Column.NAME: Order.NAME, Column.LAST: Order.DATE}
        order = orders.get(Column(column), self._order or Order.NAME)
        self._order = order
        header = self.table.horizontalHeader()
        assert header is not None
        if order is Order.DATE:
            header.setSortIndicator(Column.LAST, Qt.SortOrder.DescendingOrder)
        else:
            header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        self.search()

    def _reset_filters(self) -> None:
        for field in (self.since, self.until):
            field.clear()
        for box in (self.eyes, self.qualities, self.states):
            box.setCurrentIndex(0)
        self.line.setFocus()

    # --- what is found ---------------------------------------------------------------------

    def mark(self, patient: str) -> None:
        """Have a patient marked as soon as it is listed."""
        self._marked = patient
        self._mark_again()

    def _note_place(self) -> None:
        """Remember what is in sight, for when the same patients are listed again."""
        bar = self.table.verticalScrollBar()
        assert bar is not None
        self._scrolled = bar.value()

    def _show_listed(self) -> None:
        count = self.model.rowCount()
        self.table.setVisible(count > 0)
        self.told.setVisible(count == 0)
        self.told.setText(
            self.tr("Nobody was found. Check the spelling, or reset the filters.")
            if self.filtered
            else self.tr(
                "No patient is kept yet. Open photographs, or enter a patient with “New patient…”."
            )
        )
        shown = str(count) if self.model.whole else f"{count}+"
        self.count.setText(self.tr("Patients: {count}").format(count=shown))
        if self._scrolled is not None:  # else a page came to those that are listed
            self._mark_again()

    def _mark_again(self) -> None:
        known = self.model.row_of(self._marked)
        row, bar = max(0, known), self.table.verticalScrollBar()
        assert bar is not None
        if self.model.rowCount() and self.table.currentIndex().row() != row:
            self.table.setCurrentIndex(self.model.index(row, 0))
        if known >= 0 and self._scrolled is not None:
            bar.setValue(self._scrolled)
        self._scrolled = None
        self.current_changed.emit()

    def _note_current(self) -> None:
        if self.current is not None:
            self._marked = self.current.patient.id
        self.current_changed.emit()

    def _show_error(self, error: RetivascError) -> None:
        say = self._catalogue.say
        self.told.setText(f"{say(error.message)} {say(error.hint)}")

    def _choose(self, index: QModelIndex) -> None:
        listed = index.data(LISTED_ROLE)
        if listed is not None:
            self.chosen.emit(listed)

    @override
    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Walk through the patients while typing; Enter chooses one, Delete asks to delete it."""
        if event is None or event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.key() in _ENTER and watched in (self.line, self.table):
            if self._rest.isActive():  # what was typed last is not listed yet
                self.search()
            else:
                self._choose(self.table.currentIndex())
            return True
        if watched is self.line and event.key() in _STEPS:
            self.table.keyPressEvent(event)
            return True
        if watched is self.table and event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
            return True
        return False


def _offer(box: QComboBox, anything: str, name: str) -> None:
    box.setAccessibleName(name)
    box.addItem(anything, None)


def _named(text: str, field: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(field)
    return label
