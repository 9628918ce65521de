"""Draw the vessels over the photograph."""

import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Mask, Rgb
from app.imaging.resampling import resize_plane
from app.settings.look import VESSEL_COLOUR

ADDED_COLOUR = (255, 240, 100)
"""Light yellow: what a person added by hand."""

VESSEL_OPACITY = 0.6
ADDED_OPACITY = 0.9
"""Higher: yellow is nearer than cyan to the colour of the retina."""


def draw_overlay(
    pixels: Rgb,
    mask: Mask,
    *,
    colour: tuple[int, int, int] = VESSEL_COLOUR,
    opacity: float = VESSEL_OPACITY,
) -> Rgb:
    """Return a copy of the photograph with the masked pixels tinted.

    Args:
        pixels: (h, w, 3) uint8.
        mask: (h, w) bool.
        opacity: 0 leaves the photograph, 1 covers it.
    """
    overlay = pixels.copy()
    blended = pixels[mask] * (1 - opacity) + np.array(colour) * opacity
    overlay[mask] = np.round(blended).astype(np.uint8)
    return overlay


def tint_covered(
    pixels: NDArray[np.float32], mask: Mask, colour: tuple[int, int, int], opacity: float
) -> None:
    """Tint a reduced photograph, in place, by how much of each pixel a mask covers.

    Thin vessels grow pale instead of vanishing, as if the photograph had been tinted first; that
    takes seconds at 45 megapixels.

    Args:
        pixels: (h, w, 3), of the size of the picture.
        mask: (height, width) bool, of the photograph's size.
        opacity: 0 leaves the photograph, 1 covers it.
    """
    covered = resize_plane(mask.view(np.uint8), pixels.shape[:2])[..., None] * opacity
    pixels += (np.array(colour, dtype=np.float32) - pixels) * covered
