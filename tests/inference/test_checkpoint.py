import json
import random
import sys

import msgspec
import pytest
import torch

from app.base.errors import ModelLoadError
from app.base.paths import default_model
from app.domain.structures import Structure
from app.inference import resnet_unet
from app.inference.architecture import RESNET, Architecture
from app.inference.checkpoint import load_checkpoint
from app.inference.model_card import ModelCard
from app.inference.networks import build_network
from app.segmentation.network_output import Output
from tests.support import make_network, refused, vary_statistics, write_model


def test_a_model_comes_back_as_it_was_written(tmp_path):
    network = make_network((4, 8), seed=5)
    checkpoint = load_checkpoint(write_model(tmp_path, network))
    card = checkpoint.card
    assert (card.name, card.version, card.threshold, card.temperature) == ("tiny", "7", 0.4, 1.5)
    assert card.input.min_diameter == 128
    assert card.architecture == Architecture("unet", (4, 8))
    assert not checkpoint.network.training
    values = torch.randn(1, 3, 16, 16)
    with torch.inference_mode():
        assert torch.allclose(checkpoint.network(values), network(values), atol=1e-5)


OLD_CARD = """{
  "schema": "retivasc.model/1", "name": "old", "version": "1",
  "architecture": {"name": "unet", "widths": [4, 8]},
  "input": {"min_diameter": 128, "max_diameter": 256},
  "threshold": 0.45, "hysteresis": 2.0, "temperature": 0.942, "sha256": "0",
  "threshold_chosen_on": "nothing", "training": {}, "scores": {},
  "intended_use": "tests", "limits": []
}"""


def test_a_card_that_names_no_outputs_is_one_of_vessels():
    old = msgspec.json.decode(OLD_CARD, type=ModelCard)
    assert old.outputs == (Output(Structure.VESSEL, 0.45, 2.0, 0.942),)
    without = json.loads(OLD_CARD)
    del without["hysteresis"]
    assert msgspec.convert(without, ModelCard).outputs[0].hysteresis == 1.0


def test_the_bundled_model_finds_vessels():
    checkpoint = load_checkpoint(default_model())
    (output,) = checkpoint.card.outputs
    assert output.structure is Structure.VESSEL
    assert checkpoint.network.outputs == 1


def test_the_bundled_model_says_what_each_of_its_styles_draws():
    card = load_checkpoint(default_model()).card
    assert card.drawn.keys() == set(card.architecture.styles)
    assert card.style.keys() <= card.drawn.keys()


@pytest.mark.parametrize("name", ["unet", "plain-unet", "attention-unet"])
def test_a_card_of_two_outputs_comes_back_with_its_network(tmp_path, name):
    architecture = Architecture(name, (4, 8))
    torch.manual_seed(5)
    network = vary_statistics(build_network(architecture, outputs=2)).eval()
    artery = Output(Structure.ARTERY, 0.4, 1.0, 1.5)
    vein = Output(Structure.VEIN, 0.6, 3.0, 0.8)
    weights = write_model(
        tmp_path,
        network,
        architecture=msgspec.to_builtins(architecture),
        outputs=msgspec.to_builtins([artery, vein]),
    )
    card = load_checkpoint(weights).card
    assert card.outputs == (artery, vein)
    weights.with_suffix(".json").write_bytes(msgspec.json.encode(card))
    loaded = load_checkpoint(weights)
    assert loaded.card == card
    values = torch.randn(1, 3, 16, 16)
    with torch.inference_mode():
        assert torch.allclose(loaded.network(values), network(values), atol=1e-5)


def test_a_card_that_names_more_outputs_than_its_network_has(tmp_path):
    outputs = [
        {"structure": "vessel", "threshold": 0.4, "temperature": 1.5},
        {"structure": "disc"},
    ]
    error = refused(ModelLoadError, load_checkpoint, write_model(tmp_path, outputs=outputs))
    assert "cannot be loaded" in str(error.message)


def test_the_numbers_of_a_card_change_only_together_with_its_output(tmp_path):
    card = load_checkpoint(write_model(tmp_path)).card
    with pytest.raises(ValueError, match="first output"):
        msgspec.structs.replace(card, threshold=0.3)
    changed = msgspec.structs.replace(card, threshold=0.3, outputs=())
    assert changed.outputs == (Output(Structure.VESSEL, 0.3, 1.0, 1.5),)


def test_a_model_with_a_resnet_needs_its_library(tmp_path, monkeypatch):
    monkeypatch.setattr(resnet_unet, "_CHANNELS", (4, 4, 6, 8, 10))
    architecture = Architecture(RESNET, (2, 3, 4, 5, 6))
    torch.manual_seed(5)
    network = vary_statistics(build_network(architecture)).eval()
    card = {"architecture": msgspec.to_builtins(architecture)}
    weights = write_model(tmp_path, network, **card)
    values = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        loaded = load_checkpoint(weights).network(values)
        assert torch.allclose(loaded, network(values), atol=1e-5)
    monkeypatch.setitem(sys.modules, "transformers", None)
    error = refused(ModelLoadError, load_checkpoint, weights)
    assert "transformers" in str(error.message)


def test_a_folder_with_a_chinese_name(tmp_path):
    folder = tmp_path / "模型"
    folder.mkdir()
    assert load_checkpoint(write_model(folder)).card.name == "tiny"


def test_weights_that_are_missing(tmp_path):
    weights = write_model(tmp_path)
    weights.unlink()
    assert "tiny.safetensors" in str(refused(ModelLoadError, load_checkpoint, weights).message)


def test_a_card_that_is_missing(tmp_path):
    weights = write_model(tmp_path)
    weights.with_suffix(".json").unlink()
    assert "tiny.json" in str(refused(ModelLoadError, load_checkpoint, weights).message)


def test_weights_that_were_exchanged(tmp_path):
    weights = write_model(tmp_path)
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    error = refused(ModelLoadError, load_checkpoint, weights)
    assert "does not match its model card" in str(error.message)


def test_a_card_of_another_schema(tmp_path):
    weights = write_model(tmp_path, schema="retivasc.model/2")
    assert "another version" in str(refused(ModelLoadError, load_checkpoint, weights).message)


def test_an_unknown_network(tmp_path):
    weights = write_model(tmp_path, architecture={"name": "transformer", "widths": [4, 8]})
    assert "transformer" in str(refused(ModelLoadError, load_checkpoint, weights).message)


def test_weights_of_other_widths(tmp_path):
    weights = write_model(tmp_path, architecture={"name": "unet", "widths": [4, 6]})
    refused(ModelLoadError, load_checkpoint, weights)


def test_weights_that_are_no_safetensors(tmp_path):
    import hashlib

    weights = write_model(tmp_path, sha256=hashlib.sha256(b"junk").hexdigest())
    weights.write_bytes(b"junk")
    assert "cannot be loaded" in str(refused(ModelLoadError, load_checkpoint, weights).message)


@pytest.mark.parametrize(
    "changes",
    [
        {"threshold": "high"},
        {"threshold": 1.5},
        {"threshold": -0.1},
        {"temperature": 0},
        {"temperature": -1},
        {"architecture": {"name": "unet", "widths": []}},
        {"architecture": {"name": "unet", "widths": [4, 0]}},
        {"architecture": {"name": "unet", "widths": [4, 8], "depth": 3}},
        {"architecture": {"name": "resnet34-unet", "widths": [4, 8]}},
        {"input": {"diameter": 3}},
        {"input": {"min_diameter": "x"}},
        {"sha256": None},
        {"limits": "none"},
        {"outputs": [{"structure": "nose", "threshold": 0.4, "temperature": 1.5}]},
        {"outputs": [{"structure": "vessel", "threshold": 0.5, "temperature": 1.5}]},
        {"outputs": [{"structure": "vessel", "threshold": 0.4, "temperature": 1.5}] * 2},
    ],
)
def test_cards_with_values_that_do_not_fit(tmp_path, changes):
    refused(ModelLoadError, load_checkpoint, write_model(tmp_path, **changes))


@pytest.mark.parametrize("key", ["schema", "name", "sha256", "input", "threshold", "limits"])
def test_a_card_without_an_entry(tmp_path, key):
    weights = write_model(tmp_path)
    path = weights.with_suffix(".json")
    card = json.loads(path.read_text())
    del card[key]
    path.write_text(json.dumps(card))
    assert key in str(refused(ModelLoadError, load_checkpoint, weights).message)


def test_damaged_cards_raise_nothing_but_our_own_error(tmp_path):
    weights = write_model(tmp_path)
    path = weights.with_suffix(".json")
    content = path.read_bytes()
    rng = random.Random(0)
    refusals = 0
    for _ in range(150):
        changed = bytearray(
            content[: rng.randrange(len(content))] if rng.random() < 0.3 else content
        )
        for _ in range(rng.randrange(1, 4)):
            if changed:
                changed[rng.randrange(len(changed))] = rng.randrange(256)
        path.write_bytes(changed)
        try:
            load_checkpoint(weights)
        except ModelLoadError:
            refusals += 1
    assert refusals > 75


def write_styled(folder, **changes):
    architecture = Architecture("unet", (4, 8), ("sparse", "full"))
    torch.manual_seed(5)
    network = vary_statistics(build_network(architecture)).eval()
    torch.nn.init.normal_(network.modulations[0].scale)
    card = {"architecture": msgspec.to_builtins(architecture)}
    return network, write_model(folder, network, **card, **changes)


def test_a_model_draws_in_the_style_of_its_card(tmp_path):
    network, weights = write_styled(tmp_path, style={"full": 3, "sparse": 1})
    values = torch.randn(1, 3, 16, 16)
    with torch.inference_mode():
        drawn = load_checkpoint(weights).network(values)
        assert torch.allclose(drawn, network(values, torch.tensor([[0.25, 0.75]])), atol=1e-5)
        assert not torch.allclose(drawn, network(values), atol=1e-3)


def test_a_card_with_a_style_that_the_network_does_not_know(tmp_path):
    _, weights = write_styled(tmp_path, style={"other": 1})
    assert "tiny" in str(refused(ModelLoadError, load_checkpoint, weights).message)
