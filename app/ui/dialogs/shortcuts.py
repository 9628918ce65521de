"""One sheet of everything that keys and the mouse do."""

from collections.abc import Mapping, Sequence

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QGuiApplication, QKeySequence
from PyQt5.QtWidgets import (
    QAction,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs.command_list import plain_text
from app.ui.look.style import text_label

Lines = list[tuple[str, str]]
"""What is pressed, and what happens."""

_COLUMNS = 2
_LONGEST_KEY = 16  # characters; longer ones are broken
_TOP_LEFT = Qt.Alignment() | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ShortcutSheet(QDialog):
    """Show keys and gestures of the mouse, and what they do, by groups."""

    def __init__(
        self,
        groups: Mapping[str, Sequence[QAction]],
        gestures: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keys and mouse"))
        self.groups = {title: _lines(actions) for title, actions in groups.items()}
        self.groups[self.tr("Mouse")] = list(gestures)
        sheet = QWidget()
        sheet.setObjectName("sheet")
        columns = QHBoxLayout(sheet)
        columns.setSpacing(36)
        for titles in _in_columns(self.groups):
            columns.addLayout(self._column(titles), stretch=1)
        area = QScrollArea()
        area.setWidget(sheet)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.NoFrame)
        area.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)
        self.resize(self._fitting(sheet.sizeHint()))

    def _column(self, titles: Sequence[str]) -> QVBoxLayout:
        table = QGridLayout()
        table.setHorizontalSpacing(14)
        table.setVerticalSpacing(6)
        table.setColumnStretch(1, 1)
        for title in titles:
            _add_group(table, title, self.groups[title])
        column = QVBoxLayout()
        column.addLayout(table)
        column.addStretch()
        return column

    def _fitting(self, sheet: QSize) -> QSize:
        width = round(640 * self.fontInfo().pixelSize() / 14)
        wanted = QSize(max(sheet.width() + 50, width), sheet.height() + 90)
        screen = QGuiApplication.primaryScreen()
        return wanted if screen is None else wanted.boundedTo(screen.availableSize() * 0.85)


def _lines(actions: Sequence[QAction]) -> Lines:
    """Return the actions that have keys."""
    return [
        (", ".join(key.toString(QKeySequence.NativeText) for key in keys), plain_text(action))
        for action in actions
        if (keys := action.shortcuts())
    ]


def _in_columns(groups: Mapping[str, Lines]) -> list[list[str]]:
    """Spread groups, in their order, over columns of about the same length."""
    columns: list[list[str]] = [[] for _ in range(_COLUMNS)]
    total = sum(len(lines) + 2 for lines in groups.values())
    filled = 0
    for title, lines in groups.items():
        if lines:
            size = len(lines) + 2
            columns[min(int((filled + size / 2) * _COLUMNS / total), _COLUMNS - 1)].append(title)
            filled += size
    return [titles for titles in columns if titles]


def _add_group(table: QGridLayout, title: str, lines: Lines) -> None:
    heading = text_label("groupTitle")
    heading.setText(title)
    table.addWidget(heading, table.rowCount(), 0, 1, 2)
    for pressed, what in lines:
        key = QLabel(pressed)
        key.setObjectName("key")
        if len(pressed) > _LONGEST_KEY:
            key.setWordWrap(True)
            key.setFixedWidth(key.fontMetrics().averageCharWidth() * (_LONGEST_KEY + 2))
        text = text_label()
        text.setText(what.rstrip("…"))
        row = table.rowCount()
        table.addWidget(key, row, 0, _TOP_LEFT)
        table.addWidget(text, row, 1)
    table.setRowMinimumHeight(table.rowCount(), 14)
