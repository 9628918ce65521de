"""The dialogs that ask where to read from and where to write to."""

from pathlib import Path

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate


def ask_photographs(parent: QWidget, folder: str) -> list[Path]:
    """Ask the user to choose photographs or archives; return none if they cancel."""
    # DICOM files often have no suffix at all, so that everything must be selectable.
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("Dialogs", "Open photographs"),
        folder,
        ";;".join(
            (
                translate("Dialogs", "All files (*)"),
                translate("Dialogs", "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.ppm)"),
                translate("Dialogs", "DICOM (*.dcm *.dicom)"),
                translate("Dialogs", "Archives (*.zip)"),
            )
        ),
    )
    return [Path(name) for name in names]


def ask_folder(parent: QWidget, folder: str) -> Path | None:
    """Ask the user to choose a folder whose photographs are listed; return None if they cancel."""
    name = QFileDialog.getExistingDirectory(
        parent, translate("Dialogs", "Open a folder of photographs"), folder
    )
    return Path(name) if name else None


def ask_export_folder(parent: QWidget, folder: str) -> Path | None:
    """Ask the user which folder results go to; return None if they cancel."""
    name = QFileDialog.getExistingDirectory(
        parent, translate("Dialogs", "Folder for the results"), folder
    )
    return Path(name) if name else None


def ask_report_path(parent: QWidget, suggestion: Path) -> Path | None:
    """Ask the user where to save a report; return None if they cancel."""
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
