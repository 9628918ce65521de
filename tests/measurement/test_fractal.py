import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from tests.data.make_golden import PATH, SIDE, SIZES, plain_count
from tests.support import make_fundus

DYADIC = box_sizes(1024)
TRIADIC = (3, 9, 27, 81, 243)


def dimension(mask, sizes=DYADIC):
    return box_count(mask, sizes).dimension


def repeated(cell, times):
    """Build a self-similar set by putting the cell into itself."""
    picture = np.ones((1, 1), np.bool_)
    for _ in range(times):
        picture = np.kron(picture, np.array(cell, dtype=np.bool_))
    return picture


SETS = {
    "Sierpinski carpet": ([[1, 1, 1], [1, 0, 1], [1, 1, 1]], 1.8928),
    "Vicsek cross": ([[0, 1, 0], [1, 1, 1], [0, 1, 0]], 1.4650),
    "Cantor dust": ([[1, 0, 1], [0, 0, 0], [1, 0, 1]], 1.2619),
}


@pytest.mark.parametrize("side", [256, 512, 1024])
def test_a_filled_square_has_dimension_two(side):
    count = box_count(np.ones((side, side), np.bool_), box_sizes(side))
    assert count.dimension == pytest.approx(2, abs=0.0005)
    assert count.r_squared == pytest.approx(1)
    assert count.standard_error < 1e-6


@pytest.mark.parametrize("shape", [(1, 1024), (1024, 1)])
def test_a_straight_line_has_dimension_one(shape):
    assert dimension(np.ones(shape, np.bool_)) == pytest.approx(1, abs=0.0005)


def test_local_slopes_lie_between_each_size_and_the_next():
    count = box_count(make_fundus(512).vessels, (2, 4, 8, 16, 32))
    steps = [np.log2(many / few) for many, few in pairwise(count.counts)]
    assert count.local_slopes == pytest.approx(steps)
    assert min(count.local_slopes) < count.dimension < max(count.local_slopes)


@pytest.mark.parametrize("name", SETS)
def test_local_slopes_of_known_sets_with_sizes_of_their_own_base(name):
    cell, expected = SETS[name]
    count = box_count(repeated(cell, 6), TRIADIC)
    assert count.local_slopes == pytest.approx([expected] * 4, abs=0.02)
    assert count.standard_error < 0.005


def test_a_diagonal_line_has_dimension_one():
    assert dimension(np.eye(1024, dtype=np.bool_)) == pytest.approx(1, abs=0.0005)


def test_sierpinski_triangle():
    assert dimension(repeated([[1, 0], [1, 1]], 10)) == pytest.approx(1.5850, abs=0.01)


@pytest.mark.parametrize("name", SETS)
def test_known_sets_with_sizes_of_their_own_base(name):
    cell, expected = SETS[name]
    assert dimension(repeated(cell, 6), TRIADIC) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("name", SETS)
def test_known_sets_with_the_sizes_in_use(name):
    cell, expected = SETS[name]
    picture = repeated(cell, 6)
    assert dimension(picture, box_sizes(len(picture))) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize("shift", [(1, 0), (0, 3), (17, 5), (100, 130)])
def test_moving_the_content_changes_nothing(shift):
    vessels = make_fundus(1024).vessels[60:-60, 60:-60]
    still = np.pad(vessels, ((0, 200), (0, 200)))
    moved = np.roll(still, shift, axis=(0, 1))
    assert abs(dimension(still) - dimension(moved)) < 0.005


def test_a_wider_frame_changes_nothing():
    vessels = make_fundus(512).vessels
    assert dimension(vessels) == dimension(np.pad(vessels, 100))


def test_turning_by_a_right_angle_hardly_matters():
    vessels = make_fundus(1024).vessels
    assert abs(dimension(vessels) - dimension(np.rot90(vessels))) < 0.01


def points(*places):
    mask = np.zeros((1024, 1024), np.bool_)
    mask[tuple(zip(*places, strict=True))] = True
    return mask


@pytest.mark.parametrize(
    "mask",
    [
        np.zeros((64, 64), np.bool_),
        np.zeros((0, 0), np.bool_),
        points((500, 500)),
        points((500, 500), (500, 501)),
        points((500, 500), (501, 501)),
        points((3, 3), (1000, 900)),
        points((0, 0), (0, 1023), (1023, 0), (1023, 1023)),
        points((10, 10), (10, 40), (10, 90)),
    ],
    ids=["empty", "no frame", "one", "two", "two apart by a corner", "two far", "four", "three"],
)
def test_too_little_is_not_measurable(mask):
    assert box_count(mask, DYADIC) is None


def test_the_counts_are_kept_for_the_plot():
    count = box_count(np.ones((256, 256), np.bool_), (2, 4, 8, 16))
    assert count.sizes == (2, 4, 8, 16)
    assert count.counts == (128**2, 64**2, 32**2, 16**2)


@pytest.mark.parametrize("known", json.loads(PATH.read_text(encoding="utf-8")))
def test_golden_values(known):
    fundus = make_fundus(SIDE, seed=known["seed"])
    count = box_count(fundus.vessels, SIZES)
    assert int(fundus.vessels.sum()) == known["vessel_px"]
    assert list(count.counts) == known["counts"]
    assert count.dimension == pytest.approx(known["dimension"], abs=1e-5)
    assert vessel_density(fundus.vessels, fundus.field) == pytest.approx(known["density"], abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_a_plain_count(seed):
    mask = make_fundus(200, seed=seed).vessels
    sizes = (2, 3, 5, 8, 16, 32, 48)
    count = box_count(mask, sizes)
    assert count.counts == tuple(plain_count(mask, size) for size in sizes)
    slope = np.polyfit(np.log(sizes), np.log(count.counts), 1)[0]
    assert count.dimension == pytest.approx(-slope)


@pytest.mark.parametrize(
    ("extent", "sizes"),
    [
        (1024, (2, 4, 8, 16, 32, 64, 128, 256)),
        (1023, (2, 4, 8, 16, 32, 64, 128)),
        (8, (2,)),
        (1, (2,)),
    ],
)
def test_box_sizes(extent, sizes):
    assert box_sizes(extent) == sizes


@settings(max_examples=60)
@given(
    arrays.arrays(np.bool_, st.tuples(st.integers(1, 70), st.integers(1, 70))),
    st.sampled_from([DYADIC, TRIADIC, (2, 3, 4, 6, 8)]),
)
def test_any_mask_has_a_dimension_from_0_to_2_or_none(mask, sizes):
    count = box_count(mask, sizes)
    if count is None:
        return
    assert -1e-9 <= count.dimension <= 2.05
    assert 0 <= count.r_squared <= 1
    assert np.isfinite(count.standard_error)
    assert count.standard_error >= 0
    assert count.counts[0] <= np.count_nonzero(mask)
