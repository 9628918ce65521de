"""Two photographs of different children are enough to see that training learns vessels."""

import csv

import pytest

from app.training.cases import list_cases
from app.training.config import parse_config
from app.training.metrics import score
from app.training.run_folder import METRICS_NAME
from app.training.scoring import tally_photograph
from app.training.trainer import Trainer
from tests.support import ROOT

CONFIG = b"""
name = "photographs"
version = "1"

[[data.sets]]
name = "child 09"
images = "resources/samples/chase_db1_09r.png"
labels = "tests/data/chase_db1/Image_09R_1stHO.png"

[[data.sets]]
name = "child 10"
images = "tests/data/chase_db1/Image_10L.jpg"
labels = "tests/data/chase_db1/Image_10L_1stHO.png"
validation = ["Image_10L"]

[network]
widths = [8, 16, 32]

[optimisation]
steps = 100
batch = 4
crop = 128
learning_rate = 0.005
warmup = 5
ema = 0.9
precision = "fp32"
validate_every = 25
"""


@pytest.fixture(scope="module")
def config():
    return parse_config(CONFIG, "photographs.toml")


@pytest.fixture(scope="module")
def rows(config, tmp_path_factory):
    run = tmp_path_factory.mktemp("photographs")
    assert Trainer(config, ROOT, run, device="cpu").train() is True
    with (run / METRICS_NAME).open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_loss_falls(rows):
    assert len(rows) == 4
    assert float(rows[-1]["loss"]) < 0.7 * float(rows[0]["loss"])


def test_another_child_is_segmented_far_better_than_by_guessing(rows, config):
    (case,) = (case for case in list_cases(config, ROOT) if case.split == "validation")
    tally = tally_photograph(
        lambda prepared: prepared.field.astype("float32"),
        config.input,
        case,
    )
    guess = score(tally, 0.5).dice
    assert 0.1 < guess < 0.25
    assert float(rows[-1]["dice"]) > guess + 0.2
    assert float(rows[-1]["auc"]) > 0.85
