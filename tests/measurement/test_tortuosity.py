import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.anatomy.skeleton import SHORTEST_WAVE, SPUR, trace_skeleton
from app.measurement.tortuosity import SHORTEST, segment_tortuosities, tortuosity
from tests.anatomy.shapes import arc, bar, ray, sine, thick, turned, winding

ANGLES = (0, 12, 30, 45, 77, 90)


def measured(mask):
    return tortuosity(trace_skeleton(mask).segments)


@given(width=st.floats(1.5, 8), angle=st.floats(0, 180))
@settings(max_examples=20)
def test_a_straight_vessel_has_tortuosity_one(width, angle):
    found = measured(bar(width, angle))
    assert found == pytest.approx(1, abs=0.01)
    assert found >= 1


def half_circle(radius):
    turn = np.linspace(0, np.pi, 4000)
    return np.stack([radius * np.sin(turn), radius * np.cos(turn)], axis=1) + 209.5


@given(radius=st.sampled_from([60, 100, 190]), angle=st.sampled_from(ANGLES))
@settings(max_examples=15)
def test_a_semicircle_has_half_pi(radius, angle):
    mask = thick(turned(half_circle(radius), angle), 3)
    assert measured(mask) == pytest.approx(np.pi / 2, abs=0.02)


@pytest.mark.parametrize(("periods", "height"), [(1, 20), (2, 25), (3, 12), (2, 50)])
def test_a_sine_has_the_ratio_of_its_arc_to_its_chord(periods, height):
    points = sine(periods, height)
    assert measured(thick(points, 3)) == pytest.approx(winding(points), abs=0.02)


@given(angle=st.floats(0, 180), scale=st.floats(0.6, 1.3))
@settings(max_examples=15)
def test_turning_and_scaling_change_nothing(angle, scale):
    points = sine(2, 25, 280)
    moved = thick(turned(points, angle, scale), 3)
    assert measured(moved) == pytest.approx(measured(thick(points, 3)), abs=0.02)


@pytest.mark.parametrize("width", [2, 3, 5])
@pytest.mark.parametrize("wave", [SHORTEST_WAVE, 40, 60])
def test_waves_that_are_long_enough_keep_their_winding(width, wave):
    points = sine(300 / wave, wave / 4)
    kept = (measured(thick(points, width)) - 1) / (winding(points) - 1)
    assert 0.8 < kept < 1.05


def test_shorter_waves_are_taken_for_the_staircase_of_a_straight_line():
    points = sine(300 / 8, 1.5)
    assert winding(points) > 1.2
    assert measured(thick(points, 3)) < 1.1


def test_half_of_the_length_winds_more_than_the_number():
    mask = np.concatenate([bar(3, 0, 150), thick(half_circle(100), 3), thick(sine(2, 25), 3)])
    winding_of_each, length = segment_tortuosities(trace_skeleton(mask).segments)
    assert len(length) == 3
    found = measured(mask)
    assert length[winding_of_each < found].sum() < length.sum() / 2
    assert length[winding_of_each <= found].sum() >= length.sum() / 2
    assert found == pytest.approx(winding(sine(2, 25)), abs=0.02)


def test_one_hairpin_does_not_set_the_number():
    hairpin = np.zeros((80, 420), np.bool_)
    hairpin[[20, 60], 10:400] = True
    hairpin[20:61, 400] = True
    mask = np.concatenate([bar(3, 0, 400)] * 3 + [hairpin])
    winding_of_each, length = segment_tortuosities(trace_skeleton(mask).segments)
    assert np.average(winding_of_each, weights=length) > 5
    assert measured(mask) == pytest.approx(1, abs=0.01)


def test_each_segment_of_a_fork_is_measured_by_itself():
    mask = ray(3, 0) | ray(3, 120) | ray(3, 240)
    each, length = segment_tortuosities(trace_skeleton(mask).segments)
    assert each == pytest.approx([1, 1, 1], abs=0.01)
    assert length == pytest.approx([150] * 3, abs=4)


def test_what_is_too_short_to_tell_is_left_out():
    assert measured(bar(1.5, 0, SHORTEST + 5)) is not None
    assert measured(bar(1.5, 0, SHORTEST - 5)) is None


@pytest.mark.parametrize("angle", [0, 10, 22.5, 30, 45, 60, 80])
@pytest.mark.parametrize("length", [SHORTEST + 8, 80])
def test_short_straight_vessels_hardly_wind(angle, length):
    assert 1 <= measured(bar(5, angle, length)) < 1.035


def test_closed_rings_do_not_wind():
    assert measured(arc(100)) is None
    stalk = arc(60) | (ray(3, 0, 200) & ~arc(20, 60))
    assert measured(stalk) == pytest.approx(1, abs=0.01)


def test_a_loop_that_returns_to_one_branch_point_by_two_pixels_does_not_wind():
    """Its chord is a pixel or two, by which its length must not be divided."""
    mask = np.zeros((200, 200), np.bool_)
    mask[100, 20:180] = True
    mask[40, 97:104] = True
    mask[40:100, [97, 103]] = True
    segments = trace_skeleton(mask).segments
    loop = (segments.length > 100) & (segments.chord < SPUR)
    assert np.count_nonzero(loop) == 1
    assert tortuosity(segments) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("mask", [np.zeros((30, 30), np.bool_), np.eye(30, dtype=np.bool_)[::8]])
def test_without_vessels_there_is_none(mask):
    assert measured(mask) is None
