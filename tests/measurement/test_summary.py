import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.imaging.field_of_view import field_from_mask
from app.imaging.postprocessing import extract_vessels, standardise
from app.imaging.types import ProbabilityMap
from app.measurement.summary import BAND_STEP, measure, withhold_all
from app.messages import message
from tests.support import make_fundus


@pytest.fixture(scope="module")
def probability():
    """A map whose vessels thin out as the threshold rises."""
    from scipy import ndimage

    fundus = make_fundus(512)
    native = ndimage.gaussian_filter(fundus.vessels.astype(np.float32), 1.5) * fundus.field
    return standardise(native, field_from_mask(fundus.field))


def measured(probability, threshold):
    return measure(extract_vessels(probability, threshold), probability)


def whole(numbers):
    return (numbers.vessel_density, numbers.fractal_dimension)


@pytest.mark.parametrize("threshold", [0.02, 0.3, 0.5, 0.7, 0.97])
def test_bands_hold_their_value(probability, threshold):
    for number in whole(measured(probability, threshold)):
        assert number.low <= number.value <= number.high
        assert number.reason is None
        assert number.unit == "1"


def test_the_band_is_what_the_neighbouring_thresholds_give(probability):
    numbers = measured(probability, 0.5)
    lower = measured(probability, 0.5 - BAND_STEP)
    upper = measured(probability, 0.5 + BAND_STEP)
    assert numbers.vessel_density.high == lower.vessel_density.value
    assert numbers.vessel_density.low == upper.vessel_density.value
    around = [n.fractal_dimension.value for n in (lower, numbers, upper)]
    assert numbers.fractal_dimension.low == min(around)
    assert numbers.fractal_dimension.high == max(around)
    assert numbers.vessel_density.low < numbers.vessel_density.high


def test_density_is_that_of_the_standard_mask_inside_the_measured_field(probability):
    vessels = extract_vessels(probability, 0.4)
    inside = vessels.standard[probability.measured_field]
    assert measure(vessels, probability).vessel_density.value == pytest.approx(inside.mean())


def test_the_box_count_is_that_of_the_value(probability):
    numbers = measured(probability, 0.5)
    assert numbers.box_count.dimension == numbers.fractal_dimension.value
    assert 1 < numbers.fractal_dimension.value < 2


def test_without_vessels_the_dimension_is_withheld_and_the_density_nought(probability):
    numbers = measured(
        ProbabilityMap(
            probability.native * 0, probability.standard * 0, probability.measured_field
        ),
        0.5,
    )
    assert numbers.vessel_density.value == 0
    assert numbers.box_count is None
    dimension = numbers.fractal_dimension
    assert (dimension.value, dimension.low, dimension.high) == (None, None, None)
    assert "too few vessels" in str(dimension.reason)


def test_without_a_field_the_density_is_withheld(probability):
    nothing = np.zeros_like(probability.measured_field)
    numbers = measured(ProbabilityMap(probability.native, probability.standard, nothing), 0.5)
    assert numbers.vessel_density.value is None
    assert "empty" in str(numbers.vessel_density.reason)


def test_there_is_no_half_band(probability):
    faint = probability.standard * 0.5
    probability = ProbabilityMap(probability.native, faint, probability.measured_field)
    one_below_nothing = float(faint.max()) - BAND_STEP / 2
    numbers = measured(probability, one_below_nothing)
    assert measured(probability, one_below_nothing + BAND_STEP).fractal_dimension.value is None
    assert numbers.fractal_dimension.value is not None
    assert numbers.fractal_dimension.low is numbers.fractal_dimension.high is None


def test_withhold_all():
    reason = message("Core", "Too dark to see.")
    numbers = withhold_all(reason)
    assert numbers.box_count is None
    for number in whole(numbers):
        assert number.value is None
        assert number.low is None
        assert number.high is None
        assert number.reason is reason


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), threshold=st.floats(0, 1), blank=st.floats(0, 1))
def test_any_map_gives_sound_numbers_or_reasons(seed, threshold, blank):
    rng = np.random.default_rng(seed)
    plane = rng.random((80, 90), dtype=np.float32) * (rng.random((80, 90)) >= blank)
    plane = plane.astype(np.float32)
    probability = ProbabilityMap(plane, plane, rng.random((80, 90)) > 0.3)
    numbers = measured(probability, threshold)
    for number, top in zip(whole(numbers), (1, 2.05), strict=True):
        if number.value is None:
            assert str(number.reason).endswith(".")
        else:
            assert number.reason is None
            low, high = (number.value if end is None else end for end in (number.low, number.high))
            assert 0 <= low <= number.value <= high <= top
