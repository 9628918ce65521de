import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image
from scipy import ndimage

from app.field.surroundings import denoised_brightness, look_at, percentile

SHAPES = st.tuples(st.integers(1, 20), st.integers(1, 20))


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, np.uint8)


@settings(max_examples=60)
@given(SHAPES.flatmap(lambda shape: arrays.arrays(np.uint8, (*shape, 3))))
def test_the_brightness_is_the_median_of_the_brightest_channel(rgb):
    expected = ndimage.median_filter(rgb.max(axis=2), 3, mode="nearest")
    assert np.array_equal(denoised_brightness(rgb), expected)


@settings(max_examples=60)
@given(
    SHAPES.flatmap(
        lambda shape: st.tuples(arrays.arrays(np.uint8, shape), arrays.arrays(np.bool_, shape))
    ),
    st.sampled_from([0, 50, 90, 99, 100]),
)
def test_a_percentile_is_that_of_what_counts(planes, percent):
    levels, counted = planes
    expected = np.percentile(levels[counted], percent) if counted.any() else 0
    assert percentile(levels, percent, counted) == pytest.approx(expected)


@pytest.mark.parametrize("shape", [(40, 30), (700, 650), (1290, 2011)])
def test_a_view_averages_blocks_of_the_photograph(shape):
    pixels = noise(*shape, 3)
    view = look_at(pixels, (0, 0, shape[1], shape[0]))
    assert np.array_equal(view.rgb, np.asarray(Image.fromarray(pixels).reduce(view.step)))


def test_what_lies_beyond_the_photograph_is_black():
    view = look_at(noise(50, 60, 3) | 1, (10, 0, 60, 50), 7)
    assert (view.origin, view.step) == ((3, -7), 1)
    assert not view.rgb[:7].any()
    assert not view.rgb[:, 57:].any()
    assert view.rgb[7:57, :57].all()
