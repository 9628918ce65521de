import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.measurement.fractal import box_sizes
from app.measurement.research import generalised_dimension, lacunarity

SIZES = box_sizes(512)
EVERYWHERE = np.ones((512, 512), np.bool_)
ORDERS = (1, 2)


@pytest.mark.parametrize("order", ORDERS)
def test_a_filled_square_has_dimension_two(order):
    assert generalised_dimension(EVERYWHERE, SIZES, order) == pytest.approx(2, abs=1e-6)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("line", [np.eye(512, dtype=np.bool_), EVERYWHERE[:1], EVERYWHERE[:, :1]])
def test_a_line_has_dimension_one(line, order):
    assert generalised_dimension(line, SIZES, order) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("order", ORDERS)
def test_an_even_fractal_has_the_same_dimension_of_every_order(order):
    index = np.arange(512)
    triangle = (index[:, None] & index[None, :]) == 0
    expected = np.log(3) / np.log(2)
    assert generalised_dimension(triangle, SIZES, order) == pytest.approx(expected, abs=1e-6)


def test_an_uneven_mask_has_falling_dimensions():
    """Half of the mass is a plane, half a line: D1 lies between, D2 nearer to the line's."""
    mask = np.zeros((512, 512), np.bool_)
    mask[::8, ::8] = True
    mask[:8] = True
    first, second = (generalised_dimension(mask, (8, 16, 32, 64), order) for order in ORDERS)
    assert first == pytest.approx(1.5, abs=0.1)
    assert 1 < second < first - 0.1


@pytest.mark.parametrize("order", ORDERS)
def test_moving_changes_nothing(order):
    mask = np.random.default_rng(0).random((90, 90)) < 0.2
    still = np.pad(mask, ((0, 40), (0, 40)))
    moved = np.roll(still, (13, 31), axis=(0, 1))
    assert generalised_dimension(still, SIZES, order) == generalised_dimension(moved, SIZES, order)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("points", [[], [(3, 4)], [(3, 4), (3, 5)]])
def test_too_little_has_no_dimension(points, order):
    mask = np.zeros((64, 64), np.bool_)
    for point in points:
        mask[point] = True
    assert generalised_dimension(mask, (2, 4, 8), order) is None


@pytest.mark.parametrize("size", [2, 5, 16])
def test_an_even_mask_has_lacunarity_one(size):
    assert lacunarity(EVERYWHERE, EVERYWHERE, size) == pytest.approx(1)


def test_a_checkerboard_is_even_in_boxes_of_even_size():
    board = np.indices((64, 64)).sum(axis=0) % 2 == 0
    assert lacunarity(board, EVERYWHERE[:64, :64], 4) == pytest.approx(1)
    assert lacunarity(board, EVERYWHERE[:64, :64], 1) == pytest.approx(2)  # 0 and 1, half each


@pytest.mark.parametrize("share", [0.5, 0.25, 0.1])
def test_boxes_of_one_pixel_give_one_over_the_density(share):
    mask = np.zeros((100, 100), np.bool_)
    mask[: round(100 * share)] = True
    assert lacunarity(mask, np.ones_like(mask), 1) == pytest.approx(1 / share)


def test_boxes_over_an_edge_are_counted_one_by_one():
    """Of 19 places of a 2 x 2 box beside one another, 9 are full, 1 is half full, 9 are empty."""
    mask = np.zeros((2, 20), np.bool_)
    mask[:, :10] = True
    shares = np.array([1.0] * 9 + [0.5] + [0.0] * 9)
    expected = (shares**2).mean() / shares.mean() ** 2
    assert lacunarity(mask, np.ones_like(mask), 2) == pytest.approx(expected)


def test_only_boxes_inside_the_field_count():
    mask = np.zeros((60, 60), np.bool_)
    mask[:, :30] = True
    assert lacunarity(mask, mask, 4) == pytest.approx(1)
    assert lacunarity(mask, np.ones_like(mask), 4) > 1.5


def test_without_vessels_or_room_there_is_no_lacunarity():
    assert lacunarity(~EVERYWHERE, EVERYWHERE, 4) is None
    assert lacunarity(EVERYWHERE, ~EVERYWHERE, 4) is None
    assert lacunarity(EVERYWHERE[:3], EVERYWHERE[:3], 8) is None


@settings(max_examples=60)
@given(arrays.arrays(np.bool_, (2, 20, 17)), st.sampled_from([1, 2, 3, 5]))
def test_any_mask_has_lacunarity_of_one_and_more_or_none(masks, size):
    mask, field = masks
    value = lacunarity(mask, field, size)
    assert value is None or (np.isfinite(value) and value >= 1 - 1e-9)
    for order in ORDERS:
        dimension = generalised_dimension(mask, (2, 3, 5), order)
        assert dimension is None or 0 <= dimension <= 2.6
