import json

import numpy as np
import pytest
from safetensors.torch import save_file

from app.base.errors import ConfigurationError
from app.inference.checkpoint import load_checkpoint
from app.training.config import parse_config
from app.training.export import export_run, fit_temperature
from app.training.metrics import Tally, bin_middles
from app.training.run_folder import BEST_NAME, CONFIG_NAME
from tests.support import make_network, refused
from tests.training.examples import config_text


@pytest.fixture(scope="module")
def exported(data, tmp_path_factory):
    run, output = (tmp_path_factory.mktemp(name) for name in ("run", "models"))
    (run / CONFIG_NAME).write_text(config_text(), encoding="utf-8")
    save_file(dict(make_network((4, 8)).state_dict()), run / BEST_NAME)
    export_run(run, data, output)
    return output


def test_what_is_exported_can_be_loaded(exported):
    card = load_checkpoint(exported / "tiny.safetensors").card
    assert (card.name, card.version) == ("tiny", "1")
    assert 0.3 <= card.threshold <= 0.7
    assert card.input.min_diameter == 64


def test_the_card_lists_every_image_once_and_patients_on_one_side(exported):
    images = json.loads((exported / "tiny.json").read_bytes())["training"]["images"]
    listed = [name for split in images.values() for name in split["synthetic"]]
    assert len(listed) == len(set(listed)) == 10
    assert {name[:2] for name in images["validation"]["synthetic"]} == {"p3"}
    assert {name[:2] for name in images["test"]["synthetic"]} == {"p4"}


def test_threshold_and_temperature_do_not_depend_on_the_test_patients(exported, data, tmp_path):
    text = config_text(('test = ["p4"]\n', ""))
    (tmp_path / CONFIG_NAME).write_text(text, encoding="utf-8")
    assert parse_config(text.encode(), "").data.sets[0].test == ()
    (tmp_path / BEST_NAME).write_bytes((exported / "tiny.safetensors").read_bytes())
    card = export_run(tmp_path, data, tmp_path / "models")
    first = load_checkpoint(exported / "tiny.safetensors").card
    assert (card.threshold, card.temperature) == (first.threshold, first.temperature)
    assert card.scores["test"] == {}


def test_a_run_without_weights_or_validation_is_refused(data, tmp_path):
    (tmp_path / CONFIG_NAME).write_text(config_text(), encoding="utf-8")
    refused(ConfigurationError, export_run, tmp_path, data, tmp_path)
    text = config_text(('validation = ["p3"]\n', ""))
    (tmp_path / CONFIG_NAME).write_text(text, encoding="utf-8")
    save_file(dict(make_network((4, 8)).state_dict()), tmp_path / BEST_NAME)
    refused(ConfigurationError, export_run, tmp_path, data, tmp_path)


@pytest.mark.parametrize("true", [0.5, 1.0, 2.0])
def test_the_temperature_of_an_overconfident_model_is_found(true):
    """Logits that are ``true`` times too large are divided by ``true``."""
    said = bin_middles()
    chance = 1 / (1 + np.exp(-np.log(said / (1 - said)) / true))
    pixels = np.full(len(said), 100_000)
    vessel = np.round(pixels * chance).astype(np.int64)
    assert fit_temperature(Tally(vessel, pixels - vessel)) == pytest.approx(true, rel=0.02)
