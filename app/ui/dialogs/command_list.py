"""Every command of the window in one list, found by typing some letters of it."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PyQt5.QtGui import QKeyEvent, QKeySequence
from PyQt5.QtWidgets import (
    QAction,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui.look.style import text_label

SYNONYMS = "synonyms"
"""The property of an action with other words for it, which are looked at but not shown."""

_SIZE = QSize(560, 420)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}


class CommandList(QDialog):
    """List actions with where they are in the menus and their keys; run the one that is chosen."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Commands"))
        self.line = QLineEdit()
        self.line.setObjectName("commandLine")
        self.line.setPlaceholderText(self.tr("Type what you want to do"))
        self.line.setAccessibleName(self.tr("Filter of commands"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.list = _make_list()
        self.list.setAccessibleName(self.tr("Commands"))
        self.none = text_label("faint")
        self._actions = list(actions)
        for action in self._actions:
            self.list.addTopLevelItem(_item(action))
        header = self.list.header()
        assert header is not None
        header.setSectionResizeMode(0, QHeaderView.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeToContents)
        self.line.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.none)
        layout.addWidget(self.list, stretch=1)
        layout.addStretch()
        scale = self.fontInfo().pixelSize() / 14
        self.resize(_SIZE * scale)
        self._filter("")

    @override
    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Move through the list, or run a command, while the line keeps the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._move(_STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    @property
    def shown(self) -> list[QTreeWidgetItem]:
        """Return the lines that the filter lets through."""
        return [item for item in self._items() if not item.isHidden()]

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _filter(self, typed: str) -> None:
        words = typed.casefold().split()
        for item, action in zip(self._items(), self._actions, strict=True):
            others = action.property(SYNONYMS) or ""
            text = f"{item.text(0)} {item.text(1)} {others}".casefold()
            item.setHidden(not all(word in text for word in words))
        found = bool(self.shown)
        self.list.setVisible(found)  # an empty box would say nothing
        self.none.setVisible(not found)
        self.none.setText(
            self.tr("Nothing found for “{typed}”. Try another word, or one letter less.").replace(
                "{typed}", typed.strip()
            )
        )
        runnable = [item for item in self.shown if not item.isDisabled()]
        self.list.setCurrentItem(runnable[0] if runnable else None)

    def _move(self, step: int) -> None:
        runnable = [item for item in self.shown if not item.isDisabled()]
        current = self.list.currentItem()
        if current in runnable:
            row = runnable.index(current) + step
            # One step beyond either end goes round; a page stops there.
            row = row % len(runnable) if abs(step) == 1 else min(max(row, 0), len(runnable) - 1)
            self.list.setCurrentItem(runnable[row])

    def _run(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.isDisabled():
            return
        action = self._actions[self.list.indexOfTopLevelItem(item)]
        self.accept()
        # Once this dialog is gone, for the command may open another.
        QTimer.singleShot(0, action.trigger)


def _make_list() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("commands")
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return tree


def _item(action: QAction) -> QTreeWidgetItem:
    item = QTreeWidgetItem([_path(action), action.shortcut().toString(QKeySequence.NativeText)])
    item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setDisabled(not action.isEnabled())
    return item


def _path(action: QAction) -> str:
    """Return where an action is found in the menus."""
    menu = _menu_of(action)
    above = menu.menuAction() if menu is not None else None
    text = plain_text(action)
    return text if above is None else f"{_path(above)} › {text}"


def _menu_of(action: QAction) -> QMenu | None:
    for widget in action.associatedWidgets():
        if isinstance(widget, QMenu) and widget.title():
            return widget
    return None


def plain_text(action: QAction) -> str:
    """Return the text of an action without the mark of its key in the menu."""
    # Chinese menus name the key in brackets after the text.
    marked = action.text().strip()
    start, _, rest = marked.partition("(&")
    return (start + rest.partition(")")[2]) if rest else marked.replace("&", "")
