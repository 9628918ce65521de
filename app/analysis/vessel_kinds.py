"""A click that says of a vessel segment that it is an artery or a vein."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.anatomy.arteries_veins import Decided, segment_at
from app.domain.anatomy import Point, Told, VesselKind
from app.domain.field import FieldOfView
from app.segmentation.postprocessing import standard_place

_HALF_VESSEL = 9.0  # pixels of the standard size: who clicks at a vessel's edge means it

Course = NDArray[np.float64]
"""(n, 2): x and y in pixels of the photograph, from the centre of the first one."""


class SaidOfVessels:
    """The segments of a photograph's vessels, and what a person says of them.

    Args:
        decided: the vessels of the standard size, told apart.
        told: what a person says now, which ``decided`` need not know yet; the last word last.
    """

    def __init__(self, decided: Decided, field: FieldOfView, told: Sequence[Told]) -> None:
        self._decided, self._told = decided, tuple(told)
        self._scale, self._offset = standard_place(field)

    def clicked(self, place: Point, reach: float) -> tuple[Told, ...] | None:
        """Return what a person says after a click; None where there is no vessel.

        The first click says that an artery is a vein, or a vein an artery; the following ones that
        it cannot be told, that it is what was found, and nothing.

        Args:
            reach: in pixels of the photograph: the nearest vessel up to there is meant.
        """
        segment = self._segment(place, max(reach * self._scale, _HALF_VESSEL))
        if segment is None:
            return None
        meant = {word: self._segment(word.place) == segment for word in self._told}
        others = tuple(word for word in self._told if not meant[word])
        said = [word.kind for word in self._told if meant[word]]
        words = _in_turn(self._decided.found[segment])
        following = words.index(said[-1]) + 1 if said else 0
        if following == len(words):
            return others
        return (*others, Told(self._on_line(segment, place), words[following]))

    def courses(self) -> Iterator[tuple[VesselKind, Course]]:
        """Yield the centreline of each segment that a person spoke of, and its kind."""
        said = {self._segment(word.place): word.kind for word in self._told}
        for segment, kind in said.items():
            if segment is not None:
                yield kind, self._course(segment)

    def _segment(self, place: Point, reach: float | None = None) -> int | None:
        there = place[0] * self._scale + self._offset[0], place[1] * self._scale + self._offset[1]
        trees = self._decided.trees
        return segment_at(trees, there) if reach is None else segment_at(trees, there, reach)

    def _course(self, segment: int) -> Course:
        segments = self._decided.trees.skeleton.segments
        points = segments.points[segments.run(segment)]
        standard = np.stack([points.imag, points.real], axis=1)
        course: Course = (standard - np.array(self._offset)) / self._scale
        return course

    def _on_line(self, segment: int, place: Point) -> Point:
        """Return the place on a segment's centreline that is nearest to another place."""
        course = self._course(segment)
        x, y = course[int(np.hypot(*(course - place).T).argmin())].tolist()
        return x, y


def _in_turn(found: VesselKind) -> tuple[VesselKind, ...]:
    """Return what clicks say one after another of a vessel that was found to be of a kind."""
    artery, vein, undecided = VesselKind.ARTERY, VesselKind.VEIN, VesselKind.UNDECIDED
    return {
        artery: (vein, undecided, artery),
        vein: (artery, undecided, vein),
        undecided: (artery, vein, undecided),
    }[found]
