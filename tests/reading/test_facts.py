import math

import pytest

from app.reading.facts import (
    PixelShape,
    as_whole_numbers,
    pixel_ratio,
    shape_notices,
    why_not_square,
)

SQUARE = PixelShape(1, 1, "PixelAspectRatio", "1:1")
ROUNDED = PixelShape(0.04, 0.0401, "PixelSpacing", "0.04:0.0401")
HIGH = PixelShape(4, 3, "PixelAspectRatio", "4:3")
SAME = PixelShape(0.016, 0.012, "PixelSpacing", "0.016:0.012")


def test_nothing_and_squares_say_nothing():
    for shapes in ((), (SQUARE,), (SQUARE, ROUNDED)):
        assert why_not_square(shapes) is None
        assert shape_notices(shapes) == ()
        assert pixel_ratio(shapes) == 1


def test_one_place_that_says_so_is_enough():
    assert "(PixelAspectRatio 4:3)" in str(why_not_square([HIGH, SAME]))
    assert pixel_ratio([SQUARE, SAME]) == pytest.approx(4 / 3)
    assert shape_notices([HIGH, SAME]) == ()


def test_places_that_contradict_each_other_are_both_named():
    (told,) = shape_notices([SQUARE, SAME])
    assert "PixelAspectRatio states 1:1, PixelSpacing states 0.016:0.012" in str(told)
    assert why_not_square([SQUARE, SAME]) is not None


@pytest.mark.parametrize("sides", [(0, 0), (0, 3), (-4, 3), (math.nan, 1), (math.inf, 1)])
def test_what_no_pixel_can_be_is_told_and_ignored(sides):
    nonsense = PixelShape(*sides, "JFIF density", "as it stands")
    (told,) = shape_notices([nonsense, SQUARE])
    assert "JFIF density states “as it stands”" in str(told)
    assert why_not_square([nonsense]) is None
    assert pixel_ratio([nonsense, HIGH]) == pytest.approx(4 / 3)


def test_a_ratio_in_whole_numbers():
    assert as_whole_numbers(4 / 3) == (4, 3)
    assert as_whole_numbers(0.75) == (3, 4)
    assert as_whole_numbers(1e-9) == (1, 1)
