"""What was measured, with the band of each number or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.messages import Message
from app.measurement.regions import Quadrant


class Number(StrEnum):
    """Name what is measured in the whole field."""

    VESSEL_DENSITY = "vessel_density"
    FRACTAL_DIMENSION = "fractal_dimension"
    SKELETON_DIMENSION = "skeleton_fractal_dimension"
    LENGTH_DENSITY = "skeleton_length_density"
    MEAN_CALIBRE = "mean_calibre"
    TORTUOSITY = "tortuosity"
    BRANCH_POINTS = "branch_points"
    END_POINTS = "end_points"
    LENGTH_DENSITY_MM = "skeleton_length_density_mm"
    MEAN_CALIBRE_UM = "mean_calibre_um"


UNITS = {
    Number.VESSEL_DENSITY: "1",
    Number.FRACTAL_DIMENSION: "1",
    Number.SKELETON_DIMENSION: "1",
    Number.LENGTH_DENSITY: "1/field diameter",
    Number.MEAN_CALIBRE: "field diameter",
    Number.TORTUOSITY: "1",
    Number.BRANCH_POINTS: "1",
    Number.END_POINTS: "1",
    Number.LENGTH_DENSITY_MM: "mm/mm2",
    Number.MEAN_CALIBRE_UM: "um",
}
"""The unit of each number; "1" for plain ratios and counts."""


@dataclass(frozen=True)
class Measurement:
    """Hold one number and its band, or the reason why it is withheld.

    Attributes:
        value: the number; None when it is withheld.
        low, high: the least and greatest it is at the threshold and at both ends of the band; None
            when it cannot be measured there, or is withheld. Between the ends, what does not only
            rise or fall with the threshold (counts, tortuosity) may lie a little outside.
        unit: "1" for a plain ratio or a count.
        reason: why it is withheld; None when there is a value.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    reason: Message | None = None


@dataclass(frozen=True)
class BoxCount:
    """Hold the box counts behind a fractal dimension and their straight-line fit.

    Attributes:
        sizes: box sides in pixels at the standard field diameter.
        counts: boxes needed to cover the vessels, for each side.
        dimension: slope of log(count) on log(1/side).
        standard_error: of the slope.
        r_squared: of the fit.
        local_slopes: between each size and the next.
    """

    sizes: tuple[int, ...]
    counts: tuple[int, ...]
    dimension: float
    standard_error: float
    r_squared: float
    local_slopes: tuple[float, ...]


@dataclass(frozen=True)
class Calibres:
    """Hold how the widths of vessels are distributed along their centrelines.

    Attributes:
        edges: of the bins of the histogram, in field diameters.
        shares: of the centreline in each bin; together 1.
        median: width in field diameters.
    """

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    median: float


@dataclass(frozen=True)
class Segment:
    """Hold one vessel segment: its length in field diameters, its arc / chord."""

    length: float
    tortuosity: float


@dataclass(frozen=True)
class Band:
    """Hold the thresholds between which the band of each number spans."""

    low_threshold: float
    high_threshold: float


@dataclass(frozen=True)
class Measurements:
    """Hold all numbers of one analysis at one threshold.

    Attributes:
        numbers: of the whole field.
        quadrant_densities: vessel density in each quadrant.
        box_count, skeleton_box_count: behind the two dimensions; None where these are withheld.
        calibres: None where there is no vessel.
        segments: all that are long enough to be more or less winding.
        band: None where the masks at other thresholds are not known.
    """

    numbers: dict[Number, Measurement]
    quadrant_densities: dict[Quadrant, Measurement]
    box_count: BoxCount | None = None
    skeleton_box_count: BoxCount | None = None
    calibres: Calibres | None = None
    segments: tuple[Segment, ...] = ()
    band: Band | None = None

    @property
    def vessel_density(self) -> Measurement:
        """Return the vessel density of the whole field."""
        return self.numbers[Number.VESSEL_DENSITY]

    @property
    def fractal_dimension(self) -> Measurement:
        """Return the fractal dimension of the vessel mask."""
        return self.numbers[Number.FRACTAL_DIMENSION]


def withheld(unit: str, reason: Message) -> Measurement:
    """Return a measurement without a value, for a reason."""
    return Measurement(None, None, None, unit, reason)
