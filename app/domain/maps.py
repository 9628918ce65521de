"""What is found for each pixel: probabilities, levels and masks of one structure."""

from dataclasses import dataclass

from app.domain.photograph import Mask, Plane


@dataclass(frozen=True, eq=False)
class ProbabilityMap:
    """The probability of being part of a structure for each pixel; 0 outside the field.

    Attributes:
        native: (height, width) float32, at the size of the photograph; shown and exported.
        standard: (h, w) float32, with the field brought to one fixed diameter, so that shape
            measures of different cameras compare.
        measured_field: (h, w) bool, the field of view at that size, without its rim.
        center: x, y of the field's centre at that size, in pixels.
    """

    native: Plane
    standard: Plane
    measured_field: Mask
    center: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Levels:
    """For each pixel, the highest threshold at which it is part of a structure.

    Attributes:
        native: (height, width) float32, at the size of the photograph; shown and exported.
        standard: (h, w) float32, at the standard field diameter, from the centre of each pixel;
            areas are measured in it.
        touched: the same, the highest within each pixel, so that no thin line breaks: centrelines
            are traced in it. None where the photograph is not the larger one: it is ``standard``.
    """

    native: Plane
    standard: Plane
    touched: Plane | None = None

    @property
    def size(self) -> int:
        """Return how many values are held."""
        planes = (self.native, self.standard, self.touched)
        return sum(plane.size for plane in planes if plane is not None)


@dataclass(frozen=True, eq=False)
class StructureMask:
    """Hold a structure at one threshold, as ``Levels`` holds it at all of them."""

    native: Mask
    standard: Mask
    threshold: float
    touched: Mask | None = None
