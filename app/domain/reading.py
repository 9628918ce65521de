"""What a person decided about one photograph."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.domain.anatomy import Ellipse, Told
from app.domain.photograph import Laterality, Mask
from app.domain.structures import Structure
from app.domain.style import OWN_STYLE, Style

Point = tuple[float, float]
"""x, y in pixels of the photograph, from its top left corner."""


class Mark(StrEnum):
    """What a person laid on the photograph."""

    RULER = "ruler"
    AREA = "area"
    ARROW = "arrow"
    NOTE = "note"


@dataclass(frozen=True)
class Ruler:
    """What a person laid on the photograph to measure it, or to point something out.

    Attributes:
        points: of a ruler two, or three for the angle at the second one; the outline of an area;
            of an arrow its end and then its head; of a note its place.
        text: what it is called, or says.
    """

    points: tuple[Point, ...]
    mark: Mark = Mark.RULER
    text: str = ""

    @property
    def is_angle(self) -> bool:
        """Return whether an angle is measured."""
        return self.mark is Mark.RULER and len(self.points) == 3


class Scale(StrEnum):
    """By what a person told the scale of a photograph."""

    PIXEL = "pixel_size"
    LENGTH = "known_length"
    DISC = "disc_diameter"
    FIELD = "field_angle"


def mm_per_degree(axial_length_mm: float) -> float:
    """Return what a degree of the field is on the retina of an eye of some length, in mm.

    Bennett, Rudnicka and Edgar 1994, Graefes Arch Clin Exp Ophthalmol 232:361-367.

    Example:
        >>> round(mm_per_degree(24.0), 4)
        0.2897
    """
    return 0.01306 * (axial_length_mm - 1.82)


@dataclass(frozen=True)
class Calibration:
    """How a person told the scale of a photograph.

    Attributes:
        value: the side of a pixel in mm; the length of the line in mm; 1 for the line that is one
            disc diameter; the angle of the camera's field in degrees.
        length_px: of the line whose length was told, in pixels of the photograph; with an axial
            length, the diameter of the field; else None.
        axial_length_mm: of the eye, from the cornea to the retina, where it makes millimetres of
            the angle of the field; else None.

    Example:
        >>> round(Calibration(Scale.FIELD, 45.0, 1000.0, 24.0).pixel_mm, 5)
        0.01304
    """

    scale: Scale
    value: float
    length_px: float | None = None
    axial_length_mm: float | None = None

    @property
    def pixel_mm(self) -> float | None:
        """Return the side of a pixel on the retina; None where no millimetres were told."""
        if self.scale is Scale.PIXEL:
            return self.value
        if self.scale is Scale.LENGTH and self.length_px:
            return self.value / self.length_px
        if self.axial_length_mm is not None and self.length_px:
            return self.value * mm_per_degree(self.axial_length_mm) / self.length_px
        return None


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
class Piece:
    """Hold some pixels of a photograph, such as those of one vessel segment.

    Attributes:
        left, top: of the rectangle that holds them, in the photograph.
        region: which they are, in that rectangle.

    Example:
        >>> mask = np.zeros((4, 5), dtype=bool)
        >>> mask[2, 1:4] = True
        >>> piece = Piece.of(mask)
        >>> piece.left, piece.top, piece.region.runs
        (1, 2, (0, 3))
    """

    left: int
    top: int
    region: Region

    @classmethod
    def of(cls, mask: Mask) -> "Piece":
        """Return the pixels where a mask, (height, width), is true; at least one is."""
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        part = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return cls(int(columns[0]), int(rows[0]), Region.of(part))

    def moved(self, across: int, down: int) -> "Piece":
        """Return the same pixels so far to the right and down."""
        return Piece(self.left + across, self.top + down, self.region)


@dataclass(frozen=True)
class Stroke:
    """One stroke of the brush, or one click that erases or brings back a whole vessel segment.

    Attributes:
        points: that the brush's centre went through, straight from one to the next.
        radius: of the brush, in pixels of the photograph.
        erases: it takes vessels away; otherwise it adds them.
        restores: it does neither, but brings back the vessels as the program found them.
        piece: the pixels that it changes, where these are not those under the brush.
    """

    points: tuple[Point, ...]
    radius: float
    erases: bool = False
    restores: bool = False
    piece: Piece | None = None

    @property
    def adds(self) -> bool:
        """Return whether it adds vessels."""
        return not self.erases and not self.restores


@dataclass(frozen=True)
class Reading:
    """What a person decided about one photograph.

    Attributes:
        threshold: probability from which a pixel is vessel, 0 to 1.
        spacing_mm: side of a pixel on the retina; None leaves what the file says.
        calibration: how the person told the scale; it is where ``spacing_mm`` comes from, or tells
            disc diameters or degrees alone. None where it was not told in the window.
        measure_anyway: measure it though its quality is too poor.
        style: in whose hand the model draws the vessels.
        strokes: that correct the vessels by hand, in their order.
        excluded: what is not measured, at the photograph's size; None measures all of the field.
        disc, cup: where a person placed them, in pixels of the photograph; None leaves what was
            found.
        fovea: alike; x, y from the centre of the photograph's first pixel, as the outlines are.
        vessel_kinds: vessels that a person called arteries or veins, the last word last.
        not_in_view: which of disc, cup and fovea a person says cannot be seen in the photograph.
    """

    threshold: float = 0.5
    laterality: Laterality = Laterality.UNKNOWN
    spacing_mm: float | None = None
    measure_anyway: bool = False
    style: Style = OWN_STYLE
    strokes: tuple[Stroke, ...] = ()
    rulers: tuple[Ruler, ...] = ()
    excluded: Region | None = None
    calibration: Calibration | None = None
    disc: Ellipse | None = None
    cup: Ellipse | None = None
    fovea: tuple[float, float] | None = None
    vessel_kinds: tuple[Told, ...] = ()
    not_in_view: tuple[Structure, ...] = ()

    @property
    def placed(self) -> frozenset[Structure]:
        """Return which of disc, cup and fovea a person placed, or said to be out of view."""
        places = ((Structure.DISC, self.disc), (Structure.CUP, self.cup))
        by_hand = {each for each, place in (*places, (Structure.FOVEA, self.fovea)) if place}
        return frozenset(by_hand.union(self.not_in_view))

    @property
    def corrects_anatomy(self) -> bool:
        """Return whether a person placed disc, cup or fovea, or said what a vessel is."""
        return bool(self.placed or self.vessel_kinds)

    @property
    def corrects(self) -> bool:
        """Return whether a person corrected what was found, besides the threshold."""
        return bool(self.strokes) or self.corrects_anatomy

    @property
    def corrections(self) -> tuple[object, ...]:
        """Return all that a person corrected besides the threshold, to be compared as one."""
        return (self.strokes, *self.anatomy)

    @property
    def anatomy(self) -> tuple[object, ...]:
        """Return all that a person said of the anatomy, to be compared as one."""
        return self.disc, self.cup, self.fovea, self.not_in_view, self.vessel_kinds
