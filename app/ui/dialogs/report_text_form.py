"""What the clinician types for a report, with templates for texts that are used often."""

from collections.abc import Sequence

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtGui import QTextCursor
from PyQt5.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.report.report_text import ReportText
from app.settings.preferences import Preferences, Template

_LINES = 3
_NAME_LENGTH = 60


class ReportTextForm(QWidget):
    """The form for findings, impression, recommendation and name.

    Signals:
        changed: the typed text has changed.
        templates_asked: the templates to keep from now on (a tuple).
    """

    changed = pyqtSignal()
    templates_asked = pyqtSignal(tuple)

    def __init__(
        self,
        statement: ReportText,
        preferences: Preferences,
        shipped: Sequence[Template] = (),
    ) -> None:
        """Show what was typed.

        Args:
            shipped: the program's own templates, unless the user's have the same names.
        """
        super().__init__()
        self._preferences, self._shipped = preferences, tuple(shipped)
        self.templates = QComboBox()
        self.templates.setAccessibleName(self.tr("Templates"))
        self.templates.activated.connect(self._insert)
        self.save_button = self._button(self.tr("Save as template…"), self._save)
        self.delete_button = self._button(self.tr("Delete template"), self._delete)
        self.findings = self._text(self.tr("Findings"), statement.findings)
        self.impression = self._text(self.tr("Impression"), statement.impression)
        self.recommendation = self._text(self.tr("Recommendation"), statement.recommendation)
        self.author = QLineEdit(statement.author)
        self.author.setAccessibleName(self.tr("Name of the clinician"))
        self.author.textChanged.connect(self.changed)
        self._lay_out()
        self.set_preferences(preferences)
        self.changed.connect(self._show_chosen)

    @property
    def statement(self) -> ReportText:
        """Return what is typed now."""
        return ReportText(
            self.findings.toPlainText().strip(),
            self.impression.toPlainText().strip(),
            self.recommendation.toPlainText().strip(),
            self.author.text().strip(),
        )

    def show_statement(self, statement: ReportText) -> None:
        """Show another statement."""
        self.findings.setPlainText(statement.findings)
        self.impression.setPlainText(statement.impression)
        self.recommendation.setPlainText(statement.recommendation)
        self.author.setText(statement.author)
        self._show_chosen()

    def set_preferences(
        self, preferences: Preferences, shipped: Sequence[Template] | None = None
    ) -> None:
        """Offer the templates of the preferences, and the program's own: the same if None."""
        self._preferences = preferences
        if shipped is not None:
            self._shipped = tuple(shipped)
        own = {template.name for template in preferences.templates}
        offered = [
            *preferences.templates,
            *(template for template in self._shipped if template.name not in own),
        ]
        chosen = self.templates.currentText()
        with QSignalBlocker(self.templates):
            self.templates.clear()
            self.templates.addItem(self.tr("Insert a template…"), None)
            for template in offered:
                self.templates.addItem(template.name, template)
            self.templates.setCurrentIndex(max(self.templates.findText(chosen), 0))
        self.templates.setEnabled(bool(offered))
        self._show_chosen()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("Findings"), self.findings)
        form.addRow(self.tr("Impression"), self.impression)
        form.addRow(self.tr("Recommendation"), self.recommendation)
        form.addRow(self.tr("Signed by"), self.author)
        row = QHBoxLayout()
        row.addWidget(self.templates, stretch=1)
        row.addWidget(self.save_button)
        row.addWidget(self.delete_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(row)
        layout.addLayout(form)

    def _text(self, name: str, text: str) -> QPlainTextEdit:
        box = QPlainTextEdit(text)
        box.setObjectName("typed")
        box.setAccessibleName(name)
        box.setTabChangesFocus(True)
        box.setMinimumHeight(box.fontMetrics().lineSpacing() * _LINES + 16)
        box.textChanged.connect(self.changed)
        return box

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)  # type: ignore[arg-type]
        return button

    def _show_chosen(self) -> None:
        chosen = self.templates.currentData()
        self.delete_button.setEnabled(chosen in self._preferences.templates)
        self.save_button.setEnabled(not self.statement.empty)

    # --- templates -------------------------------------------------------------------------

    def _insert(self) -> None:
        """Add the texts of the chosen template to what is typed."""
        template = self.templates.currentData()
        if template is not None:
            _append(self.findings, template.findings)
            _append(self.impression, template.impression)
            _append(self.recommendation, template.recommendation)
        self._show_chosen()

    def _save(self) -> None:
        name, agreed = QInputDialog.getText(
            self,
            self.tr("Save as template"),
            self.tr("Name of the template; a template with the same name is replaced:"),
            text=self.templates.currentText() if self.templates.currentData() else "",
        )
        name = name.strip()[:_NAME_LENGTH]
        if agreed and name:
            typed = self.statement
            template = Template(name, typed.findings, typed.impression, typed.recommendation)
            self.templates_asked.emit(self._preferences.with_template(template).templates)
            self.templates.setCurrentIndex(max(self.templates.findText(name), 0))
            self._show_chosen()

    def _delete(self) -> None:
        name = self.templates.currentText()
        answer = QMessageBox.question(
            self,
            "Retivasc",
            self.tr("Delete the chosen template? This cannot be undone."),
            QMessageBox.StandardButtons(QMessageBox.Yes | QMessageBox.Cancel),
            QMessageBox.Cancel,
        )
        if answer == QMessageBox.Yes:
            self.templates_asked.emit(self._preferences.without_template(name).templates)


def _append(box: QPlainTextEdit, text: str) -> None:
    """Add a text below what is there, as a step that can be undone."""
    if not text:
        return
    cursor = box.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(f"\n{text}" if box.toPlainText().strip() else text)
