"""``retivasc export``: turn a training run into a model to ship."""

import argparse
from pathlib import Path

from app.cli.console import say

NAME = "export"
HELP = "calibrate and score a finished training run; write weights and model card"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--data", type=Path, required=True, help="data root of the run")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")


def run(arguments: argparse.Namespace) -> int:
    """Write the two files and print the scores."""
    from app.training.export import export_run

    card = export_run(arguments.run, arguments.data, arguments.output)
    say(f"{card.name} {card.version}: threshold {card.threshold}, temperature {card.temperature}")
    for split in ("validation", "test"):
        for name, scores in card.scores[split].items():
            say(f"{split:10}  {name:10}  Dice {scores['dice']:.4f}  AUC {scores['auc']:.4f}")
    return 0
