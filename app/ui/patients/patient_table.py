"""The table of patients, on whom photographs can be dropped."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PyQt5.QtWidgets import QTableView
from typing_extensions import override

from app.ui.patients.model import LISTED_ROLE
from app.ui.session.dragging import dragged_places


class PatientTable(QTableView):
    """Mark the patient below what is dragged, and tell what is dropped on whom.

    Signals:
        dropped: photographs (a tuple of places) on a patient (as it is listed).
    """

    dropped = pyqtSignal(tuple, object)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and dragged_places(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        """Mark the patient below; nothing can be dropped beside the rows."""
        super().dragMoveEvent(event)  # scrolls near the edges
        assert event is not None
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            event.acceptProposedAction()
        else:
            event.ignore()

    @override
    def dropEvent(self, event: QDropEvent | None) -> None:
        """Tell what was dropped on whom."""
        assert event is not None
        self.setState(QTableView.NoState)
        index = self.indexAt(event.pos())
        if index.isValid():
            event.acceptProposedAction()
            self.dropped.emit(dragged_places(event.mimeData()), index.data(LISTED_ROLE))
