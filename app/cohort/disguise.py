"""Keep out of a de-identified cohort whatever tells whom a photograph shows."""

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.base.messages import Message
from app.batch.task import Outcome
from app.cohort.items import Item
from app.deidentification.pseudonyms import Pseudonyms, shifted

_LETTERS = 16  # of a pseudonym: 64 bits, so that no two of ten million photographs share one
_LEFT_OUT = "…"


@dataclass(frozen=True)
class Disguise:
    """Pseudonyms of one cohort: who has the secret, which is kept apart, can make them again."""

    secret: bytes

    def photograph(self, item: Item) -> str:
        """Return the pseudonym of a photograph."""
        told = (item.id, item.entry.path, item.entry.member or "", item.frame or 0)
        return "P-" + self._digest("photograph", *map(str, told))[:_LETTERS]

    def subject(self, subject: str) -> str:
        """Return the pseudonym of a person."""
        return "S-" + self._digest("subject", subject)[:_LETTERS]

    def day(self, day: str, subject: str | None) -> str:
        """Return a day, YYYYMMDD, moved as all of its subject's; empty where nobody is known."""
        return shifted(day, Pseudonyms(self.secret).shift(subject)) if subject else ""

    def content(self, sha256: str) -> str:
        """Return what stands for a file's digest: equal for equal files of this cohort alone."""
        return self._digest("content", sha256)

    def _digest(self, purpose: str, *told: str) -> str:
        text = "\0".join((purpose, *told)).encode(errors="surrogatepass")
        return hmac.digest(self.secret, text, "sha256").hex()


def redactions(outcome: Outcome) -> dict[str, str]:
    """Return the sentences about a photograph, without what they quote of its file."""
    sentences = _of_analysis(outcome.result) if isinstance(outcome.result, Analysis) else ()
    return {str(each): redacted(each) for each in sentences}


def redacted(sentence: Message) -> str:
    """Return a sentence in which numbers are left, and every text is left out.

    Example:
        >>> from app.base.messages import message
        >>> redacted(message("“{name}” has {count} pages.", name="Doe^Jane.tif", count=3))
        '“…” has 3 pages.'
    """
    return sentence.source.format(**dict(_harmless(sentence.values)))


def _harmless(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, Message):
            yield name, redacted(value)
        else:
            yield name, value if isinstance(value, int | float) else _LEFT_OUT


def _of_analysis(analysis: Analysis) -> Iterator[Message]:
    yield from analysis.warnings
    yield from analysis.quality.reasons
    told = (each.reason for each in analysis.measurements.numbers.values())
    yield from (each for each in (*told, analysis.unsuitable, analysis.withheld) if each)
