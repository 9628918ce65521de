"""Show a photograph in other tones: a display aid that never touches what is measured."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.exposure import equalize_adapthist

from app.domain.photograph import Rgb
from app.settings.look import Channel, Tone

Table = NDArray[np.uint8]
"""What each of 256 values becomes, (256,)."""

_CLIP_LIMIT = 0.01

PLANES = {Channel.RED: 0, Channel.RED_FREE: 1, Channel.BLUE: 2}
"""Which plane of an RGB picture each single channel is."""


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
