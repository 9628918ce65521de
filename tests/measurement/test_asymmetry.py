import pytest

from app.base.messages import message
from app.measurement.asymmetry import asymmetries
from app.measurement.types import Measurement, Measurements, withheld


def eye(**numbers):
    return Measurements(numbers=numbers, quadrant_densities={})


def test_the_difference_is_right_less_left_and_relative_to_both():
    right = eye(avr=Measurement(0.7, 0.6, 0.8, "1"), only_here=Measurement(1, 1, 1, "1"))
    found = asymmetries(right, eye(avr=Measurement(0.6, 0.5, 0.7, "1")))
    assert found.keys() == {"avr"}
    assert found["avr"].difference == pytest.approx(0.1)
    assert found["avr"].relative == pytest.approx(0.1 / 0.65)
    assert found["avr"].reason is None


def test_exchanging_the_eyes_changes_the_sign():
    one, other = (eye(avr=Measurement(value, None, None, "1")) for value in (0.7, 0.6))
    there, back = asymmetries(one, other)["avr"], asymmetries(other, one)["avr"]
    assert there.difference == -back.difference
    assert there.relative == -back.relative


def test_what_is_not_measured_in_both_eyes_has_a_reason():
    found = asymmetries(
        eye(avr=Measurement(0.7, None, None, "1")), eye(avr=withheld("1", message("No disc.")))
    )
    assert found["avr"].difference is found["avr"].relative is None
    assert "both eyes" in str(found["avr"].reason)


def test_two_zeros_do_not_differ_and_have_no_relative_difference():
    nothing = eye(branch_points=Measurement(0, None, None, "1"))
    found = asymmetries(nothing, nothing)["branch_points"]
    assert (found.difference, found.relative) == (0, None)
