"""What the window remembers between two runs."""

import codecs
import logging
import os
from collections.abc import Hashable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from app.errors import ReportWriteError
from app.files import make_folder, write_whole
from app.messages import message
from app.report.statement import PageSize
from app.translation import LANGUAGES
from app.ui.state.view_state import Layout, Look, VesselDrawing
from app.ui.themes import ThemeName

if TYPE_CHECKING:  # importing it now would load what speaks DICOM before the window is there
    from app.archive.connection import Archive

_LOG = logging.getLogger(__name__)
_FILE = "viewer.json"
_DAMAGE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_Name = TypeVar("_Name", bound=Hashable)

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
        """Return preferences that name a file as the one opened last, if JSON can hold its name."""
        if not _can_be_written(str(path)):
            return self
        others = (name for name in self.recent if name != str(path))
        return self.changed(recent=(str(path), *others)[:RECENT])

    def with_folder(self, folder: str) -> "Preferences":
        """Return preferences that know where was opened from, if JSON can hold the name."""
        return self.changed(folder=folder) if _can_be_written(folder) else self

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

_NAMES_OF_FILES = ("recent", "folder")

_WRITTEN_IN_0_1 = frozenset(
    {
        *("language", "folder", "recent", "remember_recent", "theme", "font_scale"),
        *("lowest_threshold", "highest_threshold", "vessels", "layout"),
        *("clinic_name", "clinic_lines", "clinic_logo"),
        *("report_title", "report_page", "report_languages", "report_author", "templates"),
        *("archive_host", "archive_port", "archive_called", "archive_calling"),
        *("archive_tls", "archive_ca", "archive_cert", "archive_key"),
        *("geometry", "dock_state", "patient_shown", "browser_shown", "results_shown"),
    }
)
"""What version 0.1 wrote down, chosen or not."""

_PROGRAM = msgspec.json.decode(msgspec.json.encode(Preferences()))


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


def load_preferences(folder: Path, machine: MachineSettings = NOTHING_SET) -> Preferences:
    """Read the preferences; what is missing, damaged or out of range takes its default."""
    return machine.defaults.changed(**load_choices(folder, machine))


def load_choices(folder: Path, machine: MachineSettings) -> dict[str, Any]:
    """Return, by name, what the user chose and may choose."""
    try:
        content = _read(folder)
    except (OSError, *_DAMAGE) as error:
        _LOG.info("no preferences: %s", type(error).__name__)
        return {}
    for name in sound_values(content)[1]:
        _LOG.info("a preference is not valid: %s", name)
    return _choices(content, machine)


def needs_saving(folder: Path, machine: MachineSettings) -> bool:
    """Say whether the user's file has to be written though nothing was set.

    It has if it is damaged, or holds names of files that are not to be remembered.
    """
    try:
        content = _read(folder)
    except OSError:
        return False
    except _DAMAGE:
        return True
    return _without_forbidden_names(content, machine) != content


def save_preferences(
    preferences: Preferences,
    before: Preferences,
    folder: Path,
    machine: MachineSettings = NOTHING_SET,
) -> Path | None:
    """Write down what was set since the preferences were as before, and leave the rest of the file.

    What is set to the administrator's default again is taken out, so that a later default reaches
    everybody who did not choose otherwise; not while the administrator's file has faults, when
    that default may not be known.

    Returns:
        Where the file was moved to as it was damaged; None if it was not.

    Raises:
        ReportWriteError: it cannot be written, or not be read before.
    """
    make_folder(folder)
    content, aside = _read_or_set_aside(folder / _FILE)
    content = _without_forbidden_names(_updated(content, preferences, before, machine), machine)
    write_whole(folder / _FILE, msgspec.json.encode(content))
    return aside


def sound_values(
    content: Mapping[str, Any], defaults: Preferences = NOTHING_SET.defaults
) -> tuple[dict[str, Any], list[str]]:
    """Return the preferences that an object holds, and the names of those that are not valid.

    What is no preference is left out. Of the drawing of vessels each part counts by itself, is
    named like "vessels.colour", and is as in the defaults if it is not there; of the templates
    each counts by itself.
    """
    plain = {n: v for n, v in content.items() if n not in ("vessels", "templates")}
    parts = (
        _sound(plain, KINDS),
        _sound_drawing(content.get("vessels", {}), defaults.vessels),
        _sound_templates(content.get("templates")) if "templates" in content else ({}, []),
    )
    found = {name: value for sound, _ in parts for name, value in sound.items()}
    return found, [name for _, wrong in parts for name in wrong]


def _sound_drawing(content: object, default: VesselDrawing) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(content, dict):
        return {}, ["vessels"]
    parts, wrong = _sound(content, DRAWING_KINDS)
    found = {"vessels": replace(default, **parts)} if parts else {}
    return found, [f"vessels.{part}" for part in wrong]


def _sound_templates(content: object) -> tuple[dict[str, Any], list[str]]:
    if not isinstance(content, list):
        return {}, ["templates"]
    found, wrong = _sound(dict(enumerate(content)), dict.fromkeys(range(len(content)), Template))
    # Where none is sound, nobody chose to have none.
    sound = {"templates": tuple(found.values())} if found or not wrong else {}
    return sound, ["templates"] if wrong else []


def _sound(
    content: Mapping[_Name, Any], kinds: Mapping[_Name, Any]
) -> tuple[dict[_Name, Any], list[_Name]]:
    found, wrong = {}, []
    for name in (name for name in content if name in kinds):
        try:
            value = msgspec.convert(content[name], kinds[name])
        except msgspec.ValidationError:
            wrong.append(name)
            continue
        if _can_be_written(value):
            found[name] = value
        else:
            wrong.append(name)
    return found, wrong


def _can_be_written(value: object) -> bool:
    """Say whether JSON can hold a value: not all paths of a file system are text."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


# --- the user's file -----------------------------------------------------------------------


def _read(folder: Path) -> dict[str, Any]:
    """Return what the user's file holds; nothing if there is none.

    Raises:
        OSError: it cannot be read.
        MsgspecError, UnicodeDecodeError, RecursionError: it is damaged.
    """
    try:
        # Editors of Windows put a mark before the text.
        text = (folder / _FILE).read_bytes().removeprefix(codecs.BOM_UTF8)
    except FileNotFoundError:
        return {}
    content = msgspec.json.decode(text, type=dict[str, Any])
    if content.keys() >= _WRITTEN_IN_0_1:
        return {n: v for n, v in content.items() if n not in _PROGRAM or v != _PROGRAM[n]}
    return content


def _read_or_set_aside(file: Path) -> tuple[dict[str, Any], Path | None]:
    """Return what the user's file holds, and where it was moved to if it was damaged."""
    try:
        try:
            return _read(file.parent), None
        except _DAMAGE:
            aside = file.with_name(f"{file.name}.damaged")
            os.replace(file, aside)
            return {}, aside
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ReportWriteError(
            message("Core", "“{name}” cannot be written: {why}.", name=file.name, why=why),
            message("Core", "Choose another folder, or close the program that holds the file."),
        ) from error


def _choices(content: Mapping[str, Any], machine: MachineSettings) -> dict[str, Any]:
    return machine.allowed(sound_values(content, machine.defaults)[0])


def _updated(
    content: Mapping[str, Any], now: Preferences, before: Preferences, machine: MachineSettings
) -> dict[str, Any]:
    """Return what the file shall hold, where another window may have written meanwhile."""
    changed = {
        name: getattr(now, name)
        for name in KINDS
        if getattr(now, name) != getattr(before, name)  # never of what is locked
    }
    there = machine.defaults.changed(**_choices(content, machine))
    if "templates" in changed:
        changed["templates"] = _merge_templates(there.templates, now.templates, before.templates)
    if "recent" in changed:
        changed["recent"] = _merge_recent(there.recent, now.recent, before.recent)
    written = {name: value for name, value in changed.items() if _can_be_written(value)}
    usual = {
        name
        for name, value in written.items()
        if value == getattr(machine.defaults, name) and not machine.faults
    }
    return {name: value for name, value in {**content, **written}.items() if name not in usual}


def _merge_templates(
    there: tuple[Template, ...], now: tuple[Template, ...], before: tuple[Template, ...]
) -> tuple[Template, ...]:
    """Return the templates that are there, with what was added and taken away here."""
    gone = set(before).difference(now)
    new = [template for template in now if template not in before]
    names = {template.name for template in new}
    return (*(t for t in there if t not in gone and t.name not in names), *new)


def _merge_recent(
    there: tuple[str, ...], now: tuple[str, ...], before: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the files that are there, after those opened here; none if forgotten here."""
    opened = tuple(name for name in now if name not in before) or now[:1]
    return (*opened, *(name for name in there if name not in opened))[:RECENT] if now else ()


def _without_forbidden_names(
    content: Mapping[str, Any], machine: MachineSettings
) -> dict[str, Any]:
    """Return a file's content without the names of files, if they are not to be remembered."""
    if machine.defaults.changed(**_choices(content, machine)).remember_recent:
        return dict(content)
    return {name: value for name, value in content.items() if name not in _NAMES_OF_FILES}
