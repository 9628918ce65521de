"""Every sentence, number and picture of a report, before any layout."""

from dataclasses import dataclass

from app.analysis import Analysis
from app.imaging.types import FundusImage, Laterality
from app.measurement.types import Measurement
from app.messages import Message, message
from app.report.figures import overlay_picture, photograph_picture
from app.report.wording import (
    DENSITY,
    DIMENSION,
    INTENDED_USE,
    Quantity,
    eye_name,
    format_band,
    format_value,
    source_name,
    verdict_name,
)
from app.translation import Catalogue


@dataclass(frozen=True)
class MeasurementLine:
    """Hold one row of the table of measurements."""

    name: str
    value: str
    band: str
    explanation: str


@dataclass(frozen=True)
class Picture:
    """Hold a JPEG picture and its caption."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True)
class ReportContent:
    """Hold all that a report says, in one language."""

    language: str
    title: str
    eye: str
    identification: tuple[tuple[str, str], ...]
    warnings_title: str
    warnings: tuple[str, ...]
    pictures: tuple[Picture, ...]
    column_titles: tuple[str, ...]
    measurements: tuple[MeasurementLine, ...]
    provenance: tuple[tuple[str, str], ...]
    signature: tuple[str, ...]
    intended_use: str
    footer: str


def build_content(analysis: Analysis, catalogue: Catalogue) -> ReportContent:
    """Word a report of an analysis in the catalogue's language."""
    say = catalogue.say
    image, made = analysis.image, analysis.provenance
    return ReportContent(
        language=catalogue.language,
        title=say(message("Core", "Retinal vessel analysis report")),
        eye=say(eye_name(image.laterality)),
        identification=tuple((say(k), _words(v, catalogue)) for k, v in _identification(image)),
        warnings_title=say(message("Core", "Please note")),
        warnings=tuple(say(warning) for warning in (*analysis.warnings, *analysis.quality.reasons)),
        pictures=(
            Picture(photograph_picture(image), say(message("Core", "Photograph"))),
            Picture(
                overlay_picture(image, analysis.vessels.native),
                say(message("Core", "Vessels found (tinted)")),
            ),
        ),
        column_titles=tuple(
            say(title)
            for title in (
                message("Core", "Measurement"),
                message("Core", "Value"),
                message("Core", "At threshold ± 0.1"),
                message("Core", "Definition"),
            )
        ),
        measurements=(
            _line(analysis.measurements.vessel_density, DENSITY, catalogue),
            _line(analysis.measurements.fractal_dimension, DIMENSION, catalogue),
        ),
        provenance=tuple((say(k), _words(v, catalogue)) for k, v in _provenance(analysis)),
        signature=tuple(
            say(word)
            for word in (
                message("Core", "Findings"),
                message("Core", "Impression"),
                message("Core", "Name and signature"),
                message("Core", "Date"),
            )
        ),
        intended_use=say(INTENDED_USE),
        footer=say(
            message(
                "Core",
                "Retivasc {version} · model {model} · image SHA-256 {hash}… · made {created}",
                version=made.software_version,
                model=f"{made.model_name} {made.model_version}",
                hash=image.sha256[:16],
                created=made.created.strftime("%Y-%m-%d %H:%M %z"),
            )
        ),
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


def _line(measurement: Measurement, quantity: Quantity, catalogue: Catalogue) -> MeasurementLine:
    definition = catalogue.say(quantity.definition)
    reason = f"{catalogue.say(measurement.reason)} " if measurement.reason else ""
    return MeasurementLine(
        name=catalogue.say(quantity.name),
        value=format_value(measurement, quantity),
        band=format_band(measurement, quantity),
        explanation=reason + definition,
    )


def _provenance(analysis: Analysis) -> tuple[tuple[Message, str | Message | None], ...]:
    made, image, quality = analysis.provenance, analysis.image, analysis.quality
    field = analysis.field
    return (
        (message("Core", "Threshold"), f"{analysis.threshold:.2f}"),
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
        (message("Core", "Model"), f"{made.model_name} {made.model_version}"),
        (message("Core", "Model SHA-256"), made.model_sha256),
        (message("Core", "Computed on"), f"{made.device}, {made.precision}"),
        (message("Core", "Image SHA-256"), image.sha256),
    )
