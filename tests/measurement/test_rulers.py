from math import cos, pi, sin, tau

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.photograph import Source, Spacing
from app.measurement.rulers import (
    Units,
    angle_degrees,
    area_mm2,
    area_px,
    crosses_itself,
    length_mm,
    length_px,
)

OBLONG = Spacing(row_mm=0.02, column_mm=0.01, source=Source.FILE)
points = st.tuples(*[st.floats(-5000, 5000, allow_nan=False)] * 2)


def test_length_in_pixels():
    assert length_px((10, 20), (13, 24)) == 5


@pytest.mark.parametrize(
    ("end", "length"), [((100, 0), 1.0), ((0, 100), 2.0), ((300, 200), 5.0), ((0, 0), 0.0)]
)
def test_length_in_millimetres_minds_each_side_of_a_pixel(end, length):
    assert length_mm((0, 0), end, OBLONG) == pytest.approx(length)


@pytest.mark.parametrize(
    ("end", "angle"), [((1, 0), 0), ((1, 1), 45), ((0, 5), 90), ((0, -5), 90), ((-3, 0), 180)]
)
def test_angle_is_between_both_arms_whichever_way_it_opens(end, angle):
    assert angle_degrees((7, 0), (0, 0), end, None) == pytest.approx(angle)


def test_angle_is_that_on_the_retina_where_pixels_are_oblong():
    assert angle_degrees((2, 0), (0, 0), (2, 1), OBLONG) == pytest.approx(45)


def test_angle_without_an_arm_is_none_at_all():
    assert angle_degrees((4, 4), (4, 4), (9, 1), None) == 0


@given(points, points, points)
def test_angle_does_not_depend_on_the_order_of_its_arms(start, vertex, end):
    assume(length_px(start, vertex) > 1 and length_px(end, vertex) > 1)
    forwards = angle_degrees(start, vertex, end, OBLONG)
    assert 0 <= forwards <= 180
    assert forwards == pytest.approx(angle_degrees(end, vertex, start, OBLONG), abs=1e-6)


def test_area_of_a_polygon_in_pixels_and_millimetres_far_from_the_corner():
    circle = [
        (5000 + 100 * cos(t / 200 * tau), 4000 + 100 * sin(t / 200 * tau)) for t in range(200)
    ]
    assert area_px(circle) == pytest.approx(pi * 100**2, rel=1e-3)
    assert area_px(circle[::-1]) == pytest.approx(area_px(circle))
    oblong = Spacing(0.02, 0.01, Source.FILE)
    assert area_mm2(circle, oblong) == pytest.approx(area_px(circle) * 0.0002)
    assert not crosses_itself(circle)


def test_outline_that_crosses_itself_is_told():
    assert crosses_itself([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert not crosses_itself([(0, 0), (10, 0), (5, 3), (10, 10), (0, 10)])
    assert not crosses_itself([(0, 0), (10, 0), (5, 5)])


def test_degrees_need_both_the_field_and_its_angle():
    assert Units(field_px=900, field_degrees=45).degree_px == 20
    assert Units(field_px=900).degree_px is None
    assert Units(field_degrees=45).degree_px is None
