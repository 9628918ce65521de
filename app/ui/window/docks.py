"""The docks around the panes, and what is dropped on the window."""

from pathlib import Path

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDropEvent
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


def dropped_files(event: QDropEvent) -> list[Path]:
    """Return the files that are being dropped."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
