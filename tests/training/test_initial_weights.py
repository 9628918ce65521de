import pytest
import torch
from safetensors.torch import save_file
from transformers import ResNetConfig, ResNetForImageClassification

from app.base.errors import ConfigurationError
from app.inference import resnet_unet
from app.inference.architecture import Architecture
from app.inference.networks import build_network
from app.inference.unet import UNet
from app.training.initial_weights import load_initial_weights
from tests.support import make_network, refused, vary_statistics
from tests.training.examples import RESNET_CONFIG, STYLES, make_config

START = ("seed = 3", 'seed = 3\nstart = "begin/best.safetensors"')
ENCODER = ("seed = 3", 'seed = 3\nencoder_weights = "model.safetensors"')


@pytest.fixture
def library(monkeypatch, tmp_path):
    """Return a ResNet-34 of few channels, whose weights its library wrote into a file."""
    monkeypatch.setattr(resnet_unet, "_CHANNELS", (4, 4, 6, 8, 10))
    sizes = {"embedding_size": 4, "hidden_sizes": [4, 6, 8, 10], "depths": [3, 4, 6, 3]}
    torch.manual_seed(0)
    network = ResNetForImageClassification(ResNetConfig(layer_type="basic", **sizes))
    vary_statistics(network).save_pretrained(tmp_path)
    return network


def fresh(config):
    torch.manual_seed(7)
    return build_network(config.network, config.input.planes)


def test_without_a_name_the_weights_stay_random(tmp_path):
    config = make_config()
    network = fresh(config)
    load_initial_weights(network, config, tmp_path)
    expected = fresh(config).state_dict()
    assert all(torch.equal(value, expected[n]) for n, value in network.state_dict().items())


def test_a_run_starts_from_the_weights_of_another(tmp_path):
    (tmp_path / "begin").mkdir()
    other = make_network((4, 8), seed=9).state_dict()
    save_file(dict(other), tmp_path / "begin" / "best.safetensors")
    config = make_config(START)
    network = fresh(config)
    load_initial_weights(network, config, tmp_path)
    assert all(torch.equal(value, other[n]) for n, value in network.state_dict().items())


@pytest.mark.parametrize("learnt", [0, 1, 2])
def test_styles_that_were_not_learnt_yet_begin_fresh(tmp_path, learnt):
    """A network of two styles begins with one that knew none, one or both of them."""
    (tmp_path / "begin").mkdir()
    other = vary_statistics(UNet((4, 8), styles=learnt))
    for modulation in other.modulations:
        modulation.scale.data.normal_()
    save_file(dict(other.state_dict()), tmp_path / "begin" / "best.safetensors")
    config = make_config(START, STYLES)
    network = fresh(config)
    load_initial_weights(network, config, tmp_path)
    known, state = other.state_dict(), network.state_dict()
    styles = {name for name in state if name.startswith("modulations.")}
    assert len(styles) == 4
    for name in styles:
        assert not state[name][learnt:].any()
        assert not learnt or torch.equal(state[name][:learnt], known[name])
    assert all(torch.equal(state[name], known[name]) for name in state.keys() - styles)


@pytest.mark.parametrize("kind", ["missing", "damaged", "of another network"])
def test_weights_to_start_from_that_do_not_fit(tmp_path, kind):
    path = tmp_path / "begin" / "best.safetensors"
    path.parent.mkdir()
    if kind == "damaged":
        path.write_bytes(b"no weights")
    elif kind == "of another network":
        save_file(dict(make_network((4, 6)).state_dict()), path)
    config = make_config(START)
    error = refused(ConfigurationError, load_initial_weights, fresh(config), config, tmp_path)
    assert "best.safetensors" in str(error.message)


@pytest.mark.parametrize("channels", ["rgb", "grey"])
def test_only_the_encoder_starts_from_weights_of_the_library(library, tmp_path, channels):
    sight = ("min_diameter = 64", f'channels = "{channels}"\nmin_diameter = 64')
    config = make_config(RESNET_CONFIG, ENCODER, sight)
    network, before = fresh(config), fresh(config).state_dict()
    load_initial_weights(network, config, tmp_path)
    own = library.resnet.state_dict()
    if channels == "grey":
        first = "embedder.embedder.convolution.weight"
        own[first] = own[first].sum(dim=1, keepdim=True)
    for name, value in network.state_dict().items():
        place, _, rest = name.partition(".")
        expected = own[rest] if place == "encoder" else before[name]
        assert torch.equal(value, expected), name


@pytest.mark.parametrize("kind", ["missing", "damaged", "of another network"])
@pytest.mark.usefixtures("library")
def test_weights_of_an_encoder_that_do_not_fit(tmp_path, kind):
    path = tmp_path / "model.safetensors"
    path.unlink()
    if kind == "damaged":
        path.write_bytes(b"no weights")
    elif kind == "of another network":
        save_file(dict(make_network((4, 6)).state_dict()), path)
    config = make_config(RESNET_CONFIG, ENCODER)
    error = refused(ConfigurationError, load_initial_weights, fresh(config), config, tmp_path)
    assert "model.safetensors" in str(error.message)


@pytest.mark.parametrize("name", ["unet", "plain-unet", "attention-unet"])
def test_only_the_encoder_starts_from_a_network_that_learnt_something_else(tmp_path, name):
    architecture = Architecture(name, (4, 8))
    torch.manual_seed(5)
    other = vary_statistics(build_network(architecture, outputs=2)).state_dict()
    save_file(dict(other), tmp_path / "model.safetensors")
    config = make_config(ENCODER, ("widths", f'name = "{name}"\nwidths'))
    network, before = fresh(config), fresh(config).state_dict()
    load_initial_weights(network, config, tmp_path)
    for entry, value in network.state_dict().items():
        expected = other if entry.startswith("encoder.") else before
        assert torch.equal(value, expected[entry]), entry


@pytest.mark.parametrize("other", [("plain-unet", (4, 8)), ("unet", (4, 6))])
def test_an_encoder_of_other_blocks_or_widths_does_not_fit(tmp_path, other):
    weights = build_network(Architecture(*other)).state_dict()
    save_file(dict(weights), tmp_path / "model.safetensors")
    config = make_config(ENCODER)
    refused(ConfigurationError, load_initial_weights, fresh(config), config, tmp_path)


def test_a_configuration_names_weights_that_can_be_used():
    twice = ("version", 'start = "best.safetensors"\nversion')
    refused(ConfigurationError, make_config, RESNET_CONFIG, ENCODER, twice)


def test_crops_must_fit_the_resnet_too():
    refused(ConfigurationError, make_config, RESNET_CONFIG, ("crop = 32", "crop = 48"))
