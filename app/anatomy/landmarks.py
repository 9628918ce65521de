"""Find disc, cup and fovea, and take over what a person placed."""

from collections.abc import Collection, Mapping
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

NOT_LOOKED_FOR = Landmarks(
    disc=_NO_MODEL[Structure.DISC],
    cup=_NO_MODEL[Structure.CUP],
    fovea=_NO_MODEL[Structure.FOVEA],
)
"""Where no model looked for any of them."""

_NOT_IN_VIEW = {
    Structure.DISC: message("The optic disc is not in view, as a person says."),
    Structure.CUP: message("The cup of the optic disc cannot be seen, as a person says."),
    Structure.FOVEA: message("The fovea is not in view, as a person says."),
}

_CUP_ELSEWHERE = message("The cup that was found does not lie in the optic disc that was placed.")


def find_landmarks(maps: Mapping[Structure, Plane], field: Mask, diameter: float) -> Landmarks:
    """Find disc, cup and fovea, and suggest the eye.

    Args:
        maps: (h, w) probability of those that a model looked for, 0 outside the field; that of
            vessels, where it is given, tells a disc from what only looks like one.
        field: (h, w) bool, the field of view.
        diameter: of the field, in pixels.

    Returns:
        Places in pixels of the maps.
    """
    if not maps:
        return NOT_LOOKED_FOR
    seen, across = _reduced(field.astype(np.float32)) >= 0.5, diameter / _REDUCED
    small = {structure: _reduced(plane) for structure, plane in maps.items()}
    disc: Outline | Message = _NO_MODEL[Structure.DISC]
    cup: Outline | Message = _NO_MODEL[Structure.CUP]
    fovea: Spot | Message = _NO_MODEL[Structure.FOVEA]
    if Structure.DISC in small:
        disc = find_disc(small[Structure.DISC], seen, across, small.get(Structure.VESSEL))
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
    not_in_view: Collection[Structure] = (),
) -> Landmarks:
    """Return landmarks with those that a person placed, in the same pixels; None leaves them.

    A cup that was found goes with its disc: where that lies elsewhere, or is not in view, there is
    none.

    Args:
        not_in_view: which a person says cannot be seen; what was placed can.
    """
    unseen = {each: _NOT_IN_VIEW[each] for each in not_in_view}
    at_disc, at_cup, at_fovea = found.disc, found.cup, found.fovea
    at_disc = unseen.get(Structure.DISC, at_disc) if disc is None else Outline(disc, 1.0)
    at_cup = unseen.get(Structure.CUP, at_cup) if cup is None else Outline(cup, 1.0)
    at_fovea = unseen.get(Structure.FOVEA, at_fovea) if fovea is None else Spot(fovea, 1.0)
    if isinstance(at_disc, Message):
        at_cup = at_disc
    elif disc is not None and isinstance(at_cup, Outline) and cup is None:
        inside = disc.contains(at_cup.ellipse.center) and at_cup.ellipse.radius < disc.radius
        at_cup = at_cup if inside else _CUP_ELSEWHERE
    return Landmarks(at_disc, at_cup, at_fovea, suggested_eye(at_disc, at_fovea))


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
