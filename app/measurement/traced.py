"""The vessels of one mask, and all that numbers are derived from."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.anatomy.arteries_veins import Decided, decide
from app.anatomy.calibre import local_calibres, mean_calibre
from app.anatomy.retina import Retina
from app.anatomy.skeleton import Skeleton, trace_skeleton
from app.anatomy.trees import find_trees
from app.domain.anatomy import VesselKind
from app.domain.photograph import Mask
from app.measurement.fractal import box_count, box_sizes
from app.measurement.types import BoxCount
from app.measurement.widths import Width, width_of_segments
from app.segmentation.postprocessing import STANDARD_DIAMETER

MASK_SIZES = box_sizes(STANDARD_DIAMETER)
SKELETON_SIZES = box_sizes(STANDARD_DIAMETER, smallest=4)


class Traced:
    """The vessels of one mask and, computed on demand, what the numbers are derived from.

    Attributes:
        vessels: (h, w) bool, at the standard field diameter, inside the field.
        field: (h, w) bool, the part of the field of view that is measured.
        pixel_mm: side of a pixel on the retina at that size; None where it is not known.
        retina: the anatomy of that part; None where no model looked for any.
    """

    def __init__(
        self,
        vessels: Mask,
        field: Mask,
        pixel_mm: float | None = None,
        touched: Mask | None = None,
        retina: Retina | None = None,
    ) -> None:
        self.vessels, self.field, self.pixel_mm = vessels & field, field, pixel_mm
        self.retina = retina
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

    @cached_property
    def decided(self) -> Decided | None:
        """Return its segments, told apart into arteries and veins; None where nothing tells."""
        known = self.retina.evidence if self.retina is not None else None
        if known is None or not known.maps:
            return None
        trees = find_trees(self.whole_vessels, self.skeleton)
        return decide(trees, known.maps, known.disc, known.told)

    @cached_property
    def arteries(self) -> "Traced | None":
        """Return the arteries alone; None where nothing tells them apart."""
        return self._part(VesselKind.ARTERY)

    @cached_property
    def veins(self) -> "Traced | None":
        """Return the veins alone; None where nothing tells them apart."""
        return self._part(VesselKind.VEIN)

    def of_kind(self, kind: VesselKind) -> "Traced | None":
        """Return the arteries or the veins alone; None where nothing tells them apart."""
        return self.arteries if kind is VesselKind.ARTERY else self.veins

    def _part(self, kind: VesselKind) -> "Traced | None":
        if self.decided is None:
            return None
        drawn = self.decided.mask(kind, self.vessels.shape)
        return Traced(self.vessels & drawn, self.field, self.pixel_mm, drawn, self.retina)


def _network(count: BoxCount | None) -> BoxCount | None:
    """Return a count of a network; below the dimension of a line there are only specks."""
    return count if count and count.dimension >= 1 else None
