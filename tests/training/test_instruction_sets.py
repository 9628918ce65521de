"""Training computes the same with this processor's instructions and with AVX2 alone.

What is right is told by double precision, which oneDNN has no kernels for. Networks are compared
layer by layer: over a whole one, activations that fall on either side of zero hide small faults.
"""

import copy
import os
import subprocess
import sys

import pytest
import torch
from torch import nn

from app.inference import resnet_unet
from app.inference.architecture import RESNET, Architecture
from app.inference.networks import build_network
from app.inference.resnet_unet import ResNetUNet
from app.training.config import Loss
from app.training.losses import vessel_loss
from app.training.run_folder import LAST_NAME
from app.training.trainer import Trainer
from tests.support import ROOT
from tests.training.examples import RESNET_CONFIG, make_config

HERE = "tests/training/test_instruction_sets.py"
FILES = ("tests/inference/test_instruction_sets.py", HERE)

SLIM = (4, 4, 6, 8, 10)  # fewer channels than a vector register holds
NETWORKS = {
    "unet": Architecture(),
    "unet-odd": Architecture("unet", (1, 3, 7, 12)),
    "plain-unet": Architecture("plain-unet", (5, 9, 17)),
    "attention-unet": Architecture("attention-unet", (5, 9, 17)),
    "resnet34-unet": Architecture(RESNET, (2, 3, 4, 5, 6)),
}
CHANGES = {
    "unet": (),
    "plain-unet": (("widths = [4, 8]", 'name = "plain-unet"\nwidths = [3, 5]'),),
    "attention-unet": (("widths = [4, 8]", 'name = "attention-unet"\nwidths = [3, 5]'),),
    "resnet34-unet": (RESNET_CONFIG,),
}


def channels_last(what):
    return what.to(memory_format=torch.channels_last)


def watch(layer):
    """Return what will go through a layer, forwards and backwards, by name."""
    seen = {}

    def forwards(_layer, inputs, output):
        seen.update({"input": inputs[0].detach().clone(), "output": output.detach().clone()})

    def backwards(_layer, inputs, outputs):
        seen.update({"gradient of input": inputs[0].clone(), "gradient": outputs[0].clone()})

    layer.register_forward_hook(forwards)
    layer.register_full_backward_hook(backwards)
    return seen


def assert_like_double(layer, seen):
    """Compare output and gradients of a layer with those in double precision."""
    seen = dict(seen)  # the copy is watched, too
    exact = copy.deepcopy(layer).double()
    exact.zero_grad()
    x = seen["input"].double().requires_grad_()
    output = exact(x)
    output.backward(seen["gradient"].double())
    pairs = {"output": (seen["output"], output), "input": (seen["gradient of input"], x.grad)}
    for (name, weight), right in zip(layer.named_parameters(), exact.parameters(), strict=True):
        pairs[name] = (weight.grad, right.grad)
    for name, (found, right) in pairs.items():
        assert (found - right).norm() <= 1e-4 * right.norm(), (layer, name)


@pytest.fixture
def slim(monkeypatch):
    monkeypatch.setattr(resnet_unet, "_CHANNELS", SLIM)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_learns_what_double_precision_learns(name):
    torch.manual_seed(0)
    network = channels_last(build_network(NETWORKS[name])).train()
    layers = [
        (layer, watch(layer))
        for layer in network.modules()
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
    ]
    picture = channels_last(torch.randn(2, 3, 32, 64)).requires_grad_()
    label = (torch.rand(2, 1, 32, 64) > 0.8).float()
    vessel_loss(network(picture), label, torch.ones_like(label), Loss()).backward()
    for layer, seen in layers:
        assert_like_double(layer, seen)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("stage", [1, 2, 3])
def test_shortcuts_of_few_channels_spoil_no_memory(stage):
    """oneDNN's own strided ones do, the more the larger the picture; this one is large enough."""
    torch.manual_seed(0)
    network = channels_last(ResNetUNet((2, 3, 4, 5, 6)))
    layer = network.encoder.encoder.stages[stage].layers[0].shortcut.convolution
    seen = watch(layer)
    picture = channels_last(torch.randn(8, layer.in_channels, 128, 128)).requires_grad_()
    output = layer(picture)
    output.backward(channels_last(torch.randn(output.shape)))
    assert_like_double(layer, seen)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("name", CHANGES)
def test_a_step_leaves_finite_weights_that_have_moved(data, tmp_path, name):
    trainer = Trainer(make_config(*CHANGES[name]), data, tmp_path, device="cpu")
    before = {key: value.clone() for key, value in trainer._network.named_parameters()}
    steps = iter(range(10))
    assert trainer.train(lambda: next(steps) >= 1) is False
    after = torch.load(tmp_path / LAST_NAME, weights_only=True)["network"]
    assert all(torch.isfinite(value).all() for value in after.values())
    assert not any(torch.equal(value, after[key]) for key, value in before.items())


def test_all_of_it_and_of_inference_with_avx2():
    """Most clinics' computers have no AVX-512, and oneDNN has other kernels for AVX2."""
    itself = f"--deselect={HERE}::test_all_of_it_and_of_inference_with_avx2"
    options = ("-q", "-p", "no:cacheprovider", "-o", "addopts=")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, itself, *FILES],
        check=False,
        cwd=ROOT,
        env=os.environ | {"ONEDNN_MAX_CPU_ISA": "AVX2"},
        capture_output=True,
        text=True,
        timeout=600,  # where memory is spoilt, threads can wait for each other for ever
    )
    assert done.returncode == 0, done.stdout + done.stderr
