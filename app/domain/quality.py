"""How suitable a photograph is for measuring."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.messages import Message


class Verdict(StrEnum):
    """Whether a photograph is good enough to measure."""

    GOOD = "good"
    USABLE = "usable"
    NOT_GRADABLE = "not gradable"


class Flaw(StrEnum):
    """What can be wrong with a part of a photograph."""

    DARK = "dark"
    WASHED_OUT = "washed out"
    BLURRED = "blurred"
    LESIONS = "lesions"


TILES = 16
"""The square round the camera's circle is looked at in so many tiles across and down."""


@dataclass(frozen=True)
class PoorPart:
    """A part of the field where vessels can hardly be found; it is told, not excluded.

    Attributes:
        share: of the field of view, 0 to 1.
        place: where most of it lies.
        tiles: row and column of each of its tiles, of the square round the camera's circle.
    """

    flaw: Flaw
    share: float
    place: Message
    tiles: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Quality:
    """The verdict on a photograph: a 0-1 score and the reasons in sentences.

    Attributes:
        poor_parts: one of each flaw that is found; no tile is in two of them.
    """

    score: float
    verdict: Verdict
    reasons: tuple[Message, ...] = ()
    poor_parts: tuple[PoorPart, ...] = ()
