"""What the clinician types for a report, with templates for texts that are used often."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QObject, QSignalBlocker, pyqtSignal
from PyQt5.QtGui import QTextCursor
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.report.report_text import ReportText
from app.settings.preferences import Preferences, Template
from app.ui.findings.phrases import Group, PhrasesButton

_LINES = 3
_NAME_LENGTH = 60
_PHRASE_LENGTH = 500


class ReportTextForm(QWidget):
    """The form for findings, impression, recommendation and name.

    Signals:
        changed: the typed text has changed.
        templates_asked: the templates to keep from now on (a tuple).
        phrases_asked: the user's phrases to keep from now on (a tuple).
    """

    changed = pyqtSignal()
    templates_asked = pyqtSignal(tuple)
    phrases_asked = pyqtSignal(tuple)

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
        self._shipped_phrases: tuple[Group, ...] = ()
        self.templates = QComboBox()
        self.templates.setAccessibleName(self.tr("Templates"))
        self.templates.activated.connect(self._insert)
        self.save_button = self._button(self.tr("Save as template…"), self._save)
        self.delete_button = self._button(self.tr("Delete template"), self._delete)
        self.findings = self._text(self.tr("Findings"), statement.findings)
        self.impression = self._text(self.tr("Impression"), statement.impression)
        self.recommendation = self._text(self.tr("Recommendation"), statement.recommendation)
        self._boxes = (self.findings, self.impression, self.recommendation)
        self._typed_in = self.findings
        self.phrases = PhrasesButton()
        self.phrases.chosen.connect(self._insert_phrase)
        self.phrases.keep_asked.connect(self._keep_phrase)
        self.phrases.removed.connect(self._remove_phrase)
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

    def offer_phrases(self, shipped: Sequence[Group]) -> None:
        """Offer the program's own phrases, and those of the preferences."""
        self._shipped_phrases = tuple(shipped)
        self.phrases.offer(self._shipped_phrases, self._preferences.phrases)

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
        self.phrases.offer(self._shipped_phrases, preferences.phrases)
        self._show_chosen()

    def _lay_out(self) -> None:
        templates = QHBoxLayout()
        templates.addWidget(self.templates, stretch=1)
        templates.addWidget(self.phrases)
        kept = QHBoxLayout()
        kept.addWidget(self.save_button)
        kept.addWidget(self.delete_button)
        kept.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(templates)
        for text, box, share in (
            (self.tr("Findings"), self.findings, 3),
            (self.tr("Impression"), self.impression, 2),
            (self.tr("Recommendation"), self.recommendation, 2),
        ):
            label = QLabel(text)
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box, stretch=share)
        signed = QHBoxLayout()
        signed.addWidget(QLabel(self.tr("Signed by")))
        signed.addWidget(self.author, stretch=1)
        layout.addLayout(signed)
        layout.addLayout(kept)

    def _text(self, name: str, text: str) -> QPlainTextEdit:
        box = QPlainTextEdit(text)
        box.setObjectName("typed")
        box.setAccessibleName(name)
        box.setTabChangesFocus(True)
        box.setMinimumHeight(box.fontMetrics().lineSpacing() * _LINES + 16)
        box.textChanged.connect(self.changed)
        box.installEventFilter(self)
        return box

    @override
    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Note where one types: a phrase goes there, though its menu has the focus by then."""
        if event is not None and event.type() == QEvent.Type.FocusIn:
            self._typed_in = next(box for box in self._boxes if box is watched)
        return super().eventFilter(watched, event)

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

    # --- phrases ---------------------------------------------------------------------------

    def _insert_phrase(self, phrase: str) -> None:
        """Insert a phrase at the cursor, a space apart from the words before it."""
        cursor = self._typed_in.textCursor()
        before = self._typed_in.toPlainText()[: cursor.selectionStart()]
        apart = " " if before and not before[-1].isspace() else ""
        cursor.insertText(f"{apart}{phrase}")
        self._typed_in.setTextCursor(cursor)
        self._typed_in.setFocus()

    def _keep_phrase(self) -> None:
        # Qt's sign for the end of a paragraph within a selection.
        phrase = self._typed_in.textCursor().selectedText().replace("\u2029", "\n").strip()
        if phrase and phrase not in self._preferences.phrases:
            self.phrases_asked.emit((*self._preferences.phrases, phrase[:_PHRASE_LENGTH]))

    def _remove_phrase(self, phrase: str) -> None:
        self.phrases_asked.emit(tuple(p for p in self._preferences.phrases if p != phrase))


def _append(box: QPlainTextEdit, text: str) -> None:
    """Add a text below what is there, as a step that can be undone."""
    if not text:
        return
    cursor = box.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(f"\n{text}" if box.toPlainText().strip() else text)
