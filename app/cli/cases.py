"""``retivasc cases``: the patients that are kept, looked at, exported, deleted, backed up."""

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from app.base.errors import ConfigurationError
from app.base.files import write_whole
from app.base.messages import message
from app.base.paths import machine_settings, user_settings, user_store
from app.cli.console import complain, say, say_json
from app.cli.options import natural
from app.domain.photograph import eye_code

if TYPE_CHECKING:
    from app.store.database import Store
    from app.store.search import Listed
    from app.store.trail import Event

NAME = "cases"
HELP = "list, show, export, import, delete, verify, back up and restore the patients that are kept"

_STATES = ("new", "analysed", "draft", "signed", "sent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    chosen = parser.add_subparsers(required=True, metavar="WHAT")
    for add in (_add_list, _add_show, _add_export, _add_import, _add_delete):
        add(chosen)
    _add(chosen, "verify", _verify, "prove that nothing was changed or lost; 1 names what was")
    backup = _add(chosen, "backup", _back_up, "write the whole store into one ZIP")
    backup.add_argument("target", type=Path, metavar="FILE.zip")
    restore = _add(chosen, "restore", _restore, "fill the store from a backup")
    restore.add_argument("source", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="set aside what the store's folder holds now"
    )


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; return 1 when the store is not whole.

    Raises:
        StoreError: the store cannot be opened, read or written.
    """
    return int(arguments.do(arguments))


def add_store_argument(parser: argparse.ArgumentParser) -> None:
    """Declare --store."""
    parser.add_argument(
        "--store",
        metavar="PLACE",
        help="a folder, or the address of a PostgreSQL database; default: as the settings say",
    )


def opened_store(stated: str | None) -> "Store":
    """Open the store that was named, or that the settings name.

    Raises:
        ConfigurationError: the settings say that nobody is to be kept here.
        StoreError: it cannot be opened.
    """
    from app.store.opening import open_store

    return open_store(stated or _place())


def patient_of(store: "Store", key: str, name: str) -> str:
    """Return the store's id of a patient, who is added if nobody has this ID.

    Raises:
        StoreError: several have it, each of another issuer.
    """
    from app.store.facts import Facts
    from app.store.patients import add_patient, find_patient, is_known

    with store.read() as connection:
        if is_known(connection, key):
            return find_patient(connection, key).id
    return add_patient(store, Facts(patient_id=key, name=name)).id


def _place() -> str | Path:
    from app.settings.machine_file import load_machine_settings
    from app.settings.preferences import store_place
    from app.settings.user_file import load_preferences

    preferences = load_preferences(user_settings(), load_machine_settings(machine_settings()))
    place = store_place(preferences, user_store())
    if place is None:
        raise ConfigurationError(
            message("Patients are not kept on this computer, as the settings say."),
            message("Name a store, or change the setting keep_patients."),
        )
    return place


def _add(
    chosen: Any,  # noqa: ANN401
    name: str,
    do: Callable[[argparse.Namespace], int],
    told: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = chosen.add_parser(name, help=told, description=told)
    add_store_argument(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(do=do)
    return parser


# --- list, show ----------------------------------------------------------------------------


def _add_list(chosen: Any) -> None:  # noqa: ANN401
    parser = _add(chosen, "list", _list, "list patients")
    parser.add_argument("typed", nargs="*", metavar="WORD", help="of name, initials or ID")
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="photographed since")
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="photographed until")
    parser.add_argument("--eye", choices=("R", "L"), help="with a photograph of this eye")
    parser.add_argument("--state", choices=_STATES, help="with a photograph in this state")
    parser.add_argument(
        "--sort", choices=("name", "date", "opened"), default="name", help="default: name"
    )


def day(text: str) -> str:
    """Read a day as YYYYMMDD; argparse turns the error into a usage message."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").strftime("%Y%m%d")
    except ValueError as error:
        raise argparse.ArgumentTypeError("a day is written as 2026-03-01") from error


def _list(arguments: argparse.Namespace) -> int:
    from app.domain.photograph import Laterality
    from app.store.facts import State
    from app.store.search import Order, Query, all_patients

    query = Query(
        typed=" ".join(arguments.typed),
        since=arguments.since or "",
        until=arguments.until or "",
        eye=Laterality(arguments.eye) if arguments.eye else None,
        state=State(arguments.state) if arguments.state else None,
        order=Order(arguments.sort),
    )
    store = opened_store(arguments.store)
    rows = list(all_patients(store, query))
    store.close()
    if arguments.json:
        return say_json([_listed_as_plain(row) for row in rows])
    say(*map(_line, rows), f"{len(rows)} patients")
    return 0


def _line(row: "Listed") -> str:
    facts = row.patient.facts
    eyes = "+".join(filter(None, map(eye_code, row.eyes)))
    parts = (facts.patient_id or row.patient.id, facts.name, row.last_date, eyes, row.state)
    return "  ".join([*filter(None, map(str, parts)), f"{row.photographs} photographs"])


def _listed_as_plain(row: "Listed") -> dict[str, Any]:
    return {
        "id": row.patient.id,
        **msgspec.to_builtins(row.patient.facts),
        "photographs": row.photographs,
        "last_date": row.last_date,
        "eyes": [str(eye) for eye in row.eyes],
        "state": str(row.state),
    }


def _add_show(chosen: Any) -> None:  # noqa: ANN401
    parser = _add(chosen, "show", _show, "show a patient: photographs, reports, trail")
    parser.add_argument("patient", metavar="ID", help="the clinic's, or the store's own")


def _show(arguments: argparse.Namespace) -> int:
    store = opened_store(arguments.store)
    plain = _shown(store, arguments.patient)
    store.close()
    if arguments.json:
        return say_json(plain)
    say(*_lines(plain))
    return 0


def _shown(store: "Store", key: str) -> dict[str, Any]:
    """Return what is known of a patient as plain values."""
    from app.store.patients import find_patient
    from app.store.photographs import photographs_of
    from app.store.reports import reports_of
    from app.store.trail import events

    with store.read() as connection:
        patient = find_patient(connection, key)
        facts = msgspec.to_builtins(patient.facts)
        return {
            "id": patient.id,
            **{name: {"value": facts[name], "source": patient.source(name)} for name in facts},
            "photographs": [
                _photograph_as_plain(connection, each)
                for each in photographs_of(connection, patient.id)
            ],
            "reports": [
                {name: getattr(each, name) for name in ("report", "version", "state", "author")}
                | {"made_at": each.made_at, "sent": [list(sent) for sent in each.sent]}
                for each in reports_of(connection, patient.id)
            ],
            "events": [_event_as_plain(each) for each in events(connection, subject=patient.id)],
        }


def _photograph_as_plain(connection: Any, kept: Any) -> dict[str, Any]:  # noqa: ANN401
    from app.records.schema import AnalysisRecord
    from app.store.cases import last_result
    from app.store.photographs import contradictions_of, locations_of

    result, places = last_result(connection, kept.number), locations_of(connection, kept.number)
    record = result.record if result else None
    measured = record.measurements if isinstance(record, AnalysisRecord) else {}
    return {
        "sha256": kept.photograph.sha256,
        "frame": kept.photograph.frame + 1,
        "date": kept.date,
        "eye": str(kept.eye),
        "state": str(kept.state),
        "quality": kept.quality,
        "paths": [str(each.path / (each.member or "")) for each in places],
        "contradictions": [
            {"fact": each.fact, "file": each.stated, "kept": each.said}
            for each in contradictions_of(connection, kept)
        ],
        "numbers": {name: number.value for name, number in measured.items()},
    }


def _event_as_plain(event: "Event") -> dict[str, Any]:
    return {"number": event.number, "at": event.at, "who": event.who, "action": event.action}


def _lines(plain: dict[str, Any]) -> Iterator[str]:
    for name in ("patient_id", "issuer", "name", "birth_date", "sex"):
        fact = plain.get(name)
        if fact and fact["value"]:
            yield f"{name.replace('_', ' '):11} {fact['value']}  (by {fact['source']})"
    for each in plain["photographs"]:
        path = each["paths"][0] if each["paths"] else each["sha256"]
        yield f"{each['date'] or 'no date':11} {each['eye']}  {each['state']}  {path}"
        for told in each["contradictions"]:
            fact, file, kept = (told[name] for name in ("fact", "file", "kept"))
            yield f"  CONTRADICTION: {fact} is {file} in the file, {kept} here"
        numbers = each["numbers"].items()
        yield from (f"  {name} {value:.4g}" for name, value in numbers if value is not None)
    for each in plain["reports"]:
        sent = "".join(f", sent to {to} {at}" for at, to in each["sent"])
        yield f"report      version {each['version']}, {each['state']}, {each['author']}{sent}"
    for each in plain["events"]:
        yield f"{each['at'][:19]}  {each['who']}  {each['action']}"


# --- out, in, away -------------------------------------------------------------------------


def _add_export(chosen: Any) -> None:  # noqa: ANN401
    parser = _add(chosen, "export", _export, "write a patient into a ZIP, or all results as CSV")
    parser.add_argument("patient", nargs="?", metavar="ID", help="leave it out for all as CSV")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")


def _export(arguments: argparse.Namespace) -> int:
    from app.store.transfer import export_patient, results_table

    store = opened_store(arguments.store)
    if arguments.patient is None:
        write_whole(arguments.output, b"".join(results_table(store)))
    else:
        export_patient(store, arguments.patient, arguments.output)
    store.close()
    return _done(arguments, {"file": str(arguments.output)})


def _add_import(chosen: Any) -> None:  # noqa: ANN401
    parser = _add(chosen, "import", _import, "take a patient in from a ZIP that export wrote")
    parser.add_argument("source", type=Path, metavar="FILE.zip")


def _import(arguments: argparse.Namespace) -> int:
    from app.store.transfer import import_patient

    store = opened_store(arguments.store)
    patient = import_patient(store, arguments.source)
    store.close()
    return _done(arguments, {"patient": patient})


def _add_delete(chosen: Any) -> None:  # noqa: ANN401
    parser = _add(chosen, "delete", _delete, "delete a patient wholly, and print a receipt")
    parser.add_argument("patient", nargs="?", metavar="ID")
    parser.add_argument(
        "--untouched-for",
        type=natural,
        metavar="DAYS",
        help="delete every patient of whom nothing was touched for so long",
    )
    parser.add_argument("--yes", action="store_true", help="it cannot be undone; say so")


def _delete(arguments: argparse.Namespace) -> int:
    from app.store.deletion import delete_patient, expired_patients

    if (arguments.patient is None) == (arguments.untouched_for is None):
        raise ConfigurationError(
            message("Nobody was named to be deleted, or twice."),
            message("Name one patient, or say for how many days nothing was touched."),
        )
    if not arguments.yes:
        raise ConfigurationError(
            message("Nothing was deleted."), message("It cannot be undone: add --yes.")
        )
    store = opened_store(arguments.store)
    keys = [arguments.patient]
    if arguments.untouched_for is not None:
        keys = expired_patients(store, arguments.untouched_for)
    receipts = [msgspec.to_builtins(delete_patient(store, key)) for key in keys]
    store.close()
    if arguments.json:
        return say_json(receipts)
    for receipt in receipts:
        say("Deleted", *(f"  {name:12} {_in_line(value)}" for name, value in receipt.items()))
    return 0


def _in_line(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


# --- whole or not --------------------------------------------------------------------------


def _verify(arguments: argparse.Namespace) -> int:
    from app.store.verification import head, verify

    store = opened_store(arguments.store)
    faults = [str(fault) for fault in verify(store)]
    number, end = head(store)
    store.close()
    if arguments.json:
        say_json({"whole": not faults, "faults": faults, "events": number, "end": end})
    elif faults:
        complain(*faults)
    else:
        say(f"The store is whole: {number} events, the last of which is {end}.")
    return 1 if faults else 0


def _back_up(arguments: argparse.Namespace) -> int:
    from app.store.archive import back_up

    store = opened_store(arguments.store)
    count = back_up(store, arguments.target)
    store.close()
    return _done(arguments, {"file": str(arguments.target), "patients": count})


def _restore(arguments: argparse.Namespace) -> int:
    from app.store.archive import is_backup, restore
    from app.store.backups import put_back, set_aside
    from app.store.connection import is_address

    place = arguments.store or _place()
    if not arguments.source.is_file():
        raise ConfigurationError(
            message("There is no file “{name}”.", name=arguments.source.name),
            message("Name a ZIP that backup wrote, or a file of the store's folder backups."),
        )
    told: dict[str, Any] = {"store": str(place)}
    if arguments.replace and not is_address(place):
        if is_backup(arguments.source):
            told["set_aside"] = str(set_aside(Path(place), "replaced"))
        else:
            told["set_aside"] = str(put_back(Path(place), arguments.source))
            return _done(arguments, told)
    elif not is_backup(arguments.source):
        raise ConfigurationError(
            message("This backup takes the place of the store's file."),
            message("Add --replace; the present file is set aside."),
        )
    store = opened_store(str(place))
    told["patients"] = restore(store, arguments.source)
    store.close()
    return _done(arguments, told)


def _done(arguments: argparse.Namespace, told: dict[str, Any]) -> int:
    if arguments.json:
        return say_json(told)
    say(*(f"{name.replace('_', ' ')}: {value}" for name, value in told.items()))
    return 0
