"""How the anatomy of the two eyes of one day differs, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.measurement.asymmetry import Asymmetry, asymmetries
from app.measurement.measure import Measure
from app.measurement.types import Measurement
from app.report.anatomy_page import anatomy_measures_shown, is_of_whole
from app.report.changes import DASH, signed_words
from app.report.details import date_words
from app.report.wording import format_value

_TITLE = message("Asymmetry of the anatomy")


@dataclass(frozen=True)
class AsymmetryLine:
    """One number of both eyes.

    Attributes:
        difference: right less left.
        relative: that difference, for the mean of both; or why there is none.
    """

    name: str
    right: str
    left: str
    difference: str
    relative: str


@dataclass(frozen=True)
class EyesAsymmetry:
    """How the eyes differ, in one language.

    Attributes:
        titles: of the columns.
        lines: none where the photographs are of different days.
        note: what a difference is worth, or why there is none.
    """

    title: str
    titles: tuple[str, str, str, str, str]
    lines: tuple[AsymmetryLine, ...]
    note: str


def build_asymmetry(
    right: Analysis, left: Analysis, names: tuple[str, str], catalogue: Catalogue
) -> EyesAsymmetry | None:
    """Tell how the anatomy differs; None where it was not looked for in both eyes.

    Args:
        names: of the eyes.
    """
    spacing_known = all(each.image.spacing is not None for each in (right, left))
    structures = right.structures & left.structures
    shown = anatomy_measures_shown(structures, spacing_known=spacing_known)
    # In one unit each: the page has room for no more.
    rows = [each for each in shown if is_of_whole(each) and not each.base]
    if not rows or right.withheld is not None or left.withheld is not None:
        return None
    say = catalogue.say
    one, other = right.image.exam.date, left.image.exam.date
    told = not (one and other and one != other)
    return EyesAsymmetry(
        title=say(_TITLE),
        titles=(
            say(message("Measurement")),
            *names,
            say(message("OD less OS")),
            say(message("For the mean of both")),
        ),
        lines=_lines(rows, right, left, catalogue) if told else (),
        note=say(_note(one, other)),
    )


def _note(right: str | None, left: str | None) -> Message:
    if not right or not left:
        return message(
            "It is not recorded that both photographs are of one day. Whether a difference is "
            "chance is not known."
        )
    if right != left:
        return message(
            "The photographs are of different days ({right}, {left}): their asymmetry is not told.",
            right=date_words(right),
            left=date_words(left),
        )
    return message("Whether a difference is chance is not known.")


def _lines(
    rows: list[Measure], right: Analysis, left: Analysis, catalogue: Catalogue
) -> tuple[AsymmetryLine, ...]:
    one, other = right.shown_measurements, left.shown_measurements
    found = asymmetries(one, other)
    return tuple(
        _line(each, found, (one.numbers[each.id], other.numbers[each.id]), catalogue)
        for each in rows
    )


def _line(
    measure: Measure,
    found: Mapping[str, Asymmetry],
    both: tuple[Measurement, Measurement],
    catalogue: Catalogue,
) -> AsymmetryLine:
    known = found[measure.id]
    reason = both[0].reason or both[1].reason
    return AsymmetryLine(
        catalogue.say(measure.name),
        format_value(both[0], measure),
        format_value(both[1], measure),
        signed_words(known.difference, measure),
        catalogue.say(reason) if reason else _share(known.relative, measure),
    )


def _share(relative: float | None, measure: Measure) -> str:
    """Return a relative difference; a dash for an angle, whose zero is as good as any other."""
    if relative is None or measure.unit == "deg":
        return DASH
    percent = f"{abs(100 * relative):.0f} %"
    if percent == "0 %":
        return f"±{percent}"
    return f"{'+' if relative > 0 else '−'}{percent}"
