"""``retivasc compare``: two photographs of one eye, aligned, and what changed between them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.messages import message
from app.base.translation import load_catalogue
from app.batch.inputs import find_inputs
from app.batch.task import Options, task
from app.cli.console import say
from app.cli.options import (
    add_model_arguments,
    add_style_arguments,
    load_predictor,
    style_of,
    threshold,
)

if TYPE_CHECKING:
    from app.analysis.analysis import Analysis
    from app.analysis.comparison import Comparison
    from app.analysis.findings import Predictor

NAME = "compare"
HELP = "align two photographs of one eye, and tell which numbers changed between them"

RECORD, ALIGNED, DIFFERENCE = "comparison.json", "aligned.png", "difference.png"
PAGE = "comparison.pdf"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("first", type=Path, metavar="FIRST", help="the earlier photograph")
    parser.add_argument("second", type=Path, metavar="SECOND", help="the later one, of that eye")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--threshold", type=threshold, metavar="T", help="0.05 to 0.95; default: the model's"
    )
    parser.add_argument(
        "--measure-anyway",
        action="store_true",
        help="also measure photographs whose quality is too poor",
    )
    add_model_arguments(parser)
    add_style_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare, write the results and print what changed.

    Photographs that cannot be aligned are a result, too: the record says why.

    Raises:
        RetivascError: a photograph cannot be read or analysed, they are of different eyes, or the
            folder takes no results.
    """
    from app.analysis.comparison import compare

    options = Options(threshold=arguments.threshold, measure_anyway=arguments.measure_anyway)
    model = load_predictor(arguments.model, arguments.device, style=style_of(arguments))
    first, second = (
        _analysed(path, arguments.output, options, model)
        for path in (arguments.first, arguments.second)
    )
    comparison = compare(first, second)
    make_folder(arguments.output)
    _write(comparison, arguments.output)
    say(*_summary(comparison))
    return 0


def _analysed(path: Path, output: Path, options: Options, model: "Predictor") -> "Analysis":
    entries = find_inputs([path], output)
    if len(entries) != 1:
        raise ConfigurationError(
            message("“{name}” is not one photograph.", name=path.name),
            message("Name the file of one photograph."),
        )
    return task(entries[0], options, lambda *_: model).analysis()


def _write(comparison: "Comparison", folder: Path) -> None:
    """Write all results; the pictures of an earlier comparison do not outlive it."""
    from app.records.comparison import comparison_record, comparison_to_json
    from app.records.pictures import aligned_png, difference_png
    from app.report.comparison_page import render_comparison

    matched = comparison.alignment.matched
    pictures = {ALIGNED: aligned_png, DIFFERENCE: difference_png}
    for name, make in pictures.items():
        if matched is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write_whole(folder / name, make(comparison, matched))
    write_whole(folder / PAGE, render_comparison(comparison, load_catalogue("en")))
    write_whole(folder / RECORD, comparison_to_json(comparison_record(comparison)))


def _summary(comparison: "Comparison") -> tuple[str, ...]:
    from app.measurement.measures import shown_measures
    from app.report.anatomy_page import anatomy_measures_shown, is_of_whole
    from app.report.comparison_page import change_in_words

    alignment, matched = comparison.alignment, comparison.alignment.matched
    remarks = tuple(f"  {remark}" for remark in comparison.remarks)
    if matched is None:
        return (str(alignment.reason), *remarks)
    head = (
        f"aligned: {alignment.inliers} inliers, residual {matched.residual_px:.2f} px, "
        f"overlap {100 * matched.overlap_share:.0f} %"
    )
    of_whole = anatomy_measures_shown(comparison.structures, spacing_known=False)
    shown = (*shown_measures(spacing_known=False), *filter(is_of_whole, of_whole))
    return (
        head,
        *(change_in_words(each.id, comparison.changes[each.id]) for each in shown),
        *remarks,
    )
