"""Lengths in a photograph, in the units in which the field speaks of them."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.messages import Message, message

NOMINAL_DISC_FOVEA_MM = 4.76
"""Distance of the fovea from the disc's centre in the mean of eyes, in millimetres.

Jonas et al. 2015, PLoS ONE 10:e0138701: 4.76 ± .34 mm, from 3.76 to 6.53 in 2836 people of 50
years and more; it grows with the axial length.
"""


class Unit(StrEnum):
    """In which a length is told."""

    PIXEL = "px"
    FIELD = "% of the field"
    DISC_DIAMETER = "disc diameters"
    DISC_FOVEA = "disc-fovea distances"
    MM = "mm"
    NOMINAL_MM = "mm (nominal)"


_UNKNOWN = {
    Unit.DISC_DIAMETER: message("The optic disc is not known."),
    Unit.DISC_FOVEA: message("Optic disc and fovea are not both known."),
    Unit.MM: message("The pixel size on the retina is not known."),
    Unit.NOMINAL_MM: message("Optic disc and fovea are not both known."),
}


@dataclass(frozen=True)
class Scale:
    """What lengths in one picture are compared with, in its pixels; None where not known.

    Attributes:
        field: diameter of the field of view.
        disc: diameter of the optic disc.
        disc_fovea: from the centre of the disc to the fovea.
        pixel_mm: side of a pixel on the retina.
    """

    field: float
    disc: float | None = None
    disc_fovea: float | None = None
    pixel_mm: float | None = None

    def convert(self, length: float, unit: Unit) -> float | Message:
        """Return a length of pixels in another unit, or say what is not known for that.

        Nominal millimetres take the eye for one of the mean size; they are never more than that.

        Example:
            >>> Scale(field=1000, disc=150).convert(300, Unit.DISC_DIAMETER)
            2.0
        """
        if unit is Unit.PIXEL:
            return length
        if unit is Unit.FIELD:
            return 100 * length / self.field
        per_pixel = self._per_pixel(unit)
        return _UNKNOWN[unit] if per_pixel is None else length * per_pixel

    def _per_pixel(self, unit: Unit) -> float | None:
        if unit is Unit.MM:
            return self.pixel_mm
        if unit is Unit.DISC_DIAMETER:
            return 1 / self.disc if self.disc else None
        if not self.disc_fovea:
            return None
        return (1.0 if unit is Unit.DISC_FOVEA else NOMINAL_DISC_FOVEA_MM) / self.disc_fovea
