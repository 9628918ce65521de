"""What each number means to a clinician, and what it must not be taken for."""

from app.base.messages import Message, message
from app.domain.calibration import Interval
from app.measurement.intervals import interval_basis
from app.measurement.measure import Measure
from app.measurement.measures import MEASURES, SKELETON_DIMENSION
from app.measurement.types import Measurement
from app.report.meanings import words_of
from app.report.wording import format_interval, together


def is_research(measure: Measure) -> bool:
    """Return whether a number is of use in research rather than to a clinician."""
    in_diameters = "⌀" in measure.suffix  # a unit that nobody outside this program knows
    return in_diameters or measure.id == SKELETON_DIMENSION.id


def of_all_vessels(measure: Measure) -> Measure:
    """Return the number of all vessels in the whole field that one of some or of a place is."""
    return MEASURES.get(measure.base, measure)


def meaning(measure: Measure) -> Message | None:
    """Return what a number means in plain words; None for one that only its definition tells."""
    known = words_of(measure)
    return known[0] if known else None


def limits(measure: Measure) -> Message | None:
    """Return what a number must not be taken for."""
    known = words_of(measure)
    return together(known[1]) if known else None


def expected_words(measurement: Measurement, measure: Measure) -> Message | None:
    """Return in one sentence what the interval means; None where there is none."""
    known = measurement.interval
    if known is None:
        return None
    return message(
        "An expert drawing by hand would have got {interval} in {cases}.",
        interval=format_interval(known, measure),
        cases=cases_words(known),
    )


def camera_words(measurement: Measurement) -> Message | None:
    """Return that a number must not be compared between cameras; None where it may be."""
    if measurement.interval is None or measurement.interval.comparable:
        return None
    return message("Too uncertain to compare eyes that different cameras photographed.")


def basis_words(measurement: Measurement) -> Message | None:
    """Return which photographs the interval was learnt from; None where there is none."""
    known = measurement.interval
    if known is None:
        return None
    return message("The interval was learnt from {basis}.", basis=interval_basis(known))


def cases_words(interval: Interval) -> Message:
    """Return in how many cases an interval holds the expert's number."""
    tenths = interval.level * 10
    if abs(tenths - round(tenths)) < 1e-6:
        return message("{count} of 10 cases", count=round(tenths))
    return message("{percent} % of cases", percent=round(100 * interval.level))
