"""A report as JSON: everything that is printed, so that it can be printed again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from app import __version__
from app.base.errors import ConfigurationError
from app.base.messages import Message, message
from app.report.figures import open_picture
from app.report.report import Report

MAX_BYTES = 1 << 28
"""Of the JSON of a report: its pictures are of bounded size."""

SCHEMA: Literal["retivasc.report/2"] = "retivasc.report/2"
_START = b'{"schema":"retivasc.report/'


class _ReportFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: Literal["retivasc.report/1", "retivasc.report/2"]  # 1: neither draft nor signed
    software_version: str
    report: Report


def json_path(path: Path) -> Path:
    """Return the path of a report's JSON: next to it, under the same name."""
    stem = path.stem if path.suffix.casefold() == ".pdf" else path.name
    return path.with_name(f"{stem}.json")


def is_report_json(content: bytes) -> bool:
    """Return whether a file begins as the JSON of a report does."""
    return content.startswith(_START)


def report_to_json(report: Report) -> bytes:
    """Return a report with its pictures (base64) as UTF-8 text."""
    return msgspec.json.encode(_ReportFile(SCHEMA, __version__, report)) + b"\n"


def report_from_json(content: bytes) -> Report:
    """Read a report back.

    Raises:
        ConfigurationError: it is not the JSON of a report, or a damaged one.
    """
    try:
        report = msgspec.json.decode(content, type=_ReportFile).report
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(message("This is not a Retivasc report: {why}.", why=error)) from error
    try:
        for picture in _pictures(report):
            open_picture(picture)
    except ValueError as error:
        raise _refused(message("A picture of the report is damaged.")) from error
    return report


def _pictures(report: Report) -> Iterator[bytes]:
    for both in report.both:
        yield from (picture.jpeg for column in both.columns for picture in column.pictures)
    clinics = [part.clinic for part in report.parts] + [page.clinic for page in report.both]
    yield from (clinic.logo for clinic in clinics if clinic.logo is not None)
    for part in report.parts:
        yield from (picture.jpeg for picture in part.pictures)
        if part.anatomy is not None:
            yield part.anatomy.picture.jpeg


def _refused(what: Message) -> ConfigurationError:
    return ConfigurationError(
        what, message("Give the JSON file that was written next to the report's PDF.")
    )
