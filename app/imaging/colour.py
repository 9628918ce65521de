"""Colours of pictures."""

import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Rgb


def as_rgb(pixels: NDArray[np.generic]) -> Rgb:
    """Return grey (h, w) or colour (h, w, 3 or more) 8-bit pixels as (h, w, 3)."""
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3], dtype=np.uint8)
