"""Bring photographs of any camera to the one form a network was trained on.

Training and the viewer call the same functions, so that they cannot drift apart.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from app.imaging.field_of_view import find_field_of_view, whole_frame
from app.imaging.resampling import IntBox, cut_out, resize_picture, resize_plane
from app.imaging.types import (
    FieldMethod,
    FieldOfView,
    FundusImage,
    InputSpec,
    Mask,
    Plane,
    PreparedInput,
    Rgb,
)

LocalMean = Callable[[Plane], Plane]

_MARGIN = 0.01  # of the field diameter, kept around the field so that its rim stays in view
_CUT = 0.005  # of the field diameter: what lacks less on one side is not cut there


def working_diameter(field_diameter: float, spec: InputSpec) -> float:
    """Return the field diameter, in pixels, at which the network sees a photograph.

    Scale moves the accuracy across cameras more than anything else: the field keeps its own
    size where it can, and is brought to the nearer bound where it is too small or too large.
    """
    return float(np.clip(field_diameter, spec.min_diameter, spec.max_diameter))


def find_field(pixels: Rgb, spec: InputSpec) -> FieldOfView:
    """Find what a model looks at: the retina's round field, or the whole frame."""
    return whole_frame(pixels) if spec.field == "frame" else find_field_of_view(pixels)


def prepare_input(image: FundusImage, field: FieldOfView, spec: InputSpec) -> PreparedInput:
    """Cut the field of view out, bring it to the working diameter and normalise it.

    Returns:
        (c, h, w) float32 values, about zero mean and unit deviation inside the field.
    """
    diameter = working_diameter(field.diameter_px, spec)
    box = field_box(field)
    shape = scaled_shape(box, diameter / field.diameter_px)
    rgb = resize_picture(cut_out(image.pixels, box), shape).astype(np.float32)
    rgb /= 255.0
    inside = resize_plane(cut_out(field.mask, box), shape) >= 0.5
    return PreparedInput(normalise(rgb, inside, diameter, spec), inside, box, diameter)


def field_box(field: FieldOfView) -> IntBox:
    """Return left, top, right, bottom around the field, with a small margin where its rim is seen.

    The box depends on the field alone: where its rim is near, it reaches beyond the picture, and
    where the field is cut, by the frame or by a border, it ends there. Of a field that was given
    as a mask nobody knows whether it is cut; its box ends at the frame.
    """
    rows = np.flatnonzero(field.mask.any(axis=1))
    columns = np.flatnonzero(field.mask.any(axis=0))
    inner = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    margin = math.ceil(_MARGIN * field.diameter_px)
    left, top, right, bottom = (margin if seen else 0 for seen in _rim_seen(field, inner))
    box = inner[0] - left, inner[1] - top, inner[2] + right, inner[3] + bottom
    return _within_frame(box, field.mask) if field.method is FieldMethod.MASK else box


def _rim_seen(field: FieldOfView, inner: IntBox) -> tuple[bool, bool, bool, bool]:
    """Tell on which side of its bounds, left, top, right, bottom, a field shows its rim."""
    if field.method is not FieldMethod.CIRCLE:
        return (field.method is not FieldMethod.FRAME,) * 4
    x, y = field.center
    reach = (0.5 - _CUT) * field.diameter_px
    left, top, right, bottom = inner
    return left <= x - reach, top <= y - reach, right > x + reach, bottom > y + reach


def _within_frame(box: IntBox, mask: Mask) -> IntBox:
    left, top, right, bottom = box
    height, width = mask.shape
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def scaled_shape(box: IntBox, scale: float) -> tuple[int, int]:
    """Return the height and width of a box after scaling, at least one pixel each."""
    left, top, right, bottom = box
    return max(1, round((bottom - top) * scale)), max(1, round((right - left) * scale))


def normalise(
    rgb: NDArray[np.float32], field: Mask, diameter: float, spec: InputSpec
) -> NDArray[np.float32]:
    """Remove illumination and haze: subtract the local mean, divide by the local deviation.

    Both are taken over pixels inside the field only, so that the rim leaves no edge. The
    deviation is never taken below half that of the whole field, lest noise be blown up where
    there is nothing to see.

    Args:
        rgb: (h, w, 3), 0 to 1.
        field: (h, w), true inside.
        diameter: of the field of view in pixels; the widths in ``spec`` are relative to it.

    Returns:
        (c, h, w) float32, 0 outside the field; c as ``spec.channels`` says.
    """
    inside = field.astype(np.float32)
    background = _local_mean(inside, spec.background_sigma * diameter)
    contrast = _local_mean(inside, spec.contrast_sigma * diameter)
    channels = (0, 1, 2) if spec.channels == "rgb" else (1,)
    planes = [_normalise_plane(rgb[..., each], inside, background, contrast) for each in channels]
    return np.stack(planes)


def _normalise_plane(
    plane: Plane, inside: Plane, background: LocalMean, contrast: LocalMean
) -> Plane:
    plane = plane * inside
    detail = plane - background(plane) * inside
    power = detail * detail
    overall = float(power.sum() / max(float(inside.sum()), 1.0))
    variance = np.maximum(contrast(power), 0.25 * overall)
    variance += 1e-8
    detail /= np.sqrt(variance, out=variance)
    return np.clip(detail, -8.0, 8.0, out=detail)


def _local_mean(inside: Plane, sigma: float) -> LocalMean:
    """Return what averages over a Gaussian window inside the field (normalised convolution).

    It takes planes that are 0 outside. A wide Gaussian has no fine detail, so it is computed on a
    coarse grid of about four points a sigma: the cost hardly depends on the width.
    """
    step = max(1.0, sigma / 4.0)
    shape = inside.shape[0], inside.shape[1]
    coarse = max(1, math.ceil(shape[0] / step)), max(1, math.ceil(shape[1] / step))

    def total(plane: Plane) -> Plane:
        reduced = resize_plane(plane, coarse)
        smooth: Plane = ndimage.gaussian_filter(reduced, sigma / step, mode="constant")
        return smooth

    weight = np.maximum(total(inside), 1e-6)  # the same for every plane
    return lambda plane: resize_plane(total(plane) / weight, shape)


def as_rgb(pixels: NDArray[np.generic]) -> Rgb:
    """Return grey (h, w) or colour (h, w, 3 or more) 8-bit pixels as (h, w, 3)."""
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., :3], dtype=np.uint8)
