"""The part of a photograph that shows retina."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.domain.photograph import Mask


class FieldMethod(StrEnum):
    """How the field of view was found."""

    CIRCLE = "circle"
    OUTLINE = "outline"
    FRAME = "frame"
    MASK = "mask"


@dataclass(frozen=True, eq=False)
class FieldOfView:
    """The part of the frame that shows retina.

    Attributes:
        mask: (height, width) bool, true inside.
        center: x, y in pixels.
        diameter_px: diameter of the camera's circle, which may reach beyond the frame.
        method: how it was found.
        confidence: 0 (guessed) to 1.
        fields: how many fields of view the picture shows, this one included.
        insets: how many smaller pictures it shows next to it, such as a thumbnail or a logo.
    """

    mask: Mask
    center: tuple[float, float]
    diameter_px: float
    method: FieldMethod
    confidence: float
    fields: int = 1
    insets: int = 0

    @property
    def area_px(self) -> int:
        """Return the number of pixels inside the field."""
        return int(np.count_nonzero(self.mask))
