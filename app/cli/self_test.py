"""``retivasc self-test``: prove on this machine that the numbers are right and all parts work."""

import argparse
import math
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app import __version__
from app.base.files import write_whole
from app.base.paths import default_model
from app.cli.console import say
from app.cli.options import add_model_arguments, load_predictor
from app.records.json_text import to_json
from app.self_test.decoders import check_decoders
from app.self_test.diagnostics import version_of
from app.self_test.numbers import (
    OTHER_MODEL,
    analyse_sample,
    check_shapes,
    compare_numbers,
    compared_measures,
    knows_numbers_of,
    of_sample,
)
from app.self_test.outcome import BrokenError, Outcome, Row, collect, obtain

if TYPE_CHECKING:
    from app.analysis.analysis import Analysis
    from app.analysis.findings import Predictor

Made = TypeVar("Made")

NAME = "self-test"
HELP = "measure shapes with known answers and the bundled sample, and try every part of the program"

SCHEMA = "retivasc.self-test/1"

_WIDTH = 60
_PACKAGES = (
    *("torch", "numpy", "scipy", "scikit-image", "pillow", "pydicom", "highdicom", "pynetdicom"),
    *("pylibjpeg", "pylibjpeg-libjpeg", "pylibjpeg-openjpeg", "reportlab", "pypdfium2", "PyQt5"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_model_arguments(parser)
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="also write all checks and versions to this file"
    )
    parser.add_argument(
        "--no-window", action="store_true", help="for a server without desktop libraries"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print a table of checks; return 1 when one of them failed.

    Raises:
        ReportWriteError: the JSON file cannot be written.
    """
    table = _Table()
    predictor = _try_all(arguments, table)
    failed = sum(not row.passed for row in table.rows)
    say(f"{len(table.rows) - failed} of {len(table.rows)} checks passed")
    if arguments.json is not None:
        write_whole(arguments.json, to_json(_record(table.rows, predictor)))
    return 1 if failed else 0


class _Table:
    """Print each row as soon as it is known: what ends the process shows where it did."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        say(f"{'':6}  {'':{_WIDTH}}  {'found':>9}  {'expected':>9}  {'tolerance':>9}")

    def show(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.rows.append(row)
            say(_line(row))

    def obtain(self, name: str, make: Callable[[], Made]) -> Made | None:
        """Make something that later checks need; None, and a row that says why, if it fails."""
        made, outcome = obtain(name, make)
        self.show([outcome])
        return made


def _try_all(arguments: argparse.Namespace, table: _Table) -> "Predictor | None":
    """Fill the table; return the model if it could be loaded."""
    table.show(collect("known shapes", check_shapes))
    table.show(collect("pictures", check_decoders))
    load = partial(load_predictor, arguments.model, arguments.device)
    predictor = table.obtain("the model is the one its card describes", load)
    analysis = None
    if predictor is not None:
        analysis = table.obtain("the sample is analysed", partial(analyse_sample, predictor))
        bundled = arguments.model == default_model()
        compare = partial(_numbers, predictor, analysis, bundled=bundled)
        table.show(collect("numbers of the sample", compare))
    table.show(collect("report", partial(_documents, analysis)))
    table.show(collect("DICOM objects", partial(_archive, analysis)))
    if arguments.no_window or not _has_window():
        say("The window was not tried.")
    else:
        table.show(collect("window", _window))
    return predictor


def _numbers(
    predictor: "Predictor", analysis: "Analysis | None", *, bundled: bool
) -> Iterator[Row]:
    """Compare the sample's numbers, which are known of the bundled model only."""
    if knows_numbers_of(predictor):
        yield from compare_numbers(_needed(analysis))
    elif bundled:
        # Weights and card fit each other, and are others than those the program came with.
        raise BrokenError("the model is not the one that belongs to this version")
    else:
        say(OTHER_MODEL)


def _documents(analysis: "Analysis | None") -> Iterator[Row]:
    from app.self_test.documents import check_documents

    return check_documents(_needed(analysis))


def _archive(analysis: "Analysis | None") -> Iterator[Row]:
    from app.self_test.archive import check_archive

    return check_archive(_needed(analysis))


def _needed(analysis: "Analysis | None") -> "Analysis":
    if analysis is None:
        raise BrokenError("not tried, since the sample was not analysed")
    return analysis


def _has_window() -> bool:
    """Return whether there should be a window; it may be left out where Python is installed."""
    return hasattr(sys, "_MEIPASS") or find_spec("PyQt5") is not None


def _window() -> Iterator[Row]:
    from app.ui.self_test import check_window

    return check_window()


def _line(row: Row) -> str:
    line = f"{'ok' if row.passed else 'FAILED':6}  {row.name!s:{_WIDTH}}"
    if isinstance(row, Outcome):
        return f"{line}  {row.failure or ''}".rstrip()
    found = "none" if row.found is None else f"{row.found:.5g}"
    return f"{line}  {found:>9}  {row.expected:>9.5g}  {row.tolerance:>9.4g}"


def _record(rows: Sequence[Row], predictor: "Predictor | None") -> dict[str, Any]:
    """Return all rows, and the machine they were found on, as plain values."""
    return {
        "schema": SCHEMA,
        "passed": all(row.passed for row in rows),
        "sample_compared": _sample_compared(rows),
        "software_version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: version_of(name) for name in _PACKAGES},
        "model": None
        if predictor is None
        else {
            "name": predictor.name,
            "version": predictor.version,
            "sha256": predictor.sha256,
            "device": predictor.device,
            "precision": predictor.precision,
        },
        "checks": [_check_record(row) for row in rows],
    }


def _sample_compared(rows: Sequence[Row]) -> bool:
    names = {str(row.name) for row in rows}
    return all(str(of_sample(measure)) in names for measure in compared_measures())


def _check_record(row: Row) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": str(row.name), "passed": row.passed}
    if isinstance(row, Outcome):
        return {**entry, "failure": row.failure}
    # What JSON has no number for counts as none.
    found = row.found if row.found is not None and math.isfinite(row.found) else None
    return {**entry, "found": found, "expected": row.expected, "tolerance": row.tolerance}
