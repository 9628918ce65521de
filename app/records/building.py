"""Records of what was analysed, of masks that were drawn elsewhere, and of what failed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np
from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from app import __version__
from app.analysis.analysis import Analysis
from app.analysis.analysis import Measured as MeasuredVessels
from app.analysis.findings import Provenance
from app.analysis.measured_mask import MeasuredMask
from app.base.errors import RetivascError
from app.base.messages import Message
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Identity
from app.domain.reading import Piece, Stroke
from app.records.anatomy import anatomy_record, vessel_kinds
from app.records.marks import calibration_record, mark_records
from app.records.numbers import in_words, measured_record
from app.records.schema import (
    AnalysisRecord,
    CorrectedRecord,
    ErrorRecord,
    ExcludedRecord,
    FailedImage,
    FailureRecord,
    FieldRecord,
    ImageRecord,
    Measured,
    ModelRecord,
    PieceRecord,
    QualityRecord,
    StrokeRecord,
    TypedRecord,
)


def analysis_record(analysis: Analysis) -> AnalysisRecord:
    """Return the record of an analysis."""
    made = analysis.provenance
    record = _record(
        analysis.image,
        analysis.field,
        _measured(analysis, analysis.automatic),
        analysis.warnings,
        created=made.created,
    )
    return replace(
        record,
        software_version=made.software_version,
        model=_model(made),
        threshold=analysis.threshold,
        hysteresis=made.hysteresis,
        unsuitable=in_words(analysis.unsuitable),
        quality=_quality(analysis),
        corrected=_corrected(analysis),
        excluded=_excluded(analysis),
        exported_vessels=_exported_vessels(analysis),
        image=replace(record.image, calibration=calibration_record(analysis.reading.calibration)),
        marks=mark_records(analysis),
        anatomy=anatomy_record(analysis.automatic_landmarks, analysis.measurements),
        other_models=tuple(
            _model(made)
            for made in analysis.findings.provenances
            if made is not analysis.provenance
        ),
    )


def mask_record(mask: MeasuredMask) -> AnalysisRecord:
    """Return the record of a mask that was made elsewhere: an analysis without a model."""
    measured = measured_record(
        mask.measurements, mask.vessels.standard, mask.measured_field, mask.image.laterality
    )
    now = datetime.now(UTC).astimezone()
    record = _record(mask.image, mask.field, measured, mask.warnings, created=now)
    file = None if mask.field_file is None else str(mask.field_file)
    return replace(record, field_of_view=replace(record.field_of_view, file=file))


def failure_record(
    path: Path, error: RetivascError, *, sha256: str | None = None, frame: int = 0
) -> FailureRecord:
    """Return what is known of an image that could not be analysed, and why.

    Args:
        sha256: of the file's content; None where it cannot be read.
        frame: of the file, from 0.
    """
    known = sha256 is not None
    return FailureRecord(
        image=FailedImage(path=str(path), sha256=sha256, frame=frame + 1 if known else None),
        software_version=__version__,
        error=ErrorRecord(kind=error.kind, message=str(error.message), hint=str(error.hint)),
    )


def _record(
    image: FundusImage,
    field: FieldOfView,
    measured: Measured,
    warnings: tuple[Message, ...],
    *,
    created: datetime,
) -> AnalysisRecord:
    """Return what a record holds whether or not a model found the vessels."""
    return AnalysisRecord(
        **asdict(measured),
        image=_image(image),
        field_of_view=_field(field),
        model=None,
        threshold=None,
        hysteresis=None,
        software_version=__version__,
        created=created.isoformat(timespec="seconds"),
        unsuitable=None,
        quality=None,
        warnings=tuple(map(str, warnings)),
        corrected=None,
        excluded=None,
        exported_vessels=None,
    )


def _image(image: FundusImage) -> ImageRecord:
    spacing = image.spacing
    return ImageRecord(
        path=str(image.path),
        sha256=image.sha256,
        frame=image.frame + 1,
        frames=image.frames,
        colours=image.colours,
        width=image.width,
        height=image.height,
        laterality=image.laterality,
        laterality_source=image.laterality_source,
        spacing_mm=(spacing.row_mm, spacing.column_mm) if spacing else None,
        spacing_source=spacing.source if spacing else None,
        typed=_typed(image),
    )


def _typed(image: FundusImage) -> TypedRecord | UnsetType:
    """Return what a person typed of whom a photograph shows."""
    facts = Identity(image.patient, image.exam.date).facts()
    typed = {name: value for name, value in facts.items() if name in image.typed}
    return TypedRecord(**typed) if typed else UNSET


def _field(field: FieldOfView) -> FieldRecord:
    x, y = field.center
    return FieldRecord(
        center=(round(x, 2), round(y, 2)),
        diameter_px=round(field.diameter_px, 2),
        area_px=field.area_px,
        method=field.method,
        confidence=round(field.confidence, 3),
    )


def _model(made: Provenance) -> ModelRecord:
    return ModelRecord(
        name=made.model_name,
        version=made.model_version,
        sha256=made.model_sha256,
        device=made.device,
        precision=made.precision,
        style={name: round(share, 4) for name, share in made.shares.items()},
    )


def _quality(analysis: Analysis) -> QualityRecord:
    quality = analysis.quality
    return QualityRecord(
        score=quality.score,
        verdict=quality.verdict,
        reasons=tuple(map(str, quality.reasons)),
        overridden=analysis.overridden,
        poor_parts={part.flaw: part.share for part in quality.poor_parts},
    )


def _measured(analysis: Analysis, measured: MeasuredVessels) -> Measured:
    return measured_record(
        measured.measurements,
        measured.vessels.standard,
        analysis.measured_field,
        analysis.image.laterality,
    )


def _corrected(analysis: Analysis) -> CorrectedRecord | None:
    """Return what a person corrected and what is measured then, next to the automatic numbers."""
    if analysis.corrected is None:
        return None
    return CorrectedRecord(
        **asdict(_measured(analysis, analysis.corrected)),
        added_px=int(np.count_nonzero(analysis.added)),
        erased_px=int(np.count_nonzero(analysis.erased)),
        stroke_count=len(analysis.strokes),
        strokes=tuple(map(_stroke, analysis.strokes)),
        anatomy=anatomy_record(analysis.landmarks, analysis.corrected.measurements) or UNSET,
        vessel_kinds=vessel_kinds(analysis.reading.vessel_kinds) or UNSET,
    )


def _excluded(analysis: Analysis) -> ExcludedRecord | None:
    excluded = analysis.reading.excluded
    if excluded is None:
        return None
    return ExcludedRecord(
        share=analysis.excluded_share,
        height_px=excluded.height,
        width_px=excluded.width,
        runs_px=excluded.runs,
    )


def _stroke(stroke: Stroke) -> StrokeRecord:
    return StrokeRecord(
        erases=stroke.erases,
        radius_px=float(stroke.radius),
        points_px=tuple((float(x), float(y)) for x, y in stroke.points),
        restores=stroke.restores or UNSET,
        piece=_piece(stroke.piece) if stroke.piece else UNSET,
    )


def _piece(piece: Piece) -> PieceRecord:
    return PieceRecord(
        left_px=piece.left,
        top_px=piece.top,
        width_px=piece.region.width,
        height_px=piece.region.height,
        runs_px=piece.region.runs,
    )


def _exported_vessels(analysis: Analysis) -> Literal["automatic", "corrected", "none"]:
    if not analysis.shows_vessels:
        return "none"
    return "corrected" if analysis.strokes else "automatic"
