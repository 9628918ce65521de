from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage

from app.domain.field import FieldMethod, FieldOfView
from app.domain.maps import Levels
from app.field.field_of_view import field_from_mask
from app.field.shapes import disc
from app.segmentation.hysteresis import linked_levels
from app.segmentation.network_input import InputSpec
from app.segmentation.postprocessing import (
    RIM,
    STANDARD_DIAMETER,
    extract_mask,
    find_levels,
    restore_native,
    sample,
    standard_levels,
    standardise,
    standardise_drawing,
)
from app.segmentation.preprocessing import prepare_input
from tests.support import make_fundus

SPEC = InputSpec(min_diameter=200, max_diameter=300)


@pytest.fixture
def restored():
    fundus = make_fundus(256)
    field = field_from_mask(fundus.field)
    prepared = prepare_input(fundus.image, field, SPEC)
    answer = np.full(prepared.field.shape, 0.7, np.float32)
    return restore_native(answer, prepared, field), field


def test_nothing_is_found_outside_the_field(restored):
    probability, field = restored
    assert (probability.native[~field.mask] == 0).all()
    assert probability.native[field.mask] == pytest.approx(0.7, abs=1e-5)


def test_the_standard_size_does_not_depend_on_the_photograph():
    for side in (150, 301, 1300):
        field = field_from_mask(disc((side, side), (side / 2, side / 2), 0.4 * side))
        probability = standardise(field.mask.astype(np.float32), field)
        assert np.count_nonzero(probability.standard > 0.5) == pytest.approx(
            np.pi / 4 * STANDARD_DIAMETER**2, rel=0.02
        )


def test_the_measured_field_lacks_its_rim(restored):
    probability, _ = restored
    area = np.count_nonzero(probability.measured_field)
    assert area == pytest.approx(np.pi / 4 * ((1 - 2 * RIM) * STANDARD_DIAMETER) ** 2, rel=0.005)
    assert probability.standard.shape == probability.measured_field.shape


def test_probabilities_stay_probabilities():
    """Interpolation must not overshoot, whatever the network gave."""
    fundus = make_fundus(256)
    field = field_from_mask(fundus.field)
    prepared = prepare_input(fundus.image, field, SPEC)
    answer = np.random.default_rng(0).choice([0.0, 1.0], prepared.field.shape).astype(np.float32)
    probability = restore_native(answer, prepared, field)
    for plane in (probability.native, probability.standard):
        assert plane.dtype == np.float32
        assert plane.min() >= 0
        assert plane.max() <= 1


def test_the_networks_answer_is_left_alone():
    fundus = make_fundus(256)
    field = field_from_mask(fundus.field)
    prepared = prepare_input(fundus.image, field, SPEC)
    answer = np.random.default_rng(0).random(prepared.field.shape, dtype=np.float32)
    before = answer.copy()
    restore_native(answer, prepared, field)
    assert np.array_equal(answer, before)


@pytest.mark.parametrize("shape", [(300, 300), (301, 257)])
def test_the_centre_of_the_field_is_found_again(shape):
    center = shape[1] * 0.4, shape[0] * 0.6
    field = field_from_mask(disc(shape, center, 0.35 * min(shape)))
    probability = standardise(field.mask.astype(np.float32), field)
    rows, columns = np.nonzero(probability.standard > 0.5)
    assert probability.center == pytest.approx((columns.mean(), rows.mean()), abs=2)


def test_a_field_that_the_frame_cuts_keeps_the_centre_of_its_circle():
    field = FieldOfView(
        disc((300, 200), (100, 150), 150), (100.0, 150.0), 300.0, FieldMethod.CIRCLE, 1.0
    )
    probability = standardise(field.mask.astype(np.float32), field)
    scale = STANDARD_DIAMETER / 300
    assert probability.center == pytest.approx((100 * scale, 153 * scale), abs=4)
    # Above and below, where the rim is seen, there is a margin of a hundredth of the diameter.
    assert probability.standard.shape == (round(306 * scale), round(200 * scale))


def test_the_threshold_itself_counts_as_vessel():
    plane = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]], np.float32)
    vessels = extract_mask(Levels(plane, plane), 0.5)
    assert vessels.native.tolist() == [[False, False, True, True, True]]
    assert np.array_equal(vessels.native, vessels.standard)
    assert vessels.threshold == 0.5


@pytest.mark.parametrize("threshold", [0.0, -0.1])
def test_what_is_certainly_no_vessel_never_counts(threshold):
    plane = np.array([[0.0, 0.001]], np.float32)
    vessels = extract_mask(Levels(plane, plane), threshold)
    assert vessels.native.tolist() == [[False, True]]
    assert vessels.threshold == threshold


# --- hysteresis ----------------------------------------------------------------------------


def mapped(side, seed=0, width=1.5):
    """Return a probability map of vessels whose certainty varies along them, and its field."""
    fundus = make_fundus(side, seed)
    field = field_from_mask(fundus.field)
    clear = ndimage.gaussian_filter(fundus.vessels.astype(np.float32), width * side / 512)
    patches = ndimage.gaussian_filter(
        np.random.default_rng(seed).standard_normal((side, side)), side / 40
    )
    certainty = 0.6 + 0.4 * patches / np.abs(patches).max()
    return standardise((clear * certainty * field.mask).astype(np.float32), field), field


def test_without_hysteresis_the_levels_are_the_probabilities():
    probability, field = mapped(256)
    levels = find_levels(probability, field, 1.0)
    assert np.array_equal(levels.native, probability.native)
    assert levels.touched is None
    assert np.abs(levels.standard - probability.standard).mean() < 0.01


@pytest.mark.parametrize("side", [256, 511, 1200])
@pytest.mark.parametrize("threshold", [0.3, 0.5])
def test_hysteresis_keeps_what_is_sure_and_nothing_below_the_threshold(side, threshold):
    probability, field = mapped(side)
    vessels = extract_mask(find_levels(probability, field, 2.0), threshold)
    sure = 2 * threshold / (1 + threshold)
    sampled = sample(probability.native, field)
    for mask, plane in ((vessels.native, probability.native), (vessels.standard, sampled)):
        assert not (mask & (plane < threshold)).any()
        # Nearest-pixel sampling may miss a pixel of the native size at an edge.
        assert np.count_nonzero((plane >= sure) & ~mask) <= 0.002 * np.count_nonzero(mask)
    assert not (vessels.native & ~field.mask).any()


def test_hysteresis_drops_what_is_nowhere_sure():
    probability, field = mapped(512)
    plain, linked = (
        extract_mask(find_levels(probability, field, times), 0.45) for times in (1.0, 2.0)
    )
    for mask, larger in ((linked.native, plain.native), (linked.standard, plain.standard)):
        assert not (mask & ~larger).any()
        assert 0 < np.count_nonzero(mask) < np.count_nonzero(larger)


@pytest.mark.parametrize("seed", range(3))
def test_at_the_standard_size_it_is_hysteresis(seed):
    """Linking at half the size joins a little more than at full size, and loses nothing."""
    probability, field = mapped(512, seed)
    sampled = sample(probability.native, field)
    linked = linked_levels(sampled, 2.0)
    levels = find_levels(probability, field, 2.0).standard
    for threshold in (0.3, 0.45):
        exact, found = linked >= threshold, levels >= threshold
        assert not (exact & ~found).any()
        assert np.count_nonzero(found) <= 1.02 * np.count_nonzero(exact)


@pytest.mark.parametrize("side", [512, 1200])
def test_native_and_standard_masks_agree(side):
    probability, field = mapped(side)
    vessels = extract_mask(find_levels(probability, field, 2.0), 0.4)
    shown = vessels.native[field.mask].mean()
    measured = np.count_nonzero(vessels.standard) / (np.pi / 4 * STANDARD_DIAMETER**2)
    assert shown == pytest.approx(measured, rel=0.05)


@pytest.mark.parametrize("hysteresis", [1.0, 2.0, 3.0])
def test_a_higher_threshold_only_takes_away(hysteresis):
    probability, field = mapped(256)
    levels = find_levels(probability, field, hysteresis)
    masks = [extract_mask(levels, threshold) for threshold in (0.2, 0.3, 0.4)]
    for larger, smaller in pairwise(masks):
        for wide, narrow in ((larger.native, smaller.native), (larger.standard, smaller.standard)):
            assert not (narrow & ~wide).any()
            assert 0 < np.count_nonzero(narrow) < np.count_nonzero(wide)


# --- one road ------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [256, 1100, 2500])
@pytest.mark.parametrize("hysteresis", [1.0, 2.0])
def test_a_mask_is_brought_to_the_standard_size_as_the_levels_are(side, hysteresis):
    """So a mask that was written and is measured again gives the same numbers."""
    probability, field = mapped(side)
    vessels = extract_mask(find_levels(probability, field, hysteresis), 0.4)
    _, again = standardise_drawing(vessels.native, field)
    assert np.array_equal(again.native, vessels.native)
    assert np.array_equal(again.standard, vessels.standard)
    assert (again.touched is None) == (vessels.touched is None) == (side < 1300)
    if vessels.touched is not None:
        assert np.array_equal(again.touched, vessels.touched)
        assert not (vessels.standard & ~vessels.touched).any()


@pytest.mark.parametrize("side", [1500, 3001])
def test_a_large_mask_is_reduced_without_breaking_its_lines(side):
    middle = (side - 1) / 2
    field = field_from_mask(disc((side, side), (middle, middle), 0.45 * side))
    drawn = np.zeros((side, side), np.bool_)
    for row in (0.3, 0.5, 0.61):
        drawn[round(row * side), round(0.2 * side) : round(0.8 * side)] = True
    slope = np.arange(round(0.3 * side), round(0.7 * side))
    drawn[slope, slope] = True
    _, vessels = standardise_drawing(drawn, field)
    eight = np.ones((3, 3), np.bool_)
    assert ndimage.label(vessels.touched, eight)[1] == ndimage.label(drawn, eight)[1] == 1


def test_levels_at_the_standard_size_are_the_highest_that_a_pixel_touches():
    field = field_from_mask(disc((3000, 3000), (1499.5, 1499.5), 1450))
    native = np.random.default_rng(0).random((3000, 3000), dtype=np.float32) * field.mask
    levels = standard_levels(native, field)
    assert levels.touched.shape == levels.standard.shape
    assert (levels.touched >= levels.standard).all()
    inner = np.s_[400:600, 400:600]
    assert levels.touched[inner].mean() > 0.8 > 0.6 > levels.standard[inner].mean()
