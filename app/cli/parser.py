"""Read the command line and hand over to the command."""

import argparse
import io
import signal
import sys
from collections.abc import Sequence

from app import __version__
from app.cli import (
    ablate,
    agreement,
    analyze,
    augmentations,
    check_data,
    deidentify,
    evaluate,
    export,
    listing,
    measure,
    report,
    self_test,
    send,
    slices,
    train,
    view,
)
from app.errors import RetivascError

COMMANDS = (
    view,
    analyze,
    measure,
    report,
    listing,
    deidentify,
    send,
    evaluate,
    agreement,
    train,
    export,
    ablate,
    check_data,
    augmentations,
    slices,
    self_test,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage.

    Without a command's name, what is given are files to view.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console of another code page must not fail
            stream.reconfigure(errors="replace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    known = {command.NAME for command in COMMANDS} | {"-h", "--help", "--version"}
    if not given or given[0] not in known:
        given.insert(0, view.NAME)
    parsed = build_parser().parse_args(given)
    try:
        return int(parsed.command.run(parsed))
    except RetivascError as error:
        print(f"retivasc: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def build_parser() -> argparse.ArgumentParser:
    """Declare all commands."""
    parser = argparse.ArgumentParser(
        prog="retivasc",
        description="See and measure retinal vessels. Without a command: view the files given.",
    )
    parser.add_argument("--version", action="version", version=f"retivasc {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser
