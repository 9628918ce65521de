"""Spoil a photograph in the ways that photographs are spoilt, each at rising strengths."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from app.domain.field import FieldOfView
from app.domain.photograph import Rgb

_READ_NOISE = 2.0  # grey levels; a camera's noise does not shrink where its light does

Spoil = Callable[[Rgb, FieldOfView, float], Rgb]


def blur(pixels: Rgb, field: FieldOfView, strength: float) -> Rgb:
    """Blur by a Gaussian of ``strength`` field diameters."""
    sigma = strength * field.diameter_px
    return as_bytes(ndimage.gaussian_filter(pixels.astype(np.float32), (sigma, sigma, 0)))


def darken(pixels: Rgb, field: FieldOfView, strength: float) -> Rgb:
    """Remove the share ``strength`` of the light; the camera's noise stays."""
    return as_bytes(with_read_noise(pixels * np.float32(1 - strength)))


def haze(pixels: Rgb, field: FieldOfView, strength: float) -> Rgb:
    """Replace the share ``strength`` of the picture by its own scattered light; noise stays."""
    inside = field.mask[..., None]
    light = (pixels * inside).sum(axis=(0, 1)) / inside.sum()
    veiled = (1 - strength) * pixels.astype(np.float32) + strength * 1.3 * light
    return as_bytes(with_read_noise(np.where(inside, veiled, pixels)))


def compress(pixels: Rgb, field: FieldOfView, strength: float) -> Rgb:
    """Store as JPEG of quality 100 - ``strength``."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "jpeg", quality=round(100 - strength))
    return np.asarray(Image.open(buffer).convert("RGB"))


def add_noise(pixels: Rgb, field: FieldOfView, strength: float) -> Rgb:
    """Add Gaussian noise of ``strength`` grey levels to each channel."""
    noise = np.random.default_rng(0).normal(0, strength, pixels.shape)
    return as_bytes(pixels + noise)


DEGRADATIONS: dict[str, tuple[Spoil, tuple[float, ...]]] = {
    "blur": (blur, (0.002, 0.004, 0.006, 0.009, 0.014)),
    "dark": (darken, (0.5, 0.7, 0.8, 0.9, 0.95)),
    "haze": (haze, (0.4, 0.6, 0.75, 0.85, 0.93)),
    "JPEG": (compress, (80, 90, 95, 98)),
    "noise": (add_noise, (8, 16, 30, 50, 80)),
}
"""By name: what spoils a photograph, and how strongly in turn."""


def with_read_noise(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Add the noise of a camera, which does not shrink where its light does."""
    return values + np.random.default_rng(0).normal(0, _READ_NOISE, values.shape)


def as_bytes(values: NDArray[np.floating]) -> Rgb:
    """Round to grey levels."""
    return np.clip(np.round(values), 0, 255).astype(np.uint8)
