from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import ndimage
from skimage.filters import apply_hysteresis_threshold
from skimage.morphology import reconstruction

from app.segmentation import hysteresis
from app.segmentation.hysteresis import linked_levels

FLOOR = hysteresis._FLOOR
EIGHT = np.ones((3, 3), np.bool_)


def random_map(seed, shape=(90, 110)):
    """Return probabilities without any order, in steps that thresholds can lie between."""
    return np.random.default_rng(seed).integers(0, 65, shape).astype(np.float32) / 64


def smooth_map(seed, shape=(90, 110)):
    """Return probabilities in ridges and hills, like a network's."""
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal(shape), 3)
    noise -= noise.min()
    return (noise / noise.max()).astype(np.float32)


MAPS = [random_map(0), random_map(1, (7, 200)), smooth_map(0), smooth_map(1, (200, 7))]


def odds(probability):
    return probability / np.maximum(1 - probability, 1e-12)


def linked_by_labels(probability, threshold, times):
    """Keep what reaches the threshold and hangs together with far better odds: the plain way."""
    labels, _ = ndimage.label(probability >= threshold, EIGHT)
    sure = odds(probability.astype(np.float64)) >= times * odds(threshold)
    seeds = np.unique(labels[sure & (labels > 0)])
    return np.isin(labels, seeds[seeds > 0])


@given(probability=st.sampled_from(MAPS), times=st.floats(1, 5))
@settings(max_examples=16)
def test_the_levels_are_the_greyscale_reconstruction(probability, times):
    levels = linked_levels(probability, times)
    seeds = probability / (probability + times * (1 - probability))
    expected = reconstruction(np.minimum(seeds, probability), probability, footprint=EIGHT)
    told = expected > FLOOR
    assert told.any()
    assert levels[told] == pytest.approx(expected[told], abs=1e-6)
    assert (levels[~told] <= FLOOR).all()


@given(probability=st.sampled_from(MAPS), threshold=st.floats(0.13, 0.86))
@settings(max_examples=24)
def test_any_threshold_of_the_levels_is_hysteresis_at_that_threshold(probability, threshold):
    mask = linked_levels(probability, 2.0) >= threshold
    assert np.array_equal(mask, linked_by_labels(probability, threshold, 2.0))


@pytest.mark.parametrize("number", range(len(MAPS)))
def test_the_librarys_hysteresis_differs_by_corners_alone(number):
    """The library joins pixels by their sides only."""
    probability = MAPS[number]
    for threshold in (0.4, 0.55):
        sure = 2 * odds(threshold) / (1 + 2 * odds(threshold))
        # The library keeps what lies above its thresholds, not what equals them.
        theirs = apply_hysteresis_threshold(probability, threshold, sure)
        mask = linked_levels(probability, 2.0) >= threshold
        assert mask.any()
        assert not (theirs & ~mask).any()
        # What theirs joins by sides, and then by corners, is ours.
        labels, _ = ndimage.label(probability > threshold, EIGHT)
        assert np.array_equal(mask, np.isin(labels, np.unique(labels[theirs])))


def test_a_faint_stretch_of_a_clear_vessel_is_kept_and_a_faint_speck_is_not():
    probability = np.zeros((20, 60), np.float32)
    probability[5, 5:50] = 0.9
    probability[5, 20:30] = 0.52
    probability[15, 5:15] = 0.52
    mask = linked_levels(probability, 2.0) >= 0.5
    assert mask[5, 5:50].all()
    assert np.count_nonzero(mask) == 45


def test_nothing_below_the_threshold_is_kept():
    probability = np.full((20, 60), 0.48, np.float32)
    probability[5, 5:50] = 0.9
    assert np.count_nonzero(linked_levels(probability, 2.0) >= 0.5) == 45


def test_corners_link():
    probability = np.zeros((20, 20), np.float32)
    np.fill_diagonal(probability, 0.55)
    probability[0, 0] = 0.95
    assert np.count_nonzero(linked_levels(probability, 2.0) >= 0.5) == 20
    assert np.count_nonzero(linked_levels(probability[:, ::-1], 2.0) >= 0.5) == 20


def test_one_pixel_alone_must_have_the_odds_itself():
    probability = np.zeros((5, 5), np.float32)
    probability[2, 2] = 0.75  # odds of 3 to 1
    levels = linked_levels(probability, 2.0)
    assert levels[2, 2] == pytest.approx(0.6)  # of 3 to 2
    assert np.count_nonzero(levels) == 1


def test_with_even_odds_every_pixel_stands_for_itself():
    probability = smooth_map(0)
    likely = probability > FLOOR
    assert linked_levels(probability, 1.0)[likely] == pytest.approx(probability[likely])


@pytest.mark.parametrize("value", [0.0, FLOOR / 2])
def test_without_likely_pixels_all_levels_are_nought(value):
    assert not linked_levels(np.full((8, 9), value, np.float32), 2.0).any()


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 30), (30, 1)])
def test_degenerate_shapes(shape):
    levels = linked_levels(np.full(shape, 0.75, np.float32), 2.0)
    assert levels.shape == shape
    assert levels == pytest.approx(np.full(shape, 0.6), abs=1e-6)


@pytest.mark.parametrize("times", [1.0, 2.0])
def test_certainty_stays_certain(times):
    assert linked_levels(np.ones((3, 4), np.float32), times) == pytest.approx(np.ones((3, 4)))


def test_the_probabilities_are_left_alone():
    probability = smooth_map(0)
    before = probability.copy()
    linked_levels(probability, 2.0)
    assert np.array_equal(probability, before)


@settings(max_examples=60)
@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 12), st.integers(1, 12)),
        elements=st.integers(0, 32).map(lambda value: value / 32),
    ),
    st.sampled_from([1.0, 1.7, 3.3]),
)
def test_any_small_map(probability, times):
    levels = linked_levels(probability, times)
    assert levels.dtype == np.float32
    assert ((levels >= 0) & (levels <= probability + 1e-6)).all()
    masks = []
    for threshold in np.arange(FLOOR + 0.0051, 1.0, 0.0473):
        masks.append(levels >= threshold)
        assert np.array_equal(masks[-1], linked_by_labels(probability, threshold, times))
    assert all((larger | ~smaller).all() for larger, smaller in pairwise(masks))
