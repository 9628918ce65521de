"""The few questions that need a window of their own."""

from pathlib import Path

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QFileDialog, QMessageBox, QWidget

from app import __version__
from app.report.wording import INTENDED_USE
from app.translation import Catalogue
from app.ui.style import icon

translate = QCoreApplication.translate


def ask_photograph(parent: QWidget, folder: str) -> Path | None:
    """Let the user choose a photograph; None when they do not."""
    # DICOM files often have no suffix at all, so that everything must be selectable.
    name, _ = QFileDialog.getOpenFileName(
        parent,
        translate("Dialogs", "Open a photograph"),
        folder,
        ";;".join(
            (
                translate("Dialogs", "All files (*)"),
                translate("Dialogs", "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.ppm)"),
                translate("Dialogs", "DICOM (*.dcm *.dicom)"),
            )
        ),
    )
    return Path(name) if name else None


def ask_report_path(parent: QWidget, suggestion: Path) -> Path | None:
    """Let the user say where a report goes; None when they do not."""
    dialog = QFileDialog(
        parent,
        translate("Dialogs", "Save the report"),
        str(suggestion.parent),
        translate("Dialogs", "PDF (*.pdf)"),
    )
    dialog.setAcceptMode(QFileDialog.AcceptSave)
    # The dialog itself adds it, so that it asks before a file of that name is replaced.
    dialog.setDefaultSuffix("pdf")
    dialog.selectFile(suggestion.name)
    return Path(dialog.selectedFiles()[0]) if dialog.exec_() else None


def show_about(parent: QWidget, catalogue: Catalogue) -> QMessageBox:
    """Say what this program is, what it is for, and under which licence."""
    box = QMessageBox(parent)
    box.setWindowTitle(translate("Dialogs", "About Retivasc"))
    box.setIconPixmap(icon("retivasc").pixmap(64, 64))
    box.setText(f"<h3>Retivasc {__version__}</h3><p>{catalogue.say(INTENDED_USE)}</p>")
    box.setInformativeText(
        translate(
            "Dialogs",
            "Free software under the GNU General Public License, version 3 or later "
            "(GPL-3.0-or-later), without any warranty. It works offline and sends nothing.",
        )
    )
    box.setStandardButtons(QMessageBox.Ok)
    box.open()
    return box
