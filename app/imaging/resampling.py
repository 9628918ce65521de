"""Resize single planes and pictures, antialiased, without a torch dependency."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.imaging.types import Plane, Rgb

Box = tuple[float, float, float, float]


def resize_plane(
    plane: NDArray[np.generic],
    shape: tuple[int, int],
    *,
    box: Box | None = None,
    resample: Image.Resampling = Image.Resampling.BILINEAR,
) -> Plane:
    """Resize one plane to ``shape`` (height, width); reducing averages, so nothing aliases.

    Args:
        plane: (h, w), any real dtype.
        box: left, top, right, bottom of the part to take, in pixels of ``plane``.
    """
    picture = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    resized = picture.resize((shape[1], shape[0]), resample, box)
    return np.asarray(resized, dtype=np.float32)


def resize_picture(pixels: Rgb, shape: tuple[int, int], *, box: Box | None = None) -> Rgb:
    """Resize an RGB picture to ``shape`` (height, width), antialiased."""
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]), Image.Resampling.BICUBIC, box, reducing_gap=3.0
    )
    return np.asarray(picture, dtype=np.uint8)
