"""Whether a number has changed between two visits, or the difference may be chance."""

from dataclasses import dataclass
from enum import StrEnum

from app.measurement.types import Measurement


class Change(StrEnum):
    """Whether a number has changed."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_TOLD = "no change that can be told"
    UNKNOWN = "smallest detectable change not known"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class NumberChange:
    """One number in both photographs.

    Attributes:
        first, second: measured over the overlap, where there is one.
        change: second less first; None where one of them is withheld.
        smallest_detectable: by how much it must differ to have changed; None if not known.
    """

    first: Measurement
    second: Measurement
    change: float | None
    smallest_detectable: float | None
    verdict: Change


def verdict_of(change: float, smallest: float | None) -> Change:
    """Return whether a change can be told from chance.

    Args:
        smallest: detectable change; None if not known.
    """
    if smallest is None:
        return Change.UNKNOWN
    if abs(change) < smallest:
        return Change.NOT_TOLD
    return Change.HIGHER if change > 0 else Change.LOWER
