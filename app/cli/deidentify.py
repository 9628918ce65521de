"""``retivasc deidentify``: write copies of photographs that do not reveal whose they are."""

import argparse
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app import __version__
from app.base.errors import ImageReadError, ReportWriteError, RetivascError, unexpected
from app.base.files import append, make_folder, write_new, write_whole, writing_is_told
from app.base.messages import message
from app.base.paths import resolved
from app.cli.console import complain, say
from app.cli.options import with_progress
from app.cli.stopping import StopOnSignal
from app.deidentification.allow_list import Keep
from app.deidentification.pseudonyms import Pseudonyms
from app.deidentification.rewriting import Dates, Deidentified, Policy, deidentify
from app.reading.listing import Entry, find_photographs
from app.records.json_text import to_json
from app.records.tables import BOM, as_cell, csv_line

NAME = "deidentify"
HELP = "write copies of photographs with nothing in their headers that tells whose they are"

SCHEMA = "retivasc.deidentification/1"
REPORT = "deidentification.json"
_COLUMNS = ("input", "output", "pseudonym", "patient_id", "patient_name", "shift_days")


@dataclass
class Tally:
    """A count of what was done so far, with nothing taken from the inputs."""

    inputs: int
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
        help=(
            "shift: by a random number of days, the same for all of a patient's dates, so that "
            "intervals stay; default: remove"
        ),
    )
    parser.add_argument(
        "--keep",
        type=_keep,
        default=frozenset(Keep),
        metavar="LIST",
        help=f"of {','.join(Keep)} (default: all; age becomes a band of ten years); '' for none",
    )
    parser.add_argument(
        "--mask-border", action="store_true", help="blacken everything outside the field of view"
    )
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE.csv",
        help="write the list of who is who, for the clinic only",
    )


def run(arguments: argparse.Namespace) -> int:
    """De-identify every input; return 1 if any of them failed, after finishing the others.

    Raises:
        ReportWriteError: the folder is not empty or takes no more files, or the mapping would be
            overwritten or passed on.
    """
    _check_output(arguments.output)
    if arguments.mapping is not None:
        _check_mapping(arguments.mapping, arguments.output)
    make_folder(arguments.output)
    policy = Policy(arguments.keep, arguments.dates, arguments.mask_border)
    with StopOnSignal() as stop:
        inputs = list(dict.fromkeys(find_photographs(arguments.inputs)))
        # In the order of their names the patients' numbers would tell the alphabet of the names.
        secrets.SystemRandom().shuffle(inputs)
        tally, report = Tally(len(inputs)), arguments.output / REPORT
        # Whoever makes it has the folder; another run that began at once has not.
        _claim(report, to_json(_record(tally, policy)), _not_empty(arguments.output))
        if arguments.mapping is not None:
            _claim(arguments.mapping, BOM + csv_line(_COLUMNS), _mapped(arguments.mapping))
        try:
            _work_through(inputs, policy, tally, arguments, stop)
        finally:
            write_whole(report, to_json(_record(tally, policy)))
    say(f"{tally.written} of {len(inputs)} written to {arguments.output}")
    if stop.asked():
        complain("retivasc: stopped; what has been written is kept, with its mapping.")
    return stop.exit_code or (1 if tally.failed else 0)


def _work_through(
    inputs: Sequence[Entry],
    policy: Policy,
    tally: Tally,
    arguments: argparse.Namespace,
    stop: StopOnSignal,
) -> None:
    pseudonyms = Pseudonyms()
    for entry in with_progress(inputs, "image"):
        if stop.asked():
            return
        try:
            done = _deidentify(entry, policy, pseudonyms)
            target = arguments.output / done.name
            _check_new(target)
        except RetivascError as error:
            tally.failed[error.kind] += 1
            complain(f"{entry.location}: {error}")
            continue
        if arguments.mapping is not None:  # before the file, which must not be nobody's
            with writing_is_told(arguments.mapping):
                append(arguments.mapping, csv_line(map(as_cell, _row(entry.location, done))))
        write_whole(target, done.content)
        _count(tally, done)
        complain(*(f"{entry.location}: {warning}" for warning in done.warnings))


def _keep(text: str) -> frozenset[Keep]:
    try:
        return frozenset(Keep(word.strip()) for word in text.split(",") if word.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"choose from {','.join(Keep)}") from error


def _check_output(folder: Path) -> None:
    """Refuse a folder that is not empty: it may hold an input, or another call's RV-0001."""
    try:
        if not os.path.isdir(folder) or not any(folder.iterdir()):
            return
    except OSError:
        return  # making or writing the folder says better what is wrong with it
    raise _not_empty(folder)


def _not_empty(folder: Path) -> ReportWriteError:
    return ReportWriteError(
        message("The folder “{name}” is not empty.", name=folder),
        message("Choose a new folder, so that nothing in it is overwritten or mixed up."),
    )


def _mapped(mapping: Path) -> ReportWriteError:
    return ReportWriteError(
        message("The mapping “{name}” already exists.", name=mapping.name),
        message(
            "Choose another name: if the old mapping were overwritten, its patients could no "
            "longer be identified."
        ),
    )


def _claim(path: Path, content: bytes, taken: ReportWriteError) -> None:
    """Make a file that must not be there yet.

    Raises:
        ReportWriteError: it is (``taken``), or it cannot be written.
    """
    with writing_is_told(path):
        try:
            write_new(path, content)
        except FileExistsError as error:
            raise taken from error


def _check_mapping(mapping: Path, output: Path) -> None:
    if os.path.lexists(mapping):
        raise _mapped(mapping)
    if resolved(mapping).is_relative_to(resolved(output)):
        raise ReportWriteError(
            message("The mapping would be among the files that are passed on."),
            message("Write it to a folder that stays in the clinic."),
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


def _check_new(path: Path) -> None:
    """Check that a file is not there yet.

    Raises:
        ImageReadError: it is: two inputs are one photograph.
    """
    if path.exists():
        raise ImageReadError(
            message("Another file says that it is the same photograph."),
            message("Only one of them was written; give each photograph only once."),
        )


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
        "finished": tally.written + tally.failed.total() == tally.inputs,
        "written": tally.written,
        "failed": dict(sorted(tally.failed.items())),
        "removed": dict(sorted(tally.removed.items())),
        "warnings": dict(sorted(tally.warnings.items())),
    }


def _row(path: Path, done: Deidentified) -> tuple[object, ...]:
    return (str(path), done.name, done.pseudonym, *done.patient, done.shift_days)
