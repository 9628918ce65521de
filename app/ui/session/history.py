"""Undo and redo: each change of what a person set is one step from a whole state to another."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from itertools import count
from time import monotonic

from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QUndoCommand, QUndoGroup, QUndoStack
from typing_extensions import override

from app.domain.reading import Reading
from app.ui.session.view_state import ViewState

ShowState = Callable[[ViewState], None]
Current = Callable[[], ViewState]

_PAUSE_S = 1.0
"""A control that rested this long begins a new step."""

_LIMIT = 500
_PHOTOGRAPHS = 20  # whose steps are kept


class History(QUndoGroup):
    """The steps that can be undone, of each photograph; those of one movement are joined."""

    def __init__(self, show: ShowState, current: Current, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show, self._current = show, current
        self._stacks: dict[Hashable, QUndoStack] = {}
        self._ids: dict[str, int] = {}
        self._next_id = count(1)
        self._active = self._stack_of(None)
        self.setActiveStack(self._active)

    def go_to(self, photograph: Hashable, reading: Reading) -> None:
        """Go on with the steps of a photograph, unless it has been read otherwise meanwhile.

        Args:
            reading: as it is now.
        """
        self._active = self._stack_of(photograph)
        last = self._active.command(self._active.index() - 1)
        following = self._active.command(self._active.index())
        known = last.after if isinstance(last, _Step) else None
        if known is None and isinstance(following, _Step):
            known = following.before
        if known is not None and known.reading != reading:
            self._active.clear()
        self.setActiveStack(self._active)

    def add(self, text: str, before: ViewState, after: ViewState, *, control: str | None) -> None:
        """Go from one state to another, and remember how to go back.

        Args:
            text: what was done, in the user's language.
            control: what moves continuously, whose steps are joined; None for single steps.
        """
        number = -1
        if control is not None:
            number = self._ids.setdefault(control, next(self._next_id))
        self._active.push(_Step(text, before, after, number, self._go))

    def count(self) -> int:
        """Return how many steps there are of the photograph that is shown."""
        return self._active.count()

    def _stack_of(self, photograph: Hashable) -> QUndoStack:
        """Return the steps of a photograph; those of the one looked at longest ago are dropped."""
        stack = self._stacks.pop(photograph, None)
        if stack is None:
            stack = QUndoStack(self)
            stack.setUndoLimit(_LIMIT)
        self._stacks[photograph] = stack
        if len(self._stacks) > _PHOTOGRAPHS:
            oldest = self._stacks.pop(next(iter(self._stacks)))
            self.removeStack(oldest)
            oldest.deleteLater()
        return stack

    def _go(self, left: ViewState, to: ViewState) -> None:
        """Show what a step changes; the rest stays as another photograph may have left it."""
        state = self._current()
        if left.reading != to.reading:
            state = replace(state, reading=to.reading)
        if left.look != to.look:
            state = replace(state, look=to.look)
        self._show(state)


class _Step(QUndoCommand):
    def __init__(
        self,
        text: str,
        before: ViewState,
        after: ViewState,
        number: int,
        go: Callable[[ViewState, ViewState], None],
    ) -> None:
        super().__init__(text)
        self.before, self.after = before, after
        self.made = monotonic()
        self._number, self._go = number, go

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
        self._go(self.before, self.after)

    @override
    def undo(self) -> None:
        self._go(self.after, self.before)
