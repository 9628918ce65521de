from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.base.errors import ImageReadError
from app.base.messages import message
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.reading import Piece, Region, Stroke
from app.measurement.measures import NOTHING_ELSE, measures_with
from app.measurement.summary import withhold_all
from app.records.building import analysis_record, failure_record
from app.records.schema import SCHEMA, to_plain
from tests.readings import altered, reread
from tests.support import FakePredictor, make_fundus, photograph


def record_of(analysis: Analysis) -> dict[str, Any]:
    return to_plain(analysis_record(analysis))


def test_record_has_the_published_shape(analysis: Analysis):
    record = record_of(analysis)
    assert record["schema"] == SCHEMA
    assert set(record) == {
        "schema", "image", "field_of_view", "model", "threshold", "hysteresis", "software_version",
        "created", "unsuitable", "quality", "warnings", "working_diameter_px", "band",
        "measurements",
        "quadrants", "calibres", "segments", "research", "corrected", "excluded",
        "exported_vessels",
    }  # fmt: skip
    assert set(record["image"]) == {
        "path", "sha256", "frame", "frames", "colours", "width", "height", "laterality",
        "laterality_source", "spacing_mm", "spacing_source",
    }  # fmt: skip
    assert {"center", "diameter_px", "area_px", "method", "confidence", "file"} == set(
        record["field_of_view"]
    )
    assert set(record["model"]) == {"name", "version", "sha256", "device", "precision", "style"}
    assert set(record["measurements"]) == {each.id for each in measures_with(NOTHING_ELSE)}
    for measured in record["measurements"].values():
        assert {"value", "low", "high", "unit", "reason", "definition"} <= set(measured)
    assert {"vessel_density", "fractal_dimension"} <= set(record["measurements"])


def test_record_holds_the_numbers_of_the_analysis(analysis: Analysis):
    record = record_of(analysis)
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
    measured = record_of(analysis)["measurements"]
    for name, smallest in (("fractal_dimension", 2), ("skeleton_fractal_dimension", 4)):
        fit = measured[name]["fit"]
        assert fit["box_sizes_px"][0] == smallest
        assert len(fit["box_counts"]) == len(fit["box_sizes_px"])
        assert len(fit["local_slopes"]) == len(fit["box_sizes_px"]) - 1
        assert fit["standard_error"] > 0
        assert 0.9 < fit["r_squared"] <= 1


def test_record_says_at_which_thresholds_and_size_it_was_measured(analysis: Analysis):
    record, band = record_of(analysis), analysis.measurements.band
    assert band is not None
    assert record["band"] == {
        "low_threshold": band.low_threshold,
        "high_threshold": band.high_threshold,
    }
    assert record["hysteresis"] == analysis.provenance.hysteresis
    assert record["working_diameter_px"] == 1024


def test_record_holds_distributions(analysis: Analysis):
    record = record_of(analysis)
    calibres, segments = record["calibres"], record["segments"]
    assert len(calibres["edges"]) == len(calibres["shares"]) + 1
    assert sum(calibres["shares"]) == pytest.approx(1)
    assert len(segments["length"]) == len(segments["tortuosity"])
    assert len(segments["length"]) == len(analysis.measurements.segments) > 0


def test_quadrants_are_named_by_anatomy_once_the_eye_is_known(analysis: Analysis):
    quadrant = record_of(analysis)["quadrants"]["upper_right"]
    assert (quadrant["place"], quadrant["anatomy"]) == ("upper right", None)
    assert 0 < quadrant["vessel_density"]["value"] < 1
    image = analysis.image.with_laterality(Laterality.RIGHT)
    named = record_of(altered(analysis, image=image))["quadrants"]["upper_right"]
    assert named["anatomy"] == "superior-nasal"


def test_research_is_labelled_as_such(analysis: Analysis):
    research = record_of(analysis)["research"]
    assert research["use"].startswith("For research only")
    assert 1 < research["information_dimension"]["value"] < 2
    assert 1 < research["correlation_dimension"]["value"] < 2
    lacunarities = [entry["value"] for entry in research["lacunarity"].values()]
    assert lacunarities == sorted(lacunarities, reverse=True)  # larger boxes are filled more alike
    assert min(lacunarities) >= 1


def test_withheld_values_are_null_with_their_reason(analysis: Analysis):
    reason = message("The field of view is empty.")
    record = record_of(altered(analysis, measurements=withhold_all(reason)))
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


def test_poor_parts_are_recorded_by_their_flaw():
    pixels = make_fundus(400).pixels.copy()
    pixels[:, 200:] //= 6
    quality = record_of(analyse(photograph(pixels), FakePredictor()))["quality"]
    assert 0.3 < quality["poor_parts"]["dark"] < 0.5
    assert any("is too dark (right half)" in reason for reason in quality["reasons"])


@pytest.mark.parametrize("measure_anyway", [False, True])
def test_override_of_the_quality_is_recorded(measure_anyway: bool):
    dark = photograph(make_fundus(256).pixels // 10)
    record = record_of(analyse(dark, FakePredictor(), measure_anyway=measure_anyway))
    assert record["quality"]["verdict"] == "not gradable"
    assert record["quality"]["overridden"] is measure_anyway
    told = [warning for warning in record["warnings"] if "measured anyway" in warning]
    assert bool(told) is measure_anyway
    density = record["measurements"]["vessel_density"]["value"]
    assert (density is not None) is measure_anyway


def test_what_nobody_corrected_is_recorded_as_such(analysis: Analysis):
    record = record_of(analysis)
    assert record["corrected"] is None
    assert record["exported_vessels"] == "automatic"


def test_automatic_and_corrected_numbers_are_both_recorded(analysis: Analysis, corrected: Analysis):
    record, plain = record_of(corrected), record_of(analysis)
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
    assert any("vessels were corrected by hand" in warning for warning in record["warnings"])


def test_corrected_mask_can_be_made_again_from_the_record(analysis: Analysis, corrected: Analysis):
    by_hand = record_of(corrected)["corrected"]
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
    by_hand = record_of(reread(unsuitable, threshold=0.5))["corrected"]
    assert by_hand["stroke_count"] == 2
    assert {each["value"] for each in by_hand["measurements"].values()} == {None}
    assert {each["reason"] for each in by_hand["measurements"].values()} == {"It is a CT."}


def test_frame_is_recorded(analysis: Analysis):
    image = replace(analysis.image, frame=2, frames=5, colours="ybr")
    record = record_of(altered(analysis, image=image))["image"]
    assert (record["frame"], record["frames"], record["colours"]) == (3, 5, "ybr")


def test_unknown_spacing_is_null_and_known_spacing_names_its_source(analysis: Analysis):
    assert record_of(analysis)["image"]["spacing_mm"] is None
    image = replace(
        analysis.image,
        spacing=Spacing(0.01, 0.02, Source.FILE),
        laterality=Laterality.LEFT,
        laterality_source=Source.USER,
    )
    record = record_of(altered(analysis, image=image))["image"]
    assert record["spacing_mm"] == [0.01, 0.02]
    assert record["spacing_source"] == "file"
    assert (record["laterality"], record["laterality_source"]) == ("L", "user")


def test_failure_carries_kind_message_and_hint():
    error = ImageReadError(message("“{name}” is empty.", name="a.png"), message("Export it again."))
    record = to_plain(failure_record(Path("a.png"), error))
    assert record["error"] == {
        "kind": "ImageReadError",
        "message": "“a.png” is empty.",
        "hint": "Export it again.",
    }
    assert record["image"] == {"path": "a.png"}
    assert "measurements" not in record


def test_failure_of_a_file_that_was_read_names_its_content_and_frame():
    error = ImageReadError(message("It is damaged."), message("Export it again."))
    image = to_plain(failure_record(Path("a.png"), error, sha256="7" * 64, frame=2))["image"]
    assert image == {"path": "a.png", "sha256": "7" * 64, "frame": 3}


def test_of_what_is_unsuitable_the_record_says_why_and_that_no_vessels_are_exported(
    analysis: Analysis,
):
    reason = message("It is a heart.")
    record = record_of(altered(analysis, unsuitable=reason, measurements=withhold_all(reason)))
    assert record["unsuitable"] == record["warnings"][0] == "It is a heart."
    assert record["exported_vessels"] == "none"
    assert record_of(analysis)["unsuitable"] is None


def test_a_click_on_a_segment_is_recorded_as_its_pixels(analysis: Analysis):
    mask = np.zeros(analysis.field.mask.shape, dtype=np.bool_)
    mask[100:104, 90:130] = True
    point = ((91.5, 101.5),)
    erasing = Stroke(point, 0.0, erases=True, piece=Piece.of(mask))
    restoring = Stroke(point, 3.0, restores=True)
    record = record_of(reread(analysis, strokes=(erasing, restoring)))["corrected"]
    assert record["strokes"][0]["piece"] == {
        "left_px": 90, "top_px": 100, "width_px": 40, "height_px": 4, "runs_px": [0, 160],
    }  # fmt: skip
    assert "restores" not in record["strokes"][0]
    assert record["strokes"][1]["restores"] is True
    assert "piece" not in record["strokes"][1]


def test_what_was_excluded_is_recorded(analysis: Analysis):
    mask = np.zeros(analysis.image.pixels.shape[:2], np.bool_)
    mask[:, :200] = True
    region = Region.of(mask)
    part = reread(analysis, excluded=region)
    told = analysis_record(part).excluded
    assert told.share == part.excluded_share > 0.1
    assert Region(told.height_px, told.width_px, told.runs_px) == region
    assert any("excluded" in warning for warning in analysis_record(part).warnings)
    assert analysis_record(analysis).excluded is None
