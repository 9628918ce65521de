"""The ledger of a folder of results: what is done, whose it is, and how to add to it safely.

A process that adds a result holds the folder's lock, so that two runs never choose the same name.
What is to happen is written down first, in a journal: a run that is killed at any point leaves
either nothing or a journal, and whoever comes next carries that out. So a photograph's files are
all there or none is, and the table agrees with them.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import structs

from app.base.errors import ConfigurationError, ReportWriteError
from app.base.files import (
    cannot_lock,
    keep_permissions,
    make_folder,
    sync_folder,
    write_new,
    write_whole,
    writing_is_told,
)
from app.base.messages import message
from app.batch.naming import (
    RECORD,
    ROW,
    SUFFIXES,
    TABLE,
    candidates,
    digest_of_path,
    folded,
    is_free,
    longest_name,
    names_of,
)
from app.batch.table import Table
from app.records.schema import (
    AnalysisRecord,
    FailedRequest,
    FailureRecord,
    Record,
    read_record,
    record_to_json,
)
from app.records.tables import result_row, results_csv

LOCK = ".retivasc.lock"
_JOURNAL, _ORDER, _FILES = ".retivasc-journal", "journal.json", "files"
_LONGEST_WAIT_S = 600
_LONGEST_RECORD = 1 << 28  # bytes
_FIXED_NAMES = 5  # that are tried before numbers are appended


@dataclass(frozen=True)
class Owner:
    """Whose a result is.

    Attributes:
        command: that makes it; what one command made, another never replaces.
        path: absolute, of the photograph's file.
        sha256: of its content; None where it cannot be read.
        frame: from 0.
    """

    command: str
    path: str
    sha256: str | None = None
    frame: int = 0

    @property
    def path_digest(self) -> str:
        """Return a digest that makes the names of its failure records unique."""
        return digest_of_path(self.path)

    def owns(self, record: Record) -> bool:
        """Return whether a record is of this photograph, or of an earlier failure of its file."""
        command = record.request.command if record.request else _usual_maker(record)
        if command != self.command:
            return False
        if isinstance(record.request, FailedRequest) and record.request.input == self.path:
            return True
        image = record.image
        same = image.sha256 == self.sha256 and image.frame == self.frame + 1
        return self.sha256 is not None and same


@dataclass(frozen=True)
class Result:
    """A result that is in the folder.

    Attributes:
        record: its JSON.
        files: the names of its files, without the record.
        complete: whether all of them are there.
    """

    name: str
    record: Record
    files: tuple[str, ...]
    complete: bool


@dataclass(frozen=True)
class _Order:
    """What is to happen to a folder, so that the next run can complete it."""

    remove: tuple[str, ...]
    place: tuple[str, ...]
    row: dict[str, str] | None
    dropped: tuple[str, ...]


class Ledger:
    """Add results to a folder, which any number of processes may do at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._journal = folder / _JOURNAL
        self._table = Table(folder / TABLE)
        self._lock = FileLock(
            folder / LOCK, timeout=_LONGEST_WAIT_S, mode=0o600, fallback_to_soft=False
        )

    def prepare(self, *, table: bool) -> Path | None:
        """Prepare the folder before anything is computed, and repair what a killed run left.

        Args:
            table: whether results get rows.

        Returns:
            Where a table of another version was set aside; None if there was none.

        Raises:
            ReportWriteError: the folder cannot be made, written to or locked, or the table's name
                is taken by something else.
        """
        make_folder(self._folder)
        with self._held():
            with writing_is_told(self._folder):
                for leftover in self._folder.glob(f".{TABLE}.*"):  # of a run that was killed
                    leftover.unlink()
            return self._table.prepare() if table else None

    def find(self, owner: Owner, stem: str) -> Result | None:
        """Return the result of a photograph, or the record of its last failure."""
        return next(self._all_of(owner, stem), None)

    def keep_listed(self, result: Result) -> None:
        """Add the row of a result to the table if it is missing.

        Raises:
            ReportWriteError: the table cannot be written.
        """
        row = result_row(structs.replace(result.record, result=result.name))
        with self._held():
            if not self._table.holds(row):
                self._table.put(row)

    def publish(
        self,
        owner: Owner,
        stem: str,
        record: Record,
        files: Mapping[str, bytes],
        *,
        table: bool,
    ) -> tuple[Path, ...]:
        """Put a photograph's result in place of its earlier one, all of its files or none.

        Args:
            stem: of the photograph's file.
            record: without the names of its files.
            files: contents by their suffixes.
            table: whether it gets a row.

        Returns:
            The files, the record first.

        Raises:
            ReportWriteError: the folder is gone, full, read-only or cannot be locked.
        """
        with self._held():
            former = tuple(self._all_of(owner, stem))
            of_failure = isinstance(record, FailureRecord)
            digest = owner.sha256 if owner.sha256 and not of_failure else owner.path_digest
            name = self._choose(stem, digest, former, (RECORD, *files))
            whole = structs.replace(record, result=name, files=tuple(names_of(name, files)))
            row = result_row(whole) if table else None
            return self._carry_through(
                name, {**files, RECORD: record_to_json(whole)}, former=former, row=row
            )

    def add(
        self, stem: str, digest: str, files: Mapping[str, bytes], record: AnalysisRecord | None
    ) -> tuple[Path, ...]:
        """Put files of a photograph into the folder under a free name, replacing nothing.

        Args:
            digest: hex SHA-256 of the photograph.
            record: of which JSON and a table of one row are written; None for neither.

        Raises:
            ReportWriteError: as ``publish``.
        """
        with self._held():
            name = self._choose(stem, digest, (), tuple(files))
            if record is not None:
                listed = tuple(names_of(name, (*files, ROW)))
                whole = structs.replace(record, result=name, files=listed)
                files = {**files, ROW: results_csv([whole]), RECORD: record_to_json(whole)}
            return self._carry_through(name, files)

    # --- names -----------------------------------------------------------------------------

    def _all_of(self, owner: Owner, stem: str) -> Iterator[Result]:
        """Yield everything in the folder about a photograph: its result, failures of its file."""
        digests = [owner.path_digest] if owner.sha256 is None else [owner.sha256, owner.path_digest]
        seen = set()
        for digest in digests:
            for number, name in enumerate(self._candidates(stem, digest)):
                found = self._read(name)
                if found is None and number >= _FIXED_NAMES:
                    break
                if found is not None and name not in seen and owner.owns(found.record):
                    seen.add(name)
                    yield found

    def _choose(
        self, stem: str, digest: str, former: Sequence[Result], suffixes: Sequence[str]
    ) -> str:
        """Return the name for a result: its own earlier one, or the first free one."""
        with writing_is_told(self._folder):
            taken = folded(os.listdir(self._folder))
        for result in former:
            own = folded((result.name + RECORD, *result.files))
            if not (folded(names_of(result.name, suffixes)) & taken) - own:
                return result.name
        return next(name for name in self._candidates(stem, digest) if is_free(name, taken))

    def _candidates(self, stem: str, digest: str) -> Iterator[str]:
        return candidates(stem, digest, longest_name(self._folder))

    def _read(self, name: str) -> Result | None:
        """Return a result by its name; None where there is none that can be read."""
        path = self._folder / (name + RECORD)
        try:
            if not path.is_file() or path.stat().st_size > _LONGEST_RECORD:
                return None
            record = read_record(path.read_bytes())
        except (OSError, ConfigurationError):
            return None
        possible = names_of(name, SUFFIXES[1:])
        there = [each for each in possible if (self._folder / each).exists()]
        listed = record.files
        # Records of version 0.1 do not name their files.
        files = there if listed is None else [each for each in possible if each in listed]
        return Result(name, record, tuple(files), complete=set(files) <= set(there))

    # --- changes ---------------------------------------------------------------------------

    def _carry_through(
        self,
        name: str,
        contents: Mapping[str, bytes],
        *,
        former: Sequence[Result] = (),
        row: dict[str, str] | None = None,
    ) -> tuple[Path, ...]:
        """Write all files aside, then record what is to happen to them, then carry it out."""
        # The record comes last: where it is, the others are complete.
        place = sorted(names_of(name, contents), key=(name + RECORD).__eq__)
        stale = [file for each in former for file in (each.name + RECORD, *each.files)]
        remove = [file for file in stale if file not in place or file == name + RECORD]
        dropped = [each.name for each in former]
        order = _Order(tuple(remove), tuple(place), row, tuple(dropped))
        try:
            with writing_is_told(self._folder / place[-1]):
                self._stage({name + suffix: content for suffix, content in contents.items()})
            write_whole(self._journal / _ORDER, json.dumps(msgspec.to_builtins(order)).encode())
        except BaseException:
            shutil.rmtree(self._journal, ignore_errors=True)
            raise
        self._carry_out(order)
        return tuple(self._folder / file for file in sorted(place, key=(name + RECORD).__ne__))

    def _stage(self, contents: Mapping[str, bytes]) -> None:
        aside = self._journal / _FILES
        self._journal.mkdir(mode=0o700)
        aside.mkdir(mode=0o700)
        for file, content in contents.items():
            write_new(aside / file, content)
            keep_permissions(self._folder / file, aside / file)
        sync_folder(aside)

    def _recover(self) -> None:
        """Complete what a killed run had recorded, or discard what it had only begun."""
        if not self._journal.is_dir():
            return
        if (self._journal / _ORDER).is_file():
            self._carry_out(self._read_order())
        else:
            with writing_is_told(self._journal):
                shutil.rmtree(self._journal)

    def _read_order(self) -> _Order:
        try:
            order = msgspec.convert(json.loads((self._journal / _ORDER).read_bytes()), _Order)
            if any(file != Path(file).name for file in (*order.remove, *order.place)):
                raise ValueError("a name leads out of the folder")
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise ReportWriteError(
                message(
                    "The files that an interrupted run left in “{name}” are damaged.",
                    name=self._journal.name,
                ),
                message("Remove that folder, or write the results to another one."),
            ) from error
        return order

    def _carry_out(self, order: _Order) -> None:
        """Carry out what is written down; doing it twice has the same result."""
        for file in order.remove:
            with writing_is_told(self._folder / file):
                if self._is_staged(file) or file not in order.place:
                    (self._folder / file).unlink(missing_ok=True)
        for file in order.place:
            with writing_is_told(self._folder / file):
                if self._is_staged(file):
                    os.replace(self._journal / _FILES / file, self._folder / file)
        with writing_is_told(self._folder):
            sync_folder(self._folder)
        if order.row is not None:
            self._table.put(order.row, order.dropped)
        with writing_is_told(self._journal):
            # First what says that there is something to do.
            (self._journal / _ORDER).unlink()
            shutil.rmtree(self._journal)

    def _is_staged(self, file: str) -> bool:
        return (self._journal / _FILES / file).exists()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep the folder locked; the system frees the lock even if the process is killed.

        Raises:
            ReportWriteError: it cannot be had.
        """
        try:
            if not self._folder.is_dir():  # the lock would make it again
                raise FileNotFoundError(2, os.strerror(2))
            self._lock.acquire()
        except Timeout as error:
            raise ReportWriteError(
                message(
                    "Another program has been writing to “{name}” for ten minutes.",
                    name=self._folder,
                ),
                message("Wait for it to finish, or choose another folder."),
            ) from error
        except (OSError, NotImplementedError) as error:
            raise cannot_lock(self._folder, error) from error
        try:
            self._recover()
            yield
        finally:
            self._lock.release()


def _usual_maker(record: Record) -> str | None:
    """Return which command made a record of version 0.1; None where that is uncertain."""
    if isinstance(record, FailureRecord) or record.corrected:
        return None
    return "analyze" if record.model else "measure"
