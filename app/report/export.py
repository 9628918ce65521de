"""The results as pictures, at the photograph's own size."""

import io

import numpy as np
from PIL import Image

from app.analysis import Analysis
from app.imaging.overlay import draw_overlay


def probability_png(analysis: Analysis) -> bytes:
    """Return the probability map as a 16-bit grey PNG: 65535 is certainty, 0 outside the field."""
    levels = np.round(analysis.probability.native * 65535).astype(np.uint16)
    return _png(Image.fromarray(levels))


def mask_png(analysis: Analysis) -> bytes:
    """Return the vessel mask as a 1-bit PNG, white on black."""
    return _png(Image.fromarray(analysis.vessels.native))


def overlay_png(analysis: Analysis) -> bytes:
    """Return the photograph with its vessels tinted, as PNG."""
    return _png(Image.fromarray(draw_overlay(analysis.image.pixels, analysis.vessels.native)))


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
