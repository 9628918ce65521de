"""What every segmentation network offers, the blocks they share, and the U-Net."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval


class PlainBlock(nn.Module):
    """Apply two 3x3 convolutions with batch normalisation."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels_in, h, w) to (n, channels_out, h, w)."""
        return functional.relu(self.convolved(x), inplace=True)

    def convolved(self, x: Tensor) -> Tensor:
        """Return what the second convolution answers, before negative values are cut off."""
        y = functional.relu(self.first_norm(self.first(x)), inplace=True)
        answer: Tensor = self.second_norm(self.second(y))
        return answer

    def fold_norms(self) -> None:
        """Fold the normalisations into the convolutions before them; no training after that."""
        for name in ("first", "second"):
            fused = fuse_conv_bn_eval(getattr(self, name), getattr(self, f"{name}_norm"))
            setattr(self, name, fused)
            setattr(self, f"{name}_norm", nn.Identity())


class ResidualBlock(PlainBlock):
    """Apply two 3x3 convolutions with batch normalisation, and add the input (He, 2016)."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__(channels_in, channels_out)
        self.skip = (
            nn.Identity()
            if channels_in == channels_out
            else nn.Conv2d(channels_in, channels_out, 1, bias=False)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels_in, h, w) to (n, channels_out, h, w)."""
        return functional.relu(self.convolved(x) + self.skip(x), inplace=True)


class AttentionGate(nn.Module):
    """Weigh a skip connection by what the coarser level finds worth attention (Oktay, 2018)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = max(1, channels // 2)
        self.of_skip = nn.Conv2d(channels, inner, 1)
        self.of_coarse = nn.Conv2d(channels, inner, 1, bias=False)
        self.weight = nn.Conv2d(inner, 1, 1)

    def forward(self, skip: Tensor, coarse: Tensor) -> Tensor:
        """Return the skip (n, channels, h, w), each pixel scaled by 0 to 1."""
        both = functional.relu(self.of_skip(skip) + self.of_coarse(coarse))
        weighed: Tensor = skip * torch.sigmoid(self.weight(both))
        return weighed


class StyleModulation(nn.Module):
    """Scale and shift features by whose hand is asked for (FiLM; Perez, 2018).

    A fresh one changes nothing, so that a network which knew no styles can learn them.
    """

    def __init__(self, styles: int, channels: int) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.zeros(styles, channels))
        self.shift = nn.Parameter(torch.zeros(styles, channels))

    def forward(self, x: Tensor, mixture: Tensor) -> Tensor:
        """Return (n, channels, h, w) features in the style that (n, styles) shares make up."""
        scale, shift = ((mixture @ part)[..., None, None] for part in (self.scale, self.shift))
        styled: Tensor = x + x * scale + shift
        return styled


class SegmentationNetwork(nn.Module):
    """Map (n, channels, h, w) to logits (n, outputs, h, w); h and w are multiples of ``stride``.

    A network that knows styles is given a share of each, (n, styles), as a second argument; without
    it draws in its ``style``.

    Attributes:
        stride: what the sides of the input must be a multiple of.
        reach: how far, in pixels, an output pixel looks at most; a multiple of ``stride``.
        outputs: planes of its answer, one a structure.
        encoder: the part that sees, which training may leave as it is at first.
        style: (styles,) share of each annotator's style in what it draws; of no use where it
            knows none.
    """

    stride: int
    reach: int
    outputs: int
    encoder: nn.Module
    style: Tensor

    def load_encoder(self, weights: Mapping[str, Tensor]) -> None:
        """Load the encoder's weights from those of a whole network with the same encoder.

        Raises:
            RuntimeError: its encoder is another.
        """
        self.encoder.load_state_dict(
            {
                name.removeprefix("encoder."): value
                for name, value in weights.items()
                if name.startswith("encoder.")
            }
        )


class UNet(SegmentationNetwork):
    """Segment with a U-Net (Ronneberger, 2015), by default of residual blocks.

    Args:
        widths: channels of each level, finest first.
        channels_in: planes of the input, 3 for RGB.
        attention: put an additive attention gate on each skip connection.
        residual: build it of residual blocks, else of plain ones as its authors did; theirs had
            no batch normalisation and did not fill up the borders.
        styles: how many annotators' hands it can draw in; 0 for one that knows no styles.
        outputs: planes of its answer, one a structure.
    """

    encoder: nn.ModuleList

    def __init__(
        self,
        widths: Sequence[int] = (16, 32, 64, 128),
        channels_in: int = 3,
        *,
        attention: bool = False,
        residual: bool = True,
        styles: int = 0,
        outputs: int = 1,
    ) -> None:
        super().__init__()
        self.outputs = outputs
        self.stride = 2 ** (len(widths) - 1)
        # Two convolutions a level on the way down and on the way up (4 (stride - 1)), two at the
        # bottom (2 stride), and the grid of the coarsest level (stride).
        self.reach = 7 * self.stride
        block = ResidualBlock if residual else PlainBlock
        inputs = [channels_in, *widths[:-1]]
        self.encoder = nn.ModuleList(
            block(before, width) for before, width in zip(inputs, widths, strict=True)
        )
        self.upsample = nn.ModuleList(
            nn.ConvTranspose2d(coarse, fine, 2, 2) for fine, coarse in pairwise(widths)
        )
        self.gates = nn.ModuleList(AttentionGate(width) for width in widths[:-1] if attention)
        self.decoder = nn.ModuleList(block(2 * width, width) for width in widths[:-1])
        self.head = nn.Conv2d(widths[0], outputs, 1)
        self.modulations = nn.ModuleList(
            StyleModulation(styles, width) for width in (*widths[:-1], outputs) if styles
        )
        self.register_buffer("style", torch.full((styles,), 1 / max(1, styles)), persistent=False)

    def forward(self, x: Tensor, mixture: Tensor | None = None) -> Tensor:
        """Map (n, channels, h, w) to logits (n, outputs, h, w); both sides fit ``stride``."""
        mixture = self.style[None] if mixture is None else mixture
        skips = []
        for level, block in enumerate(self.encoder):
            if level:
                x = functional.max_pool2d(x, 2)
            x = block(x)
            skips.append(x)
        for level in reversed(range(len(self.decoder))):
            x, skip = self.upsample[level](x), skips[level]
            if self.gates:
                skip = self.gates[level](skip, x)
            x = self.decoder[level](torch.cat([x, skip], dim=1))
            if self.modulations:
                x = self.modulations[level](x, mixture)
        logits: Tensor = self.head(x)
        return self.modulations[-1](logits, mixture) if self.modulations else logits
