"""Measure an analysed photograph, with the band of each number."""

from app.imaging.postprocessing import STANDARD_DIAMETER, extract_vessels
from app.imaging.types import ProbabilityMap, VesselMask
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.measurement.types import BoxCount, Measurement, Measurements, withheld
from app.messages import Message, message

BAND_STEP = 0.1
"""How far the threshold is moved either way to find the band of a number."""

RATIO = "1"
"""The unit of a plain ratio."""


def measure(vessels: VesselMask, probability: ProbabilityMap) -> Measurements:
    """Measure vessel density and fractal dimension at the standard field diameter.

    Args:
        vessels: the mask that is shown; the numbers are its own.
        probability: the map it was taken from, for the bands.
    """
    around = [
        extract_vessels(probability, min(max(vessels.threshold + step, 0.01), 0.99))
        for step in (-BAND_STEP, BAND_STEP)
    ]
    masks = [mask.standard & probability.measured_field for mask in (vessels, *around)]
    counts = [box_count(mask, box_sizes(STANDARD_DIAMETER)) for mask in masks]
    return Measurements(
        vessel_density=_with_band(
            [vessel_density(mask, probability.measured_field) for mask in masks],
            message("Core", "The field of view is empty."),
        ),
        fractal_dimension=_with_band(
            [_dimension(count) for count in counts],
            message("Core", "There are too few vessels to fit a fractal dimension."),
        ),
        box_count=counts[0],
    )


def withhold_all(reason: Message) -> Measurements:
    """Return measurements without any value, all for one reason."""
    return Measurements(withheld(RATIO, reason), withheld(RATIO, reason), None)


def _dimension(count: BoxCount | None) -> float | None:
    """Return the dimension of a network; below that of a line there are only specks."""
    return count.dimension if count and count.dimension >= 1 else None


def _with_band(values: list[float | None], reason: Message) -> Measurement:
    """Make a measurement of the value at the threshold (first) and those around it."""
    value, *around = values
    if value is None:
        return withheld(RATIO, reason)
    sides = [other for other in around if other is not None]
    if len(sides) < len(around):  # half a band would look like a narrow one
        return Measurement(value, None, None, RATIO)
    return Measurement(value, min(value, *sides), max(value, *sides), RATIO)
