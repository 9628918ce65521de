"""Notice that the installed program was updated or removed while its window is open."""

import os
import sys
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer
from PyQt5.QtWidgets import QApplication, QMessageBox

_INTERVAL_MS = 5000
_OF_THE_LOADER = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")


class InstallationWatch(QObject):
    """A regular check that the program on disk is still the one that is running.

    Parts of a program are loaded when they are first needed: of another version they would not fit
    the rest, and what they measure or write could be wrong.
    """

    def __init__(self, program: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program, self._before = program, _state(program)
        self.box: QMessageBox | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_INTERVAL_MS)

    def look(self) -> None:
        """Tell the user once if the installation was replaced or removed."""
        if _state(self._program) == self._before:
            return
        self._timer.stop()
        self.box = QMessageBox(QApplication.activeWindow())
        self.box.setIcon(QMessageBox.Warning)
        self.box.setWindowTitle("Retivasc")
        self.box.setText(self.tr("Retivasc was updated or removed while it was open."))
        self.box.setInformativeText(
            self.tr("Please close it and start it again before you measure or save anything.")
        )
        self.box.open()


def _state(program: Path) -> tuple[int, int] | None:
    """Return what changes when a file is replaced; None when it is not there."""
    try:
        information = program.stat()
    except OSError:
        return None
    return information.st_ino, information.st_mtime_ns


def restore_environment() -> None:
    """Undo what PyInstaller's loader set, once Qt has read it.

    A reader of PDFs that this program opens would otherwise load libraries of the bundle.
    """
    if not hasattr(sys, "_MEIPASS"):
        return
    for name in _OF_THE_LOADER:
        os.environ.pop(name, None)
        before = os.environ.pop(f"{name}_ORIG", None)
        if before is not None:
            os.environ[name] = before
