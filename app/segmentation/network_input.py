"""The form that a photograph is brought into for a network."""

from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Mask


class InputSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a photograph is brought into the form that a model was trained on.

    Attributes:
        min_diameter: the field of view is enlarged to at least this many pixels across.
        max_diameter: and reduced to at most this many; in between it keeps its own size.
        background_sigma: width of the local mean that is subtracted, in field diameters.
        contrast_sigma: width of the local deviation that is divided by, likewise.
        channels: "rgb", or "grey" for the green channel alone (red-free).
        field: "fundus" finds the camera's round field of view; "frame" takes the whole picture,
            for other modalities, whose vessels are not the retina's and are not measured.
    """

    min_diameter: int = 576
    max_diameter: int = 1024
    background_sigma: float = 0.04
    contrast_sigma: float = 0.12
    channels: Literal["rgb", "grey"] = "rgb"
    field: Literal["fundus", "frame"] = "fundus"

    @property
    def planes(self) -> int:
        """Return how many planes the network sees."""
        return 3 if self.channels == "rgb" else 1


@dataclass(frozen=True, eq=False)
class PreparedInput:
    """What the network sees, and how to bring its answer back.

    Attributes:
        values: (c, h, w) float32; normalised inside the field, 0 outside.
        field: (h, w) bool, the field of view at this size.
        box: left, top, right, bottom of the cut-out in the photograph, in pixels.
        diameter: of the field of view at this size, in pixels.
    """

    values: NDArray[np.float32]
    field: Mask
    box: tuple[int, int, int, int]
    diameter: float
