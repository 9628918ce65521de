import sys

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from transformers import ResNetConfig, ResNetForImageClassification, ResNetModel

from app.base.errors import ModelLoadError
from app.inference import resnet_unet
from app.inference.resnet_unet import PickingConvolution, ResNetUNet
from app.inference.tiling import CORE, run_tiled
from app.inference.torch_engine import TorchEngine
from tests.support import refused, vary_statistics

WIDTHS = (2, 3, 4, 5, 6)
RESNET_34 = {"layer_type": "basic", "depths": [3, 4, 6, 3]}
STRIPS = [(32, 1696), (1696, 32)]


@pytest.fixture
def slim(monkeypatch):
    """Make the encoder a ResNet-34 of few channels, for speed."""
    channels = (4, 4, 6, 8, 10)
    monkeypatch.setattr(resnet_unet, "_CHANNELS", channels)
    return ResNetConfig(embedding_size=4, hidden_sizes=list(channels[1:]), **RESNET_34)


def make_resnet_unet(planes=3, seed=0):
    torch.manual_seed(seed)
    return vary_statistics(ResNetUNet(WIDTHS, planes)).eval()


def test_the_encoder_is_the_resnet_34_that_imagenet_weights_fit():
    with torch.device("meta"):
        network = ResNetUNet(WIDTHS)
        sizes = {"embedding_size": 64, "hidden_sizes": [64, 128, 256, 512]}
        library = ResNetForImageClassification(ResNetConfig(**sizes, **RESNET_34))
    own = {name: value.shape for name, value in network.encoder.state_dict().items()}
    assert own == {name: value.shape for name, value in library.resnet.state_dict().items()}
    assert sum(weights.numel() for weights in network.encoder.parameters()) == 21_284_672


def test_the_first_weights_are_those_the_library_draws(slim):
    torch.manual_seed(0)
    library = ResNetModel(slim).state_dict()
    torch.manual_seed(0)
    own = resnet_unet._build_encoder(3).state_dict()
    assert list(own) == list(library)
    assert all(torch.equal(own[name], value) for name, value in library.items())


@pytest.mark.parametrize("side", [8, 9])
def test_picking_first_is_the_strided_convolution(side):
    torch.manual_seed(0)
    layers = [
        kind(3, 5, 1, stride=2, bias=False).double()
        for kind in (PickingConvolution, torch.nn.Conv2d)
    ]
    layers[1].load_state_dict(layers[0].state_dict())
    x = torch.randn(2, 3, side, side, dtype=torch.float64)
    results = []
    for layer in layers:
        seen = x.clone().requires_grad_()
        output = layer(seen)
        output.square().sum().backward()
        results.append((output.detach(), seen.grad, layer.weight.grad))
    for found, right in zip(*results, strict=True):
        assert found.shape == right.shape
        assert torch.allclose(found, right, atol=1e-12)


def test_no_strided_1x1_convolution_is_left_to_onednn():
    with torch.device("meta"):
        layers = [
            each for each in ResNetUNet(WIDTHS).modules() if isinstance(each, torch.nn.Conv2d)
        ]
    strided = [each for each in layers if each.kernel_size == (1, 1) and each.stride != (1, 1)]
    assert len(strided) == 3
    assert all(isinstance(each, PickingConvolution) for each in strided)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("planes", [1, 3])
def test_one_logit_for_each_pixel(planes):
    network = make_resnet_unet(planes)
    with torch.inference_mode():
        logits = network(torch.randn(2, planes, 64, 96))
    assert logits.shape == (2, 1, 64, 96)
    assert torch.isfinite(logits).all()


@pytest.mark.usefixtures("slim")
def test_sides_must_be_multiples_of_the_stride():
    with pytest.raises(RuntimeError):
        make_resnet_unet()(torch.randn(1, 3, 48, 64))


@pytest.mark.usefixtures("slim")
def test_every_weight_learns():
    network = make_resnet_unet().train()
    network(torch.randn(2, 3, 96, 96)).square().mean().backward()
    without = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.usefixtures("slim")
def test_a_line_one_pixel_wide_shows_without_the_encoder():
    """The encoder halves the picture twice; beside it, two blocks look no further than 4 pixels."""
    network = make_resnet_unet()
    for weights in network.encoder.parameters():
        torch.nn.init.zeros_(weights)
    x = torch.zeros(1, 3, 64, 64)
    with torch.inference_mode():
        without = network(x)
        x[..., 30] = 5
        changed = (network(x) - without).abs().amax(dim=(0, 1, 2)).nonzero()[:, 0]
    assert set(changed.tolist()) == set(range(26, 35))


@pytest.mark.parametrize("shape", STRIPS)
@pytest.mark.usefixtures("slim")
def test_the_network_looks_as_far_as_its_reach_and_no_further(shape):
    """Weights of one sign hide nothing: the gradient reaches as far as the network looks."""
    network = make_resnet_unet().double()
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point and "running_mean" not in name:
            value.abs_().add_(0.1)
        elif value.dtype.is_floating_point:
            value.zero_()
    x = torch.rand(1, 3, *shape, dtype=torch.float64, requires_grad=True)
    along = shape.index(max(shape))
    logits = network(x)[0, 0].sum(dim=1 - along)
    farthest = 0
    for place in range(832, 832 + network.stride):
        (gradient,) = torch.autograd.grad(logits[place], x, retain_graph=True)
        seen = gradient.abs().sum(dim=(0, 1, 3 - along)).nonzero()[:, 0]
        farthest = max(farthest, place - int(seen.min()), int(seen.max()) - place)
    assert network.reach - network.stride < farthest <= network.reach


@pytest.mark.parametrize("shape", STRIPS)
@pytest.mark.usefixtures("slim")
def test_small_tiles_equal_the_whole(shape):
    network = make_resnet_unet()
    values = torch.randn(3, *shape, generator=torch.Generator().manual_seed(0))
    engine, own = TorchEngine(network), np.empty(0, np.float32)
    with torch.inference_mode():
        whole = network(values[None])[0, 0].numpy()
    tiled, seams = (
        run_tiled(
            lambda tile: engine.logits(tile, own), values.numpy(), network.stride, halo, core=320
        )
        for halo in (network.reach, network.stride)
    )
    assert np.abs(tiled - whole).max() < 1e-4
    assert np.abs(seams - whole).max() > 1e-3


@pytest.mark.usefixtures("slim")
def test_the_usual_tiles_fit_the_network():
    network = make_resnet_unet()
    assert CORE % network.stride == 0
    assert network.reach % network.stride == 0


@pytest.mark.parametrize("kind", [ResNetModel, ResNetForImageClassification])
def test_the_encoder_takes_weights_as_the_library_writes_them(slim, tmp_path, kind):
    library = vary_statistics(kind(slim)).eval()
    library.save_pretrained(tmp_path)
    network = make_resnet_unet(seed=1)
    others = {n: v.clone() for n, v in network.state_dict().items() if "encoder" not in n}
    network.load_encoder(load_file(tmp_path / "model.safetensors"))
    x = torch.randn(1, 3, 64, 64)
    with torch.inference_mode():
        expected = getattr(library, "resnet", library)(x).last_hidden_state
        assert torch.equal(network.encoder(x).last_hidden_state, expected)
    assert all(torch.equal(network.state_dict()[name], value) for name, value in others.items())


def test_a_grey_picture_is_seen_as_one_of_three_equal_colours(slim):
    library = vary_statistics(ResNetModel(slim)).eval()
    network = make_resnet_unet(planes=1)
    network.load_encoder(library.state_dict())
    grey = torch.randn(1, 1, 64, 64)
    with torch.inference_mode():
        seen = network.encoder(grey).last_hidden_state
        expected = library(grey.expand(-1, 3, -1, -1)).last_hidden_state
    assert torch.allclose(seen, expected, atol=1e-4)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("planes", [1, 3])
def test_weights_of_something_else_do_not_fit(planes):
    with pytest.raises((KeyError, RuntimeError)):
        make_resnet_unet(planes).load_encoder({"a": torch.zeros(3)})


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    error = refused(ModelLoadError, ResNetUNet, WIDTHS)
    assert "retivasc[resnet]" in str(error.hint)
