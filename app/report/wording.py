"""How the results are put into words and figures."""

from collections.abc import Sequence

from app.base.messages import Message, message
from app.domain.calibration import Interval
from app.domain.photograph import Laterality, Source
from app.domain.quality import Verdict
from app.measurement.intervals import interval_basis
from app.measurement.measure import Measure
from app.measurement.measures import WIDTH_LIMITS
from app.measurement.types import Band, Measurement, Measurements
from app.measurement.widths import REFERENCE_DIAMETER, Width

NO_BAND = message("not known")
"""Said of a number that cannot be measured at an end of the band."""

QUADRANT_TITLE = message("Vessel density by quadrant")
WIDTHS_TITLE = message("Vessels by width")
WIDTHS_MEANING = message(
    "Thin vessels are {thin}, wide ones {wide}: the median of each segment, at a field {across} px "
    "across.",
    thin=WIDTH_LIMITS[Width.THIN],
    wide=WIDTH_LIMITS[Width.WIDE],
    across=round(REFERENCE_DIAMETER),
)
INTENDED_USE = message(
    "Retivasc measures vessels in photographs of the retina. It does not diagnose: the findings "
    "are the clinician's.",
)


def band_title(band: Band | None) -> Message:
    """Return a title with the thresholds between which the bands extend."""
    if band is None:
        return message("Sensitivity to the threshold")
    return message(
        "Sensitivity to the threshold, {low} – {high}",
        low=f"{band.low_threshold:.2f}",
        high=f"{band.high_threshold:.2f}",
    )


def format_value(measurement: Measurement, measure: Measure) -> str:
    """Return the number with its unit, or a dash when it is withheld."""
    if measurement.value is None:
        return "–"
    return f"{_number(measurement.value, measure)}{measure.suffix}"


def number_fit(measure: Measure, measurements: Measurements) -> Message | None:
    """Return how well the line behind a fractal dimension fits; None for other numbers."""
    count = measurements.fits.get(measure.id)
    if count is None:
        return None
    return message(
        "Standard error {error}, R² {r_squared}.",
        error=f"{count.standard_error:.3f}",
        r_squared=f"{count.r_squared:.4f}",
    )


def format_band(measurement: Measurement, measure: Measure) -> str:
    """Return the band as "low – high" with its unit; empty when there is none."""
    if measurement.low is None or measurement.high is None:
        return ""
    low, high = _number(measurement.low, measure), _number(measurement.high, measure)
    return f"{low} – {high}{measure.suffix}"


def interval_words(measurement: Measurement, measure: Measure) -> Message | None:
    """Return between which values an expert's number is to be expected; None if not known."""
    known = measurement.interval
    if known is None:
        return None
    words = message(
        "An expert's drawing would have given {interval} in {percent} % of cases ({basis}).",
        interval=format_interval(known, measure),
        percent=round(100 * known.level),
        basis=interval_basis(known),
    )
    if known.comparable:
        return words
    return message(
        "{interval} Too wide to compare eyes that different cameras photographed.", interval=words
    )


def brief_interval(measurement: Measurement, measure: Measure) -> Message | None:
    """Return the interval in as few words as a table has room for; a note tells what it is."""
    known = measurement.interval
    if known is None:
        return None
    interval = format_interval(known, measure)
    if known.comparable:
        return message("Expert's: {interval}.", interval=interval)
    return message("Expert's: {interval} (one camera only).", interval=interval)


def brief_detectable(measurement: Measurement, measure: Measure) -> Message | None:
    """Return the smallest change in as few words as a table has room for."""
    if measurement.smallest_detectable is None:
        return None
    amount = format_amount(measurement.smallest_detectable, measure)
    return message("Change from {amount}.", amount=amount)


def brief_notes(measurements: Measurements) -> tuple[Message, ...]:
    """Return what ``brief_interval`` and ``brief_detectable`` mean, as far as they are there."""
    numbers = measurements.numbers.values()
    known = next((each.interval for each in numbers if each.interval), None)
    interval = known and message(
        "Expert's: where an expert's drawing would have put the number in {percent} % of cases "
        "({basis}); those “one camera only” are too wide to compare eyes that different cameras "
        "photographed.",
        percent=round(100 * known.level),
        basis=interval_basis(known),
    )
    detectable = any(each.smallest_detectable is not None for each in numbers)
    change = detectable and message(
        "Change: between two visits, less than this cannot be told from chance."
    )
    return tuple(note for note in (interval, change) if note)


def detectable_words(measurement: Measurement, measure: Measure) -> Message | None:
    """Return which changes between visits cannot be told from chance; None if not known."""
    if measurement.smallest_detectable is None:
        return None
    return message(
        "Between two visits, a change of less than {amount} cannot be told from chance.",
        amount=format_amount(measurement.smallest_detectable, measure),
    )


def format_amount(value: float, measure: Measure) -> str:
    """Return an amount, such as a change, with its unit."""
    return f"{_number(value, measure)}{measure.suffix}"


def format_interval(interval: Interval, measure: Measure) -> str:
    """Return "low – high" with its unit."""
    low, high = _number(interval.low, measure), _number(interval.high, measure)
    return f"{low} – {high}{measure.suffix}"


def number_in_words(measure: Measure, measurement: Measurement) -> str:
    """Return a number with its name and band, or why there is none, in English."""
    if measurement.reason is not None:
        return f"{measure.name} withheld: {measurement.reason}"
    band = format_band(measurement, measure)
    written = f"{measure.name} {format_value(measurement, measure)}"
    return f"{written} ({band})" if band else written


def _number(value: float, measure: Measure) -> str:
    return f"{value * measure.factor:.{measure.decimals}f}"


def eye_name(laterality: Laterality) -> Message:
    """Return the eye in words, with the clinic's abbreviation."""
    return {
        Laterality.RIGHT: message("OD (right eye)"),
        Laterality.LEFT: message("OS (left eye)"),
        Laterality.BOTH: message("OU (both eyes)"),
        Laterality.UNKNOWN: message("unknown eye"),
    }[laterality]


def together(sentences: Sequence[Message]) -> Message:
    """Return sentences as one text, the first one first."""
    first, *others = sentences
    for other in others:
        first = message("{text} {sentence}", text=first, sentence=other)
    return first


def sex_name(code: str | None) -> str | Message | None:
    """Return DICOM's letter for the sex in words; anything else as the file states it."""
    return {
        "F": message("female"),
        "M": message("male"),
        "O": message("other"),
    }.get(code or "", code)


def source_name(source: Source) -> Message:
    """Return who stated a piece of metadata."""
    return {
        Source.FILE: message("from the file"),
        Source.USER: message("set by the user"),
        Source.UNKNOWN: message("not recorded"),
    }[source]


def verdict_name(verdict: Verdict) -> Message:
    """Return the quality verdict in words."""
    return {
        Verdict.GOOD: message("good"),
        Verdict.USABLE: message("usable"),
        Verdict.NOT_GRADABLE: message("not gradable"),
    }[verdict]
