"""Make a result of each of many photographs, once, and let none stop the others."""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from msgspec import structs

from app.base.errors import RetivascError, unexpected
from app.base.progress import Cancelled, ShouldStop
from app.batch.ledger import Ledger, Owner
from app.batch.naming import RECORD
from app.domain.photograph import PhotographId
from app.reading.listing import Entry, read_content
from app.reading.opening import digest
from app.records.building import failure_record
from app.records.schema import AnalyzeRequest, FailedRequest, MeasureRequest, Record

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Made:
    """What is written for one photograph, and printed about it.

    Attributes:
        record: what its JSON says.
        files: contents of the others, by their suffixes.
        lines: what to print about it.
    """

    record: Record
    files: Mapping[str, bytes]
    lines: tuple[str, ...]


class Maker(Protocol):
    """Do the task with a photograph, and make of the outcome what is written."""

    @property
    def command(self) -> str:
        """Return which command this is."""

    @property
    def frame(self) -> int:
        """Return which frame of each file is taken, from 0."""

    @property
    def tabled(self) -> bool:
        """Return whether results have rows in the table."""

    def request(self, entry: Entry) -> AnalyzeRequest | MeasureRequest:
        """Return all that a result follows from but the photograph, as its record holds it.

        Raises:
            RetivascError: something that is needed cannot be read.
        """

    def lacks(self, photograph: PhotographId) -> bool:
        """Tell whether a result is wanted though the folder has it already."""

    def make(self, entry: Entry, content: bytes, should_stop: ShouldStop) -> Made:
        """Make the result of a photograph; ``content`` is its file's.

        Raises:
            RetivascError: it cannot be made.
            Cancelled: ``should_stop`` answered true.
        """


@dataclass(frozen=True)
class Done:
    """What became of one photograph in a folder of results.

    Attributes:
        lines: what to print.
        files: what was written, the record first.
        error: why it failed; None where it did not.
        skipped: it had been done before.
    """

    entry: Entry
    lines: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    error: RetivascError | None = None
    skipped: bool = False


def work_through(
    entries: Iterable[Entry], maker: Maker, ledger: Ledger, *, again: bool, should_stop: ShouldStop
) -> Iterator[Done]:
    """Yield what becomes of each photograph, until asked to stop.

    A photograph is skipped when the ledger has a complete result of it that the same request
    made. One that fails has a record of that instead of a result.

    Args:
        again: repeat everything.

    Raises:
        ReportWriteError: the folder does not take any more results; those made so far are kept.
    """
    for entry in entries:
        if should_stop():
            return
        try:
            yield _work_on(entry, maker, ledger, again=again, should_stop=should_stop)
        except Cancelled:
            return


def _work_on(
    entry: Entry, maker: Maker, ledger: Ledger, *, again: bool, should_stop: ShouldStop
) -> Done:
    stem = entry.location.stem
    owner = Owner(maker.command, os.path.abspath(entry.location), frame=maker.frame)
    try:
        with _everything_is_worded():
            content = read_content(entry)
            sha256 = digest(content)
            owner = replace(owner, sha256=sha256)
            request = maker.request(entry)
            again = again or maker.lacks(PhotographId(sha256, owner.frame))
    except RetivascError as error:
        return _failed(entry, owner, maker, ledger, error)
    former = None if again else ledger.find(owner, stem)
    if former is not None and former.complete and former.record.request == request:
        if maker.tabled:
            ledger.keep_listed(former)
        return Done(entry, (f"already done, see {former.name}{RECORD}",), skipped=True)
    try:
        with _everything_is_worded():
            made = maker.make(entry, content, should_stop)
    except RetivascError as error:
        return _failed(entry, owner, maker, ledger, error)
    record = structs.replace(made.record, request=request)
    files = ledger.publish(owner, stem, record, made.files, table=maker.tabled)
    return Done(entry, (*made.lines, *_renamed(files, stem)), files)


@contextmanager
def _everything_is_worded() -> Iterator[None]:
    """Turn any failure with one photograph into an outcome: it must not stop the others.

    Raises:
        RetivascError: instead of any other error.
    """
    try:
        yield
    except (RetivascError, Cancelled):
        raise
    except Exception as error:
        _LOG.info("an unexpected error", exc_info=True)
        raise unexpected(error) from error


def _failed(entry: Entry, owner: Owner, maker: Maker, ledger: Ledger, error: RetivascError) -> Done:
    """Record a failure."""
    record = structs.replace(
        failure_record(entry.location, error, sha256=owner.sha256, frame=owner.frame),
        request=FailedRequest(command=owner.command, input=owner.path),
    )
    stem = entry.location.stem
    files = ledger.publish(owner, stem, record, {}, table=maker.tabled)
    return Done(entry, _renamed(files, stem), files, error)


def _renamed(files: tuple[Path, ...], stem: str) -> tuple[str, ...]:
    """Return a line saying that a result has another name than its photograph."""
    name = files[0].stem
    if name == stem:
        return ()
    return (f"  Written as “{name}”: “{stem}” is too long, or already taken.",)
