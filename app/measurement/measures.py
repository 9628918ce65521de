"""The one table of numbers: how each is computed, named, defined, written, coded, withheld.

To add a number, write how it is found in a module of this folder, and add a row here; window,
report, JSON, CSV and DICOM objects follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from app.base.messages import Message, message
from app.domain.photograph import Mask
from app.measurement.calibre import mean_calibre
from app.measurement.density import vessel_density
from app.measurement.fractal import box_count, box_sizes
from app.measurement.skeleton import SHORTEST_WAVE, SPUR, Skeleton, trace_skeleton
from app.measurement.tortuosity import SHORTEST, tortuosity
from app.measurement.types import BoxCount
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
        code: of the private DICOM scheme, 16 signs at most.
        ucum: code and meaning of the unit in DICOM.
        needs_spacing: it is withheld and not shown without the size of a pixel.
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
    code: str = ""
    ucum: tuple[str, str] = ("1", "no units")
    needs_spacing: bool = False
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
        "Box-counting dimension D0 of the vessel mask in the same field; box sides from "
        "{smallest} to {largest} px, smallest count over grid positions, slope of log N against "
        "log 1/s.",
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
        "Box-counting dimension D0 of the vessels' centrelines, one pixel wide; box sides from "
        "{smallest} to {largest} px.",
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
        "Arc divided by chord of the vessel segments of {shortest} px and more, the median "
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
    )
}
"""Every number by its id, in the order in which they are shown."""


def shown_measures(*, spacing_known: bool) -> tuple[Measure, ...]:
    """Return the numbers that are shown; those in mm and µm only with a pixel spacing."""
    return tuple(each for each in MEASURES.values() if spacing_known or not each.needs_spacing)
