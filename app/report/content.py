"""Every sentence, number and picture of a report, before any layout."""

from dataclasses import dataclass

from app.analysis import Analysis
from app.imaging.types import FundusImage, Laterality, Spacing
from app.measurement.regions import Quadrant
from app.measurement.types import Measurement, Number
from app.messages import Message, message
from app.report.figures import overlay_picture, photograph_picture
from app.report.wording import (
    INTENDED_USE,
    NO_BAND,
    QUADRANT_TITLE,
    QUANTITIES,
    Quantity,
    band_title,
    eye_name,
    format_band,
    format_value,
    number_fit,
    quadrant_anatomy,
    quadrant_place,
    shown_numbers,
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
class MeasurementLine:
    """Hold one row of the table of measurements."""

    name: str
    value: str
    band: str
    explanation: str


@dataclass(frozen=True)
class QuadrantCell:
    """Hold the vessel density of one quadrant: its name, and the number or why there is none."""

    name: str
    value: str
    band: str
    reason: str


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
    image, measured = analysis.image, analysis.measurements
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
        column_titles=tuple(
            say(title)
            for title in (
                message("Core", "Measurement"),
                message("Core", "Value"),
                band_title(measured.band),
                message("Core", "Definition"),
            )
        ),
        measurements=tuple(
            _line(number, analysis, catalogue) for number in shown_numbers(image.spacing)
        ),
        quadrants_title=say(QUADRANT_TITLE),
        quadrants=tuple(_cell(quadrant, analysis, catalogue) for quadrant in Quadrant),
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
        Picture(
            overlay_picture(image, analysis.vessels.native),
            catalogue.say(message("Core", "Vessels found (tinted)")),
        ),
    )


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


def _line(number: Number, analysis: Analysis, catalogue: Catalogue) -> MeasurementLine:
    measurement, quantity = analysis.measurements.numbers[number], QUANTITIES[number]
    reason = _own_reason(measurement, analysis, catalogue)
    fit = number_fit(number, analysis.measurements)
    sentences = (reason, catalogue.say(quantity.definition), catalogue.say(fit) if fit else "")
    return MeasurementLine(
        name=catalogue.say(quantity.name),
        value=format_value(measurement, quantity),
        band=_band(measurement, quantity, catalogue),
        explanation=" ".join(filter(None, sentences)),
    )


def _cell(quadrant: Quadrant, analysis: Analysis, catalogue: Catalogue) -> QuadrantCell:
    measurement = analysis.measurements.quadrant_densities[quadrant]
    quantity = QUANTITIES[Number.VESSEL_DENSITY]
    place = catalogue.say(quadrant_place(quadrant))
    anatomy = quadrant_anatomy(quadrant, analysis.image.laterality)
    return QuadrantCell(
        name=f"{catalogue.say(anatomy)} ({place})" if anatomy else place,
        value=format_value(measurement, quantity),
        band=_band(measurement, quantity, catalogue),
        reason=_own_reason(measurement, analysis, catalogue),
    )


def _band(measurement: Measurement, quantity: Quantity, catalogue: Catalogue) -> str:
    """Return the band; that there is none of a number is said, for it must not look certain."""
    if measurement.value is not None and measurement.low is None:
        return catalogue.say(NO_BAND)
    return format_band(measurement, quantity)


def _own_reason(measurement: Measurement, analysis: Analysis, catalogue: Catalogue) -> str:
    """Return why this one is withheld, empty where all are: that is said once."""
    if measurement.reason is None or analysis.withheld is not None:
        return ""
    return catalogue.say(measurement.reason)


def _provenance(analysis: Analysis) -> tuple[tuple[Message, str | Message | None], ...]:
    made, image, quality = analysis.provenance, analysis.image, analysis.quality
    field = analysis.field
    return (
        (message("Core", "Threshold"), _threshold(analysis)),
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
