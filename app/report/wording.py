"""How the results are put into words: names, definitions and figures of the measurements."""

from dataclasses import dataclass

from app.base.messages import Message, message
from app.domain.photograph import Laterality, Source, Spacing
from app.domain.quality import Verdict
from app.measurement.regions import Quadrant
from app.measurement.skeleton import SPUR
from app.measurement.summary import MASK_SIZES, SKELETON_SIZES
from app.measurement.tortuosity import SHORTEST
from app.measurement.types import Band, Measurement, Measurements, Number
from app.segmentation.postprocessing import STANDARD_DIAMETER


@dataclass(frozen=True)
class Quantity:
    """Say how a measured quantity is called, defined and written.

    Attributes:
        name: what the field calls it.
        definition: one line, with the unit; ⌀ is the diameter of the field of view.
        factor: from the unit of the measurement to the one that is written.
        decimals: how many are written.
        suffix: the unit that is written.
    """

    name: Message
    definition: Message
    factor: float = 1
    decimals: int = 0
    suffix: str = ""


_LENGTH_DENSITY = message("Core", "Length density")
_MEAN_CALIBRE = message("Core", "Mean calibre")

QUANTITIES = {
    Number.VESSEL_DENSITY: Quantity(
        message("Core", "Vessel density"),
        message(
            "Core",
            "Vessel pixels as a share of the field of view, its outer 1 % left out; measured with "
            "the field brought to {diameter} px.",
            diameter=STANDARD_DIAMETER,
        ),
        factor=100,
        decimals=1,
        suffix=" %",
    ),
    Number.FRACTAL_DIMENSION: Quantity(
        message("Core", "Fractal dimension"),
        message(
            "Core",
            "Box-counting dimension D0 of the vessel mask in the same field; box sides "
            "{smallest} to {largest} px, smallest count over grid positions, slope of log N on "
            "log 1/s.",
            smallest=MASK_SIZES[0],
            largest=MASK_SIZES[-1],
        ),
        decimals=3,
    ),
    Number.SKELETON_DIMENSION: Quantity(
        message("Core", "Skeleton dimension"),
        message(
            "Core",
            "Box-counting dimension D0 of the centrelines of the vessels, one pixel wide; box "
            "sides {smallest} to {largest} px.",
            smallest=SKELETON_SIZES[0],
            largest=SKELETON_SIZES[-1],
        ),
        decimals=3,
    ),
    Number.LENGTH_DENSITY: Quantity(
        _LENGTH_DENSITY,
        message(
            "Core",
            "Length of the centrelines per area of the field of view, in 1/⌀; ⌀ is the diameter "
            "of the field of view.",
        ),
        decimals=2,
        suffix=" /⌀",
    ),
    Number.MEAN_CALIBRE: Quantity(
        _MEAN_CALIBRE,
        message("Core", "Area of the vessels divided by the length of their centrelines, in % ⌀."),
        factor=100,
        decimals=2,
        suffix=" % ⌀",
    ),
    Number.TORTUOSITY: Quantity(
        message("Core", "Tortuosity"),
        message(
            "Core",
            "Arc divided by chord of the vessel segments of {shortest} px and more, the mean "
            "weighted by length; 1 is straight.",
            shortest=round(SHORTEST),
        ),
        decimals=3,
    ),
    Number.BRANCH_POINTS: Quantity(
        message("Core", "Branch points"),
        message(
            "Core",
            "Places where three or more centrelines meet, side branches shorter than {spur} px "
            "left out.",
            spur=round(SPUR),
        ),
    ),
    Number.END_POINTS: Quantity(
        message("Core", "End points"),
        message(
            "Core",
            "Free ends of the centrelines, side branches shorter than {spur} px left out.",
            spur=round(SPUR),
        ),
    ),
    Number.LENGTH_DENSITY_MM: Quantity(
        _LENGTH_DENSITY,
        message(
            "Core",
            "Length of the centrelines per area of the field of view, in mm/mm², by the pixel "
            "spacing.",
        ),
        decimals=2,
        suffix=" mm/mm²",
    ),
    Number.MEAN_CALIBRE_UM: Quantity(
        _MEAN_CALIBRE,
        message(
            "Core",
            "Area of the vessels divided by the length of their centrelines, in µm, by the pixel "
            "spacing.",
        ),
        decimals=1,
        suffix=" µm",
    ),
}

_METRIC = (Number.LENGTH_DENSITY_MM, Number.MEAN_CALIBRE_UM)

NO_BAND = message("Core", "no band")
"""Said of a number that cannot be measured at an end of the band."""

QUADRANT_TITLE = message("Core", "Vessel density by quadrant")
INTENDED_USE = message(
    "Core",
    "Retivasc measures vessels in photographs of the retina. It does not diagnose: the findings "
    "are the clinician's.",
)


def shown_numbers(spacing: Spacing | None) -> tuple[Number, ...]:
    """Return the numbers that a reader is shown: those in mm and µm only with a pixel spacing."""
    return tuple(number for number in Number if spacing or number not in _METRIC)


def band_title(band: Band | None) -> Message:
    """Say between which thresholds the bands span."""
    if band is None:
        return message("Core", "Band")
    return message(
        "Core",
        "At threshold {low} – {high}",
        low=f"{band.low_threshold:.2f}",
        high=f"{band.high_threshold:.2f}",
    )


def quadrant_place(quadrant: Quadrant) -> Message:
    """Say where a quadrant lies in the picture."""
    return {
        Quadrant.UPPER_LEFT: message("Core", "upper left"),
        Quadrant.UPPER_RIGHT: message("Core", "upper right"),
        Quadrant.LOWER_LEFT: message("Core", "lower left"),
        Quadrant.LOWER_RIGHT: message("Core", "lower right"),
    }[quadrant]


def quadrant_anatomy(quadrant: Quadrant, laterality: Laterality) -> Message | None:
    """Say where a quadrant lies in the eye; None unless it is known which one that is."""
    if laterality not in (Laterality.RIGHT, Laterality.LEFT):
        return None
    on_the_right = quadrant in (Quadrant.UPPER_RIGHT, Quadrant.LOWER_RIGHT)
    # The nose is on the right in the photograph of a right eye, on the left in that of a left one.
    nasal = on_the_right == (laterality is Laterality.RIGHT)
    if quadrant in (Quadrant.UPPER_LEFT, Quadrant.UPPER_RIGHT):
        return message("Core", "superior-nasal") if nasal else message("Core", "superior-temporal")
    return message("Core", "inferior-nasal") if nasal else message("Core", "inferior-temporal")


def quadrant_name(quadrant: Quadrant, laterality: Laterality) -> Message:
    """Name a quadrant by where it lies in the eye, or else in the picture."""
    return quadrant_anatomy(quadrant, laterality) or quadrant_place(quadrant)


def format_value(measurement: Measurement, quantity: Quantity) -> str:
    """Return the number with its unit, or a dash when it is withheld."""
    if measurement.value is None:
        return "–"
    return f"{_number(measurement.value, quantity)}{quantity.suffix}"


def number_fit(number: Number, measurements: Measurements) -> Message | None:
    """Say how well the straight line behind a fractal dimension fits; None of other numbers."""
    count = {
        Number.FRACTAL_DIMENSION: measurements.box_count,
        Number.SKELETON_DIMENSION: measurements.skeleton_box_count,
    }.get(number)
    if count is None:
        return None
    return message(
        "Core",
        "Standard error {error}, R² {r_squared}.",
        error=f"{count.standard_error:.3f}",
        r_squared=f"{count.r_squared:.4f}",
    )


def format_band(measurement: Measurement, quantity: Quantity) -> str:
    """Return the band as "low – high" with its unit; empty when there is none."""
    if measurement.low is None or measurement.high is None:
        return ""
    low, high = _number(measurement.low, quantity), _number(measurement.high, quantity)
    return f"{low} – {high}{quantity.suffix}"


def number_in_words(number: Number, measurement: Measurement) -> str:
    """Return a number with its name and band, or why there is none, in English."""
    quantity = QUANTITIES[number]
    if measurement.reason is not None:
        return f"{quantity.name} withheld: {measurement.reason}"
    band = format_band(measurement, quantity)
    written = f"{quantity.name} {format_value(measurement, quantity)}"
    return f"{written} ({band})" if band else written


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


def sex_name(code: str | None) -> str | Message | None:
    """Return DICOM's letter for the sex in words; anything else as the file states it."""
    return {
        "F": message("Core", "female"),
        "M": message("Core", "male"),
        "O": message("Core", "other"),
    }.get(code or "", code)


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
