"""A U-Net that sees with a ResNet-34, whose weights may come from photographs of everything."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.inference.architecture import RESNET_LEVELS
from app.inference.unet import ResidualBlock, SegmentationNetwork

_CHANNELS = (64, 64, 128, 256, 512)  # of the stem and the four stages (He, 2016)
_BLOCKS = (3, 4, 6, 3)
_FIRST = "embedder.embedder.convolution.weight"


class PickingConvolution(nn.Conv2d):
    """Pick every second pixel, or whatever the stride is, then convolve 1x1.

    oneDNN's kernels for strided 1x1 convolutions pick the pixels themselves, and write past their
    workspace when they compute the gradient of the weights (channels last) from fewer input
    channels than a vector register holds: 8 with AVX2, 16 with AVX-512. Training then crashes,
    hangs or learns from a wrong gradient (https://github.com/uxlfoundation/oneDNN/issues/6035).
    A ResNet-34 has 64 channels and more; this way no slimmer one can meet the fault either.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels_in, h, w) to (n, channels_out, h / stride, w / stride), rounded up."""
        down, across = self.stride
        return functional.conv2d(x[..., ::down, ::across], self.weight, self.bias)


class ResNetUNet(SegmentationNetwork):
    """Segment with a ResNet-34 as encoder and a light decoder.

    The ResNet halves the picture before it looks closer; a parallel block at full size keeps
    the thin vessels.

    Args:
        widths: channels of each level of the decoder, finest first; five.
        channels_in: planes of the input, 3 for RGB.
        outputs: planes of its answer, one a structure.
    """

    def __init__(self, widths: Sequence[int], channels_in: int = 3, *, outputs: int = 1) -> None:
        super().__init__()
        self.outputs = outputs
        self.stride = 2**RESNET_LEVELS
        # Way down: 3 for the first convolution, 2 for the pooling, 24 + 60 + 184 + 176 for the
        # stages; way up: two convolutions a level (62); the grid of the coarsest level (31).
        # Together 542, rounded up to a multiple of the stride.
        self.reach = 17 * self.stride
        self.finest = ResidualBlock(channels_in, widths[0])
        self.encoder: Any = _build_encoder(channels_in)
        skips = (widths[0], *_CHANNELS[:-1])
        coarser = (*widths[1:], _CHANNELS[-1])
        self.upsample = nn.ModuleList(
            nn.ConvTranspose2d(coarse, width, 2, 2)
            for coarse, width in zip(coarser, widths, strict=True)
        )
        self.decoder = nn.ModuleList(
            ResidualBlock(width + skip, width) for width, skip in zip(widths, skips, strict=True)
        )
        self.head = nn.Conv2d(widths[0], outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, channels, h, w) to logits (n, outputs, h, w); both sides fit ``stride``."""
        skips = [self.finest(x), self.encoder.embedder.embedder(x)]
        x = self.encoder.embedder.pooler(skips[-1])
        for stage in self.encoder.encoder.stages:
            x = stage(x)
            skips.append(x)
        x = skips.pop()
        for level in reversed(range(RESNET_LEVELS)):
            x = torch.cat([self.upsample[level](x), skips[level]], dim=1)
            x = self.decoder[level](x)
        logits: Tensor = self.head(x)
        return logits

    def load_encoder(self, weights: Mapping[str, Tensor]) -> None:
        """Load the encoder's weights from a ResNet-34 as the library ``transformers`` stores it.

        Those for the three colours are added up where the network sees one grey plane: that
        answers to a grey picture as before.

        Args:
            weights: of a bare ResNet or of a classifier, whose last layer is left out.

        Raises:
            KeyError, RuntimeError: they are not those of a ResNet-34.
        """
        own = {
            name.removeprefix("resnet."): value
            for name, value in weights.items()
            if not name.startswith("classifier.")
        }
        if self.encoder.config.num_channels == 1:
            own[_FIRST] = own[_FIRST].sum(dim=1, keepdim=True)
        self.encoder.load_state_dict(own)


def _build_encoder(channels_in: int) -> nn.Module:
    try:  # here, since the viewer and all other networks do without this library
        from transformers import ResNetConfig, ResNetModel
    except ImportError as error:
        raise ModelLoadError(
            message(
                "The network “resnet34-unet” needs the transformers library, which is not "
                "installed.",
            ),
            message("Install the extra: pip install 'retivasc[resnet]'."),
        ) from error
    stem, *stages = _CHANNELS
    encoder: nn.Module = ResNetModel(
        ResNetConfig(
            num_channels=channels_in,
            embedding_size=stem,
            hidden_sizes=stages,
            depths=list(_BLOCKS),
            layer_type="basic",
        )
    )
    _pick_in_shortcuts(encoder)
    return encoder


def _pick_in_shortcuts(encoder: nn.Module) -> None:
    """Replace the convolutions of the shortcuts; their weights and names stay."""
    for shortcut in encoder.modules():
        strided = getattr(shortcut, "convolution", None)
        if isinstance(strided, nn.Conv2d) and strided.kernel_size == (1, 1):
            sizes = strided.in_channels, strided.out_channels, 1, strided.stride[0]
            # On no device: it would draw random numbers for weights that it does not keep.
            picking = PickingConvolution(*sizes, bias=False, device="meta")
            picking.weight = strided.weight
            shortcut.convolution = picking
