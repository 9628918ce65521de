"""How visits are put into words."""

from app.base.messages import Message, message
from app.base.text import plain_line
from app.domain.quality import Verdict
from app.report.details import date_words
from app.report.wording import verdict_name
from app.ui.comparing.visits import Visit
from app.ui.look.words import eye_abbreviation

NO_DATE = message("no date")


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
