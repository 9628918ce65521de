"""The vessel segment at a point of a photograph, as its pixels."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from app.anatomy.skeleton import trace_skeleton
from app.anatomy.thinning import places_of
from app.domain.field import FieldOfView
from app.domain.photograph import Mask
from app.domain.reading import Piece, Point
from app.field.geometry import field_box
from app.segmentation.postprocessing import extract_mask, standard_levels


@dataclass(frozen=True, eq=False)
class SegmentMap:
    """Tell for each pixel of some vessels which segment it belongs to.

    Segments lie between branch points and ends, and are traced at the standard size, as they are
    for the numbers; a pixel belongs to the segment whose centreline is nearest.

    Attributes:
        vessels: (height, width) bool, at the size of the photograph.
    """

    vessels: Mask
    field: FieldOfView

    def at(self, point: Point) -> Piece | None:
        """Return the segment of a vessel pixel; None where there is no vessel."""
        column, row = int(point[0]), int(point[1])
        height, width = self.vessels.shape
        if not (0 <= row < height and 0 <= column < width and self.vessels[row, column]):
            return None
        rows, columns = self._sampled_at
        number = self._nearest[rows[row], columns[column]]
        reached = self._nearest == number
        across = np.flatnonzero(reached.any(axis=0)[columns])
        down = np.flatnonzero(reached.any(axis=1)[rows])
        left, right, top, bottom = across[0], across[-1] + 1, down[0], down[-1] + 1
        part = reached[np.ix_(rows[top:bottom], columns[left:right])]
        part &= self.vessels[top:bottom, left:right]
        return Piece.of(part).moved(int(left), int(top)) if number >= 0 else None

    @cached_property
    def _sampled_at(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the row, and the column, of the standard size that each of the photograph is."""
        left, top, right, bottom = field_box(self.field)
        height, width = self._nearest.shape
        rows = (np.arange(self.vessels.shape[0]) + 0.5 - top) * (height / (bottom - top))
        columns = (np.arange(self.vessels.shape[1]) + 0.5 - left) * (width / (right - left))
        return rows.astype(np.intp).clip(0, height - 1), columns.astype(np.intp).clip(0, width - 1)

    @cached_property
    def _nearest(self) -> NDArray[np.intp]:
        """Return the number of the nearest segment of each pixel of the standard size."""
        mask = extract_mask(standard_levels(self.vessels.astype(np.float32), self.field), 0.5)
        touched = mask.standard if mask.touched is None else mask.touched
        skeleton = trace_skeleton(touched)
        places, nodes = places_of(skeleton.mask), skeleton.segments.nodes
        numbers = np.full(touched.shape, -1, dtype=np.intp)
        numbers[places[0], places[1]] = nodes
        rows, columns = distance_transform_edt(
            numbers < 0, return_distances=False, return_indices=True
        )
        nearest: NDArray[np.intp] = numbers[rows, columns]
        return nearest
