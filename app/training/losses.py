"""What the network is taught to make small."""

import torch
from torch import Tensor
from torch.nn import functional


def vessel_loss(logits: Tensor, label: Tensor, field: Tensor, *, dice_weight: float) -> Tensor:
    """Return binary cross-entropy plus a share of the Dice loss, inside the field.

    The cross-entropy leads, since it ranks and calibrates; the Dice term (Milletari, 2016)
    balances the classes.

    Args:
        logits, label, field: (n, 1, h, w) float; label may lie between 0 and 1.
    """
    inside = field.sum().clamp(min=1.0)
    entropy = functional.binary_cross_entropy_with_logits(logits, label, reduction="none")
    loss = (entropy * field).sum() / inside
    if dice_weight:
        probability = torch.sigmoid(logits) * field
        overlap = 2 * (probability * label).sum() + 1.0
        total = probability.sum() + (label * field).sum() + 1.0
        loss = loss + dice_weight * (1 - overlap / total)
    return loss
