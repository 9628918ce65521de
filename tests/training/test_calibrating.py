import math
from dataclasses import replace

import pytest

from app.base.errors import ConfigurationError
from app.base.messages import message
from app.measurement.intervals import LEAST_PATIENTS
from app.measurement.measures import MEASURES
from app.measurement.summary import withhold_all
from app.measurement.types import Measurement
from app.training.agreement import COMPARED, Compared
from app.training.calibrating import calibrate, join
from tests.support import FakePredictor, refused

NOTHING = withhold_all(message("Nothing is there."))
MODEL = FakePredictor(threshold=0.45, shares={"DRIVE": 1.0})
EACH = "^(.+)$"


def measured(value):
    return replace(NOTHING, numbers={n: Measurement(value, None, None, "1") for n in MEASURES})


def photographs(count, ratio=1.1, names="p{}.png"):
    """Return photographs of which each eye is a little fuller than the one before."""
    return [
        Compared(names.format(n), measured(ratio * (1 + n / 100)), measured(1 + n / 100))
        for n in range(count)
    ]


def test_a_set_says_how_its_numbers_differ():
    found = calibrate("clinic", photographs(25), EACH, MODEL)
    assert found.numbers.keys() == set(COMPARED)
    errors = found.numbers["vessel_density"]
    assert errors.sets[0].patients == 25
    assert errors.sets[0].mean == pytest.approx(math.log(1.1))
    assert errors.sets[0].sd == pytest.approx(0, abs=1e-9)
    assert errors.between_eyes == pytest.approx(0.0736, abs=1e-4)  # of 1.00, 1.01 ... 1.24
    assert (found.threshold, found.style, found.site) == (0.45, {"DRIVE": 1.0}, "clinic")
    assert found.model_sha256 == MODEL.sha256


def test_both_eyes_of_a_patient_count_once():
    names = photographs(2 * LEAST_PATIENTS)
    paired = [replace(each, name=f"p{n // 2}_{'LR'[n % 2]}.png") for n, each in enumerate(names)]
    found = calibrate("clinic", paired, r"^(p\d+)_", MODEL)
    assert found.numbers["vessel_density"].sets[0].patients == LEAST_PATIENTS
    error = refused(ConfigurationError, calibrate, "clinic", paired[2:], r"^(p\d+)_", MODEL)
    assert str(LEAST_PATIENTS - 1) in str(error.message)


def test_a_pattern_that_does_not_fit():
    refused(ConfigurationError, calibrate, "clinic", photographs(25), "^(q)", MODEL)


def test_a_number_that_is_withheld_too_often_is_left_out():
    some = photographs(25)
    withheld = {"vessel_density": NOTHING.numbers["vessel_density"]}
    for n in range(16):
        expert = replace(some[n].expert, numbers=some[n].expert.numbers | withheld)
        some[n] = replace(some[n], expert=expert)
    found = calibrate("clinic", some, EACH, MODEL)
    assert found.numbers.keys() == set(COMPARED) - {"vessel_density"}


def test_several_sets_stand_for_any_camera():
    other = FakePredictor(sha256="1" * 64)
    sets = [calibrate(f"{ratio}", photographs(25, ratio), EACH, other) for ratio in (0.9, 1, 1.2)]
    found = join(sets, MODEL)
    assert found.model_sha256 == MODEL.sha256
    assert found.site is None
    assert [each.name for each in found.numbers["vessel_density"].sets] == ["0.9", "1", "1.2"]
    assert found.numbers["vessel_density"].between_eyes == pytest.approx(0.0736, abs=1e-4)


def test_two_sets_are_too_few():
    sets = [calibrate("a", photographs(25), EACH, MODEL)] * 2
    refused(ConfigurationError, join, sets, MODEL)
