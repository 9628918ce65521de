"""Undo and redo: each change of what a person set is one step from a whole state to another."""

from collections.abc import Callable
from itertools import count
from time import monotonic

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QUndoCommand, QUndoStack

from app.ui.session.view_state import ViewState

ShowState = Callable[[ViewState], None]

_PAUSE_S = 1.0
"""A control that rested this long begins a new step."""

_LIMIT = 500


class History(QUndoStack):
    """Keep the steps, and join those of one movement of one control."""

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

    def id(self) -> int:
        """Return by which number Qt knows steps of the same control; -1 joins none."""
        return self._number

    def mergeWith(self, later: QUndoCommand | None) -> bool:
        """Take over a step that followed without a pause."""
        if not isinstance(later, _Step) or later.made - self.made > _PAUSE_S:
            return False
        self.after, self.made = later.after, later.made
        self.setObsolete(self.after == self.before)
        return True

    def redo(self) -> None:
        """Show the later state."""
        self._show(self.after)

    def undo(self) -> None:
        """Show the earlier state."""
        self._show(self.before)
