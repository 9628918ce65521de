"""The page of a report on disc, fovea, arteries and veins in one language, before any layout."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.analysis.analysis import Analysis
from app.anatomy.arteries_veins import SURE
from app.anatomy.units import NOMINAL_DISC_FOVEA_MM
from app.anatomy.zones import ETDRS_MM, ZONES_RADII, GridField, Zone
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.domain.anatomy import Landmarks, Outline, Spot, VesselKind
from app.domain.photograph import Laterality
from app.domain.structures import Structure
from app.measurement.anatomical import KINDS, NAMES, TOLD
from app.measurement.measure import Measure, Place
from app.measurement.measures import MEASURES, shown_measures
from app.measurement.place_measures import GRID_NAMES, ZONE_NAMES
from app.measurement.regions import Quadrant, quadrant_anatomy, quadrant_place
from app.measurement.types import Measurement
from app.report.details import words
from app.report.figures import tells_anatomy
from app.report.picture import Picture
from app.report.tables import (
    MeasurementLine,
    QuadrantCell,
    band_words,
    both_measured,
    density_cell,
    measurement_line,
    number_of,
    of_automatic,
)
from app.report.wording import band_title, eye_name, format_value

_TITLE = message("Anatomy: disc, fovea, arteries and veins")
_GRID_TITLE = message("Vessel density in the ETDRS grid about the fovea")
_QUARTERS_TITLE = message("Vessel density in zone C, by quarter about the disc")
_WHOLE = message("whole field")
_ANY_KIND = message("arteries or veins")
_COUNTS = ("crae_vessels", "crve_vessels")


@dataclass(frozen=True)
class PartCell:
    """One number of some vessels in some place.

    Attributes:
        automatic: what the program found, where a person corrected it.
    """

    value: str
    band: str
    automatic: str = ""


@dataclass(frozen=True)
class PartRow:
    """One number in one place: of all vessels, of arteries, of veins; empty where it is of one."""

    name: str
    cells: tuple[PartCell, ...]


@dataclass(frozen=True)
class AnatomyPage:
    """Everything that the page says.

    Attributes:
        found: what was found or placed, by whom and how surely: labels and values.
        picture: with arteries, veins, disc, fovea and zones.
        lines: the numbers of the whole picture, as in the table of measurements.
        grid: the nine fields of the grid about the fovea, as ``GridField`` orders them; empty where
            nothing looked for a fovea.
        nasal_right: the nose lies to the right of the fovea in the picture.
        quarters: of zone C, row by row, as in the picture; empty where nothing looked for a disc.
        part_titles: of the columns of the table of parts.
        parts: the numbers of arteries, of veins and of zones.
        notes: why some are withheld, each reason once, and what is not known of all of them.
        definitions: what each number is.
    """

    title: str
    found: tuple[tuple[str, str], ...]
    picture: Picture
    lines: tuple[MeasurementLine, ...]
    grid_title: str
    grid: tuple[QuadrantCell, ...]
    nasal_right: bool
    quarters_title: str
    quarters: tuple[QuadrantCell, ...]
    part_titles: tuple[str, ...]
    parts: tuple[PartRow, ...]
    notes: tuple[str, ...]
    definitions: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        # A report may come from a file: what the layout relies on is made sure of here.
        if len(self.grid) not in (0, len(GridField)) or len(self.quarters) not in (0, 4):
            raise ValueError("the fields of a grid are not as many as it has")
        if any(len(row.cells) != len(self.part_titles) - 1 for row in self.parts):
            raise ValueError("titles and columns of the numbers of parts do not fit together")


def build_anatomy_page(
    analysis: Analysis, catalogue: Catalogue, picture: bytes | None
) -> AnatomyPage | None:
    """Build the page; None where nothing looked for any anatomy, or nothing is measured.

    Args:
        picture: JPEG, with what is known of the anatomy.
    """
    known = analysis.landmarks
    if known is None or picture is None or not tells_anatomy(analysis):
        return None
    say = catalogue.say
    rows = anatomy_measures_shown(
        analysis.structures, spacing_known=analysis.image.spacing is not None
    )
    whole = [each for each in rows if is_of_whole(each)]
    grid = [each for each in rows if isinstance(each.place, GridField)]
    quarters = [each for each in rows if isinstance(each.place, Quadrant)]
    parts = _parts(rows, analysis, catalogue)
    return AnatomyPage(
        title=say(_TITLE),
        found=tuple(
            (say(label), words(value, catalogue)) for label, value in _found(analysis, known)
        ),
        picture=Picture(picture, say(_caption(analysis))),
        lines=tuple(_line(each, analysis, catalogue) for each in whole),
        grid_title=say(_title_of(_GRID_TITLE, analysis)),
        grid=tuple(_grid_cell(each, analysis, catalogue) for each in grid),
        nasal_right=_nasal_right(known, analysis.image.laterality),
        quarters_title=say(_title_of(_QUARTERS_TITLE, analysis)),
        quarters=tuple(_quarter_cell(each, analysis, catalogue) for each in quarters),
        part_titles=(
            say(message("Measurement")),
            *(say(NAMES[kind]) for kind in _columns(analysis)),
        ),
        parts=parts,
        notes=tuple(say(note) for note in _notes(rows, analysis)),
        definitions=tuple((say(name), say(what)) for name, what in _definitions(rows)),
    )


def anatomy_measures_shown(
    structures: frozenset[Structure], *, spacing_known: bool
) -> list[Measure]:
    """Return the numbers of the anatomy that may be shown where structures were looked for."""
    shown = shown_measures(spacing_known=spacing_known, structures=structures)
    return [each for each in shown if each.needs]


def is_of_whole(measure: Measure) -> bool:
    """Return whether a number of the anatomy is of the whole picture, and not a mere count."""
    return not _is_of_part(measure) and measure.id not in _COUNTS


def _is_of_part(measure: Measure) -> bool:
    """Return whether a number stands in the table of parts, in a grid or among the quarters."""
    return bool(measure.place) or (measure.kind is not None and not _is_central(measure))


def _is_central(measure: Measure) -> bool:
    return (measure.base or measure.id) in ("crae", "crve") or measure.id in _COUNTS


# What was found, and by whom.


def _found(analysis: Analysis, known: Landmarks) -> Iterator[tuple[Message, Message | str]]:
    reading, before = analysis.reading, analysis.automatic_landmarks or known
    for structure, label, what, automatic, word in (
        (Structure.DISC, message("Optic disc"), known.disc, before.disc, reading.disc),
        (Structure.CUP, message("Cup"), known.cup, before.cup, reading.cup),
        (Structure.FOVEA, message("Fovea"), known.fovea, before.fovea, reading.fovea),
    ):
        if structure in analysis.structures:
            looked_for = analysis.findings.others
            yield label, _placed(automatic, structure in looked_for) if word else _how(what)
    if analysis.structures >= TOLD:
        yield message("Arteries and veins"), _told(analysis)
    if known.eye_suggested is not None:
        yield message("Eye by disc and fovea"), eye_name(known.eye_suggested)
    others = [each for each in analysis.findings.provenances if each is not analysis.provenance]
    if others:
        names = (f"{each.model_name} {each.model_version}" for each in others)
        yield message("Found by"), ", ".join(names)
        yield message("SHA-256"), ", ".join(f"{each.model_sha256[:16]}…" for each in others)


def _how(found: Outline | Spot | Message) -> Message:
    if isinstance(found, Message):
        return found
    return message("found, confidence {confidence}", confidence=f"{found.confidence:.2f}")


def _placed(automatic: Outline | Spot | Message, looked_for: bool) -> Message:
    """Return that a person placed something, and what the program had found."""
    if not looked_for:
        return message("placed by hand")
    return message("placed by hand. Automatic: {what}", what=_how(automatic))


def _told(analysis: Analysis) -> Message:
    decided = analysis.shown_measurements.decided
    share = decided.undecided_share if decided else None
    if share is None:
        return message("There are no vessels.")
    undecided = message("undecided: {share} % of the vessels", share=round(100 * share))
    words = len(analysis.reading.vessel_kinds)
    if not words:
        return undecided
    return message("{undecided}; told by hand: {count}", undecided=undecided, count=words)


def _caption(analysis: Analysis) -> Message:
    if analysis.vessel_labels is None:
        return message("Disc, cup (yellow), fovea, zones B and C")
    return message(
        "Arteries (red), veins (blue), crossings (green), undecided (white); disc, cup (yellow), "
        "fovea, zones B and C"
    )


def _nasal_right(known: Landmarks, laterality: Laterality) -> bool:
    """Return whether the nose lies to the right, by disc and fovea, or else by the eye."""
    if not isinstance(known.disc, Outline) or not isinstance(known.fovea, Spot):
        return laterality is not Laterality.LEFT
    return known.disc.ellipse.center[0] > known.fovea.center[0]


# Numbers.


def _line(measure: Measure, analysis: Analysis, catalogue: Catalogue) -> MeasurementLine:
    """Return a row; of a central equivalent, with of how many vessels it is."""
    line = measurement_line(measure, analysis, catalogue)
    if measure.base in MEASURES:  # the same number in another unit is defined already
        line = replace(line, definition="")
    count = MEASURES.get(f"{measure.base or measure.id}_vessels")
    if count is None or not line.value:
        return line
    found = analysis.shown_measurements.numbers.get(count.id)
    if found is None or found.value is None or measure.kind is None:
        return line
    said = message("Of {count} {vessels}.", count=round(found.value), vessels=NAMES[measure.kind])
    return replace(
        line, explanation=" ".join(filter(None, (catalogue.say(said), line.explanation)))
    )


def _grid_cell(measure: Measure, analysis: Analysis, catalogue: Catalogue) -> QuadrantCell:
    assert isinstance(measure.place, GridField)
    name = catalogue.say(GRID_NAMES[measure.place])
    return _part_of_picture((name, ""), measure, analysis, catalogue)


def _quarter_cell(measure: Measure, analysis: Analysis, catalogue: Catalogue) -> QuadrantCell:
    assert isinstance(measure.place, Quadrant)
    place = catalogue.say(quadrant_place(measure.place))
    anatomy = quadrant_anatomy(measure.place, analysis.image.laterality)
    names = (catalogue.say(anatomy), place) if anatomy else (place, "")
    return _part_of_picture(names, measure, analysis, catalogue)


def _part_of_picture(
    names: tuple[str, str], measure: Measure, analysis: Analysis, catalogue: Catalogue
) -> QuadrantCell:
    """Return a part of the picture; the automatic number is short, for want of room."""
    both = _both(measure, analysis)
    cell = density_cell(names, both, analysis, catalogue)
    before = f"[{format_value(both[1], measure)}]" if analysis.corrected else ""
    return replace(cell, automatic=before, automatic_band="")


def _title_of(title: Message, analysis: Analysis) -> Message:
    """Return the title under a part of the picture."""
    if analysis.corrected is None:
        return title
    return message("{title}, corrected by hand; automatic: [ ]", title=title)


def _both(measure: Measure, analysis: Analysis) -> tuple[Measurement, Measurement]:
    shown, automatic = both_measured(analysis)
    return number_of(shown, measure), number_of(automatic, measure)


def _columns(analysis: Analysis) -> tuple[VesselKind | None, ...]:
    return (None, *KINDS) if analysis.structures >= TOLD else (None,)


def _parts(rows: list[Measure], analysis: Analysis, catalogue: Catalogue) -> tuple[PartRow, ...]:
    """Return a row of each number in each place, with the number of all vessels before its own."""
    by_part: dict[tuple[str, Place | None], dict[VesselKind | None, Measure]] = {}
    for measure in rows:
        if _is_of_part(measure) and not isinstance(measure.place, GridField | Quadrant):
            by_part.setdefault((measure.base, measure.place), {})[measure.kind] = measure
    for (name, place), own in by_part.items():
        if place is None and name in MEASURES:
            own[None] = MEASURES[name]
    return tuple(
        PartRow(
            _part_name(own, place, catalogue),
            tuple(_part_cell(own.get(kind), analysis, catalogue) for kind in _columns(analysis)),
        )
        for (_, place), own in by_part.items()
    )


def _part_name(
    own: dict[VesselKind | None, Measure], place: Place | None, catalogue: Catalogue
) -> str:
    """Return what a row is called: the number, and where."""
    where = ZONE_NAMES[place] if isinstance(place, Zone) else _WHOLE
    number = _number_name(next(each for each in own.values() if each.kind or each.place))
    return catalogue.say(message("{number}, {where}", number=number, where=where))


def _number_name(of_part: Measure) -> Message:
    """Return what a number of a part is called, whatever the part."""
    name = of_part.name.values["number"]
    assert isinstance(name, Message)
    return name


def _part_cell(measure: Measure | None, analysis: Analysis, catalogue: Catalogue) -> PartCell:
    if measure is None:
        return PartCell("", "")
    shown, automatic = _both(measure, analysis)
    before = catalogue.say(of_automatic(format_value(automatic, measure)))
    return PartCell(
        format_value(shown, measure),
        band_words(shown, measure, catalogue),
        before if analysis.corrected else "",
    )


def _notes(rows: list[Measure], analysis: Analysis) -> Iterator[Message]:
    """Yield why numbers of parts are withheld, each reason once, and what is not known of all."""
    yield message("In brackets: {band}", band=band_title(analysis.shown_measurements.band))
    found = [(each, number_of(analysis.shown_measurements, each)) for each in rows]
    reasons = [each.reason for row, each in found if each.reason and _is_of_part(row)]
    counted = Counter(map(str, reasons))
    for reason in {str(each): each for each in reasons}.values():
        yield message("{count} withheld: {reason}", count=counted[str(reason)], reason=reason)
    if not any(each.interval for _, each in found):
        yield message("How far these numbers lie from an expert's is not known yet.")


# Definitions.


def _definitions(rows: list[Measure]) -> Iterator[tuple[Message, Message]]:
    """Yield what the numbers are; those of parts by their parts."""
    places = {type(each.place) for each in rows}
    if any(each.kind and each.base for each in rows):
        yield (
            message("Arteries, veins"),
            message(
                "As the numbers of all vessels, of arteries or of veins alone; segments of which "
                "it is less than {sure} sure what they are count in neither.",
                sure=f"{SURE:g}",
            ),
        )
    for measure in rows:
        if measure.kind is VesselKind.ARTERY and measure.base and measure.base not in MEASURES:
            values = {**measure.definition.values, "vessels": _ANY_KIND}
            yield _number_name(measure), replace(measure.definition, values=values)
    if Zone in places:
        (b_from, b_to), (c_from, c_to) = (ZONES_RADII[zone] for zone in Zone)
        yield (
            message("Zones B and C"),
            message(
                "Rings about the disc's centre, from {b_from} to {b_to} and from {c_from} to "
                "{c_to} radii of the disc; a number is withheld where less than half of its zone "
                "is in view.",
                b_from=round(b_from),
                b_to=round(b_to),
                c_from=round(c_from),
                c_to=round(c_to),
            ),
        )
    if GridField in places:
        yield (
            message("ETDRS grid"),
            message(
                "Vessel pixels as a share of each field of the grid about the fovea (rings of "
                "{rings} mm, drawn here as wide as their numbers need); without a pixel spacing "
                "the disc-fovea distance stands for {nominal} mm (Jonas 2015).",
                rings=", ".join(f"{ring:g}" for ring in ETDRS_MM),
                nominal=NOMINAL_DISC_FOVEA_MM,
            ),
        )
