"""What a person decided about one photograph."""

from dataclasses import dataclass

from app.domain.photograph import Laterality

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
class Reading:
    """What a person decided about one photograph.

    Attributes:
        threshold: probability from which a pixel is vessel, 0 to 1.
        spacing_mm: side of a pixel on the retina; None leaves what the file says.
        measure_anyway: measure it though its quality is too poor.
        strokes: that correct the vessels by hand, in their order.
    """

    threshold: float = 0.5
    laterality: Laterality = Laterality.UNKNOWN
    spacing_mm: float | None = None
    measure_anyway: bool = False
    strokes: tuple[Stroke, ...] = ()
    rulers: tuple[Ruler, ...] = ()
