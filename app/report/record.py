"""An analysis as JSON: the stable form that other programs read."""

import json
from pathlib import Path
from typing import Any

from app.analysis import Analysis
from app.errors import RetivascError
from app.imaging.types import FieldOfView, FundusImage, Quality
from app.measurement.types import BoxCount, Measurement, Measurements
from app.report.wording import DENSITY, DIMENSION

SCHEMA = "retivasc.analysis/1"


def analysis_record(analysis: Analysis) -> dict[str, Any]:
    """Return an analysis as plain values; what was not measured is None with its reason."""
    made = analysis.provenance
    return {
        "schema": SCHEMA,
        "image": _image(analysis.image),
        "field_of_view": _field(analysis.field),
        "model": {
            "name": made.model_name,
            "version": made.model_version,
            "sha256": made.model_sha256,
            "device": made.device,
            "precision": made.precision,
        },
        "threshold": analysis.threshold,
        "software_version": made.software_version,
        "created": made.created.isoformat(timespec="seconds"),
        "quality": {**_quality(analysis.quality), "overridden": analysis.overridden},
        "warnings": [str(warning) for warning in analysis.warnings],
        "measurements": _measurements(analysis.measurements),
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


def _image(image: FundusImage) -> dict[str, Any]:
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


def _field(field: FieldOfView) -> dict[str, Any]:
    return {
        "center": [round(coordinate, 2) for coordinate in field.center],
        "diameter_px": round(field.diameter_px, 2),
        "area_px": field.area_px,
        "method": str(field.method),
        "confidence": round(field.confidence, 3),
    }


def _quality(quality: Quality) -> dict[str, Any]:
    return {
        "score": quality.score,
        "verdict": str(quality.verdict),
        "reasons": [str(reason) for reason in quality.reasons],
    }


def _measurements(measurements: Measurements) -> dict[str, Any]:
    dimension = _measurement(measurements.fractal_dimension)
    return {
        "vessel_density": {
            **_measurement(measurements.vessel_density),
            "definition": str(DENSITY.definition),
        },
        "fractal_dimension": {
            **dimension,
            "definition": str(DIMENSION.definition),
            "fit": _fit(measurements.box_count) if dimension["value"] is not None else None,
        },
    }


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
    }
