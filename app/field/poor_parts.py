"""Find the parts of a field in which vessels can hardly be seen, tile by tile.

The tiles lie on the square round the camera's circle and are measured inside the field only, so
that what lies round a photograph moves nothing. The bounds were chosen with
``python -m tests.studies.quality_grades``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.base.messages import Message, message
from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Mask, Plane
from app.domain.quality import TILES, Flaw, PoorPart, Quality
from app.imaging.resampling import IntBox, cut_out, resize_picture, resize_plane

_SIDE = 256  # pixels of the square; the smallest photographs have as many
_WINDOW = 1.0  # tiles: how far round a tile its detail is averaged, for one may hold no vessel
_LIGHT = 6.0  # pixels over which the local light is averaged
_RIM = 4  # pixels of the field whose edge is no detail
_SATURATION = 250.0
_FILLED = (5, 5)  # pixels: vessels are narrower
_BLOB = (7, 7)  # pixels: bright lesions that are found are narrower
_WIDE_LIGHT = 12.0  # pixels over which the light round a lesion is averaged
_STANDS_OUT = 0.2  # of that light
_DIM = 20.0  # grey levels; where there is less light, nothing stands out of it
_ABOVE_NOISE = 6.0  # times what noise makes stand out everywhere

_LEAST_INSIDE = 0.5  # of a tile, to be judged
_DARK = 35.0  # grey levels of the brightest channel
_SATURATED = 0.5  # share of a tile
_WASHED_OUT = 0.008  # contrast
_BLURRED = 0.32  # sharpness
_LESIONS = 0.03  # share of a tile that stands out

LEAST_TOLD = 0.05
"""Of the field; a smaller part is not told."""


@dataclass(frozen=True, eq=False)
class LocalMeasures:
    """What is measured in each tile, (TILES, TILES).

    Attributes:
        inside: share of the tile that lies in the field.
        light: mean of the brightest channel, in grey levels.
        saturated: share of its green that is overexposed.
        contrast: of detail as wide as the larger vessels, relative to the light.
        sharpness: fine detail relative to that of the larger vessels.
        standing_out: share that is much brighter than its surroundings, in small pieces.
    """

    inside: Plane
    light: Plane
    saturated: Plane
    contrast: Plane
    sharpness: Plane
    standing_out: Plane


def find_poor_parts(image: FundusImage, field: FieldOfView) -> tuple[PoorPart, ...]:
    """Return the parts of a field that are dark, washed out, blurred or full of lesions."""
    measures = measure_tiles(image, field)
    flawed = flawed_tiles(measures)
    judged = measures.inside >= _LEAST_INSIDE
    return tuple(
        _part(flaw, tiles, measures.inside)
        for flaw, tiles in flawed.items()
        if (tiles & judged).any()
    )


def part_reasons(parts: Sequence[PoorPart]) -> tuple[Message, ...]:
    """Return a sentence of each part that is large enough to be told."""
    return tuple(_sentence(part) for part in parts if part.share >= LEAST_TOLD)


def told_parts(quality: Quality) -> tuple[PoorPart, ...]:
    """Return the parts that are large enough to be told, and so to be shown."""
    return tuple(part for part in quality.poor_parts if part.share >= LEAST_TOLD)


def square_of(field: FieldOfView) -> IntBox:
    """Return left, top, right, bottom of the square round the camera's circle."""
    (x, y), radius = field.center, field.diameter_px / 2
    left, top = round(x + 0.5 - radius), round(y + 0.5 - radius)
    side = max(1, round(field.diameter_px))
    return left, top, left + side, top + side


def measure_tiles(image: FundusImage, field: FieldOfView) -> LocalMeasures:
    """Measure light, contrast, sharpness and deposits in each tile."""
    box, shape = square_of(field), (_SIDE, _SIDE)
    rgb = resize_picture(cut_out(image.pixels, box), shape).astype(np.float32)
    inside: Mask = resize_plane(cut_out(field.mask, box), shape) >= 0.5
    weight = inside.astype(np.float32)
    green = rgb[..., 1]
    light = _averaged(green, weight, _LIGHT)
    relative = np.where(inside, green / np.maximum(light, 1.0), np.float32(1))
    eroded: Mask = scipy.ndimage.binary_erosion(inside, iterations=_RIM)
    core = eroded.astype(np.float32)
    blurred = {
        sigma: scipy.ndimage.gaussian_filter(relative, sigma) for sigma in (0.7, 1.0, 1.4, 3.0, 4)
    }
    fine = _strength(blurred[0.7] - blurred[1.4], core)
    coarse = _strength(blurred[1.4] - blurred[4], core)
    sharpness: Plane = np.divide(fine, np.maximum(coarse, 1e-6), dtype=np.float32)
    return LocalMeasures(
        inside=_pooled(weight),
        light=_mean(rgb.max(axis=2), weight),
        saturated=_mean((green > _SATURATION).astype(np.float32), weight),
        contrast=_strength(blurred[1.0] - blurred[3.0], core),
        sharpness=sharpness,
        standing_out=_mean(_deposits(green, inside, weight, eroded).astype(np.float32), core),
    )


def flawed_tiles(measures: LocalMeasures) -> Mapping[Flaw, Mask]:
    """Return which tiles have which flaw; of several the first one counts."""
    has = {
        Flaw.DARK: measures.light < _DARK,
        Flaw.WASHED_OUT: (measures.contrast < _WASHED_OUT) | (measures.saturated > _SATURATED),
        Flaw.BLURRED: measures.sharpness < _BLURRED,
        Flaw.LESIONS: measures.standing_out > _LESIONS,
    }
    free = measures.inside >= _LEAST_INSIDE
    found: dict[Flaw, Mask] = {}
    for flaw, tiles in has.items():
        found[flaw] = tiles & free
        free = free & ~tiles
    return found


def _deposits(green: Plane, inside: Mask, weight: Plane, core: Mask) -> Mask:
    """Return what is much brighter than its surroundings and small, as exudates are.

    Vessels are filled first, so that what lies between two of them does not look bright, and what
    noise does everywhere is no deposit.
    """
    light = _averaged(green, weight, _WIDE_LIGHT)
    smooth = scipy.ndimage.median_filter(np.where(inside, green, light), 3)
    noise = smooth - scipy.ndimage.grey_opening(smooth, size=_FILLED)
    typical = float(np.median(noise[core])) if core.any() else 0.0
    filled = scipy.ndimage.grey_closing(smooth, size=_FILLED)
    height = filled - scipy.ndimage.grey_opening(filled, size=_BLOB)
    least = np.maximum(_STANDS_OUT * np.maximum(light, _DIM), _ABOVE_NOISE * typical)
    deposits: Mask = height > least
    return deposits


def _averaged(plane: Plane, weight: Plane, width: float) -> Plane:
    """Return the local mean inside the field."""
    total: Plane = scipy.ndimage.gaussian_filter(plane * weight, width)
    weights: Plane = scipy.ndimage.gaussian_filter(weight, width)
    mean: Plane = np.divide(total, np.maximum(weights, 1e-3), dtype=np.float32)
    return mean


def _pooled(plane: Plane) -> Plane:
    step = _SIDE // TILES
    pooled: Plane = plane.reshape(TILES, step, TILES, step).mean(axis=(1, 3))
    return pooled


def _mean(plane: Plane, weight: Plane) -> Plane:
    area = np.maximum(_pooled(weight), 1e-3)
    mean: Plane = np.divide(_pooled(plane * weight), area, dtype=np.float32)
    return mean


def _strength(detail: Plane, weight: Plane) -> Plane:
    """Return the root mean square of a detail round each tile."""
    power: Plane = scipy.ndimage.gaussian_filter(
        _pooled(detail**2 * weight), _WINDOW, mode="constant"
    )
    area: Plane = scipy.ndimage.gaussian_filter(_pooled(weight), _WINDOW, mode="constant")
    strength: Plane = np.sqrt(power / np.maximum(area, 1e-3), dtype=np.float32)
    return strength


def _part(flaw: Flaw, tiles: Mask, inside: Plane) -> PoorPart:
    weight = inside * tiles
    rows, columns = np.nonzero(tiles)
    return PoorPart(
        flaw=flaw,
        share=round(float(weight.sum() / max(float(inside.sum()), 1e-6)), 3),
        place=_place(weight),
        tiles=tuple(zip(rows.tolist(), columns.tolist(), strict=True)),
    )


_MOST = 0.7  # of a part, to name where it lies


def _place(weight: NDArray[np.floating]) -> Message:
    """Return the quadrant or the half that holds most of a part."""
    half = TILES // 2
    upper, left = weight[:half].sum(), weight[:, :half].sum()
    total, corner = weight.sum(), weight[:half, :half].sum()
    places = (
        (message("upper left"), corner),
        (message("upper right"), upper - corner),
        (message("lower left"), left - corner),
        (message("lower right"), total - upper - left + corner),
        (message("upper half"), upper),
        (message("lower half"), total - upper),
        (message("left half"), left),
        (message("right half"), total - left),
    )
    quadrant, half_place = (
        max(some, key=lambda each: each[1]) for some in (places[:4], places[4:])
    )
    if quadrant[1] >= _MOST * total:
        return quadrant[0]
    return half_place[0] if half_place[1] >= _MOST * total else message("all over the field")


def _sentence(part: PoorPart) -> Message:
    share, place = round(100 * part.share), part.place
    match part.flaw:
        case Flaw.DARK:
            return message(
                "{share} % of the field is too dark ({place}).", share=share, place=place
            )
        case Flaw.WASHED_OUT:
            return message(
                "{share} % of the field is washed out: vessels hardly stand out ({place}).",
                share=share,
                place=place,
            )
        case Flaw.BLURRED:
            return message("{share} % of the field is blurred ({place}).", share=share, place=place)
        case Flaw.LESIONS:
            return message(
                "{share} % of the field holds bright lesions, such as exudates ({place}).",
                share=share,
                place=place,
            )
