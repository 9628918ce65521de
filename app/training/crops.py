"""Draw the crops of each training step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.inference.styles import mixture_of
from app.training.config import Config, DataSet
from app.training.training_image import TrainingImage


@dataclass(frozen=True, eq=False)
class Batch:
    """The crops of one training step.

    Attributes:
        inputs: (n, channels, s, s) float32.
        labels, weights: (n, structures, s, s) float32.
        styles: (n, styles) float32, the share of each in the hand that drew the label.
    """

    inputs: Tensor
    labels: Tensor
    weights: Tensor
    styles: Tensor


class CropSource:
    """Draw batches of crops; the same seed and step always give the same batch."""

    def __init__(self, images: Sequence[TrainingImage], config: Config) -> None:
        self._images = images
        self._config = config
        weights = {entry.name: entry.weight for entry in config.data.sets}
        names = [image.dataset for image in images]
        chances = np.array([weights[name] / names.count(name) for name in names])
        self._chances = chances / chances.sum()
        hands = hand_mixtures(config)
        self._styles = torch.stack([hands[name] for name in names])
        self._unsaid = None if config.unsaid is None else _mixture({config.unsaid: 1.0}, config)

    def batch(self, step: int) -> Batch:
        """Return the crops of one training step."""
        rng = np.random.default_rng([self._config.seed, step])
        settings = self._config.optimisation
        chosen = rng.choice(len(self._images), settings.batch, p=self._chances)
        crops = [
            self._images[index].crop(
                settings.crop, self._config.input, self._config.augmentation, rng
            )
            for index in chosen
        ]
        styles = self._styles[torch.from_numpy(chosen)]
        if self._unsaid is not None:
            untold = torch.from_numpy(rng.random(len(chosen)) < self._config.unsaid_share)
            styles = torch.where(untold[:, None], self._unsaid, styles)
        inputs, labels, weights = (torch.stack(parts) for parts in zip(*crops, strict=True))
        return Batch(
            inputs.contiguous(memory_format=torch.channels_last),
            labels,
            weights,
            styles,
        )


def hand_mixtures(config: Config) -> dict[str, Tensor]:
    """Return, for each data set, the (styles,) mixture that is the hand which drew its labels."""
    return {entry.name: _mixture(_shares(entry, config), config) for entry in config.data.sets}


def _mixture(shares: Mapping[str, float], config: Config) -> Tensor:
    return torch.from_numpy(mixture_of(shares, config.network.styles))


def _shares(entry: DataSet, config: Config) -> Mapping[str, float]:
    if entry.taught or not config.network.styles:
        return config.style  # a teacher draws in the style that is to be the student's own
    return {entry.hand: 1.0}
