"""A menu of phrases that are inserted where one types: the program's own and the user's."""

from collections.abc import Sequence
from functools import partial

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QMenu, QToolButton

from app.base.text import plain_line
from app.ui.look.plain_text import command_text

Group = tuple[str, Sequence[str]]

_LONGEST = 70  # characters of a phrase in the menu


class PhrasesButton(QToolButton):
    """A button with a menu of phrases.

    Signals:
        chosen: a phrase to be inserted.
        keep_asked: the selected text is to become a phrase.
        removed: one of the user's phrases, to be forgotten.
    """

    chosen = pyqtSignal(str)
    keep_asked = pyqtSignal()
    removed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText(self.tr("Phrases"))
        self.setPopupMode(QToolButton.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)

    def offer(self, shipped: Sequence[Group], own: Sequence[str]) -> None:
        """Offer phrases.

        Args:
            shipped: the program's own, in groups.
            own: the user's, which can be removed.
        """
        for former in self._menu.findChildren(QMenu):
            former.deleteLater()
        self._menu.clear()
        for title, phrases in shipped:
            self._fill(self._submenu(self._menu, title), phrases)
        mine = self._submenu(self._menu, self.tr("Own phrases"))
        self._fill(mine, own)
        _set_visible(mine, bool(own))
        self._menu.addSeparator()
        keep = self._menu.addAction(self.tr("Keep the selected text as a phrase"))
        assert keep is not None
        keep.triggered.connect(self.keep_asked)
        remove = self._submenu(self._menu, self.tr("Remove a phrase"))
        self._fill(remove, own, self.removed.emit)
        _set_visible(remove, bool(own))

    def _submenu(self, menu: QMenu, title: str) -> QMenu:
        submenu = menu.addMenu(command_text(title))
        assert submenu is not None
        return submenu

    def _fill(self, menu: QMenu, phrases: Sequence[str], slot: object = None) -> None:
        emit = self.chosen.emit if slot is None else slot
        for phrase in phrases:
            action = menu.addAction(command_text(_shortened(phrase)))
            assert action is not None
            action.triggered.connect(partial(_with, emit, phrase))


def _set_visible(menu: QMenu, visible: bool) -> None:
    action = menu.menuAction()
    assert action is not None
    action.setVisible(visible)


def _with(emit: object, phrase: str, _checked: bool = False) -> None:
    emit(phrase)  # type: ignore[operator]


def _shortened(phrase: str) -> str:
    line = plain_line(" ".join(phrase.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
