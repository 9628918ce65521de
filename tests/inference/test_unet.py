from itertools import pairwise

import pytest
import torch

from app.inference.unet import AttentionGate, PlainBlock, ResidualBlock, StyleModulation, UNet
from tests.support import make_network, vary_statistics


@pytest.mark.parametrize("widths", [(4,), (4, 8), (4, 8, 16), (2, 4, 6, 8, 10)])
@pytest.mark.parametrize("batch", [1, 3])
def test_one_logit_for_each_pixel(widths, batch):
    network = make_network(widths)
    assert network.stride == 2 ** (len(widths) - 1)
    height, width = 2 * network.stride, 3 * network.stride
    with torch.inference_mode():
        logits = network(torch.randn(batch, 3, height, width))
    assert logits.shape == (batch, 1, height, width)
    assert torch.isfinite(logits).all()


def test_other_inputs_than_colour():
    assert UNet((4, 8), channels_in=1).eval()(torch.randn(1, 1, 8, 8)).shape == (1, 1, 8, 8)


def test_sides_must_be_multiples_of_the_stride():
    with pytest.raises(RuntimeError):
        make_network((4, 8, 16))(torch.randn(1, 3, 10, 12))


def test_a_block_adds_its_input():
    block = ResidualBlock(4, 4).eval()
    for parameter in block.parameters():
        torch.nn.init.zeros_(parameter)
    x = torch.randn(1, 4, 6, 6)
    assert torch.equal(block(x), x.relu())


def test_a_plain_block_adds_nothing():
    block = PlainBlock(4, 4).eval()
    for parameter in block.parameters():
        torch.nn.init.zeros_(parameter)
    assert not block(torch.randn(1, 4, 6, 6)).any()


def test_the_plain_network_of_five_levels_has_the_weights_that_its_authors_count():
    """31 million: two 3x3 convolutions a level, 64 to 1024 channels, 2x2 up-convolutions."""
    with torch.device("meta"):
        network = UNet((64, 128, 256, 512, 1024), channels_in=1, residual=False, outputs=2)
    kernels = [m.weight for m in network.modules() if hasattr(m, "kernel_size")]
    sides = [64, 128, 256, 512, 1024]
    expected = 9 * (64 + 64 * 64) + 2 * 64
    for fine, coarse in pairwise(sides):
        expected += 9 * (fine * coarse + coarse * coarse)  # down
        expected += 4 * coarse * fine + 9 * (coarse * fine + fine * fine)  # up
    assert sum(kernel.numel() for kernel in kernels) == expected
    assert not any(isinstance(module, ResidualBlock) for module in network.modules())


def test_every_weight_learns():
    network = make_network((4, 8, 16)).train()
    network(torch.randn(2, 3, 16, 16)).square().mean().backward()
    without = [n for n, p in network.named_parameters() if p.grad is None or not p.grad.any()]
    assert without == []


@pytest.mark.parametrize("how", [{}, {"attention": True}, {"residual": False}], ids=str)
@pytest.mark.parametrize("levels", [1, 2, 3, 4, 5])
def test_the_network_looks_no_further_than_its_reach(levels, how):
    """Weights of one sign hide nothing: the gradient reaches as far as the network looks."""
    network = UNet((1,) * levels, **how).eval().double()
    for name, value in network.state_dict().items():
        if value.dtype.is_floating_point and "running_mean" not in name:
            value.abs_().add_(0.1)
        elif value.dtype.is_floating_point:
            value.zero_()
    side = 4 * network.reach
    x = torch.rand(1, 3, side, side, dtype=torch.float64, requires_grad=True)
    logits = network(x)
    for place in range(side // 2, side // 2 + network.stride):
        (gradient,) = torch.autograd.grad(logits[0, 0, place, place], x, retain_graph=True)
        rows = gradient.abs().sum(dim=(0, 1, 3)).nonzero()[:, 0]
        assert rows.min() >= place - network.reach
        assert rows.max() <= place + network.reach
        assert rows.max() - rows.min() >= network.reach / 4


def test_a_gate_only_ever_weakens_a_skip():
    gate = AttentionGate(4)
    skip, coarse = torch.randn(2, 1, 4, 6, 6)
    gated = gate(skip, coarse)
    assert (gated.abs() <= skip.abs()).all()
    assert (gated * skip >= 0).all()
    assert not torch.equal(gate(skip, coarse), gate(skip, 5 * coarse))


@pytest.mark.parametrize("residual", [True, False])
def test_folded_normalisations_leave_the_answer_and_no_layer_behind(residual):
    torch.manual_seed(0)
    network = vary_statistics(UNet((4, 8), residual=residual)).eval()
    values = torch.randn(1, 3, 16, 16)
    with torch.inference_mode():
        before = network(values)
    for block in [m for m in network.modules() if isinstance(m, PlainBlock)]:
        block.fold_norms()
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in network.modules())
    with torch.inference_mode():
        assert torch.allclose(network(values), before, atol=1e-4)


def make_styled(styles=3, seed=0):
    """Build a network of several styles, each of which draws in its own way."""
    torch.manual_seed(seed)
    network = UNet((4, 8), styles=styles).eval()
    for module in network.modules():
        if isinstance(module, StyleModulation):
            torch.nn.init.normal_(module.scale, std=0.5)
            torch.nn.init.normal_(module.shift, std=0.5)
    return network


def test_styles_change_nothing_before_they_are_learnt():
    plain, styled = make_network((4, 8)), UNet((4, 8), styles=3).eval()
    styled.load_state_dict(styled.state_dict() | plain.state_dict())
    x = torch.randn(1, 3, 8, 8)
    with torch.inference_mode():
        assert torch.allclose(styled(x), plain(x), atol=1e-6)


def test_each_picture_of_a_batch_is_drawn_in_its_own_style():
    network, x = make_styled(), torch.randn(3, 3, 8, 8)
    with torch.inference_mode():
        together = network(x, torch.eye(3))
        alone = [network(x[i : i + 1], torch.eye(3)[i : i + 1]) for i in range(3)]
        assert torch.allclose(together, torch.cat(alone), atol=1e-5)
        assert not torch.allclose(together, network(x, torch.eye(3).roll(1, 0)), atol=1e-2)


def test_without_a_style_a_network_draws_in_its_own():
    network, x = make_styled(), torch.randn(1, 3, 8, 8)
    mixture = torch.tensor([0.5, 0.0, 0.5])
    with torch.inference_mode():
        assert torch.allclose(network(x), network(x, torch.full((1, 3), 1 / 3)), atol=1e-6)
        network.style = mixture
        assert torch.equal(network(x), network(x, mixture[None]))


def test_every_style_learns():
    network = make_styled().train()
    network(torch.randn(3, 3, 8, 8), torch.eye(3)).square().mean().backward()
    for module in network.modulations:
        assert all(part.grad.abs().sum(dim=1).all() for part in (module.scale, module.shift))
