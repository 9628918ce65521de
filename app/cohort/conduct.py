"""Lead a cohort through: hand chunks out, count what comes back, and know when to give up.

It knows no engine: anything that does chunks somewhere and tells what became of them will do.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.base.errors import InferenceError, RetivascError
from app.base.messages import message
from app.base.progress import Cancelled, ShouldStop
from app.cohort.items import Chunk
from app.cohort.work import HinderedError, OnTally, Setting, Tally, work_on

_ATTEMPTS = 100
"""Of one chunk. Each lost worker sets at most one photograph on its way to being set aside."""

_HINDRANCES = 3
"""After so many of one chunk the run ends: what keeps three workers keeps all."""


@dataclass(frozen=True)
class Finished:
    """What became of an attempt at a chunk.

    Attributes:
        tally: of the whole chunk; None where it was not finished.
        error: what hindered its worker; None where the worker was lost, or nothing went wrong.
    """

    chunk: Chunk
    tally: Tally | None = None
    error: RetivascError | None = None


class EngineLostError(RetivascError):
    """Nobody hands the work out any more: the scheduler ended, or cannot be reached."""


class Engine(Protocol):
    """Do chunks somewhere."""

    def run(
        self, chunks: Iterator[Chunk], setting: Setting, on_tally: OnTally, stop: ShouldStop
    ) -> Iterator[Finished]:
        """Yield what becomes of each chunk, in any order; take the next ones as room is made.

        Chunks that are handed in while the iterator runs are done too. When ``stop`` answers
        true no further one is taken.

        Raises:
            EngineLostError: nobody hands the work out any more.
        """

    def recover(self) -> None:
        """Get ready to run again after having been lost.

        Raises:
            EngineLostError: it is gone for good.
        """


def conduct(
    chunks: Callable[[], Iterable[Chunk]],
    engine: Engine,
    setting: Setting,
    on_tally: OnTally,
    stop: ShouldStop,
) -> Tally:
    """Do all chunks, and those of a lost worker or scheduler again, until all are done.

    Args:
        chunks: returns those that are not done, each time it is called.
        on_tally: told of each photograph as it is done.

    Returns:
        What was finished: whole chunks only.

    Raises:
        RetivascError: what hinders every worker; what is done is kept.
    """
    leader = _Leader(engine, setting, on_tally, stop)
    while True:
        try:
            leader.lead(chunks())
        except EngineLostError:
            engine.recover()
            continue
        return leader.finished


class _Leader:
    def __init__(
        self, engine: Engine, setting: Setting, on_tally: OnTally, stop: ShouldStop
    ) -> None:
        self._engine, self._setting = engine, setting
        self._on_tally, self._stop = on_tally, stop
        self._again: list[Chunk] = []
        self._attempts: Counter[int] = Counter()
        self._hindrances: Counter[int] = Counter()
        self.finished = Tally()

    def lead(self, chunks: Iterable[Chunk]) -> None:
        self._again.clear()
        source = iter(chunks)
        while True:
            done = self._engine.run(self._next(source), self._setting, self._on_tally, self._stop)
            for each in done:
                self._take(each)
            if not self._again or self._stop():
                return

    def _next(self, source: Iterator[Chunk]) -> Iterator[Chunk]:
        """Yield what is to be done again before what is new."""
        while not self._stop():
            if self._again:
                yield self._again.pop()
                continue
            chunk = next(source, None)
            if chunk is None:
                return
            yield chunk

    def _take(self, done: Finished) -> None:
        number = done.chunk.number
        if done.tally is not None:
            self.finished += done.tally
            return
        if self._stop():
            return
        self._attempts[number] += 1
        if done.error is not None:
            self._hindrances[number] += 1
            if self._hindrances[number] >= _HINDRANCES:
                raise done.error
        if self._attempts[number] >= _ATTEMPTS:
            raise InferenceError(
                message("Workers end again and again before they have done anything."),
                message("Look into their logs; give each more memory."),
            )
        self._again.append(done.chunk)


class Progress:
    """Count what is new from how far each chunk is: one may be told of twice, or begun again."""

    def __init__(self, on_tally: OnTally) -> None:
        self._on_tally = on_tally
        self._known: dict[int, Tally] = {}

    def note(self, chunk: int, tally: Tally) -> None:
        """Note how far a chunk is, and tell how much more that is than before."""
        new = tally - self._known.get(chunk, Tally())
        self._known[chunk] = tally
        if new != Tally():
            self._on_tally(new)

    def end(self, chunk: int, tally: Tally) -> None:
        """Note that a chunk is done."""
        self.note(chunk, tally)
        del self._known[chunk]


class SerialEngine:
    """Do chunks here and now, one after the other."""

    def run(
        self, chunks: Iterator[Chunk], setting: Setting, on_tally: OnTally, stop: ShouldStop
    ) -> Iterator[Finished]:
        """Yield what becomes of each chunk."""
        counter = Progress(on_tally)
        for chunk in chunks:
            if stop():
                return
            try:
                tally = work_on(chunk, setting, partial(counter.note, chunk.number))
                counter.end(chunk.number, tally)
                yield Finished(chunk, tally)
            except HinderedError as error:
                yield Finished(chunk, error=error)
            except Cancelled:
                return

    def recover(self) -> None:
        """It is never lost."""
