"""What is known of a photograph's anatomy, whatever the threshold of its vessels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.anatomy.zones import Area, GridField, Zone, grid_areas, grid_unit, quarters, zone_area
from app.base.messages import Message
from app.domain.anatomy import Ellipse, Landmarks, Outline, Point, Spot, Told, VesselKind
from app.domain.photograph import Mask, Plane
from app.domain.structures import Structure


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a photograph's anatomy, in the pixels of the standard size.

    Attributes:
        structures: what models looked for, or a person placed.
        landmarks: disc, cup and fovea, or why there are none.
        maps: (h, w) probability of arteries and of veins; none where no model looked for them.
        told: what a person said of vessels, the last word last.
    """

    structures: frozenset[Structure]
    landmarks: Landmarks
    maps: Mapping[VesselKind, Plane] = field(default_factory=dict)
    told: tuple[Told, ...] = ()

    @property
    def disc(self) -> Ellipse | None:
        """Return the outline of the disc; None where it is not known."""
        disc = self.landmarks.disc
        return disc.ellipse if isinstance(disc, Outline) else None

    @property
    def fovea(self) -> Point | None:
        """Return the place of the fovea; None where it is not known."""
        fovea = self.landmarks.fovea
        return fovea.center if isinstance(fovea, Spot) else None


class Retina:
    """The anatomy of the part of a photograph that is measured, at the standard size.

    Attributes:
        evidence: what is known of it.
        field: (h, w) bool, the part of the field of view that is measured.
        pixel_mm: side of a pixel on the retina; None where it is not known.
    """

    def __init__(self, evidence: Evidence, field: Mask, pixel_mm: float | None = None) -> None:
        self.evidence, self.field, self.pixel_mm = evidence, field, pixel_mm

    @cached_property
    def zones(self) -> Mapping[Zone, Area] | Message:
        """Return the zones about the disc, or why there are none."""
        disc = self.evidence.landmarks.disc
        if isinstance(disc, Message):
            return disc
        return {zone: zone_area(zone, disc.ellipse, self.field) for zone in Zone}

    @cached_property
    def quarters(self) -> Mapping[tuple[bool, bool], Area] | Message:
        """Return the quarters of zone C, by above and left, or why there are none."""
        disc = self.evidence.landmarks.disc
        if isinstance(disc, Message):
            return disc
        return quarters(Zone.C, disc.ellipse, self.field)

    @cached_property
    def grid(self) -> Mapping[GridField, Area] | Message:
        """Return the fields of the ETDRS grid about the fovea, or why there are none."""
        disc, fovea = self.evidence.landmarks.disc, self.evidence.landmarks.fovea
        if isinstance(disc, Message):
            return disc
        if isinstance(fovea, Message):
            return fovea
        unit = grid_unit(disc.ellipse.center, fovea.center, self.pixel_mm)
        return grid_areas(disc.ellipse.center, fovea.center, unit, self.field)
