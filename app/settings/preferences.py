"""What the window remembers between two runs, and which of it an administrator may set."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.base.messages import message
from app.base.translation import LANGUAGES
from app.settings.archives import ARCHIVE_ROWS, Archive, ArchiveNode
from app.settings.look import AnatomyDrawing, Layout, Look, PageSize, ThemeName, VesselDrawing
from app.settings.setting import GENERAL, REPORT, Setting, read_rows

RECENT = 8
"""How many of the files opened last are remembered."""

THRESHOLD_STEP = 0.05

_Share = Annotated[float, Meta(ge=0, le=1)]
_Byte = Annotated[int, Meta(ge=0, le=255)]
_Threshold = Annotated[float, Meta(ge=0.05, le=0.95)]
_FontScale = Annotated[float, Meta(ge=0.8, le=2.0)]

_FIRST_ARCHIVE = "archives."  # before the names of its parts in the dialog
_ELSEWHERE = Setting()  # set where it is used, not in the dialog
_OF_WINDOW = Setting(of_window=True)


def thresholds_fit(lowest: float, highest: float) -> bool:
    """Return whether the second threshold is at least one step above the first."""
    return round(highest - lowest, 6) >= THRESHOLD_STEP


def can_be_written(value: object) -> bool:
    """Return whether JSON can hold a value: not every path of a file system is text."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return False
    return True


class RecentFile(msgspec.Struct, frozen=True):
    """A photograph that was opened, so that another one in its place is not mistaken for it.

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
        """Return whether what was opened is not the photograph that was opened then."""
        return bool(self.sha256) and (self.member, self.sha256) != (member or "", sha256)


class Template(msgspec.Struct, frozen=True):
    """Texts of a report that are used again and again, under a name."""

    name: str
    findings: str = ""
    impression: str = ""
    recommendation: str = ""


class Preferences(msgspec.Struct, frozen=True):
    """The user's choices; None where none has been made yet.

    This is the one table of settings: the dialog, the administrator's file and ``retivasc
    settings`` follow from the types, defaults and declarations here, in this order.

    Attributes:
        folder: last opened from.
        recent: the files opened last, newest first; always empty unless they are to be remembered.
        lowest_threshold, highest_threshold: between which the threshold can be moved.
        calibration: path of a file; empty for the one that comes with the model.
        clinic_lines: of its address, one below the other.
        clinic_logo: path of a file; empty where there is none.
        report_languages: "window" is the language that the window has.
        report_author: who typed a report last.
        store: where patients are kept: a folder, or the address of a PostgreSQL database without
            its password; empty for a folder of the user's own.
        keep_patients: False where several people share one account: then nobody is kept.
        retention_days: patients of whom nothing was touched for so long are deleted, after a
            week's notice; 0 keeps everybody.
        archives: reports are sent to the first.
        geometry, dock_state: of the window, as Qt gives them, in base64.
    """

    language: Annotated[
        Literal[*LANGUAGES] | None,  # type: ignore[valid-type]
        Setting(
            GENERAL,
            message("Language"),
            choices={None: message("Same as the computer"), **LANGUAGES},
        ),
    ] = None
    theme: Annotated[
        ThemeName,
        Setting(
            GENERAL,
            message("Theme"),
            choices={
                "system": message("Same as the computer"),
                "light": message("Light"),
                "dark": message("Dark"),
            },
        ),
    ] = "system"
    font_scale: Annotated[
        _FontScale, Setting(GENERAL, message("Text size"), widget="percent", step=0.1)
    ] = 1.0
    lowest_threshold: Annotated[
        _Threshold, Setting(GENERAL, message("Lowest threshold"), step=THRESHOLD_STEP)
    ] = 0.30
    highest_threshold: Annotated[
        _Threshold,
        Setting(
            GENERAL,
            message("Highest threshold"),
            hint=message(
                "Far outside the usual range, 0.30 to 0.70, few vessels are found, or many of "
                "those found are wrong."
            ),
            step=THRESHOLD_STEP,
        ),
    ] = 0.70
    calibration: Annotated[
        str,
        Setting(
            GENERAL,
            message("Calibration"),
            hint=message(
                "For your own camera, if you have made one; it is used from the next start on."
            ),
            widget="file",
        ),
    ] = ""
    remember_recent: Annotated[
        bool,
        Setting(
            GENERAL,
            message("Remember recently opened files"),
            hint=message("File names may contain patients' names."),
        ),
    ] = True
    patient_shown: Annotated[
        bool, Setting(GENERAL, message("Show the patient's name and data"))
    ] = True
    words_under_icons: Annotated[bool, Setting(GENERAL, message("Words under the icons"))] = False
    tour: Annotated[
        bool,
        Setting(
            GENERAL,
            message("Tour at the next start"),
            hint=message("It is shown once, and is found in the menu Help at any time."),
        ),
    ] = True
    vessels: Annotated[VesselDrawing, _ELSEWHERE] = VesselDrawing()
    anatomy: Annotated[AnatomyDrawing, _ELSEWHERE] = AnatomyDrawing()
    layout: Annotated[Layout, _ELSEWHERE] = Layout.AUTOMATIC
    browser_shown: Annotated[bool, _ELSEWHERE] = True
    results_shown: Annotated[bool, _ELSEWHERE] = True
    findings_shown: Annotated[bool, _ELSEWHERE] = True
    clinic_name: Annotated[str, Setting(REPORT, message("Name of the clinic"))] = ""
    clinic_lines: Annotated[str, Setting(REPORT, message("Address, telephone"), widget="lines")] = (
        ""
    )
    clinic_logo: Annotated[
        str,
        Setting(REPORT, message("Logo"), hint=message("A PNG or JPEG picture."), widget="file"),
    ] = ""
    report_title: Annotated[
        str,
        Setting(
            REPORT,
            message("Title of the report"),
            example=message("Retinal vessel analysis report"),
        ),
    ] = ""
    report_page: Annotated[
        PageSize,
        Setting(
            REPORT,
            message("Page size"),
            choices={"A4": message("A4"), "Letter": message("Letter")},
        ),
    ] = "A4"
    report_languages: Annotated[
        Literal["window", "both", *LANGUAGES],  # type: ignore[valid-type]
        Setting(
            REPORT,
            message("Languages of the report"),
            choices={
                "window": message("Same as the window"),
                **LANGUAGES,
                "both": message("Both, one after the other"),
            },
        ),
    ] = "window"
    report_author: Annotated[str, _ELSEWHERE] = ""
    templates: Annotated[tuple[Template, ...], _ELSEWHERE] = ()
    phrases: Annotated[tuple[str, ...], _ELSEWHERE] = ()
    store: Annotated[str, _ELSEWHERE] = ""
    keep_patients: Annotated[bool, _ELSEWHERE] = True
    retention_days: Annotated[int, Meta(ge=0, le=36_500), _ELSEWHERE] = 0
    # The dialog asks for the parts of the first.
    archives: Annotated[tuple[ArchiveNode, ...], _ELSEWHERE] = ()
    folder: Annotated[str | None, _OF_WINDOW] = None
    recent: Annotated[tuple[RecentFile, ...], Meta(max_length=RECENT), _OF_WINDOW] = ()
    geometry: Annotated[str, _OF_WINDOW] = ""
    dock_state: Annotated[str, _OF_WINDOW] = ""

    def __post_init__(self) -> None:
        """Keep what belongs together consistent, whatever was read or set."""
        if not self.remember_recent:
            msgspec.structs.force_setattr(self, "recent", ())
            msgspec.structs.force_setattr(self, "folder", None)  # often named after a patient
        if not thresholds_fit(*self.thresholds):
            msgspec.structs.force_setattr(self, "lowest_threshold", 0.30)
            msgspec.structs.force_setattr(self, "highest_threshold", 0.70)
        if self.archives == (ArchiveNode(),):  # which nobody has filled in
            msgspec.structs.force_setattr(self, "archives", ())

    @property
    def thresholds(self) -> tuple[float, float]:
        """Return between which the threshold can be moved."""
        return self.lowest_threshold, self.highest_threshold

    @property
    def look(self) -> Look:
        """Return how photographs were shown last; their tones are always as recorded at first."""
        return Look(vessels=self.vessels, layout=self.layout, anatomy=self.anatomy)

    @property
    def first_archive(self) -> ArchiveNode:
        """Return the archive that reports are sent to; one of no address if none is set."""
        return self.archives[0] if self.archives else ArchiveNode()

    @property
    def archive(self) -> Archive | None:
        """Return where results are sent to; None as long as that was not set."""
        return self.first_archive.archive

    def shown(self, name: str) -> object:
        """Return what the dialog shows for one of its rows, by name."""
        part = name.removeprefix(_FIRST_ARCHIVE)
        return getattr(self, name) if part == name else getattr(self.first_archive, part)

    def as_set(self, rows: Mapping[str, Any]) -> dict[str, Any]:
        """Return, by name, the preferences that follow from values of the dialog's rows."""
        of_archive = {
            name.removeprefix(_FIRST_ARCHIVE): value
            for name, value in rows.items()
            if name.startswith(_FIRST_ARCHIVE)
        }
        changes = {n: value for n, value in rows.items() if not n.startswith(_FIRST_ARCHIVE)}
        if of_archive:
            first = msgspec.structs.replace(self.first_archive, **of_archive)
            changes["archives"] = (first, *self.archives[1:])
        return changes

    def with_template(self, template: Template) -> "Preferences":
        """Return preferences with a template added; it replaces one with the same name."""
        others = self.without_template(template.name).templates
        return self.changed(templates=(*others, template))

    def without_template(self, name: str) -> "Preferences":
        """Return preferences without the template of a name."""
        kept = tuple(template for template in self.templates if template.name != name)
        return self.changed(templates=kept)

    def changed(self, **changes: object) -> "Preferences":
        """Return preferences with some values changed."""
        return msgspec.structs.replace(self, **changes)

    def with_look(self, look: Look) -> "Preferences":
        """Return preferences that remember how photographs are shown."""
        # Vessels that were hidden for a moment are there again at the next start.
        vessels = replace(look.vessels, visible=True)
        return self.changed(vessels=vessels, layout=look.layout, anatomy=look.anatomy)

    def with_recent(self, opened: RecentFile) -> "Preferences":
        """Return preferences with a file as the most recent one, if JSON can store its name."""
        if not can_be_written(opened):
            return self
        others = (each for each in self.recent if each.path != opened.path)
        return self.changed(recent=(opened, *others)[:RECENT])

    def with_folder(self, folder: str) -> "Preferences":
        """Return preferences with the folder last opened from, if JSON can store its name."""
        return self.changed(folder=folder) if can_be_written(folder) else self

    def forget_recent(self) -> "Preferences":
        """Return preferences without recent files."""
        return self.changed(recent=(), folder=None)


_ROWS = read_rows(Preferences)

KINDS: Mapping[str, Any] = {row.name: row.kind for row in _ROWS}
"""The type of each preference, with its range."""

WINDOW_STATE = frozenset(row.name for row in _ROWS if row.setting.of_window)
"""What each window remembers for itself; nobody sets it for all users."""

DIALOG_ROWS = tuple(
    row
    for row in (*_ROWS, *(replace(row, name=_FIRST_ARCHIVE + row.name) for row in ARCHIVE_ROWS))
    if row.setting.page is not None
)
"""What the dialog of settings asks for, in this order: of archives the first one's parts."""

DRAWING_KINDS: Mapping[str, Any] = {
    **VesselDrawing.__annotations__,
    "colour": tuple[_Byte, _Byte, _Byte],
    "opacity": _Share,
    "edge_strength": _Share,
}
"""The type of each part of the preference "vessels", with its range."""

ANATOMY_KINDS: Mapping[str, Any] = AnatomyDrawing.__annotations__
"""The type of each part of the preference "anatomy"."""


def store_place(preferences: Preferences, own: Path) -> Path | str | None:
    """Return where patients are kept: a folder, or an address; None where nobody is to be kept.

    Args:
        own: the folder of the user's own, for settings that name no other place.
    """
    if not preferences.keep_patients:
        return None
    return preferences.store or own


class MachineSettings(msgspec.Struct, frozen=True):
    """What an administrator set for all users of this computer.

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
        """Return preferences with the locked ones as the administrator wants them."""
        return self.defaults.changed(**self.allowed(msgspec.structs.asdict(preferences)))

    def allowed(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return, by name, the wanted values that are not locked and fit the locked ones."""
        free = {name: value for name, value in wanted.items() if name not in self.locked}
        lowest, highest = (
            free.get(name, getattr(self.defaults, name))
            for name in ("lowest_threshold", "highest_threshold")
        )
        if thresholds_fit(lowest, highest):
            return free
        return {name: value for name, value in free.items() if not name.endswith("_threshold")}


NOTHING_SET = MachineSettings()
