"""``retivasc slices``: cut a labelled CT volume into pictures to train on."""

import argparse
from importlib.util import find_spec
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.cli.console import say

NAME = "slices"
HELP = "cut a labelled CT volume into pictures, labels and the table that a configuration names"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--volume", type=Path, required=True, metavar="FILE.nii.gz")
    parser.add_argument(
        "--labels", type=Path, required=True, metavar="FILE.nii.gz", help="on the same grid"
    )
    parser.add_argument(
        "--values",
        type=int,
        nargs="+",
        required=True,
        help="label values of the structures to find",
    )
    parser.add_argument(
        "--window",
        type=float,
        nargs=2,
        required=True,
        metavar=("CENTER", "WIDTH"),
        help="window in Hounsfield units, such as 40 400",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--enlarge", type=int, choices=range(1, 9), default=1, help="enlargement factor"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the slices and print where their table is.

    Raises:
        ConfigurationError: the volumes do not fit, or the reading library is missing.
    """
    if find_spec("nibabel") is None:
        raise ConfigurationError(
            message("Reading volumes needs nibabel, which is not installed."),
            message("Install the extra: pip install 'retivasc[train]'."),
        )
    from app.training.volumes import TABLE_NAME, Window, write_slices

    count = write_slices(
        arguments.volume,
        arguments.labels,
        arguments.output,
        values=arguments.values,
        window=Window(*arguments.window),
        enlarge=arguments.enlarge,
    )
    say(f"{count} slices: {arguments.output / TABLE_NAME}")
    return 0
