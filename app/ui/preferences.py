"""What the window remembers between two runs."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.errors import ReportWriteError
from app.files import write_whole
from app.report.statement import PageSize
from app.translation import LANGUAGES
from app.ui.state.view_state import Layout, Look, VesselDrawing
from app.ui.themes import ThemeName

if TYPE_CHECKING:  # importing it now would load what speaks DICOM before the window is there
    from app.archive.connection import Archive

_LOG = logging.getLogger(__name__)
_FILE = "viewer.json"

RECENT = 8
"""How many of the files opened last are remembered."""

FONT_SCALES = (0.8, 2.0)
THRESHOLD_LIMITS = (0.05, 0.95)
THRESHOLD_STEP = 0.05
PORTS = (1, 65535)

APPLICATION_TITLE = r"[ -\[\]-~]{0,16}"
"""What an AE title may consist of (DICOM PS3.5, value representation AE)."""

_Share = Annotated[float, Meta(ge=0, le=1)]
_Byte = Annotated[int, Meta(ge=0, le=255)]
_Threshold = Annotated[float, Meta(ge=THRESHOLD_LIMITS[0], le=THRESHOLD_LIMITS[1])]
_FontScale = Annotated[float, Meta(ge=FONT_SCALES[0], le=FONT_SCALES[1])]
_Port = Annotated[int, Meta(ge=PORTS[0], le=PORTS[1])]
_Title = Annotated[str, Meta(pattern=f"^{APPLICATION_TITLE}$")]


class Template(msgspec.Struct, frozen=True):
    """Hold texts of a report that are used again and again, under a name."""

    name: str
    findings: str = ""
    impression: str = ""
    recommendation: str = ""


class Preferences(msgspec.Struct, frozen=True):
    """Hold the user's choices; None where there is none yet.

    Attributes:
        folder: last opened from.
        recent: the files opened last, newest first; always empty unless they are to be remembered.
        lowest_threshold, highest_threshold: between which the threshold can be moved.
        clinic_lines: of its address, one below the other.
        clinic_logo, archive_ca, archive_cert, archive_key: paths of files; empty where
            there is none.
        report_languages: "window" is the language that the window has.
        report_author: who typed a report last.
        archive_host: empty as long as there is no archive.
        archive_called, archive_calling: AE titles; empty for the usual ones.
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
    clinic_name: str = ""
    clinic_lines: str = ""
    clinic_logo: str = ""
    report_title: str = ""
    report_page: PageSize = "A4"
    report_languages: Literal["window", "both", *LANGUAGES] = "window"  # type: ignore[valid-type]
    report_author: str = ""
    templates: tuple[Template, ...] = ()
    archive_host: str = ""
    archive_port: _Port = 104
    archive_called: _Title = ""
    archive_calling: _Title = ""
    archive_tls: bool = False
    archive_ca: str = ""
    archive_cert: str = ""
    archive_key: str = ""
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

    @property
    def archive(self) -> "Archive | None":
        """Return where results are sent to; None as long as that was not set."""
        if not self.archive_host:
            return None
        from app.archive.connection import Archive

        titles = {"called": self.archive_called, "calling": self.archive_calling}
        return Archive(
            self.archive_host,
            self.archive_port,
            tls=self.archive_tls,
            ca_file=self.archive_ca or None,
            cert_file=self.archive_cert or None,
            key_file=self.archive_key or None,
            **{name: title for name, title in titles.items() if title.strip()},
        )

    def with_template(self, template: Template) -> "Preferences":
        """Return preferences that know a template; it replaces one of the same name."""
        others = self.without_template(template.name).templates
        return self.changed(templates=(*others, template))

    def without_template(self, name: str) -> "Preferences":
        """Return preferences without the template of a name."""
        kept = tuple(template for template in self.templates if template.name != name)
        return self.changed(templates=kept)

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
