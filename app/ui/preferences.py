"""What the window remembers between two runs, and which of it a person sets in a dialog."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from PyQt5.QtCore import QT_TRANSLATE_NOOP

from app.errors import ReportWriteError
from app.files import write_whole
from app.translation import LANGUAGES
from app.ui.state.view_state import Layout, Look, VesselDrawing
from app.ui.themes import ThemeName

_LOG = logging.getLogger(__name__)
_FILE = "viewer.json"

RECENT = 8
"""How many of the files opened last are remembered."""

FONT_SCALES = (0.8, 2.0)
THRESHOLD_LIMITS = (0.05, 0.95)
THRESHOLD_STEP = 0.05

_Share = Annotated[float, Meta(ge=0, le=1)]
_Byte = Annotated[int, Meta(ge=0, le=255)]
_Threshold = Annotated[float, Meta(ge=THRESHOLD_LIMITS[0], le=THRESHOLD_LIMITS[1])]
_FontScale = Annotated[float, Meta(ge=FONT_SCALES[0], le=FONT_SCALES[1])]


class Preferences(msgspec.Struct, frozen=True):
    """Hold the user's choices; None where there is none yet.

    Attributes:
        folder: last opened from.
        recent: the files opened last, newest first; always empty unless they are to be remembered.
        lowest_threshold, highest_threshold: between which the threshold can be moved.
        geometry, dock_state: of the window, as Qt gives them, in base64.
    """

    language: Literal[*LANGUAGES] | None = None  # type: ignore[valid-type]
    folder: str | None = None
    recent: Annotated[tuple[str, ...], Meta(max_length=RECENT)] = ()
    remember_recent: bool = True
    theme: ThemeName = "system"
    font_scale: _FontScale = 1.0
    lowest_threshold: _Threshold = 0.30
    highest_threshold: _Threshold = 0.70
    vessels: VesselDrawing = VesselDrawing()
    layout: Layout = Layout.SIDE_BY_SIDE
    geometry: str = ""
    dock_state: str = ""
    patient_shown: bool = True
    browser_shown: bool = True
    results_shown: bool = True

    def __post_init__(self) -> None:
        """Keep what belongs together consistent, whatever was read or set."""
        if not self.remember_recent:
            msgspec.structs.force_setattr(self, "recent", ())
            msgspec.structs.force_setattr(self, "folder", None)  # often named after a patient
        if not self.lowest_threshold < self.highest_threshold:
            msgspec.structs.force_setattr(self, "lowest_threshold", 0.30)
            msgspec.structs.force_setattr(self, "highest_threshold", 0.70)

    @property
    def thresholds(self) -> tuple[float, float]:
        """Return between which the threshold can be moved."""
        return self.lowest_threshold, self.highest_threshold

    @property
    def look(self) -> Look:
        """Return how photographs were shown last; their tones are always as recorded at first."""
        return Look(vessels=self.vessels, layout=self.layout)

    def changed(self, **changes: object) -> "Preferences":
        """Return preferences of which some are others."""
        return msgspec.structs.replace(self, **changes)

    def with_look(self, look: Look) -> "Preferences":
        """Return preferences that remember how photographs are shown."""
        # Vessels that were hidden for a moment are there again at the next start.
        return self.changed(vessels=replace(look.vessels, visible=True), layout=look.layout)

    def with_recent(self, path: Path) -> "Preferences":
        """Return preferences that name a file as the one opened last."""
        others = (name for name in self.recent if name != str(path))
        return self.changed(recent=(str(path), *others)[:RECENT])

    def forget_recent(self) -> "Preferences":
        """Return preferences that name no file."""
        return self.changed(recent=(), folder=None)


@dataclass(frozen=True)
class Setting:
    """Describe one preference to the dialog that sets it.

    Attributes:
        name: of the attribute of Preferences.
        label, hint: in English; to be translated in the context "Settings".
        kind: "choice" has choices; "number" and "percent" have a range; "switch" is on or off.
        choices: each value and what it is called.
        lowest, highest, step: of a number.
    """

    name: str
    label: str
    kind: Literal["choice", "switch", "number", "percent"]
    hint: str = ""
    choices: tuple[tuple[str | None, str], ...] = ()
    lowest: float = 0.0
    highest: float = 1.0
    step: float = THRESHOLD_STEP


SETTINGS = (
    Setting(
        "language",
        QT_TRANSLATE_NOOP("Settings", "Language"),
        "choice",
        choices=(
            (None, QT_TRANSLATE_NOOP("Settings", "As the computer")),
            *LANGUAGES.items(),
        ),
    ),
    Setting(
        "theme",
        QT_TRANSLATE_NOOP("Settings", "Theme"),
        "choice",
        choices=(
            ("system", QT_TRANSLATE_NOOP("Settings", "As the computer")),
            ("light", QT_TRANSLATE_NOOP("Settings", "Light")),
            ("dark", QT_TRANSLATE_NOOP("Settings", "Dark")),
        ),
    ),
    Setting(
        "font_scale",
        QT_TRANSLATE_NOOP("Settings", "Size of writing"),
        "percent",
        lowest=FONT_SCALES[0],
        highest=FONT_SCALES[1],
        step=0.1,
    ),
    Setting(
        "lowest_threshold",
        QT_TRANSLATE_NOOP("Settings", "Lowest threshold"),
        "number",
        lowest=THRESHOLD_LIMITS[0],
        highest=THRESHOLD_LIMITS[1],
    ),
    Setting(
        "highest_threshold",
        QT_TRANSLATE_NOOP("Settings", "Highest threshold"),
        "number",
        hint=QT_TRANSLATE_NOOP(
            "Settings",
            "Far from the usual range, 0.30 to 0.70, the vessels found are few, or many are wrong.",
        ),
        lowest=THRESHOLD_LIMITS[0],
        highest=THRESHOLD_LIMITS[1],
    ),
    Setting(
        "remember_recent",
        QT_TRANSLATE_NOOP("Settings", "Remember the files opened last"),
        "switch",
        hint=QT_TRANSLATE_NOOP("Settings", "Names of files may name patients."),
    ),
    Setting(
        "patient_shown",
        QT_TRANSLATE_NOOP("Settings", "Show the patient's name and data"),
        "switch",
    ),
)
"""What the dialog of settings shows, in this order."""

_WITHIN = {"colour": tuple[_Byte, _Byte, _Byte], "opacity": _Share, "edge_strength": _Share}
"""What the drawing of vessels must hold beside the types that it states itself."""


def load_preferences(folder: Path) -> Preferences:
    """Read the preferences; what is missing, damaged or out of range takes its default."""
    try:
        content = msgspec.json.decode((folder / _FILE).read_bytes())
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        _LOG.info("no preferences: %s", type(error).__name__)
        return Preferences()
    kinds = {field.name: field.type for field in msgspec.structs.fields(Preferences)}
    found = _sound(content, kinds)
    vessels = {**VesselDrawing.__annotations__, **_WITHIN}
    if isinstance(content, dict) and "vessels" in content:
        found["vessels"] = VesselDrawing(**_sound(content["vessels"], vessels))
    return Preferences(**found)


def _sound(content: object, kinds: dict[str, Any]) -> dict[str, Any]:
    """Return the known entries of an object that are of their kind."""
    found = {}
    for name, value in content.items() if isinstance(content, dict) else ():
        try:
            if name in kinds:
                found[name] = msgspec.convert(value, kinds[name])
        except msgspec.ValidationError:
            _LOG.info("a preference is not valid: %s", name)
    return found


def save_preferences(preferences: Preferences, folder: Path) -> None:
    """Write the preferences; where that fails the program goes on without."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _FILE, msgspec.json.encode(preferences))
    except (OSError, ReportWriteError) as error:
        _LOG.info("preferences were not saved: %s", type(error).__name__)
