"""``retivasc deidentify``: write photographs anew without anything that tells whose they are."""

import argparse
import csv
import io
import os
import secrets
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from app import __version__
from app.cli.options import with_progress
from app.errors import ImageReadError, ReportWriteError, RetivascError, unexpected
from app.files import make_folder, write_whole
from app.imaging.allow_list import Keep
from app.imaging.deidentification import Dates, Deidentified, Policy, deidentify
from app.imaging.pseudonyms import Pseudonyms
from app.imaging.series import Entry, find_photographs
from app.messages import message
from app.paths import resolved
from app.report.record import to_json

NAME = "deidentify"
HELP = "write photographs anew, without anything in their headers that tells whose they are"

SCHEMA = "retivasc.deidentification/1"
REPORT = "deidentification.json"
_COLUMNS = ("input", "output", "pseudonym", "patient_id", "patient_name", "shift_days")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Tally:
    """Hold what was done so far, and nothing that an input said."""

    written: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="photographs, folders (with their subfolders), ZIP archives or DICOMDIR files",
    )
    parser.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="a new or empty folder"
    )
    parser.add_argument(
        "--dates",
        type=Dates,
        choices=tuple(Dates),
        default=Dates.REMOVE,
        help="shift: by one random number of days a patient, intervals stay; default: remove",
    )
    parser.add_argument(
        "--keep",
        type=_keep,
        default=frozenset(Keep),
        metavar="LIST",
        help=f"of {','.join(Keep)} (default: all; age becomes a band of ten years); '' for none",
    )
    parser.add_argument(
        "--mask-border", action="store_true", help="blacken what lies outside the field of view"
    )
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE.csv", help="write who is who, for the clinic alone"
    )


def run(arguments: argparse.Namespace) -> int:
    """De-identify every input; return 1 when any of them failed, the others being done.

    Raises:
        ReportWriteError: the folder is not empty, or the mapping would be overwritten or passed on.
    """
    _check_output(arguments.output)
    if arguments.mapping is not None:
        _check_mapping(arguments.mapping, arguments.output)
    make_folder(arguments.output)
    policy = Policy(arguments.keep, arguments.dates, arguments.mask_border)
    inputs = list(dict.fromkeys(find_photographs(arguments.inputs)))
    # In the order of their names the patients' numbers would tell the alphabet of the names.
    secrets.SystemRandom().shuffle(inputs)
    tally, rows, pseudonyms = Tally(), [], Pseudonyms()
    for entry in with_progress(inputs, "image"):
        try:
            done = _deidentify(entry, policy, pseudonyms)
            write_new(arguments.output / done.name, done.content)
        except RetivascError as error:
            tally.failed[error.kind] += 1
            tqdm.write(f"{entry.location}: {error}", file=sys.stderr)
            continue
        _count(tally, done)
        rows.append(_row(entry.location, done))
        for warning in done.warnings:
            tqdm.write(f"{entry.location}: {warning}", file=sys.stderr)
    write_whole(arguments.output / REPORT, to_json(_record(tally, policy)))
    if arguments.mapping is not None:
        write_whole(arguments.mapping, _as_csv(rows))
    print(f"{tally.written} of {len(inputs)} written to {arguments.output}")
    return 1 if tally.failed else 0


def _keep(text: str) -> frozenset[Keep]:
    try:
        return frozenset(Keep(word.strip()) for word in text.split(",") if word.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"choose of {','.join(Keep)}") from error


def _check_output(folder: Path) -> None:
    """Refuse a folder that holds anything: an input, or another call's RV-0001."""
    try:
        if not os.path.isdir(folder) or not any(folder.iterdir()):
            return
    except OSError:
        return  # making or writing the folder says better what is wrong with it
    raise ReportWriteError(
        message("Core", "The folder “{name}” is not empty.", name=folder),
        message("Core", "Choose a new folder, so that nothing in it is overwritten or mixed up."),
    )


def _check_mapping(mapping: Path, output: Path) -> None:
    if os.path.lexists(mapping):
        raise ReportWriteError(
            message("Core", "The mapping “{name}” exists already.", name=mapping.name),
            message("Core", "Choose another name: without the old one its patients are lost."),
        )
    if resolved(mapping).is_relative_to(resolved(output)):
        raise ReportWriteError(
            message("Core", "The mapping would lie among the files that are passed on."),
            message("Core", "Write it into a folder that stays in the clinic."),
        )


def _deidentify(entry: Entry, policy: Policy, pseudonyms: Pseudonyms) -> Deidentified:
    """De-identify one photograph.

    Raises:
        RetivascError: it cannot be done, for whatever reason: one photograph must not end the work
            on the others.
    """
    try:
        return deidentify(entry, policy, pseudonyms)
    except RetivascError:
        raise
    except Exception as error:
        raise unexpected(error) from error


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet.

    Raises:
        ImageReadError: it is: two inputs are one photograph.
        ReportWriteError: it cannot be written.
    """
    if path.exists():
        raise ImageReadError(
            message("Core", "Another of the files says that it is the same photograph."),
            message("Core", "Only one of them was written; give every photograph once."),
        )
    write_whole(path, content)


def _count(tally: Tally, done: Deidentified) -> None:
    tally.written += 1
    tally.removed += done.removed
    tally.warnings.update(warning.source for warning in done.warnings)


def _record(tally: Tally, policy: Policy) -> dict[str, object]:
    """Return what was done, without any value of the inputs."""
    return {
        "schema": SCHEMA,
        "software_version": __version__,
        "kept": sorted(policy.keep),
        "dates": policy.dates,
        "border_masked": policy.mask_border,
        "written": tally.written,
        "failed": dict(sorted(tally.failed.items())),
        "removed": dict(sorted(tally.removed.items())),
        "warnings": dict(sorted(tally.warnings.items())),
    }


def _row(path: Path, done: Deidentified) -> tuple[str, ...]:
    days = "" if done.shift_days is None else str(done.shift_days)
    return (str(path), done.name, done.pseudonym, *done.patient, days)


def _as_csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    """Return the mapping as spreadsheets read it, Chinese names too."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([*map(_plain, row[:-1]), row[-1]] for row in sorted(rows))
    return buffer.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _plain(cell: str) -> str:
    """Keep a spreadsheet from taking a name for a formula and running it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
