"""The menus and the tool bar: where each command of the window is found."""

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication, QSize, Qt
from PyQt5.QtWidgets import QMainWindow, QMenu, QToolBar

from app.ui.window.actions import Part, Submenu
from app.ui.window.commands import Commands


def add_menus(window: QMainWindow, commands: Commands) -> None:
    """Fill the menu bar; every command is in one menu, with its keys."""
    bar = window.menuBar()
    assert bar is not None
    for title, parts in commands.by_menu().items():
        menu = QMenu(title, bar)  # made here, so that Python learns of its end
        bar.addMenu(menu)
        menu.setToolTipsVisible(True)
        _fill(menu, parts)


def add_toolbar(window: QMainWindow, commands: Commands) -> QToolBar:
    """Fill the tool bar with what is used all the time: pictures, with words only at the first."""
    bar = QToolBar(QCoreApplication.translate("Menus", "Tools"))
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setIconSize(QSize(20, 20))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for number, group in enumerate(commands.in_toolbar()):
        if number:
            bar.addSeparator()
        bar.addActions(list(group))
    window.addToolBar(bar)
    for action, word in commands.icon_words().items():
        action.setIconText(word)
    return bar


def _fill(menu: QMenu, parts: Sequence[Part]) -> None:
    for number, part in enumerate(parts):
        if number:
            menu.addSeparator()
        for entry in part:
            if isinstance(entry, Submenu):
                submenu = QMenu(entry.title, menu)
                menu.addMenu(submenu)
                submenu.addActions(list(entry.actions))
            else:
                menu.addAction(entry)
                # A picture in its place would hide whether it is checked.
                entry.setIconVisibleInMenu(not entry.isCheckable())
