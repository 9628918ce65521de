"""Who was photographed and how, and how the numbers were made: labels and values of a report."""

from collections.abc import Mapping

import numpy as np

from app.analysis.analysis import Analysis
from app.base.messages import Message, message
from app.base.text import plain_line
from app.base.translation import Catalogue
from app.domain.photograph import FundusImage, Laterality, Source, Spacing
from app.domain.quality import Quality
from app.report.marks import calibration_words
from app.report.wording import eye_name, sex_name, source_name, verdict_name

Pairs = tuple[tuple[Message, str | Message | None], ...]
"""Labels with their values; None where nothing is recorded."""


def words(value: str | Message | None, catalogue: Catalogue) -> str:
    """Return a value in words, or say that it is missing."""
    if value is None:
        return catalogue.say(message("not recorded"))
    return catalogue.say(value) if isinstance(value, Message) else value


def identification(image: FundusImage) -> Pairs:
    """Return who was photographed, and what is known of the examination."""
    patient, exam = image.patient, image.exam
    known_eye = message(
        "{eye}, {source}",
        eye=eye_name(image.laterality),
        source=source_name(image.laterality_source),
    )
    eye = None if image.laterality is Laterality.UNKNOWN else known_eye
    return (
        (message("Patient"), _typed(image, "name", patient.name)),
        (message("Patient ID"), _typed(image, "id", patient.id)),
        (message("Date of birth"), _typed(image, "birth_date", date_words(patient.birth_date))),
        (message("Sex"), _typed(image, "sex", sex_name(patient.sex))),
        (message("Eye"), eye),
        (message("Date of photograph"), _typed(image, "date", date_words(exam.date))),
        (message("Camera"), exam.device),
        (message("File"), _file(image)),
    )


def _typed(image: FundusImage, fact: str, value: str | Message | None) -> str | Message | None:
    """Return a fact of whom a photograph shows, marked where a person says it."""
    if value is None or image.source_of(fact) is not Source.USER:
        return value
    return message("{value} (stated by a person)", value=value)


def quality_words(quality: Quality, catalogue: Catalogue) -> str:
    """Return the verdict on the photograph with its reasons."""
    verdict = message(
        "{verdict} (score {score} of 1)",
        verdict=verdict_name(quality.verdict),
        score=f"{quality.score:.2f}",
    )
    return " ".join(catalogue.say(each) for each in (verdict, *quality.reasons))


def details(analysis: Analysis) -> Pairs:
    """Return how the numbers were made."""
    made, image, field = analysis.provenance, analysis.image, analysis.field
    return (
        (message("Threshold"), _threshold(analysis)),
        *_correction(analysis),
        (message("Image size"), f"{image.width} × {image.height} px"),
        (message("Field of view"), f"⌀ {field.diameter_px:.0f} px"),
        (message("Pixel spacing"), _spacing(image.spacing)),
        *_calibration(analysis),
        (message("Model"), f"{made.model_name} {made.model_version}"),
        *_style(made.shares),
        (message("Computed on"), f"{made.device}, {made.precision}"),
        (message("Analysed"), made.created.strftime("%Y-%m-%d %H:%M:%S %z")),
    )


def _style(shares: Mapping[str, float]) -> tuple[tuple[Message, str], ...]:
    """Return in whose hand the vessels were drawn; nothing where the model knows one alone."""
    words = ", ".join(f"{name} {100 * share:.0f} %" for name, share in shares.items())
    return ((message("Annotators' style"), words),) if words else ()


def _file(image: FundusImage) -> str | Message:
    name = plain_line(image.path.name)
    if image.frames == 1:
        return name
    return message(
        "{name}, frame {frame} of {frames}",
        name=name,
        frame=image.frame + 1,
        frames=image.frames,
    )


def date_words(value: str | None) -> str | None:
    """Write a DICOM date (YYYYMMDD) as YYYY-MM-DD; leave anything else as it is."""
    if value and len(value) == 8 and value.isdigit():
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return value


def _correction(analysis: Analysis) -> tuple[tuple[Message, Message], ...]:
    if not analysis.strokes:
        return ()
    extent = message(
        "{added} px added, {erased} px erased; strokes: {strokes}",
        added=np.count_nonzero(analysis.added),
        erased=np.count_nonzero(analysis.erased),
        strokes=len(analysis.strokes),
    )
    return ((message("Corrected by hand"), extent),)


def _threshold(analysis: Analysis) -> str | Message:
    threshold, odds = analysis.threshold, analysis.provenance.hysteresis
    if odds == 1:
        return f"{threshold:.2f}"
    return message(
        "{threshold}, with hysteresis from {seed}",
        threshold=f"{threshold:.2f}",
        seed=f"{odds * threshold / (odds * threshold + 1 - threshold):.2f}",
    )


def _calibration(analysis: Analysis) -> tuple[tuple[Message, Message], ...]:
    told = analysis.reading.calibration
    if told is None:
        return ()
    stated = message("{value} (stated by a person)", value=calibration_words(told))
    return ((message("Scale"), stated),)


def _spacing(spacing: Spacing | None) -> Message | None:
    if spacing is None:
        return None
    return message(
        "{row} × {column} mm, {source}",
        row=f"{spacing.row_mm:.4g}",
        column=f"{spacing.column_mm:.4g}",
        source=source_name(spacing.source),
    )
