"""``retivasc evaluate``: score the model against experts' labels."""

import argparse
from pathlib import Path

from app.base.files import write_whole
from app.cli.console import say
from app.cli.options import (
    add_model_arguments,
    add_style_arguments,
    load_predictor,
    style_of,
    with_progress,
)
from app.records.json_text import to_json

NAME = "evaluate"
HELP = (
    "score the model against labels, inside the field, at native size and with the shipped "
    "threshold"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--images", required=True, metavar="GLOB")
    parser.add_argument("--labels", required=True, metavar="GLOB")
    parser.add_argument("--masks", metavar="GLOB", help="official fields of view")
    parser.add_argument(
        "--observer",
        metavar="GLOB",
        help="masks of a second observer, scored instead of the model",
    )
    parser.add_argument(
        "--inverted", action="store_true", help="what is to be found is black in the labels"
    )
    parser.add_argument("--json", type=Path, required=True, metavar="FILE")
    add_model_arguments(parser)
    add_style_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Score every image, print a table and write it as JSON."""
    from app.analysis.findings import vessel_output
    from app.training.cases import pair_files
    from app.training.evaluation import SCHEMA, evaluation_record, table, tally_observer
    from app.training.scoring import tally_photograph, vessels_by

    inverted = arguments.inverted
    files = pair_files(arguments.images, arguments.labels, arguments.masks, inverted=inverted)
    if arguments.observer:
        observers = pair_files(arguments.images, arguments.observer, None, inverted=inverted)
        tallies = [
            tally_observer(*both)
            for both in with_progress(list(zip(observers, files, strict=True)), "image")
        ]
        record = evaluation_record(files, tallies, 0.5)
        scored = {"observer": arguments.observer}
    else:
        predictor = load_predictor(arguments.model, arguments.device, style=style_of(arguments))
        tallies = [
            tally_photograph(vessels_by(predictor), predictor.input_spec, labelled)
            for labelled in with_progress(files, "image")
        ]
        record = evaluation_record(files, tallies, vessel_output(predictor).threshold)
        scored = {
            "model": predictor.name,
            "version": predictor.version,
            "sha256": predictor.sha256,
            "style": predictor.shares,
        }
    write_whole(arguments.json, to_json({"schema": SCHEMA, **scored, **record}))
    say(*table(record).splitlines())
    return 0
