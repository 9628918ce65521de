"""``retivasc calibrate``: learn from experts' labels how far the numbers lie from theirs."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.analysis.findings import vessel_output
from app.base.errors import ConfigurationError
from app.base.files import write_whole
from app.base.messages import message
from app.cli.console import say
from app.cli.options import (
    add_model_arguments,
    add_style_arguments,
    load_predictor,
    style_of,
    with_progress,
)

if TYPE_CHECKING:
    from app.domain.calibration import Calibration
    from app.inference.predictor import UNetPredictor

NAME = "calibrate"
HELP = "learn from an expert's labels between which values the expert's numbers are to be expected"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--images", metavar="GLOB", help="photographs of at least 10 patients")
    source.add_argument(
        "--join",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="calibrations of three cameras or more, for a camera that is none of them",
    )
    parser.add_argument("--labels", metavar="GLOB", help="the expert's masks")
    parser.add_argument("--masks", metavar="GLOB", help="official fields of view")
    parser.add_argument(
        "--patient",
        default="^(.+)$",
        metavar="REGEX",
        help="its first group is the patient in a photograph's name; default: the whole name",
    )
    parser.add_argument("--site", default="site", metavar="NAME", help="of the clinic or camera")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.json")
    add_model_arguments(parser)
    add_style_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Measure every photograph and its label, and write how the numbers differ.

    Raises:
        ConfigurationError: the files do not pair up, or there are too few patients or sets.
        RetivascError: a photograph or a label cannot be read or measured.
    """
    predictor = load_predictor(arguments.model, arguments.device, style=style_of(arguments))
    found = _joined(arguments, predictor) if arguments.join else _measured(arguments, predictor)
    write_whole(arguments.output, msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    for number, errors in found.numbers.items():
        sets = ", ".join(f"{each.name} {each.mean:+.3f} ({each.sd:.3f})" for each in errors.sets)
        say(f"{number}: mean (SD) of the logarithm of the ratio: {sets}")
    return 0


def _measured(arguments: argparse.Namespace, predictor: "UNetPredictor") -> "Calibration":
    from app.training.agreement import compare_masks
    from app.training.calibrating import calibrate, patients_of
    from app.training.cases import pair_files

    if arguments.labels is None:
        raise ConfigurationError(
            message("The photographs need an expert's labels."),
            message("Name the labels too."),
        )
    files = pair_files(arguments.images, arguments.labels, arguments.masks)
    patients_of([each.image.name for each in files], arguments.patient, arguments.site)
    hysteresis = vessel_output(predictor).hysteresis
    photographs = [
        compare_masks(predictor, labelled, None, hysteresis=hysteresis)
        for labelled in with_progress(files, "image")
    ]
    return calibrate(arguments.site, photographs, arguments.patient, predictor)


def _joined(arguments: argparse.Namespace, predictor: "UNetPredictor") -> "Calibration":
    from app.domain.calibration import read_calibration
    from app.training.calibrating import join

    return join([read_calibration(path) for path in arguments.join], predictor)
