from itertools import pairwise

import numpy as np
import pytest

from app.imaging.field_of_view import disc, field_from_mask
from app.imaging.postprocessing import (
    RIM,
    STANDARD_DIAMETER,
    extract_vessels,
    restore_native,
    standardise,
)
from app.imaging.preprocessing import prepare_input
from app.imaging.types import InputSpec, ProbabilityMap
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


def test_the_threshold_itself_counts_as_vessel():
    plane = np.array([[0.0, 0.25, 0.5, 0.75, 1.0]], np.float32)
    probability = ProbabilityMap(plane, plane, np.ones((1, 5), np.bool_))
    vessels = extract_vessels(probability, 0.5)
    assert vessels.native.tolist() == [[False, False, True, True, True]]
    assert np.array_equal(vessels.native, vessels.standard)
    assert vessels.threshold == 0.5


@pytest.mark.parametrize("threshold", [0.0, -0.1])
def test_what_is_certainly_no_vessel_never_counts(threshold):
    plane = np.array([[0.0, 0.001]], np.float32)
    vessels = extract_vessels(ProbabilityMap(plane, plane, plane > -1), threshold)
    assert vessels.native.tolist() == [[False, True]]
    assert vessels.threshold == threshold


def test_a_higher_threshold_only_takes_away(restored):
    probability, _ = restored
    noisy = ProbabilityMap(
        np.random.default_rng(0).random(probability.native.shape, dtype=np.float32),
        probability.standard,
        probability.measured_field,
    )
    masks = [extract_vessels(noisy, threshold).native for threshold in (0.1, 0.4, 0.9)]
    for larger, smaller in pairwise(masks):
        assert not (smaller & ~larger).any()
        assert np.count_nonzero(smaller) < np.count_nonzero(larger)
