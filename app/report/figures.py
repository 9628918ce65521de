"""The pictures of a report."""

import io

import numpy as np
from PIL import Image

from app.imaging.overlay import draw_overlay
from app.imaging.resampling import resize_picture
from app.imaging.types import FundusImage, Mask, Rgb

LONGEST_SIDE = 1100
"""Pixels: about 300 dpi at half the width of a page."""


def photograph_picture(image: FundusImage) -> bytes:
    """Return the photograph as a JPEG of print resolution."""
    return _jpeg(resize_picture(image.pixels, _print_shape(image)))


def overlay_picture(image: FundusImage, vessels: Mask) -> bytes:
    """Return the photograph with its vessels tinted, as a JPEG of print resolution."""
    # Tinted before it is reduced, so that thin vessels grow pale instead of vanishing.
    return _jpeg(resize_picture(draw_overlay(image.pixels, vessels), _print_shape(image)))


def _print_shape(image: FundusImage) -> tuple[int, int]:
    scale = min(1.0, LONGEST_SIDE / max(image.width, image.height))
    return max(1, round(image.height * scale)), max(1, round(image.width * scale))


def _jpeg(pixels: Rgb) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()
