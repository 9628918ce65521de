import json

import numpy as np
import pytest
from safetensors.torch import save_file

from app.base.errors import ConfigurationError
from app.inference.choice import choose_engine
from app.inference.engine import EngineName
from app.inference.model_card import read_model
from app.training import conversion
from app.training.conversion import convert_model
from app.training.export import export_run
from app.training.run_folder import BEST_NAME, CONFIG_NAME
from tests.support import make_network, prepared_input, refused, write_model
from tests.training.examples import config_text

NONE = np.empty(0, np.float32)


@pytest.fixture(scope="module")
def weights(data, tmp_path_factory):
    """An exported model of few layers, converted."""
    run, output = (tmp_path_factory.mktemp(name) for name in ("run", "models"))
    (run / CONFIG_NAME).write_text(config_text(), encoding="utf-8")
    save_file(dict(make_network((4, 8)).state_dict()), run / BEST_NAME)
    export_run(run, data, output)
    convert_model(output / "tiny.safetensors", data)
    return output / "tiny.safetensors"


def logits(weights, name):
    engine = choose_engine(read_model(weights), "cpu", name).engine
    return engine.logits(prepared_input((64, 64)).values, NONE)


def test_what_is_converted_answers_as_before(weights):
    exact = logits(weights, EngineName.TORCH)
    assert logits(weights, EngineName.OPENVINO) == pytest.approx(exact, abs=1e-4)


def test_what_is_converted_says_what_was_measured(weights):
    converted = json.loads(weights.with_suffix(".engines.json").read_bytes())
    assert converted["checks"].keys() == {"synthetic"}
    assert converted["made_with"].startswith("openvino ")


def test_eight_bits_that_find_less_are_left_out(weights, data, monkeypatch, tmp_path):
    for file in weights.parent.glob("tiny.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(conversion, "MAX_DICE_LOSS", -1.0)
    copied = tmp_path / weights.name
    assert convert_model(copied, data).files.keys() == {"float32"}
    assert not list(tmp_path.glob("*.int8.*"))
    monkeypatch.setattr(conversion, "MAX_DICE_LOSS", 1.0)
    monkeypatch.setattr(conversion, "MAX_THIN_LOSS", 1.0)
    assert convert_model(copied, data).files.keys() == {"float32", "int8"}
    eight = logits(copied, EngineName.OPENVINO_INT8)
    assert np.abs(eight - logits(copied, EngineName.TORCH)).mean() < 0.5


def test_eight_bits_that_nothing_was_checked_on_are_left_out(weights, data, monkeypatch, tmp_path):
    for file in weights.parent.glob("tiny.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(conversion, "_checks", lambda *_: {})
    assert convert_model(tmp_path / weights.name, data).files.keys() == {"float32"}


def test_a_card_that_does_not_say_what_was_learnt_from(data, tmp_path):
    error = refused(ConfigurationError, convert_model, write_model(tmp_path), data)
    assert "tiny" in str(error.message)
