import pytest
import torch

from app.training.losses import vessel_loss

LABEL = (torch.rand(2, 1, 16, 16, generator=torch.Generator().manual_seed(0)) > 0.8).float()
FIELD = torch.ones_like(LABEL)
RIGHT = (LABEL * 2 - 1) * 8


@pytest.mark.parametrize("dice_weight", [0.0, 0.3, 1.0])
def test_right_costs_less_than_undecided_and_that_less_than_wrong(dice_weight):
    losses = [
        vessel_loss(logits, LABEL, FIELD, dice_weight=dice_weight).item()
        for logits in (RIGHT, RIGHT * 0, -RIGHT)
    ]
    assert losses == sorted(losses)
    assert losses[0] < 0.01
    assert losses[2] > 5


def test_outside_the_field_nothing_counts():
    field = FIELD.clone()
    field[..., 8:] = 0
    logits = RIGHT.clone()
    first = vessel_loss(logits, LABEL, field, dice_weight=0.3)
    logits[..., 8:] *= -1
    second = vessel_loss(logits, LABEL, field, dice_weight=0.3)
    assert first == second
    logits.requires_grad_()
    vessel_loss(logits, LABEL, field, dice_weight=0.3).backward()
    assert (logits.grad[..., 8:] == 0).all()
    assert (logits.grad[..., :8] != 0).any()


def test_the_cross_entropy_is_the_usual_one():
    logits = torch.randn(LABEL.shape, generator=torch.Generator().manual_seed(1))
    expected = torch.nn.functional.binary_cross_entropy(logits.sigmoid(), LABEL)
    assert vessel_loss(logits, LABEL, FIELD, dice_weight=0).item() == pytest.approx(
        expected.item(), rel=1e-5
    )


def test_the_dice_term_is_weighed_in():
    logits = torch.randn(LABEL.shape, generator=torch.Generator().manual_seed(1))
    p = logits.sigmoid()
    dice = (2 * (p * LABEL).sum() + 1) / (p.sum() + LABEL.sum() + 1)
    without = vessel_loss(logits, LABEL, FIELD, dice_weight=0)
    weighed = vessel_loss(logits, LABEL, FIELD, dice_weight=0.5)
    assert (weighed - without).item() == pytest.approx(0.5 * (1 - dice).item(), rel=1e-4)


def test_without_a_field_the_loss_is_a_number():
    assert vessel_loss(RIGHT, LABEL, FIELD * 0, dice_weight=0.3).item() == pytest.approx(0)
