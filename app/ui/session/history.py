"""Undo and redo: each change of what a person set is one step from a whole state to another."""

from collections.abc import Callable
from itertools import count
from time import monotonic

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QUndoCommand, QUndoStack
from typing_extensions import override

from app.ui.session.view_state import ViewState

ShowState = Callable[[ViewState], None]

_PAUSE_S = 1.0
"""A control that rested this long begins a new step."""

_LIMIT = 500


class History(QUndoStack):
    """The steps that can be undone; those of one movement of one control are joined."""

    def __init__(self, show: ShowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setUndoLimit(_LIMIT)
        self._show = show
        self._ids: dict[str, int] = {}
        self._next_id = count(1)

    def add(self, text: str, before: ViewState, after: ViewState, *, control: str | None) -> None:
        """Go from one state to another, and remember how to go back.

        Args:
            text: what was done, in the user's language.
            control: what moves continuously, whose steps are joined; None for single steps.
        """
        number = -1
        if control is not None:
            number = self._ids.setdefault(control, next(self._next_id))
        self.push(_Step(text, before, after, number, self._show))


class _Step(QUndoCommand):
    def __init__(
        self, text: str, before: ViewState, after: ViewState, number: int, show: ShowState
    ) -> None:
        super().__init__(text)
        self.before, self.after = before, after
        self.made = monotonic()
        self._number, self._show = number, show

    @override
    def id(self) -> int:
        """Return the number by which Qt joins steps of the same control; -1 joins none."""
        return self._number

    @override
    def mergeWith(self, later: QUndoCommand | None) -> bool:
        """Merge a step that followed without a pause."""
        if not isinstance(later, _Step) or later.made - self.made > _PAUSE_S:
            return False
        self.after, self.made = later.after, later.made
        self.setObsolete(self.after == self.before)
        return True

    @override
    def redo(self) -> None:
        self._show(self.after)

    @override
    def undo(self) -> None:
        self._show(self.before)
