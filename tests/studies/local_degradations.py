"""Spoil part of a photograph: uneven light, a blurred or hazy part, a shadow, lesions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from app.domain.field import FieldOfView
from app.domain.photograph import Mask, Plane, Rgb
from app.field.field_of_view import find_field_of_view
from app.imaging.resampling import cut_out, paste, resize_picture, resize_plane
from tests.studies.degradations import as_bytes, blur, haze, with_read_noise

_SOFT = 0.02  # of the field's diameter: how softly a spoilt part ends
_LIGHT = 0.04  # of the field's diameter: the width over which the light round a lesion is averaged


def uneven(pixels: Rgb, field: FieldOfView, strength: float, angle: float) -> Rgb:
    """Let the light fall off across the field, to 1 - ``strength`` of it at the far rim."""
    place = _along(pixels, field, angle)
    light = 1 - strength * np.clip(place + 0.5, 0, 1)
    return as_bytes(with_read_noise(pixels * light[..., None].astype(np.float32)))


def shadow(pixels: Rgb, field: FieldOfView, strength: float, angle: float) -> Rgb:
    """Leave the share ``strength`` of the field, from its rim on, with 3 % of its light."""
    weight = _part(pixels, field, strength, angle)
    return as_bytes(with_read_noise(pixels * (1 - 0.97 * weight)))


def blurred_part(pixels: Rgb, field: FieldOfView, strength: float, angle: float) -> Rgb:
    """Blur the share ``strength`` of the field strongly."""
    weight = _part(pixels, field, strength, angle)
    return as_bytes(pixels * (1 - weight) + blur(pixels, field, 0.012) * weight)


def hazy_part(pixels: Rgb, field: FieldOfView, strength: float, angle: float) -> Rgb:
    """Veil the share ``strength`` of the field."""
    weight = _part(pixels, field, strength, angle)
    return as_bytes(pixels * (1 - weight) + haze(pixels, field, 0.9) * weight)


@dataclass(frozen=True, eq=False)
class Lesions:
    """Lesions cut out of a photograph.

    Attributes:
        ratio: (s, s, 3) colour relative to the light round them, over the field's square.
        weight: (s, s), 1 in a lesion.
    """

    ratio: NDArray[np.float32]
    weight: Plane


def cut_lesions(folder: Path, name: str, size: int = 1024) -> Lesions:
    """Read the lesions of a photograph of IDRiD, at one size of the field."""
    pixels = np.asarray(Image.open(folder / "images" / f"{name}.jpg").convert("RGB"))
    field = find_field_of_view(pixels)
    box = _square(field)
    marked = np.zeros(pixels.shape[:2], dtype=bool)
    for kind in ("haemorrhages", "hard_exudates", "soft_exudates", "microaneurysms"):
        path = folder / kind / f"{name}.png"
        if path.exists():
            marked |= np.asarray(Image.open(path).convert("L")) > 0
    rgb = resize_picture(cut_out(pixels, box), (size, size)).astype(np.float32)
    inside = resize_plane(cut_out(field.mask, box), (size, size)) >= 0.5
    lesion = resize_plane(cut_out(marked, box), (size, size)) >= 0.5
    sound = (inside & ~ndimage.binary_dilation(lesion, iterations=3)).astype(np.float32)
    width = _LIGHT * size
    light = np.stack(
        [ndimage.gaussian_filter(rgb[..., channel] * sound, width) for channel in range(3)], axis=-1
    )
    light /= np.maximum(ndimage.gaussian_filter(sound, width), 1e-3)[..., None]
    weight = ndimage.gaussian_filter(lesion.astype(np.float32), 1.5)
    return Lesions(rgb / np.maximum(light, 4), np.clip(1.5 * weight, 0, 1))


def with_lesions(pixels: Rgb, field: FieldOfView, lesions: Sequence[Lesions]) -> Rgb:
    """Draw lesions into a photograph, in its own light."""
    box = _square(field)
    side = box[2] - box[0]
    part = cut_out(pixels, box).astype(np.float32)
    light = ndimage.gaussian_filter(part, (_LIGHT * side, _LIGHT * side, 0))
    for each in lesions:
        weight = resize_plane(each.weight, (side, side))[..., None]
        ratio = np.stack(
            [resize_plane(each.ratio[..., channel], (side, side)) for channel in range(3)], axis=-1
        )
        part = part * (1 - weight) + light * ratio * weight
    spoilt = pixels.copy()
    paste(spoilt, as_bytes(part), (box[0], box[1]))
    inside: Mask = field.mask
    return np.where(inside[..., None], spoilt, pixels)


def _square(field: FieldOfView) -> tuple[int, int, int, int]:
    (x, y), half = field.center, field.diameter_px / 2
    left, top = round(x - half), round(y - half)
    side = max(1, round(2 * half))
    return left, top, left + side, top + side


def _along(pixels: Rgb, field: FieldOfView, angle: float) -> Plane:
    """Return how far each pixel lies along a direction, -.5 to .5 across the field."""
    rows, columns = np.indices(pixels.shape[:2], dtype=np.float32)
    x, y = field.center
    place: Plane = ((columns - x) * np.cos(angle) + (rows - y) * np.sin(angle)) / field.diameter_px
    return place.astype(np.float32)


def _part(pixels: Rgb, field: FieldOfView, share: float, angle: float) -> NDArray[np.float32]:
    """Return 1 in the given share of the field that lies furthest along a direction."""
    place = _along(pixels, field, angle)
    edge = np.quantile(place[field.mask], 1 - share)
    weight = np.clip((place - edge) / _SOFT + 0.5, 0, 1).astype(np.float32)
    return weight[..., None]
