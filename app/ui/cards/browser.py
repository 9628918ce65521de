"""The list next to the panes: patients, their days, and the photographs taken then."""

from collections.abc import Iterable, Mapping, Sequence

from PyQt5.QtCore import QModelIndex, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QGuiApplication, QKeySequence
from PyQt5.QtWidgets import (
    QGridLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.errors import RetivascError
from app.measurement.measures import VESSEL_DENSITY
from app.reading.listing import Entry
from app.report.wording import format_value, verdict_name
from app.ui.cards.browser_progress import BrowserProgress
from app.ui.cards.photograph_model import Holder, PhotographModel, State
from app.ui.cards.photograph_tree import PhotographTree
from app.ui.session.cases import Finding, Place, place_of
from app.ui.session.library import Library
from app.ui.session.workspace import Workspace

_MIN_WIDTH = 200


class Browser(QWidget):
    """The list of a library's photographs with what was found in them, for opening them.

    Signals:
        add_asked, folder_asked: the user wants to choose files, or a folder, to be listed.
        assign_asked, names_asked: the photographs that are selected (a tuple) are to be assigned
            to a patient, or each as the name of its file tells.
        dropped: photographs (a tuple of places) were dropped on a patient, by the store's id.
    """

    add_asked = pyqtSignal()
    folder_asked = pyqtSignal()
    assign_asked = pyqtSignal(tuple)
    names_asked = pyqtSignal(tuple)
    dropped = pyqtSignal(tuple, str)

    def __init__(
        self, workspace: Workspace, library: Library, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._library = workspace, library
        self._opening: Entry | None = None  # as its row says
        self._shown: Entry | None = None
        self._model = PhotographModel(workspace.catalogue, self)
        self.tree = PhotographTree(library.thumbnail)
        self.count = QLabel()
        self.hint = QLabel(self.tr("Drop photographs or folders here"))
        self.analyse_button = QPushButton(self.tr("Analyse all"))
        self.clear_button = QToolButton()
        self.progress = BrowserProgress()
        self._lay_out()
        self._add_commands()
        self._connect()
        self._list(library.entries)
        self._show_opened()

    # --- construction ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.tree.setAccessibleName(self.tr("Photographs"))
        self.tree.setModel(self._model)
        self.hint.setObjectName("faint")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(self._header())
        layout.addWidget(self.tree, stretch=1)
        layout.addWidget(self.hint, stretch=1)
        layout.addWidget(self.progress)
        layout.addWidget(self.analyse_button)

    def _header(self) -> QGridLayout:
        self.count.setObjectName("cardTitle")
        self.clear_button.setObjectName("link")
        self.clear_button.setText(self.tr("Clear"))
        self.clear_button.setToolTip(self.tr("Remove all photographs from the list"))
        add, add_folder = QPushButton(self.tr("Add…")), QPushButton(self.tr("Add folder…"))
        add.clicked.connect(self.add_asked)
        add_folder.clicked.connect(self.folder_asked)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self.count, 0, 0)
        grid.addWidget(self.clear_button, 0, 1, alignment=Qt.AlignmentFlag.AlignRight)
        grid.addWidget(add, 1, 0)
        grid.addWidget(add_folder, 1, 1)
        return grid

    def _add_commands(self) -> None:
        add = self.tree.add_command
        add(self.tr("Open"), self._workspace.open)
        add(self.tr("Analyse"), lambda entry: self.analyse((entry,)))
        add(self.tr("Assign to a patient…"), lambda _: self.ask_assign())
        add(self.tr("Patients from file names…"), lambda _: self.ask_names())
        add(self.tr("Copy folder path"), self._copy_folder)
        add(self.tr("Remove from list"), self._library.remove, QKeySequence.Delete)

    def _connect(self) -> None:
        workspace, library = self._workspace, self._library
        self.tree.chosen.connect(self._choose)
        self.tree.dropped.connect(self.dropped)
        self.tree.scrolled.connect(self._ask_thumbnails)
        self._model.rowsInserted.connect(self._expand)
        self.analyse_button.clicked.connect(self.analyse_all)
        self.clear_button.clicked.connect(self._ask_clear)
        self.progress.cancel_asked.connect(self.cancel)
        self.progress.pause_asked.connect(workspace.queue.set_paused)
        library.listed.connect(self._list)
        library.removed.connect(self._drop)
        library.cleared.connect(self._drop_all)
        library.busy_changed.connect(self._show_progress)
        library.thumbnail_ready.connect(self._show_thumbnail)
        library.unreadable.connect(self._refresh_one)
        workspace.picture_changed.connect(self._show_opened)
        workspace.examined.connect(self._on_examined)
        workspace.queue.queue_changed.connect(self._on_queue_changed)
        workspace.opening_changed.connect(self._show_opening)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the least width; large letters need more, so that no button is cut off."""
        return super().minimumSizeHint().expandedTo(QSize(_MIN_WIDTH, 0))

    # --- what the user does ----------------------------------------------------------------

    def open_next(self) -> None:
        """Open the photograph below the one that is shown, beyond those that cannot be opened."""
        self._open_neighbour(1)

    def open_previous(self) -> None:
        """Open the photograph above the one that is shown, beyond those that cannot be opened."""
        self._open_neighbour(-1)

    def analyse(self, entries: Iterable[Entry]) -> None:
        """Queue photographs for analysis without showing them, unless they are already queued."""
        self._workspace.prepare(entry for entry in entries if entry.problem is None)

    def analyse_all(self) -> None:
        """Queue all photographs not analysed yet, in the order of the list."""
        self.analyse(entry for entry in self._model.entries() if self._is_new(entry))

    def ask_assign(self) -> None:
        """Ask to which patient the selected photographs belong."""
        self.assign_asked.emit(self.selected())

    def ask_names(self) -> None:
        """Ask what the names of photographs tell: of several that are selected, else of all."""
        chosen = self.selected()
        every = tuple(entry for entry in self._model.entries() if entry.problem is None)
        self.names_asked.emit(chosen if len(chosen) > 1 else every)

    def selected(self) -> tuple[Entry, ...]:
        """Return the selected photographs that can be opened."""
        return tuple(each for each in self.tree.selected_entries() if each.problem is None)

    def clear(self) -> None:
        """Clear the list and its queue; what is shown stays."""
        self._workspace.queue.empty_queue()
        self._library.clear()

    def _ask_clear(self) -> None:
        answer = QMessageBox.question(
            self,
            "Retivasc",
            self.tr(
                "Remove all photographs from the list ({count})? The files themselves stay where "
                "they are."
            ).format(count=len(self._library.entries)),
            QMessageBox.StandardButtons(QMessageBox.Yes | QMessageBox.Cancel),
            QMessageBox.Cancel,
        )
        if answer == QMessageBox.Yes:
            self.clear()

    def cancel(self) -> None:
        """Stop looking for photographs, and analyse none that is not shown."""
        self._library.cancel()
        self._workspace.queue.empty_queue()

    def set_patient_shown(self, shown: bool) -> None:
        """Choose whether patients are named or only numbered."""
        self._model.set_patient_shown(shown)
        self.tree.takes_drops = shown

    def set_holders(self, holders: Mapping[Place, Holder]) -> None:
        """Group the photographs by whom they show, as the store knows it.

        Args:
            holders: by the place of the photograph; of others nobody is known.
        """
        current, selected = self.tree.entry_at(self.tree.currentIndex()), self.selected()
        moved = [
            entry
            for entry in self._library.entries
            if self._model.set_holder(entry, holders.get(place_of(entry), Holder()))
        ]
        if moved and current is not None:
            self.tree.mark(current, selected)

    def _open_neighbour(self, step: int) -> None:
        entries = list(self._model.entries())
        places = {place_of(entry): place for place, entry in enumerate(entries)}
        current = self._opening or self._shown
        place = places.get(place_of(current)) if current else None
        before, after = (
            (entries, entries) if place is None else (entries[:place], entries[place + 1 :])
        )
        others = after if step > 0 else reversed(before)
        entry = next(filter(self._can_be_opened, others), None)
        if entry is not None:
            self._workspace.open(entry)

    def _can_be_opened(self, entry: Entry) -> bool:
        """Return whether a photograph is readable, as far as is known."""
        return not isinstance(self._found_in(entry), RetivascError)

    def _found_in(self, entry: Entry) -> Finding | RetivascError | None:
        return self._workspace.cases.at(entry).finding

    def _choose(self, entry: Entry) -> None:
        # The second click of a double click must not begin another one.
        if self._opening is None or place_of(entry) != place_of(self._opening):
            self._workspace.open(entry)

    def _copy_folder(self, entry: Entry) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(str(entry.path.parent))

    # --- what is shown ---------------------------------------------------------------------

    def _list(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._model.add(entry)
        self._refresh(entries)
        self._mark_shown(self._workspace.entry)
        self._show_count()
        self._show_progress()

    def _drop(self, entry: Entry) -> None:
        self._model.remove(entry)
        self._show_count()

    def _drop_all(self) -> None:
        self._model.remove_all()
        self._show_count()

    def _show_count(self) -> None:
        count = len(self._library.entries)
        one = self.tr("1 photograph")
        self.count.setText(
            one if count == 1 else self.tr("{count} photographs").format(count=count)
        )
        self.hint.setVisible(count == 0)
        self.tree.setVisible(count > 0)
        self.clear_button.setEnabled(count > 0)
        self._enable_analysing()

    def _enable_analysing(self) -> None:
        self.analyse_button.setEnabled(any(map(self._is_new, self._library.entries)))

    def _is_new(self, entry: Entry) -> bool:
        return self._found_in(entry) is None and not self._workspace.queue.waits(entry)

    def _expand(self, parent: QModelIndex, first: int, last: int) -> None:
        """Unfold new headings."""
        if parent.parent().isValid():  # these are photographs
            return
        for row in range(first, last + 1):
            self.tree.expand(self._model.index(row, 0, parent))

    def _mark_shown(self, entry: Entry | None) -> None:
        if self._shown is not None:
            self._model.change(self._shown, shown=False)
        self._shown = entry
        if entry is not None:
            self._model.change(entry, shown=True)

    def _refresh(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._refresh_one(entry)

    def _refresh_one(self, entry: Entry) -> None:
        """Show what is being done with a photograph, or else what was found in it."""
        finding = self._found_in(entry)
        state = self._doing(entry) or self._found(entry, finding)
        self._model.change(entry, state=state)
        if isinstance(finding, Finding):
            self._model.change(entry, eye=finding.eye)

    def _doing(self, entry: Entry) -> State | None:
        queue = self._workspace.queue
        opening = self._opening is not None and place_of(self._opening) == place_of(entry)
        if opening or (queue.comes_next(entry) and not queue.paused):
            return State(self.tr("analysing…"))
        return State(self.tr("waiting"), tone="faint") if queue.waits(entry) else None

    def _found(self, entry: Entry, finding: Finding | RetivascError | None) -> State:
        say = self._workspace.catalogue.say
        if finding is None:
            return State()
        if isinstance(finding, RetivascError):
            return State(say(finding.message), tone="faint" if entry.declined else "wrong")
        if finding.density.value is None:
            reason = finding.reason or finding.density.reason
            words = self.tr("Not measured: {reason}")
            return State(
                words.format(reason=say(reason)) if reason else self.tr("Not measured"),
                tone="faint",
            )
        density = format_value(finding.density, VESSEL_DENSITY)
        value = f"{density} · {say(verdict_name(finding.verdict))}"
        return State(value, spoken=f"{say(VESSEL_DENSITY.name)} {value}")

    # --- what workspace and library say ----------------------------------------------------

    def _on_examined(self, entry: Entry) -> None:
        self._refresh_one(entry)
        self._enable_analysing()

    def _on_queue_changed(self, changed: Sequence[Entry]) -> None:
        self._refresh(changed)
        following = self._workspace.queue.next_entry
        if following is not None:
            self._refresh_one(following)
        self._enable_analysing()
        self._show_progress()

    def _show_opening(self) -> None:
        """Mark the photograph that is being opened, and go to its row."""
        former, self._opening = self._opening, self._workspace.opening_entry
        self._refresh(each for each in (former, self._opening) if each is not None)
        if self._opening is not None:
            index = self._model.index_of(self._opening)
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def _show_opened(self) -> None:
        self._mark_shown(self._workspace.entry)
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self._model.index_of(self._shown))

    def _ask_thumbnails(self) -> None:
        self._library.ask_thumbnails(tuple(self.tree.entries_in_sight()))

    def _show_thumbnail(self, entry: Entry) -> None:
        self.tree.update(self._model.index_of(entry))

    def _show_progress(self) -> None:
        self.progress.show_work(
            found=len(self._library.entries) if self._library.busy else None,
            left=self._workspace.queue.queue_length,
            paused=self._workspace.queue.paused,
        )
