import pytest

from app.analysis.analysis import Analysis
from app.domain.reading import Calibration, Mark, Ruler, Scale
from app.records.building import analysis_record
from app.records.schema import read_record, record_to_json, to_plain
from tests.readings import reread

LINE = Ruler(((10, 10), (40, 50)), text="scar")
ANGLE = Ruler(((2, 0), (0, 0), (0, 2)))
AREA = Ruler(((0, 0), (20, 0), (20, 20), (0, 20)), Mark.AREA)
CROSSED = Ruler(((0, 0), (9, 9), (9, 0), (0, 9)), Mark.AREA)
NOTE = Ruler(((5, 5),), Mark.NOTE, "<b>pale</b>")


def marks_of(analysis: Analysis, **changes):
    return to_plain(analysis_record(reread(analysis, **changes)))


def test_marks_are_recorded_in_pixels_where_no_scale_is_known(analysis: Analysis):
    record = marks_of(analysis, rulers=(LINE, ANGLE, AREA, CROSSED, NOTE))
    line, angle, area, crossed, note = record["marks"]
    assert line == {
        "mark": "ruler",
        "text": "scar",
        "points_px": [[10.0, 10.0], [40.0, 50.0]],
        "length_px": 50.0,
    }
    assert angle["angle_degrees"] == 90.0
    assert area["area_px"] == 400.0
    assert not any("mm" in key or "disc" in key for key in (*line, *area))
    assert crossed["reason"] == "its outline crosses itself"
    assert "area_px" not in crossed
    assert note["text"] == "<b>pale</b>"
    assert "calibration" not in record["image"]


def test_scale_and_what_follows_from_it_are_recorded(analysis: Analysis):
    told = Calibration(Scale.LENGTH, 2.0, 50.0)
    record = marks_of(analysis, rulers=(LINE, AREA), calibration=told, spacing_mm=told.pixel_mm)
    assert record["image"]["calibration"] == {
        "scale": "known_length",
        "value": 2.0,
        "length_px": 50.0,
    }
    assert record["image"]["spacing_source"] == "user"
    assert record["marks"][0]["length_mm"] == pytest.approx(2.0)
    assert record["marks"][1]["area_mm2"] == pytest.approx(400 * 0.04**2)


def test_disc_and_field_give_their_own_units_and_no_millimetres(analysis: Analysis):
    record = marks_of(analysis, rulers=(LINE,), calibration=Calibration(Scale.DISC, 1.0, 25.0))
    assert record["marks"][0]["length_disc"] == 2.0
    assert "length_mm" not in record["marks"][0]
    record = marks_of(analysis, rulers=(LINE,), calibration=Calibration(Scale.FIELD, 45.0))
    degrees = 50 * 45 / analysis.field.diameter_px
    assert record["marks"][0]["length_field_degrees"] == pytest.approx(degrees, abs=1e-4)
    assert record["image"]["calibration"] == {"scale": "field_angle", "value": 45.0}
    assert record["image"]["spacing_mm"] is None


def test_the_length_of_the_eye_makes_millimetres_of_degrees_and_is_recorded(analysis: Analysis):
    told = Calibration(Scale.FIELD, 45.0, analysis.field.diameter_px, 26.0)
    record = marks_of(analysis, rulers=(LINE,), calibration=told, spacing_mm=told.pixel_mm)
    assert record["image"]["calibration"]["axial_length_mm"] == 26.0
    assert record["image"]["spacing_source"] == "user"
    (mark,) = record["marks"]
    longer = mark["length_mm"] / mark["length_field_degrees"]
    assert longer == pytest.approx(0.01306 * (26 - 1.82), rel=1e-3)


def test_record_with_marks_is_read_again(analysis: Analysis):
    marked = reread(analysis, rulers=(LINE, NOTE), calibration=Calibration(Scale.FIELD, 45.0))
    record = analysis_record(marked)
    assert read_record(record_to_json(record)) == record
