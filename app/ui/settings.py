"""Which preferences a person sets in a dialog, and how each is asked for."""

from dataclasses import dataclass
from typing import Literal

from PyQt5.QtCore import QT_TRANSLATE_NOOP

from app.base.translation import LANGUAGES
from app.settings.preferences import (
    APPLICATION_TITLE,
    FONT_SCALES,
    PORTS,
    THRESHOLD_LIMITS,
    THRESHOLD_STEP,
)

_GENERAL = QT_TRANSLATE_NOOP("Settings", "General")
_REPORT = QT_TRANSLATE_NOOP("Settings", "Report")
_ARCHIVE = QT_TRANSLATE_NOOP("Settings", "Archive")


@dataclass(frozen=True)
class Setting:
    """Describe one preference to the dialog that sets it.

    Attributes:
        name: of the attribute of Preferences.
        label, hint: in English; to be translated in the context "Settings".
        page: of the dialog, on which it stands.
        kind: "choice" has choices; "number", "count" and "percent" have a range; "switch" is on or
            off; "lines" is a text of several lines, "file" the path of one.
        example: what is used, or may be typed, where nothing is.
        pattern: that a text must match, as a regular expression.
        choices: each value and what it is called.
        lowest, highest, step: of a number.
    """

    name: str
    label: str
    kind: Literal["choice", "switch", "number", "count", "percent", "text", "lines", "file"]
    page: str = _GENERAL
    hint: str = ""
    example: str = ""
    pattern: str = ""
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
    Setting(
        "clinic_name", QT_TRANSLATE_NOOP("Settings", "Name of the clinic"), "text", page=_REPORT
    ),
    Setting(
        "clinic_lines",
        QT_TRANSLATE_NOOP("Settings", "Address, telephone"),
        "lines",
        page=_REPORT,
    ),
    Setting(
        "clinic_logo",
        QT_TRANSLATE_NOOP("Settings", "Logo"),
        "file",
        page=_REPORT,
        hint=QT_TRANSLATE_NOOP("Settings", "A picture, PNG or JPEG."),
    ),
    Setting(
        "report_title",
        QT_TRANSLATE_NOOP("Settings", "Title of the report"),
        "text",
        page=_REPORT,
        example=QT_TRANSLATE_NOOP("Settings", "Retinal vessel analysis report"),
    ),
    Setting(
        "report_page",
        QT_TRANSLATE_NOOP("Settings", "Page size"),
        "choice",
        page=_REPORT,
        choices=(
            ("A4", QT_TRANSLATE_NOOP("Settings", "A4")),
            ("Letter", QT_TRANSLATE_NOOP("Settings", "Letter")),
        ),
    ),
    Setting(
        "report_languages",
        QT_TRANSLATE_NOOP("Settings", "Languages of the report"),
        "choice",
        page=_REPORT,
        choices=(
            ("window", QT_TRANSLATE_NOOP("Settings", "As the window")),
            *LANGUAGES.items(),
            ("both", QT_TRANSLATE_NOOP("Settings", "Both, one after the other")),
        ),
    ),
    Setting(
        "archive_host",
        QT_TRANSLATE_NOOP("Settings", "Address of the archive"),
        "text",
        page=_ARCHIVE,
        example=QT_TRANSLATE_NOOP("Settings", "archive.clinic.example"),
    ),
    Setting(
        "archive_port",
        QT_TRANSLATE_NOOP("Settings", "Port"),
        "count",
        page=_ARCHIVE,
        lowest=PORTS[0],
        highest=PORTS[1],
        step=1,
    ),
    Setting(
        "archive_called",
        QT_TRANSLATE_NOOP("Settings", "Its AE title"),
        "text",
        page=_ARCHIVE,
        example="ANY-SCP",
        pattern=APPLICATION_TITLE,
    ),
    Setting(
        "archive_calling",
        QT_TRANSLATE_NOOP("Settings", "Our AE title"),
        "text",
        page=_ARCHIVE,
        hint=QT_TRANSLATE_NOOP("Settings", "Many archives only answer titles that they know."),
        example="RETIVASC",
        pattern=APPLICATION_TITLE,
    ),
    Setting("archive_tls", QT_TRANSLATE_NOOP("Settings", "Encrypt (TLS)"), "switch", page=_ARCHIVE),
    Setting(
        "archive_ca",
        QT_TRANSLATE_NOOP("Settings", "Certificates to trust"),
        "file",
        page=_ARCHIVE,
        example=QT_TRANSLATE_NOOP("Settings", "those of the computer"),
    ),
    Setting(
        "archive_cert",
        QT_TRANSLATE_NOOP("Settings", "Our certificate"),
        "file",
        page=_ARCHIVE,
    ),
    Setting("archive_key", QT_TRANSLATE_NOOP("Settings", "Our key"), "file", page=_ARCHIVE),
)
"""What the dialog of settings shows, in this order."""
