"""How suitable a photograph is for measuring."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.messages import Message


class Verdict(StrEnum):
    """Whether a photograph is good enough to measure."""

    GOOD = "good"
    USABLE = "usable"
    NOT_GRADABLE = "not gradable"


@dataclass(frozen=True)
class Quality:
    """The verdict on a photograph: a 0-1 score and the reasons in sentences."""

    score: float
    verdict: Verdict
    reasons: tuple[Message, ...] = ()
