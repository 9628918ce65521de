"""``retivasc analyze``: segment and measure photographs, and write down all results."""

import argparse
import logging
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from app import __version__
from app.cli.options import (
    add_model_arguments,
    load_predictor,
    positive,
    positive_number,
    threshold,
    with_progress,
)
from app.errors import ReportWriteError, RetivascError, unexpected
from app.files import make_folder, write_whole
from app.imaging.series import Entry, find_photographs, read_photograph
from app.imaging.types import FundusImage, Laterality, Source, Spacing
from app.messages import message
from app.report.export import (
    mask_png,
    overlay_png,
    photograph_png,
    probability_png,
    result_row,
    rows_csv,
)
from app.report.record import analysis_record, failure_record, to_json

if TYPE_CHECKING:
    from app.analysis import Analysis, Predictor

NAME = "analyze"
HELP = "segment and measure photographs; write JSON, masks, overlay and report for each"

TABLE = "results.csv"

_PHOTOGRAPH = "_photograph.png"
_PICTURES = ("_probability.png", "_mask.png", "_overlay.png")
_REPORT, _COMPANION = "_report.pdf", "_report.json"
_RECORD = ".json"
_RESULTS = (_RECORD, *_PICTURES, _PHOTOGRAPH, _REPORT, _COMPANION)
_EYES = {
    "R": Laterality.RIGHT,
    "OD": Laterality.RIGHT,
    "L": Laterality.LEFT,
    "OS": Laterality.LEFT,
}
_LOG = logging.getLogger(__name__)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="photographs, folders (with their subfolders), ZIP archives or DICOMDIR files",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--threshold", type=threshold, metavar="T", help="0.05 to 0.95; default: the model's"
    )
    parser.add_argument(
        "--measure-anyway",
        action="store_true",
        help="measure photographs of too poor a quality too; results and report say so",
    )
    parser.add_argument(
        "--spacing",
        type=positive_number,
        metavar="MM",
        help="side of a pixel on the retina, in millimetres, whatever the file says",
    )
    parser.add_argument(
        "--frame",
        type=positive,
        default=1,
        metavar="N",
        help="which frame or page of a file that has several; default: 1",
    )
    parser.add_argument(
        "--eye",
        type=eye,
        metavar="R|L",
        help="which eye all photographs are of, whatever the files say; OD and OS are understood",
    )
    parser.add_argument(
        "--photograph", action="store_true", help="write the photograph as PNG too, as it was read"
    )
    parser.add_argument("--no-report", action="store_true", help="write no PDF")
    add_model_arguments(parser)


def eye(text: str) -> Laterality:
    """Read an eye; argparse turns the error into a usage message."""
    if text.upper() not in _EYES:
        raise argparse.ArgumentTypeError(f"an eye is one of {', '.join(_EYES)}")
    return _EYES[text.upper()]


def run(arguments: argparse.Namespace) -> int:
    """Analyse every input; return 1 when any of them failed, the others being done.

    Raises:
        ReportWriteError: the folder or the table of all results cannot be written.
    """
    predictor = load_predictor(arguments.model, arguments.device)
    make_folder(arguments.output)
    entries = find_inputs(arguments.inputs, arguments.output)
    inputs = [entry.path for entry in entries]
    table = arguments.output / TABLE
    _clear([table], inputs)
    stems = UniqueStems()
    targets = [arguments.output / stems.take(entry.location.stem) for entry in entries]
    rows, failures = [], 0
    for entry, target in with_progress(list(zip(entries, targets, strict=True)), "image"):
        try:
            clear_results(target, inputs)
            analysis = analyse_entry(
                entry,
                predictor,
                arguments.threshold,
                frame=arguments.frame - 1,
                spacing_mm=arguments.spacing,
                measure_anyway=arguments.measure_anyway,
                stated_eye=arguments.eye,
            )
            record = analysis_record(analysis)
            unreported = write_results(
                analysis,
                record,
                target,
                report=not arguments.no_report,
                photograph=arguments.photograph,
            )
        except RetivascError as error:
            failures += 1
            record = report_failure(entry.location, target, inputs, error)
        else:
            tqdm.write(summary(analysis, target, unreported), file=sys.stdout)
        rows.append(result_row(record))
    write_whole(table, rows_csv(rows))
    return 1 if failures else 0


def analyse_entry(
    entry: Entry,
    predictor: "Predictor",
    at: float | None,
    *,
    frame: int,
    spacing_mm: float | None,
    measure_anyway: bool,
    stated_eye: Laterality | None = None,
) -> "Analysis":
    """Read and analyse one photograph; ``frame`` counts from 0.

    Args:
        spacing_mm: side of a pixel on the retina, as the user says; as the file says if None.
        stated_eye: which eye it is, as the user says; as the file says if None.

    Raises:
        RetivascError: it cannot be read or analysed, for whatever reason: one photograph must not
            end the work on the others.
    """
    from app.analysis import analyse

    try:
        image = with_user_spacing(read_photograph(entry, frame), spacing_mm)
        if stated_eye is not None:
            image = image.with_laterality(stated_eye)
        return analyse(image, predictor, threshold=at, measure_anyway=measure_anyway)
    except RetivascError:
        raise
    except Exception as error:
        _LOG.info("an unexpected error", exc_info=True)
        raise unexpected(error) from error


def with_user_spacing(image: FundusImage, spacing_mm: float | None) -> FundusImage:
    """Let the user state the size of a pixel, unless its shape alone already forbids measuring."""
    if spacing_mm is None or (image.spacing is not None and not image.spacing.square):
        return image
    return replace(image, spacing=Spacing(spacing_mm, spacing_mm, Source.USER))


def find_inputs(inputs: Sequence[Path], output: Path) -> list[Entry]:
    """Return the photographs of the inputs, but not earlier results in a folder below them."""
    entries = list(find_photographs(inputs))
    results = output.resolve()
    if results in [path.resolve() for path in inputs]:
        return entries
    return [
        entry
        for entry in entries
        if entry.path in inputs or not entry.path.resolve().is_relative_to(results)
    ]


class UniqueStems:
    """Give each input a name of its own, on file systems that ignore case too."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, stem: str) -> str:
        """Return the stem, with a number appended if one of its results' names was taken."""
        name, number = stem, 1
        while self._taken & self._names(name):
            number += 1
            name = f"{stem}_{number}"
        self._taken |= self._names(name)
        return name

    @staticmethod
    def _names(stem: str) -> set[str]:
        return {f"{stem}{suffix}".casefold() for suffix in _RESULTS}


def clear_results(target: Path, inputs: Sequence[Path]) -> None:
    """Remove what an earlier run wrote under this name: it may be of another photograph.

    Raises:
        ReportWriteError: one of the inputs would be overwritten, or a file cannot be removed.
    """
    _clear([_result(target, suffix) for suffix in _RESULTS], inputs)


def _clear(results: Iterable[Path], inputs: Iterable[Path]) -> None:
    given = {path.resolve() for path in inputs}
    for result in results:
        if result.resolve() in given:
            raise ReportWriteError(
                message("Core", "“{name}” is itself to be analysed.", name=result.name),
                message("Core", "Write the results into another folder."),
            )
        try:
            result.unlink(missing_ok=True)
        except OSError as error:
            raise ReportWriteError(
                message(
                    "Core",
                    "“{name}” cannot be written: {why}.",
                    name=result.name,
                    why=error.strerror,
                ),
                message("Core", "Choose another folder, or close the program that holds the file."),
            ) from error


def report_failure(
    path: Path, target: Path, inputs: Sequence[Path], error: RetivascError
) -> dict[str, Any]:
    """Say what failed, and write it down where nothing else would be overwritten.

    Returns:
        The record of the failure.
    """
    tqdm.write(f"{path}: {error}", file=sys.stderr)
    record = failure_record(path, error, __version__)
    try:
        clear_results(target, inputs)
        write_whole(_result(target, _RECORD), to_json(record))
    except RetivascError as second:
        if str(second) != str(error):
            tqdm.write(f"{path}: {second}", file=sys.stderr)
    return record


def write_results(
    analysis: "Analysis",
    record: dict[str, Any],
    target: Path,
    *,
    report: bool,
    photograph: bool = False,
) -> RetivascError | None:
    """Write all results of one analysis; ``target`` is their common path without suffix.

    Of a picture that is unsuitable by its kind there are no pictures of vessels.
    The record comes last: where it is, the others are complete.

    Returns:
        Why there is no report; None if there is one, or none was asked for.

    Raises:
        ReportWriteError: a file cannot be written.
    """
    makers = dict(zip(_PICTURES, (probability_png, mask_png, overlay_png), strict=True))
    makers = makers if analysis.shows_vessels else {}
    for suffix, picture in (makers | ({_PHOTOGRAPH: photograph_png} if photograph else {})).items():
        write_whole(_result(target, suffix), picture(analysis))
    unreported = _write_report(analysis, _result(target, _REPORT)) if report else None
    write_whole(_result(target, _RECORD), to_json(record))
    return unreported


def _write_report(analysis: "Analysis", path: Path) -> RetivascError | None:
    """Write the report, or return why there can be none."""
    from app.report.pdf import write_report
    from app.report.report import build_report, report_obstacle
    from app.report.statement import NOTHING_TYPED
    from app.translation import load_catalogue

    obstacle = report_obstacle(analysis, NOTHING_TYPED)
    if obstacle is None:
        write_report(build_report(analysis, [load_catalogue("en")]), path)
    return obstacle


def _result(target: Path, suffix: str) -> Path:
    # Path.with_suffix would cut a stem at its last dot.
    return target.with_name(target.name + suffix)


def summary(analysis: "Analysis", target: Path, unreported: RetivascError | None = None) -> str:
    """Return the numbers of one analysis, then its doubts and the files that were written."""
    results = (_result(target, suffix) for suffix in _RESULTS)
    written = "  ".join(str(result) for result in results if result.exists())
    quality = analysis.quality
    remarks = (remark for remark in analysis.remarks if remark is not analysis.withheld)
    doubts = "".join(f"\n  {remark}" for remark in remarks)
    if unreported is not None:
        doubts += (
            f"\n  No report was written. {unreported.message} {_way_out(analysis, unreported)}"
        )
    head = f"{analysis.image.path}: {_numbers(analysis)}; image quality {quality.verdict}"
    return f"{head}{doubts}\n  {written}"


def _way_out(analysis: "Analysis", unreported: RetivascError) -> str:
    if analysis.image.laterality is Laterality.UNKNOWN:
        return "Name it with --eye R or --eye L."
    return str(unreported.hint)


def _numbers(analysis: "Analysis") -> str:
    """Return every number with its band, or the one reason why there is none."""
    from app.report.wording import band_title, number_in_words, shown_numbers

    if analysis.withheld is not None:
        return f"measurements withheld: {analysis.withheld}"
    measured = analysis.measurements
    numbers = ", ".join(
        number_in_words(number, measured.numbers[number])
        for number in shown_numbers(analysis.image.spacing)
    )
    return f"{numbers}; bands {str(band_title(measured.band)).lower()}"
