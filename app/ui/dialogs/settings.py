"""The dialog of settings, made from their table."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from PyQt5.QtCore import QRegularExpression, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QGuiApplication, QRegularExpressionValidator
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.settings.preferences import DIALOG_ROWS, THRESHOLD_STEP, Preferences, thresholds_fit
from app.settings.setting import Row
from app.ui.look.number_box import CountBox, NumberBox
from app.ui.look.style import text_label
from app.ui.look.words import in_words

_LINES = 3
_SHARE = 0.9  # of the screen, which has a task bar and the window its frame
_THRESHOLDS = ("lowest_threshold", "highest_threshold")
_MARGIN = 8  # pixels around a text of several lines


@dataclass(frozen=True)
class Editor:
    """The widget that sets one preference, and how its value is read and shown."""

    widget: QWidget
    value: Callable[[], Any]
    show: Callable[[Any], None]


class SettingsDialog(QDialog):
    """The dialog for the preferences; locked ones are shown but cannot be changed.

    Signals:
        changed: what was set (a dict by name), at OK and at Apply.
        forgotten: clear the list of recent files.
    """

    changed = pyqtSignal(dict)
    forgotten = pyqtSignal()

    def __init__(
        self,
        preferences: Preferences,
        parent: QWidget | None = None,
        *,
        locked: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._preferences, self._locked = preferences, locked
        self.editors = {row.name: _editor(row) for row in DIALOG_ROWS}
        self.forget_button = QPushButton(self.tr("Clear the list now"))
        self.forget_button.setEnabled(bool(preferences.recent))
        self.forget_button.clicked.connect(self._forget)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.Ok | QDialogButtonBox.Cancel | QDialogButtonBox.Apply
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.apply_button = self._buttons.button(QDialogButtonBox.Apply)
        assert self.apply_button is not None
        self.apply_button.clicked.connect(self.apply)
        self._lay_out()
        self._show(preferences)
        self._keep_thresholds_apart()
        self._shown = self._values()

    @property
    def changes(self) -> dict[str, Any]:
        """Return, by name, what a person set; editors may show the rest rounded."""
        return self._preferences.as_set(self._changed_rows())

    def _changed_rows(self) -> dict[str, Any]:
        values = self._values()
        changes = {name: value for name, value in values.items() if value != self._shown[name]}
        if not thresholds_fit(
            *(changes.get(n, getattr(self._preferences, n)) for n in _THRESHOLDS)
        ):
            changes |= {name: values[name] for name in _THRESHOLDS if name in values}
        return changes

    def apply(self) -> None:
        """Apply what was set, if anything was."""
        changes = self.changes
        if changes:
            self._shown = self._values()
            self._preferences = self._preferences.changed(**changes)
            self.forget_button.setEnabled(bool(self._preferences.recent))
            self.changed.emit(changes)

    @override
    def accept(self) -> None:
        """Apply what was set, and close."""
        super().accept()
        self.apply()

    def _lay_out(self) -> None:
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        for page, rows in groupby(DIALOG_ROWS, key=attrgetter("setting.page")):
            self.pages.addTab(self._page(rows), in_words(page))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(18)
        layout.addWidget(self.pages)
        layout.addWidget(self._buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)
        screen = QGuiApplication.primaryScreen()
        if screen is not None:
            self.resize(self.sizeHint().boundedTo(screen.availableSize() * _SHARE))

    def _page(self, rows: Iterable[Row]) -> "Page":
        page = QWidget()
        form = QFormLayout()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 16, 4, 4)
        column.addLayout(form)
        column.addStretch()
        form.setVerticalSpacing(10)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for locked, run in groupby(rows, key=lambda row: self._is_locked(row.name)):
            for row in run:
                self._add_row(form, row, locked=locked)
            if locked:
                self._add_hint(form, self.tr("Set by your administrator."))
        return Page(page)

    def show_page(self, name: str) -> None:
        """Show the page of a name in English."""
        names = list(dict.fromkeys(str(row.setting.page) for row in DIALOG_ROWS))
        self.pages.setCurrentIndex(names.index(name))

    def _is_locked(self, name: str) -> bool:
        return name.partition(".")[0] in self._locked

    def _add_row(self, form: QFormLayout, row: Row, *, locked: bool) -> None:
        widget, setting = self.editors[row.name].widget, row.setting
        if row.widget == "switch":  # names itself
            form.addRow("", widget)
        else:
            form.addRow(in_words(setting.label), widget)
        if locked:
            self._lock(widget, form.labelForField(widget))
        elif setting.hint:
            self._add_hint(form, in_words(setting.hint))
        if row.name == "remember_recent":
            form.addRow("", self.forget_button)
            form.setAlignment(self.forget_button, Qt.AlignmentFlag.AlignLeft)

    def _lock(self, widget: QWidget, label: QWidget | None) -> None:
        told = self.tr("Set by your administrator.")
        widget.setToolTip(told)
        widget.setAccessibleDescription(told)
        widget.setEnabled(False)
        if label is not None:
            label.setEnabled(False)

    def _add_hint(self, form: QFormLayout, text: str) -> None:
        hint = text_label("faint")
        hint.setText(text)
        wide = hint.sizePolicy()
        wide.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        hint.setSizePolicy(wide)
        form.addRow("", hint)

    def _values(self) -> dict[str, Any]:
        """Return the values that the editors show."""
        return {n: e.value() for n, e in self.editors.items() if not self._is_locked(n)}

    def _show(self, preferences: Preferences) -> None:
        for name, editor in self.editors.items():
            editor.show(preferences.shown(name))

    def _keep_thresholds_apart(self) -> None:
        lowest, highest = (self.editors[name].widget for name in _THRESHOLDS)
        assert isinstance(lowest, NumberBox)
        assert isinstance(highest, NumberBox)
        lowest.valueChanged.connect(lambda value: highest.setMinimum(value + THRESHOLD_STEP))
        highest.valueChanged.connect(lambda value: lowest.setMaximum(value - THRESHOLD_STEP))
        highest.setMinimum(lowest.value() + THRESHOLD_STEP)
        lowest.setMaximum(highest.value() - THRESHOLD_STEP)

    def _forget(self) -> None:
        self._preferences = self._preferences.forget_recent()
        self.forget_button.setEnabled(False)
        self.forgotten.emit()


class Page(QScrollArea):
    """Show settings below each other, as far as the screen allows, and the others by scrolling."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    @override
    def sizeHint(self) -> QSize:
        """Return the size at which all of them are visible."""
        content, bar = self.widget(), self.verticalScrollBar()
        assert content is not None
        assert bar is not None
        wide = content.sizeHint().width() + bar.sizeHint().width()
        tall = content.heightForWidth(wide) if content.hasHeightForWidth() else 0
        return QSize(wide, max(tall, content.sizeHint().height()))

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the width at which nothing is cut off; the height may be small."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())


def _editor(row: Row) -> Editor:
    editor = _EDITORS[row.widget](row)
    editor.widget.setAccessibleName(in_words(row.setting.label))
    editor.widget.setAccessibleDescription(in_words(row.setting.hint))
    return editor


def _choice(row: Row) -> Editor:
    box = QComboBox()
    for value, text in row.setting.choices.items():
        box.addItem(in_words(text), value)
    return Editor(box, box.currentData, lambda value: box.setCurrentIndex(box.findData(value)))


def _switch(row: Row) -> Editor:
    box = QCheckBox(in_words(row.setting.label))
    return Editor(box, box.isChecked, box.setChecked)


def _number(row: Row) -> Editor:
    box = NumberBox()
    box.setRange(*row.bounds)
    box.setSingleStep(row.setting.step)
    return Editor(box, lambda: round(box.value(), 2), box.setValue)


def _percent(row: Row) -> Editor:
    box = CountBox()
    box.setRange(*(round(bound * 100) for bound in row.bounds))
    box.setSingleStep(round(row.setting.step * 100))
    box.setSuffix("\N{NO-BREAK SPACE}%")
    return Editor(box, lambda: box.value() / 100, lambda value: box.setValue(round(value * 100)))


def _count(row: Row) -> Editor:
    box = CountBox()
    box.setRange(*map(round, row.bounds))
    return Editor(box, box.value, box.setValue)


def _text(row: Row) -> Editor:
    line = QLineEdit()
    line.setPlaceholderText(in_words(row.setting.example))
    if row.pattern:
        line.setValidator(QRegularExpressionValidator(QRegularExpression(row.pattern), line))
    return Editor(line, lambda: line.text().strip(), line.setText)


def _lines(row: Row) -> Editor:
    box = QPlainTextEdit()
    box.setObjectName("typed")
    box.setPlaceholderText(in_words(row.setting.example))
    box.setTabChangesFocus(True)
    box.setFixedHeight(box.fontMetrics().lineSpacing() * _LINES + 2 * _MARGIN)
    return Editor(box, lambda: box.toPlainText().strip(), box.setPlainText)


def _file(row: Row) -> Editor:
    chooser = FileLine(row)
    return Editor(chooser, lambda: chooser.line.text().strip(), chooser.line.setText)


class FileLine(QWidget):
    """A field for typing or choosing the path of a file."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        name = in_words(row.setting.label)
        self.line = QLineEdit()
        self.line.setPlaceholderText(in_words(row.setting.example))
        self.line.setAccessibleName(name)
        self.button = QPushButton(self.tr("Choose…"))
        self.button.setAccessibleName(f"{name}: {self.button.text()}")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._choose)
        self.setFocusProxy(self.line)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.button)

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "", self.line.text())
        if name:
            self.line.setText(name)


_EDITORS = {
    "choice": _choice,
    "switch": _switch,
    "number": _number,
    "count": _count,
    "percent": _percent,
    "text": _text,
    "lines": _lines,
    "file": _file,
}
