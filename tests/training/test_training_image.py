import numpy as np
import pytest
import torch

from app.reading.opening import read_image
from app.segmentation.network_input import InputSpec
from app.segmentation.preprocessing import find_field
from app.training.cases import list_cases
from app.training.config import Augmentation
from app.training.training_image import TrainingImage
from tests.training.examples import make_config

STILL = Augmentation(
    flip=0, rotation=0, scale=(1, 1), elastic=0, brightness=0, contrast=0, gamma=0, colour=0,
    gradient=0, blur=0, noise=0, jpeg=0, grey=0,
)  # fmt: skip
SPEC = InputSpec(min_diameter=64, max_diameter=128)


@pytest.fixture(scope="module")
def image(data):
    return TrainingImage.of_case(list_cases(make_config(), data)[0], SPEC)


def test_crops_have_their_shapes_and_ranges(image):
    values, label, field = image.crop(48, SPEC, Augmentation(), np.random.default_rng(0))
    assert values.shape == (3, 48, 48)
    assert label.shape == field.shape == (1, 48, 48)
    assert {values.dtype, label.dtype, field.dtype} == {torch.float32}
    assert label.min() >= 0
    assert label.max() <= 1
    assert set(field.unique().tolist()) <= {0.0, 1.0}
    assert (values[:, field[0] == 0] == 0).all()


def test_label_and_picture_stay_together(image):
    """Vessels are dark in the crop exactly where its label says so, however it was bent."""
    rng = np.random.default_rng(0)
    how = Augmentation(blur=0, noise=0, jpeg=0)
    for _ in range(10):
        values, label, field = image.crop(48, SPEC, how, rng)
        inside = field[0] > 0
        vessel, other = inside & (label[0] > 0.9), inside & (label[0] < 0.1)
        if vessel.sum() > 20 and other.sum() > 20:
            assert values[1][vessel].mean() + 0.7 < values[1][other].mean()


def test_without_augmentation_a_crop_is_cut_straight(image):
    rng = np.random.default_rng(0)
    x, y = image._inside[np.random.default_rng(0).integers(len(image._inside))]
    _, label, _ = image.crop(9, SPEC, STILL, rng)
    padded = torch.nn.functional.pad(image.layers[4], (4, 4, 4, 4))
    assert torch.allclose(label[0], padded[y : y + 9, x : x + 9], atol=1e-4)


def test_what_is_not_to_be_believed_weighs_nothing(data):
    """Of a label that is believed in one half only, the other half has no weight."""
    case = list_cases(make_config(), data)[0]
    photograph = read_image(case.image)
    field = find_field(photograph.pixels, SPEC)
    label, belief = np.zeros((2, *field.mask.shape), np.float32)
    belief[:, belief.shape[1] // 2 :] = 1
    image = TrainingImage("any", photograph, field, SPEC, [(label, belief)])
    inside, weight = image.layers[3], image.layers[5]
    half = weight.shape[1] // 2
    assert (weight[:, : half - 1] == 0).all()
    assert (weight[:, half + 1 :] == 1).all()
    _, _, drawn = image.crop(48, SPEC, STILL, np.random.default_rng(0))
    assert set(drawn.round(decimals=3).unique().tolist()) >= {0.0, 1.0}
    assert float((weight * inside).sum()) < 0.6 * float(inside.sum())
