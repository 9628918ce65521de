"""What the window remembers between two runs, and what an administrator may set of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.base.translation import LANGUAGES
from app.report.report_text import PageSize
from app.settings.look import Layout, Look, ThemeName, VesselDrawing

if TYPE_CHECKING:  # importing it now would load what speaks DICOM before the window is there
    from app.pacs.network.connection import Archive

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
_Title = Annotated[str, Meta(pattern=rf"^{APPLICATION_TITLE}\Z")]  # a $ would let a newline pass


def thresholds_fit(lowest: float, highest: float) -> bool:
    """Say whether the threshold can be moved from one value at least one step up to another."""
    return round(highest - lowest, 6) >= THRESHOLD_STEP


def can_be_written(value: object) -> bool:
    """Say whether JSON can hold a value: not all paths of a file system are text."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


class RecentFile(msgspec.Struct, frozen=True):
    """Name a photograph that was opened, so that another one in its place is not taken for it.

    Attributes:
        path: of its file, or of the archive that holds it; absolute.
        member: its name in the archive; empty where it is a file of its own.
        sha256: hex digest of its bytes; empty where version 0.1 remembered it.
    """

    path: str
    member: str = ""
    sha256: str = ""

    @property
    def file(self) -> Path:
        """Return the file to open."""
        return Path(self.path)

    @property
    def location(self) -> Path:
        """Return one path that names it: an archive's own, with the member's name behind it."""
        return self.file / self.member

    def is_other_than(self, member: str | None, sha256: str) -> bool:
        """Tell whether what was opened is not the photograph that was opened then."""
        return bool(self.sha256) and (self.member, self.sha256) != (member or "", sha256)


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

    A new attribute is a setting of the administrator's too, unless WINDOW_STATE names it.
    """

    language: Literal[*LANGUAGES] | None = None  # type: ignore[valid-type]
    folder: str | None = None
    recent: Annotated[tuple[RecentFile, ...], Meta(max_length=RECENT)] = ()
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
        if not thresholds_fit(*self.thresholds):
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
        from app.pacs.network.connection import Archive

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

    def with_recent(self, opened: RecentFile) -> "Preferences":
        """Return preferences that name a file as the one opened last, if JSON can hold its name."""
        if not can_be_written(opened):
            return self
        others = (each for each in self.recent if each.path != opened.path)
        return self.changed(recent=(opened, *others)[:RECENT])

    def with_folder(self, folder: str) -> "Preferences":
        """Return preferences that know where was opened from, if JSON can hold the name."""
        return self.changed(folder=folder) if can_be_written(folder) else self

    def forget_recent(self) -> "Preferences":
        """Return preferences that name no file."""
        return self.changed(recent=(), folder=None)


WINDOW_STATE = frozenset({"folder", "recent", "geometry", "dock_state"})
"""What each window remembers for itself; nobody sets it for all users."""

KINDS: Mapping[str, Any] = {field.name: field.type for field in msgspec.structs.fields(Preferences)}
"""The type of each preference, with its range."""

DRAWING_KINDS: Mapping[str, Any] = {
    **VesselDrawing.__annotations__,
    "colour": tuple[_Byte, _Byte, _Byte],
    "opacity": _Share,
    "edge_strength": _Share,
}
"""The type of each part of the preference "vessels", with its range."""


class MachineSettings(msgspec.Struct, frozen=True):
    """Hold what an administrator set for all users of this computer.

    Attributes:
        defaults: what holds where a user has not chosen otherwise.
        stated: names of those defaults that are the administrator's, not the program's.
        locked: names of the preferences that stay as the defaults have them.
        faults: what is wrong with the administrator's file: a sentence each, in English.
    """

    defaults: Preferences = Preferences()
    stated: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()

    def enforce(self, preferences: Preferences) -> Preferences:
        """Return preferences of which those that are locked are as the administrator wants."""
        return self.defaults.changed(**self.allowed(msgspec.structs.asdict(preferences)))

    def allowed(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return, of what a user wants, by name, what is not locked and fits to what is."""
        free = {name: value for name, value in wanted.items() if name not in self.locked}
        lowest, highest = (
            free.get(name, getattr(self.defaults, name))
            for name in ("lowest_threshold", "highest_threshold")
        )
        if thresholds_fit(lowest, highest):
            return free
        return {name: value for name, value in free.items() if not name.endswith("_threshold")}


NOTHING_SET = MachineSettings()
