import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest

from app.base.messages import Message, message
from app.base.paths import default_model, sample, sample_numbers
from app.measurement.measures import (
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    MEAN_CALIBRE,
    SKELETON_DIMENSION,
    TORTUOSITY,
    VESSEL_DENSITY,
)
from app.reading.opening import read_image
from app.self_test import numbers
from app.self_test.numbers import (
    Check,
    analyse_sample,
    check_sample,
    check_shapes,
    compare_numbers,
    compared_measures,
    knows_numbers_of,
)
from tests.support import FakePredictor

NAME = message("x")

# A stand-in for the network that passes for the bundled one.
BUNDLED = FakePredictor(sha256=json.loads(sample_numbers().read_text("utf-8"))["model_sha256"])


def failures(checks):
    return [str(check.name) for check in checks if not check.passed]


def test_shapes_pass():
    checks = list(check_shapes())
    assert len(checks) >= 10
    assert failures(checks) == []


def test_check_fails_when_the_number_is_off_or_missing():
    assert Check(NAME, 1.0, 0.1, 1.05).passed
    assert not Check(NAME, 1.0, 0.1, 1.2).passed
    assert not Check(NAME, 1.0, 0.1, None).passed
    assert not Check(NAME, 1.0, 0.1, float("nan")).passed


@pytest.mark.parametrize(
    ("function", "broken", "names"),
    [
        ("vessel_density", lambda vessels, field: None, ["density of a checkerboard"]),
        ("tortuosity", lambda segments: 1.0, ["tortuosity of a semicircle"]),
        ("mean_calibre", lambda vessels, length: 8.0, ["mean calibre of an oblique bar"]),
        ("local_calibres", lambda *masks: np.zeros(0), ["median calibre of an oblique bar"]),
        (
            "linked_levels",
            lambda probability, odds: probability,
            ["pixels of a faint vessel linked to a clear one"],
        ),
        (
            "box_count",
            lambda mask, sizes: None,
            [
                "fractal dimension of a square",
                "fractal dimension of a line",
                "fractal dimension of a Sierpinski triangle",
            ],
        ),
    ],
)
def test_a_measure_that_is_broken_is_found_out(monkeypatch, function, broken, names):
    monkeypatch.setattr(numbers, function, broken)
    assert failures(check_shapes()) == names


def test_a_skeleton_that_is_broken_is_found_out(monkeypatch):
    right = numbers.trace_skeleton

    def broken(mask):
        skeleton = right(mask)
        segments = replace(skeleton.segments, length=0.9 * skeleton.segments.length)
        return replace(skeleton, segments=segments, branch_points=skeleton.branch_points + 1)

    monkeypatch.setattr(numbers, "trace_skeleton", broken)
    found = failures(check_shapes())
    assert "length of a circle" in found
    assert "branch points of a crossing" in found
    assert "tortuosity of a semicircle" in found


def test_wrong_sample_numbers_do_not_pass():
    checks = list(check_sample(BUNDLED))
    assert len(checks) == len(compared_measures())
    assert not any(check.passed for check in checks[:2])


def test_another_models_sample_numbers_are_not_known():
    assert not knows_numbers_of(FakePredictor())
    assert not list(check_sample(FakePredictor()))


def test_names_can_be_translated():
    names = [check.name for check in (*check_shapes(), *check_sample(BUNDLED))]
    assert all(isinstance(name, Message) for name in names)
    assert len({str(name) for name in names}) == len(names)


def test_sample_numbers_belong_to_the_bundled_model():
    known = json.loads(sample_numbers().read_text(encoding="utf-8"))
    assert known["model_sha256"] == hashlib.sha256(default_model().read_bytes()).hexdigest()


def test_sample_numbers_are_those_of_vessels():
    known = json.loads(sample_numbers().read_text(encoding="utf-8"))
    assert {measure.id for measure in compared_measures()} <= set(known)
    assert 0.04 < known[VESSEL_DENSITY.id] < 0.12
    assert 1 < known[SKELETON_DIMENSION.id] < known[FRACTAL_DIMENSION.id] < 1.7
    # What the vessels cover is as long as it is wide: a check of one number by the others.
    covered = known[LENGTH_DENSITY.id] * known[MEAN_CALIBRE.id]
    assert covered == pytest.approx(known[VESSEL_DENSITY.id])
    assert 1 < known[TORTUOSITY.id] < 1.3


def test_sample_and_its_dicom_twin_show_the_same_pixels():
    plain, dicom = read_image(sample()), read_image(sample().with_suffix(".dcm"))
    assert (plain.pixels == dicom.pixels).all()
    assert dicom.laterality == "R"


def test_the_sample_is_analysed_as_the_eye_that_it_is():
    analysis = analyse_sample(BUNDLED)
    assert analysis.image.laterality == "R"
    assert analysis.threshold == json.loads(sample_numbers().read_text("utf-8"))["threshold"]
    names = [check.name for check in compare_numbers(analysis)]
    assert names == [check.name for check in check_sample(BUNDLED)]
