"""How commands are arranged in menus, and get their keys and icons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction

from app.ui.look.style import icon

Keys = QKeySequence | QKeySequence.StandardKey | str | None


@dataclass(frozen=True)
class Submenu:
    """Commands that open to the side of a menu."""

    title: str
    actions: Sequence[QAction]


Part = Sequence[QAction | Submenu]
"""Commands of a menu that stand together, without a line between them."""


def give_keys(action: QAction, keys: Keys, icon_name: str) -> None:
    """Give an action its keys, an icon, and a tool tip saying what it does and how."""
    if keys is not None:
        action.setShortcut(QKeySequence(keys))
        shown = action.shortcut().toString(QKeySequence.NativeText)
        action.setToolTip(f"{action.text().rstrip('…')} ({shown})")
    if icon_name:
        action.setIcon(icon(icon_name))


def actions_of(parts: Sequence[Part]) -> Iterator[QAction]:
    """Yield the commands of a menu, those of its submenus too."""
    for part in parts:
        for entry in part:
            if isinstance(entry, Submenu):
                yield from entry.actions
            else:
                yield entry
