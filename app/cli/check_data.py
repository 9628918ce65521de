"""``retivasc check-data``: find labelled photographs that teach a network nothing true."""

import argparse
import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.files import write_whole
from app.cli.console import say
from app.cli.options import add_configuration_arguments, read_configuration, with_progress

if TYPE_CHECKING:
    from app.training.cases import Case
    from app.training.cleaning import Finding

    Findings = Mapping[Case, Sequence[Finding]]

NAME = "check-data"
HELP = (
    "check every photograph and label of a training configuration; exit status 1 if anything is "
    "wrong"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_configuration_arguments(parser)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the findings here as well")


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong with each case, and a summary; return 1 when anything is."""
    from app.training.cases import list_cases
    from app.training.cleaning import examine

    config, root = read_configuration(arguments)
    findings = {
        case: examine(case, config.input)
        for case in with_progress(list_cases(config, root), "image")
    }
    for case, found in findings.items():
        if found:
            reasons = "  ".join(f"{finding.flaw}: {finding.reason}" for finding in found)
            say(f"{case.dataset}  {case.image.name}  {case.split}  {reasons}")
    say(*_summary(findings).splitlines())
    if arguments.csv is not None:
        write_whole(arguments.csv, _as_csv(findings))
    return 1 if any(findings.values()) else 0


def _summary(findings: "Findings") -> str:
    from app.training.config import Flaw

    sets = Counter(case.dataset for case in findings)
    flaws = Counter((case.dataset, found.flaw) for case in findings for found in findings[case])
    rows = [
        ("set", "images", *Flaw),
        *(
            (name, str(count), *(str(flaws[name, flaw]) for flaw in Flaw))
            for name, count in sets.items()
        ),
    ]
    width = max(len(row[0]) for row in rows)
    return "\n".join(
        "  ".join([row[0].ljust(width), *(cell.rjust(10) for cell in row[1:])]) for row in rows
    )


def _as_csv(findings: "Findings") -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("set", "patient", "split", "image", "label", "flaw", "reason"))
    for case, found in findings.items():
        stated = (case.dataset, case.patient, case.split, case.image, case.label)
        writer.writerows((*stated, finding.flaw, finding.reason) for finding in found)
    return buffer.getvalue().encode()
