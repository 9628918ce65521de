"""Every network, by the name that a configuration or a model card gives it."""

from collections.abc import Mapping
from typing import Annotated

import msgspec
import torch
from msgspec import Meta
from torch import Tensor

from app.base.errors import ModelLoadError
from app.base.messages import message
from app.inference.resnet_unet import LEVELS, ResNetUNet
from app.inference.unet import SegmentationNetwork, UNet

Widths = Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(min_length=1)]
"""Channels of each level of a network, finest first."""

RESNET = "resnet34-unet"

_USUAL_WIDTHS = (16, 32, 64, 128)
_RESNET_WIDTHS = (*_USUAL_WIDTHS, 256)


class Architecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A network's name and the sizes it was built with.

    Attributes:
        name: "unet", "attention-unet" or "resnet34-unet".
        widths: left out, the usual ones of the network; five, those of the decoder, for
            "resnet34-unet".
        styles: names of the annotators' styles that it can draw in; none for a network that
            draws in one alone.
    """

    name: str = "unet"
    widths: Widths = ()
    styles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.widths:
            usual = _RESNET_WIDTHS if self.name == RESNET else _USUAL_WIDTHS
            msgspec.structs.force_setattr(self, "widths", usual)
        if self.name == RESNET and len(self.widths) != LEVELS:
            raise ValueError(f"{RESNET} needs {LEVELS} widths")
        if self.name == RESNET and self.styles:
            raise ValueError(f"{RESNET} has no styles")
        if len(set(self.styles)) < len(self.styles):
            raise ValueError("a style is named twice")

    @property
    def stride(self) -> int:
        """Return what the sides of the network's input must be a multiple of."""
        return 1 << (LEVELS if self.name == RESNET else len(self.widths) - 1)


def build_network(
    architecture: Architecture, planes: int = 3, outputs: int = 1
) -> SegmentationNetwork:
    """Build a network with fresh weights that sees so many planes and answers in so many.

    Raises:
        ModelLoadError: no network of that name exists, or a library that it needs is missing.
    """
    if architecture.name == RESNET:
        return ResNetUNet(architecture.widths, planes, outputs=outputs)
    if architecture.name not in ("unet", "attention-unet"):
        raise ModelLoadError(
            message("The model asks for an unknown network “{name}”.", name=architecture.name),
            message("Update Retivasc, or choose another model."),
        )
    return UNet(
        architecture.widths,
        planes,
        attention=architecture.name == "attention-unet",
        styles=len(architecture.styles),
        outputs=outputs,
    )


def mixture_of(shares: Mapping[str, float], architecture: Architecture) -> Tensor:
    """Return the mixture, (styles,) float32 with the sum 1, that shares of named styles make up.

    Args:
        shares: of some of the network's styles, above 0; equal ones of all of them if empty.

    Raises:
        ValueError: the network has no style of a name, or a share is not above 0.
    """
    if strangers := shares.keys() - set(architecture.styles):
        raise ValueError(f"the network has no style {', '.join(sorted(strangers))}")
    if any(not share > 0 for share in shares.values()):
        raise ValueError("the share of a style must be above 0")
    weights = shares or dict.fromkeys(architecture.styles, 1.0)
    total = sum(weights.values())
    return torch.tensor([weights.get(style, 0.0) / total for style in architecture.styles])
