"""The one table of numbers: how each is computed, named, defined, written, coded, withheld.

To add a number, write how it is found in a module of this folder, and add a row here; window,
report, JSON, CSV and DICOM objects follow.
"""

from collections.abc import Callable
from dataclasses import replace

from app.anatomy.skeleton import SHORTEST_WAVE, SPUR
from app.base.messages import Message, message
from app.domain.structures import Structure
from app.measurement.anatomy_measures import anatomy_measures
from app.measurement.density import vessel_density
from app.measurement.measure import Measure
from app.measurement.tortuosity import SHORTEST, tortuosity
from app.measurement.traced import MASK_SIZES, SKELETON_SIZES, Traced
from app.measurement.types import BoxCount
from app.measurement.widths import (
    ABOVE_WIDE,
    FEWEST,
    REFERENCE_DIAMETER,
    UP_TO_THIN,
    Width,
)
from app.segmentation.postprocessing import STANDARD_DIAMETER


def _dimension(count: BoxCount | None) -> float | None:
    return count.dimension if count else None


def _times(value: float | None, factor: float | None) -> float | None:
    return None if value is None or factor is None else value * factor


def _per_mm(traced: Traced) -> float | None:
    return 1 / traced.pixel_mm if traced.pixel_mm else None


def _um(traced: Traced) -> float | None:
    return 1000 * traced.pixel_mm if traced.pixel_mm else None


_NO_FIELD = message("The field of view is empty.")
_TOO_FEW = message("There are too few vessels to fit a fractal dimension.")
_NO_VESSELS = message("There is no centreline to divide the vessel area by.")
_NO_SEGMENTS = message("No vessel is long enough to measure its tortuosity.")
_LENGTH_DENSITY = message("Length density")
_MEAN_CALIBRE = message("Mean calibre")

VESSEL_DENSITY = Measure(
    "vessel_density",
    message("Vessel density"),
    message(
        "Vessel pixels as a share of the field of view without its outer 1 %; measured with the "
        "field scaled to {diameter} px.",
        diameter=STANDARD_DIAMETER,
    ),
    lambda traced: vessel_density(traced.vessels, traced.field),
    _NO_FIELD,
    factor=100,
    decimals=1,
    suffix=" %",
    ucum=("%", "Percent"),
    tolerance=0.002,
)
FRACTAL_DIMENSION = Measure(
    "fractal_dimension",
    message("Fractal dimension"),
    message(
        "Box-counting dimension D0 of the vessel mask in the same field; box sides "
        "{smallest} to {largest} px, smallest count over grid positions, slope of log N on "
        "log 1/s. It restates density and length (R² .98 on experts' masks).",
        smallest=MASK_SIZES[0],
        largest=MASK_SIZES[-1],
    ),
    lambda traced: _dimension(traced.box_count),
    _TOO_FEW,
    decimals=3,
    code="FRACTAL_DIM",
    fit=lambda traced: traced.box_count,
    tolerance=0.005,
)
SKELETON_DIMENSION = Measure(
    "skeleton_fractal_dimension",
    message("Skeleton dimension"),
    message(
        "Box-counting dimension D0 of the centrelines of the vessels, one pixel wide; box "
        "sides {smallest} to {largest} px. It restates density and length, too.",
        smallest=SKELETON_SIZES[0],
        largest=SKELETON_SIZES[-1],
    ),
    lambda traced: _dimension(traced.skeleton_box_count),
    _TOO_FEW,
    decimals=3,
    code="SKELETON_DIM",
    fit=lambda traced: traced.skeleton_box_count,
    tolerance=0.005,
)
LENGTH_DENSITY = Measure(
    "skeleton_length_density",
    _LENGTH_DENSITY,
    message(
        "Length of the centrelines per area of the field of view, in 1/⌀; ⌀ is the diameter "
        "of the field of view.",
    ),
    lambda traced: _times(traced.length_per_area, STANDARD_DIAMETER),
    _NO_FIELD,
    unit="1/field diameter",
    decimals=2,
    suffix=" /⌀",
    code="LENGTH_DENSITY",
    ucum=("/{diameter}", "per diameter of the field of view"),
    tolerance=0.2,
)
MEAN_CALIBRE = Measure(
    "mean_calibre",
    _MEAN_CALIBRE,
    message("Area of the vessels divided by the length of their centrelines, in % ⌀."),
    lambda traced: _times(traced.calibre, 1 / STANDARD_DIAMETER),
    _NO_VESSELS,
    unit="field diameter",
    factor=100,
    decimals=2,
    suffix=" % ⌀",
    ucum=("%{diameter}", "Percent of the diameter of the field"),
    tolerance=0.0002,
)
TORTUOSITY = Measure(
    "tortuosity",
    message("Tortuosity"),
    message(
        "Arc length divided by chord of the vessel segments of {shortest} px and more, the median "
        "weighted by length; waves of {wave} px and more are followed; 1 is straight.",
        shortest=round(SHORTEST),
        wave=round(SHORTEST_WAVE),
    ),
    lambda traced: tortuosity(traced.skeleton.segments),
    _NO_SEGMENTS,
    decimals=3,
    ucum=("{ratio}", "ratio"),
    tolerance=0.01,
)
BRANCH_POINTS = Measure(
    "branch_points",
    message("Branch points"),
    message(
        "Places where three or more centrelines meet, ignoring side branches shorter than {spur} "
        "px.",
        spur=round(SPUR),
    ),
    lambda traced: float(traced.skeleton.branch_points) if traced.area else None,
    _NO_FIELD,
    ucum=("{count}", "count"),
)
END_POINTS = Measure(
    "end_points",
    message("End points"),
    message(
        "Free ends of the centrelines; side branches and pieces shorter than {spur} px do not "
        "count.",
        spur=round(SPUR),
    ),
    lambda traced: float(traced.skeleton.end_points) if traced.area else None,
    _NO_FIELD,
    ucum=("{count}", "count"),
)
LENGTH_DENSITY_MM = Measure(
    "skeleton_length_density_mm",
    _LENGTH_DENSITY,
    message(
        "Length of the centrelines per area of the field of view, in mm/mm², from the pixel "
        "spacing.",
    ),
    lambda traced: _times(traced.length_per_area, _per_mm(traced)),
    _NO_FIELD,
    unit="mm/mm2",
    decimals=2,
    suffix=" mm/mm²",
    code="LENGTH_DENS_MM",
    ucum=("mm/mm2", "mm/mm2"),
    needs_spacing=True,
)
MEAN_CALIBRE_UM = Measure(
    "mean_calibre_um",
    _MEAN_CALIBRE,
    message(
        "Area of the vessels divided by the length of their centrelines, in µm, from the pixel "
        "spacing.",
    ),
    lambda traced: _times(traced.calibre, _um(traced)),
    _NO_VESSELS,
    unit="um",
    decimals=1,
    suffix=" µm",
    ucum=("um", "um"),
    needs_spacing=True,
)

WIDTH_NAMES = {
    Width.THIN: message("thin vessels"),
    Width.MEDIUM: message("medium vessels"),
    Width.WIDE: message("wide vessels"),
}
WIDTH_LIMITS = {
    Width.THIN: message("at most {thin} px wide", thin=round(UP_TO_THIN)),
    Width.MEDIUM: message(
        "over {thin} and up to {wide} px wide", thin=round(UP_TO_THIN), wide=round(ABOVE_WIDE)
    ),
    Width.WIDE: message("over {wide} px wide", wide=round(ABOVE_WIDE)),
}
_TOO_FEW_OF_WIDTH = message(
    "Fewer than {fewest} vessels of this width are long enough to tell how winding they are.",
    fewest=FEWEST,
)


def _of_width(
    measure: Measure,
    width: Width,
    find: Callable[[Traced], float | None],
    definition: Message,
    reason: Message,
) -> Measure:
    """Return a number of the vessels of one width, written as that of all vessels is."""
    return replace(
        measure,
        id=f"{measure.id}_{width}",
        name=message("{number}, {vessels}", number=measure.name, vessels=WIDTH_NAMES[width]),
        definition=definition,
        find=find,
        reason=reason,
        code=None,
        width=width,
        base=measure.id,
        tolerance=None,
    )


def _measures_of(width: Width) -> tuple[Measure, Measure, Measure]:
    limits = WIDTH_LIMITS[width]
    across = round(REFERENCE_DIAMETER)
    return (
        _of_width(
            VESSEL_DENSITY,
            width,
            lambda traced: _times(
                vessel_density(traced.vessels, traced.field), traced.share_of(width)
            ),
            message(
                "Share of the field of view that vessels {limits} cover, by length and width of "
                "each segment; the width is the segment's median, at a field {across} px across.",
                limits=limits,
                across=across,
            ),
            _NO_VESSELS,
        ),
        _of_width(
            LENGTH_DENSITY,
            width,
            lambda traced: _times(
                traced.length_per_area, STANDARD_DIAMETER * traced.part_of(width)
            ),
            message(
                "Length of the centrelines of vessels {limits} per area of the field of view, in "
                "1/⌀; the width is the segment's median, at a field {across} px across.",
                limits=limits,
                across=across,
            ),
            _NO_FIELD,
        ),
        _of_width(
            TORTUOSITY,
            width,
            lambda traced: tortuosity(
                traced.skeleton.segments, traced.width_classes[1][width], fewest=FEWEST
            ),
            message(
                "Tortuosity of vessels {limits}; the width is the segment's median, at a field "
                "{across} px across.",
                limits=limits,
                across=across,
            ),
            _TOO_FEW_OF_WIDTH,
        ),
    )


BY_WIDTH = {width: _measures_of(width) for width in Width}
"""Density, length density and tortuosity of the vessels of each width."""

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        VESSEL_DENSITY,
        FRACTAL_DIMENSION,
        SKELETON_DIMENSION,
        LENGTH_DENSITY,
        MEAN_CALIBRE,
        TORTUOSITY,
        BRANCH_POINTS,
        END_POINTS,
        LENGTH_DENSITY_MM,
        MEAN_CALIBRE_UM,
        *(each for number in zip(*BY_WIDTH.values(), strict=True) for each in number),
        *anatomy_measures(
            VESSEL_DENSITY, LENGTH_DENSITY, MEAN_CALIBRE, TORTUOSITY, FRACTAL_DIMENSION
        ),
    )
}
"""Every number by its id, in the order in which they are shown."""

NOTHING_ELSE: frozenset[Structure] = frozenset()
"""No structure besides the vessels."""


def measures_with(structures: frozenset[Structure]) -> tuple[Measure, ...]:
    """Return the numbers that there are where models looked for some structures."""
    return tuple(each for each in MEASURES.values() if each.needs <= structures)


def shown_measures(
    *, spacing_known: bool, structures: frozenset[Structure] = NOTHING_ELSE
) -> tuple[Measure, ...]:
    """Return the numbers that are shown; those in mm and µm only with a pixel spacing.

    Args:
        structures: what models looked for besides the vessels.
    """
    return tuple(
        each for each in measures_with(structures) if spacing_known or not each.needs_spacing
    )
