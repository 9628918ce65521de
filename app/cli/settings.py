"""``retivasc settings``: show what applies on this computer, and who set it."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.base.paths import (
    machine_settings,
    user_logs,
    user_outbox,
    user_settings,
    user_store,
    write_obstacle,
)
from app.cli.console import say
from app.cli.nodes import named_node
from app.settings.archives import ArchiveNode

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
    parser.add_argument(
        "--keep-token",
        type=named_node,
        metavar="NODE",
        help=(
            "have the system's keyring keep a token for a DICOMweb service, named in the settings "
            "or by its https://; it is read from the standard input, and an empty one takes it away"
        ),
    )
    parser.add_argument(
        "--keep-certificate",
        type=named_node,
        metavar="NODE",
        help="likewise a certificate with its key (PEM), without a password",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the settings; return 1 when the administrator's file has a fault.

    Raises:
        ConfigurationError: a secret is to be kept for what is no DICOMweb service.
        ArchiveError: the keyring does not keep it.
    """
    from app.settings.machine_file import load_machine_settings

    if arguments.keep_token is not None:
        return _keep(arguments.keep_token, certificate=False)
    if arguments.keep_certificate is not None:
        return _keep(arguments.keep_certificate, certificate=True)

    if arguments.check is not None:
        return _check(arguments.check)
    machine = load_machine_settings(machine_settings())
    _print_folders()
    _print_settings(machine)
    return _print_faults(machine, machine_settings())


def _keep(node: ArchiveNode, *, certificate: bool) -> int:
    """Have the keyring keep what is typed or piped in; it is never an argument, which all see."""
    from app.pacs.asking.secrets import keep_certificate, keep_token

    if not node.dicomweb:
        raise ConfigurationError(
            message("“{name}” has no DICOMweb address.", name=node.title),
            message("Name one that has, or its https://…"),
        )
    if certificate:
        secret = sys.stdin.read().strip()
        keep_certificate(node.web_address, secret)
    else:
        typed = getpass.getpass("Token: ") if sys.stdin.isatty() else sys.stdin.readline()
        secret = typed.strip()
        keep_token(node.web_address, secret)
    say(f"{node.web_address}: {'kept' if secret else 'taken away'}")
    return 0


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
