"""Visits with the numbers of the shared analysis, some of them another value."""

from msgspec.structs import replace

from app.analysis.analysis import Analysis
from app.measurement.measures import FRACTAL_DIMENSION, VESSEL_DENSITY
from app.records.schema import IntervalRecord
from app.report.trend import DatedNumbers, numbers_of

DENSITY, DIMENSION = VESSEL_DENSITY.id, FRACTAL_DIMENSION.id


def visit(
    analysis: Analysis,
    date: str,
    *,
    higher: float | None = 0.0,
    device: str = "Camera 1",
    model: str | None = None,
    detectable: float | None = 0.01,
    interval: tuple[float, float] | None = None,
) -> DatedNumbers:
    """Return a visit whose density is higher than the analysis's; withheld if None."""
    now = numbers_of(analysis)
    known = now.values[DENSITY]
    density = replace(
        known,
        value=None if higher is None else known.value + higher,
        reason="It is too dark." if higher is None else None,
        smallest_detectable=detectable,
        interval=None
        if interval is None
        else IntervalRecord(low=interval[0], high=interval[1], level=0.9, basis=""),
    )
    values = {**now.values, DENSITY: density}
    drawn = now.drawn if model is None else (model,)
    return DatedNumbers(date, device, model or now.model, drawn, values)
