"""``retivasc list``: show what photographs folders, DICOMDIRs and archives hold, and whose."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from app.cli.console import say
from app.domain.photograph import Patient, eye_code
from app.reading.listing import Entry, list_photographs

NAME = "list"
HELP = (
    "list photographs by patient, date and eye, without opening them; exit status 1 if any is "
    "unreadable"
)

_UNKNOWN = ("unknown patient", "unknown date", "unknown eye")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="photographs, folders (with their subfolders), ZIP archives or DICOMDIR files",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the tree and what is not in it; return 1 when something cannot be read."""
    entries = list_photographs(arguments.inputs)
    declined = [entry for entry in entries if entry.declined]
    unreadable = [entry for entry in entries if entry.problem is not None and not entry.declined]
    lines = [
        *tree([entry for entry in entries if entry.problem is None]),
        *_with_reasons("no photograph", declined),
        *_with_reasons("unreadable", unreadable),
    ]
    say(*lines)
    return 1 if unreadable else 0


def _with_reasons(title: str, entries: Sequence[Entry]) -> Iterator[str]:
    if entries:
        yield title
    yield from (f"  {entry.location}  {entry.problem}" for entry in entries)


def tree(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield the lines of the tree: patient, date, eye, photograph; what is unknown comes last."""
    ordered = sorted(entries, key=lambda entry: [(not name, name) for name in _branches(entry)])
    yield from _below(ordered, depth=0)


def _below(entries: Sequence[Entry], depth: int) -> Iterator[str]:
    indent = "  " * depth
    if depth == len(_UNKNOWN):
        yield from (f"{indent}{_leaf(entry)}" for entry in entries)
        return
    for name, group in groupby(entries, key=lambda entry: _branches(entry)[depth]):
        yield f"{indent}{name or _UNKNOWN[depth]}"
        yield from _below(list(group), depth + 1)


def _branches(entry: Entry) -> tuple[str, str, str]:
    """Return patient, date and eye in words; empty where they are unknown."""
    return _patient(entry.patient), _date(entry.date), eye_code(entry.eye)


def _patient(patient: Patient) -> str:
    born = f"born {_date(patient.birth_date)}" if patient.birth_date else None
    return ", ".join(part for part in (patient.name, patient.id, born) if part)


def _date(stated: str | None) -> str:
    return f"{stated[:4]}-{stated[4:6]}-{stated[6:]}" if stated else ""


def _leaf(entry: Entry) -> str:
    frames = f"{entry.frames} frames" if entry.frames > 1 else None
    withheld = f"not to be measured: {entry.unsuitable}" if entry.unsuitable else None
    parts = (str(entry.location), entry.description, frames, withheld)
    return "  ".join(part for part in parts if part)
