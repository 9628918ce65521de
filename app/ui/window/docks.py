"""The docks around the panes."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QCloseEvent
from PyQt5.QtWidgets import QDockWidget
from typing_extensions import override


class Dock(QDockWidget):
    """A dock that reports when the user closes it.

    Signals:
        closed: by its button.
    """

    closed = pyqtSignal()

    @override
    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Close, and emit a signal."""
        super().closeEvent(event)
        self.closed.emit()
