"""Every network, by the name that a configuration or a model card gives it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from app.errors import ModelLoadError
from app.inference.unet import UNet
from app.messages import message

Widths = Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(min_length=1)]
"""Channels of each level of a network, finest first."""


class Architecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name a network ("unet" or "attention-unet") and the sizes it was built with."""

    name: str = "unet"
    widths: Widths = (16, 32, 64, 128)


def build_network(architecture: Architecture, planes: int = 3) -> UNet:
    """Build a network with fresh weights that sees so many planes.

    Raises:
        ModelLoadError: no network of that name exists.
    """
    if architecture.name not in ("unet", "attention-unet"):
        raise ModelLoadError(
            message(
                "Core", "The model asks for an unknown network “{name}”.", name=architecture.name
            ),
            message("Core", "Update Retivasc, or choose another model."),
        )
    return UNet(architecture.widths, planes, attention=architecture.name == "attention-unet")
