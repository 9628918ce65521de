"""Read the command line and hand over to the command."""

import argparse
import sys
from collections.abc import Sequence

from app import __version__
from app.cli import train
from app.errors import RetivascError

COMMANDS = (train,)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    try:
        return int(parsed.command.run(parsed))
    except RetivascError as error:
        print(f"retivasc: {error}", file=sys.stderr)
        return 1


def build_parser() -> argparse.ArgumentParser:
    """Declare all commands."""
    parser = argparse.ArgumentParser(
        prog="retivasc", description="See and measure retinal vessels."
    )
    parser.add_argument("--version", action="version", version=f"retivasc {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.NAME, help=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser
