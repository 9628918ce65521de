"""How the numbers of the two eyes of one person differ."""

from dataclasses import dataclass

from app.base.messages import Message, message
from app.measurement.types import Measurements

_NOT_BOTH = message("It is not measured in both eyes.")


@dataclass(frozen=True)
class Asymmetry:
    """One number in both eyes.

    Attributes:
        right, left: the values; None where it is withheld.
        difference: right less left; None where one of them is withheld.
        relative: the difference divided by the mean of both; None also where that is 0.
        reason: why there is no difference; None where there is one.
    """

    right: float | None
    left: float | None
    difference: float | None
    relative: float | None
    reason: Message | None = None


def asymmetries(right: Measurements, left: Measurements) -> dict[str, Asymmetry]:
    """Return how each number differs that both eyes have, by its id.

    The photographs are of one day; whoever asks sees to that.
    """
    return {
        number: _asymmetry(measured.value, left.numbers[number].value)
        for number, measured in right.numbers.items()
        if number in left.numbers
    }


def _asymmetry(right: float | None, left: float | None) -> Asymmetry:
    if right is None or left is None:
        return Asymmetry(right, left, None, None, _NOT_BOTH)
    difference, mean = right - left, (right + left) / 2
    return Asymmetry(right, left, difference, difference / mean if mean else None)
