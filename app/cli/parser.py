"""Read the command line and hand over to the command."""

import argparse
import importlib.util
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any

from app import __version__
from app.base.errors import InferenceError, RetivascError
from app.cli import (
    ablate,
    agreement,
    analyze,
    augmentations,
    calibrate,
    cases,
    check_data,
    cohort,
    compare,
    convert,
    deidentify,
    evaluate,
    export,
    fetch,
    find,
    listing,
    measure,
    node,
    report,
    self_test,
    send,
    settings,
    slices,
    train,
    view,
)
from app.cli.console import complain, forgive_streams

COMMANDS: tuple[Any, ...] = (
    view,
    analyze,
    measure,
    compare,
    report,
    listing,
    cases,
    deidentify,
    send,
    find,
    fetch,
    node,
    settings,
    self_test,
)
"""What a clinic uses."""

TRAINING_COMMANDS = (
    evaluate,
    agreement,
    calibrate,
    train,
    export,
    convert,
    ablate,
    check_data,
    augmentations,
    slices,
)
"""What needs app.training, which an installed bundle leaves out."""


COHORT_COMMANDS = (cohort,)
"""What needs app.cohort, which an installed bundle leaves out, too."""


def available_commands() -> tuple[Any, ...]:
    """Return the commands that this program can run."""
    found = COMMANDS
    for room, commands in (("cohort", COHORT_COMMANDS), ("training", TRAINING_COMMANDS)):
        if importlib.util.find_spec(f"app.{room}") is not None:
            found = (*found, *commands)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong usage.

    Without a command's name, what is given are files to view.
    """
    forgive_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    commands = available_commands()
    known = {command.NAME for command in commands} | {"-h", "--help", "--version"}
    if not given or given[0] not in known:
        _refuse_slip(given)
        given.insert(0, view.NAME)
    parsed = build_parser(commands).parse_args(given)
    try:
        return int(parsed.command.run(parsed))
    except RetivascError as error:
        complain(f"retivasc: {error}", *_flags_for(error, parsed))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _flags_for(error: RetivascError, parsed: argparse.Namespace) -> tuple[str, ...]:
    """Return the flags by which to follow a hint; hints themselves do not mention any."""
    if isinstance(error, InferenceError) and "device" in parsed:
        return ("  --device cpu uses the processor.",)
    return ()


def _refuse_slip(given: Sequence[str]) -> None:
    """Stop with a sentence where a word is neither a command nor a file, such as "selftest"."""
    if given and re.fullmatch(r"[a-z]+(-[a-z]+)*", given[0]) and not os.path.lexists(given[0]):
        complain(
            f"retivasc: there is no command or file called “{given[0]}”; "
            "retivasc --help lists the commands."
        )
        raise SystemExit(2)


def build_parser(commands: Sequence[Any] = COMMANDS) -> argparse.ArgumentParser:
    """Declare commands: modules with NAME, HELP, add_arguments and run."""
    parser = argparse.ArgumentParser(
        prog="retivasc",
        description="See and measure retinal vessels. Without a command: view the files given.",
    )
    parser.add_argument("--version", action="version", version=f"retivasc {__version__}")
    chosen = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in commands:
        sub = chosen.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(command=command)
    return parser
