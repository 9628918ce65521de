"""``retivasc settings``: show what applies on this computer, and who set it."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.paths import (
    machine_settings,
    user_logs,
    user_outbox,
    user_settings,
    user_store,
    write_obstacle,
)
from app.cli.console import say

if TYPE_CHECKING:
    from app.settings.preferences import MachineSettings

NAME = "settings"
HELP = "show the program's folders, every setting and who set it; check an administrator's file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="check a file of settings for all users before it is installed",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the settings; return 1 when the administrator's file has a fault."""
    from app.settings.machine_file import load_machine_settings

    if arguments.check is not None:
        return _check(arguments.check)
    machine = load_machine_settings(machine_settings())
    _print_folders()
    _print_settings(machine)
    return _print_faults(machine, machine_settings())


def _check(file: Path) -> int:
    from app.settings.machine_file import read_machine_settings

    try:
        return _print_faults(read_machine_settings(file), file)
    except FileNotFoundError:
        say(f"There is no file {file}.")
        return 1


def _print_folders() -> None:
    places = {
        "settings for all users": machine_settings(),
        "settings of this user": user_settings() / "viewer.json",
        "log": user_logs(),
        "outbox": user_outbox(),
        "patients": user_store(),
    }
    say("Folders")
    for name, place in places.items():
        say(f"  {name:22}  {place}  ({_state(place)})")


def _state(place: Path) -> str:
    there = "exists" if os.path.lexists(place) else "does not exist"
    folder = place.parent if place.suffix else place
    obstacle = write_obstacle(folder)
    if obstacle is None:
        return f"{there}, can be written"
    return f"{there}, cannot be written: {obstacle.strerror or type(obstacle).__name__}"


def _print_settings(machine: "MachineSettings") -> None:
    from app.settings.machine_file import SETTABLE
    from app.settings.user_file import load_choices

    chosen = load_choices(user_settings(), machine)
    preferences = machine.defaults.changed(**chosen)
    width = max(map(len, SETTABLE))
    say("Settings")
    for name in SETTABLE:
        value = msgspec.json.encode(getattr(preferences, name)).decode()
        say(f"  {name:{width}}  {_origin(name, machine, chosen):16}  {value}")


def _origin(name: str, machine: "MachineSettings", chosen: dict[str, object]) -> str:
    if name in chosen:
        return "user"
    origin = "machine" if name in machine.stated else "program"
    return f"{origin}, locked" if name in machine.locked else origin


def _print_faults(machine: "MachineSettings", file: Path) -> int:
    say(
        f"{file}: {len(machine.stated)} set, {len(machine.locked)} locked, "
        f"{len(machine.faults)} wrong"
    )
    for fault in machine.faults:
        say(f"  {fault}")
    return 1 if machine.faults else 0
