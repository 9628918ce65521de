"""``retivasc``: open the window, with photographs if any are named."""

import argparse
import os
import socket
import sys
from pathlib import Path

from app.base.errors import RetivascError
from app.base.messages import message
from app.base.translation import LANGUAGES
from app.cli.options import add_model_arguments

NAME = "view"
HELP = "open the window (this is what happens when no command is given)"


class DisplayError(RetivascError):
    """The window has no screen to appear on."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="photographs to open")
    add_model_arguments(parser)
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="of the window and the report")


def run(arguments: argparse.Namespace) -> int:
    """Show the window until it is closed.

    Raises:
        DisplayError: there is no screen to show it on; Qt would abort the process.
    """
    if not has_display():
        raise DisplayError(
            message("No screen was found to show the window on."),
            message("Use “retivasc analyze FILE --output DIR”, which needs none."),
        )
    from app.ui.application import run_viewer

    return run_viewer(
        arguments.files,
        model=arguments.model,
        device=arguments.device,
        language=arguments.language,
    )


def has_display() -> bool:
    """Return whether Qt will find a screen, or was told to do without."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return _x_server_answers(os.environ.get("DISPLAY", "")) or _wayland_answers()


def _x_server_answers(display: str) -> bool:
    host, _, screen = display.rpartition(":")
    number = screen.partition(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, f"\0{path}")
    return _answers(socket.AF_INET, (host, 6000 + int(number)))


def _wayland_answers() -> bool:
    name, folder = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _answers(socket.AF_UNIX, str(Path(folder) / str(name)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
