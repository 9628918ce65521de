"""Say which network a model is: its name and the sizes it was built with."""

from typing import Annotated

import msgspec
from msgspec import Meta

Widths = Annotated[tuple[Annotated[int, Meta(ge=1)], ...], Meta(min_length=1)]
"""Channels of each level of a network, finest first."""

RESNET = "resnet34-unet"

RESNET_LEVELS = 5
"""How many widths its decoder has: one for each level finer than the encoder's last stage."""

_USUAL_WIDTHS = (16, 32, 64, 128)
_RESNET_WIDTHS = (*_USUAL_WIDTHS, 256)


class Architecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A network's name and the sizes it was built with.

    Attributes:
        name: "unet" (of residual blocks), "plain-unet", "attention-unet" or "resnet34-unet".
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
        if self.name == RESNET and len(self.widths) != RESNET_LEVELS:
            raise ValueError(f"{RESNET} needs {RESNET_LEVELS} widths")
        if self.name == RESNET and self.styles:
            raise ValueError(f"{RESNET} has no styles")
        if len(set(self.styles)) < len(self.styles):
            raise ValueError("a style is named twice")

    @property
    def stride(self) -> int:
        """Return what the sides of the network's input must be a multiple of."""
        return 1 << (RESNET_LEVELS if self.name == RESNET else len(self.widths) - 1)

    @property
    def reach(self) -> int:
        """Return how far, in pixels, an output pixel looks at most; a multiple of the stride."""
        return (17 if self.name == RESNET else 7) * self.stride  # their networks tell why
