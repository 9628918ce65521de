"""How the results are put into words: names, definitions and figures of the measurements."""

from dataclasses import dataclass

from app.imaging.types import Laterality, Source, Verdict
from app.measurement.types import Measurement
from app.messages import Message, message


@dataclass(frozen=True)
class Quantity:
    """Say how a measured quantity is called, defined and written."""

    name: Message
    definition: Message
    factor: float
    decimals: int
    suffix: str


DENSITY = Quantity(
    message("Core", "Vessel density"),
    message(
        "Core",
        "Vessel pixels as a share of the field of view, its outer 1 % left out; measured with the "
        "field brought to 1024 px.",
    ),
    factor=100,
    decimals=1,
    suffix=" %",
)
DIMENSION = Quantity(
    message("Core", "Fractal dimension"),
    message(
        "Core",
        "Box-counting dimension D0 of the vessel mask in the same field; box sides 2 to 256 px, "
        "smallest count over grid positions, slope of log N on log 1/s.",
    ),
    factor=1,
    decimals=3,
    suffix="",
)

INTENDED_USE = message(
    "Core",
    "Retivasc measures vessels in photographs of the retina. It does not diagnose: the findings "
    "are the clinician's.",
)


def format_value(measurement: Measurement, quantity: Quantity) -> str:
    """Return the number with its unit, or a dash when it is withheld."""
    if measurement.value is None:
        return "–"
    return f"{_number(measurement.value, quantity)}{quantity.suffix}"


def format_band(measurement: Measurement, quantity: Quantity) -> str:
    """Return the band as "low – high" with its unit; empty when there is none."""
    if measurement.low is None or measurement.high is None:
        return ""
    low, high = _number(measurement.low, quantity), _number(measurement.high, quantity)
    return f"{low} – {high}{quantity.suffix}"


def _number(value: float, quantity: Quantity) -> str:
    return f"{value * quantity.factor:.{quantity.decimals}f}"


def eye_name(laterality: Laterality) -> Message:
    """Return the eye in words, with the clinic's abbreviation."""
    return {
        Laterality.RIGHT: message("Core", "OD (right eye)"),
        Laterality.LEFT: message("Core", "OS (left eye)"),
        Laterality.BOTH: message("Core", "OU (both eyes)"),
        Laterality.UNKNOWN: message("Core", "unknown eye"),
    }[laterality]


def source_name(source: Source) -> Message:
    """Say who stated a piece of metadata."""
    return {
        Source.FILE: message("Core", "from the file"),
        Source.USER: message("Core", "set by user"),
        Source.UNKNOWN: message("Core", "not recorded"),
    }[source]


def verdict_name(verdict: Verdict) -> Message:
    """Return the quality verdict in words."""
    return {
        Verdict.GOOD: message("Core", "good"),
        Verdict.USABLE: message("Core", "usable"),
        Verdict.NOT_GRADABLE: message("Core", "not gradable"),
    }[verdict]
