"""What was measured in a mask, as part of a record; a missing number is None with a reason."""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from app.base.messages import Message
from app.domain.calibration import Interval
from app.domain.photograph import Laterality, Mask
from app.measurement.intervals import interval_basis
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES
from app.measurement.regions import Quadrant, quadrant_anatomy, quadrant_place
from app.measurement.research import generalised_dimension, lacunarity
from app.measurement.traced import MASK_SIZES
from app.measurement.types import (
    Band,
    BoxCount,
    Calibres,
    Measurement,
    Measurements,
    Segment,
)
from app.records.schema import (
    BandRecord,
    CalibresRecord,
    FitRecord,
    IntervalRecord,
    Measured,
    Number,
    QuadrantRecord,
    ResearchRecord,
    ResearchValue,
    SegmentsRecord,
    SensitivityRecord,
    Value,
)
from app.segmentation.postprocessing import STANDARD_DIAMETER

_LACUNARITY_SIZES = (16, 32, 64, 128)

_CALIBRES = (
    "Share of centreline length by the local width of the vessel; wider vessels count in the last "
    "bin."
)
_RESEARCH_USE = (
    "For research only, never for a patient: on real vessels these simple estimates of D1 and D2 "
    "come out above D0, contrary to theory."
)
_INFORMATION = (
    "Information dimension D1 of the vessel mask from box masses on one grid: slope of the sum of "
    "p log p against log s."
)
_CORRELATION = (
    "Correlation dimension D2 of the vessel mask from box masses on one grid: slope of the log of "
    "the sum of p squared against log s."
)
_LACUNARITY = (
    "Lacunarity of the vessel mask, with a box gliding inside the measured field: mean of the "
    "squared mass / square of the mean mass; 1 is even."
)
_TOO_FEW = "There are too few vessels."


def measured_record(
    measurements: Measurements,
    vessels: Mask,
    field: Mask,
    laterality: Laterality = Laterality.UNKNOWN,
) -> Measured:
    """Return everything measured in a mask, whoever made it.

    Args:
        measurements: what was measured.
        vessels: (h, w) bool, at the standard field diameter; for the measures of research.
        field: (h, w) bool, the part of it that was measured.
        laterality: by which the quadrants are named.
    """
    return Measured(
        working_diameter_px=STANDARD_DIAMETER,
        band=_band(measurements.band),
        measurements={
            measure.id: _number(measure, measurements)
            for measure in MEASURES.values()
            if measure.id in measurements.numbers
        },
        quadrants={
            quadrant: _quadrant(quadrant, measured, laterality)
            for quadrant, measured in measurements.quadrant_densities.items()
        },
        calibres=_calibres(measurements.calibres),
        segments=_segments(measurements.segments),
        research=_research(measurements.vessel_density.reason, vessels & field, field),
    )


def _band(band: Band | None) -> BandRecord | None:
    if band is None:
        return None
    return BandRecord(low_threshold=band.low_threshold, high_threshold=band.high_threshold)


def _number(measure: Measure, measurements: Measurements) -> Number:
    measured = measurements.numbers[measure.id]
    number = Number(**_value(measured), definition=str(measure.definition))
    if measure.fit is None:
        return number
    return replace(number, fit=_fit(measurements.fits.get(measure.id)))


def value_record(measured: Measurement) -> Value:
    """Return a number as records hold it."""
    return Value(**_value(measured))


def _value(measured: Measurement) -> dict[str, Any]:
    """Return what a record holds of a number, whichever part of the field it is of."""
    return {
        "value": measured.value,
        "interval": _interval(measured.interval),
        "sensitivity": _sensitivity(measured),
        "smallest_detectable": measured.smallest_detectable,
        "low": measured.low,
        "high": measured.high,
        "unit": measured.unit,
        "reason": in_words(measured.reason),
    }


def _interval(known: Interval | None) -> IntervalRecord | None:
    if known is None:
        return None
    basis = str(interval_basis(known))
    return IntervalRecord(low=known.low, high=known.high, level=known.level, basis=basis)


def _sensitivity(measured: Measurement) -> SensitivityRecord | None:
    if measured.low is None or measured.high is None:
        return None
    return SensitivityRecord(low=measured.low, high=measured.high)


def _fit(count: BoxCount | None) -> FitRecord | None:
    if count is None:
        return None
    return FitRecord(
        box_sizes_px=count.sizes,
        box_counts=count.counts,
        standard_error=count.standard_error,
        r_squared=count.r_squared,
        local_slopes=count.local_slopes,
    )


def _quadrant(quadrant: Quadrant, measured: Measurement, laterality: Laterality) -> QuadrantRecord:
    return QuadrantRecord(
        place=str(quadrant_place(quadrant)),
        anatomy=in_words(quadrant_anatomy(quadrant, laterality)),
        vessel_density=value_record(measured),
    )


def _calibres(calibres: Calibres | None) -> CalibresRecord | None:
    if calibres is None:
        return None
    return CalibresRecord(
        unit="field diameter",
        median=calibres.median,
        edges=calibres.edges,
        shares=calibres.shares,
        definition=_CALIBRES,
    )


def _segments(segments: tuple[Segment, ...]) -> SegmentsRecord:
    return SegmentsRecord(
        length_unit="field diameter",
        length=tuple(segment.length for segment in segments),
        tortuosity=tuple(segment.tortuosity for segment in segments),
    )


def _research(withheld: Message | None, vessels: Mask, field: Mask) -> ResearchRecord:
    """Return measures for research, or the reason why nothing at all is measured."""

    def value(found: Callable[[], float | None], definition: str) -> ResearchValue:
        return _research_value(None if withheld else found(), withheld, definition)

    return ResearchRecord(
        use=_RESEARCH_USE,
        information_dimension=value(
            partial(generalised_dimension, vessels, MASK_SIZES, 1), _INFORMATION
        ),
        correlation_dimension=value(
            partial(generalised_dimension, vessels, MASK_SIZES, 2), _CORRELATION
        ),
        lacunarity={
            f"box_{size}_px": value(partial(lacunarity, vessels, field, size), _LACUNARITY)
            for size in _LACUNARITY_SIZES
        },
    )


def _research_value(
    found: float | None, withheld: Message | None, definition: str
) -> ResearchValue:
    reason = (in_words(withheld) or _TOO_FEW) if found is None else None
    return ResearchValue(value=found, unit="1", reason=reason, definition=definition)


def in_words(sentence: Message | None) -> str | None:
    """Return a sentence in English, as records hold it."""
    return None if sentence is None else str(sentence)
