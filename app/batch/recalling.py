"""What a store knows of a photograph that is opened again: the words, and what was found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from app import __version__
from app.analysis.analysis import Analysis, read
from app.analysis.findings import Findings, Predictor
from app.domain.photograph import Exam, FundusImage, Laterality, Patient, PhotographId, Spacing
from app.domain.reading import Reading
from app.imaging.vessel_picture import vessel_picture
from app.records.schema import AnalysisRecord, ImageRecord
from app.store.cases import KeptResult, Words, load_case, load_content
from app.store.database import Store
from app.store.packing import unpack_findings
from app.store.photographs import KeptPhotograph


@dataclass(frozen=True, eq=False)
class Recalled:
    """Hold what is kept of a photograph.

    Attributes:
        findings: as they were kept; None where the models must look at it again.
        content: by which the store has them packed.
        measured: the reading of the last result, which follows from these findings.
    """

    words: Words = field(default_factory=Words)
    findings: Findings | None = None
    content: str | None = None
    measured: Reading | None = None


def recall(
    store: Store, image: FundusImage, models: Predictor | Sequence[Predictor]
) -> Recalled | None:
    """Return what a store knows of a photograph; None of one that it does not know.

    Findings come back only where the same models, in this version of the program, would find the
    same: the last result must be theirs, and of the same picture.

    Raises:
        StoreError: it cannot be read, or what it has is damaged.
    """
    case = load_case(store, image.id)
    if case is None:
        return None
    several = tuple(models) if isinstance(models, Sequence) else (models,)
    result = case.result
    if result is None or not _may_be_of(result, image, several):
        return Recalled(case.words)
    content = load_content(store, str(result.findings))
    if content is None:
        return Recalled(case.words)
    findings = unpack_findings(content, image)
    if not _are_of(findings, several):
        return Recalled(case.words)
    return Recalled(case.words, _as_known(findings, several), result.findings, result.reading)


def recall_without_file(store: Store, photograph: PhotographId) -> Analysis | None:
    """Return the last result of a photograph whose file is not at hand, as an analysis.

    Its pixels are a picture of its vessels, by which it can be aligned; its numbers are measured
    in the maps that were kept, whichever model found them.

    Returns:
        None where the store does not know it, or has no maps of it.

    Raises:
        StoreError: it cannot be read, or what it has is damaged.
    """
    case = load_case(store, photograph)
    result = case.result if case else None
    if case is None or result is None or not isinstance(result.record, AnalysisRecord):
        return None
    content = load_content(store, str(result.findings))
    if content is None:
        return None
    findings = unpack_findings(content, _described(case.photograph, result.record.image))
    vessels = vessel_picture(findings.probability.native, findings.field.mask)
    findings = replace(findings, image=replace(findings.image, pixels=vessels))
    reading = result.reading
    if case.photograph.eye is not Laterality.UNKNOWN:  # said after the result, it may be
        reading = replace(reading, laterality=case.photograph.eye)
    analysis = read(findings, reading)
    exam = replace(analysis.image.exam, date=case.photograph.date or None)
    return replace(analysis, image=replace(analysis.image, exam=exam))


def _described(kept: KeptPhotograph, record: ImageRecord) -> FundusImage:
    """Return what is known of a photograph, without its pixels."""
    facts, spacing = kept.stated, record.spacing_mm
    source = record.spacing_source
    return FundusImage(
        np.zeros((record.height, record.width, 3), np.uint8),
        Path(record.path),
        kept.photograph.sha256,
        frame=kept.photograph.frame,
        frames=record.frames,
        colours=record.colours,
        laterality=kept.eye,
        laterality_source=record.laterality_source,
        stated_laterality=facts.eye,
        spacing=Spacing(*spacing, source) if spacing and source else None,
        patient=Patient(
            facts.name or None,
            facts.patient_id or None,
            facts.birth_date or None,
            facts.sex or None,
            issuer=facts.issuer or None,
        ),
        exam=Exam(facts.date or None, facts.device or None, time=facts.time or None),
    )


def _may_be_of(result: KeptResult, image: FundusImage, models: Sequence[Predictor]) -> bool:
    """Tell by the record whether findings are worth unpacking."""
    record = result.record
    return (
        result.findings is not None
        and isinstance(record, AnalysisRecord)
        and record.model is not None
        and record.model.sha256 in {model.sha256 for model in models}
        and record.software_version == __version__
        and record.image.colours == image.colours
    )


def _are_of(findings: Findings, models: Sequence[Predictor]) -> bool:
    found = [(made.model_sha256, made.outputs, made.whole_frame) for made in findings.provenances]
    return found == [
        (model.sha256, model.outputs, model.input_spec.field == "frame") for model in models
    ]


def _as_known(findings: Findings, models: Sequence[Predictor]) -> Findings:
    """Return findings with what is known today of how certain their models' numbers are."""
    provenances = tuple(
        replace(made, calibration=model.calibration, repeatability=model.repeatability)
        for made, model in zip(findings.provenances, models, strict=True)
    )
    return replace(findings, provenances=provenances)
