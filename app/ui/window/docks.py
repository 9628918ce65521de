"""What lies around the panes, and what is dropped on the window."""

from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDropEvent
from PyQt5.QtWidgets import QDockWidget


class Dock(QDockWidget):
    """Tell when the user closes it.

    Signals:
        closed: by its button.
    """

    closed = pyqtSignal()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Close, and say so."""
        super().closeEvent(event)
        self.closed.emit()


def dropped_files(event: QDropEvent) -> list[Path]:
    """Return the files that are dropped, or about to be."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
