"""The dialog for typing when a photograph was taken."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.look.style import text_label
from app.ui.patients.day_field import DayField


class DateDialog(QDialog):
    """Type the day of a photograph.

    Signals:
        chosen: the day, YYYYMMDD.
    """

    chosen = pyqtSignal(str)

    def __init__(self, day: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Date of the photograph"))
        self.field = DayField(self.tr("Date of the photograph"))
        self.field.set_day(day)
        self.save_button, close = QPushButton(self.tr("Save")), QPushButton(self.tr("Cancel"))
        self.save_button.setObjectName("primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._save)
        close.clicked.connect(self.reject)
        told = text_label("faint")
        told.setText(self.tr("Year, month and day, until today."))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.field)
        layout.addWidget(told)
        layout.addLayout(buttons)
        self.field.textChanged.connect(self._enable)
        self._enable()
        self.setMinimumWidth(44 * self.fontMetrics().averageCharWidth())

    def _enable(self) -> None:
        self.save_button.setEnabled(bool(self.field.day))

    def _save(self) -> None:
        self.chosen.emit(self.field.day)
        self.accept()
