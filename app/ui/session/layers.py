"""Prepare pictures for drawing: at several sizes, and the probabilities as small whole numbers.

Moving the threshold must repaint at once, so that the window never makes a coloured mask: it
draws the map of levels through a table of 256 colours, and only the table changes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as field_of_class
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.photograph import Mask, Plane, Rgb
from app.domain.reading import Region, Stroke
from app.segmentation.correction import LEAST_RADIUS, draw_strokes

STEPS = 200
"""Levels between probability 0 and 1; thresholds in hundredths fall on every second one."""

_SMALLEST = 256  # pixels; a picture this small is never drawn any smaller

Bytes = NDArray[np.uint8]

Pyramid = tuple[Bytes, ...]
"""One picture at full size and halved again and again."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""

ADDED = 255
"""The level of what a person added by hand: vessel at every threshold."""


@dataclass(eq=False)
class Layers:
    """What the panes draw, each at full size and halved again and again.

    The photograph is there first; vessels follow once it is analysed.

    Attributes:
        width, height: of the photograph, in pixels.
        pixels: (h, w, 3) uint8, the photograph as it was read.
        photograph: (h, w, 4) uint8, blue, green, red, 255, as Qt stores pixels.
        field: (h, w) bool, the field of view; None until the photograph is analysed, as vessels.
        equalised: the same with equalised contrast; None until somebody asks for it.
        probability: (h, w) uint8, 0 to STEPS: what the network says.
        found: (h, w) uint8, 0 to STEPS: the highest threshold at which each is vessel.
        levels: ``found`` as it was corrected by hand: 0 where erased, ADDED where added.
        erased: ``found`` where it was erased by hand, else 0; None where nothing was.
        excluded: (h, w) uint8, 1 where nothing is measured, as a person says; None for nowhere.
    """

    width: int
    height: int
    pixels: Rgb
    photograph: Pyramid
    field: Mask | None = None
    probability: Pyramid = ()
    found: Pyramid = ()
    levels: Pyramid = ()
    equalised: Pyramid | None = None
    erased: Pyramid | None = None
    excluded: Pyramid | None = None
    _region: Region | None = field_of_class(default=None, init=False, repr=False)
    _strokes: tuple[Stroke, ...] = field_of_class(default=(), init=False, repr=False)

    @property
    def analysed(self) -> bool:
        """Return whether there are vessels, or none were found."""
        return bool(self.found)

    def show_strokes(self, strokes: Sequence[Stroke]) -> None:
        """Correct the levels by exactly these strokes.

        Only the part that changed is worked on: a stroke costs the same at every size.
        """
        if not self.analysed:
            return
        former, self._strokes = self._strokes, tuple(strokes)
        changed = _changes(former, strokes)
        box = self._box_of(changed)
        # What was only added to is drawn on: a stroke costs the same after many others.
        added_to = self._strokes[: len(former)] == former
        added_to = added_to and not any(stroke.restores for stroke in changed)
        if not strokes:
            self.levels, self.erased = self.found, None
        elif box is not None:
            if self.levels is self.found:
                self.levels = tuple(plane.copy() for plane in self.found)
                self.erased = tuple(np.zeros_like(plane) for plane in self.found)
            self._correct(box, changed, anew=not added_to)

    def show_excluded(self, region: Region | None) -> None:
        """Note what is not measured."""
        if region is not self._region:
            self._region = region
            self.excluded = None
            if region is not None:
                self.excluded = _halved(region.mask().view(np.uint8), _greatest)

    def redrawn(self, probability: Plane, levels: Plane) -> "Layers":
        """Return the layers of the same photograph with other vessels, none of them corrected.

        Args:
            probability, levels: as ``build_layers``.
        """
        found = _halved(quantise(levels), _greatest)
        shown = _halved(quantise(probability), _greatest)
        return replace(self, probability=shown, found=found, levels=found, erased=None)

    def _correct(self, box: Box, changed: Sequence[Stroke], *, anew: bool) -> None:
        """Update what is corrected within a box, at every size.

        Args:
            anew: all strokes are drawn over what was found, not the changed ones alone.
        """
        assert self.erased is not None
        left, top, right, bottom = box
        part = np.s_[top:bottom, left:right]
        # Drawn from the photograph's own corner, so that every pixel falls where it always does.
        drawn = draw_strokes(self._strokes if anew else changed, (bottom, right))
        added, erased = drawn.added[top:, left:], drawn.erased[top:, left:]
        assert self.field is not None
        added, erased = added & self.field[part], erased & self.field[part]
        found, levels, gone = (plane[0][part] for plane in (self.found, self.levels, self.erased))
        if anew:
            levels[...], gone[...] = found, 0
        levels[erased], levels[added] = 0, ADDED
        gone[erased], gone[added] = found[erased], 0
        _halve_again(self.levels, box)
        _halve_again(self.erased, box)

    def _box_of(self, strokes: Sequence[Stroke]) -> Box | None:
        """Return left, top, right and bottom of everything strokes can touch; None if nothing."""
        boxes = [_reach(stroke) for stroke in strokes if stroke.points]
        if not boxes:
            return None
        sides = np.array(boxes)
        left, top = np.floor(sides[:, :2].min(axis=0)).astype(int).clip(0)
        right, bottom = np.ceil(sides[:, 2:].max(axis=0)).astype(int)
        box = int(left), int(top), min(int(right), self.width), min(int(bottom), self.height)
        return box if box[0] < box[2] and box[1] < box[3] else None


def photograph_layers(pixels: Rgb) -> Layers:
    """Make the layers of a photograph that is not analysed yet.

    Args:
        pixels: (h, w, 3) uint8.
    """
    return Layers(
        width=pixels.shape[1], height=pixels.shape[0], pixels=pixels, photograph=as_pyramid(pixels)
    )


def build_layers(
    pixels: Rgb,
    *,
    probability: Plane,
    levels: Plane,
    field: Mask,
    shown: Layers | None = None,
) -> Layers:
    """Make the layers of an analysed photograph, without what was corrected by hand.

    Args:
        pixels: (h, w, 3) uint8.
        probability: (h, w) float32, 0 to 1.
        levels: (h, w) float32, the highest threshold at which each pixel is vessel.
        field: (h, w) bool, the field of view.
        shown: of the same photograph, before it was analysed.
    """
    # The greatest level of four is vessel exactly when one of them is, at any threshold:
    # thin vessels stay visible however far out one zooms.
    found = _halved(quantise(levels), _greatest)
    return replace(
        shown or photograph_layers(pixels),
        field=field,
        probability=_halved(quantise(probability), _greatest),
        found=found,
        levels=found,
    )


def as_pyramid(pixels: Rgb) -> Pyramid:
    """Return a picture as Qt stores pixels, at full size and halved again and again."""
    sizes = [_as_bgra(pixels)]
    while max(sizes[-1].shape[:2]) > _SMALLEST:
        sizes.append(_half_picture(sizes[-1]))
    return tuple(sizes)


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
    picture = np.empty((*pixels.shape[:2], 4), dtype=np.uint8)
    for number, plane in enumerate((2, 1, 0)):  # one by one, which is three times as fast
        picture[..., number] = pixels[..., plane]
    picture[..., 3] = 255
    return picture


def _half_picture(picture: Bytes) -> Bytes:
    """Return the means of four pixels; at an odd side, of the one or two that are left."""
    height, width = picture.shape[:2]
    # Pillow takes a quarter of the time that NumPy does.
    whole = Image.frombuffer("RGBX", (width, height), picture, "raw", "RGBX", 0, 1)
    return np.asarray(whole.reduce(2))


def _changes(before: Sequence[Stroke], after: Sequence[Stroke]) -> list[Stroke]:
    """Return the strokes removed from, or added to, those that both begin with."""
    same = 0
    for first, second in zip(before, after, strict=False):
        if first != second:
            break
        same += 1
    return [*before[same:], *after[same:]]


def _reach(stroke: Stroke) -> tuple[float, float, float, float]:
    if stroke.piece is not None:
        left, top, region = stroke.piece.left, stroke.piece.top, stroke.piece.region
        return left, top, left + region.width, top + region.height
    across, down = zip(*stroke.points, strict=True)
    reach = max(stroke.radius, LEAST_RADIUS) + 1
    return min(across) - reach, min(down) - reach, max(across) + reach, max(down) + reach


def _halve_again(pyramid: Pyramid, box: Box) -> None:
    """Bring the smaller sizes of a pyramid up to date where the full size changed."""
    left, top, right, bottom = box
    for full, half in pairwise(pyramid):
        left, top, right, bottom = left // 2, top // 2, -(-right // 2), -(-bottom // 2)
        sources = full[2 * top : 2 * bottom, 2 * left : 2 * right]
        half[top:bottom, left:right] = _half(sources, _greatest)


def _halved(picture: Bytes, combine: Callable[..., Bytes]) -> Pyramid:
    sizes = [np.ascontiguousarray(picture)]
    while max(sizes[-1].shape[:2]) > _SMALLEST:
        sizes.append(_half(sizes[-1], combine))
    return tuple(sizes)


def _half(picture: Bytes, combine: Callable[..., Bytes]) -> Bytes:
    full = _even_sided(picture)
    return combine(full[::2, ::2], full[::2, 1::2], full[1::2, ::2], full[1::2, 1::2])


def _even_sided(picture: Bytes) -> Bytes:
    rows, columns = picture.shape[0] % 2, picture.shape[1] % 2
    margins = ((0, rows), (0, columns), (0, 0))[: picture.ndim]
    return np.pad(picture, margins, mode="edge") if rows or columns else picture


def _greatest(*corners: Bytes) -> Bytes:
    greatest = corners[0]
    for corner in corners[1:]:
        greatest = np.maximum(greatest, corner)
    return greatest
