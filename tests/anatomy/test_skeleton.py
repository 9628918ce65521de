import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage

from app.anatomy.skeleton import SPUR, trace_skeleton
from tests.anatomy.shapes import arc, bar, ray, sine, thick
from tests.support import make_fundus

ANGLES = (0, 10, 22, 30, 40, 63, 90, 135)


def counts(mask):
    skeleton = trace_skeleton(mask)
    return skeleton.branch_points, skeleton.end_points


def blank(side=300):
    return np.zeros((side, side), np.bool_)


# --- length --------------------------------------------------------------------------------


@given(width=st.floats(1.5, 5), angle=st.sampled_from(ANGLES))
@settings(max_examples=20)
def test_a_straight_vessel_is_as_long_as_it_was_drawn(width, angle):
    skeleton = trace_skeleton(bar(width, angle))
    # Thinning takes up to half the width away at either end.
    assert 300 - width - 2.5 <= skeleton.length <= 301
    assert (skeleton.branch_points, skeleton.end_points) == (0, 2)
    assert len(skeleton.segments.length) == 1
    assert skeleton.segments.chord[0] == pytest.approx(skeleton.length, rel=0.005)


@pytest.mark.parametrize("width", [1.5, 2, 2.5, 3, 4, 5, 6])
@pytest.mark.parametrize("angle", [44, 45, 46, 135])
def test_near_the_diagonal_thinning_takes_no_more_than_elsewhere(width, angle):
    """Zhang's and Suen's thinning eats half of a diagonal, by where it lies between pixels."""
    for shift in np.arange(10) / 10:
        length = trace_skeleton(bar(width, angle, shift=shift)).length
        assert 300 - width - 2.5 <= length <= 301


@pytest.mark.parametrize("radius", [30, 100, 190])
@pytest.mark.parametrize("width", [1.5, 5])
def test_a_ring_is_as_long_as_its_circle_and_has_no_ends(radius, width):
    skeleton = trace_skeleton(arc(radius, width))
    assert skeleton.length == pytest.approx(2 * np.pi * radius, rel=0.01)
    assert (skeleton.branch_points, skeleton.end_points) == (0, 0)
    assert skeleton.segments.chord.tolist() == [0]


def test_a_wave_is_as_long_as_its_curve():
    points = sine()
    drawn = np.hypot(*np.diff(points, axis=0).T).sum()
    assert trace_skeleton(thick(points, 3)).length == pytest.approx(drawn, rel=0.01)


def test_lengths_add_up():
    mask = np.concatenate([bar(3, 20), arc(100)], axis=1)
    skeleton = trace_skeleton(mask)
    parts = trace_skeleton(bar(3, 20)).length + trace_skeleton(arc(100)).length
    assert skeleton.length == pytest.approx(parts)
    assert skeleton.length == pytest.approx(skeleton.segments.length.sum())


def test_a_grid_has_the_length_of_its_lines():
    mask = blank(301)
    mask[20:281:20, 20:281] = True
    mask[20:281, 20:281:20] = True
    skeleton = trace_skeleton(mask)
    assert skeleton.length == pytest.approx(2 * 14 * 260, rel=0.01)
    # Corners turn, all other crossings branch.
    assert (skeleton.branch_points, skeleton.end_points) == (14 * 14 - 4, 0)


@pytest.mark.parametrize("slope", [(1, 2), (1, 3), (2, 3)])
def test_a_staircase_has_no_branches_and_the_length_of_its_slope(slope):
    mask = blank()
    steps = np.arange(200)
    mask[20 + steps * slope[0] // slope[1], 20 + steps] = True
    mask[21 + steps * slope[0] // slope[1], 20 + steps] = True
    skeleton = trace_skeleton(mask)
    assert (skeleton.branch_points, skeleton.end_points) == (0, 2)
    assert skeleton.length == pytest.approx(199 * np.hypot(*slope) / slope[1], rel=0.01)


# --- branches and ends ---------------------------------------------------------------------


@given(width=st.floats(1.5, 6), angle=st.floats(0, 180))
@settings(max_examples=20)
def test_a_fork_has_one_branch_point_and_three_ends(width, angle):
    mask = ray(width, angle) | ray(width, angle + 120) | ray(width, angle + 240)
    assert counts(mask) == (1, 3)


@given(width=st.floats(1.5, 6), angle=st.floats(0, 180))
@settings(max_examples=20)
def test_a_t_has_one_branch_point_and_three_ends(width, angle):
    assert counts(bar(width, angle) | ray(width, angle + 90)) == (1, 3)


@given(width=st.floats(1.5, 6), between=st.floats(60, 120), angle=st.floats(0, 180))
@settings(max_examples=30)
def test_a_crossing_has_one_branch_point_and_four_ends(width, between, angle):
    mask = bar(width, angle) | bar(width, angle + between)
    skeleton = trace_skeleton(mask)
    assert (skeleton.branch_points, skeleton.end_points) == (1, 4)
    assert skeleton.length == pytest.approx(600, rel=0.04)


def test_two_forks_apart_are_two_branch_points():
    mask = blank()
    mask[150, 20:280] = True
    mask[50:150, [100, 100 + 3 * int(SPUR)]] = True
    assert counts(mask) == (2, 4)


def test_a_ring_on_a_stalk_has_one_branch_point_and_one_end():
    mask = arc(60) | (ray(3, 0, 200) & ~arc(20, 60))
    skeleton = trace_skeleton(mask)
    assert (skeleton.branch_points, skeleton.end_points) == (1, 1)
    assert sorted(skeleton.segments.length) == pytest.approx([140, 2 * np.pi * 60], abs=5)
    assert min(skeleton.segments.chord) == 0


# --- spurs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("height", [2, 4, 7])
def test_spurs_are_cut_and_the_vessel_stays(height):
    mask = blank()
    mask[100:103, 50:250] = True
    mask[100 - height : 100, 80:220:40] = True
    skeleton = trace_skeleton(mask)
    assert (skeleton.branch_points, skeleton.end_points) == (0, 2)
    assert len(skeleton.segments.length) == 1
    assert skeleton.length == pytest.approx(199, abs=4)
    assert not skeleton.mask[:100].any()


@pytest.mark.parametrize(("length", "ends"), [(SPUR - 3, 0), (SPUR + 4, 2)])
@pytest.mark.parametrize("angle", [0, 30, 45])
def test_pieces_shorter_than_a_spur_have_no_end_points(length, ends, angle):
    piece = bar(2, angle, length, side=60)
    assert counts(piece) == (0, ends)
    vessel = np.pad(bar(3, 0, 40, side=60), ((0, 60), (0, 0)))
    vessel[60:] = piece
    assert counts(vessel) == (0, 2 + ends)


def test_side_branches_that_are_long_enough_stay():
    mask = blank()
    mask[100:103, 50:250] = True
    mask[100 - 2 * int(SPUR) : 100, 80:220:40] = True
    assert counts(mask) == (4, 6)


def test_a_ragged_vessel_stays_one_segment():
    edge = np.random.default_rng(0).integers(0, 2, (2, 260))
    mask = blank()
    for column in range(260):
        mask[100 - edge[0, column] : 106 + edge[1, column], 20 + column] = True
    skeleton = trace_skeleton(mask)
    assert (skeleton.branch_points, skeleton.end_points) == (0, 2)
    assert skeleton.length == pytest.approx(259, abs=8)


# --- what is hardly a vessel ---------------------------------------------------------------


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 50), (50, 1), (40, 40)])
def test_without_vessels_there_is_nothing(shape):
    skeleton = trace_skeleton(np.zeros(shape, np.bool_))
    assert (skeleton.length, skeleton.branch_points, skeleton.end_points) == (0, 0, 0)
    assert skeleton.mask.shape == shape


def test_one_pixel_has_no_length_and_no_ends():
    mask = blank(9)
    mask[4, 4] = True
    skeleton = trace_skeleton(mask)
    assert (skeleton.length, skeleton.branch_points, skeleton.end_points) == (0, 0, 0)


@pytest.mark.parametrize("shape", [(1, 50), (50, 1)])
def test_a_line_that_fills_the_frame(shape):
    skeleton = trace_skeleton(np.ones(shape, np.bool_))
    assert skeleton.length == pytest.approx(49)
    assert (skeleton.branch_points, skeleton.end_points) == (0, 2)


def test_a_full_frame_has_next_to_no_centreline():
    skeleton = trace_skeleton(np.ones((300, 300), np.bool_))
    assert skeleton.length < 2 * SPUR


def test_specks_have_no_length():
    mask = blank()
    mask[::10, ::10] = True
    skeleton = trace_skeleton(mask)
    assert (skeleton.length, skeleton.end_points) == (0, 0)
    assert np.count_nonzero(skeleton.mask) == 900


def test_the_mask_is_left_alone():
    mask = make_fundus(256).vessels.copy()
    before = mask.copy()
    trace_skeleton(mask)
    assert np.array_equal(mask, before)


@pytest.mark.parametrize("seed", range(3))
def test_moving_the_vessels_changes_nothing(seed):
    mask = np.pad(make_fundus(300, seed).vessels, 40)
    first, second = trace_skeleton(mask), trace_skeleton(np.roll(mask, (7, -12), axis=(0, 1)))
    assert first.length == pytest.approx(second.length)
    assert counts(mask) == (second.branch_points, second.end_points)


@settings(max_examples=80)
@given(arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, max_side=25)))
def test_any_mask(mask):
    skeleton = trace_skeleton(mask)
    segments = skeleton.segments
    assert not (skeleton.mask & ~mask).any()
    assert np.isfinite(segments.length).all()
    assert (segments.length >= segments.chord - 1e-9).all()
    assert skeleton.length <= 1.5 * np.count_nonzero(skeleton.mask)
    assert skeleton.end_points <= np.count_nonzero(skeleton.mask)
    eight = np.ones((3, 3), np.bool_)
    # Thinning and cutting spurs tear nothing apart and swallow nothing.
    assert ndimage.label(skeleton.mask, eight)[1] == ndimage.label(mask, eight)[1]
