"""``retivasc ablate``: train and score variants of a configuration under the same budget."""

import argparse
from pathlib import Path

from app.cli.console import say
from app.cli.stopping import StopOnSignal
from app.cli.train import require_training_extra

NAME = "ablate"
HELP = "train and score variants of a configuration; stop it at any time and run it again to resume"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--plan", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--data", type=Path, required=True, help="data root")
    parser.add_argument("--run", type=Path, required=True, help="folder for the runs")


def run(arguments: argparse.Namespace) -> int:
    """Run what is not done yet and print the table.

    Raises:
        ConfigurationError: the plan does not fit, or a library that training needs is missing.
    """
    require_training_extra()
    from app.training.ablation import run_ablation, table

    with StopOnSignal() as stop:
        scores = run_ablation(arguments.plan, arguments.data, arguments.run, stop.asked)
    say(*table(scores).splitlines())
    return 0
