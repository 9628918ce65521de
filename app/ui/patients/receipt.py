"""The receipt of a deletion: shown once, and saved if it is wanted on paper."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import ReportWriteError
from app.base.files import write_whole
from app.base.text import plain_line
from app.base.translation import Catalogue
from app.ui.look.style import text_label

if TYPE_CHECKING:
    from app.store.deletion import Receipt

_SIZE = QSize(620, 420)


class ReceiptDialog(QDialog):
    """Show what was deleted; nothing of it is kept."""

    def __init__(
        self,
        receipts: "Sequence[Receipt]",
        folder: str,
        catalogue: Catalogue,
        parent: QWidget | None = None,
    ) -> None:
        """Show what was deleted of one patient or of several.

        Args:
            folder: where a file is offered to be written.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Deleted"))
        self._folder, self._catalogue = folder, catalogue
        self._number = receipts[0].patient[:8]
        self.text = QPlainTextEdit("\n\n".join(map(self._in_words, receipts)))
        self.text.setReadOnly(True)
        self.text.setObjectName("document")
        self.told = text_label("grave")
        self.told.hide()
        self.save_button = QPushButton(self.tr("Save…"))
        self.save_button.clicked.connect(self._ask_save)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        hint = text_label("faint")
        hint.setText(
            self.tr("This receipt is not kept. Save it now if the deletion must be proved.")
        )
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addWidget(hint)
        layout.addWidget(self.told)
        layout.addLayout(buttons)
        self.resize(_SIZE)

    def _in_words(self, receipt: "Receipt") -> str:
        rows = (
            (self.tr("Deleted"), receipt.at),
            (self.tr("By"), receipt.who),
            (self.tr("Name"), receipt.name),
            (self.tr("Patient ID"), receipt.patient_id),
            (self.tr("Number in the audit trail"), receipt.patient),
            (self.tr("Photographs"), receipt.photographs),
            (self.tr("Results"), receipt.results),
            (self.tr("Reports"), receipt.reports),
            (self.tr("Backups"), receipt.backups),
        )
        lines = [f"{title}: {plain_line(value)}" for title, value in rows]
        if receipt.paths:
            lines += ["", self.tr("Files of the photographs, which were not touched:")]
            lines += [f"  {plain_line(path)}" for path in receipt.paths]
        if receipt.set_aside:
            told = self.tr("Databases that were set aside may still hold the patient; remove them:")
            lines += ["", told, *(f"  {plain_line(path)}" for path in receipt.set_aside)]
        return "\n".join(lines)

    def _ask_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the receipt"),
            str(Path(self._folder) / f"receipt-{self._number}.txt"),
            self.tr("Text (*.txt)"),
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the receipt as a text."""
        try:
            write_whole(path, f"{self.text.toPlainText()}\n".encode())
        except ReportWriteError as error:
            say = self._catalogue.say
            self.told.setText(f"{say(error.message)} {say(error.hint)}")
            self.told.show()
