"""The results as pictures, at the photograph's own size."""

import io

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.domain.photograph import FundusImage, Rgb
from app.imaging.overlay import ADDED_COLOUR, ADDED_OPACITY, draw_overlay

_THUMBNAIL = 256  # pixels a side


def photograph_png(analysis: Analysis) -> bytes:
    """Return the photograph as it was read."""
    return _png(Image.fromarray(np.ascontiguousarray(analysis.image.pixels)))


def probability_png(analysis: Analysis) -> bytes:
    """Return the probability map as a 16-bit grey PNG: 65535 is certainty, 0 outside the field."""
    levels = np.round(analysis.probability.native * 65535).astype(np.uint16)
    return _png(Image.fromarray(levels))


def mask_png(analysis: Analysis) -> bytes:
    """Return the vessels, corrected by hand or not, as a 1-bit PNG, white on black."""
    return _png(Image.fromarray(analysis.shown_vessels.native))


def overlay_png(analysis: Analysis) -> bytes:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    return _png(Image.fromarray(tinted(analysis)))


def tinted(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    added = analysis.added
    overlay = draw_overlay(analysis.image.pixels, analysis.shown_vessels.native & ~added)
    return draw_overlay(overlay, added, colour=ADDED_COLOUR, opacity=ADDED_OPACITY)


def thumbnail_jpeg(image: FundusImage) -> bytes:
    """Return a small picture of a photograph, at most 256 pixels a side."""
    picture = Image.fromarray(np.ascontiguousarray(image.pixels))
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
