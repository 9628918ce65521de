"""Convert photographs from any camera to the one form a network was trained on.

Training and the viewer call the same functions, so that they cannot drift apart.
"""

import math
from collections.abc import Callable

import numpy as np
import scipy  # its parts load at first use
from numpy.typing import NDArray

from app.domain.field import FieldOfView
from app.domain.photograph import FundusImage, Mask, Plane, Rgb
from app.field.field_of_view import find_field_of_view, whole_frame
from app.field.geometry import field_box
from app.imaging.resampling import cut_out, resize_picture, resize_plane, scaled_shape
from app.segmentation.network_input import InputSpec, PreparedInput

LocalMean = Callable[[Plane], Plane]


def working_diameter(field_diameter: float, spec: InputSpec) -> float:
    """Return the field diameter, in pixels, at which the network sees a photograph.

    Scale moves the accuracy across cameras more than anything else: the field keeps its own
    size where it can, and is brought to the nearer bound where it is too small or too large.
    """
    return float(np.clip(field_diameter, spec.min_diameter, spec.max_diameter))


def find_field(pixels: Rgb, spec: InputSpec) -> FieldOfView:
    """Return what a model looks at: the retina's round field, or the whole frame."""
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


def normalise(
    rgb: NDArray[np.float32], field: Mask, diameter: float, spec: InputSpec
) -> NDArray[np.float32]:
    """Remove illumination and haze: subtract the local mean, divide by the local deviation.

    Both are taken over pixels inside the field only, so that the rim leaves no edge. The
    deviation is never taken below half that of the whole field: noise must not be amplified where
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
        smooth: Plane = scipy.ndimage.gaussian_filter(reduced, sigma / step, mode="constant")
        return smooth

    weight = np.maximum(total(inside), 1e-6)  # the same for every plane
    return lambda plane: resize_plane(total(plane) / weight, shape)
