import shutil

import numpy as np
import pytest
import torch

from app.errors import ConfigurationError, ImageReadError
from app.imaging.types import InputSpec
from app.training.config import Augmentation
from app.training.dataset import CropSource, TrainingImage, list_cases, pair_files, read_mask
from tests.support import encode, refused
from tests.training.examples import make_config

STILL = Augmentation(
    flip=0, rotation=0, scale=(1, 1), elastic=0, brightness=0, contrast=0, gamma=0, colour=0,
    gradient=0, blur=0, noise=0, jpeg=0, grey=0,
)  # fmt: skip
SPEC = InputSpec(min_diameter=64, max_diameter=128)


@pytest.fixture
def copy(data, tmp_path):
    return shutil.copytree(data, tmp_path / "data [copy] *")


def test_every_photograph_meets_its_own_label_and_mask(data):
    cases = list_cases(make_config(), data)
    assert len(cases) == 10
    for case in cases:
        assert case.image.name == case.label.name == case.mask.name
        assert (case.image.parent.name, case.label.parent.name) == ("images", "labels")


def test_a_patient_is_on_one_side_only(data):
    cases = list_cases(make_config(), data)
    sides = {case.patient: set() for case in cases}
    for case in cases:
        sides[case.patient].add(case.split)
    assert sides == {
        "p0": {"train"},
        "p1": {"train"},
        "p2": {"train"},
        "p3": {"validation"},
        "p4": {"test"},
    }


def test_a_folder_whose_name_looks_like_a_pattern(copy):
    assert len(list_cases(make_config(), copy)) == 10


def test_without_masks(data):
    cases = list_cases(make_config(('masks = "masks/*.png"\n', "")), data)
    assert all(case.mask is None for case in cases)


@pytest.mark.parametrize("kind", ["labels", "masks", "images"])
def test_unequal_counts(copy, kind):
    (copy / kind / "p1_L.png").unlink()
    error = refused(ConfigurationError, list_cases, make_config(), copy)
    assert "9" in str(error.message)
    assert "10" in str(error.message)


def test_nothing_matches(data):
    config = make_config(("images/*.png", "images/*.tif"))
    assert "*.tif" in str(refused(ConfigurationError, list_cases, config, data).message)
    refused(ConfigurationError, pair_files, "nowhere/*", "nowhere/*", None)


@pytest.mark.parametrize("side", ["validation", "test"])
def test_a_patient_that_does_not_exist(data, side):
    patient = {"validation": "p3", "test": "p4"}[side]
    config = make_config((f'{side} = ["{patient}"]', f'{side} = ["p9"]'))
    assert "p9" in str(refused(ConfigurationError, list_cases, config, data).message)


@pytest.mark.parametrize("pattern", ["^(q\\\\d+)", "^p\\\\d+", "^p|(q)"])
def test_a_patient_pattern_that_does_not_fit(data, pattern):
    refused(ConfigurationError, list_cases, make_config(("^(p\\\\d+)", pattern)), data)


def test_masks_are_what_is_brighter_than_half(tmp_path):
    path = tmp_path / "mask.png"
    path.write_bytes(encode(np.array([[0, 127, 128, 255]], np.uint8)))
    assert read_mask(path, (1, 4)).tolist() == [[False, False, True, True]]


def test_a_label_of_another_size(copy):
    label = copy / "labels" / "p0_L.png"
    label.write_bytes(encode(np.zeros((96, 95), np.uint8)))
    case = list_cases(make_config(), copy)[0]
    error = refused(ConfigurationError, TrainingImage, case, SPEC)
    assert "95 × 96" in str(error.message)
    assert "96 × 96" in str(error.message)


def test_a_label_that_cannot_be_read(copy):
    (copy / "labels" / "p0_L.png").write_bytes(b"nothing")
    refused(ImageReadError, TrainingImage, list_cases(make_config(), copy)[0], SPEC)


@pytest.fixture(scope="module")
def images(data):
    return [TrainingImage(case, SPEC) for case in list_cases(make_config(), data)[:3]]


def test_crops_have_their_shapes_and_ranges(images):
    values, label, field = images[0].crop(48, SPEC, Augmentation(), np.random.default_rng(0))
    assert values.shape == (3, 48, 48)
    assert label.shape == field.shape == (1, 48, 48)
    assert {values.dtype, label.dtype, field.dtype} == {torch.float32}
    assert label.min() >= 0
    assert label.max() <= 1
    assert set(field.unique().tolist()) <= {0.0, 1.0}
    assert (values[:, field[0] == 0] == 0).all()


def test_label_and_picture_stay_together(images):
    """Vessels are dark in the crop exactly where its label says so, however it was bent."""
    rng = np.random.default_rng(0)
    how = Augmentation(blur=0, noise=0, jpeg=0)
    for _ in range(10):
        values, label, field = images[0].crop(48, SPEC, how, rng)
        inside = field[0] > 0
        vessel, other = inside & (label[0] > 0.9), inside & (label[0] < 0.1)
        if vessel.sum() > 20 and other.sum() > 20:
            assert values[1][vessel].mean() + 0.7 < values[1][other].mean()


def test_without_augmentation_a_crop_is_cut_straight(images):
    rng = np.random.default_rng(0)
    x, y = images[0]._inside[np.random.default_rng(0).integers(len(images[0]._inside))]
    _, label, _ = images[0].crop(9, SPEC, STILL, rng)
    padded = torch.nn.functional.pad(images[0].layers[3], (4, 4, 4, 4))
    assert torch.allclose(label[0], padded[y : y + 9, x : x + 9], atol=1e-4)


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_step_always_gives_the_same_batch(images):
    config = make_config()
    batch = CropSource(images, config).batch(5)
    assert [part.shape for part in batch] == [(4, 3, 32, 32), (4, 1, 32, 32), (4, 1, 32, 32)]
    other = CropSource(images, config)
    other.batch(1)
    assert same(batch, other.batch(5))
    assert not same(batch, other.batch(6))
    reseeded = CropSource(images, make_config(("seed = 3", "seed = 4")))
    assert not same(batch, reseeded.batch(5))


def test_sets_are_drawn_by_their_weight(images):
    source = CropSource(images, make_config())
    assert source._chances == pytest.approx([1 / 3] * 3)
