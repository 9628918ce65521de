import numpy as np
import pytest

from app.domain.photograph import Source, Spacing
from app.domain.reading import Calibration, Mark, Ruler, Scale
from app.measurement.rulers import PIXELS, Units
from app.report.drawn_marks import draw_marks
from app.report.marks import calibration_words, mark_label, mark_name

OBLONG = Spacing(row_mm=0.02, column_mm=0.01, source=Source.FILE)
SQUARE = ((0, 0), (100, 0), (100, 100), (0, 100))


@pytest.mark.parametrize(
    ("points", "told", "label"),
    [
        (((0, 0), (3, 4)), PIXELS, "5.0 px"),
        (((0, 0), (60, 80)), PIXELS, "100.0 px"),
        (((0, 0), (300, 400)), PIXELS, "500 px"),
        (((0, 0), (0, 150)), Units(OBLONG), "150 px · 3.00 mm"),
        (((0, 0), (150, 0)), Units(OBLONG), "150 px · 1.50 mm"),
        (((0, 0), (42, 0)), Units(OBLONG), "42.0 px · 420 µm"),
        (((0, 0), (300, 400)), Units(field_px=1000), "500 px · 50.0 % of ⌀"),
        (((0, 0), (300, 400)), Units(field_px=1000, disc_px=200), "500 px · 2.50 DD"),
        (
            ((0, 0), (300, 400)),
            Units(field_px=1000, field_degrees=45),
            "500 px · 22.5° of the field",
        ),
        (((2, 0), (0, 0), (2, 1)), PIXELS, "26.6°"),
        (((2, 0), (0, 0), (2, 1)), Units(OBLONG), "45.0°"),
    ],
)
def test_lengths_are_given_in_the_units_that_are_known_and_no_others(points, told, label):
    assert mark_label(Ruler(points), told, str) == label


def test_areas_are_given_likewise_and_withheld_where_an_outline_crosses_itself():
    area = Ruler(SQUARE, Mark.AREA, "scar")
    assert mark_label(area, PIXELS, str) == "scar · 10000 px²"
    assert (
        mark_label(area, Units(OBLONG, disc_px=200), str) == "scar · 10000 px² · 2 mm² · 0.25 DD²"
    )
    crossed = Ruler(((0, 0), (9, 9), (9, 0), (0, 9)), Mark.AREA)
    assert mark_label(crossed, Units(OBLONG), str) == "no area: its outline crosses itself"


def test_arrows_and_notes_measure_nothing():
    assert mark_label(Ruler(((0, 0), (9, 9)), Mark.ARROW), Units(OBLONG), str) == ""
    assert (
        mark_label(Ruler(((0, 0),), Mark.NOTE, "<b>scar</b>"), Units(OBLONG), str) == "<b>scar</b>"
    )


def test_each_kind_has_its_name():
    three = ((0, 0), (1, 1), (2, 0))
    named = [mark_name(Ruler(three, mark)) for mark in Mark]
    assert [str(name) for name in named] == ["Angle", "Area", "Arrow", "Note"]
    assert str(mark_name(Ruler(three[:2]))) == "Line"


@pytest.mark.parametrize(
    ("calibration", "words", "pixel_mm"),
    [
        (Calibration(Scale.PIXEL, 0.0071), "a pixel is 0.0071 mm wide", 0.0071),
        (Calibration(Scale.LENGTH, 1.8, 200.0), "a line of 200.0 px is 1.8 mm", 0.009),
        (Calibration(Scale.DISC, 1, 200.0), "a line of 200.0 px is 1 disc diameter (DD)", None),
        (Calibration(Scale.FIELD, 45), "the camera's field is 45° wide", None),
        (
            Calibration(Scale.FIELD, 45, 1000.0, 24.0),
            "the camera's field is 45° wide, and the eye 24.00 mm long",
            45 * 0.01306 * (24 - 1.82) / 1000,
        ),
    ],
)
def test_scale_says_where_it_comes_from_and_invents_no_millimetres(calibration, words, pixel_mm):
    assert str(calibration_words(calibration)) == words
    assert calibration.pixel_mm == (None if pixel_mm is None else pytest.approx(pixel_mm))


@pytest.mark.parametrize("mark", list(Mark))
def test_marks_are_drawn_at_the_size_of_the_picture(mark):
    points = {Mark.NOTE: ((200, 200),), Mark.AREA: ((200, 200), (400, 200), (400, 400))}
    black = np.zeros((400, 400, 3), np.uint8)
    ruler = Ruler(points.get(mark, ((200, 200), (400, 200))), mark)
    drawn = draw_marks(black, [ruler], 0.5)
    assert drawn[100, 100].min() > 200
    assert not drawn[300:].any()
    assert not black.any()


def test_picture_without_marks_stays_as_it_is():
    black = np.zeros((40, 40, 3), np.uint8)
    assert draw_marks(black, [], 1.0) is black
