"""What the numbers of a cohort tell: spreads, groups, outliers, pairs of eyes, repeats."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.cohort.report.results import Chosen, Numbers, Words

FEWEST = 5
"""A group of fewer persons is not shown: it could tell who they are."""

MOST_GROUPS = 20
OUTLYING = 3.5
"""Robust z-score beyond which a number is an outlier (Iglewicz and Hoaglin, 1993)."""

_MAD_TO_SD = 1.4826  # of a normal distribution
_QUARTERS = 4


@dataclass(frozen=True)
class Spread:
    """How numbers are distributed.

    Attributes:
        quantiles: at 5, 25, 50, 75 and 95 %.
    """

    count: int
    mean: float
    sd: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class Agreement:
    """How two numbers of the same thing agree (Bland and Altman, 1986).

    Attributes:
        bias: mean difference.
        low, high: limits of agreement, bias ± 1.96 SD of the differences.
        correlation: Pearson's.
    """

    count: int
    bias: float
    low: float
    high: float
    correlation: float


@dataclass(frozen=True)
class Outlier:
    """A photograph whose number lies far from those of the others.

    Attributes:
        row: its place in the table.
        name: id of the measure.
        score: robust z-score.
    """

    row: int
    name: str
    value: float
    score: float


def spread(values: Numbers) -> Spread | None:
    """Return how numbers are distributed; None where there are fewer than two."""
    known = values[np.isfinite(values)]
    if known.size < 2:
        return None
    quantiles = np.quantile(known, (0.05, 0.25, 0.5, 0.75, 0.95))
    return Spread(
        int(known.size), float(known.mean()), float(known.std(ddof=1)), tuple(map(float, quantiles))
    )


def groups(words: Words, persons: Words) -> dict[str, Chosen]:
    """Return which photographs are of which group, the largest first.

    Groups of fewer than ``FEWEST`` persons (photographs, where nobody is known) are one group,
    "…"; there is nothing where that leaves fewer than two, or more than ``MOST_GROUPS``.
    """
    members: dict[str, list[int]] = {}
    for row, word in enumerate(words):
        if word:
            members.setdefault(str(word), []).append(row)
    shown, others = {}, []
    for word, rows in sorted(members.items(), key=lambda each: -len(each[1])):
        if _persons(rows, persons) >= FEWEST:
            shown[word] = _chosen(rows, len(words))
        else:
            others += rows
    if not 2 <= len(shown) + bool(others) <= MOST_GROUPS or not shown:
        return {}
    if others and _persons(others, persons) >= FEWEST:
        shown["…"] = _chosen(others, len(words))
    return shown if len(shown) > 1 else {}


def quarters(values: Numbers) -> dict[str, Chosen]:
    """Return photographs by the quarter that a covariate's number lies in."""
    known = values[np.isfinite(values)]
    if known.size < _QUARTERS * FEWEST:
        return {}
    edges = np.unique(np.quantile(known, (0, 0.25, 0.5, 0.75, 1)))
    found = {}
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = (values >= low) & ((values <= high) if last else (values < high))
        found[f"{low:.4g} – {high:.4g}"] = np.asarray(inside, dtype=np.bool_)
    return found if len(found) > 1 else {}


def as_numbers(words: Words) -> Numbers | None:
    """Return a covariate as numbers; None where its words are none."""
    values = np.full(len(words), np.nan)
    for row, word in enumerate(words):
        if not word:
            continue
        try:
            values[row] = float(word)
        except ValueError:
            return None
    known = np.isfinite(values)
    return values if np.unique(values[known]).size > MOST_GROUPS else None


def explained(values: Numbers, chosen: Sequence[Chosen]) -> float | None:
    """Return the share of the variance that groups explain, η²; None where nothing varies."""
    parts = [values[each & np.isfinite(values)] for each in chosen]
    parts = [part for part in parts if part.size]
    if len(parts) < 2:
        return None
    every = np.concatenate(parts)
    total = float(((every - every.mean()) ** 2).sum())
    if total == 0:
        return None
    between = sum(part.size * (part.mean() - every.mean()) ** 2 for part in parts)
    return float(between / total)


def correlations(columns: Sequence[Numbers]) -> NDArray[np.float64]:
    """Return Spearman's rank correlations of some numbers, over photographs that have both."""
    count = len(columns)
    found = np.full((count, count), np.nan)
    for one in range(count):
        for other in range(one, count):
            found[one, other] = found[other, one] = _rank_correlation(columns[one], columns[other])
    return found


def outliers(numbers: Mapping[str, Numbers], most: int) -> list[Outlier]:
    """Return the photographs that lie furthest out, each once, by its most outlying number."""
    furthest: dict[int, Outlier] = {}
    for name, values in numbers.items():
        known = values[np.isfinite(values)]
        middle = float(np.median(known)) if known.size else 0.0
        scale = _MAD_TO_SD * float(np.median(np.abs(known - middle))) if known.size else 0.0
        if scale == 0:
            continue
        scores = (values - middle) / scale
        for row in map(int, np.flatnonzero(np.abs(scores) > OUTLYING)):
            score = float(scores[row])
            if row not in furthest or abs(score) > abs(furthest[row].score):
                furthest[row] = Outlier(row, name, float(values[row]), score)
    return sorted(furthest.values(), key=lambda each: -abs(each.score))[:most]


@dataclass(frozen=True)
class Visits:
    """Which photographs are of the same eye and day, where the persons are known.

    Attributes:
        eyes: rows of each eye by person and day.
    """

    eyes: dict[tuple[str, str], dict[str, list[int]]]

    def pairs(self, values: Numbers) -> tuple[Numbers, Numbers]:
        """Return the number of the right and of the left eye of each visit that has both."""
        found = [
            (_mean(values, eyes["R"]), _mean(values, eyes["L"]))
            for eyes in self.eyes.values()
            if "R" in eyes and "L" in eyes
        ]
        both = np.array([each for each in found if np.isfinite(each).all()]).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    def repeats(self, values: Numbers) -> tuple[int, float | None]:
        """Return how many eyes have repeats, and the standard deviation within an eye."""
        squares, freedom, count = 0.0, 0, 0
        for rows in self._of_each_eye():
            known = values[rows][np.isfinite(values[rows])]
            if known.size > 1:
                squares += float(((known - known.mean()) ** 2).sum())
                freedom += known.size - 1
                count += 1
        return count, float(np.sqrt(squares / freedom)) if freedom else None

    def _of_each_eye(self) -> Iterator[list[int]]:
        for eyes in self.eyes.values():
            yield from eyes.values()


def visits(persons: Words, days: Words, eyes: Words, contents: Words) -> Visits:
    """Return the visits of a cohort; a copy of a photograph is no repeat of it."""
    found: dict[tuple[str, str], dict[str, list[int]]] = {}
    seen: set[tuple[str, str]] = set()
    for row, (person, day, eye, content) in enumerate(
        zip(persons, days, eyes, contents, strict=True)
    ):
        if not person or eye not in ("R", "L") or (content and (person, content) in seen):
            continue
        seen.add((person, content))
        found.setdefault((person, day or ""), {}).setdefault(eye, []).append(row)
    return Visits(found)


def copies(contents: Words) -> int:
    """Return how many photographs are the same file as another one before."""
    known = [content for content in contents if content]
    return len(known) - len(set(known))


def agreement(one: Numbers, other: Numbers) -> Agreement | None:
    """Return how paired numbers agree; None where there are fewer than three pairs."""
    if one.size < 3:
        return None
    differences = one - other
    bias, sd = float(differences.mean()), float(differences.std(ddof=1))
    varies = one.std() > 0 and other.std() > 0
    correlation = float(np.corrcoef(one, other)[0, 1]) if varies else float("nan")
    return Agreement(int(one.size), bias, bias - 1.96 * sd, bias + 1.96 * sd, correlation)


def _persons(rows: Sequence[int], persons: Words) -> int:
    known = {persons[row] for row in rows if persons[row]}
    return len(known) if known else len(rows)


def _chosen(rows: Sequence[int], count: int) -> Chosen:
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[list(rows)] = True
    return chosen


def _mean(values: Numbers, rows: Sequence[int]) -> float:
    known = values[list(rows)]
    known = known[np.isfinite(known)]
    return float(known.mean()) if known.size else float("nan")


def _rank_correlation(one: Numbers, other: Numbers) -> float:
    from scipy.stats import rankdata

    both = np.isfinite(one) & np.isfinite(other)
    if np.count_nonzero(both) < 3:
        return float("nan")
    first, second = rankdata(one[both]), rankdata(other[both])
    if first.std() == 0 or second.std() == 0:
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])
