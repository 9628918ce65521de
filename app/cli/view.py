"""``retivasc``: open the window, with photographs if any are named."""

import argparse
import os
import sys
from pathlib import Path

from app.cli.options import add_model_arguments
from app.errors import RetivascError
from app.messages import message
from app.translation import LANGUAGES

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
            message("Core", "No screen was found to show the window on."),
            message("Core", "Use “retivasc analyze FILE --output DIR”, which needs none."),
        )
    from app.ui.application import run_viewer

    return run_viewer(
        arguments.files,
        model=arguments.model,
        device=arguments.device,
        language=arguments.language,
    )


def has_display() -> bool:
    """Tell whether Qt will find a screen, or was told to do without."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
