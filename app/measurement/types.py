"""What was measured, with the band of each number or the reason why there is none."""

from dataclasses import dataclass, field

from app.anatomy.arteries_veins import Decided
from app.base.messages import Message
from app.domain.calibration import Interval
from app.measurement.regions import Quadrant


@dataclass(frozen=True)
class Measurement:
    """One number and its band, or the reason why it is withheld.

    Attributes:
        value: the number; None when it is withheld.
        low, high: the least and greatest it is at the threshold and at both ends of the band; None
            when it cannot be measured there, or is withheld. Between the ends, what does not only
            rise or fall with the threshold (counts, tortuosity) may lie a little outside.
        unit: "1" for a plain ratio or a count.
        reason: why it is withheld; None when there is a value.
        interval: between which values an expert's drawing would have put it; None where that is
            not known.
        smallest_detectable: by how much it must differ between two visits to have changed; None
            where that is not known.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    reason: Message | None = None
    interval: Interval | None = None
    smallest_detectable: float | None = None


@dataclass(frozen=True)
class BoxCount:
    """The box counts behind a fractal dimension and their straight-line fit.

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
    """How the widths of vessels are distributed along their centrelines.

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
    """One vessel segment: its length in field diameters, its arc / chord."""

    length: float
    tortuosity: float


@dataclass(frozen=True)
class Band:
    """The thresholds between which the band of each number extends."""

    low_threshold: float
    high_threshold: float


@dataclass(frozen=True)
class Measurements:
    """All numbers of one analysis at one threshold.

    Attributes:
        numbers: of the whole field, by the id of the measure.
        quadrant_densities: vessel density in each quadrant.
        fits: the box counts behind the dimensions that are not withheld, by the id of the measure.
        calibres: None where there is no vessel.
        segments: all that are long enough for a tortuosity.
        band: None where the masks at other thresholds are not known.
        decided: the vessels told apart into arteries and veins; None where nothing tells them.
    """

    numbers: dict[str, Measurement]
    quadrant_densities: dict[Quadrant, Measurement]
    fits: dict[str, BoxCount] = field(default_factory=dict)
    calibres: Calibres | None = None
    segments: tuple[Segment, ...] = ()
    band: Band | None = None
    decided: Decided | None = field(default=None, compare=False)

    @property
    def vessel_density(self) -> Measurement:
        """Return the vessel density of the whole field."""
        return self.numbers["vessel_density"]

    @property
    def fractal_dimension(self) -> Measurement:
        """Return the fractal dimension of the vessel mask."""
        return self.numbers["fractal_dimension"]


def withheld(unit: str, reason: Message) -> Measurement:
    """Return a measurement without a value, for a reason."""
    return Measurement(None, None, None, unit, reason)
