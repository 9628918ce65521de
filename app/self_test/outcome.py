"""Try parts of the program one by one, so that one that is broken does not hide the others."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from app.base.errors import RetivascError
from app.self_test.numbers import Check

Made = TypeVar("Made")

_LOG = logging.getLogger(__name__)


class BrokenError(Exception):
    """A part of the program does not do what it must; the text is one English sentence."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of checking one part of the program.

    Attributes:
        failure: why it does not, in one English sentence; None when it works.
    """

    name: str
    failure: str | None = None

    @property
    def passed(self) -> bool:
        """Return whether it works."""
        return self.failure is None


Row = Outcome | Check


def attempt(name: str, action: Callable[[], object]) -> Outcome:
    """Try one part of the program: whatever it raises is its failure."""
    _, outcome = obtain(name, action)
    return outcome


def obtain(name: str, make: Callable[[], Made]) -> tuple[Made | None, Outcome]:
    """Make something that later checks need; None where it cannot be made."""
    try:
        return make(), Outcome(name)
    except Exception as error:  # noqa: BLE001 - of a broken installation anything may be raised
        return None, Outcome(name, _told(error))


def collect(group: str, checks: Callable[[], Iterable[Row]]) -> Iterator[Row]:
    """Yield the rows of a group; what breaks the group off becomes its last row."""
    try:
        yield from checks()
    except Exception as error:  # noqa: BLE001 - of a broken installation anything may be raised
        yield Outcome(group, _told(error))


def _told(error: Exception) -> str:
    """Return an error on one line, together with its original cause."""
    _LOG.info("a check of the self-test failed", exc_info=error)
    first: BaseException = error
    while first.__cause__ is not None:
        first = first.__cause__
    if first is error:
        return _sentence(error)
    return f"{_sentence(error)} ({_sentence(first)})"


def _sentence(error: BaseException) -> str:
    if isinstance(error, BrokenError):
        return str(error)
    if isinstance(error, RetivascError):
        return str(error.message)
    return " ".join(f"{type(error).__name__}: {error}".split())
