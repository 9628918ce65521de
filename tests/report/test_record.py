import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.analysis import Analysis, analyse
from app.errors import ImageReadError
from app.imaging.types import Laterality, Source, Spacing
from app.measurement.summary import withhold_all
from app.messages import message
from app.report.record import analysis_record, failure_record, to_json
from tests.support import FakePredictor, make_fundus, photograph


def test_record_has_the_published_shape(analysis: Analysis):
    record = json.loads(to_json(analysis_record(analysis)))
    assert record["schema"] == "retivasc.analysis/1"
    assert set(record) == {
        "schema", "image", "field_of_view", "model", "threshold", "software_version", "created",
        "quality", "warnings", "measurements",
    }  # fmt: skip
    assert set(record["image"]) == {
        "path", "sha256", "frame", "frames", "colours", "width", "height", "laterality",
        "laterality_source", "spacing_mm", "spacing_source",
    }  # fmt: skip
    assert {"center", "diameter_px", "area_px"} <= set(record["field_of_view"])
    assert set(record["model"]) == {"name", "version", "sha256", "device", "precision"}
    assert set(record["measurements"]) == {"vessel_density", "fractal_dimension"}


def test_record_holds_the_numbers_of_the_analysis(analysis: Analysis):
    record = analysis_record(analysis)
    density = record["measurements"]["vessel_density"]
    measured = analysis.measurements.vessel_density
    assert (density["value"], density["low"], density["high"]) == (
        measured.value,
        measured.low,
        measured.high,
    )
    assert density["unit"] == "1"
    assert density["reason"] is None
    assert record["image"]["sha256"] == analysis.image.sha256
    assert record["field_of_view"]["area_px"] == analysis.field.mask.sum()
    fit = record["measurements"]["fractal_dimension"]["fit"]
    assert fit["box_sizes_px"][0] == 2
    assert len(fit["box_counts"]) == len(fit["box_sizes_px"])


def test_withheld_value_is_null_with_its_reason(analysis: Analysis):
    reason = message("Core", "The field of view is empty.")
    record = analysis_record(replace(analysis, measurements=withhold_all(reason)))
    for measured in record["measurements"].values():
        assert measured["value"] is measured["low"] is measured["high"] is None
        assert measured["reason"] == "The field of view is empty."
    assert record["measurements"]["fractal_dimension"]["fit"] is None


@pytest.mark.parametrize("measure_anyway", [False, True])
def test_override_of_the_quality_is_recorded(measure_anyway: bool):
    dark = photograph(make_fundus(256).pixels // 10)
    record = analysis_record(analyse(dark, FakePredictor(), measure_anyway=measure_anyway))
    assert record["quality"]["verdict"] == "not gradable"
    assert record["quality"]["overridden"] is measure_anyway
    told = [warning for warning in record["warnings"] if "measured anyway" in warning]
    assert bool(told) is measure_anyway
    density = record["measurements"]["vessel_density"]["value"]
    assert (density is not None) is measure_anyway


def test_frame_is_recorded(analysis: Analysis):
    image = replace(analysis.image, frame=2, frames=5, colours="ybr")
    record = analysis_record(replace(analysis, image=image))["image"]
    assert (record["frame"], record["frames"], record["colours"]) == (3, 5, "ybr")


def test_unknown_spacing_is_null_and_known_spacing_names_its_source(analysis: Analysis):
    assert analysis_record(analysis)["image"]["spacing_mm"] is None
    image = replace(
        analysis.image,
        spacing=Spacing(0.01, 0.02, Source.FILE),
        laterality=Laterality.LEFT,
        laterality_source=Source.USER,
    )
    record = analysis_record(replace(analysis, image=image))["image"]
    assert record["spacing_mm"] == [0.01, 0.02]
    assert record["spacing_source"] == "file"
    assert (record["laterality"], record["laterality_source"]) == ("L", "user")


def test_failure_carries_kind_message_and_hint():
    error = ImageReadError(
        message("Core", "“{name}” is empty.", name="a.png"), message("Core", "Export it again.")
    )
    assert failure_record(Path("a.png"), error, "1")["error"] == {
        "kind": "ImageReadError",
        "message": "“a.png” is empty.",
        "hint": "Export it again.",
    }


def test_no_record_may_hold_nan():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"value": float("nan")})
