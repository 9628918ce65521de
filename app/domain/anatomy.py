"""Where the disc, its cup and the fovea lie, and which vessels are arteries or veins."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.base.messages import Message
from app.domain.photograph import Laterality

Point = tuple[float, float]
"""x, y in pixels, from the centre of the first one."""


class VesselKind(StrEnum):
    """Whether a vessel brings blood or carries it away."""

    ARTERY = "artery"
    VEIN = "vein"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Told:
    """What a person says of a vessel.

    Attributes:
        place: x, y in pixels, on it or next to it.
    """

    place: Point
    kind: VesselKind


@dataclass(frozen=True)
class Ellipse:
    """An outline.

    Attributes:
        center: x, y in pixels.
        semi_axes: the longer one, a, and the shorter one, b, in pixels.
        angle: of a, in degrees from x towards y, 0 to 180.

    Raises:
        ValueError: an axis is not above 0, or b is longer than a.
    """

    center: Point
    semi_axes: tuple[float, float]
    angle: float = 0.0

    def __post_init__(self) -> None:
        a, b = self.semi_axes
        if not 0 < b <= a:
            raise ValueError("the axes of an ellipse are a, and b, which is no longer than a")

    @property
    def radius(self) -> float:
        """Return the radius of the circle of the same area, in pixels."""
        return math.sqrt(self.semi_axes[0] * self.semi_axes[1])

    @property
    def area(self) -> float:
        """Return the area, in square pixels.

        Example:
            >>> round(Ellipse((0, 0), (2, 1)).area, 4)
            6.2832
        """
        return math.pi * self.semi_axes[0] * self.semi_axes[1]

    @property
    def height(self) -> float:
        """Return how far it reaches from top to bottom, in pixels.

        Example:
            >>> round(Ellipse((0, 0), (3, 2), angle=90).height, 4)
            6.0
        """
        return self._reach(math.sin(math.radians(self.angle)))

    @property
    def width(self) -> float:
        """Return how far it reaches from left to right, in pixels."""
        return self._reach(math.cos(math.radians(self.angle)))

    def _reach(self, share: float) -> float:
        a, b = self.semi_axes
        return 2 * math.sqrt((a * share) ** 2 + b**2 * (1 - share**2))

    def holds(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which places lie inside it."""
        turn = math.radians(self.angle)
        right, down = x - self.center[0], y - self.center[1]
        along = right * math.cos(turn) + down * math.sin(turn)
        across = down * math.cos(turn) - right * math.sin(turn)
        a, b = self.semi_axes
        inside: NDArray[np.bool_] = (along / a) ** 2 + (across / b) ** 2 <= 1
        return inside

    def contains(self, place: Point) -> bool:
        """Return whether a place lies inside it."""
        return bool(self.holds(np.array([place[0]]), np.array([place[1]]))[0])

    def moved(self, scale: float, offset: Point) -> "Ellipse":
        """Return it in another picture, in which x is ``scale`` · x + ``offset``."""
        x, y = self.center
        a, b = self.semi_axes
        center = x * scale + offset[0], y * scale + offset[1]
        return Ellipse(center, (a * scale, b * scale), self.angle)


@dataclass(frozen=True)
class Outline:
    """An optic disc or its cup.

    Attributes:
        confidence: 0 to 1; 1 where a person placed it.
    """

    ellipse: Ellipse
    confidence: float


@dataclass(frozen=True)
class Spot:
    """A fovea.

    Attributes:
        center: x, y in pixels.
        confidence: 0 to 1; 1 where a person placed it.
    """

    center: Point
    confidence: float


@dataclass(frozen=True)
class Landmarks:
    """What was found of disc, cup and fovea, in pixels of one picture, or why they were not.

    Attributes:
        disc, cup, fovea: a sentence says why there is none.
        eye_suggested: which eye it is by their places; None where they do not tell.
    """

    disc: Outline | Message
    cup: Outline | Message
    fovea: Spot | Message
    eye_suggested: Laterality | None = None
