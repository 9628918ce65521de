"""The pictures of a report."""

import io

import numpy as np
from PIL import Image

from app.analysis import Analysis
from app.imaging.overlay import ADDED_COLOUR, draw_overlay
from app.imaging.resampling import resize_picture
from app.imaging.types import FundusImage, Rgb

LONGEST_SIDE = 1100
"""Pixels: about 300 dpi at half the width of a page."""

_ADDED_OPACITY = 0.9  # yellow is nearer than cyan to the colour of the retina


def photograph_picture(image: FundusImage) -> bytes:
    """Return the photograph as a JPEG of print resolution."""
    return _jpeg(resize_picture(image.pixels, _print_shape(image)))


def overlay_picture(analysis: Analysis) -> bytes:
    """Return the photograph with its vessels tinted, as a JPEG of print resolution."""
    # Tinted before it is reduced, so that thin vessels grow pale instead of vanishing.
    return _jpeg(resize_picture(tinted(analysis), _print_shape(analysis.image)))


def tinted(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    added = analysis.added
    overlay = draw_overlay(analysis.image.pixels, analysis.shown_vessels.native & ~added)
    return draw_overlay(overlay, added, colour=ADDED_COLOUR, opacity=_ADDED_OPACITY)


def _print_shape(image: FundusImage) -> tuple[int, int]:
    scale = min(1.0, LONGEST_SIDE / max(image.width, image.height))
    return max(1, round(image.height * scale)), max(1, round(image.width * scale))


def _jpeg(pixels: Rgb) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()
