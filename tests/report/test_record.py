import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.errors import ImageReadError
from app.base.messages import message
from app.domain.maps import ProbabilityMap, StructureMask
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.reading import Stroke
from app.measurement.measures import MEASURES
from app.measurement.summary import measure, withhold_all
from app.report.record import analysis_record, failure_record, measurements_record, to_json
from tests.readings import altered, reread
from tests.support import FakePredictor, make_fundus, photograph


def test_record_has_the_published_shape(analysis: Analysis):
    record = json.loads(to_json(analysis_record(analysis)))
    assert record["schema"] == "retivasc.analysis/1"
    assert set(record) == {
        "schema", "image", "field_of_view", "model", "threshold", "hysteresis", "software_version",
        "created", "unsuitable", "quality", "warnings", "working_diameter_px", "band",
        "measurements",
        "quadrants", "calibres", "segments", "research", "corrected", "exported_vessels",
    }  # fmt: skip
    assert set(record["image"]) == {
        "path", "sha256", "frame", "frames", "colours", "width", "height", "laterality",
        "laterality_source", "spacing_mm", "spacing_source",
    }  # fmt: skip
    assert {"center", "diameter_px", "area_px"} <= set(record["field_of_view"])
    assert set(record["model"]) == {"name", "version", "sha256", "device", "precision"}
    assert set(record["measurements"]) == {str(number) for number in MEASURES}
    for measured in record["measurements"].values():
        assert {"value", "low", "high", "unit", "reason", "definition"} <= set(measured)
    assert {"vessel_density", "fractal_dimension"} <= set(record["measurements"])


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


def test_record_holds_the_fits_of_both_dimensions(analysis: Analysis):
    measured = analysis_record(analysis)["measurements"]
    for name, smallest in (("fractal_dimension", 2), ("skeleton_fractal_dimension", 4)):
        fit = measured[name]["fit"]
        assert fit["box_sizes_px"][0] == smallest
        assert len(fit["box_counts"]) == len(fit["box_sizes_px"])
        assert len(fit["local_slopes"]) == len(fit["box_sizes_px"]) - 1
        assert fit["standard_error"] > 0
        assert 0.9 < fit["r_squared"] <= 1


def test_record_says_at_which_thresholds_and_size_it_was_measured(analysis: Analysis):
    record, band = analysis_record(analysis), analysis.measurements.band
    assert band is not None
    assert record["band"] == {
        "low_threshold": band.low_threshold,
        "high_threshold": band.high_threshold,
    }
    assert record["hysteresis"] == analysis.provenance.hysteresis
    assert record["working_diameter_px"] == 1024


def test_record_holds_distributions(analysis: Analysis):
    record = analysis_record(analysis)
    calibres, segments = record["calibres"], record["segments"]
    assert len(calibres["edges"]) == len(calibres["shares"]) + 1
    assert sum(calibres["shares"]) == pytest.approx(1)
    assert len(segments["length"]) == len(segments["tortuosity"])
    assert len(segments["length"]) == len(analysis.measurements.segments) > 0


def test_quadrants_are_named_by_anatomy_once_the_eye_is_known(analysis: Analysis):
    quadrant = analysis_record(analysis)["quadrants"]["upper_right"]
    assert (quadrant["place"], quadrant["anatomy"]) == ("upper right", None)
    assert 0 < quadrant["vessel_density"]["value"] < 1
    image = analysis.image.with_laterality(Laterality.RIGHT)
    named = analysis_record(altered(analysis, image=image))["quadrants"]["upper_right"]
    assert named["anatomy"] == "superior-nasal"


def test_research_is_labelled_as_such(analysis: Analysis):
    research = analysis_record(analysis)["research"]
    assert research["use"].startswith("For research only")
    assert 1 < research["information_dimension"]["value"] < 2
    assert 1 < research["correlation_dimension"]["value"] < 2
    lacunarities = [entry["value"] for entry in research["lacunarity"].values()]
    assert lacunarities == sorted(lacunarities, reverse=True)  # larger boxes are filled more alike
    assert min(lacunarities) >= 1


def test_mask_of_unknown_origin_is_recorded_without_bands():
    ring = np.hypot(*np.indices((400, 400)) - 199.5)
    field = ring < 190
    vessels = StructureMask(field & (np.abs(ring - 100) < 4), field & (np.abs(ring - 100) < 4), 0.5)
    plane = vessels.standard.astype(np.float32)
    measurements = measure(vessels, ProbabilityMap(plane, plane, field, (199.5, 199.5)), None)
    record = measurements_record(measurements, vessels.standard, field)
    assert record["band"] is None
    density = record["measurements"]["vessel_density"]
    assert (density["low"], density["high"]) == (None, None)
    assert density["value"] == measurements.vessel_density.value > 0
    assert to_json(record)


def test_withheld_values_are_null_with_their_reason(analysis: Analysis):
    reason = message("The field of view is empty.")
    record = analysis_record(altered(analysis, measurements=withhold_all(reason)))
    research = record["research"]
    for measured in (
        *record["measurements"].values(),
        *(quadrant["vessel_density"] for quadrant in record["quadrants"].values()),
    ):
        assert measured["value"] is measured["low"] is measured["high"] is None
        assert measured["reason"] == "The field of view is empty."
    for extra in (research["information_dimension"], *research["lacunarity"].values()):
        assert extra["value"] is None
        assert extra["reason"] == "The field of view is empty."
    assert record["measurements"]["fractal_dimension"]["fit"] is None
    assert record["band"] is record["calibres"] is None
    assert record["segments"]["length"] == []


def test_research_without_vessels_says_so(analysis: Analysis):
    field = analysis.probability.measured_field
    record = measurements_record(analysis.measurements, np.zeros_like(field), field)
    dimension = record["research"]["information_dimension"]
    assert dimension["value"] is None
    assert dimension["reason"] == "There are too few vessels."


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


def test_what_nobody_corrected_is_recorded_as_such(analysis: Analysis):
    record = analysis_record(analysis)
    assert record["corrected"] is None
    assert record["exported_vessels"] == "automatic"


def test_automatic_and_corrected_numbers_are_both_recorded(analysis: Analysis, corrected: Analysis):
    record, plain = analysis_record(corrected), analysis_record(analysis)
    automatic = {key: record[key] for key in ("band", "measurements", "quadrants", "research")}
    assert automatic == {key: plain[key] for key in automatic}
    assert record["exported_vessels"] == "corrected"
    by_hand = record["corrected"]
    measured = corrected.shown_measurements
    density = by_hand["measurements"]["vessel_density"]
    assert density["value"] == measured.vessel_density.value
    assert density["value"] != record["measurements"]["vessel_density"]["value"]
    assert set(by_hand["measurements"]) == set(record["measurements"])
    assert by_hand["research"] != record["research"]
    assert by_hand["added_px"] == np.count_nonzero(corrected.added) > 0
    assert by_hand["erased_px"] == np.count_nonzero(corrected.erased) > 0
    assert any("corrected the vessels by hand" in warning for warning in record["warnings"])


def test_corrected_mask_can_be_made_again_from_the_record(analysis: Analysis, corrected: Analysis):
    by_hand = json.loads(to_json(analysis_record(corrected)))["corrected"]
    strokes = tuple(
        Stroke(tuple((x, y) for x, y in each["points_px"]), each["radius_px"], each["erases"])
        for each in by_hand["strokes"]
    )
    assert by_hand["stroke_count"] == len(strokes) == 2
    assert strokes == corrected.strokes
    again = reread(analysis, strokes=strokes)
    assert np.array_equal(again.shown_vessels.native, corrected.shown_vessels.native)


def test_correction_of_what_is_withheld_is_recorded_without_numbers(corrected: Analysis):
    unsuitable = altered(corrected, unsuitable=message("It is a CT."))
    by_hand = analysis_record(reread(unsuitable, threshold=0.5))["corrected"]
    assert by_hand["stroke_count"] == 2
    assert {each["value"] for each in by_hand["measurements"].values()} == {None}
    assert {each["reason"] for each in by_hand["measurements"].values()} == {"It is a CT."}


def test_frame_is_recorded(analysis: Analysis):
    image = replace(analysis.image, frame=2, frames=5, colours="ybr")
    record = analysis_record(altered(analysis, image=image))["image"]
    assert (record["frame"], record["frames"], record["colours"]) == (3, 5, "ybr")


def test_unknown_spacing_is_null_and_known_spacing_names_its_source(analysis: Analysis):
    assert analysis_record(analysis)["image"]["spacing_mm"] is None
    image = replace(
        analysis.image,
        spacing=Spacing(0.01, 0.02, Source.FILE),
        laterality=Laterality.LEFT,
        laterality_source=Source.USER,
    )
    record = analysis_record(altered(analysis, image=image))["image"]
    assert record["spacing_mm"] == [0.01, 0.02]
    assert record["spacing_source"] == "file"
    assert (record["laterality"], record["laterality_source"]) == ("L", "user")


def test_failure_carries_kind_message_and_hint():
    error = ImageReadError(message("“{name}” is empty.", name="a.png"), message("Export it again."))
    assert failure_record(Path("a.png"), error, "1")["error"] == {
        "kind": "ImageReadError",
        "message": "“a.png” is empty.",
        "hint": "Export it again.",
    }


def test_no_record_may_hold_nan():
    with pytest.raises(ValueError, match="JSON"):
        to_json({"value": float("nan")})


def test_of_what_is_unsuitable_the_record_says_why_and_that_no_vessels_are_exported(
    analysis: Analysis,
):
    reason = message("It is a heart.")
    record = analysis_record(
        altered(analysis, unsuitable=reason, measurements=withhold_all(reason))
    )
    assert record["unsuitable"] == record["warnings"][0] == "It is a heart."
    assert record["exported_vessels"] == "none"
    assert analysis_record(analysis)["unsuitable"] is None
