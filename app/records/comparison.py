"""The record of a comparison of two photographs of one eye, as JSON."""

from typing import Literal

import msgspec
from msgspec import Struct

from app.analysis.analysis import Analysis
from app.analysis.changes import Change, NumberChange
from app.analysis.comparison import Comparison
from app.domain.photograph import Laterality
from app.domain.quality import Verdict
from app.measurement.measures import MEASURES
from app.records.json_text import to_json
from app.records.numbers import in_words
from app.registration.alignment import Matched
from app.registration.transform import Transform

SCHEMA: Literal["retivasc.comparison/1"] = "retivasc.comparison/1"


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a record; readers know every key of it."""


class PhotographRecord(_Part, frozen=True, kw_only=True):
    """One of the photographs, and what found its vessels.

    Attributes:
        frame: counted from 1.
        date: YYYYMMDD; None where the file does not state it.
    """

    path: str
    sha256: str
    frame: int
    laterality: Laterality
    date: str | None
    device: str | None
    quality: Verdict
    model_sha256: str
    threshold: float


class TransformRecord(_Part, frozen=True, kw_only=True):
    """A map from pixels of one photograph to those of another.

    With u = 2 (x - source_center x) / source_diameter_px and v of y alike, the new place is
    target_center + target_diameter_px / 2 · (p(u, v), q(u, v)); p = a + b u + c v + d u² + e u v
    + f v².

    Attributes:
        x, y: a to f of p and of q.
    """

    source_center: tuple[float, float]
    source_diameter_px: float
    target_center: tuple[float, float]
    target_diameter_px: float
    x: tuple[float, ...]
    y: tuple[float, ...]


class BothTransforms(_Part, frozen=True, kw_only=True):
    """From the first photograph to the second, and back."""

    forward: TransformRecord
    backward: TransformRecord


class ChangeRecord(_Part, frozen=True, kw_only=True):
    """One number in both photographs, measured over the overlap of their fields.

    Attributes:
        change: second less first; None where one of them is withheld.
        smallest_detectable: by how much it must differ to have changed; None if not known.
        reason: why a number is withheld; None where both are there.
    """

    first: float | None
    second: float | None
    change: float | None
    smallest_detectable: float | None
    verdict: Change
    unit: str
    reason: str | None
    definition: str


class ComparisonRecord(_Part, frozen=True, kw_only=True):
    """Two photographs of one eye and what changed between them.

    Attributes:
        aligned: without which there is no transform, overlap or change.
        reason: why they could not be aligned; None where they could.
        inliers: how many places of both agree.
        residual_px: median distance of these, with the field of view 1024 px across.
        overlap_share: part of the smaller field that both show.
        remarks: what must be known of the changes: another camera, model, field or quality.
    """

    schema: Literal["retivasc.comparison/1"] = SCHEMA
    software_version: str
    first: PhotographRecord
    second: PhotographRecord
    aligned: bool
    reason: str | None
    transform: BothTransforms | None
    inliers: int
    residual_px: float | None
    overlap_share: float | None
    remarks: tuple[str, ...]
    changes: dict[str, ChangeRecord]


def comparison_record(comparison: Comparison) -> ComparisonRecord:
    """Return the record of a comparison."""
    alignment, matched = comparison.alignment, comparison.alignment.matched
    return ComparisonRecord(
        software_version=comparison.second.provenance.software_version,
        first=_photograph(comparison.first),
        second=_photograph(comparison.second),
        aligned=matched is not None,
        reason=in_words(alignment.reason),
        transform=_transforms(matched) if matched else None,
        inliers=alignment.inliers,
        residual_px=round(matched.residual_px, 3) if matched else None,
        overlap_share=round(matched.overlap_share, 4) if matched else None,
        remarks=tuple(map(str, comparison.remarks)),
        changes={number: _change(number, each) for number, each in comparison.changes.items()},
    )


def comparison_to_json(record: ComparisonRecord) -> bytes:
    """Return a record as UTF-8 text."""
    return to_json(msgspec.to_builtins(record, enc_hook=float))  # numpy's numbers


def _photograph(analysis: Analysis) -> PhotographRecord:
    image = analysis.image
    return PhotographRecord(
        path=str(image.path),
        sha256=image.sha256,
        frame=image.frame + 1,
        laterality=image.laterality,
        date=image.exam.date,
        device=image.exam.device,
        quality=analysis.quality.verdict,
        model_sha256=analysis.provenance.model_sha256,
        threshold=analysis.threshold,
    )


def _transforms(matched: Matched) -> BothTransforms:
    return BothTransforms(
        forward=_transform(matched.forward), backward=_transform(matched.backward)
    )


def _transform(transform: Transform) -> TransformRecord:
    source, target = transform.source, transform.target
    x, y = transform.coefficients
    return TransformRecord(
        source_center=source.center,
        source_diameter_px=source.diameter_px,
        target_center=target.center,
        target_diameter_px=target.diameter_px,
        x=x,
        y=y,
    )


def _change(number: str, change: NumberChange) -> ChangeRecord:
    measure = MEASURES[number]
    return ChangeRecord(
        first=change.first.value,
        second=change.second.value,
        change=change.change,
        smallest_detectable=change.smallest_detectable,
        verdict=change.verdict,
        unit=measure.unit,
        reason=in_words(change.first.reason or change.second.reason),
        definition=str(measure.definition),
    )
