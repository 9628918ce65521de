"""What was measured, with the band of each number or the reason why there is none."""

from dataclasses import dataclass

from app.messages import Message


@dataclass(frozen=True)
class Measurement:
    """Hold one number and its band, or the reason why it is withheld.

    Attributes:
        value: the number; None when it is withheld.
        low, high: the least and greatest it is with the threshold moved by BAND_STEP either way;
            None when it cannot be measured there, or is withheld.
        unit: "1" for a plain ratio.
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
    """

    sizes: tuple[int, ...]
    counts: tuple[int, ...]
    dimension: float
    standard_error: float
    r_squared: float


@dataclass(frozen=True)
class Measurements:
    """Hold all numbers of one analysis at one threshold."""

    vessel_density: Measurement
    fractal_dimension: Measurement
    box_count: BoxCount | None


def withheld(unit: str, reason: Message) -> Measurement:
    """Return a measurement without a value, for a reason."""
    return Measurement(None, None, None, unit, reason)
