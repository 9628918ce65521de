"""How a change between two photographs is put into words: on paper and in the window."""

from app.analysis.changes import Change, NumberChange
from app.base.messages import Message, message
from app.measurement.measure import Measure
from app.report.wording import format_amount

VERDICTS = {
    Change.HIGHER: message("higher"),
    Change.LOWER: message("lower"),
    Change.NOT_TOLD: message("no change that can be told"),
    Change.UNKNOWN: message("smallest detectable change not known"),
    Change.WITHHELD: message("withheld"),
}
DASH = "–"


def signed_words(value: float | None, measure: Measure) -> str:
    """Return a change with its sign, and a true minus; a dash where there is none.

    What is rounded to nothing has neither sign.
    """
    if value is None:
        return DASH
    amount = format_amount(abs(value), measure)
    if not any(digit in amount for digit in "123456789"):
        return f"±{amount}"
    return f"{'+' if value > 0 else '−'}{amount}"


def amount_words(value: float | None, measure: Measure) -> str:
    """Return an amount, such as the smallest detectable change; a dash where there is none."""
    return DASH if value is None else format_amount(value, measure)


def reason_of(change: NumberChange) -> Message | None:
    """Return why a number is withheld in one of the photographs; None where it is in neither."""
    return change.first.reason or change.second.reason
