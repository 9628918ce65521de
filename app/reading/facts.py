"""What the places of a file say about the shape of its pixels, and what follows from it.

The same fact often stands in several places, and they need not agree. Each place is heard; where
they disagree, both are named, and what would be measured wrong is withheld.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from app.base.messages import Message, message

_SQUARE_WITHIN = 0.01


@dataclass(frozen=True)
class PixelShape:
    """What one place says about the height and the width of a pixel.

    Attributes:
        height, width: in a unit of its own; only their ratio counts.
        source: the attribute, tag or segment that says so, as its standard names it.
        stated: the file's own words.
    """

    height: float
    width: float
    source: str
    stated: str

    @property
    def usable(self) -> bool:
        """Return whether these can be sides of a pixel at all."""
        return all(math.isfinite(side) and side > 0 for side in (self.height, self.width))

    @property
    def ratio(self) -> float:
        """Return the height in widths."""
        return self.height / self.width

    @property
    def square(self) -> bool:
        """Return whether a pixel is as high as it is wide, as shapes need it, within 1 %."""
        return abs(self.height - self.width) <= _SQUARE_WITHIN * (self.height + self.width) / 2

    def agrees_with(self, other: "PixelShape") -> bool:
        """Return whether two places mean the same shape, within 1 %."""
        return math.isclose(self.ratio, other.ratio, rel_tol=_SQUARE_WITHIN)


def pixel_ratio(shapes: Sequence[PixelShape]) -> float:
    """Return the height of a pixel in widths: the first that is not square, otherwise 1."""
    return next((shape.ratio for shape in shapes if shape.usable and not shape.square), 1.0)


def as_whole_numbers(ratio: float) -> tuple[int, int]:
    """Return the height and the width of a pixel as files state them, 4 and 3 for instance."""
    height, width = Fraction(ratio).limit_denominator(1000).as_integer_ratio()
    return max(1, height), width


def why_not_square(shapes: Sequence[PixelShape]) -> Message | None:
    """Return why shapes cannot be measured, if any place states that pixels are not square."""
    for shape in shapes:
        if shape.usable and not shape.square:
            return message(
                "The pixels are not square ({source} {stated}), so shapes in the picture cannot "
                "be measured.",
                source=shape.source,
                stated=shape.stated,
            )
    return None


def shape_notices(shapes: Sequence[PixelShape]) -> tuple[Message, ...]:
    """Return notices of statements that contradict each other or are impossible."""
    return (*_contradictions(shapes), *_nonsense(shapes))


def _contradictions(shapes: Sequence[PixelShape]) -> Iterator[Message]:
    usable = [shape for shape in shapes if shape.usable]
    for one, other in combinations(usable, 2):
        if not one.agrees_with(other):
            yield message(
                "The file contradicts itself about the shape of its pixels: {one} states {first}, "
                "{other} states {second}.",
                one=one.source,
                first=one.stated,
                other=other.source,
                second=other.stated,
            )
            return


def _nonsense(shapes: Sequence[PixelShape]) -> Iterator[Message]:
    for shape in shapes:
        if not shape.usable:
            yield message(
                "{source} states “{stated}”, which cannot be a pixel size; it was ignored.",
                source=shape.source,
                stated=shape.stated,
            )
