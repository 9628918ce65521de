"""What the network is taught to make small: a weighted sum of terms, inside the field of view."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor
from torch.nn import functional

from app.training.config import Loss

_FOCUS = 2.0  # how strongly the focal term turns to what is still wrong
_BORDER_SIGMA = 5.0  # pixels: how near two vessels must be for the gap between them to count more
_BORDER_HEIGHT = 10.0  # weight of the narrowest gap (Ronneberger, 2015)
_THINNINGS = 8  # half the width, in pixels, of the widest vessel that the skeleton term thins


def structure_loss(logits: Tensor, labels: Tensor, weights: Tensor, terms: Loss) -> Tensor:
    """Return the mean of the losses of some structures.

    Args:
        logits, labels, weights: (n, structures, h, w) float; of a structure that no weight tells
            anything of nothing is learnt.
    """
    each = [
        vessel_loss(logits[:, k : k + 1], labels[:, k : k + 1], weights[:, k : k + 1], terms)
        for k in range(logits.shape[1])
    ]
    return torch.stack(each).mean()


def vessel_loss(logits: Tensor, label: Tensor, weight: Tensor, terms: Loss) -> Tensor:
    """Return the weighted sum of the terms whose weight is not 0.

    The cross-entropy ranks and calibrates; the Dice term balances the classes; the focal term
    turns to hard pixels; the border weights keep close vessels apart; the skeleton term counts
    thin vessels as much as wide ones.

    Args:
        logits, label, weight: (n, 1, h, w) float; label and weight lie between 0 and 1.
    """
    entropy = functional.binary_cross_entropy_with_logits(logits, label, reduction="none")
    probability = torch.sigmoid(logits)
    loss = logits.new_zeros(())
    if terms.bce:
        gaps = 1 + border_weight(label) if terms.border else 1.0
        loss = loss + terms.bce * _mean(entropy * gaps, weight)
    if terms.focal:
        missed = (probability - label).abs() ** _FOCUS  # Lin, 2017, for soft labels too
        loss = loss + terms.focal * _mean(missed * entropy, weight)
    if terms.dice:
        loss = loss + terms.dice * (1 - _overlap(probability * weight, label * weight))
    if terms.cldice:
        loss = loss + terms.cldice * (1 - _centreline_dice(probability * weight, label * weight))
    return loss


def _mean(values: Tensor, weight: Tensor) -> Tensor:
    return (values * weight).sum() / weight.sum().clamp(min=1.0)


def _overlap(first: Tensor, second: Tensor) -> Tensor:
    """Return the soft Dice coefficient (Milletari, 2016) of a whole batch."""
    return (2 * (first * second).sum() + 1) / (first.sum() + second.sum() + 1)


def _centreline_dice(probability: Tensor, label: Tensor) -> Tensor:
    """Return clDice (Shit, 2021): how much of each skeleton lies within the other's vessels."""
    drawn, true = soft_skeleton(probability), soft_skeleton(label)
    precision = ((drawn * label).sum() + 1) / (drawn.sum() + 1)
    sensitivity = ((true * probability).sum() + 1) / (true.sum() + 1)
    return 2 * precision * sensitivity / (precision + sensitivity)


def soft_skeleton(mask: Tensor) -> Tensor:
    """Thin (n, 1, h, w) values between 0 and 1 to their centre lines, differentiably."""
    skeleton = functional.relu(mask - _opened(mask))
    for _ in range(_THINNINGS):
        mask = _eroded(mask)
        ridge = functional.relu(mask - _opened(mask))
        skeleton = skeleton + functional.relu(ridge - skeleton * ridge)
    return skeleton


def _eroded(mask: Tensor) -> Tensor:
    # Along rows and along columns: a square would eat the ends of slanting vessels.
    upright = -functional.max_pool2d(-mask, (3, 1), 1, (1, 0))
    level = -functional.max_pool2d(-mask, (1, 3), 1, (0, 1))
    return torch.minimum(upright, level)


def _opened(mask: Tensor) -> Tensor:
    return functional.max_pool2d(_eroded(mask), 3, 1, 1)


@torch.no_grad()
def border_weight(label: Tensor) -> Tensor:
    """Return the extra weight of the gaps between close vessels (Ronneberger, 2015).

    w = 10 exp(-(d1 + d2)² / 2σ²) outside the vessels, d1 and d2 being the distances to the
    nearest and the second nearest separate vessel, σ five pixels.

    Args:
        label: (n, 1, h, w), vessel where above one half.
    """
    maps = [_border_weight(picture[0].numpy() > 0.5) for picture in label.cpu()]
    return torch.from_numpy(np.stack(maps))[:, None].to(label)


def _border_weight(vessels: NDArray[np.bool_]) -> NDArray[np.float32]:
    pieces, count = ndimage.label(vessels, structure=np.ones((3, 3)))
    weight = np.zeros(vessels.shape, dtype=np.float32)
    if count < 2:
        return weight
    nearest = np.full((2, *vessels.shape), np.inf)
    for piece in range(1, count + 1):
        distance = ndimage.distance_transform_edt(pieces != piece)
        nearest = np.sort(np.concatenate([nearest, distance[None]]), axis=0)[:2]
    together = nearest.sum(axis=0)
    weight = _BORDER_HEIGHT * np.exp(-(together**2) / (2 * _BORDER_SIGMA**2))
    return np.where(vessels, 0, weight).astype(np.float32)
