"""Resize single planes and pictures, antialiased, without a torch dependency."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.photograph import Plane, Rgb

Box = tuple[float, float, float, float]

IntBox = tuple[int, int, int, int]
"""Left, top, right, bottom, in whole pixels."""

_Value = TypeVar("_Value", bound=np.generic)


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


def resize_picture(pixels: Rgb, shape: tuple[int, int]) -> Rgb:
    """Resize an RGB picture to ``shape`` (height, width), antialiased."""
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]), Image.Resampling.BICUBIC, reducing_gap=3.0
    )
    return np.asarray(picture, dtype=np.uint8)


def cut_out(array: NDArray[_Value], box: IntBox) -> NDArray[_Value]:
    """Return a part of an array, (h, w) or (h, w, c); zeros where it reaches beyond the array."""
    left, top, right, bottom = box
    height, width = array.shape[:2]
    if min(left, top) >= 0 and right <= width and bottom <= height:
        return array[top:bottom, left:right]
    part = np.zeros((bottom - top, right - left, *array.shape[2:]), dtype=array.dtype)
    paste(part, array, (-left, -top))
    return part


def paste(array: NDArray[_Value], part: NDArray[_Value], place: tuple[int, int]) -> None:
    """Write a part into an array, its first pixel at x and y; what reaches beyond is left out."""
    x, y = place
    height, width = part.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + width, array.shape[1]), min(y + height, array.shape[0])
    if left < right and top < bottom:
        array[top:bottom, left:right] = part[top - y : bottom - y, left - x : right - x]


def scaled_shape(box: IntBox, scale: float) -> tuple[int, int]:
    """Return the height and width of a box after scaling, at least one pixel each."""
    left, top, right, bottom = box
    return max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))
