"""Stop long work politely when the user or the system asks for it."""

import signal
from types import FrameType, TracebackType
from typing import Any


class StopOnSignal:
    """A context in which Ctrl+C and a polite kill become a request to stop soon.

    A second one ends the program at once.
    """

    def __init__(self) -> None:
        self._number: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "StopOnSignal":
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._give_back()

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._number = number
        self._give_back()

    def _give_back(self) -> None:
        while self._before:
            signal.signal(*self._before.popitem())

    def asked(self) -> bool:
        """Return whether to stop."""
        return self._number is not None

    @property
    def exit_code(self) -> int:
        """Return the exit code of a stopped program, 130 or 143; 0 if it was not stopped."""
        return 0 if self._number is None else 128 + self._number
