"""How fit a photograph is to be measured."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.messages import Message


class Verdict(StrEnum):
    """Say whether a photograph is fit to be measured."""

    GOOD = "good"
    USABLE = "usable"
    NOT_GRADABLE = "not gradable"


@dataclass(frozen=True)
class Quality:
    """Hold the verdict on a photograph: a 0-1 score and the reasons in sentences."""

    score: float
    verdict: Verdict
    reasons: tuple[Message, ...] = ()
