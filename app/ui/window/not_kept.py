"""What to tell a user about what is not saved, and about faults in an administrator's file."""

import logging
import sys
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from app.base.errors import RetivascError
from app.base.messages import Message, message
from app.settings.preferences import MachineSettings

_LOG = logging.getLogger(__name__)


class NotKeptError(RetivascError):
    """Something that the program remembers for itself is not saved."""


class UnsavedError(NotKeptError):
    """What a user sets is forgotten when the program ends."""


class MachineSettingsError(RetivascError):
    """The file in which an administrator set this computer up has a fault."""


def lost_folders(
    *,
    settings: tuple[Path, OSError | None],
    log: tuple[Path, OSError | None],
    outbox: tuple[Path, OSError | None],
) -> NotKeptError | None:
    """Return what is not saved because its folder cannot be written to; None if all can be.

    Args:
        settings, log, outbox: each folder, and why it cannot be written to.
    """
    named = (
        (message("your settings"), *settings),
        (message("the log"), *log),
        (message("the outbox (so that nothing can be sent to the archive)"), *outbox),
    )
    lost = [(name, folder, error) for name, folder, error in named if error is not None]
    for name, _, error in lost:
        _LOG.info("not kept: %s, %s", name, type(error).__name__)
    if not lost:
        return None
    _, folder, error = lost[0]
    kind = NotKeptError if settings[1] is None else UnsavedError
    return kind(
        message(
            "Not saved on this computer: {what}. The folder “{folder}” cannot be written to: "
            "{why}.",
            what=_listed([name for name, _, _ in lost]),
            folder=folder,
            why=error.strerror or type(error).__name__,
        ),
        message(
            "You can view, measure and save reports in another folder. For the rest, ask your "
            "administrator for a home folder that can be written to; “{command}” lists the "
            "folders.",
            command=settings_command(),
        ),
    )


def _listed(names: Sequence[Message]) -> Message:
    return reduce(lambda one, two: message("{one}, {two}", one=one, two=two), names)


def faulty_settings(machine: MachineSettings) -> MachineSettingsError | None:
    """Return the error that not all of the administrator's settings apply; None if they do."""
    for fault in machine.faults:
        _LOG.info("the settings of this computer: %s", fault)
    if not machine.faults:
        return None
    return MachineSettingsError(
        message("Not all of your administrator's settings for this computer could be read."),
        message(
            "Tell your administrator: “{command}” lists what is wrong.",
            command=settings_command(),
        ),
    )


def settings_command() -> str:
    """Return what an administrator types to see the settings and what is wrong with them."""
    return "retivasc-cli settings" if sys.platform == "win32" else "retivasc settings"


def damaged_settings(aside: Path) -> NotKeptError:
    """Return the error that the user's settings file was damaged and has been moved aside."""
    _LOG.info("the preferences were damaged and set aside")
    return NotKeptError(
        message(
            "Your settings file was damaged and is now called “{name}”; the default settings "
            "apply.",
            name=aside.name,
        ),
        message("Set what you need again; your earlier settings may still be in the damaged file."),
    )


def unsaved_settings(error: RetivascError) -> UnsavedError:
    """Return the error that what was set is forgotten when the program ends."""
    _LOG.info("preferences were not saved: %s", error.message.values.get("why"))
    return UnsavedError(
        error.message,
        message("What you set applies until you close the program, but is not saved."),
    )
