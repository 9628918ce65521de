"""Photographs that nobody labelled, drawn by the bundled model."""

import numpy as np
import pytest

from app.base.errors import ConfigurationError, ModelLoadError
from app.base.paths import default_model
from app.training.config import parse_config
from app.training.teaching import list_unlabelled, taught_images
from app.training.trainer import Trainer
from tests.support import encode, refused
from tests.training.examples import CONFIG, STYLES

UNLABELLED = """[[data.sets]]
name = "unlabelled"
images = "images/p[01]_*.png"
never = ["lesions/*.png"]

[network]"""


def taught_config(*changes, teacher=None):
    text = CONFIG.replace("[network]", UNLABELLED)
    text = f"teacher = '{teacher or default_model()}'\n" + text
    for old, new in changes:
        text = text.replace(old, new)
    return parse_config(text.encode(), "taught.toml")


@pytest.fixture(scope="module")
def root(data, tmp_path_factory):
    """Return the set again, with the left third of one photograph marked as a lesion."""
    folder = tmp_path_factory.mktemp("taught")
    (folder / "lesions").mkdir()
    for name in ("images", "labels", "masks"):
        (folder / name).symlink_to(data / name)
    lesion = np.zeros((96, 96), np.uint8)
    lesion[:, :32] = 255
    (folder / "lesions" / "p0_L.png").write_bytes(encode(lesion))
    return folder


@pytest.fixture(scope="module")
def taught(root):
    return taught_images(taught_config(), root, root, "cpu")


def test_only_the_sets_without_labels_are_taught(root, taught):
    assert [each.image.name for each in list_unlabelled(taught_config(), root)] == [
        "p0_L.png",
        "p0_R.png",
        "p1_L.png",
        "p1_R.png",
    ]
    assert {image.dataset for image in taught} == {"unlabelled"}


def test_the_teacher_finds_the_vessels(data, taught):
    """What it draws and is sure of lies mostly on what was drawn by the maker of the pictures."""
    image = taught[1]
    _, green, _, inside, label, belief = image.layers
    sure = (inside > 0.5) & (belief > 0.5)
    vessel, other = sure & (label > 0.5), sure & (label < 0.1)
    assert vessel.sum() > 30
    assert green[vessel].mean() < green[other].mean()


def test_nothing_is_to_be_found_in_a_lesion(taught):
    *_, inside, label, belief = taught[0].layers
    lesion = slice(0, label.shape[1] // 4)
    assert (label[:, lesion] == 0).all()
    assert (belief[:, lesion][inside[:, lesion] > 0.5] == 1).all()
    assert (taught[1].layers[4][:, lesion] > 0.5).any()


def test_where_the_teacher_doubts_nothing_is_taught(taught):
    inside, belief = taught[1].layers[3], taught[1].layers[5]
    share = belief[inside > 0.5].mean().item()
    assert 0.5 < share < 1.0


def test_a_student_learns_from_both(root, tmp_path):
    config = taught_config(
        STYLES,
        ("steps = 40", "steps = 3"),
        (
            "[data]",
            "[style]\nother = 1.0\n[data]",
        ),
    )
    trainer = Trainer(config, root, tmp_path, root, device="cpu")
    drawn = {tuple(row.tolist()) for step in range(5) for row in trainer._source.batch(step).styles}
    assert drawn == {(0.0, 1.0), (1.0, 0.0)}  # the set's own hand, and the student's default
    assert trainer.train()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("teacher = ", "start = "), "name a teacher"),
        (('never = ["lesions/*.png"]', 'validation = ["p0"]'), "to mask or score"),
        (('never = ["lesions/*.png"]', 'style = "synthetic"'), "style of its own"),
        (('labels = "labels/*.png"', 'labels = "labels/*.png"\nnever = ["x"]'), "without labels"),
    ],
)
def test_a_configuration_that_cannot_be_taught(change, why):
    error = refused(ConfigurationError, taught_config, change)
    assert why in str(error.message)


def test_a_mask_without_a_photograph(root):
    config = taught_config(("images/p[01]_*", "images/p1_*"))
    assert "p0_L" in str(refused(ConfigurationError, list_unlabelled, config, root).message)


def test_a_pattern_that_matches_nothing(root):
    config = taught_config(("lesions/*", "scars/*"))
    assert "scars" in str(refused(ConfigurationError, list_unlabelled, config, root).message)


def test_a_teacher_that_is_missing(root):
    config = taught_config(teacher="nowhere.safetensors")
    refused(ModelLoadError, taught_images, config, root, root, "cpu")
