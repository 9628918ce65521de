"""The dialog that looks for photographs in the clinic's archives, and fetches them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.text import plain_line
from app.settings.archives import ArchiveNode
from app.ui.asking.work import Brought, Row, Rows, fetching, planning, searching
from app.ui.look.job_bar import JobBar
from app.ui.look.style import quiet_button, text_label
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

_SIZE = QSize(1060, 580)  # fits a screen of 1366 x 768
_STRETCHED = 5  # the column that takes what room is left: what was done
_LONGEST = 60  # letters that DICOM can ask for
_KINDS = (JobKind.ASK, JobKind.FETCH)


class ArchiveBrowser(QDialog):
    """Ask an archive for a patient's studies, or its worklist, and fetch what is chosen.

    Signals:
        fetched: folders (a tuple of paths) with photographs that came.
        patient_asked: whom a row is of (Facts) is to be entered as a patient.
        order_chosen: the photograph that is shown was taken for what is planned (Facts).
        settings_asked: the user wants to change the settings of the archives.
    """

    fetched = pyqtSignal(tuple)
    patient_asked = pyqtSignal(object)
    order_chosen = pyqtSignal(object)
    settings_asked = pyqtSignal()

    def __init__(
        self,
        nodes: Sequence[ArchiveNode],
        folder: Path,
        say: Callable[[Message], str],
        parent: QWidget | None = None,
        *,
        patient: str = "",
        shown: bool = False,
    ) -> None:
        """Offer the archives that have an address.

        Args:
            folder: into which studies are fetched, each into a folder of its own.
            patient: who is looked for at first; somebody may type another.
            shown: there is a photograph that an order can be assigned to.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Photographs in the archive"))
        self._nodes = [node for node in nodes if node.can_be_asked]
        self._folder, self._say, self._shown = folder, say, shown
        self._jobs = Jobs(self)
        self._jobs.start()
        self.archives, self.what, self.days = QComboBox(), QComboBox(), QComboBox()
        self.line = QLineEdit(patient)
        self.search_button = quiet_button(self.tr("Search"), self.search)
        self.table = QTreeWidget()
        self.told = text_label()
        self.job_bar = JobBar()
        self.fetch_button = quiet_button(self.tr("Fetch and open"), self.fetch)
        self.fetch_button.setObjectName("primary")
        self.patient_button = quiet_button(self.tr("New patient…"), self._ask_patient)
        self.order_button = quiet_button(
            self.tr("Assign to the photograph shown"), self._choose_order
        )
        self.settings_button = quiet_button(self.tr("Settings…"), self._ask_settings)
        self._fill()
        self._lay_out()
        self._connect()
        self._offer()
        self._enable()
        self.line.setFocus()

    @property
    def node(self) -> ArchiveNode | None:
        """Return the archive that is asked; None where none is set up."""
        index = self.archives.currentIndex()
        return self._nodes[index] if 0 <= index < len(self._nodes) else None

    @property
    def chosen(self) -> tuple[Row, ...]:
        """Return the rows that are marked."""
        items = self.table.selectedItems()
        return tuple(cast("Row", item.data(0, Qt.ItemDataRole.UserRole)) for item in items)

    def _fill(self) -> None:
        self.archives.addItems([plain_line(node.title) for node in self._nodes])
        self.archives.setAccessibleName(self.tr("Archive"))
        self.what.setAccessibleName(self.tr("What is looked for"))
        self.days.setAccessibleName(self.tr("Days"))
        for text, back in (
            (self.tr("any day"), None),
            (self.tr("today"), 0),
            (self.tr("the last 7 days"), 7),
            (self.tr("the last 30 days"), 30),
            (self.tr("the last year"), 365),
        ):
            self.days.addItem(text, back)
        self.line.setPlaceholderText(self.tr("Patient ID, or part of a name"))
        self.line.setAccessibleName(self.line.placeholderText())
        self.line.setMaxLength(_LONGEST)
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.table.setAccessibleName(self.tr("What was found"))
        self.table.setHeaderLabels(
            [
                self.tr("Day"),
                self.tr("Patient ID"),
                self.tr("Name"),
                self.tr("Date of birth"),
                self.tr("Kind"),
                self.tr("Description"),
                self.tr("Objects"),
            ]
        )
        header = self.table.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        header.setSectionResizeMode(_STRETCHED, QHeaderView.Stretch)

    def _lay_out(self) -> None:
        asked = QHBoxLayout()
        for box in (self.archives, self.what):
            asked.addWidget(box)
        asked.addWidget(self.line, stretch=1)
        asked.addWidget(self.days)
        asked.addWidget(self.search_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.settings_button)
        buttons.addStretch()
        buttons.addWidget(self.order_button)
        buttons.addWidget(self.patient_button)
        buttons.addWidget(self.fetch_button)
        buttons.addWidget(quiet_button(self.tr("Close"), self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(asked)
        layout.addWidget(self.table, stretch=1)
        layout.addWidget(self.told)
        layout.addWidget(self.job_bar)
        layout.addLayout(buttons)
        self.resize(_SIZE)

    def _connect(self) -> None:
        self.archives.currentIndexChanged.connect(self._offer)
        self.what.currentIndexChanged.connect(self._choose_what)
        self.line.returnPressed.connect(self.search)
        self.table.itemSelectionChanged.connect(self._enable)
        self.table.itemActivated.connect(lambda _item: self.fetch())
        self._jobs.busy_changed.connect(self._enable)
        self._jobs.progressed.connect(self.job_bar.show_progress)
        self.job_bar.cancel_asked.connect(self.cancel)

    def _offer(self) -> None:
        """Offer what the archive keeps: studies, and a worklist where it has one."""
        self.what.clear()
        self.what.addItem(self.tr("Studies"), False)
        node = self.node
        if node is not None and node.worklist and node.archive is not None:
            self.what.addItem(self.tr("Worklist"), True)
        self.what.setVisible(self.what.count() > 1)
        if node is None:
            self.told.setText(self.tr("No archive is set up yet."))

    def _choose_what(self) -> None:
        """Take away what was found elsewhere; of a worklist, today is looked at first."""
        self.days.setCurrentIndex(self.days.findData(0 if self.what.currentData() else None))
        self._jobs.give_up(*_KINDS)
        self.table.clear()
        if self.node is not None:
            self.told.clear()
        self._enable()

    def _enable(self) -> None:
        busy, rows = self._jobs.runs(*_KINDS), self.chosen
        self.job_bar.show_busy(busy)
        self.search_button.setEnabled(self.node is not None and not busy)
        can_be_fetched = bool(rows) and all(row.study for row in rows)
        self.fetch_button.setEnabled(can_be_fetched and not busy)
        self.patient_button.setEnabled(len(rows) == 1)
        self.order_button.setVisible(bool(self.what.currentData()))
        self.order_button.setEnabled(self._shown and len(rows) == 1 and rows[0].planned)

    # --- what the user does ----------------------------------------------------------------

    def search(self) -> None:
        """Ask the archive for what is typed."""
        from app.pacs.asking.matching import PHOTOGRAPHS, Query

        node = self.node
        if node is None:
            return
        self.table.clear()
        self.told.clear()
        typed, (first, last) = self.line.text().replace("\\", "").strip(), self._between()
        if self.what.currentData():
            work = planning(node, typed, first, last)
        else:
            work = searching(node, Query(typed, first, last, PHOTOGRAPHS))
        self._jobs.submit(JobKind.ASK, work, then=self._show, otherwise=self._tell)

    def _between(self) -> tuple[date | None, date | None]:
        back = self.days.currentData()
        return (None, None) if back is None else (date.today() - timedelta(days=back), date.today())

    def fetch(self) -> None:
        """Fetch the studies that are marked."""
        node, rows = self.node, self.chosen
        if node is not None and rows and self.fetch_button.isEnabled():
            self.told.clear()
            work = fetching(node, rows, self._folder)
            self._jobs.submit(JobKind.FETCH, work, then=self._take, otherwise=self._tell)

    def cancel(self) -> None:
        """Stop asking and fetching; what came stays where it is."""
        if self._jobs.runs(*_KINDS):
            self._jobs.give_up(*_KINDS)
            self.told.setText(self.tr("Cancelled."))

    def _ask_patient(self) -> None:
        (row,) = self.chosen
        self.patient_asked.emit(row.facts)

    def _choose_order(self) -> None:
        (row,) = self.chosen
        self.order_chosen.emit(row.facts)
        self.close()

    def _ask_settings(self) -> None:
        self.close()
        self.settings_asked.emit()

    # --- what comes of it ------------------------------------------------------------------

    def _show(self, found: Rows) -> None:
        for row in found.rows:
            item = QTreeWidgetItem([plain_line(text) for text in row.texts])
            item.setData(0, Qt.ItemDataRole.UserRole, row)
            self.table.addTopLevelItem(item)
        if not found.rows:
            self.told.setText(self.tr("Nothing was found."))
        elif found.cut:
            self.told.setText(self.tr("There is more than is listed. Search more closely."))
        else:
            self.told.setText(self.tr("Found: {count}").format(count=len(found.rows)))
            self.table.setCurrentItem(self.table.topLevelItem(0))
            self.table.setFocus()

    def _take(self, came: Brought) -> None:
        told = [self._say(remark) for remark in came.remarks[:1]]  # mostly the same of each object
        if came.missing:
            told.append(self.tr("Objects that did not come: {count}.").format(count=came.missing))
        self.told.setText(" ".join(told))
        if came.folders:
            self.fetched.emit(came.folders)
        if came.folders and not told:
            self.close()

    def _tell(self, error: RetivascError) -> None:
        self.told.setText(f"{self._say(error.message)} {self._say(error.hint)}")

    @override
    def done(self, result: int) -> None:
        """Close, however it comes to that, and let go of the archive, which may be silent."""
        self._jobs.let_go()
        super().done(result)
