"""``retivasc agreement``: compare our numbers with those from experts' masks."""

import argparse
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from app.analysis.findings import vessel_output
from app.base.errors import ConfigurationError
from app.base.files import make_folder, write_whole
from app.base.messages import message
from app.cli.console import say
from app.cli.options import (
    add_model_arguments,
    add_style_arguments,
    load_predictor,
    style_of,
    with_progress,
)
from app.records.json_text import to_json

if TYPE_CHECKING:
    from app.training.cases import LabelledImage

NAME = "agreement"
HELP = (
    "measure the model's and the experts' masks in the same way, and report how well the numbers "
    "agree"
)

_PLAIN = 1.0  # a vessel need not reach more than the threshold anywhere

NUMBERS, SUMMARY, PLOT = "agreement.csv", "agreement.json", "agreement.png"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--images", required=True, metavar="GLOB")
    parser.add_argument("--labels", required=True, metavar="GLOB", help="masks drawn by the expert")
    parser.add_argument("--observer", metavar="GLOB", help="masks drawn by a second observer")
    parser.add_argument("--masks", metavar="GLOB", help="official fields of view")
    parser.add_argument(
        "--plain", action="store_true", help="threshold each pixel on its own, without hysteresis"
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    add_model_arguments(parser)
    add_style_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure every photograph by each mask; print the table and write all results.

    Raises:
        ConfigurationError: the files do not pair up, or the drawing library is missing.
        RetivascError: a photograph or a mask cannot be read or measured.
    """
    _require_matplotlib()
    from app.training.agreement import (
        SCHEMA,
        agreement_record,
        compare_masks,
        draw_agreement,
        numbers_csv,
        table,
    )

    files = _files(arguments)
    make_folder(arguments.output)
    predictor = load_predictor(arguments.model, arguments.device, style=style_of(arguments))
    vessels = vessel_output(predictor)
    hysteresis = _PLAIN if arguments.plain else vessels.hysteresis
    photographs = [
        compare_masks(predictor, labelled, observer, hysteresis=hysteresis)
        for labelled, observer in with_progress(files, "image")
    ]
    record = {
        "schema": SCHEMA,
        "model": predictor.name,
        "version": predictor.version,
        "sha256": predictor.sha256,
        "threshold": vessels.threshold,
        "hysteresis": hysteresis,
        **agreement_record(photographs),
    }
    write_whole(arguments.output / NUMBERS, numbers_csv(photographs))
    write_whole(arguments.output / PLOT, draw_agreement(photographs))
    write_whole(arguments.output / SUMMARY, to_json(record))
    say(*table(record).splitlines())
    return 0


def _files(arguments: argparse.Namespace) -> "list[tuple[LabelledImage, LabelledImage | None]]":
    """Pair the photographs with the expert's masks and with the second observer's."""
    from app.training.cases import pair_files

    labelled = pair_files(arguments.images, arguments.labels, arguments.masks)
    if arguments.observer is None:
        return [(each, None) for each in labelled]
    observed = pair_files(arguments.images, arguments.observer, None)
    return list(zip(labelled, observed, strict=True))


def _require_matplotlib() -> None:
    if find_spec("matplotlib") is None:
        raise ConfigurationError(
            message("Drawing needs matplotlib, which is not installed."),
            message("Install the extra: pip install 'retivasc[train]'."),
        )
