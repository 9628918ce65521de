"""Draw the vessels over the photograph."""

import numpy as np

from app.domain.photograph import Mask, Rgb
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
