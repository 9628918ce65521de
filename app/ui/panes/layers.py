"""Prepare pictures for drawing: at several sizes, and the probabilities as small whole numbers.

Moving the threshold must repaint at once, so that the window never makes a coloured mask: it
draws the map of levels through a table of 256 colours, and only the table changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.imaging.correction import Stroke, draw_strokes
from app.imaging.types import Mask, Plane, Rgb

STEPS = 200
"""Levels between probability 0 and 1; thresholds in hundredths fall on every second one."""

_SMALLEST = 256  # pixels; a picture this small is never drawn any smaller

Bytes = NDArray[np.uint8]

Pyramid = tuple[Bytes, ...]
"""One picture at full size and halved again and again."""


ADDED = 255
"""The level of what a person added by hand: vessel at every threshold."""


@dataclass(eq=False)
class Layers:
    """Hold what the panes draw, each at full size and halved again and again.

    Attributes:
        width, height: of the photograph, in pixels.
        pixels: (h, w, 3) uint8, the photograph as it was read.
        field: (h, w) bool, the field of view.
        photograph: (h, w, 4) uint8, blue, green, red, 255, as Qt stores pixels.
        equalised: the same with equalised contrast; None until somebody asks for it.
        probability: (h, w) uint8, 0 to STEPS: what the network says.
        found: (h, w) uint8, 0 to STEPS: the highest threshold at which each is vessel.
        levels: ``found`` as it was corrected by hand: 0 where erased, ADDED where added.
    """

    width: int
    height: int
    pixels: Rgb
    field: Mask
    photograph: Pyramid
    probability: Pyramid
    found: Pyramid
    levels: Pyramid
    equalised: Pyramid | None = None

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Correct the levels by these strokes, and by no others."""
        if not strokes:
            self.levels = self.found
            return
        correction = draw_strokes(strokes, (self.height, self.width))
        corrected = np.where(correction.erased, np.uint8(0), self.found[0])
        corrected[correction.added & self.field] = ADDED
        self.levels = _halved(corrected, _greatest)


def build_layers(pixels: Rgb, *, probability: Plane, levels: Plane, field: Mask) -> Layers:
    """Make the layers of a photograph, without what was corrected by hand.

    Args:
        pixels: (h, w, 3) uint8.
        probability: (h, w) float32, 0 to 1.
        levels: (h, w) float32, the highest threshold at which each pixel is vessel.
        field: (h, w) bool, the field of view.
    """
    # The greatest level of four is vessel exactly when one of them is, at any threshold:
    # thin vessels stay visible however far out one zooms.
    found = _halved(quantise(levels), _greatest)
    return Layers(
        width=pixels.shape[1],
        height=pixels.shape[0],
        pixels=pixels,
        field=field,
        photograph=as_pyramid(pixels),
        probability=_halved(quantise(probability), _greatest),
        found=found,
        levels=found,
    )


def as_pyramid(pixels: Rgb) -> Pyramid:
    """Return a picture as Qt stores pixels, at full size and halved again and again."""
    return _halved(_as_bgra(pixels), _mean)


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
