"""The questions before the window closes."""

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.ui.reporting.reports import Reports
from app.ui.session.workspace import Workspace

_CORRECTIONS = QT_TRANSLATE_NOOP(
    "MainWindow",
    "Photographs corrected by hand but not yet in a report: {count}. Closing discards these "
    "corrections. Close anyway?",
)
_TEXTS = QT_TRANSLATE_NOOP(
    "MainWindow",
    "Photographs with typed text that is not yet in a saved report: {count}. Closing discards "
    "these texts. Close anyway?",
)


def may_close(window: QWidget, workspace: Workspace, reports: Reports, *, kept: bool) -> bool:
    """Return whether closing loses nothing, or the user accepts the loss.

    Args:
        kept: a store takes whatever is said; then there is nothing to ask.
    """
    return kept or (
        _may_discard(window, workspace.unreported_corrections, _CORRECTIONS)
        and _may_discard(window, reports.unreported, _TEXTS)
    )


def _may_discard(window: QWidget, count: int, question: str) -> bool:
    if not count:
        return True
    answer = QMessageBox.question(
        window,
        "Retivasc",
        QCoreApplication.translate("MainWindow", question).format(count=count),
        QMessageBox.StandardButtons(QMessageBox.Discard | QMessageBox.Cancel),
        QMessageBox.Cancel,
    )
    return bool(answer == QMessageBox.Discard)
