"""Intervals that hold as often as they say, on errors drawn from known distributions."""

import math

import msgspec
import numpy as np
import pytest

from app.domain.calibration import Calibration, Errors, NumberErrors
from app.measurement.intervals import (
    LEAST_PATIENTS,
    errors_of,
    expected_error,
    interval_of,
)

DRAWS = 4000


def one_patient_each(ratios):
    return {str(number): [(math.exp(ratio), 1.0)] for number, ratio in enumerate(ratios)}


def calibration(*sets, between_eyes=0.02, **more):
    numbers = {"density": NumberErrors(between_eyes, sets)}
    return Calibration(model_sha256="0" * 64, threshold=0.5, numbers=numbers, **more)


def held(interval, error):
    return interval[0] <= error <= interval[1]


def test_of_one_camera_nine_in_ten_hold():
    """Twenty labelled photographs, then one more of the same camera, again and again."""
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(DRAWS):
        *known, new = rng.normal(0.05, 0.12, 21)
        found = errors_of("camera", one_patient_each(known))
        hits += held(expected_error((found,), 0.9), new)
    assert hits / DRAWS == pytest.approx(0.9, abs=0.015)


def test_of_a_camera_never_seen_at_least_nine_in_ten_hold():
    """Five cameras that differ more than photographs do, then one of a sixth."""
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(DRAWS):
        means = rng.normal(0.0, 0.15, 6)
        *sets, (new, *_) = rng.normal(means[:, None], 0.08, (6, 25))
        found = [errors_of(str(n), one_patient_each(each)) for n, each in enumerate(sets)]
        hits += held(expected_error(found, 0.9), new)
    assert 0.88 < hits / DRAWS < 0.96


def test_of_a_camera_never_seen_it_is_wider_than_of_a_known_one():
    sets = tuple(Errors(str(n), 25, mean, 0.1) for n, mean in enumerate((-0.1, 0.0, 0.1)))
    alone, several = expected_error(sets[1:2], 0.9), expected_error(sets, 0.9)
    assert several[0] < alone[0] < 0 < alone[1] < several[1]


def test_two_cameras_say_nothing_of_a_third():
    sets = (Errors("a", 25, 0.0, 0.1), Errors("b", 25, 0.1, 0.1))
    assert expected_error(sets, 0.9) is None
    assert interval_of("density", 0.1, calibration(*sets)) is None


def test_by_hand():
    """Student's t of 24 degrees of freedom is 1.7109 at .95 (Fisher and Yates)."""
    low, high = expected_error((Errors("a", 25, 0.1, 0.2),), 0.9)
    reach = 1.7109 * 0.2 * math.sqrt(1 + 1 / 25)
    assert (low, high) == pytest.approx((0.1 - reach, 0.1 + reach), abs=1e-4)


def test_a_number_that_is_drawn_too_small_is_put_right():
    """The program draws a fifth too little: the interval lies above its number."""
    found = interval_of("density", 0.08, calibration(Errors("a", 30, math.log(0.8), 0.01)))
    assert found.low < 0.1 < found.high
    assert found.low > 0.095
    assert (found.level, found.sets, found.patients) == (0.9, 1, 30)


def test_what_the_calibration_does_not_know_has_no_interval():
    known = calibration(Errors("a", 30, 0.0, 0.1))
    assert interval_of("length", 0.1, known) is None
    assert interval_of("density", 0.0, known) is None


@pytest.mark.parametrize(("sd", "comparable"), [(0.05, True), (0.5, False)])
def test_an_interval_wider_than_four_between_eye_deviations_is_not_comparable(sd, comparable):
    known = calibration(Errors("a", 30, 0.0, sd), between_eyes=0.01)
    assert interval_of("density", 0.1, known).comparable is comparable


def test_each_patient_counts_once():
    """A patient of a hundred photographs weighs no more than any other."""
    pairs = one_patient_each(np.linspace(-0.1, 0.1, 24)) | {"many": [(2.0, 1.0)] * 100}
    found = errors_of("camera", pairs)
    assert found.patients == 25
    assert found.mean == pytest.approx(math.log(2) / 25)


def test_too_few_patients_tell_nothing():
    assert errors_of("camera", one_patient_each(np.zeros(LEAST_PATIENTS - 1))) is None
    pairs = one_patient_each(np.zeros(LEAST_PATIENTS)) | {"0": [(0.0, 1.0)]}
    assert errors_of("camera", pairs) is None


def test_a_calibration_survives_json():
    known = calibration(Errors("a", 30, 0.0, 0.1), site="Left wing", style={"DRIVE": 1.0})
    content = msgspec.json.encode(known)
    assert msgspec.json.decode(content, type=Calibration) == known
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(content.replace(b'"patients":30', b'"patients":1'), type=Calibration)
