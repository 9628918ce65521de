"""What a person decided about one photograph."""

from dataclasses import dataclass

import numpy as np

from app.domain.photograph import Laterality, Mask
from app.domain.style import OWN_STYLE, Style

Point = tuple[float, float]
"""x, y in pixels of the photograph, from its top left corner."""


@dataclass(frozen=True)
class Stroke:
    """One stroke of the brush.

    Attributes:
        points: that the brush's centre went through, straight from one to the next.
        radius: of the brush, in pixels of the photograph.
        erases: it takes vessels away; otherwise it adds them.
    """

    points: tuple[Point, ...]
    radius: float
    erases: bool = False


@dataclass(frozen=True)
class Ruler:
    """A line (two points) or an angle at the second of three points."""

    points: tuple[Point, ...]


@dataclass(frozen=True)
class Region:
    """Hold a part of a photograph as runs of its pixels, row after row.

    Attributes:
        height, width: of the photograph.
        runs: how many pixels lie outside, then inside, then outside, and so on.

    Raises:
        ValueError: the runs are not those of a photograph of that size.

    Example:
        >>> region = Region.of(np.array([[False, True], [True, False]]))
        >>> region.runs
        (1, 2, 1)
        >>> region.mask().tolist()
        [[False, True], [True, False]]
    """

    height: int
    width: int
    runs: tuple[int, ...]

    def __post_init__(self) -> None:
        if min((self.height, self.width, *self.runs)) < 0:
            raise ValueError("a region has no negative sizes")
        if sum(self.runs) != self.height * self.width:
            raise ValueError("the runs of a region do not fill its photograph")

    @classmethod
    def of(cls, mask: Mask) -> "Region":
        """Return the part of a photograph where a mask, (height, width), is true."""
        flat = mask.ravel()
        changes = np.flatnonzero(np.diff(flat, prepend=False))
        runs = np.diff(changes, prepend=0, append=flat.size)
        return cls(mask.shape[0], mask.shape[1], tuple(runs.tolist()))

    def mask(self) -> Mask:
        """Return the part as a mask, (height, width) bool."""
        inside = np.arange(len(self.runs)) % 2 == 1
        return np.repeat(inside, self.runs).reshape(self.height, self.width)


@dataclass(frozen=True)
class Reading:
    """What a person decided about one photograph.

    Attributes:
        threshold: probability from which a pixel is vessel, 0 to 1.
        spacing_mm: side of a pixel on the retina; None leaves what the file says.
        measure_anyway: measure it though its quality is too poor.
        style: in whose hand the model draws the vessels.
        strokes: that correct the vessels by hand, in their order.
        excluded: what is not measured, at the photograph's size; None measures all of the field.
    """

    threshold: float = 0.5
    laterality: Laterality = Laterality.UNKNOWN
    spacing_mm: float | None = None
    measure_anyway: bool = False
    style: Style = OWN_STYLE
    strokes: tuple[Stroke, ...] = ()
    rulers: tuple[Ruler, ...] = ()
    excluded: Region | None = None
