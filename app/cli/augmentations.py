"""``retivasc augmentations``: show what each augmentation does to a training photograph."""

import argparse
from pathlib import Path

from app.base.files import write_whole
from app.cli.console import say
from app.cli.options import add_configuration_arguments, natural, read_configuration

NAME = "augmentations"
HELP = "apply each augmentation of a training configuration to one photograph, to be judged by eye"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_configuration_arguments(parser)
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.png")
    parser.add_argument(
        "--seed",
        type=natural,
        default=0,
        help="determines the photograph, the place in it and all random draws",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the contact sheet."""
    from app.training.contact_sheet import draw_contact_sheet

    config, root = read_configuration(arguments)
    write_whole(arguments.output, draw_contact_sheet(config, root, arguments.seed))
    say(arguments.output)
    return 0
