import numpy as np
import pytest
import torch

from app.training.config import Loss
from app.training.losses import border_weight, soft_skeleton, vessel_loss

LABEL = (torch.rand(2, 1, 16, 16, generator=torch.Generator().manual_seed(0)) > 0.8).float()
FIELD = torch.ones_like(LABEL)
RIGHT = (LABEL * 2 - 1) * 8
RANDOM = torch.randn(LABEL.shape, generator=torch.Generator().manual_seed(1))
BCE = Loss(dice=0)

TERMS = {
    "bce": BCE,
    "dice": Loss(bce=0, dice=1),
    "focal": Loss(bce=0, dice=0, focal=1),
    "hybrid": Loss(bce=0, dice=0.7, focal=0.3),
    "bce+dice": Loss(),
    "border": Loss(dice=0, border=True),
    "cldice": Loss(bce=0, dice=0, cldice=1),
}


def lines(*rows: int, side: int = 24) -> torch.Tensor:
    label = torch.zeros(1, 1, side, side)
    label[:, :, list(rows)] = 1
    return label


@pytest.mark.parametrize("name", TERMS)
def test_right_costs_less_than_undecided_and_that_less_than_wrong(name):
    label = lines(4, 12)
    right = (label * 2 - 1) * 8
    costs = [
        vessel_loss(logits, label, torch.ones_like(label), TERMS[name]).item()
        for logits in (right, right * 0, -right)
    ]
    assert costs == sorted(costs)
    assert costs[0] < 0.02
    assert costs[2] > 0.5


@pytest.mark.parametrize("name", TERMS)
def test_outside_the_field_nothing_counts(name):
    field = FIELD.clone()
    field[..., 8:] = 0
    logits = RANDOM.clone().requires_grad_()
    vessel_loss(logits, LABEL, field, TERMS[name]).backward()
    assert (logits.grad[..., 8:] == 0).all()
    assert (logits.grad[..., :8] != 0).any()


@pytest.mark.parametrize("name", TERMS)
def test_descending_the_loss_learns_the_label(name):
    label = lines(4, 12)
    logits = torch.zeros_like(label, requires_grad=True)
    optimiser = torch.optim.Adam([logits], lr=0.3)
    for _ in range(60):
        optimiser.zero_grad()
        vessel_loss(logits, label, torch.ones_like(label), TERMS[name]).backward()
        optimiser.step()
    inside = label.bool()
    assert logits[inside].mean() > 1
    assert logits[inside].mean() > logits[~inside].mean() + 2


def test_the_cross_entropy_is_the_usual_one():
    expected = torch.nn.functional.binary_cross_entropy(RANDOM.sigmoid(), LABEL)
    found = vessel_loss(RANDOM, LABEL, FIELD, BCE)
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def test_the_focal_term_is_the_published_one():
    p = torch.where(LABEL > 0.5, RANDOM.sigmoid(), 1 - RANDOM.sigmoid())
    expected = (-((1 - p) ** 2) * p.log()).mean()
    found = vessel_loss(RANDOM, LABEL, FIELD, TERMS["focal"])
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def test_the_terms_are_weighed_and_added():
    p = RANDOM.sigmoid()
    dice = (2 * (p * LABEL).sum() + 1) / (p.sum() + LABEL.sum() + 1)
    without = vessel_loss(RANDOM, LABEL, FIELD, BCE)
    weighed = vessel_loss(RANDOM, LABEL, FIELD, Loss(dice=0.5))
    assert (weighed - without).item() == pytest.approx(0.5 * (1 - dice).item(), rel=1e-4)


def test_without_a_field_the_loss_is_a_number():
    assert vessel_loss(RIGHT, LABEL, FIELD * 0, Loss()).item() == pytest.approx(0)


def test_the_border_weighs_the_gap_between_close_vessels_as_published():
    weight = border_weight(lines(4, 8))[0, 0]
    assert (weight[4] == 0).all()
    assert (weight[8] == 0).all()
    # Two pixels from either: d1 + d2 = 4.
    assert weight[6, 12].item() == pytest.approx(10 * np.exp(-(4**2) / 50), rel=1e-5)
    assert weight[6, 12] > weight[16, 12] > 0
    assert (border_weight(lines(4)) == 0).all()


def test_the_skeleton_of_a_bar_is_its_centre_line():
    bar = lines(*range(6, 13))
    skeleton = soft_skeleton(bar)[0, 0]
    assert skeleton[9, 6:18].tolist() == [1] * 12
    assert (skeleton[[6, 7, 8, 10, 11, 12], 6:18] == 0).all()


def test_a_broken_thin_vessel_costs_more_of_clDice_than_a_nibbled_wide_one():
    label = lines(3, *range(10, 17))
    broken, nibbled = label * 16 - 8, label * 16 - 8
    broken[:, :, 3, :20] = -8  # 20 pixels of the thin one
    nibbled[:, :, 10, :20] = -8  # 20 pixels off the rim of the wide one
    field = torch.ones_like(label)
    dice, cldice = TERMS["dice"], TERMS["cldice"]
    assert vessel_loss(broken, label, field, dice).item() == pytest.approx(
        vessel_loss(nibbled, label, field, dice).item(), rel=1e-4
    )
    assert vessel_loss(broken, label, field, cldice) > 3 * vessel_loss(
        nibbled, label, field, cldice
    )
