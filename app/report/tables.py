"""The numbers of a report in words: as they were found, and as corrected by hand."""

from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.measurement.measure import Measure
from app.measurement.measures import (
    BY_WIDTH,
    LENGTH_DENSITY,
    TORTUOSITY,
    VESSEL_DENSITY,
    WIDTH_NAMES,
    shown_measures,
)
from app.measurement.regions import Quadrant, quadrant_anatomy, quadrant_place
from app.measurement.types import Measurement, Measurements, withheld
from app.report.wording import (
    NO_BAND,
    QUADRANT_TITLE,
    WIDTHS_MEANING,
    WIDTHS_TITLE,
    band_title,
    brief_detectable,
    brief_interval,
    brief_notes,
    format_band,
    format_value,
    number_fit,
)

_NOT_LOOKED_FOR = message("No model looked for it.")
_NUMBERS_OF_WIDTHS = (VESSEL_DENSITY, LENGTH_DENSITY, TORTUOSITY)


@dataclass(frozen=True)
class MeasurementLine:
    """One row of the table of measurements.

    Attributes:
        value, band: of the corrected vessels, where a person corrected them.
        explanation: why it is withheld, and what its value is worth.
        automatic_value, automatic_band: of those that the program found; empty where they are the
            same ones.
    """

    name: str
    value: str
    band: str
    explanation: str
    automatic_value: str = ""
    automatic_band: str = ""
    definition: str = ""


@dataclass(frozen=True)
class QuadrantCell:
    """The vessel density of one quadrant: its name, and the number or why there is none.

    Attributes:
        name: where it lies in the eye, or in the picture.
        place: where it lies in the picture, unless the name says so.
        automatic, automatic_band: the automatic number, where a person corrected the vessels.
    """

    name: str
    place: str
    value: str
    band: str
    reason: str
    automatic: str = ""
    automatic_band: str = ""


def column_titles(analysis: Analysis, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the titles of the table of measurements; the number's and the band's are a pair.

    There is a pair of the automatic numbers too, where a person corrected the vessels.
    """
    corrected = analysis.corrected
    pairs = [(message("Value"), band_title(analysis.measurements.band))]
    if corrected:
        pairs = [
            (message("Corrected by hand"), band_title(corrected.measurements.band)),
            (message("Automatic"), band_title(analysis.measurements.band)),
        ]
    first, last = message("Measurement"), message("Remarks")
    titles = (first, *(title for pair in pairs for title in pair), last)
    return tuple(catalogue.say(title) for title in titles)


def measurement_lines(analysis: Analysis, catalogue: Catalogue) -> tuple[MeasurementLine, ...]:
    """Return a row of each number that is shown."""
    shown = shown_measures(spacing_known=analysis.image.spacing is not None)
    of_all_vessels = (measure for measure in shown if measure.width is None)
    return tuple(measurement_line(measure, analysis, catalogue) for measure in of_all_vessels)


def measurement_notes(analysis: Analysis, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what the short remarks in the table of measurements mean."""
    return tuple(catalogue.say(note) for note in brief_notes(analysis.measurements))


def width_lines(analysis: Analysis, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """Return the numbers of the vessels of each width, a label and a line; none if withheld."""
    if analysis.withheld is not None:
        return ()
    say = catalogue.say
    lines = [
        (say(name), _figures(BY_WIDTH[width], analysis, catalogue))
        for width, name in WIDTH_NAMES.items()
    ]
    notes = " ".join((say(WIDTHS_MEANING), *_reasons_by_width(analysis, catalogue)))
    return (*lines, (say(WIDTHS_TITLE), notes))


def _figures(measures: tuple[Measure, ...], analysis: Analysis, catalogue: Catalogue) -> str:
    """Return the numbers of one width with their bands; the automatic ones follow, if corrected."""

    def told(measurements: Measurements) -> str:
        return " · ".join(
            f"{catalogue.say(of_all.name)} {_with_band(measurements, measure, catalogue)}"
            for of_all, measure in zip(_NUMBERS_OF_WIDTHS, measures, strict=True)
        )

    shown, automatic = map(told, both_measured(analysis))
    return told_of_both([shown, automatic], catalogue) if analysis.corrected else shown


def _with_band(measurements: Measurements, measure: Measure, catalogue: Catalogue) -> str:
    measurement = measurements.numbers[measure.id]
    band, value = band_words(measurement, measure, catalogue), format_value(measurement, measure)
    return f"{value} ({band})" if band else value


def _reasons_by_width(analysis: Analysis, catalogue: Catalogue) -> dict[str, None]:
    """Return why some are withheld, each reason once."""
    measures = [measure for row in BY_WIDTH.values() for measure in row]
    found = [each.numbers[measure.id] for each in both_measured(analysis) for measure in measures]
    return dict.fromkeys(catalogue.say(each.reason) for each in found if each.reason)


def quadrant_title(analysis: Analysis) -> Message:
    """Return the title above the quadrants: it says whose numbers stand first."""
    if analysis.corrected is None:
        return QUADRANT_TITLE
    return message("Vessel density by quadrant, corrected by hand")


def quadrant_cells(analysis: Analysis, catalogue: Catalogue) -> tuple[QuadrantCell, ...]:
    """Return a cell of each quadrant, row by row, as in the picture."""
    return tuple(_cell(quadrant, analysis, catalogue) for quadrant in Quadrant)


def measurement_line(measure: Measure, analysis: Analysis, catalogue: Catalogue) -> MeasurementLine:
    """Return the row of a number."""
    shown, automatic = (number_of(each, measure) for each in both_measured(analysis))
    reasons = [own_reason(each, analysis, catalogue) for each in (shown, automatic)]
    fits = [_fit(measure, each, catalogue) for each in both_measured(analysis)]
    expected, detectable = (
        [_said(words(each, measure), catalogue) for each in (shown, automatic)]
        for words in (brief_interval, brief_detectable)
    )
    sentences = (
        told_of_both(reasons, catalogue),
        told_of_both(expected, catalogue),
        told_of_both(detectable, catalogue),
    )
    return MeasurementLine(
        name=catalogue.say(measure.name),
        value=format_value(shown, measure),
        band=band_words(shown, measure, catalogue),
        explanation=" ".join(filter(None, (*sentences, told_of_both(fits, catalogue)))),
        automatic_value=format_value(automatic, measure) if analysis.corrected else "",
        automatic_band=band_words(automatic, measure, catalogue) if analysis.corrected else "",
        definition=catalogue.say(measure.definition),
    )


def _said(words: Message | None, catalogue: Catalogue) -> str:
    return catalogue.say(words) if words else ""


def _cell(quadrant: Quadrant, analysis: Analysis, catalogue: Catalogue) -> QuadrantCell:
    place = catalogue.say(quadrant_place(quadrant))
    anatomy = quadrant_anatomy(quadrant, analysis.image.laterality)
    found = [each.quadrant_densities[quadrant] for each in both_measured(analysis)]
    names = (catalogue.say(anatomy), place) if anatomy else (place, "")
    return density_cell(names, (found[0], found[1]), analysis, catalogue)


def density_cell(
    names: tuple[str, str],
    found: tuple[Measurement, Measurement],
    analysis: Analysis,
    catalogue: Catalogue,
) -> QuadrantCell:
    """Return the vessel density of a part of the picture.

    Args:
        names: what it is called, and where it lies in the picture unless that says it.
        found: what is shown, and what the program found.
    """
    (shown, automatic), measure, corrected = found, VESSEL_DENSITY, analysis.corrected is not None
    return QuadrantCell(
        name=names[0],
        place=names[1],
        value=format_value(shown, measure),
        band=band_words(shown, measure, catalogue),
        reason=own_reason(shown, analysis, catalogue),
        automatic=catalogue.say(of_automatic(format_value(automatic, measure)))
        if corrected
        else "",
        automatic_band=band_words(automatic, measure, catalogue) if corrected else "",
    )


def number_of(measurements: Measurements, measure: Measure) -> Measurement:
    """Return a number, or that nothing looked for it before a person placed something."""
    return measurements.numbers.get(measure.id) or withheld(measure.unit, _NOT_LOOKED_FOR)


def both_measured(analysis: Analysis) -> tuple[Measurements, Measurements]:
    """Return the numbers that are shown, and the automatic ones: the same, if none corrected."""
    return analysis.shown_measurements, analysis.measurements


def band_words(measurement: Measurement, measure: Measure, catalogue: Catalogue) -> str:
    """Return the band, or say that there is none: the number must not look certain.

    Empty where no threshold of vessels moves it.
    """
    if not measure.of_vessels:
        return ""
    if measurement.value is not None and measurement.low is None:
        return catalogue.say(NO_BAND)
    return format_band(measurement, measure)


def own_reason(measurement: Measurement, analysis: Analysis, catalogue: Catalogue) -> str:
    """Return why this one is withheld; empty where all are, as that is said once."""
    if measurement.reason is None or analysis.withheld is not None:
        return ""
    return catalogue.say(measurement.reason)


def _fit(measure: Measure, measurements: Measurements, catalogue: Catalogue) -> str:
    return _said(number_fit(measure, measurements), catalogue)


def told_of_both(both: list[str], catalogue: Catalogue) -> str:
    """Return one text for both the shown and the automatic number, or one for each."""
    shown, automatic = both
    if shown == automatic:
        return shown
    of_corrected = message("Corrected by hand: {what}", what=shown)
    labelled = ((shown, of_corrected), (automatic, of_automatic(automatic)))
    return " ".join(catalogue.say(sentence) for what, sentence in labelled if what)


def of_automatic(what: str) -> Message:
    """Return that something is of the vessels as the program found them."""
    return message("Automatic: {what}", what=what)
