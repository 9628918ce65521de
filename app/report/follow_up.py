"""The examinations of an eye by date, as a report lists and plots them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.analysis.analysis import Analysis
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.measurement.measure import Measure
from app.measurement.measures import FRACTAL_DIMENSION, VESSEL_DENSITY
from app.records.schema import Value
from app.report.changes import DASH, VERDICTS, signed_words
from app.report.details import date_words, words
from app.report.trend import (
    MIXED,
    UNNAMED_CAMERA,
    DatedNumbers,
    Series,
    apart,
    bounds,
    change_between,
    day_of,
    maker,
    numbers_of,
    series_of,
)
from app.report.wording import format_amount

Cells = tuple[str, str, str, str]

_MEASURES = (VESSEL_DENSITY, FRACTAL_DIMENSION)
_MOST_ROWS = 6  # of earlier examinations, and of later ones
_MOST_DAYS = 4  # written under a plot

_OWN_FIELDS = message(
    "Each number is of the whole field of its photograph: for small changes, compare the "
    "photographs over what both show."
)


@dataclass(frozen=True)
class TrendSeries:
    """The points of one camera and model.

    Attributes:
        moments: seconds since 1970.
        lows, highs: of each point's interval; None where it is not known.
    """

    name: str
    moments: tuple[float, ...]
    values: tuple[float, ...]
    lows: tuple[float | None, ...]
    highs: tuple[float | None, ...]

    def __post_init__(self) -> None:
        parts = (self.moments, self.values, self.lows, self.highs)
        if not self.moments or len({len(part) for part in parts}) != 1:
            raise ValueError("points and intervals of a trend do not fit together")
        if not all(math.isfinite(each) for part in parts for each in part if each is not None):
            raise ValueError("a point of a trend is not finite")


@dataclass(frozen=True)
class TrendDiagram:
    """One number by date.

    Attributes:
        caption: what has changed since the last visit, and whether it can be told.
        axes: what is plotted against what.
        bounds: of the axes: left, right, low, high.
        days: what is written under the plot, and where.
        decimals: of the numbers at the upright axis.
    """

    title: str
    caption: str
    axes: str
    bounds: tuple[float, float, float, float]
    days: tuple[tuple[float, str], ...]
    decimals: int
    series: tuple[TrendSeries, ...]

    def __post_init__(self) -> None:
        left, right, low, high = self.bounds
        if not (left < right and low < high and all(map(math.isfinite, self.bounds))):
            raise ValueError("the axes of a trend are not in order")


@dataclass(frozen=True)
class FollowUp:
    """The table of an eye's examinations.

    Attributes:
        row: of this examination.
        earlier, later: rows of others, the first one first; none where none are known.
        notes: what must be known of them.
        plots: of the numbers by date; none where there are no two dates.
    """

    titles: Cells
    row: Cells
    earlier: tuple[Cells, ...] = ()
    later: tuple[Cells, ...] = ()
    notes: tuple[str, ...] = ()
    plots: tuple[TrendDiagram, ...] = ()


def follow_up(analysis: Analysis, past: Sequence[DatedNumbers], catalogue: Catalogue) -> FollowUp:
    """Return the table of an eye's examinations in the catalogue's language.

    Args:
        past: other visits of this eye, with their days.
    """
    say = catalogue.say
    now = numbers_of(analysis)
    earlier, later = _parted(now, past)
    titles = (
        say(message("Date of photograph")),
        say(VESSEL_DENSITY.name),
        say(FRACTAL_DIMENSION.name),
        say(message("Remarks")),
    )
    this = say(message("this examination"))
    return FollowUp(
        titles,
        _cells(now, (this, maker(now, say(UNNAMED_CAMERA))) if past else (this,), catalogue),
        tuple(_earlier_row(visit, now, catalogue) for visit in earlier[-_MOST_ROWS:]),
        tuple(_later_row(visit, now, catalogue) for visit in later[:_MOST_ROWS]),
        tuple(say(note) for note in _notes(now, earlier, later)),
        _plots(now, (*earlier, *later), catalogue),
    )


def _parted(
    now: DatedNumbers, past: Sequence[DatedNumbers]
) -> tuple[list[DatedNumbers], list[DatedNumbers]]:
    """Return earlier and later visits; where this one has no day, all are listed before it."""
    ordered = sorted((visit for visit in past if visit.date), key=lambda each: each.date)
    if not now.date:
        return ordered, []
    earlier = [visit for visit in ordered if visit.date <= now.date]
    return earlier, ordered[len(earlier) :]


def _earlier_row(visit: DatedNumbers, now: DatedNumbers, catalogue: Catalogue) -> Cells:
    changes = _changes(visit, now) if now.date else ()
    return _row(
        visit,
        [
            catalogue.say(message("{name} since then: {change}", name=name, change=change))
            for name, change in changes
        ],
        catalogue,
    )


def _later_row(visit: DatedNumbers, now: DatedNumbers, catalogue: Catalogue) -> Cells:
    return _row(
        visit,
        [
            catalogue.say(message("{name} by then: {change}", name=name, change=change))
            for name, change in _changes(now, visit)
        ],
        catalogue,
    )


def _row(visit: DatedNumbers, changes: Sequence[str], catalogue: Catalogue) -> Cells:
    return _cells(visit, (maker(visit, catalogue.say(UNNAMED_CAMERA)), *changes), catalogue)


def _cells(visit: DatedNumbers, remarks: Sequence[str], catalogue: Catalogue) -> Cells:
    density, dimension = (_cell(visit.values.get(each.id), each) for each in _MEASURES)
    return words(date_words(visit.date or None), catalogue), density, dimension, "\n".join(remarks)


def _cell(value: Value | None, measure: Measure) -> str:
    """Return a number, and on a line below it the interval in which an expert's is expected."""
    if value is None or value.value is None:
        return DASH
    written = format_amount(value.value, measure)
    if value.interval is None:
        return written
    low, high = (format_amount(each, measure) for each in (value.interval.low, value.interval.high))
    return f"{written}\n{low.removesuffix(measure.suffix)} – {high}"


def _changes(first: DatedNumbers, second: DatedNumbers) -> tuple[tuple[Message, Message], ...]:
    return tuple((each.name, _change_words(first, second, each)) for each in _MEASURES)


def _change_words(first: DatedNumbers, second: DatedNumbers, measure: Measure) -> Message:
    """Return by how much a number changed, whether that can be told, and from where it can."""
    found = change_between(first, second, measure)
    verdict = VERDICTS[found.verdict]
    if found.change is None:
        return verdict
    change = signed_words(found.change, measure)
    if found.smallest_detectable is None:
        return message("{change}, {verdict}", change=change, verdict=verdict)
    return message(
        "{change}, {verdict} (detectable from {smallest})",
        change=change,
        verdict=verdict,
        smallest=format_amount(found.smallest_detectable, measure),
    )


def _notes(
    now: DatedNumbers, earlier: Sequence[DatedNumbers], later: Sequence[DatedNumbers]
) -> list[Message]:
    shown = [*earlier, *later]
    if not shown:
        return []
    notes = [_OWN_FIELDS]
    if len({(each.device, each.model) for each in (now, *shown)}) > 1:
        notes.append(MIXED)
    if not now.date:
        notes.append(message("This photograph has no date: it is in no plot."))
    left_out = max(len(earlier) - _MOST_ROWS, 0) + max(len(later) - _MOST_ROWS, 0)
    if left_out:
        notes.append(message("Examinations that are not listed: {count}", count=left_out))
    return notes


# --- plots ---------------------------------------------------------------------------------


def _plots(
    now: DatedNumbers, others: Sequence[DatedNumbers], catalogue: Catalogue
) -> tuple[TrendDiagram, ...]:
    visits = [visit for visit in (*others, now) if visit.date]
    plots = (_plot(each, visits, now, catalogue) for each in _MEASURES)
    return tuple(plot for plot in plots if plot is not None)


def _plot(
    measure: Measure, visits: Sequence[DatedNumbers], now: DatedNumbers, catalogue: Catalogue
) -> TrendDiagram | None:
    """Return a number by date; None where there are no two days with it."""
    say = catalogue.say
    series = series_of(visits, measure, say(UNNAMED_CAMERA))
    if len({float(moment) for each in series for moment in each.moments}) < 2:
        return None
    axes = bounds(series)
    days = apart(series, axes[1] - axes[0], _MOST_DAYS)
    name = say(measure.name)
    unit = measure.suffix.strip()
    return TrendDiagram(
        f"{name}, {unit}" if unit else name,
        say(since) if (since := since_last(visits, now, measure)) else "",
        say(message("By date; bars: in which an expert's number is expected")),
        axes,
        tuple((moment, words(date_words(day_of(moment)), catalogue)) for moment in days),
        measure.decimals,
        tuple(map(_as_plain, series)),
    )


def since_last(
    visits: Iterable[DatedNumbers], now: DatedNumbers, measure: Measure
) -> Message | None:
    """Return what has changed since the last earlier visit with a number; None without one."""
    before = [
        visit
        for visit in visits
        if visit.date
        and visit.date < now.date
        and (known := visit.values.get(measure.id)) is not None
        and known.value is not None
    ]
    if not before:
        return None
    last = max(before, key=lambda each: each.date)
    return message(
        "Since {day}: {change}",
        day=date_words(last.date) or "",
        change=_change_words(last, now, measure),
    )


def _as_plain(series: Series) -> TrendSeries:
    def known(values: Sequence[float]) -> tuple[float | None, ...]:
        return tuple(None if math.isnan(each) else each for each in values)

    return TrendSeries(
        series.name,
        tuple(series.moments.tolist()),
        tuple(series.values.tolist()),
        known(series.lows.tolist()),
        known(series.highs.tolist()),
    )
