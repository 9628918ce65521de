import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.imaging.postprocessing import reaches
from app.ui.panes.layers import STEPS, level_of, quantise
from tests.support import make_layers

THRESHOLDS = [hundredths / 100 for hundredths in range(30, 71)]


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_levels_agree_with_the_measured_mask_next_to_every_threshold(threshold):
    exact = np.float32(threshold)
    plane = np.array(
        [[np.nextafter(exact, np.float32(0)), exact, np.nextafter(exact, np.float32(1))]],
        dtype=np.float32,
    )
    shown = quantise(plane) >= level_of(threshold)
    np.testing.assert_array_equal(shown, reaches(plane, threshold))


@given(
    arrays.arrays(np.float32, (7, 9), elements=st.floats(0, 1, width=32)),
    st.sampled_from(THRESHOLDS),
)
def test_levels_agree_with_the_measured_mask_anywhere(plane, threshold):
    shown = quantise(plane) >= level_of(threshold)
    np.testing.assert_array_equal(shown, reaches(plane, threshold))


def test_levels_span_the_whole_scale():
    assert quantise(np.array([[0.0, 1.0]], dtype=np.float32)).tolist() == [[0, STEPS]]


def test_every_halving_keeps_a_vessel_of_one_pixel():
    probability = np.zeros((1001, 803), dtype=np.float32)
    probability[500] = 0.9
    layers = make_layers(np.zeros((1001, 803, 3), dtype=np.uint8), probability)
    assert [plane.shape for plane in layers.levels] == [(1001, 803), (501, 402), (251, 201)]
    for plane in layers.levels:
        assert (plane >= level_of(0.5)).any(axis=0).all()


def test_photograph_is_kept_in_the_byte_order_of_qt():
    pixels = np.full((130, 140, 3), (10, 20, 30), dtype=np.uint8)
    (plane,) = make_layers(pixels, np.zeros((130, 140), dtype=np.float32)).photograph
    assert plane[0, 0].tolist() == [30, 20, 10, 255]
    assert plane.flags.c_contiguous


def test_halved_photograph_is_the_mean():
    pixels = np.zeros((300, 300, 3), dtype=np.uint8)
    pixels[::2] = 100
    layers = make_layers(pixels, np.zeros((300, 300), dtype=np.float32))
    assert (layers.photograph[1][..., :3] == 50).all()
