"""What each number means in plain words and what limits it, put together from parts.

A number of arteries, of a zone or of a field of the grid says the same as that of all vessels,
of other vessels or of another place; what bears on it is said once a part.
"""

from collections.abc import Callable, Iterator

from app.anatomy.zones import GridField, Zone
from app.base.messages import Message, message
from app.domain.anatomy import VesselKind
from app.measurement.anatomical import NAMES
from app.measurement.measure import Measure
from app.measurement.measures import (
    BRANCH_POINTS,
    END_POINTS,
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    SKELETON_DIMENSION,
    TORTUOSITY,
    VESSEL_DENSITY,
)
from app.measurement.place_measures import GRID_NAMES, ZONE_NAMES
from app.measurement.regions import Quadrant, quadrant_place

Words = tuple[Message, tuple[Message, ...]]
"""What a number means, and what it must not be taken for."""

_VESSELS: dict[VesselKind | None, Message] = {**NAMES, None: message("vessels")}

_TOGETHER = message("Arteries and veins are taken together.")
_TOLD = message(
    "A model tells arteries from veins, unless a person said which a vessel is; what is undecided "
    "counts in neither."
)
_IN_VIEW = message(
    "Only what is in view is measured; where less than half is, the number is withheld."
)
_BY_DISC = message("A disc that is outlined too large or too small moves the zone.")
_BY_FOVEA = message(
    "A fovea that is placed wrongly moves the grid; without a pixel spacing its millimetres are "
    "nominal."
)
_WIDTHS = message("Blur makes vessels look wider.")


def words_of(measure: Measure) -> Words | None:
    """Return what a number means and what limits it; None where its definition must do."""
    find = _WORDS.get(measure.base or measure.id)
    if find is None:
        return None
    meaning, limits = find(measure)
    return meaning, (*limits, *_of_part(measure))


def _of_part(measure: Measure) -> Iterator[Message]:
    """Yield what is true of all numbers of arteries or veins, and of all of a place."""
    if measure.kind:
        yield _TOLD
    if measure.place:
        yield _BY_FOVEA if isinstance(measure.place, GridField) else _BY_DISC
        yield _IN_VIEW


def _vessels(measure: Measure) -> Message:
    return _VESSELS[measure.kind]


def _place(measure: Measure) -> Message:
    match measure.place:
        case Zone() as zone:
            return message("{zone} about the optic disc", zone=ZONE_NAMES[zone])
        case GridField() as part:
            return message("the {part} field of the ETDRS grid", part=GRID_NAMES[part])
        case Quadrant() as quadrant:
            return message(
                "the quarter of zone C {place} of the optic disc", place=quadrant_place(quadrant)
            )
        case _:
            return message("what is seen of the retina")


def _together(measure: Measure) -> tuple[Message, ...]:
    return () if measure.kind else (_TOGETHER,)


def _density(measure: Measure) -> Words:
    return (
        message(
            "How much of {place} the {vessels} cover.",
            place=_place(measure),
            vessels=_vessels(measure),
        ),
        (
            message(
                "Bleedings, scars and reflections that are taken for vessels raise it; blur and "
                "shadow lower it. Compare photographs of one camera and one field only."
            ),
        ),
    )


def _length(measure: Measure) -> Words:
    return (
        message(
            "How long the {vessels} together are, for the size of {place}.",
            vessels=_vessels(measure),
            place=_place(measure),
        ),
        (
            message(
                "Gaps where a vessel was not followed shorten it. Thin vessels count most, and "
                "blur takes these first."
            ),
        ),
    )


def _calibre(measure: Measure) -> Words:
    meaning = message(
        "How wide the {vessels} are on average in {place}.",
        vessels=_vessels(measure),
        place=_place(measure),
    )
    central = message("It is not the width at the edge of the disc (CRAE, CRVE).")
    return meaning, (*_together(measure), _WIDTHS, central)


def _dimension(measure: Measure) -> Words:
    return (
        message(
            "How densely the {vessels} branch to fill the picture: 1 is a line, 2 fills it all.",
            vessels=_vessels(measure),
        ),
        (
            message(
                "It tells hardly more than density and length do, and depends on the camera and "
                "its field as they do."
            ),
        ),
    )


def _tortuosity(measure: Measure) -> Words:
    meaning = message(
        "How winding the {vessels} in {place} are: the way along a vessel, divided by the straight "
        "way between its ends.",
        vessels=_vessels(measure),
        place=_place(measure),
    )
    typical = message(
        "It is the typical vessel's: a single corkscrew among straight vessels does not show in it."
    )
    return meaning, (typical, *_together(measure))


def _branch_points(_: Measure) -> Words:
    return (
        message("At how many places vessels branch or cross."),
        (message("Crossings count as branches, and gaps in thin vessels change it much."),),
    )


def _end_points(_: Measure) -> Words:
    return (
        message("How many ends of vessels are seen."),
        (
            message(
                "Many are no ends, but places where a vessel could not be followed any further."
            ),
        ),
    )


def _central(measure: Measure) -> Words:
    return (
        message(
            "How wide the trunk of the {vessels} is, reckoned from the widest ones that cross "
            "zone B about the optic disc.",
            vessels=_vessels(measure),
        ),
        (
            _WIDTHS,
            message(
                "Refraction, the length of the eye and the camera change how large it is shown: "
                "compare photographs of one camera only."
            ),
        ),
    )


def _counted(measure: Measure) -> Words:
    return (
        message("How many {vessels} the trunk was reckoned from.", vessels=_vessels(measure)),
        (message("From fewer than six the trunk comes out narrower."),),
    )


def _ratio(_: Measure) -> Words:
    return (
        message("How wide the arteries are for the width of the veins: below 1, narrower."),
        (
            message(
                "It falls when arteries become narrower or veins wider, and does not say which."
            ),
            message("How large the eye is shown does not change it."),
            _TOLD,
        ),
    )


_TAKEN_FOR = message("Vessels that touch may be taken for a bifurcation.")


def _angle(measure: Measure) -> Words:
    return (
        message(
            "How far apart the two branches of {vessels} mostly point.", vessels=_vessels(measure)
        ),
        (_TAKEN_FOR, message("Where a vessel fades, its branches are not counted.")),
    )


def _asymmetry(measure: Measure) -> Words:
    return (
        message(
            "How alike in width the two branches of {vessels} mostly are: 1 is alike.",
            vessels=_vessels(measure),
        ),
        (_TAKEN_FOR, _WIDTHS),
    )


def _murray(measure: Measure) -> Words:
    return (
        message(
            "By which law the widths of branches of {vessels} follow from that of their stem: 3 is "
            "where the flow of blood takes the least work.",
            vessels=_vessels(measure),
        ),
        (_TAKEN_FOR, message("Half a pixel of width moves it much: it is for research.")),
    )


_CUP = (
    message("In a flat photograph the edge of the cup is seen by its paleness, not by its depth."),
    message("Large discs have large cups: a ratio tells little without the size of the disc."),
)


def _upright(_: Measure) -> Words:
    return message("How much of the height of the optic disc its cup takes."), _CUP


def _across(_: Measure) -> Words:
    return message("How much of the width of the optic disc its cup takes."), _CUP


def _disc_area(_: Measure) -> Words:
    return (
        message("How large the optic disc is on the retina."),
        (
            message(
                "It is as right as the pixel spacing; refraction and the length of the eye change "
                "how large the disc is shown."
            ),
        ),
    )


def _fovea_angle(_: Measure) -> Words:
    return (
        message("By how much the fovea lies lower than the optic disc."),
        (message("A head that is held askew turns it."),),
    )


def _fovea_distance(_: Measure) -> Words:
    return (
        message("How far the fovea is from the optic disc, in diameters of that disc."),
        (message("A large disc makes it small: it is a ratio, not a length."),),
    )


_WORDS: dict[str, Callable[[Measure], Words]] = {
    VESSEL_DENSITY.id: _density,
    FRACTAL_DIMENSION.id: _dimension,
    SKELETON_DIMENSION.id: _dimension,
    LENGTH_DENSITY.id: _length,
    LENGTH_DENSITY_MM.id: _length,
    MEAN_CALIBRE.id: _calibre,
    MEAN_CALIBRE_UM.id: _calibre,
    TORTUOSITY.id: _tortuosity,
    BRANCH_POINTS.id: _branch_points,
    END_POINTS.id: _end_points,
    **dict.fromkeys(("crae", "crve"), _central),
    **dict.fromkeys(("crae_vessels", "crve_vessels"), _counted),
    "avr": _ratio,
    "branching_angle": _angle,
    "branching_asymmetry": _asymmetry,
    "murray_exponent": _murray,
    "vertical_cup_disc_ratio": _upright,
    "horizontal_cup_disc_ratio": _across,
    "disc_area_mm2": _disc_area,
    "disc_fovea_angle": _fovea_angle,
    "disc_fovea_distance": _fovea_distance,
}
