import msgspec
import pytest

from app.domain.calibration import Calibration, Errors, NumberErrors
from tests.studies.coverage import coverages, main


def calibration(name, mean, sd=0.1):
    errors = NumberErrors(0.1, (Errors(name, 20, mean, sd),))
    return Calibration(model_sha256="0", threshold=0.5, site=name, numbers={"density": errors})


def test_a_set_like_the_others_is_covered_and_one_far_away_is_not():
    known = [calibration(name, mean) for name, mean in (("a", 0.0), ("b", 0.05), ("c", -0.05))]
    far = calibration("far", 3.0)
    found = coverages([*known, far], "density")
    assert found["far"] == pytest.approx(0, abs=1e-6)
    alike = coverages([*known, calibration("d", 0.01)], "density")
    assert min(alike.values()) > 0.9


def test_two_others_say_nothing():
    assert coverages([calibration(name, 0.0) for name in "abc"], "density") == {}


def test_the_command_prints_a_line_for_each_number(tmp_path, capsys):
    paths = []
    for name in "abcd":
        paths.append(tmp_path / f"{name}.json")
        paths[-1].write_bytes(msgspec.json.encode(calibration(name, 0.0)))
    main([str(path) for path in paths])
    assert capsys.readouterr().out.startswith("density ")
