"""What a worker does with a chunk: analyse its photographs, note each, place the rows.

A chunk may be tried any number of times, by several workers at once even: what is done is not done
again, and the rows are placed once.
"""

import os
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from app import __version__
from app.base.errors import ConfigurationError, ImageReadError, ReportWriteError, RetivascError
from app.base.files import make_missing, write_whole, writing_is_told
from app.base.messages import message
from app.base.progress import Cancelled, ShouldStop
from app.batch.task import Options, Outcome
from app.cohort.analyst import Analyst
from app.cohort.columns import FAILURES, Column, Row, columns
from app.cohort.folder import Folder
from app.cohort.items import Chunk, Item
from app.cohort.journal import Journal, Known, read_journals
from app.cohort.parts import count_rows, place_part, schema_of
from app.cohort.rows import RowMaker
from app.records.pictures import mask_png, overlay_png, probability_png

MAPS = {
    "none": (),
    "vessels": (("vessels", mask_png),),
    "all": (("vessels", mask_png), ("probability", probability_png), ("overlay", overlay_png)),
}
"""What is written of each photograph besides its row."""

_STOP_ASKED_EVERY_S = 1.0


class HinderedError(RetivascError):
    """Something keeps this worker from its work; another one may be able to do it."""


@dataclass(frozen=True)
class Tally:
    """How far a chunk is.

    Attributes:
        failed: of the photographs that are done.
    """

    done: int = 0
    failed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.done + other.done, self.failed + other.failed)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.done - other.done, self.failed - other.failed)


OnTally = Callable[[Tally], None]
"""Called with how much has been done."""


@dataclass(frozen=True)
class Setting:
    """Everything that a worker must know; it pickles.

    Attributes:
        maps: a key of ``MAPS``.
        run: which run of the command this is.
        software_version: with which the cohort is made.
    """

    folder: Folder
    analyst: Analyst
    options: Options
    rows: RowMaker
    run: str
    maps: str = "none"
    software_version: str = __version__

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the table."""
        return columns(self.rows.covariates)


def stop_file(folder: Folder, run: str) -> Path:
    """Return the file whose presence asks all workers of a run to stop."""
    return folder.path / f".stop-{run}"


def work_on(chunk: Chunk, setting: Setting, on_tally: OnTally) -> Tally:
    """Analyse the photographs of a chunk that have no row yet, and place all its rows.

    Args:
        on_tally: called after each photograph with how much of the chunk is done.

    Returns:
        How many rows the chunk has, and how many of these are failures.

    Raises:
        HinderedError: this worker cannot read the photographs, write results, or load the model.
        Cancelled: the run was asked to stop.
    """
    part = setting.folder.part(chunk.number)
    if part.exists():
        return tally_of(part)
    try:
        _check_version(setting)
        setting.analyst.prepare()
        rows = _rows(chunk, setting, on_tally)
        place_part(part, rows, schema_of(setting.columns))
    except RetivascError as error:
        raise error if isinstance(error, HinderedError) else _hindered(error) from error
    rmtree(setting.folder.journals(chunk.number), ignore_errors=True)
    return tally_of(part)


def tally_of(part: Path) -> Tally:
    """Return what the rows of a chunk tell.

    Raises:
        ConfigurationError: the file is damaged.
    """
    return Tally(*count_rows(part, "state", FAILURES))


def _rows(chunk: Chunk, setting: Setting, on_tally: OnTally) -> list[Row]:
    place = setting.folder.journals(chunk.number)
    known = read_journals(place)
    should_stop = _StopAsked(stop_file(setting.folder, setting.run))
    on_tally(_tally_of_rows(known.rows.values()))
    with Journal(place, setting.run) as journal:
        for item in chunk.items:
            if item.number in known.rows:
                continue
            row = _row(item, setting, known, journal, should_stop)
            journal.end(row)
            known.rows[item.number] = row
            on_tally(_tally_of_rows(known.rows.values()))
    return [known.rows[item.number] for item in chunk.items]


def _tally_of_rows(rows: Collection[Row]) -> Tally:
    return Tally(len(rows), sum(row["state"] in FAILURES for row in rows))


def _row(
    item: Item, setting: Setting, known: Known, journal: Journal, should_stop: ShouldStop
) -> Row:
    if known.is_poison(item.number, setting.run):
        return setting.rows.set_aside(item, known.tries_of(item.number))
    if should_stop():
        raise Cancelled
    journal.begin(item.number)
    try:
        return _analysed(item, setting, should_stop)
    except BaseException:
        with suppress(ReportWriteError):
            journal.leave(item.number)
        raise


def _analysed(item: Item, setting: Setting, should_stop: ShouldStop) -> Row:
    options, start = item.options(setting.options), time.perf_counter()
    outcome = setting.analyst.analyse(item.entry, options, should_stop)
    seconds = time.perf_counter() - start
    if isinstance(outcome.error, ImageReadError) and item.root is not None:
        _check_root(item.root)
    _write_maps(item, setting, outcome)
    return setting.rows.of_outcome(item, options, outcome, seconds)


def _write_maps(item: Item, setting: Setting, outcome: Outcome) -> None:
    if outcome.error is not None or not outcome.analysis().shows_vessels:
        return
    for kind, draw in MAPS[setting.maps]:
        path = setting.folder.map_file(item.number, _file_name(setting.rows.name(item)), kind)
        with writing_is_told(path):
            make_missing(path.parent)
        write_whole(path, draw(outcome.analysis()))


def _file_name(name: str) -> str:
    """Return the letters of a name that are safe in any file's."""
    return "".join(sign if sign.isalnum() or sign in "-_" else "_" for sign in name)[:60]


def _check_root(root: Path) -> None:
    """Check that it is the photograph that cannot be read, and not the whole share.

    Raises:
        HinderedError: nothing below a folder can be read here.
    """
    try:
        with os.scandir(root) as found:  # what a drive is not mounted on is an empty folder
            there = next(found, None) is not None
    except OSError:
        there = False
    if not there:
        raise HinderedError(
            message("The folder “{name}” cannot be read any more.", name=root),
            message("Connect the drive again; the same command resumes."),
        )


def _check_version(setting: Setting) -> None:
    if setting.software_version != __version__:
        raise ConfigurationError(
            message(
                "This worker has Retivasc {here}, and the run was started by {there}.",
                here=__version__,
                there=setting.software_version,
            ),
            message("Install the same version everywhere."),
        )


def _hindered(error: RetivascError) -> HinderedError:
    return HinderedError(error.message, error.hint)


class _StopAsked:
    """Ask whether the run is to stop: by a file, which is looked for once a second."""

    def __init__(self, file: Path) -> None:
        self._file, self._answer, self._next = file, False, 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._answer and now >= self._next:
            self._next = now + _STOP_ASKED_EVERY_S
            self._answer = self._file.exists()
        return self._answer


def not_done(chunk: Chunk, setting: Setting) -> list[Row]:
    """Return the rows of a chunk that is not finished: what is known, and what is missing."""
    known = read_journals(setting.folder.journals(chunk.number)).rows
    return [known.get(item.number) or setting.rows.not_done(item) for item in chunk.items]
