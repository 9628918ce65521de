"""``retivasc report``: write a report again from the JSON file next to it."""

import argparse
from pathlib import Path

from app.base.errors import ConfigurationError
from app.base.files import write_whole
from app.base.inputs import read_input, unreadable
from app.base.messages import message
from app.cli.console import say

NAME = "report"
HELP = "write the PDF of a report again, from the JSON file that was saved next to it"

_MAX_PASSWORD_FILE = 1 << 16


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("report", type=Path, metavar="REPORT.json")
    parser.add_argument(
        "--output", type=Path, metavar="FILE.pdf", help="default: next to the JSON file"
    )
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="text file whose first line becomes the password that opens the PDF",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the PDF and print where it is.

    Raises:
        ConfigurationError: a file cannot be read, or is not what it should be.
        ReportWriteError: the PDF cannot be written.
    """
    from app.report.pdf import render_pdf
    from app.report.report_json import MAX_BYTES, report_from_json

    report = report_from_json(_read(arguments.report, MAX_BYTES))
    password = _password(arguments.password_file) if arguments.password_file else None
    output = arguments.output or arguments.report.with_suffix(".pdf")
    write_whole(output, render_pdf(report, password=password))
    say(output)
    return 0


def _read(path: Path, limit: int) -> bytes:
    try:
        return read_input(path, limit=limit)
    except (OSError, ValueError) as error:
        raise ConfigurationError(*unreadable(path, error)) from error


def _password(path: Path) -> str:
    lines = _read(path, _MAX_PASSWORD_FILE).decode("utf-8-sig", errors="replace").splitlines()
    if not lines or not lines[0]:
        raise ConfigurationError(
            message("“{name}” contains no password.", name=path.name),
            message("Write the password on the first line of the file."),
        )
    from app.report.pdf import LONGEST_PASSWORD

    if len(lines[0]) > LONGEST_PASSWORD:
        raise ConfigurationError(
            message(
                "The password is longer than {count} characters, and a PDF ignores the rest.",
                count=LONGEST_PASSWORD,
            ),
            message("Choose a shorter one."),
        )
    return lines[0]
