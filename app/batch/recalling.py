"""What a store knows of a photograph that is opened again: the words, and what was found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app import __version__
from app.analysis.findings import Findings, Predictor
from app.domain.photograph import FundusImage
from app.domain.reading import Reading
from app.records.schema import AnalysisRecord
from app.store.cases import KeptResult, Words, load_case, load_content
from app.store.database import Store
from app.store.packing import unpack_findings


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
