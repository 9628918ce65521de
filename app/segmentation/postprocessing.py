"""Scale the network's answer back to the photograph, and make masks from it."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.domain.field import FieldOfView
from app.domain.maps import Levels, ProbabilityMap, StructureMask
from app.domain.photograph import Mask, Plane
from app.field.geometry import field_box
from app.field.shapes import erode_mask
from app.imaging.resampling import cut_out, paste, resize_plane, scaled_shape
from app.segmentation.hysteresis import linked_levels
from app.segmentation.network_input import PreparedInput

STANDARD_DIAMETER = 1024
"""Field diameter, in pixels, at which shape measures are taken, whatever the camera."""

RIM = 0.01
"""Width of the rim, in field diameters, that is not measured: it is half shadow."""


def restore_native(
    probability: Plane, prepared: PreparedInput, field: FieldOfView
) -> ProbabilityMap:
    """Scale the network's (h, w) probabilities to the photograph's size and the standard size.

    Probabilities are interpolated, so that a threshold means the same at any size.
    """
    left, top, right, bottom = prepared.box
    native = np.zeros(field.mask.shape, dtype=np.float32)
    paste(native, resize_plane(probability, (bottom - top, right - left)), (left, top))
    native *= field.mask
    return standardise(np.clip(native, 0.0, 1.0, out=native), field)


def restore_standard(probability: Plane, field: FieldOfView) -> Plane:
    """Scale the network's (h, w) probabilities to the standard size alone, 0 outside the field.

    That is enough for what is only measured there, and costs nothing where photographs are large.
    """
    inside = resize_plane(cut_out(field.mask, field_box(field)), _standard_shape(field)) >= 0.5
    standard: Plane = resize_plane(probability, inside.shape) * inside
    return np.clip(standard, 0.0, 1.0, out=standard)


def standardise(native: Plane, field: FieldOfView) -> ProbabilityMap:
    """Complete a native probability map with its copy at the standard field diameter."""
    box, scale, shape = field_box(field), _scale(field), _standard_shape(field)
    inside = resize_plane(cut_out(field.mask, box), shape) >= 0.5
    standard = resize_plane(cut_out(native, box), shape) * inside
    return ProbabilityMap(
        native,
        standard,
        measured_field=erode_mask(inside, RIM * STANDARD_DIAMETER),
        center=(_scaled(field.center[0] - box[0], scale), _scaled(field.center[1] - box[1], scale)),
    )


def sample(native: NDArray[np.generic], field: FieldOfView) -> Plane:
    """Return what a native plane holds at the centre of each pixel of the standard size.

    Sampling and thresholds may change places: a mask has the numbers of the map that it was cut
    from, whichever of them is brought to the standard size.
    """
    part = cut_out(native, field_box(field))
    return resize_plane(part, _standard_shape(field), resample=Image.Resampling.NEAREST)


def standard_levels(native: Plane, field: FieldOfView) -> Levels:
    """Complete native levels, or a mask of 0 and 1, with their copies at the standard size."""
    standard = sample(native, field)
    if _scale(field) >= 1:
        return Levels(native, standard)
    part = cut_out(native, field_box(field))
    return Levels(native, standard, np.maximum(standard, _highest(part, standard.shape)))


def _highest(part: Plane, shape: tuple[int, ...]) -> Plane:
    """Reduce a plane to a shape by the highest of the pixels that fall into each one."""
    highest = part
    for axis, count in enumerate(shape):
        starts = np.arange(count) * part.shape[axis] // count
        highest = np.maximum.reduceat(highest, starts, axis=axis)
    return highest


def standard_place(field: FieldOfView) -> tuple[float, tuple[float, float]]:
    """Return how places in the photograph become places at the standard size.

    Returns:
        A scale and the offset of x and y: each is scaled, then shifted.
    """
    scale, box = _scale(field), field_box(field)
    return scale, (_scaled(-box[0], scale), _scaled(-box[1], scale))


def _scale(field: FieldOfView) -> float:
    return STANDARD_DIAMETER / field.diameter_px


def _standard_shape(field: FieldOfView) -> tuple[int, int]:
    return scaled_shape(field_box(field), _scale(field))


def _scaled(position: float, scale: float) -> float:
    """Return where a position, counted from the centre of the first pixel, lies after scaling."""
    return (position + 0.5) * scale - 0.5


def standardise_drawing(drawn: Mask, field: FieldOfView) -> tuple[ProbabilityMap, StructureMask]:
    """Bring a mask made elsewhere to the standard size, on the road of the program's own.

    Args:
        drawn: (height, width) bool, at the size of the photograph.
    """
    native = (drawn & field.mask).astype(np.float32)
    return standardise(native, field), extract_mask(standard_levels(native, field), 0.5)


def find_levels(probability: ProbabilityMap, field: FieldOfView, hysteresis: float) -> Levels:
    """Find the highest threshold at which each pixel is part of a structure.

    What hangs together is judged once, at half the standard size, so that it does not depend on
    the photograph's size and costs little.

    Args:
        hysteresis: how many times the odds of the threshold a piece must reach somewhere to be
            kept; 1 for plain thresholds.
    """
    plain = standard_levels(probability.native, field)
    if hysteresis == 1:
        return plain
    highest = plain.standard if plain.touched is None else plain.touched
    linked = linked_levels(_reduced(highest), hysteresis)
    box = field_box(field)
    native = np.zeros_like(probability.native)
    paste(native, _limited(cut_out(probability.native, box), linked, highest.shape), box[:2])
    return standard_levels(native, field)


def extract_mask(levels: Levels, threshold: float) -> StructureMask:
    """Take every pixel that is part of a structure at a threshold, at each size."""
    standard, touched = standard_masks(levels, threshold)
    return StructureMask(reaches(levels.native, threshold), standard, threshold, touched)


def standard_masks(levels: Levels, threshold: float) -> tuple[Mask, Mask | None]:
    """Return the mask at a threshold at the standard size, and what it touches if that is more."""
    touched = None if levels.touched is None else reaches(levels.touched, threshold)
    return reaches(levels.standard, threshold), touched


def reaches(plane: Plane, threshold: float) -> Mask:
    """Return where levels reach a threshold; what has no level at all never does."""
    mask: Mask = plane >= max(threshold, 1e-6)
    return mask


def _reduced(plane: Plane) -> Plane:
    """Halve a plane, keeping the greatest of each four pixels, so that thin vessels hold."""
    height, width = plane.shape
    even = np.pad(plane, ((0, height % 2), (0, width % 2)))
    reduced: Plane = even.reshape(-(-height // 2), 2, -(-width // 2), 2).max(axis=(1, 3))
    return reduced


def _limited(probability: Plane, linked: Plane, standard: tuple[int, ...]) -> Plane:
    """Scale linked levels to a map's size; no pixel exceeds its own probability.

    Args:
        linked: half as large as the standard map, an odd side rounded up.
        standard: shape of the standard map.
    """
    height, width = probability.shape
    box = (0, 0, standard[1] / 2, standard[0] / 2)
    levels = resize_plane(linked, (height, width), box=box, resample=Image.Resampling.NEAREST)
    limited: Plane = np.minimum(levels, probability)
    return limited
