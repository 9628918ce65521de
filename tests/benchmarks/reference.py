"""A network of others, built anew with fresh weights, to compare speeds with in the same run."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (8, 16, 32)


class WNet(nn.Module):
    """Chain two little U-Nets: the second sees the picture and what the first made of it.

    Built after Galdran et al., "State-of-the-art retinal vessel segmentation with minimalistic
    models", Scientific Reports 12 (2022) 6174: three levels of 8, 16 and 32 channels, about 68
    thousand parameters in all. Its weights are random; only its speed means anything.
    """

    def __init__(self, planes: int = 3) -> None:
        super().__init__()
        self.first = _LittleUNet(planes)
        self.second = _LittleUNet(planes + 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, planes, h, w) to logits (n, 1, h, w); h and w are multiples of 4."""
        logits: Tensor = self.second(torch.cat([x, self.first(x)], dim=1))
        return logits


class _LittleUNet(nn.Module):
    def __init__(self, planes: int) -> None:
        super().__init__()
        self.down = nn.ModuleList(
            _Block(before, after) for before, after in pairwise((planes, *WIDTHS))
        )
        steps = list(pairwise(WIDTHS))
        self.up = nn.ModuleList(nn.ConvTranspose2d(coarse, fine, 2, 2) for fine, coarse in steps)
        self.bridges = nn.ModuleList(_convolution(fine, fine) for fine, _ in steps)
        self.merge = nn.ModuleList(_Block(2 * fine, fine) for fine, _ in steps)
        self.head = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        skips = []
        for level, block in enumerate(self.down):
            x = block(functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        for level in reversed(range(len(self.up))):
            beside = self.bridges[level](skips[level])
            x = self.merge[level](torch.cat([self.up[level](x), beside], dim=1))
        logits: Tensor = self.head(x)
        return logits


class _Block(nn.Module):
    """Two convolutions, and beside them the input through a 1x1 convolution."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _convolution(channels_in, channels_out), _convolution(channels_out, channels_out)
        )
        self.skip = nn.Sequential(
            nn.Conv2d(channels_in, channels_out, 1, bias=False), nn.BatchNorm2d(channels_out)
        )

    def forward(self, x: Tensor) -> Tensor:
        total: Tensor = self.body(x) + self.skip(x)
        return total


def _convolution(channels_in: int, channels_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, 3, padding=1),
        nn.LeakyReLU(),
        nn.BatchNorm2d(channels_out),
    )
