"""What each number means to a clinician, and what it must not be taken for."""

from app.base.messages import Message, message
from app.domain.calibration import Interval
from app.measurement.intervals import interval_basis
from app.measurement.measures import (
    BRANCH_POINTS,
    END_POINTS,
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    MEASURES,
    SKELETON_DIMENSION,
    TORTUOSITY,
    VESSEL_DENSITY,
    Measure,
)
from app.measurement.types import Measurement
from app.report.wording import format_interval

_LENGTH = (
    message("How long all vessels together are, for the size of what is seen of the retina."),
    message(
        "Gaps where a vessel was not followed shorten it. Thin vessels count most, and blur takes "
        "these first."
    ),
)
_CALIBRE = (
    message("How wide the vessels are on average, arteries and veins together."),
    message(
        "Blur makes vessels look wider. It is not the width at the edge of the disc (CRAE, CRVE)."
    ),
)
_DIMENSION = (
    message("How densely the vessels branch to fill the picture: 1 is a line, 2 fills it all."),
    message(
        "It tells hardly more than density and length do, and depends on the camera and its field "
        "as they do."
    ),
)
_WORDS: dict[str, tuple[Message, Message]] = {
    VESSEL_DENSITY.id: (
        message("How much of the retina that is seen is covered by vessels."),
        message(
            "Bleedings, scars and reflections that are taken for vessels raise it; blur and "
            "shadow lower it. Compare photographs of one camera and one field only."
        ),
    ),
    FRACTAL_DIMENSION.id: _DIMENSION,
    SKELETON_DIMENSION.id: _DIMENSION,
    LENGTH_DENSITY.id: _LENGTH,
    LENGTH_DENSITY_MM.id: _LENGTH,
    MEAN_CALIBRE.id: _CALIBRE,
    MEAN_CALIBRE_UM.id: _CALIBRE,
    TORTUOSITY.id: (
        message(
            "How winding the vessels are: the way along a vessel, divided by the straight way "
            "between its ends."
        ),
        message(
            "It is the typical vessel's: a single corkscrew among straight vessels does not show "
            "in it. Arteries and veins are taken together."
        ),
    ),
    BRANCH_POINTS.id: (
        message("At how many places vessels branch or cross."),
        message("Crossings count as branches, and gaps in thin vessels change it much."),
    ),
    END_POINTS.id: (
        message("How many ends of vessels are seen."),
        message("Many are no ends, but places where a vessel could not be followed any further."),
    ),
}


def is_research(measure: Measure) -> bool:
    """Return whether a number is of use in research rather than to a clinician."""
    in_diameters = "⌀" in measure.suffix  # a unit that nobody outside this program knows
    return in_diameters or measure.id == SKELETON_DIMENSION.id


def of_all_vessels(measure: Measure) -> Measure:
    """Return the number of all vessels that one of some width belongs to."""
    known = MEASURES.get(measure.id.removesuffix(f"_{measure.width}")) if measure.width else None
    return known or measure


def meaning(measure: Measure) -> Message | None:
    """Return what a number means in plain words; None for one that only its definition tells."""
    known = _WORDS.get(of_all_vessels(measure).id)
    return known[0] if known else None


def limits(measure: Measure) -> Message | None:
    """Return what a number must not be taken for."""
    known = _WORDS.get(of_all_vessels(measure).id)
    return known[1] if known else None


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
