import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.maps import Levels, ProbabilityMap
from app.measurement.band import STEP, find_band

EVERYWHERE = np.ones((100, 100), np.bool_)


def mapped(values, field=EVERYWHERE):
    plane = np.asarray(values, dtype=np.float32)
    return Levels(plane, plane), ProbabilityMap(plane, plane, field, (50, 50))


def sure():
    """Return a map without any doubt: a third of it is vessel."""
    plane = np.zeros((100, 100))
    plane[:, :33] = 1.0
    return plane


@pytest.mark.parametrize("threshold", [0.2, 0.45, 0.8])
def test_a_sure_model_has_a_tenth_either_way(threshold):
    band = find_band(threshold, *mapped(sure()))
    assert band.low_threshold == pytest.approx(threshold - STEP)
    assert band.high_threshold == pytest.approx(threshold + STEP)


def test_an_unsure_model_has_more():
    """All of it is as likely as not: half of what is found is wrong, half of the rest is missed."""
    values = np.random.default_rng(0).random((100, 100))
    band = find_band(0.5, *mapped(values))
    # Of the half that is found a quarter is expected to be wrong, and as much to be missed.
    assert band.high_threshold == pytest.approx(0.625, abs=0.03)
    assert band.low_threshold == pytest.approx(0.375, abs=0.03)


def test_the_less_sure_the_wider():
    rng = np.random.default_rng(0)
    widths = []
    for doubt in (0.1, 0.5, 1.0):
        values = np.where(rng.random((100, 100)) < doubt, rng.random((100, 100)), sure())
        band = find_band(0.5, *mapped(values))
        widths.append(band.high_threshold - band.low_threshold)
    assert widths == sorted(widths)
    assert widths[0] < widths[-1]


def test_doubt_outside_the_field_does_not_count():
    values, field = sure(), EVERYWHERE.copy()
    values[50:], field[50:] = 0.4, False
    assert find_band(0.45, *mapped(values, field)) == find_band(0.45, *mapped(sure()))


@settings(max_examples=60)
@given(seed=st.integers(0, 1000), threshold=st.floats(0.05, 0.99), power=st.floats(0.1, 9))
def test_any_band_lies_around_its_threshold(seed, threshold, power):
    values = np.random.default_rng(seed).random((40, 40)) ** power
    field = np.random.default_rng(seed).random((40, 40)) > threshold
    band = find_band(threshold, *mapped(values, field))
    assert 0 < band.low_threshold <= threshold <= band.high_threshold < 1
