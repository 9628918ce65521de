"""Inference computes the same with this processor's instructions and with AVX2 alone.

What is right is told by double precision, which oneDNN has no kernels for.
tests/training/test_instruction_sets.py runs all of this once more with AVX2.
"""

import pytest
import torch

from app.base.paths import default_model
from app.inference import resnet_unet
from app.inference.architecture import RESNET, Architecture
from app.inference.checkpoint import load_checkpoint
from app.inference.networks import build_network
from app.inference.proof import draw_test_picture
from tests.support import vary_statistics


def bundled():
    return load_checkpoint(default_model()).network


def built(architecture):
    torch.manual_seed(0)
    return vary_statistics(build_network(architecture)).eval()


@pytest.mark.parametrize(
    "network",
    [
        bundled,
        lambda: built(Architecture("attention-unet", (5, 9, 17))),
        lambda: built(Architecture(RESNET, (2, 3, 4, 5, 6))),
    ],
    ids=["bundled", "attention-unet", "resnet34-unet"],
)
def test_probabilities_are_those_of_double_precision(monkeypatch, network):
    monkeypatch.setattr(resnet_unet, "_CHANNELS", (4, 4, 6, 8, 10))
    network, picture = network(), torch.from_numpy(draw_test_picture(3))[None]
    with torch.inference_mode():
        found = torch.sigmoid(network(picture))
        right = torch.sigmoid(network.double()(picture.double()))
    assert found.max() - found.min() > 0.01
    assert (found - right).abs().max() < 1e-4
