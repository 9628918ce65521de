"""Bring the network's answer back to the photograph, and make masks of it."""

import numpy as np

from app.imaging.field_of_view import erode_mask
from app.imaging.preprocessing import field_box, scaled_shape
from app.imaging.resampling import resize_plane
from app.imaging.types import FieldOfView, Mask, Plane, PreparedInput, ProbabilityMap, VesselMask

STANDARD_DIAMETER = 1024
"""Field diameter, in pixels, at which shape measures are taken, whatever the camera."""

RIM = 0.01
"""Width of the rim, in field diameters, that is not measured: it is half shadow."""


def restore_native(
    probability: Plane, prepared: PreparedInput, field: FieldOfView
) -> ProbabilityMap:
    """Bring the network's (h, w) probabilities to the photograph's size and the standard size.

    Probabilities are interpolated, never masks, so that a threshold means the same at any size.
    """
    left, top, right, bottom = prepared.box
    native = np.zeros(field.mask.shape, dtype=np.float32)
    native[top:bottom, left:right] = resize_plane(probability, (bottom - top, right - left))
    native *= field.mask
    return standardise(np.clip(native, 0.0, 1.0, out=native), field)


def standardise(native: Plane, field: FieldOfView) -> ProbabilityMap:
    """Complete a native probability map with its copy at the standard field diameter."""
    box = field_box(field)
    shape = scaled_shape(box, STANDARD_DIAMETER / field.diameter_px)
    inside = resize_plane(field.mask, shape, box=box) >= 0.5
    standard = resize_plane(native, shape, box=box) * inside
    return ProbabilityMap(native, standard, erode_mask(inside, RIM * STANDARD_DIAMETER))


def extract_vessels(probability: ProbabilityMap, threshold: float) -> VesselMask:
    """Take every pixel whose probability reaches the threshold, at both sizes."""
    return VesselMask(
        _reaches(probability.native, threshold),
        _reaches(probability.standard, threshold),
        threshold,
    )


def _reaches(plane: Plane, threshold: float) -> Mask:
    mask: Mask = plane >= max(threshold, 1e-6)
    return mask
