"""``retivasc analyze``: segment and measure photographs, and write down all results."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from app import __version__
from app.cli.options import add_model_arguments, load_predictor, threshold, with_progress
from app.errors import RetivascError
from app.files import make_folder, write_whole
from app.imaging.reading import looks_like_picture, read_image
from app.report.record import failure_record, to_json

if TYPE_CHECKING:
    from app.analysis import Analysis, Predictor

NAME = "analyze"
HELP = "segment and measure photographs; write JSON, masks, overlay and PDF for each"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("inputs", nargs="+", type=Path, metavar="FILE|FOLDER")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--threshold", type=threshold, help="default: the model's own")
    parser.add_argument("--no-report", action="store_true", help="write no PDF")
    add_model_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Analyse every input; return 1 when any of them failed, the others being done."""
    predictor = load_predictor(arguments)
    make_folder(arguments.output)
    failures = 0
    stems = UniqueStems()
    for path in with_progress(list(expand(arguments.inputs)), "image"):
        target = arguments.output / stems.take(path.stem)
        try:
            analysis = analyse_file(path, predictor, arguments.threshold)
            write_results(analysis, target, report=not arguments.no_report)
        except RetivascError as error:
            failures += 1
            tqdm.write(f"{path}: {error}", file=sys.stderr)
            write_whole(
                _with_suffix(target, ".json"), to_json(failure_record(path, error, __version__))
            )
            continue
        tqdm.write(summary_line(analysis, target), file=sys.stdout)
    return 1 if failures else 0


def analyse_file(path: Path, predictor: "Predictor", at: float | None) -> "Analysis":
    """Read and analyse one file.

    Raises:
        RetivascError: it cannot be read or analysed.
    """
    from app.analysis import analyse

    return analyse(read_image(path), predictor, threshold=at)


def expand(inputs: Sequence[Path]) -> Iterator[Path]:
    """Yield the files named, and the pictures in the folders named, in sorted order."""
    for path in inputs:
        if path.is_dir():
            yield from (
                entry
                for entry in sorted(path.iterdir())
                if entry.is_file() and not entry.name.startswith(".") and looks_like_picture(entry)
            )
        else:
            yield path


class UniqueStems:
    """Give each input a name of its own, on file systems that ignore case too."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, stem: str) -> str:
        """Return the stem, with a number appended if it was taken before."""
        name, number = stem, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}_{number}"
        self._taken.add(name.casefold())
        return name


def write_results(analysis: "Analysis", target: Path, *, report: bool) -> None:
    """Write all results of one analysis; ``target`` is their common path without suffix.

    Raises:
        ReportWriteError: a file cannot be written.
    """
    from app.report.content import build_content
    from app.report.export import mask_png, overlay_png, probability_png
    from app.report.pdf import write_pdf
    from app.report.record import analysis_record
    from app.translation import load_catalogue

    write_whole(_with_suffix(target, "_probability.png"), probability_png(analysis))
    write_whole(_with_suffix(target, "_mask.png"), mask_png(analysis))
    write_whole(_with_suffix(target, "_overlay.png"), overlay_png(analysis))
    if report:
        write_pdf(
            build_content(analysis, load_catalogue("en")), _with_suffix(target, "_report.pdf")
        )
    write_whole(_with_suffix(target, ".json"), to_json(analysis_record(analysis)))


def _with_suffix(target: Path, suffix: str) -> Path:
    # Path.with_suffix would cut a stem at its last dot.
    return target.with_name(target.name + suffix)


def summary_line(analysis: "Analysis", target: Path) -> str:
    """Return the numbers of one analysis and where its files are, in one line."""
    from app.report.wording import DENSITY, DIMENSION, format_band, format_value

    numbers = ", ".join(
        f"{quantity.name} {format_value(measured, quantity)} ({format_band(measured, quantity)})"
        if measured.value is not None
        else f"{quantity.name} withheld: {measured.reason}"
        for measured, quantity in (
            (analysis.measurements.vessel_density, DENSITY),
            (analysis.measurements.fractal_dimension, DIMENSION),
        )
    )
    return f"{analysis.image.path.name}: {numbers} → {target}*"
