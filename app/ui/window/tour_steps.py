"""What the tour says, and which parts of the window it points at."""

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QAction, QToolBar, QWidget

from app.ui.canvas.tools import Tool
from app.ui.window.main_window import MainWindow
from app.ui.window.tour import Step, Tour


def make_tour(window: MainWindow) -> Tour:
    """Return the tour of a window."""
    return Tour(_steps(window), window)


def _steps(window: MainWindow) -> tuple[Step, ...]:
    translate = QCoreApplication.translate

    def button(action: QAction) -> QWidget | None:
        bar = window.findChild(QToolBar, "tools")
        return bar.widgetForAction(action) if bar is not None else None

    return (
        Step(
            translate("Tour", "Open a photograph"),
            translate(
                "Tour",
                "Drop photographs or folders anywhere on the window, or use Ctrl+O. Everything "
                "stays on this computer, and is kept without saving.",
            ),
            lambda: window.start_page,
        ),
        Step(
            translate("Tour", "Photograph and vessels"),
            translate(
                "Tour",
                "At the left the photograph, at the right the same with the vessels found. The "
                "wheel zooms both; hold B to hide the vessels for a moment.",
            ),
            lambda: window.comparison,
        ),
        Step(
            translate("Tour", "Numbers"),
            translate(
                "Tour",
                "Click on a number: it is explained, with what it must not be taken for. Set which "
                "eye it is, if the file does not say.",
            ),
            lambda: window.panel,
        ),
        Step(
            translate("Tour", "Correct what is wrong"),
            translate(
                "Tour",
                "With the brushes, add, erase or bring back vessels, or exclude a lesion or a "
                "shadow from the numbers. Ctrl+Z undoes everything.",
            ),
            lambda: button(window.commands.tools[Tool.ADD]),
        ),
        Step(
            translate("Tour", "Report, and help"),
            translate(
                "Tour",
                "Ctrl+S makes the report. Ctrl+L finds any command by its name or by another word "
                "for it, F1 opens the manual. This tour is in the menu Help.",
            ),
            lambda: button(window.commands.report),
        ),
    )
