"""Find disc, cup and fovea, and take over what a person placed."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from app.anatomy.disc import find_cup, find_disc
from app.anatomy.fovea import find_fovea, suggested_eye
from app.base.messages import Message, message
from app.domain.anatomy import Ellipse, Landmarks, Outline, Point, Spot
from app.domain.photograph import Mask, Plane
from app.domain.structures import Structure

_REDUCED = 2
"""By how much maps are reduced: outlines are smooth, and the time is a fifth."""

_NO_MODEL = {
    Structure.DISC: message("No model looked for the optic disc."),
    Structure.CUP: message("No model looked for the cup of the optic disc."),
    Structure.FOVEA: message("No model looked for the fovea."),
}


def find_landmarks(maps: Mapping[Structure, Plane], field: Mask, diameter: float) -> Landmarks:
    """Find disc, cup and fovea, and suggest the eye.

    Args:
        maps: (h, w) probability of those that a model looked for, 0 outside the field.
        field: (h, w) bool, the field of view.
        diameter: of the field, in pixels.

    Returns:
        Places in pixels of the maps.
    """
    seen, across = _reduced(field.astype(np.float32)) >= 0.5, diameter / _REDUCED
    small = {structure: _reduced(plane) for structure, plane in maps.items()}
    disc: Outline | Message = _NO_MODEL[Structure.DISC]
    cup: Outline | Message = _NO_MODEL[Structure.CUP]
    fovea: Spot | Message = _NO_MODEL[Structure.FOVEA]
    if Structure.DISC in small:
        disc = find_disc(small[Structure.DISC], seen, across)
    if Structure.CUP in small:
        cup = find_cup(small[Structure.CUP], disc)
    if Structure.FOVEA in small:
        fovea = find_fovea(small[Structure.FOVEA], seen, across, disc)
    return moved(
        Landmarks(disc, cup, fovea, suggested_eye(disc, fovea)), _REDUCED, (_REDUCED - 1) / 2
    )


def placed(
    found: Landmarks,
    *,
    disc: Ellipse | None = None,
    cup: Ellipse | None = None,
    fovea: Point | None = None,
) -> Landmarks:
    """Return landmarks with those that a person placed, in the same pixels; None leaves them."""
    at = replace(
        found,
        disc=found.disc if disc is None else Outline(disc, 1.0),
        cup=found.cup if cup is None else Outline(cup, 1.0),
        fovea=found.fovea if fovea is None else Spot(fovea, 1.0),
    )
    return replace(at, eye_suggested=suggested_eye(at.disc, at.fovea))


def moved(landmarks: Landmarks, scale: float, offset: float | Point) -> Landmarks:
    """Return landmarks in another picture, in which x is ``scale`` · x + ``offset``."""
    by = offset if isinstance(offset, tuple) else (offset, offset)

    def outline(found: Outline | Message) -> Outline | Message:
        if isinstance(found, Message):
            return found
        return replace(found, ellipse=found.ellipse.moved(scale, by))

    fovea = landmarks.fovea
    if isinstance(fovea, Spot):
        x, y = fovea.center
        fovea = replace(fovea, center=(x * scale + by[0], y * scale + by[1]))
    return replace(landmarks, disc=outline(landmarks.disc), cup=outline(landmarks.cup), fovea=fovea)


def _reduced(plane: Plane) -> Plane:
    """Reduce a plane by averaging; an odd side is filled up with what lies at its edge."""
    height, width = plane.shape
    even = np.pad(plane, ((0, height % _REDUCED), (0, width % _REDUCED)), mode="edge")
    rows, columns = even.shape[0] // _REDUCED, even.shape[1] // _REDUCED
    tiles = even.reshape(rows, _REDUCED, columns, _REDUCED)
    reduced: Plane = tiles.mean(axis=(1, 3), dtype=np.float32)
    return reduced
