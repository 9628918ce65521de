import hashlib
import json

from app.imaging.reading import read_image
from app.paths import default_model, sample, sample_numbers
from app.self_test import Check, check_sample, check_shapes
from tests.support import FakePredictor


def test_shapes_pass():
    checks = list(check_shapes())
    assert len(checks) >= 4
    assert [check.name for check in checks if not check.passed] == []


def test_check_fails_when_the_number_is_off_or_missing():
    assert Check("x", 1.0, 0.1, 1.05).passed
    assert not Check("x", 1.0, 0.1, 1.2).passed
    assert not Check("x", 1.0, 0.1, None).passed


def test_another_models_sample_numbers_do_not_pass():
    assert not all(check.passed for check in check_sample(FakePredictor()))


def test_sample_numbers_belong_to_the_bundled_model():
    numbers = json.loads(sample_numbers().read_text(encoding="utf-8"))
    assert numbers["model_sha256"] == hashlib.sha256(default_model().read_bytes()).hexdigest()


def test_sample_and_its_dicom_twin_show_the_same_pixels():
    plain, dicom = read_image(sample()), read_image(sample().with_suffix(".dcm"))
    assert (plain.pixels == dicom.pixels).all()
    assert dicom.laterality == "R"
