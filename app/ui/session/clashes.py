"""Two versions of what was said of a photograph, field by field: neither is lost."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

from app.domain.reading import Reading
from app.report.report_text import ReportText


@dataclass(frozen=True)
class Said:
    """What one person says of a photograph; None where nothing was said."""

    reading: Reading | None
    text: ReportText | None


@dataclass(frozen=True)
class Clash:
    """What this window says of a photograph, and what somebody else had saved meanwhile.

    Attributes:
        who: saved theirs: the account and the computer.
        version: of theirs, which whatever is settled on follows.
    """

    mine: Said
    theirs: Said
    who: str
    version: int


@dataclass(frozen=True)
class Field:
    """One field on which both versions differ."""

    name: str
    mine: object
    theirs: object


def differing(clash: Clash) -> tuple[Field, ...]:
    """Return each field on which both versions differ; silence of either is no other word."""
    found = []
    for mine, theirs in _pairs(clash):
        if mine is None or theirs is None:
            continue
        for each in fields(mine):
            one, other = getattr(mine, each.name), getattr(theirs, each.name)
            if one != other:
                found.append(Field(each.name, one, other))
    return tuple(found)


def settled(clash: Clash, theirs: Collection[str]) -> Said:
    """Return one version of both.

    Args:
        theirs: the names of the fields in which the other version is taken.
    """
    taken = []
    for one, other in _pairs(clash):
        if one is None or other is None:
            taken.append(one or other)
            continue
        names = [each.name for each in fields(one) if each.name in theirs]
        taken.append(replace(one, **{name: getattr(other, name) for name in names}))
    reading, text = taken
    assert reading is None or isinstance(reading, Reading)
    assert text is None or isinstance(text, ReportText)
    return Said(reading, text)


def _pairs(
    clash: Clash,
) -> tuple[tuple[Reading | None, Reading | None], tuple[ReportText | None, ReportText | None]]:
    mine, theirs = clash.mine, clash.theirs
    return (mine.reading, theirs.reading), (mine.text, theirs.text)
