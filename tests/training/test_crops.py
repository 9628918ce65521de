import pytest
import torch

from app.segmentation.network_input import InputSpec
from app.training.cases import list_cases
from app.training.crops import CropSource
from app.training.training_image import TrainingImage
from tests.training.examples import STYLES, make_config

SPEC = InputSpec(min_diameter=64, max_diameter=128)


@pytest.fixture(scope="module")
def images(data):
    return [TrainingImage.of_case(case, SPEC) for case in list_cases(make_config(), data)[:3]]


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(parts(first), parts(second), strict=True))


def parts(batch):
    return batch.inputs, batch.labels, batch.weights, batch.styles


def test_a_step_always_gives_the_same_batch(images):
    config = make_config()
    batch = CropSource(images, config).batch(5)
    assert batch.inputs.shape == (4, 3, 32, 32)
    assert batch.labels.shape == batch.weights.shape == (4, 1, 32, 32)
    assert batch.styles.shape == (4, 0)
    other = CropSource(images, config)
    other.batch(1)
    assert same(batch, other.batch(5))
    assert not same(batch, other.batch(6))
    reseeded = CropSource(images, make_config(("seed = 3", "seed = 4")))
    assert not same(batch, reseeded.batch(5))


def test_sets_are_drawn_by_their_weight(images):
    source = CropSource(images, make_config())
    assert source._chances == pytest.approx([1 / 3] * 3)


def test_each_crop_comes_with_the_hand_that_drew_its_label(images):
    config = make_config(STYLES)
    batch = CropSource(images, config).batch(5)
    assert torch.equal(batch.styles, torch.tensor([[0.0, 1.0]] * 4))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_of_some_crops_the_hand_is_not_told(images, share):
    """As many as asked for; the pictures and labels are those of a run that tells them all."""
    three = ('styles = ["other", "synthetic"]', 'styles = ["other", "synthetic", "any"]')
    unsaid = ("seed = 3", f'seed = 3\nunsaid = "any"\nunsaid_share = {share}')
    config = make_config(STYLES, three, unsaid)
    batches = [CropSource(images, config).batch(step) for step in range(40)]
    styles = torch.cat([batch.styles for batch in batches])
    assert styles[:, 0].sum() == 0
    assert styles[:, 2].mean().item() == pytest.approx(share, abs=0.1)
    assert torch.equal(styles.sum(dim=1), torch.ones(160))
    told = CropSource(images, make_config(STYLES, three)).batch(7)
    assert torch.equal(batches[7].inputs, told.inputs)
    assert torch.equal(batches[7].labels, told.labels)
