"""The manual from the window: which page belongs to a widget, and opening it."""

from PyQt5.QtCore import QCoreApplication, QLocale, QUrl
from PyQt5.QtGui import QDesktopServices, QKeySequence
from PyQt5.QtWidgets import QMessageBox, QShortcut, QWidget

from app.base.translation import LANGUAGES
from app.report.manual import Page, page_file

KEY = "F1"
_PAGE = "manualPage"


def set_page(widget: QWidget, page: str) -> None:
    """Say which page of the manual tells of a widget and all within it."""
    widget.setProperty(_PAGE, page)


def page_at(widget: QWidget | None) -> str:
    """Return the page that tells of a widget, or of the nearest one around it; else the first."""
    while widget is not None:
        page = widget.property(_PAGE)
        if isinstance(page, str):
            return page
        widget = widget.parentWidget()
    return Page.START


def give_key(window: QWidget, page: str) -> None:
    """Let F1 open a page in a window that has no menu."""
    if window.property(_PAGE) is None:
        set_page(window, page)
        _ManualKey(window)


class _ManualKey(QShortcut):
    """F1 in one window; it belongs to the window and keeps it from nothing."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(QKeySequence(KEY), window)
        self.activated.connect(self._open)

    def _open(self) -> None:
        window = self.parentWidget()
        if window is not None:
            open_page(page_at(window), window)


def open_page(page: str, window: QWidget) -> None:
    """Open a page in the system's browser, in the language of the window; say if that fails."""
    name = QLocale().name()
    file = page_file(page, name if name in LANGUAGES else "en")
    if file.is_file() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        return
    box = QMessageBox(QMessageBox.Information, "Retivasc", "", QMessageBox.Ok, window)
    translate = QCoreApplication.translate
    if file.is_file():
        box.setText(translate("Manual", "No browser could be opened. The manual is here:"))
    else:
        box.setText(translate("Manual", "The manual is not part of this installation."))
        file = file.parents[1]
    box.setInformativeText(
        str(file)
        if file.exists()
        else translate("Manual", "In the folder of the source, “make docs” builds it.")
    )
    box.open()
