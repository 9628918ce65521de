import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.measurement.density import vessel_density

CHECKERBOARD = np.indices((64, 64)).sum(axis=0) % 2 == 0
EVERYWHERE = np.ones((64, 64), np.bool_)


def test_a_checkerboard_is_half():
    assert vessel_density(CHECKERBOARD, EVERYWHERE) == 0.5


def test_pixels_outside_the_field_do_not_count():
    field = EVERYWHERE.copy()
    field[:, 32:] = False
    assert vessel_density(CHECKERBOARD, field) == 0.5
    assert vessel_density(~field, field) == 0


def test_a_half_empty_field():
    vessels = CHECKERBOARD.copy()
    vessels[32:] = False
    assert vessel_density(vessels, EVERYWHERE) == 0.25


def test_the_extremes():
    assert vessel_density(EVERYWHERE, EVERYWHERE) == 1
    assert vessel_density(~EVERYWHERE, EVERYWHERE) == 0


def test_without_a_field_there_is_no_density():
    assert vessel_density(EVERYWHERE, ~EVERYWHERE) is None


@settings(max_examples=60)
@given(
    arrays.arrays(np.bool_, (2, 12, 9)),
    st.integers(0, 10),
)
def test_density_is_a_share_and_black_corners_do_not_move_it(masks, border):
    vessels, field = masks
    density = vessel_density(vessels, field)
    if not field.any():
        assert density is None
        return
    assert 0 <= density <= 1
    assert density == pytest.approx(vessels[field].mean())
    assert vessel_density(np.pad(vessels, border), np.pad(field, border)) == density
