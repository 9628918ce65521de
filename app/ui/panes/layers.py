"""Prepare pictures for drawing: at several sizes, and the probabilities as small whole numbers.

Moving the threshold must repaint at once, so that the window never makes a coloured mask: it
draws the map of levels through a table of 256 colours, and only the table changes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.types import Plane, Rgb

STEPS = 200
"""Levels between probability 0 and 1; thresholds in hundredths fall on every second one."""

_SMALLEST = 256  # pixels; a picture this small is never drawn any smaller

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Layers:
    """Hold what the panes draw, each at full size and halved again and again.

    Attributes:
        width, height: of the photograph, in pixels.
        photograph: (h, w, 4) uint8, blue, green, red, 255, as Qt stores pixels.
        levels: (h, w) uint8, 0 to STEPS.
    """

    width: int
    height: int
    photograph: tuple[Bytes, ...]
    levels: tuple[Bytes, ...]


def build_layers(pixels: Rgb, probability: Plane) -> Layers:
    """Make the layers of a photograph and its probabilities of the same size."""
    height, width = probability.shape
    return Layers(
        width,
        height,
        photograph=_halved(_as_bgra(pixels), _mean),
        # The greatest level of four is vessel exactly when one of them is, at any threshold:
        # thin vessels stay visible however far out one zooms.
        levels=_halved(quantise(probability), _greatest),
    )


def quantise(probability: Plane) -> Bytes:
    """Return levels such that ``level >= level_of(t)`` is exactly ``probability >= t``.

    That holds for every threshold t on a step of 1/STEPS, to the last bit of a float32.
    """
    edges = (np.arange(STEPS + 2) / STEPS).astype(np.float32)
    levels: Bytes = np.clip(probability * np.float32(STEPS), 0, STEPS).astype(np.uint8)
    # The product is rounded, so that it can cross a step that the probability does not reach.
    levels -= probability < edges[levels]
    levels += probability >= edges[levels + 1]
    return levels


def level_of(threshold: float) -> int:
    """Return the least level that is vessel at this threshold."""
    return round(threshold * STEPS)


def _as_bgra(pixels: Rgb) -> Bytes:
    picture = np.full((*pixels.shape[:2], 4), 255, dtype=np.uint8)
    picture[..., :3] = pixels[..., ::-1]
    return picture


def _halved(picture: Bytes, combine: Callable[..., Bytes]) -> tuple[Bytes, ...]:
    sizes = [np.ascontiguousarray(picture)]
    while max(sizes[-1].shape[:2]) > _SMALLEST:
        full = _even_sided(sizes[-1])
        sizes.append(combine(full[::2, ::2], full[::2, 1::2], full[1::2, ::2], full[1::2, 1::2]))
    return tuple(sizes)


def _even_sided(picture: Bytes) -> Bytes:
    rows, columns = picture.shape[0] % 2, picture.shape[1] % 2
    margins = ((0, rows), (0, columns), (0, 0))[: picture.ndim]
    return np.pad(picture, margins, mode="edge") if rows or columns else picture


def _mean(*corners: Bytes) -> Bytes:
    total = np.zeros(corners[0].shape, dtype=np.uint16)
    for corner in corners:
        total += corner
    mean: Bytes = ((total + 2) // 4).astype(np.uint8)
    return mean


def _greatest(*corners: Bytes) -> Bytes:
    greatest = corners[0]
    for corner in corners[1:]:
        greatest = np.maximum(greatest, corner)
    return greatest
