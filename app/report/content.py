"""Every sentence, number and picture of a report, before any layout."""

from dataclasses import dataclass

import numpy as np

from app.analysis import Analysis
from app.imaging.types import FundusImage, Laterality, Spacing
from app.messages import Message, message
from app.report.figures import overlay_picture, photograph_picture
from app.report.tables import (
    MeasurementLine,
    QuadrantCell,
    column_titles,
    measurement_lines,
    quadrant_cells,
    quadrant_title,
)
from app.report.wording import (
    INTENDED_USE,
    eye_name,
    source_name,
    verdict_name,
)
from app.translation import Catalogue

_TITLE = message("Core", "Retinal vessel analysis report")
_SIGNATURE = (
    message("Core", "Findings"),
    message("Core", "Impression"),
    message("Core", "Name and signature"),
    message("Core", "Date"),
)


@dataclass(frozen=True)
class Picture:
    """Hold a JPEG picture and its caption."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True)
class ReportContent:
    """Hold all that a report says, in one language.

    Attributes:
        running_title: heads the pages after the first.
        page: what page it is, with the placeholders ``{page}`` and ``{pages}``.
        withheld: why nothing was measured; None when something was.
        corrected: the vessels were corrected by hand; every number is given twice.
        quadrants: row by row, as in the picture.
    """

    language: str
    title: str
    running_title: str
    page: str
    eye: str
    identification: tuple[tuple[str, str], ...]
    warnings_title: str
    warnings: tuple[str, ...]
    pictures: tuple[Picture, ...]
    withheld: str | None
    corrected: bool
    column_titles: tuple[str, ...]
    measurements: tuple[MeasurementLine, ...]
    quadrants_title: str
    quadrants: tuple[QuadrantCell, ...]
    provenance: tuple[tuple[str, str], ...]
    fingerprints: tuple[tuple[str, str], ...]
    signature: tuple[str, ...]
    intended_use: str
    footer: str


def build_content(analysis: Analysis, catalogue: Catalogue) -> ReportContent:
    """Word a report of an analysis in the catalogue's language."""
    say = catalogue.say
    image = analysis.image
    title, eye = say(_TITLE), say(eye_name(image.laterality))
    return ReportContent(
        language=catalogue.language,
        title=title,
        running_title=" · ".join(
            part for part in (title, image.patient.name, image.patient.id, eye) if part
        ),
        page=_page(catalogue),
        eye=eye,
        identification=tuple((say(k), _words(v, catalogue)) for k, v in _identification(image)),
        warnings_title=say(message("Core", "Please note")),
        warnings=tuple(say(warning) for warning in (*analysis.warnings, *analysis.quality.reasons)),
        pictures=_pictures(analysis, catalogue),
        withheld=say(analysis.withheld) if analysis.withheld else None,
        corrected=analysis.corrected is not None,
        column_titles=column_titles(analysis, catalogue),
        measurements=measurement_lines(analysis, catalogue),
        quadrants_title=say(quadrant_title(analysis)),
        quadrants=quadrant_cells(analysis, catalogue),
        provenance=tuple((say(k), _words(v, catalogue)) for k, v in _provenance(analysis)),
        fingerprints=(
            (say(message("Core", "Model SHA-256")), analysis.provenance.model_sha256),
            (say(message("Core", "Image SHA-256")), image.sha256),
        ),
        signature=tuple(say(word) for word in _SIGNATURE),
        intended_use=say(INTENDED_USE),
        footer=_footer(analysis, catalogue),
    )


def _page(catalogue: Catalogue) -> str:
    # The layout alone knows the numbers; the placeholders stay for it.
    return catalogue.say(message("Core", "Page {page} of {pages}", page="{page}", pages="{pages}"))


def _pictures(analysis: Analysis, catalogue: Catalogue) -> tuple[Picture, ...]:
    image = analysis.image
    return (
        Picture(photograph_picture(image), catalogue.say(message("Core", "Photograph"))),
        Picture(overlay_picture(analysis), catalogue.say(_overlay_caption(analysis))),
    )


def _overlay_caption(analysis: Analysis) -> Message:
    if analysis.corrected is None:
        return message("Core", "Vessels found (tinted)")
    return message("Core", "Vessels corrected by hand: found (cyan), added (yellow)")


def _footer(analysis: Analysis, catalogue: Catalogue) -> str:
    made = analysis.provenance
    return catalogue.say(
        message(
            "Core",
            "Retivasc {version} · model {model} · image SHA-256 {hash}… · made {created}",
            version=made.software_version,
            model=f"{made.model_name} {made.model_version}",
            hash=analysis.image.sha256[:16],
            created=made.created.strftime("%Y-%m-%d %H:%M %z"),
        )
    )


def _words(value: str | Message | None, catalogue: Catalogue) -> str:
    if value is None:
        return catalogue.say(message("Core", "not recorded"))
    return catalogue.say(value) if isinstance(value, Message) else value


def _identification(image: FundusImage) -> tuple[tuple[Message, str | Message | None], ...]:
    patient, exam = image.patient, image.exam
    known_eye = message(
        "Core",
        "{eye}, {source}",
        eye=eye_name(image.laterality),
        source=source_name(image.laterality_source),
    )
    eye = None if image.laterality is Laterality.UNKNOWN else known_eye
    return (
        (message("Core", "Patient"), patient.name),
        (message("Core", "Patient ID"), patient.id),
        (message("Core", "Date of birth"), _date(patient.birth_date)),
        (message("Core", "Sex"), patient.sex),
        (message("Core", "Eye"), eye),
        (message("Core", "Date of photograph"), _date(exam.date)),
        (message("Core", "Camera"), exam.device),
        (message("Core", "File"), image.path.name),
    )


def _date(value: str | None) -> str | None:
    """Write a DICOM date (YYYYMMDD) as YYYY-MM-DD; leave anything else as it is."""
    if value and len(value) == 8 and value.isdigit():
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return value


def _provenance(analysis: Analysis) -> tuple[tuple[Message, str | Message | None], ...]:
    made, image, quality = analysis.provenance, analysis.image, analysis.quality
    field = analysis.field
    return (
        (message("Core", "Threshold"), _threshold(analysis)),
        *_correction(analysis),
        (
            message("Core", "Image quality"),
            message(
                "Core",
                "{verdict} (score {score} of 1)",
                verdict=verdict_name(quality.verdict),
                score=f"{quality.score:.2f}",
            ),
        ),
        (message("Core", "Image size"), f"{image.width} × {image.height} px"),
        (message("Core", "Field of view"), f"⌀ {field.diameter_px:.0f} px"),
        (message("Core", "Pixel spacing"), _spacing(image.spacing)),
        (message("Core", "Model"), f"{made.model_name} {made.model_version}"),
        (message("Core", "Computed on"), f"{made.device}, {made.precision}"),
    )


def _correction(analysis: Analysis) -> tuple[tuple[Message, Message], ...]:
    if analysis.corrected is None:
        return ()
    extent = message(
        "Core",
        "{added} px added, {erased} px erased; strokes: {strokes}",
        added=np.count_nonzero(analysis.added),
        erased=np.count_nonzero(analysis.erased),
        strokes=len(analysis.strokes),
    )
    return ((message("Core", "Corrected by hand"), extent),)


def _threshold(analysis: Analysis) -> str | Message:
    threshold, odds = analysis.threshold, analysis.provenance.hysteresis
    if odds == 1:
        return f"{threshold:.2f}"
    return message(
        "Core",
        "{threshold}, with hysteresis from {seed}",
        threshold=f"{threshold:.2f}",
        seed=f"{odds * threshold / (odds * threshold + 1 - threshold):.2f}",
    )


def _spacing(spacing: Spacing | None) -> Message | None:
    if spacing is None:
        return None
    return message(
        "Core",
        "{row} × {column} mm, {source}",
        row=f"{spacing.row_mm:.4g}",
        column=f"{spacing.column_mm:.4g}",
        source=source_name(spacing.source),
    )
