"""F1 in every dialog: it opens the page of the manual that tells of it."""

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from app.report.manual import Page
from app.ui.look.manual import give_key

PAGES = {
    "AboutBox": Page.ADMINISTRATORS,
    "ArchiveBrowser": Page.ARCHIVE,
    "CalibrationDialog": Page.PHOTOGRAPH,
    "ChoosePatientDialog": Page.PATIENTS,
    "ClashDialog": Page.PATIENTS,
    "CommandList": Page.KEYS,
    "CompareDialog": Page.COMPARE,
    "DateDialog": Page.PATIENTS,
    "LogWindow": Page.TROUBLESHOOTING,
    "NamesDialog": Page.PATIENTS,
    "OutboxDialog": Page.ARCHIVE,
    "PartDialog": Page.PATIENTS,
    "PatientForm": Page.PATIENTS,
    "PatientsDialog": Page.PATIENTS,
    "Preview": Page.REPORT,
    "ReceiptDialog": Page.PATIENTS,
    "ReportDialog": Page.REPORT,
    "SendDialog": Page.ARCHIVE,
    "SettingsDialog": Page.SETTINGS,
    "ShortcutSheet": Page.KEYS,
    "TrailDialog": Page.PATIENTS,
}
"""The page of each dialog, by its class: naming these here imports none of them."""


class ManualKey(QObject):
    """Gives each dialog the key when it is first used."""

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        application.focusChanged.connect(self._give)

    def _give(self, _before: QWidget | None, now: QWidget | None) -> None:
        window = now.window() if now is not None else None
        if isinstance(window, QMessageBox):
            give_key(window, Page.TROUBLESHOOTING)
        elif isinstance(window, QDialog):
            give_key(window, PAGES.get(type(window).__name__, Page.START))
