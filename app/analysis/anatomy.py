"""The anatomy of a photograph as models found it and a person corrected it, at either size."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.anatomy.arteries_veins import Decided
from app.anatomy.landmarks import find_landmarks, moved, placed
from app.anatomy.retina import Evidence
from app.domain.anatomy import Landmarks, Point, VesselKind
from app.domain.field import FieldOfView
from app.domain.photograph import Mask, Plane
from app.domain.reading import Reading
from app.domain.structures import Structure
from app.segmentation.postprocessing import STANDARD_DIAMETER, standard_place

_KINDS = {VesselKind.ARTERY: Structure.ARTERY, VesselKind.VEIN: Structure.VEIN}


def find_evidence(found: Mapping[Structure, Plane], vessels: Plane, field: Mask) -> Evidence | None:
    """Return what models found of a photograph's anatomy; None where none looked for any.

    Args:
        found: (h, w) probability of each structure but the vessels, at the standard size.
        vessels: (h, w) probability at that size.
        field: (h, w) bool, the field of view at that size.

    Returns:
        Places in pixels of the standard size.
    """
    if not found:
        return None
    kinds = {kind: found[structure] for kind, structure in _KINDS.items() if structure in found}
    told = len(kinds) == len(_KINDS)  # what is only looked for in part tells nothing
    looked_for = frozenset(found) - (frozenset() if told else frozenset(_KINDS.values()))
    landmarks = find_landmarks({**found, Structure.VESSEL: vessels}, field, STANDARD_DIAMETER)
    return Evidence(looked_for, landmarks, kinds if told else {})


def corrected_evidence(
    found: Evidence | None, reading: Reading, field: FieldOfView
) -> Evidence | None:
    """Return what is known of the anatomy once a person's word on it counts, too."""
    if not reading.corrects_anatomy:
        return found
    scale, offset = standard_place(field)

    def there(place: Point) -> Point:
        return place[0] * scale + offset[0], place[1] * scale + offset[1]

    known = found or Evidence(frozenset(), find_landmarks({}, field.mask, field.diameter_px))
    structures = {
        *known.structures,
        *((Structure.DISC,) if reading.disc else ()),
        *((Structure.CUP,) if reading.cup else ()),
        *((Structure.FOVEA,) if reading.fovea else ()),
    }
    landmarks = placed(
        known.landmarks,
        disc=reading.disc.moved(scale, offset) if reading.disc else None,
        cup=reading.cup.moved(scale, offset) if reading.cup else None,
        fovea=there(reading.fovea) if reading.fovea else None,
        not_in_view=reading.not_in_view,
    )
    told = tuple(replace(word, place=there(word.place)) for word in reading.vessel_kinds)
    return Evidence(frozenset(structures), landmarks, known.maps, told)


def landmarks_in_photograph(known: Evidence, field: FieldOfView) -> Landmarks:
    """Return disc, cup and fovea in pixels of the photograph."""
    scale, (right, down) = standard_place(field)
    return moved(known.landmarks, 1 / scale, (-right / scale, -down / scale))


def vessel_labels(decided: Decided, vessels: Mask, field: FieldOfView) -> NDArray[np.uint8]:
    """Return what each vessel pixel of the photograph is, (height, width): see ``VesselLabel``.

    Args:
        decided: the vessels of the standard size, told apart.
        vessels: (height, width) bool, those of the photograph.
    """
    everywhere = decided.labels
    standard = everywhere.shape
    scale, offset = standard_place(field)
    columns, rows = (
        np.clip(np.round(np.arange(size) * scale + shift), 0, most - 1).astype(np.intp)
        for size, shift, most in zip(vessels.shape[::-1], offset, standard[::-1], strict=True)
    )
    labels: NDArray[np.uint8] = everywhere[rows[:, None], columns[None, :]] * vessels
    return labels
