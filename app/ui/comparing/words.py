"""How visits, changes and relations are put into words."""

from app.analysis.comparison import Change, NumberChange
from app.base.messages import Message, message
from app.base.text import plain_line
from app.domain.quality import Verdict
from app.measurement.measures import Measure
from app.report.details import date_words
from app.report.wording import format_amount, verdict_name
from app.ui.comparing.visits import Visit
from app.ui.look.words import eye_abbreviation

VERDICTS = {
    Change.HIGHER: message("higher"),
    Change.LOWER: message("lower"),
    Change.NOT_TOLD: message("no change that can be told"),
    Change.UNKNOWN: message("smallest detectable change not known"),
    Change.WITHHELD: message("withheld"),
}
NO_DATE = message("no date")
DASH = "–"


def day_words(date: str | None) -> str | Message:
    """Return the day of a visit, YYYY-MM-DD, or that it is not known."""
    return date_words(date) or NO_DATE


def visit_words(visit: Visit, *, named: bool) -> list[str | Message]:
    """Return by what a visit is told from others: its day, eye, camera, quality and file.

    Args:
        named: the file's name is told too, which may be that of a person.
    """
    words: list[str | Message] = [day_words(visit.date), eye_abbreviation(visit.eye)]
    if visit.device:
        words.append(plain_line(visit.device))
    if visit.quality:
        words.append(verdict_name(Verdict(visit.quality)))
    if named and visit.entries:
        words.append(plain_line(visit.entries[0].location.name))
    return words


def signed_words(value: float | None, measure: Measure) -> str:
    """Return a change with its sign, and a true minus; a dash where there is none."""
    if value is None:
        return DASH
    return f"{'+' if value >= 0 else '−'}{format_amount(abs(value), measure)}"


def reason_of(change: NumberChange) -> Message | None:
    """Return why a number is withheld in one of the photographs; None where it is in neither."""
    return change.first.reason or change.second.reason
