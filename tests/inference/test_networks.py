import pytest
import torch

from app.errors import ModelLoadError
from app.inference.networks import Architecture, build_network
from tests.support import refused


@pytest.mark.parametrize("name", ["unet", "attention-unet"])
def test_a_network_is_built_by_its_name_and_every_weight_learns(name):
    network = build_network(Architecture(name, (4, 8, 16)))
    assert len(network.gates) == (2 if name == "attention-unet" else 0)
    network.train()(torch.randn(2, 3, 16, 16)).square().mean().backward()
    without = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


def test_an_unknown_name_is_refused():
    refused(ModelLoadError, build_network, Architecture("other"))
