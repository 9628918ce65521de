"""An analysis as JSON: the stable form that other programs read."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from app.analysis.analysis import Analysis
from app.base.errors import RetivascError
from app.base.messages import Message
from app.domain.field import FieldOfView
from app.domain.maps import StructureMask
from app.domain.photograph import FundusImage, Laterality, Mask
from app.domain.quality import Quality
from app.domain.reading import Stroke
from app.measurement.measures import MASK_SIZES, MEASURES, Measure
from app.measurement.regions import Quadrant
from app.measurement.research import generalised_dimension, lacunarity
from app.measurement.types import (
    BoxCount,
    Calibres,
    Measurement,
    Measurements,
    Segment,
)
from app.report.wording import quadrant_anatomy, quadrant_place
from app.segmentation.postprocessing import STANDARD_DIAMETER

SCHEMA = "retivasc.analysis/1"

_LACUNARITY_SIZES = (16, 32, 64, 128)

_RESEARCH_USE = (
    "For research only, never for a patient: on real vessels these plain estimates of D1 and D2 "
    "come out above D0, against theory."
)
_INFORMATION = (
    "Information dimension D1 of the vessel mask by box masses on one grid: slope of the sum of "
    "p log p on log s."
)
_CORRELATION = (
    "Correlation dimension D2 of the vessel mask by box masses on one grid: slope of the log of "
    "the sum of p squared on log s."
)
_LACUNARITY = (
    "Lacunarity of the vessel mask, box gliding inside the measured field: mean of the squared "
    "mass / square of the mean mass; 1 is even."
)
_TOO_FEW = "There are too few vessels."


def analysis_record(analysis: Analysis) -> dict[str, Any]:
    """Return an analysis as plain values; what was not measured is None with its reason."""
    made = analysis.provenance
    return {
        "schema": SCHEMA,
        "image": image_record(analysis.image),
        "field_of_view": field_record(analysis.field),
        "model": {
            "name": made.model_name,
            "version": made.model_version,
            "sha256": made.model_sha256,
            "device": made.device,
            "precision": made.precision,
        },
        "threshold": analysis.threshold,
        "hysteresis": made.hysteresis,
        "software_version": made.software_version,
        "created": made.created.isoformat(timespec="seconds"),
        "unsuitable": str(analysis.unsuitable) if analysis.unsuitable else None,
        "quality": {**_quality(analysis.quality), "overridden": analysis.overridden},
        "warnings": [str(warning) for warning in analysis.warnings],
        **_measured(analysis, analysis.measurements, analysis.vessels),
        "corrected": _corrected(analysis),
        "exported_vessels": _exported_vessels(analysis),
    }


def measurements_record(
    measurements: Measurements,
    vessels: Mask,
    field: Mask,
    laterality: Laterality = Laterality.UNKNOWN,
) -> dict[str, Any]:
    """Return all that was measured in a mask, whoever made it, as entries of a record.

    Args:
        measurements: what was measured.
        vessels: (h, w) bool, at the standard field diameter; for the measures of research.
        field: (h, w) bool, the part of it that was measured.
        laterality: by which the quadrants are named.
    """
    band = measurements.band
    return {
        "working_diameter_px": STANDARD_DIAMETER,
        "band": {"low_threshold": band.low_threshold, "high_threshold": band.high_threshold}
        if band
        else None,
        "measurements": {
            measure.id: _number(measure, measurements) for measure in MEASURES.values()
        },
        "quadrants": {
            str(quadrant): _quadrant(quadrant, measured, laterality)
            for quadrant, measured in measurements.quadrant_densities.items()
        },
        "calibres": _calibres(measurements.calibres),
        "segments": _segments(measurements.segments),
        "research": _research(measurements.vessel_density.reason, vessels & field, field),
    }


def failure_record(path: Path, error: RetivascError, software_version: str) -> dict[str, Any]:
    """Return what is known of an image that could not be analysed, and why."""
    return {
        "schema": SCHEMA,
        "image": {"path": str(path)},
        "software_version": software_version,
        "error": {"kind": error.kind, "message": str(error.message), "hint": str(error.hint)},
    }


def to_json(record: dict[str, Any]) -> bytes:
    """Return a record as UTF-8 text.

    Raises:
        ValueError: a number is NaN or infinite, which no record may hold.
    """
    text = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
    # A file name that is no valid text (another code page's) keeps its bytes as \\udcXX.
    return text.encode(errors="backslashreplace") + b"\n"


def field_record(field: FieldOfView) -> dict[str, Any]:
    """Return where the field of view lies, in pixels, and how it was found."""
    return {
        "center": [round(coordinate, 2) for coordinate in field.center],
        "diameter_px": round(field.diameter_px, 2),
        "area_px": field.area_px,
        "method": str(field.method),
        "confidence": round(field.confidence, 3),
    }


def image_record(image: FundusImage) -> dict[str, Any]:
    """Return where an image comes from, and what is known of it."""
    spacing = image.spacing
    return {
        "path": str(image.path),
        "sha256": image.sha256,
        "frame": image.frame + 1,  # counted as --frame and the window do
        "frames": image.frames,
        "colours": image.colours,
        "width": image.width,
        "height": image.height,
        "laterality": str(image.laterality),
        "laterality_source": str(image.laterality_source),
        "spacing_mm": [spacing.row_mm, spacing.column_mm] if spacing else None,
        "spacing_source": str(spacing.source) if spacing else None,
    }


def _exported_vessels(analysis: Analysis) -> str:
    if not analysis.shows_vessels:
        return "none"
    return "corrected" if analysis.corrected else "automatic"


def _measured(
    analysis: Analysis, measurements: Measurements, vessels: StructureMask
) -> dict[str, Any]:
    return measurements_record(
        measurements,
        vessels.standard,
        analysis.probability.measured_field,
        analysis.image.laterality,
    )


def _corrected(analysis: Analysis) -> dict[str, Any] | None:
    """Return what a person corrected, and what is measured then, beside the automatic numbers."""
    corrected = analysis.corrected
    if corrected is None:
        return None
    return {
        "added_px": int(np.count_nonzero(analysis.added)),
        "erased_px": int(np.count_nonzero(analysis.erased)),
        "stroke_count": len(analysis.strokes),
        "strokes": [_stroke(stroke) for stroke in analysis.strokes],
        **_measured(analysis, corrected.measurements, corrected.vessels),
    }


def _stroke(stroke: Stroke) -> dict[str, Any]:
    """Return a stroke, in pixels of the photograph, so that it can be drawn again."""
    return {
        "erases": stroke.erases,
        "radius_px": stroke.radius,
        "points_px": [list(point) for point in stroke.points],
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "score": quality.score,
        "verdict": str(quality.verdict),
        "reasons": [str(reason) for reason in quality.reasons],
    }


def _number(measure: Measure, measurements: Measurements) -> dict[str, Any]:
    entry = {
        **_measurement(measurements.numbers[measure.id]),
        "definition": str(measure.definition),
    }
    if measure.fit is not None:
        entry["fit"] = _fit(measurements.fits.get(measure.id))
    return entry


def _measurement(measurement: Measurement) -> dict[str, Any]:
    return {
        "value": measurement.value,
        "low": measurement.low,
        "high": measurement.high,
        "unit": measurement.unit,
        "reason": str(measurement.reason) if measurement.reason else None,
    }


def _fit(count: BoxCount | None) -> dict[str, Any] | None:
    if count is None:
        return None
    return {
        "box_sizes_px": list(count.sizes),
        "box_counts": list(count.counts),
        "standard_error": count.standard_error,
        "r_squared": count.r_squared,
        "local_slopes": list(count.local_slopes),
    }


def _quadrant(quadrant: Quadrant, measured: Measurement, laterality: Laterality) -> dict[str, Any]:
    anatomy = quadrant_anatomy(quadrant, laterality)
    return {
        "place": str(quadrant_place(quadrant)),
        "anatomy": str(anatomy) if anatomy else None,
        "vessel_density": _measurement(measured),
    }


def _calibres(calibres: Calibres | None) -> dict[str, Any] | None:
    if calibres is None:
        return None
    return {
        "unit": "field diameter",
        "median": calibres.median,
        "edges": list(calibres.edges),
        "shares": list(calibres.shares),
        "definition": "Share of the centrelines by the width of the vessel there; wider ones "
        "count in the last bin.",
    }


def _segments(segments: tuple[Segment, ...]) -> dict[str, Any]:
    return {
        "length_unit": "field diameter",
        "length": [segment.length for segment in segments],
        "tortuosity": [segment.tortuosity for segment in segments],
    }


def _research(withheld: Message | None, vessels: Mask, field: Mask) -> dict[str, Any]:
    """Return measures for research, or the reason why nothing at all is measured."""
    reason = str(withheld) if withheld else None
    return {
        "use": _RESEARCH_USE,
        "information_dimension": _extra(
            None if withheld else generalised_dimension(vessels, MASK_SIZES, 1),
            reason,
            _INFORMATION,
        ),
        "correlation_dimension": _extra(
            None if withheld else generalised_dimension(vessels, MASK_SIZES, 2),
            reason,
            _CORRELATION,
        ),
        "lacunarity": {
            f"box_{size}_px": _extra(
                None if withheld else lacunarity(vessels, field, size), reason, _LACUNARITY
            )
            for size in _LACUNARITY_SIZES
        },
    }


def _extra(value: float | None, reason: str | None, definition: str) -> dict[str, Any]:
    why = (reason or _TOO_FEW) if value is None else None
    return {"value": value, "unit": "1", "reason": why, "definition": definition}
