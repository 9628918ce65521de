"""A click that erases a whole vessel segment, or brings it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.findings import Findings
from app.anatomy.segment_at import SegmentMap
from app.domain.photograph import Mask
from app.domain.reading import Point, Reading, Stroke
from app.segmentation.correction import draw_strokes
from app.segmentation.postprocessing import reaches


@dataclass(frozen=True, eq=False)
class Segments:
    """The segments of one photograph at one threshold, with those that a person added.

    Those that were erased are among them, so that the same click brings back what it erased.

    Attributes:
        found: (height, width), the vessels as the program found them.
        added: those that a person added, whether or not they were erased since.
    """

    found: Mask
    added: Mask
    map: SegmentMap
    _made_of: tuple[object, ...]

    def serve(self, findings: Findings, reading: Reading) -> bool:
        """Return whether these are the segments of a reading of some findings."""
        made, wanted = self._made_of, _made_of(findings, reading)
        return made[0] is wanted[0] and made[1:] == wanted[1:]

    def clicked(
        self, strokes: tuple[Stroke, ...], point: Point, reach: float
    ) -> tuple[Stroke, ...] | None:
        """Return the strokes after a click on a segment; None where there is none.

        What is seen is erased; what was erased is brought back.

        Args:
            reach: in pixels of the photograph: the nearest vessel up to there is meant.
        """
        drawn = draw_strokes(strokes, self.found.shape)
        seen = (self.found & ~drawn.erased) | (drawn.added & self.added)
        pixel = _nearest(self.found | self.added, point, reach)
        piece = self.map.at(pixel) if pixel else None
        if pixel is None or piece is None:
            return None
        erases = Stroke((pixel,), 0.0, erases=True, piece=piece)
        if _at(seen, pixel):
            return (*strokes, erases)
        others = tuple(stroke for stroke in strokes if stroke.piece != piece or not stroke.erases)
        if others != strokes and not _at(draw_strokes(others, seen.shape).erased, pixel):
            return others
        return (*strokes, replace(erases, erases=False, restores=True))


def find_segments(findings: Findings, reading: Reading) -> Segments:
    """Find the segments that can be clicked on in a reading of some findings."""
    field, levels = findings.field, findings.levels
    found = reaches(levels.native, reading.threshold) & field.mask
    adding = _adding(reading.strokes)
    added = draw_strokes(adding, found.shape).added & field.mask if adding else found & False
    segments = SegmentMap(found | added, field)
    return Segments(found, added, segments, _made_of(findings, reading))


def _made_of(findings: Findings, reading: Reading) -> tuple[object, ...]:
    return findings.levels, reading.threshold, _adding(reading.strokes)


def _adding(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    return tuple(stroke for stroke in strokes if stroke.adds)


def _at(mask: Mask, point: Point) -> bool:
    return bool(mask[int(point[1]), int(point[0])])


def _nearest(mask: Mask, point: Point, reach: float) -> Point | None:
    """Return the centre of the nearest pixel of a mask that is at most so far away."""
    height, width = mask.shape
    left, right = (int(np.clip(point[0] + way, 0, width)) for way in (-reach, reach + 1))
    top, bottom = (int(np.clip(point[1] + way, 0, height)) for way in (-reach, reach + 1))
    rows, columns = np.nonzero(mask[top:bottom, left:right])
    x, y = columns + left + 0.5, rows + top + 0.5
    away = np.hypot(x - point[0], y - point[1])
    if not away.size or away.min() > max(reach, 1.0):
        return None
    nearest = int(np.argmin(away))
    return float(x[nearest]), float(y[nearest])
