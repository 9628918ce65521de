"""The one table of numbers: how each is computed, named, defined, written, coded, withheld.

To add a number, write how it is found in a module of this folder, and add a row here; window,
report, JSON, CSV and DICOM objects follow.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.anatomy.calibre import local_calibres, mean_calibre
from app.anatomy.skeleton import SHORTEST_WAVE, SPUR, Skeleton, trace_skeleton
from app.base.messages import Message, message
from app.domain.photograph import Mask
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.measurement.tortuosity import SHORTEST, tortuosity
from app.measurement.types import BoxCount
from app.measurement.widths import (
    ABOVE_WIDE,
    FEWEST,
    REFERENCE_DIAMETER,
    UP_TO_THIN,
    Width,
    width_of_segments,
)
from app.segmentation.postprocessing import STANDARD_DIAMETER

MASK_SIZES = box_sizes(STANDARD_DIAMETER)
SKELETON_SIZES = box_sizes(STANDARD_DIAMETER, smallest=4)


class Traced:
    """The vessels of one mask and, computed on demand, what the numbers are derived from.

    Attributes:
        vessels: (h, w) bool, at the standard field diameter, inside the field.
        field: (h, w) bool, the part of the field of view that is measured.
        pixel_mm: side of a pixel on the retina at that size; None where it is not known.
    """

    def __init__(
        self,
        vessels: Mask,
        field: Mask,
        pixel_mm: float | None = None,
        touched: Mask | None = None,
    ) -> None:
        self.vessels, self.field, self.pixel_mm = vessels & field, field, pixel_mm
        self._touched = self.vessels if touched is None else touched & field

    @cached_property
    def skeleton(self) -> Skeleton:
        """Return the centrelines."""
        return trace_skeleton(self._touched)

    @cached_property
    def whole_vessels(self) -> Mask:
        """Return the vessels; where one is thinner than a pixel, its centreline."""
        return self.vessels | self.skeleton.mask

    @cached_property
    def calibres(self) -> NDArray[np.float64]:
        """Return the width of the vessel at each centreline pixel, in pixels."""
        return local_calibres(self.whole_vessels, self.skeleton.mask)

    @cached_property
    def area(self) -> int:
        """Return the pixels of the field."""
        return int(np.count_nonzero(self.field))

    @cached_property
    def box_count(self) -> BoxCount | None:
        """Return the box counts of the vessels; None where they are no network."""
        return _network(box_count(self.whole_vessels, MASK_SIZES))

    @cached_property
    def skeleton_box_count(self) -> BoxCount | None:
        """Return the box counts of the centrelines; None where they are no network."""
        return _network(box_count(self.skeleton.mask, SKELETON_SIZES))

    @cached_property
    def length_per_area(self) -> float | None:
        """Return the length of the centrelines per area, in 1/px; None without a field."""
        return self.skeleton.length / self.area if self.area else None

    @cached_property
    def width_classes(self) -> tuple[NDArray[np.float64], dict[Width, NDArray[np.bool_]]]:
        """Return the width of each segment in pixels, and which of them are of each width."""
        return width_of_segments(self.skeleton.segments, self.calibres, STANDARD_DIAMETER)

    def part_of(self, width: Width) -> float:
        """Return the part of the length of the centrelines that is of a width."""
        length = self.skeleton.segments.length
        return float(length[self.width_classes[1][width]].sum() / max(length.sum(), 1.0))

    def share_of(self, width: Width) -> float | None:
        """Return the share of the vessels' area that is of a width; None without vessels.

        The area of a segment is its length times its width.
        """
        widths, classes = self.width_classes
        area = widths * self.skeleton.segments.length
        return float(area[classes[width]].sum() / area.sum()) if area.any() else None

    @cached_property
    def calibre(self) -> float | None:
        """Return the mean width of the vessels in pixels; None where there is none."""
        return mean_calibre(self.vessels, self.skeleton.length)


@dataclass(frozen=True, eq=False)
class Measure:
    """How a number is computed, named, defined, written, coded and withheld.

    Attributes:
        id: its name in records and tables, which scripts rely on.
        name: what the field calls it.
        definition: one line, with the unit; ⌀ is the diameter of the field of view.
        find: returns its value, or None where it cannot be measured.
        reason: why it is withheld then.
        unit: of the value, in records; "1" for a plain ratio or a count.
        factor: from that unit to the one that is written for people and in DICOM.
        decimals: how many are written.
        suffix: the unit that is written.
        code: of the private DICOM scheme, 16 signs at most; None where it has none, and is in no
            DICOM object.
        ucum: code and meaning of the unit in DICOM.
        needs_spacing: it is withheld and not shown without the size of a pixel.
        width: of the vessels that it is of; None where it is of all.
        fit: returns the box counts that it is the slope of; None for other numbers.
        tolerance: how far the bundled sample's may lie from what is known, in ``unit``; None where
            the self-test does not compare it.
    """

    id: str
    name: Message
    definition: Message
    find: Callable[[Traced], float | None]
    reason: Message
    unit: str = "1"
    factor: float = 1
    decimals: int = 0
    suffix: str = ""
    code: str | None = ""
    ucum: tuple[str, str] = ("1", "no units")
    needs_spacing: bool = False
    width: Width | None = None
    fit: Callable[[Traced], BoxCount | None] | None = None
    tolerance: float | None = None

    def reason_without(self, pixel_mm: float | None) -> Message:
        """Return why it is withheld where the side of a pixel is this."""
        return _NO_SPACING if self.needs_spacing and pixel_mm is None else self.reason


def _network(count: BoxCount | None) -> BoxCount | None:
    """Return a count of a network; below the dimension of a line there are only specks."""
    return count if count and count.dimension >= 1 else None


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
_NO_SPACING = message("The pixel size on the retina is not known.")
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
        tolerance=None,
    )


def _measures_of(width: Width) -> tuple[Measure, Measure, Measure]:
    limits = WIDTH_LIMITS[width]
    across = round(REFERENCE_DIAMETER)
    return (
        _of_width(
            VESSEL_DENSITY,
            width,
            lambda traced: _times(VESSEL_DENSITY.find(traced), traced.share_of(width)),
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
    )
}
"""Every number by its id, in the order in which they are shown."""


def shown_measures(*, spacing_known: bool) -> tuple[Measure, ...]:
    """Return the numbers that are shown; those in mm and µm only with a pixel spacing."""
    return tuple(each for each in MEASURES.values() if spacing_known or not each.needs_spacing)
