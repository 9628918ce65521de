"""The tree of photographs: what is in sight, and what is chosen."""

from collections.abc import Callable, Iterable, Iterator

from PyQt5 import QtCore
from PyQt5.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PyQt5.QtWidgets import QAbstractItemView, QAction, QFrame, QTreeView, QWidget
from typing_extensions import override

from app.reading.listing import Entry
from app.ui.cards.photograph_model import ROW_ROLE, PhotographModel, Row
from app.ui.cards.thumbnail_delegate import ThumbnailDelegate
from app.ui.session.dragging import dragged_files, dragged_places

_REST_MS = 60
_SELECTING = (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)


class PhotographTree(QTreeView):
    """Show photographs below their headings; a click or Enter chooses one, or folds a heading.

    Signals:
        chosen: the entry that was clicked on, or on which Enter was pressed.
        scrolled: other rows may be in sight.
        dropped: photographs (a tuple of places) on a patient, by the store's id.
        files_dropped: files, on none.
    """

    chosen = pyqtSignal(Entry)
    scrolled = pyqtSignal()
    dropped = pyqtSignal(tuple, str)
    files_dropped = pyqtSignal(list)

    def __init__(
        self, thumbnail: Callable[[Entry], QImage | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._delegate = ThumbnailDelegate(self, thumbnail)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setSelectionMode(QAbstractItemView.ExtendedSelection)
        self.setFrameShape(QFrame.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setDropIndicatorShown(False)  # the patient below is marked instead
        self.takes_drops = True
        """Whether photographs can be dropped on patients."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.scrolled)
        self.clicked.connect(self._choose_clicked)

    @QtCore.pyqtProperty(QColor)  # type: ignore[attr-defined]
    def wrongColour(self) -> QColor:
        """The colour of errors, set by the style sheet."""
        return self._delegate.wrong_colour

    @wrongColour.setter  # type: ignore[no-redef]
    def wrongColour(self, colour: QColor) -> None:
        self._delegate.wrong_colour = QColor(colour)

    def add_command(
        self,
        text: str,
        act: Callable[[Entry], object],
        shortcut: QKeySequence.StandardKey | None = None,
    ) -> None:
        """Add something to do with a photograph to the context menu."""
        action = QAction(text, self)
        action.triggered.connect(lambda: self._with_current(act))
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)

    def entry_at(self, index: QModelIndex) -> Entry | None:
        """Return the photograph of a row; None for a heading."""
        row = index.data(ROW_ROLE)
        return row.entry if isinstance(row, Row) else None

    def selected_entries(self) -> tuple[Entry, ...]:
        """Return the photographs that are selected, those below a selected heading too."""
        model, selection = self.model(), self.selectionModel()
        if model is None or selection is None:
            return ()
        found: dict[int, Entry] = {}
        waiting = list(selection.selectedIndexes())
        while waiting:
            index = waiting.pop(0)
            entry = self.entry_at(index)
            if entry is not None:
                found[id(entry)] = entry
            else:
                waiting += [model.index(row, 0, index) for row in range(model.rowCount(index))]
        return tuple(found.values())

    def mark(self, current: Entry, selected: Iterable[Entry]) -> None:
        """Mark photographs again that stand elsewhere now."""
        model, selection = self.model(), self.selectionModel()
        assert isinstance(model, PhotographModel)
        assert selection is not None
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        selection.setCurrentIndex(
            model.index_of(current), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        for entry in selected:
            selection.select(model.index_of(entry), select)
            select = QItemSelectionModel.SelectionFlag.Select

    def entries_in_sight(self) -> Iterator[Entry]:
        """Yield the photographs that can be seen now, from top to bottom."""
        viewport = self.viewport()
        assert viewport is not None
        index = self.indexAt(QPoint(0, 0))
        while index.isValid() and self.visualRect(index).top() < viewport.height():
            entry = self.entry_at(index)
            if entry is not None:
                yield entry
            index = self.indexBelow(index)

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Choose the current row at Enter."""
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the rows, and emit a signal when scrolling pauses."""
        super().paintEvent(event)
        self._rest.start()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and dragged_places(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        """Mark the patient below; files may be dropped anywhere."""
        super().dragMoveEvent(event)  # scrolls near the edges
        assert event is not None
        heading, _patient = self._patient_below(event.pos())
        self._mark_target(heading)
        if heading.isValid() or dragged_files(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        super().dragLeaveEvent(event)
        self._mark_target(QModelIndex())

    @override
    def dropEvent(self, event: QDropEvent | None) -> None:
        """Tell which photographs were dropped on which patient, or which files on none."""
        assert event is not None
        _heading, patient = self._patient_below(event.pos())
        self._mark_target(QModelIndex())
        self.setState(QAbstractItemView.NoState)
        places, files = dragged_places(event.mimeData()), dragged_files(event.mimeData())
        event.acceptProposedAction()
        if patient:
            self.dropped.emit(places, patient)
        elif files:
            self.files_dropped.emit(files)

    def _patient_below(self, place: QPoint) -> tuple[QModelIndex, str]:
        model = self.model()
        if not self.takes_drops or not isinstance(model, PhotographModel):
            return QModelIndex(), ""
        return model.patient_at(self.indexAt(place))

    def _mark_target(self, heading: QModelIndex) -> None:
        self._delegate.target = heading
        viewport = self.viewport()
        assert viewport is not None
        viewport.update()

    def _choose_clicked(self, index: QModelIndex) -> None:
        """Choose a row that is clicked on, unless it is being selected along with others."""
        held = QGuiApplication.keyboardModifiers()
        if not any(held & key for key in _SELECTING):
            self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        entry = self.entry_at(index)
        if entry is not None:
            self.chosen.emit(entry)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def _with_current(self, act: Callable[[Entry], object]) -> None:
        entry = self.entry_at(self.currentIndex())
        if entry is not None:
            act(entry)
