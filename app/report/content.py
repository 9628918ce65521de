"""Every sentence, number and picture of a report in one language, before any layout."""

from dataclasses import dataclass
from datetime import datetime

from app.analysis.analysis import Analysis
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.domain.photograph import FundusImage
from app.report.anatomy_page import AnatomyPage, build_anatomy_page
from app.report.details import details, identification, quality_words, words
from app.report.diagrams import CalibreDiagram, FitDiagram, calibre_diagram, fit_diagram
from app.report.figures import Figures
from app.report.follow_up import FollowUp, follow_up
from app.report.fonts import lacks_signs, reads_right_to_left
from app.report.marks import mark_lines
from app.report.picture import Picture
from app.report.report_text import Clinic, ReportText, Signature
from app.report.tables import (
    MeasurementLine,
    QuadrantCell,
    column_titles,
    measurement_lines,
    measurement_notes,
    quadrant_cells,
    quadrant_title,
    width_lines,
)
from app.report.trend import DatedNumbers
from app.report.wording import INTENDED_USE, eye_name

_TITLE = message("Retinal vessel analysis report")
_FOOT_TEXTS = 2
_LONGEST_ID = 48  # characters of a patient's identification in the foot of a page


@dataclass(frozen=True)
class Issue:
    """What makes one report of an analysis: when it was made, by whom, in which words.

    Attributes:
        past: other visits of the eye, with their days.
    """

    id: str
    created: datetime
    statement: ReportText
    clinic: Clinic
    signature: Signature | None = None
    past: tuple[DatedNumbers, ...] = ()


@dataclass(frozen=True)
class Sections:
    """The headings of the parts of a report."""

    examination: str
    pictures: str
    measurements: str
    plots: str
    details: str
    follow_up: str
    statement: str
    definitions: str = ""


@dataclass(frozen=True)
class Closing:
    """What the clinician states, and the words next to the lines for signing.

    Attributes:
        parts: heading and text of each; where the text is empty, lines to write on.
        author: who signs; may be empty.
        signed: by whom and when; empty where there are lines to sign on.
    """

    parts: tuple[tuple[str, str], ...]
    name: str
    author: str
    signature: str
    date: str
    signed: str = ""


@dataclass(frozen=True)
class ReportContent:
    """Everything a report says, in one language.

    Attributes:
        running_title: heads the pages after the first.
        page: what page it is, with the placeholders ``{page}`` and ``{pages}``.
        quality: label and words, with the reasons.
        withheld: why nothing was measured; None when something was, or where it is unsuitable.
        corrected: the vessels were corrected by hand; every number is given twice.
        quadrants: row by row, as in the picture.
        footer: lines at the foot of every page.
        marks: what a person laid on the photograph, numbered as in the picture.
        standing: draft or signed, by whom and when; empty in reports of version 0.1.
        unsuitable: why the picture must not be measured, by its kind; None when it may be.
        widths: the vessels of each width, and their numbers; none where nothing was measured.
        notes: what the short remarks in the table of measurements mean.
        anatomy: of disc, fovea, arteries and veins; None where nothing looked for any.
    """

    language: str
    title: str
    running_title: str
    page: str
    clinic: Clinic
    eye: str
    identification: tuple[tuple[str, str], ...]
    quality: tuple[str, str]
    warnings_title: str
    warnings: tuple[str, ...]
    pictures: tuple[Picture, ...]
    withheld: str | None
    corrected: bool
    column_titles: tuple[str, ...]
    measurements: tuple[MeasurementLine, ...]
    quadrants_title: str
    quadrants: tuple[QuadrantCell, ...]
    fit: FitDiagram | None
    calibres: CalibreDiagram | None
    details: tuple[tuple[str, str], ...]
    fingerprints: tuple[tuple[str, str], ...]
    follow_up: FollowUp
    closing: Closing
    intended_use: str
    footer: tuple[str, ...]
    sections: Sections
    unsuitable: str | None = None
    widths: tuple[tuple[str, str], ...] = ()
    standing: tuple[str, ...] = ()
    marks_title: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    anatomy: AnatomyPage | None = None

    @property
    def image_sha256(self) -> str:
        """Return the hex SHA-256 of the photograph's file, as it is printed."""
        return self.fingerprints[-1][1]

    def __post_init__(self) -> None:
        # A report may come from a file: what the layout relies on is made sure of here.
        tables = (self.identification, self.pictures, self.details, self.fingerprints, self.footer)
        if not all(tables):
            raise ValueError("a part of the report is empty")
        if len(self.footer) > _FOOT_TEXTS:
            raise ValueError("the footer of the pages is too long")
        if len(self.column_titles) != (6 if self.corrected else 4):
            raise ValueError("titles and columns of the measurements do not fit together")


def build_content(
    analysis: Analysis, catalogue: Catalogue, issue: Issue, figures: Figures
) -> ReportContent:
    """Build the content of an analysis report in the catalogue's language."""
    say = catalogue.say
    image = analysis.image
    title, eye = issue.clinic.title or say(_TITLE), say(eye_name(image.laterality))
    unsuitable = say(analysis.unsuitable) if analysis.unsuitable else None
    standing = tuple(say(line) for line in _standing(issue))
    return ReportContent(
        language=catalogue.language,
        title=title,
        running_title=" · ".join(
            part for part in (title, image.patient.name, image.patient.id, eye, standing[0]) if part
        ),
        # The layout alone knows the numbers; the placeholders stay for it.
        page=say(message("Page {page} of {pages}", page="{page}", pages="{pages}")),
        clinic=issue.clinic,
        eye=eye,
        identification=identification_lines(image, catalogue),
        quality=(say(message("Image quality")), quality_words(analysis.quality, catalogue)),
        warnings_title=say(message("Please note")),
        warnings=tuple(say(warning) for warning in _warnings(analysis, issue)),
        pictures=_pictures(analysis, figures, catalogue),
        withheld=None if unsuitable or not analysis.withheld else say(analysis.withheld),
        corrected=analysis.corrected is not None,
        column_titles=column_titles(analysis, catalogue),
        measurements=measurement_lines(analysis, catalogue),
        quadrants_title=say(quadrant_title(analysis)),
        quadrants=quadrant_cells(analysis, catalogue),
        fit=fit_diagram(analysis, catalogue),
        calibres=calibre_diagram(analysis, catalogue),
        details=_said(details(analysis), catalogue),
        fingerprints=(
            (say(message("Model SHA-256")), analysis.provenance.model_sha256),
            (say(message("Image SHA-256")), image.sha256),
        ),
        follow_up=follow_up(analysis, issue.past, catalogue),
        closing=_closing(issue, catalogue),
        intended_use=say(INTENDED_USE),
        footer=_footer(analysis, issue, catalogue),
        sections=_sections(catalogue),
        unsuitable=unsuitable,
        widths=width_lines(analysis, catalogue),
        notes=measurement_notes(analysis, catalogue),
        standing=standing,
        marks_title=say(message("Measured and marked by hand")),
        marks=mark_lines(analysis, say),
        anatomy=build_anatomy_page(analysis, catalogue, figures.anatomy),
    )


def _standing(issue: Issue) -> tuple[Message, ...]:
    """Return whether the report is signed, by whom and when, and which one it replaces."""
    signature = issue.signature
    if signature is None:
        return (message("Draft, not signed"),)
    signed = message(
        "Signed by {name} on {when}",
        name=signature.by,
        when=issue.created.strftime("%Y-%m-%d %H:%M"),
    )
    if signature.replaces is None:
        return (signed,)
    number, version = signature.replaces
    amended = message("Amended version of {id} (version {number})", id=number, number=version)
    return (signed, amended)


def identification_lines(image: FundusImage, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return labels and values of who was photographed, and how; the file comes last."""
    return _said(identification(image), catalogue)


def _said(
    pairs: tuple[tuple[Message, str | Message | None], ...], catalogue: Catalogue
) -> tuple[tuple[str, str], ...]:
    return tuple((catalogue.say(label), words(value, catalogue)) for label, value in pairs)


def _warnings(analysis: Analysis, issue: Issue) -> tuple[Message, ...]:
    """Return everything a reader must know first; some of it matters on paper only."""
    image, statement, clinic = analysis.image, issue.statement, issue.clinic
    uncalibrated = message(
        "No pixel size is stated, so lengths are given as shares of the diameter of the field of "
        "view, ⌀."
    )
    leftwards = message(
        "Right-to-left text is printed in the order in which it is stored: compare names with the "
        "file.",
    )
    unprinted = message(
        "Some characters are missing from the report's fonts and are printed as boxes: compare "
        "names with the file.",
    )
    typed = (statement.findings, statement.impression, statement.recommendation, statement.author)
    texts = (image.patient.name, image.patient.id, image.exam.device, image.path.name)
    everything = " ".join(filter(None, (*texts, *typed, clinic.name, *clinic.lines, clinic.title)))
    return (
        *(warning for warning in analysis.warnings if warning is not analysis.unsuitable),
        *([uncalibrated] if image.spacing is None else []),
        *([leftwards] if reads_right_to_left(everything) else []),
        *([unprinted] if lacks_signs(everything) else []),
    )


def _pictures(analysis: Analysis, figures: Figures, catalogue: Catalogue) -> tuple[Picture, ...]:
    captions = (
        (figures.photograph, message("Photograph, field of view outlined")),
        (figures.red_free, message("Red-free (green channel)")),
        (figures.overlay, _overlay_caption(analysis)),
    )
    return tuple(Picture(jpeg, catalogue.say(caption)) for jpeg, caption in captions if jpeg)


def _overlay_caption(analysis: Analysis) -> Message:
    found = message("Vessels found (tinted)")
    if analysis.corrected is not None:
        found = message("Vessels corrected by hand: found (cyan), added (yellow)")
    if analysis.reading.excluded is None:
        return found
    return message("{vessels}; excluded from the numbers (hatched)", vessels=found)


def _closing(issue: Issue, catalogue: Catalogue) -> Closing:
    say, statement = catalogue.say, issue.statement
    parts = (
        (message("Findings"), statement.findings),
        (message("Impression"), statement.impression),
        (message("Recommendation"), statement.recommendation),
    )
    return Closing(
        tuple((say(label), text.strip()) for label, text in parts),
        say(message("Name")),
        statement.author.strip(),
        say(message("Signature")),
        say(message("Date")),
        signed=say(_signed(issue, issue.signature)) if issue.signature else "",
    )


def _signed(issue: Issue, signature: Signature) -> Message:
    return message(
        "Signed electronically by {name}, account {account}, on {when}",
        name=signature.by,
        account=signature.account,
        when=issue.created.strftime("%Y-%m-%d %H:%M:%S %z"),
    )


def _footer(analysis: Analysis, issue: Issue, catalogue: Catalogue) -> tuple[str, ...]:
    made, image = analysis.provenance, analysis.image
    whose = message(
        "Patient ID: {id} · {eye} · report {report} · made {created}",
        id=_short(image.patient.id) or message("not recorded"),
        eye=eye_name(image.laterality),
        report=issue.id,
        created=issue.created.strftime("%Y-%m-%d %H:%M:%S %z"),
    )
    how = message(
        "Retivasc {version} · model {model} · weights SHA-256 {hash}… · threshold {threshold} · "
        "computed on {device}",
        version=made.software_version,
        model=f"{made.model_name} {made.model_version}",
        hash=made.model_sha256[:12],
        threshold=f"{analysis.threshold:.2f}",
        device=f"{made.device}, {made.precision}",
    )
    return catalogue.say(whose), catalogue.say(how)


def _short(text: str | None) -> str | None:
    return f"{text[: _LONGEST_ID - 1]}…" if text and len(text) > _LONGEST_ID else text


def _sections(catalogue: Catalogue) -> Sections:
    titles = (
        message("Patient and examination"),
        message("Pictures"),
        message("Measurements"),
        message("Plots"),
        message("Details"),
        message("Follow-up"),
        message("Statement of the clinician"),
        message("Appendix: definitions"),
    )
    return Sections(*(catalogue.say(title) for title in titles))
