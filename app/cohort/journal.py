"""The journal of a chunk: what was begun and what came of it, line by line, as it happens.

Each attempt writes a file of its own, so that no two processes ever write the same one. Whoever
tries again reads all of them: a photograph that has a row is done, and one that was begun and has
none ended the process that began it, or was under way when all was stopped.
"""

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.base.files import make_missing, writing_is_told
from app.cohort.columns import Row

TRIES = 2
"""After so many in one run a photograph is set aside."""

_RUNS = 4
"""After so many runs that ended while it was under way, too: a run may have been killed."""

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)


@dataclass
class Known:
    """What earlier attempts at a chunk left behind.

    Attributes:
        rows: by the number of the photograph.
        tries: how often each was begun without an end, by number and run.
    """

    rows: dict[int, Row] = field(default_factory=dict)
    tries: Counter[tuple[int, str]] = field(default_factory=Counter)

    def tries_of(self, number: int) -> int:
        """Return how often the process ended that analysed a photograph."""
        return sum(count for (which, _), count in self.tries.items() if which == number)

    def is_poison(self, number: int, run: str) -> bool:
        """Return whether to set a photograph aside."""
        runs = sum(1 for which, _ in self.tries if which == number)
        return self.tries[number, run] >= TRIES or runs >= _RUNS


def read_journals(folder: Path) -> Known:
    """Return what all attempts at a chunk left behind; a line that is cut off does not count."""
    known = Known()
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else ():
        begun: list[tuple[int, str]] = []
        for told in _lines(path):
            if "begun" in told:
                begun.append((told["begun"], told["run"]))
            elif "row" in told:
                known.rows.setdefault(told["row"]["number"], told["row"])
            elif "left" in told:  # politely stopped
                begun = [each for each in begun if each[0] != told["left"]]
        known.tries.update(each for each in begun if each[0] not in known.rows)
    return known


class Journal:
    """The journal of one attempt."""

    def __init__(self, folder: Path, run: str) -> None:
        self._path = folder / f"{secrets.token_hex(8)}.jsonl"
        self._run = run
        self._file: int | None = None

    def __enter__(self) -> Self:
        with writing_is_told(self._path):
            make_missing(self._path.parent)
            self._file = os.open(self._path, _FLAGS, 0o600)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.close(self._file)

    def begin(self, number: int) -> None:
        """Note that a photograph is about to be analysed.

        Raises:
            ReportWriteError: the disk is full, or away.
        """
        self._write({"begun": number, "run": self._run})

    def leave(self, number: int) -> None:
        """Note that a photograph was left because all was asked to stop."""
        self._write({"left": number})

    def end(self, row: Row) -> None:
        """Note what came of a photograph.

        Raises:
            ReportWriteError: the disk is full, or away.
        """
        self._write({"row": {name: cell for name, cell in row.items() if cell is not None}})

    def _write(self, told: dict[str, Any]) -> None:
        assert self._file is not None
        line = json.dumps(told, ensure_ascii=True, allow_nan=False, default=_plain) + "\n"
        with writing_is_told(self._path):
            rest = memoryview(line.encode())
            while rest:
                rest = rest[os.write(self._file, rest) :]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except OSError:  # just removed by whoever finished the chunk
        return
    for line in content.split(b"\n"):
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            yield told


def _plain(value: Any) -> Any:  # noqa: ANN401
    return value.item()  # numpy's numbers
