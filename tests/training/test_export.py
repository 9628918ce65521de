import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from app.base.errors import ConfigurationError
from app.inference.checkpoint import load_checkpoint
from app.inference.unet import UNet
from app.training.config import parse_config
from app.training.export import export_run, fit_temperature
from app.training.metrics import Tally, bin_middles
from app.training.run_folder import BEST_NAME, CONFIG_NAME
from app.training.trainer import Trainer
from tests.support import make_network, refused, vary_statistics
from tests.training.examples import (
    TWO_HANDS,
    TWO_STRUCTURES,
    config_text,
    write_coloured_labels,
    write_thick_labels,
)


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


def test_weights_stored_in_half_say_the_same(exported, data, tmp_path):
    text = config_text(("seed = 3", 'seed = 3\nstored = "float16"\ncompanions = ["other"]'))
    (tmp_path / CONFIG_NAME).write_text(text, encoding="utf-8")
    (tmp_path / BEST_NAME).write_bytes((exported / "tiny.safetensors").read_bytes())
    card = export_run(tmp_path, data, tmp_path / "models")
    half, whole = tmp_path / "models" / "tiny.safetensors", exported / "tiny.safetensors"
    assert half.stat().st_size < 0.6 * whole.stat().st_size + 4000
    first = load_checkpoint(whole).card
    assert card.companions == ("other",)
    assert card.scores["test"]["synthetic"]["auc"] == pytest.approx(
        first.scores["test"]["synthetic"]["auc"], abs=0.002
    )
    assert load_checkpoint(half).card.sha256 == card.sha256 != first.sha256


def test_a_model_of_several_structures_has_a_threshold_for_each(data, tmp_path):
    write_coloured_labels(data, tmp_path)
    config = parse_config(config_text(*TWO_STRUCTURES).encode(), "tiny.toml")
    run = tmp_path / "run"
    (run).mkdir()
    (run / CONFIG_NAME).write_text(config_text(*TWO_STRUCTURES), encoding="utf-8")
    assert Trainer(config, tmp_path, run).train()
    card = export_run(run, tmp_path, tmp_path / "models")
    loaded = load_checkpoint(tmp_path / "models" / "tiny.safetensors").card
    assert [output.structure for output in loaded.outputs] == ["artery", "vein"]
    assert all(0.3 <= output.threshold <= 0.7 for output in loaded.outputs)
    for split in ("validation", "test"):
        scores = card.scores[split]
        assert set(scores) == {"artery", "vein"}
        assert scores["artery"]["synthetic"]["images"] == 2
        assert min(each["synthetic"]["auc"] for each in scores.values()) > 0.6


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


def test_the_card_says_how_much_each_hand_draws(data, tmp_path):
    """The second hand is made to draw everywhere, the first nowhere."""
    (tmp_path / CONFIG_NAME).write_text(config_text(*TWO_HANDS), encoding="utf-8")
    network = vary_statistics(UNet((4, 8), styles=2))
    network.modulations[-1].shift.data[:] = torch.tensor([[-50.0], [50.0]])
    save_file(dict(network.state_dict()), tmp_path / BEST_NAME)
    folder = shutil.copytree(data, tmp_path / "data")
    write_thick_labels(folder)
    card = export_run(tmp_path, folder, tmp_path / "models")
    assert card.drawn == {"other": 0.0, "synthetic": 100.0}
    assert {"precision", "thin_recall"} <= card.scores["validation"]["synthetic"].keys()


def test_a_model_of_one_hand_says_nothing_of_hands(exported):
    card = load_checkpoint(exported / "tiny.safetensors").card
    assert (card.drawn, card.style) == ({}, {})
