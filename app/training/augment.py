"""Vary the training crops the way cameras, eyes and operators vary."""

import io

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage
from skimage.color import hsv2rgb, rgb2hsv
from torch import Tensor
from torch.nn import functional

from app.imaging.resampling import resize_plane
from app.training.config import Augmentation

Floats = NDArray[np.float32]


def warped_crop(
    layers: Tensor, center: tuple[float, float], side: int, how: Augmentation, rng: Generator
) -> Tensor:
    """Cut a turned, scaled, mirrored, moved and slightly bent square out of an image's layers.

    Args:
        layers: (c, h, w) float32.
        center: x, y of the crop's centre in ``layers``.
        side: of the crop in pixels.

    Returns:
        (c, side, side); 0 where the crop reaches beyond the image.
    """
    matrix = _random_matrix(how, rng)
    if how.shift:
        across, down = rng.uniform(-how.shift, how.shift, 2)
        center = center[0] + across, center[1] + down
    ticks = np.arange(side, dtype=np.float32) - (side - 1) / 2
    x, y = np.meshgrid(ticks, ticks)
    if how.elastic:
        x, y = x + _smooth_shift(side, how.elastic, rng), y + _smooth_shift(side, how.elastic, rng)
    source_x = matrix[0, 0] * x + matrix[0, 1] * y + center[0]
    source_y = matrix[1, 0] * x + matrix[1, 1] * y + center[1]
    height, width = layers.shape[1:]
    grid = np.stack([(2 * source_x + 1) / width - 1, (2 * source_y + 1) / height - 1], axis=-1)
    return functional.grid_sample(
        layers[None], torch.from_numpy(grid.astype(np.float32))[None], align_corners=False
    )[0]


def _random_matrix(how: Augmentation, rng: Generator) -> Floats:
    """Map crop offsets to image offsets; an enlargement therefore divides."""
    angle = np.deg2rad(rng.uniform(-how.rotation, how.rotation))
    scale = np.exp(rng.uniform(*np.log(how.scale)))
    mirror = np.where(rng.random(2) < how.flip, -1.0, 1.0)
    cos, sin = np.cos(angle), np.sin(angle)
    matrix: Floats = (np.array([[cos, -sin], [sin, cos]]) * mirror / scale).astype(np.float32)
    return matrix


def _smooth_shift(side: int, deviation: float, rng: Generator) -> Floats:
    coarse = rng.normal(0, deviation, (side // 32 + 3,) * 2).astype(np.float32)
    return resize_plane(coarse, (side, side), resample=Image.Resampling.BICUBIC)


def vary_appearance(rgb: Floats, how: Augmentation, rng: Generator) -> Floats:
    """Change light, colour and sharpness of a crop (h, w, 3) in 0..1."""
    if rng.random() < how.grey:
        rgb = grey(rgb, rng)
    if how.colour:
        rgb = colour(rgb, how.colour, rng)
    if how.hsv:
        rgb = hsv(rgb, how.hsv, rng)
    if how.gradient and rng.random() < 0.5:
        rgb = illumination_gradient(rgb, how.gradient, rng)
    rgb = contrast_and_brightness(rgb, how.contrast, how.brightness, rng)
    if how.gamma:
        rgb = gamma(rgb, how.gamma, rng)
    if how.blur and rng.random() < 0.4:
        rgb = blur(rgb, how.blur, rng)
    if how.noise and rng.random() < 0.5:
        rgb = noise(rgb, how.noise, rng)
    if rng.random() < how.jpeg:
        rgb = jpeg(rgb, rng)
    return np.clip(rgb, 0, 1)


def grey(rgb: Floats, rng: Generator) -> Floats:
    """Replace the colours by one mixture of them: red-free and monochrome cameras."""
    mixture = rng.dirichlet((1, 4, 1)).astype(np.float32)
    return np.repeat((rgb @ mixture)[..., None], 3, axis=2)


def colour(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Scale each channel by its own factor."""
    factors: Floats = rng.uniform(1 - strength, 1 + strength, 3).astype(np.float32)
    return rgb * factors


def hsv(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Turn the hue and shift saturation and value, each by its own amount."""
    shift = rng.uniform(-strength, strength, 3).astype(np.float32)
    changed = rgb2hsv(np.clip(rgb, 0, 1)) + shift  # type: ignore[no-untyped-call]
    changed[..., 0] %= 1
    shifted: Floats = hsv2rgb(np.clip(changed, 0, 1))  # type: ignore[no-untyped-call]
    return shifted


def illumination_gradient(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Darken towards one side, as a decentred flash does."""
    side = rgb.shape[0]
    angle = rng.uniform(0, 2 * np.pi)
    ticks = np.linspace(-0.5, 0.5, side, dtype=np.float32)
    ramp = 0.5 + ticks[None, :] * np.cos(angle) + ticks[:, None] * np.sin(angle)
    shade = 1 - rng.uniform(0, strength) * np.clip(ramp, 0, 1)
    shaded: Floats = rgb * shade[..., None].astype(np.float32)
    return shaded


def contrast_and_brightness(
    rgb: Floats, contrast: float, brightness: float, rng: Generator
) -> Floats:
    """Stretch about the mean and shift."""
    mean = rgb.mean(axis=(0, 1))
    factor = np.float32(rng.uniform(1 - contrast, 1 + contrast))
    changed: Floats = (rgb - mean) * factor + mean
    return changed + np.float32(rng.uniform(-brightness, brightness))


def gamma(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Bend the tone curve."""
    exponent = np.float32(np.exp(rng.uniform(-strength, strength)))
    bent: Floats = np.clip(rgb, 0, 1) ** exponent
    return bent


def blur(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Defocus by a Gaussian."""
    sigma = rng.uniform(0, strength)
    blurred: Floats = ndimage.gaussian_filter(rgb, (sigma, sigma, 0), truncate=3.0)
    return blurred


def noise(rgb: Floats, strength: float, rng: Generator) -> Floats:
    """Add Gaussian noise, the same or a different one for each channel."""
    channels = 1 if rng.random() < 0.3 else 3
    grain = rng.standard_normal((*rgb.shape[:2], channels), dtype=np.float32)
    grainy: Floats = rgb + grain * np.float32(rng.uniform(0, strength))
    return grainy


def jpeg(rgb: Floats, rng: Generator) -> Floats:
    """Compress and decompress."""
    buffer = io.BytesIO()
    picture = Image.fromarray((np.clip(rgb, 0, 1) * 255).astype(np.uint8))
    picture.save(buffer, "JPEG", quality=int(rng.integers(30, 91)))
    return np.asarray(Image.open(buffer), dtype=np.float32) / np.float32(255)
