import pytest

from app.measurement.branching import murray_exponent
from tests.anatomy.measuring import evidence, forest, traced, value

KINDS = ("artery", "vein")


@pytest.mark.parametrize("exponent", [2.5, 3.0])
@pytest.mark.parametrize("turn", [0, 11, 40])
def test_angle_asymmetry_and_exponent_of_known_trees(exponent, turn):
    scene = forest(exponent).turned(turn)
    of = traced(scene, evidence(scene, disc=None))
    for kind in KINDS:
        assert value(f"branching_angle_{kind}", of) == pytest.approx(72, abs=3)
        assert value(f"branching_asymmetry_{kind}", of) == pytest.approx(0.85, abs=0.03)
        assert value(f"murray_exponent_{kind}", of) == pytest.approx(exponent, abs=0.2)


def test_the_exponent_by_hand():
    assert murray_exponent(5, 4, 3) == pytest.approx(2)  # 25 = 16 + 9
    assert murray_exponent(2, 1, 1) == pytest.approx(1)
    assert murray_exponent(8, 8, 2) is None  # no stem is as wide as its branch
    assert murray_exponent(100, 1, 1) is None


def test_of_few_bifurcations_nothing_is_said():
    scene = forest()
    del scene.vessels[3:]
    of = traced(scene, evidence(scene, disc=None))
    assert "bifurcations" in str(value("murray_exponent_vein", of))
