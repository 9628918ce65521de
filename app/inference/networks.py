"""Every network, by the name that a configuration or a model card gives it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from app.errors import ModelLoadError
from app.inference.resnet_unet import LEVELS, ResNetUNet
from app.inference.unet import SegmentationNetwork, UNet
from app.messages import message

Widths = Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(min_length=1)]
"""Channels of each level of a network, finest first."""

RESNET = "resnet34-unet"

_USUAL_WIDTHS = (16, 32, 64, 128)
_RESNET_WIDTHS = (*_USUAL_WIDTHS, 256)


class Architecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name a network and the sizes it was built with.

    Attributes:
        name: "unet", "attention-unet" or "resnet34-unet".
        widths: left out, the usual ones of the network; five, those of the decoder, for
            "resnet34-unet".
    """

    name: str = "unet"
    widths: Widths = ()

    def __post_init__(self) -> None:
        if not self.widths:
            usual = _RESNET_WIDTHS if self.name == RESNET else _USUAL_WIDTHS
            msgspec.structs.force_setattr(self, "widths", usual)
        if self.name == RESNET and len(self.widths) != LEVELS:
            raise ValueError(f"{RESNET} needs {LEVELS} widths")

    @property
    def stride(self) -> int:
        """Return what the sides of the network's input must be a multiple of."""
        return 1 << (LEVELS if self.name == RESNET else len(self.widths) - 1)


def build_network(architecture: Architecture, planes: int = 3) -> SegmentationNetwork:
    """Build a network with fresh weights that sees so many planes.

    Raises:
        ModelLoadError: no network of that name exists, or a library that it needs is missing.
    """
    if architecture.name == RESNET:
        return ResNetUNet(architecture.widths, planes)
    if architecture.name not in ("unet", "attention-unet"):
        raise ModelLoadError(
            message(
                "Core", "The model asks for an unknown network “{name}”.", name=architecture.name
            ),
            message("Core", "Update Retivasc, or choose another model."),
        )
    return UNet(architecture.widths, planes, attention=architecture.name == "attention-unet")
