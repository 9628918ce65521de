"""Show a photograph in other tones: a display aid that never touches what is measured."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.exposure import equalize_adapthist

from app.domain.photograph import Rgb

Table = NDArray[np.uint8]
"""What each of 256 values becomes, (256,)."""

GAMMAS = (0.2, 5.0)
WIDTHS = (1.0, 510.0)
_CENTRES = (-127.0, 382.0)
_CLIP_LIMIT = 0.01


class Channel(StrEnum):
    """Name what is shown of the colours; a single channel is shown in grey."""

    COLOUR = "colour"
    RED_FREE = "red-free"  # the green channel: haemoglobin absorbs green, so vessels stand out
    RED = "red"
    BLUE = "blue"


PLANES = {Channel.RED: 0, Channel.RED_FREE: 1, Channel.BLUE: 2}
"""Which plane of an RGB picture each single channel is."""


@dataclass(frozen=True)
class Tone:
    """Hold how the values of a photograph are shown.

    Attributes:
        centre, width: of the window of values, 0 to 255, that is spread from black to white.
        gamma: above 1 lightens the middle values.
        equalised: whether contrast is equalised locally (CLAHE) first.
    """

    channel: Channel = Channel.COLOUR
    centre: float = 127.5
    width: float = 255.0
    gamma: float = 1.0
    inverted: bool = False
    equalised: bool = False

    @property
    def unchanged(self) -> bool:
        """Tell whether the photograph is shown as it was recorded."""
        return self == Tone()

    def with_window(self, centre: float, width: float) -> "Tone":
        """Return the tone with another window, kept within what can be seen."""
        return replace(
            self,
            centre=float(np.clip(centre, *_CENTRES)),
            width=float(np.clip(width, *WIDTHS)),
        )


def tone_table(tone: Tone) -> Table:
    """Return what each value becomes: windowed, bent by gamma, inverted.

    The window is linear as in DICOM PS3.3 C.11.2.1.3.2 (LINEAR_EXACT).
    """
    spread = (np.arange(256) - tone.centre) / tone.width + 0.5
    bent = np.clip(spread, 0.0, 1.0) ** (1 / tone.gamma)
    table: Table = np.round(255 * (1 - bent if tone.inverted else bent)).astype(np.uint8)
    return table


def equalise(pixels: Rgb) -> Rgb:
    """Equalise contrast locally (CLAHE; Zuiderveld 1994, Graphics Gems IV), keeping hues.

    Only lightness (the luma of JPEG's YCbCr) is equalised. It takes a second or two at 12 MP.

    Args:
        pixels: (h, w, 3) uint8.

    Returns:
        A new picture of the same shape and type.
    """
    luma, blue, red = Image.fromarray(pixels).convert("YCbCr").split()
    equal = equalize_adapthist(np.asarray(luma), clip_limit=_CLIP_LIMIT)
    lightness = Image.fromarray(np.round(255 * equal).astype(np.uint8))
    return np.asarray(Image.merge("YCbCr", (lightness, blue, red)).convert("RGB"))
