import pytest
import torch

from app.base.errors import ModelLoadError
from app.inference.architecture import RESNET, Architecture
from app.inference.networks import build_network
from app.inference.resnet_unet import ResNetUNet
from app.inference.unet import ResidualBlock
from tests.support import refused


@pytest.mark.parametrize("name", ["unet", "plain-unet", "attention-unet"])
def test_a_network_is_built_by_its_name_and_every_weight_learns(name):
    network = build_network(Architecture(name, (4, 8, 16)))
    assert len(network.gates) == (2 if name == "attention-unet" else 0)
    residual = any(isinstance(module, ResidualBlock) for module in network.modules())
    assert residual == (name != "plain-unet")
    network.train()(torch.randn(2, 3, 16, 16)).square().mean().backward()
    without = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


def test_the_resnet_is_built_by_its_name_too():
    with torch.device("meta"):
        network = build_network(Architecture(RESNET, (1, 2, 3, 4, 5)), planes=1)
    assert isinstance(network, ResNetUNet)
    assert [block.second.out_channels for block in network.decoder] == [1, 2, 3, 4, 5]
    assert network.finest.first.in_channels == network.encoder.config.num_channels == 1


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture(),
        Architecture("plain-unet", (4, 8, 16)),
        Architecture("attention-unet", (4, 8)),
        Architecture(RESNET),
    ],
    ids=lambda architecture: architecture.name,
)
def test_what_a_network_needs_is_known_before_it_is_built(architecture):
    with torch.device("meta"):
        network = build_network(architecture)
    assert network.stride == architecture.stride
    assert network.reach == architecture.reach
    assert network.head.in_channels == architecture.widths[0]


@pytest.mark.parametrize(
    "architecture",
    [
        Architecture("unet", (4, 8)),
        Architecture("unet", (4, 8), ("sparse", "full")),
        Architecture("attention-unet", (4, 8)),
        Architecture(RESNET),
    ],
)
def test_a_network_answers_in_as_many_planes_as_are_asked_for(architecture):
    with torch.device("meta"):
        network = build_network(architecture, outputs=3).eval()
        assert network(torch.empty(1, 3, 64, 64)).shape == (1, 3, 64, 64)
    assert network.outputs == 3


def test_the_usual_widths_are_those_of_the_network():
    assert Architecture().widths == Architecture("attention-unet").widths == (16, 32, 64, 128)
    assert Architecture(RESNET).widths == (16, 32, 64, 128, 256)
    assert Architecture(RESNET, (1, 2, 3, 4, 5)).widths == (1, 2, 3, 4, 5)


def test_an_unknown_name_is_refused():
    refused(ModelLoadError, build_network, Architecture("other"))


@pytest.mark.parametrize("wrong", [("unet", (4, 8), ("one", "one")), (RESNET, (), ("one",))])
def test_styles_that_no_network_can_have_are_refused(wrong):
    with pytest.raises(ValueError, match="style"):
        Architecture(*wrong)
