"""A window of their own for the panes, on another screen where there is one."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QGuiApplication, QScreen
from PyQt5.QtWidgets import QAction, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.look.style import icon, text_label


class PicturesWindow(QWidget):
    """The panes alone, large; closing it gives them back.

    Signals:
        given_back: it was closed.
    """

    given_back = pyqtSignal()

    def __init__(self, panes: QWidget, actions: Sequence[QAction], parent: QWidget) -> None:
        """Take the panes.

        Args:
            actions: whose keys work here too.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowIcon(icon("retivasc"))
        self.addActions(list(actions))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panes)
        panes.show()

    def show_on(self, screen: QScreen | None) -> None:
        """Fill another screen; without one, be a window like any other."""
        if screen is None:
            self.resize(1000, 700)
            self.show()
            return
        self.setGeometry(screen.availableGeometry())
        self.showMaximized()

    @override
    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Close, and emit a signal."""
        super().closeEvent(event)
        self.given_back.emit()


class PicturesElsewhere(QWidget):
    """What the main window shows in the place of the panes while they are elsewhere.

    Signals:
        asked_back: they are wanted here again.
    """

    asked_back = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        told: QLabel = text_label("faint")
        told.setText(self.tr("The pictures are in a window of their own."))
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        back = QPushButton(self.tr("Bring them back"))
        back.clicked.connect(self.asked_back)
        layout = QVBoxLayout(self)
        layout.addStretch()
        layout.addWidget(told)
        layout.addWidget(back, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch()


def other_screen(widget: QWidget) -> QScreen | None:
    """Return a screen that a window is not on; None where there is only one."""
    window = widget.window()
    handle = window.windowHandle() if window is not None else None
    here = handle.screen() if handle is not None else QGuiApplication.primaryScreen()
    return next((screen for screen in QGuiApplication.screens() if screen is not here), None)
