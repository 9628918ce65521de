"""``retivasc find``: search an archive for studies, or a worklist for what is planned."""

import argparse
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.cli.console import complain, say, say_json
from app.cli.nodes import add_node_arguments, node_of

if TYPE_CHECKING:
    from app.pacs.asking.matching import FoundStudy
    from app.pacs.asking.worklist import PlannedStep
    from app.settings.archives import ArchiveNode

NAME = "find"
HELP = "search an archive for studies (C-FIND, QIDO-RS), or a worklist for what is planned"

_DAY = r"\d{4}-\d{2}-\d{2}|\d{8}"
_DAYS = re.compile(rf"({_DAY})?(?P<range>\.\.|-)?({_DAY})?")
_WORDS = {"today": 0, "yesterday": 1}
_LONGEST = 60

Days = tuple[date | None, date | None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_node_arguments(parser, "--from")
    parser.add_argument(
        "--patient",
        type=_text,
        default="",
        metavar="ID|NAME",
        help="an ID, as a whole or with * and ?; if no patient has it: part of a name",
    )
    parser.add_argument(
        "--date",
        type=_days,
        metavar="DAY|FROM..TO",
        help="days as YYYY-MM-DD or YYYYMMDD, today, yesterday; a range may be open at one end",
    )
    parser.add_argument(
        "--modality",
        action="append",
        type=_text,
        default=[],
        metavar="CODE",
        help="OP for ophthalmic photographs, XC for other cameras; may be given again",
    )
    parser.add_argument(
        "--accession", type=_text, default="", metavar="NUMBER", help="number of the order"
    )
    parser.add_argument(
        "--worklist",
        action="store_true",
        help="search the worklist instead, of today if no date is given",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what was found.

    Raises:
        ArchiveError: the archive does not answer, or not to such questions.
        ConfigurationError: what is asked for contradicts itself.
    """
    node = node_of(arguments)
    return _worklist(node, arguments) if arguments.worklist else _studies(node, arguments)


def _studies(node: "ArchiveNode", arguments: argparse.Namespace) -> int:
    from app.pacs.asking.matching import Query
    from app.pacs.asking.nodes import search

    first, last = arguments.date or (None, None)
    query = Query(arguments.patient, first, last, tuple(arguments.modality), arguments.accession)
    answer = search(node, query)
    if arguments.json:
        say_json([_study_as_plain(each) for each in answer.studies])
    else:
        say(*map(_study_line, answer.studies))
        count = len(answer.studies)
        complain(f"{count} {'study' if count == 1 else 'studies'} found at {node.title}")
    if answer.cut:
        complain("there are more: ask more closely")
    return 0


def _study_as_plain(study: "FoundStudy") -> dict[str, Any]:
    return {
        "study": study.study,
        "patient_id": study.patient_id,
        "patient_name": study.patient_name,
        "date": study.date,
        "modality": ",".join(study.modalities),
        "description": study.description,
        "accession": study.accession,
        "birth_date": study.birth_date,
        "sex": study.sex,
        "instances": study.instances,
    }


def _study_line(study: "FoundStudy") -> str:
    parts = (
        study.date,
        study.patient_id,
        study.shown_name,
        ",".join(study.modalities),
        study.description,
        study.accession,
        study.study,
    )
    return "  ".join(part or "-" for part in parts)


def _worklist(node: "ArchiveNode", arguments: argparse.Namespace) -> int:
    from app.pacs.asking.nodes import planned

    if node.archive is None or arguments.accession:
        raise ConfigurationError(
            message("A worklist is asked for by HOST:PORT, without an accession number."),
            message("Name the server of the worklist."),
        )
    first, last = arguments.date or (date.today(), date.today())
    found = planned(node, arguments.patient, first, last, modalities=arguments.modality)
    if arguments.json:
        say_json([_planned_as_plain(each) for each in found])
    else:
        say(*map(_planned_line, found))
        complain(f"{len(found)} planned at {node.title}")
    return 0


def _planned_as_plain(step: "PlannedStep") -> dict[str, Any]:
    return {
        "study": step.study,
        "patient_id": step.patient_id,
        "patient_name": step.patient_name,
        "date": step.date,
        "modality": step.modality,
        "description": step.description,
        "accession": step.accession,
        "birth_date": step.birth_date,
        "sex": step.sex,
        "time": step.time,
        "step": step.step,
        "station": step.station,
    }


def _planned_line(step: "PlannedStep") -> str:
    parts = (
        step.date,
        step.time[:4],
        step.patient_id,
        step.shown_name,
        step.modality,
        step.description,
        step.accession,
    )
    return "  ".join(part or "-" for part in parts)


def _text(text: str) -> str:
    """Read a text that DICOM can ask for; argparse turns the error into a usage message."""
    if len(text) > _LONGEST or "\\" in text or not text.isprintable():
        raise argparse.ArgumentTypeError(
            f"a text of at most {_LONGEST} characters, without a backslash, is needed"
        )
    return text.strip()


def _days(text: str) -> Days:
    """Read a day or a range of days; argparse turns the error into a usage message."""
    if text in _WORDS:
        day = date.today() - timedelta(days=_WORDS[text])
        return day, day
    found = _DAYS.fullmatch(text)
    try:
        if found is None or not (found[1] or found[3]):
            raise ValueError
        first, last = (date.fromisoformat(day) if day else None for day in (found[1], found[3]))
    except ValueError:
        raise argparse.ArgumentTypeError("a day is needed: YYYY-MM-DD, or FROM..TO") from None
    if not found["range"]:
        return first, first
    return first, last
