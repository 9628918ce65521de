"""``retivasc convert``: convert a model for the fastest engine of processors."""

import argparse
from pathlib import Path

from app.cli.console import say

NAME = "convert"
HELP = "convert an exported model for the fastest engine of processors; write it beside the weights"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("model", type=Path, metavar="MODEL.safetensors")
    parser.add_argument("--data", type=Path, required=True, help="data root of the model's run")


def run(arguments: argparse.Namespace) -> int:
    """Write the files and print what was measured of them."""
    from app.training.conversion import convert_model

    converted = convert_model(arguments.model, arguments.data)
    for name, check in converted.checks.items():
        say(
            f"{name:26}  Dice {check['dice']:.4f}, in 8 bits {check['dice_change']:+.4f}  "
            f"thin vessels {check['thin_recall']:.4f}, in 8 bits {check['thin_recall_change']:+.4f}"
        )
    say("converted: " + ", ".join(converted.files))
    return 0
