"""What a person said while the server was away: kept here, and saved once it is back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import msgspec
from filelock import FileLock
from msgspec import Struct

from app.base.errors import ReportWriteError, StoreError
from app.base.files import make_folder, write_whole
from app.base.messages import message
from app.domain.photograph import PhotographId
from app.domain.reading import Reading
from app.report.report_text import ReportText
from app.store.cases import CaseConflictError, Words, load_case, save_words
from app.store.database import Store
from app.store.faults import UnreachableStoreError, worded
from app.store.readings import reading_from_json, reading_to_json, text_from_json, text_to_json

_FILE = "journal.jsonl"


class _Entry(Struct, frozen=True):
    """Hold one saving that has not reached the server."""

    id: str
    sha256: str
    frame: int
    base: int
    reading: str | None
    text: str | None

    @property
    def photograph(self) -> PhotographId:
        return PhotographId(self.sha256, self.frame)


@dataclass(frozen=True)
class Conflict:
    """Hold what was said here, and what somebody else had saved meanwhile; neither is lost."""

    photograph: PhotographId
    reading: Reading | None
    text: ReportText | None
    theirs: Words


class Journal:
    """Keep savings in a file of the user's until the server has taken them.

    Any number of windows may share one journal.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _FILE
        self._lock = FileLock(folder / f".{_FILE}.lock", mode=0o600, fallback_to_soft=False)

    def save_words(
        self,
        store: Store,
        photograph: PhotographId,
        *,
        reading: Reading | None,
        text: ReportText | None,
        base: int,
    ) -> int | None:
        """Save as ``cases.save_words`` does; where the server is away, note it for later.

        Returns:
            The version that it now is; None where it waits in the journal.

        Raises:
            CaseConflictError: as ``cases.save_words``.
            StoreError: neither the store nor the journal can be written.
        """
        if not self._entries_of(photograph):
            try:
                return save_words(store, photograph, reading=reading, text=text, base=base)
            except UnreachableStoreError:
                pass  # which is what the journal is for
        self.note(photograph, reading=reading, text=text, base=base)
        return None

    def note(
        self,
        photograph: PhotographId,
        *,
        reading: Reading | None,
        text: ReportText | None,
        base: int,
    ) -> None:
        """Note a saving for later, without asking whether the server is back.

        Raises:
            StoreError: the journal cannot be written.
        """
        entry = _Entry(
            uuid4().hex,
            photograph.sha256,
            photograph.frame,
            base,
            None if reading is None else reading_to_json(reading),
            None if text is None else text_to_json(text),
        )
        with self._held():
            self._write([*self._entries(), entry])

    def last(self, photograph: PhotographId) -> Words | None:
        """Return what waits of a photograph: the last words, by the version they began from.

        Raises:
            StoreError: the journal cannot be read.
        """
        own = self._entries_of(photograph)
        return _words(own[-1], own[0].base) if own else None

    def waiting(self) -> int:
        """Return of how many photographs something waits."""
        return len({entry.photograph for entry in self._entries()})

    def replay(self, store: Store) -> list[Conflict]:
        """Save what waits, each once, and return what somebody else has changed meanwhile.

        Of each photograph the last words are saved, as a change of the version that the first of
        them began from. Whoever is killed on the way goes on from there the next time. What was
        said of a photograph that the store does not know yet goes on waiting for it.

        Raises:
            UnreachableStoreError: the server is away again; what it has not taken still waits.
            StoreError: the journal cannot be read or written.
        """
        conflicts = []
        unknown: set[PhotographId] = set()
        while entries := [each for each in self._entries() if each.photograph not in unknown]:
            first = entries[0].photograph
            if load_case(store, first) is None:
                unknown.add(first)
                continue
            own = [each for each in entries if each.photograph == first]
            conflict = _replay(store, own[0].base, own[-1])
            conflicts += [conflict] if conflict else []
            self._drop({each.id for each in own})
        return conflicts

    def _entries(self) -> list[_Entry]:
        with worded():
            try:
                lines = self._file.read_bytes().split(b"\n")
            except FileNotFoundError:
                return []
        try:
            return [msgspec.json.decode(line, type=_Entry) for line in lines if line]
        except msgspec.MsgspecError as error:
            raise StoreError(
                message("The journal of what waits to be saved is damaged: {why}.", why=error),
                message("Keep the file “{name}” and ask for help; it is not touched.", name=_FILE),
            ) from error

    def _entries_of(self, photograph: PhotographId) -> list[_Entry]:
        return [each for each in self._entries() if each.photograph == photograph]

    def _drop(self, done: set[str]) -> None:
        with self._held():
            self._write([each for each in self._entries() if each.id not in done])

    def _write(self, entries: list[_Entry]) -> None:
        write_whole(self._file, b"".join(msgspec.json.encode(each) + b"\n" for each in entries))

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            make_folder(self._file.parent)
            with worded(), self._lock:
                yield
        except ReportWriteError as error:
            raise StoreError(error.message, error.hint) from error


def _words(entry: _Entry, base: int) -> Words:
    reading = None if entry.reading is None else reading_from_json(entry.reading)
    text = None if entry.text is None else text_from_json(entry.text)
    return Words(reading, text, base)


def _replay(store: Store, base: int, last: _Entry) -> Conflict | None:
    words = _words(last, base)
    reading, text = words.reading, words.text
    try:
        save_words(store, last.photograph, reading=reading, text=text, base=base, journal=last.id)
    except CaseConflictError:
        case = load_case(store, last.photograph)
        theirs = case.words if case else Words()
        return Conflict(last.photograph, reading, text, theirs)
    return None
