"""What the window remembers between two runs: its language and the folder last opened from."""

import logging
from pathlib import Path

import msgspec

from app.errors import ReportWriteError
from app.files import write_whole
from app.translation import LANGUAGES

_LOG = logging.getLogger(__name__)
_FILE = "viewer.json"


class Preferences(msgspec.Struct, frozen=True):
    """Hold the user's choices; None where there is none yet."""

    language: str | None = None
    folder: str | None = None


def load_preferences(folder: Path) -> Preferences:
    """Read the preferences; a missing or damaged file means the defaults."""
    try:
        preferences = msgspec.json.decode((folder / _FILE).read_bytes(), type=Preferences)
    except (OSError, msgspec.MsgspecError) as error:
        _LOG.info("no preferences: %s", type(error).__name__)
        return Preferences()
    known = preferences.language in LANGUAGES
    return preferences if known else msgspec.structs.replace(preferences, language=None)


def save_preferences(preferences: Preferences, folder: Path) -> None:
    """Write the preferences; where that fails the program goes on without."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _FILE, msgspec.json.encode(preferences))
    except (OSError, ReportWriteError) as error:
        _LOG.info("preferences were not saved: %s", type(error).__name__)
