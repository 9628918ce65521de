"""The numbers of an eye by date: by which camera and model, and whether they have changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from app.analysis.analysis import Analysis
from app.analysis.changes import Change, verdict_of
from app.base.messages import message
from app.base.text import plain_line
from app.measurement.measure import Measure
from app.records.numbers import value_record
from app.records.schema import AnalysisRecord, Value

MIXED = message("Different cameras or models: numbers may differ for that alone.")
UNNAMED_CAMERA = message("camera not recorded")
DAY_S = 86_400.0

_ROOM_ACROSS, _ROOM_ABOVE = 0.14, 0.08  # of an axis, beyond the first and the last
_LEAST_ACROSS = 30 * DAY_S
_LEAST_SPAN = 4.0  # of what is shown, in smallest detectable changes
_LEAST_PART = 0.1  # of what is shown, in the greatest value
_SHARES = 4  # decimals of a style's shares in records


@dataclass(frozen=True)
class DatedNumbers:
    """The numbers of one visit, and what they depend on.

    Attributes:
        date: YYYYMMDD; empty where nobody says it.
        device: the camera; empty where nobody says it.
        model: its name and version.
        drawn: by which model, style and threshold; only numbers of the same can be told apart.
        values: by the ids of the measures, as they are shown: of corrected vessels, if they were.
    """

    date: str
    device: str
    model: str
    drawn: tuple[object, ...]
    values: Mapping[str, Value]


def numbers_of_record(date: str, device: str, record: AnalysisRecord) -> DatedNumbers:
    """Return the numbers of a result that was kept."""
    made = record.model
    return DatedNumbers(
        date,
        device,
        f"{made.name} {made.version}" if made else "–",
        (
            made.sha256 if made else None,
            tuple(sorted(made.style.items())) if made else (),
            record.threshold,
        ),
        (record.corrected or record).measurements,
    )


def numbers_of(analysis: Analysis) -> DatedNumbers:
    """Return the numbers of an analysis as they are shown."""
    made, exam = analysis.provenance, analysis.image.exam
    shares = {name: round(share, _SHARES) for name, share in made.shares.items()}
    return DatedNumbers(
        exam.date or "",
        exam.device or "",
        f"{made.model_name} {made.model_version}",
        (made.model_sha256, tuple(sorted(shares.items())), analysis.threshold),
        {
            number: value_record(measured)
            for number, measured in analysis.shown_measurements.numbers.items()
        },
    )


@dataclass(frozen=True)
class DatedChange:
    """How a number differs between two visits, each measured over its own field.

    Attributes:
        change: the later less the earlier; None where one of them is withheld.
        smallest_detectable: None if not known.
    """

    change: float | None
    smallest_detectable: float | None
    verdict: Change


def change_between(earlier: DatedNumbers, later: DatedNumbers, measure: Measure) -> DatedChange:
    """Return how a number differs between two visits, and whether that can be told."""
    one, two = (visit.values.get(measure.id) for visit in (earlier, later))
    if one is None or two is None or one.value is None or two.value is None:
        return DatedChange(None, None, Change.WITHHELD)
    change, smallest = two.value - one.value, _smallest(one, two)
    if earlier.drawn != later.drawn:
        smallest = None
    return DatedChange(change, smallest, verdict_of(change, smallest))


def _smallest(one: Value, two: Value) -> float | None:
    known = one.smallest_detectable, two.smallest_detectable
    return None if None in known else max(each for each in known if each is not None)


@dataclass(frozen=True)
class Series:
    """The visits of one camera and model: only these are joined by a line.

    Attributes:
        moments: seconds since 1970.
        values, lows, highs: as they are written; NaN where an interval is not known.
        detectable: the greatest change that cannot be told from chance; 0 where not known.
    """

    name: str
    moments: NDArray[np.float64]
    values: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    detectable: float


def series_of(visits: Sequence[DatedNumbers], measure: Measure, unnamed: str) -> tuple[Series, ...]:
    """Return a number of dated visits by camera and model, the first one first.

    Args:
        unnamed: said of a camera that no file names.
    """
    groups: dict[str, list[tuple[float, Value]]] = {}
    for visit in sorted(visits, key=lambda each: each.date):
        value, moment = visit.values.get(measure.id), _moment(visit.date)
        if value is not None and value.value is not None and moment is not None:
            groups.setdefault(maker(visit, unnamed), []).append((moment, value))
    return tuple(_series(name, points, measure) for name, points in groups.items())


def maker(visit: DatedNumbers, unnamed: str) -> str:
    """Return by which camera and model the numbers of a visit were made."""
    return plain_line(f"{visit.device or unnamed} · {visit.model}")


def bounds(series: Sequence[Series]) -> tuple[float, float, float, float]:
    """Return what the axes show (left, right, low, high): all points and intervals, with some room.

    A change that cannot be told from chance must not look like a great one.
    """
    moments = np.concatenate([each.moments for each in series])
    heights = np.concatenate(
        [part for each in series for part in (each.values, each.lows, each.highs)]
    )
    left, right = float(moments.min()), float(moments.max())
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    across = max((right - left) * _ROOM_ACROSS, _LEAST_ACROSS)
    least = max(_LEAST_SPAN * max(each.detectable for each in series), _LEAST_PART * abs(high))
    up = max((high - low) * _ROOM_ABOVE, (least - (high - low)) / 2, 1e-9)
    return left - across, right + across, low - up, high + up


def apart(series: Sequence[Series], width: float, most: int) -> list[float]:
    """Return the moments of visits whose days can be written next to each other.

    Args:
        width: of the axis, in seconds.
        most: days have room on it.
    """
    chosen: list[float] = []
    for moment in sorted({float(moment) for each in series for moment in each.moments}):
        if not chosen or moment - chosen[-1] >= width / most:
            chosen.append(moment)
    return chosen


def day_of(moment: float) -> str:
    """Return the day of a moment as YYYYMMDD."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d")


def _series(name: str, points: Sequence[tuple[float, Value]], measure: Measure) -> Series:
    def numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
        return np.array([np.nan if each is None else each for each in values]) * measure.factor

    return Series(
        name,
        np.array([moment for moment, _ in points]),
        numbers([value.value for _, value in points]),
        numbers([value.interval.low if value.interval else None for _, value in points]),
        numbers([value.interval.high if value.interval else None for _, value in points]),
        measure.factor * max(value.smallest_detectable or 0.0 for _, value in points),
    )


def _moment(date: str) -> float | None:
    """Return the noon of a day, YYYYMMDD, in seconds since 1970; None of one that there is not."""
    try:
        return datetime.strptime(date, "%Y%m%d").replace(tzinfo=UTC).timestamp() + DAY_S / 2
    except ValueError:
        return None
