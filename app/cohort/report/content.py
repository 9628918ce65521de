"""What a report of a cohort says: section by section, in one language, naming nobody."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.cohort.columns import FAILURES, State
from app.cohort.plan import Plan
from app.cohort.report import charts
from app.cohort.report.blocks import (
    Block,
    Charts,
    CohortReport,
    Heading,
    Picture,
    Pictures,
    Table,
    Text,
)
from app.cohort.report.results import Chosen, Numbers, Results
from app.cohort.report.statistics import (
    OUTLYING,
    Outlier,
    agreement,
    as_numbers,
    copies,
    correlations,
    explained,
    groups,
    outliers,
    quarters,
    spread,
    visits,
)
from app.measurement.measure import Measure
from app.report.wording import INTENDED_USE

MOST_OUTLIERS = 24
_SHOWN_OUTLIERS = 12

_STATES = {
    State.MEASURED: message("measured"),
    State.WITHHELD: message("not measurable"),
    State.FAILED: message("failed"),
    State.SET_ASIDE: message("set aside"),
    State.NOT_DONE: message("not done"),
}
_EYES = {"R": message("OD (right eye)"), "L": message("OS (left eye)")}

_COUNT, _SHARE, _NUMBER = message("Photographs"), message("Share"), message("Number")

_AGREEMENT = (
    *(_NUMBER, message("Pairs"), message("OD − OS"), message("Lower limit")),
    *(message("Upper limit"), message("Correlation")),
)
_REPEATS = (
    *(_NUMBER, message("Eyes"), message("SD within an eye")),
    message("Repeatability coefficient"),
)

Thumbnails = Callable[[Sequence[int]], Mapping[int, bytes | None]]
"""Give small pictures of photographs by their places in the table."""


def build_report(
    results: Results, plan: Plan, catalogue: Catalogue, thumbnails: Thumbnails
) -> CohortReport:
    """Return the report of a cohort."""
    writer = _Writer(results, plan, catalogue, thumbnails)
    return CohortReport(
        catalogue.language.replace("_", "-"),
        writer.say(message("Report of a cohort")),
        writer.say(INTENDED_USE),
        tuple(writer.blocks()),
    )


@dataclass(frozen=True)
class _Grouping:
    """Photographs by what they have in common.

    Attributes:
        name: of the table's file.
        groups: by the title of each.
    """

    name: str
    title: str
    groups: Mapping[str, Chosen]


class _Writer:
    def __init__(
        self, results: Results, plan: Plan, catalogue: Catalogue, thumbnails: Thumbnails
    ) -> None:
        self._results, self._plan = results, plan
        self._thumbnails = thumbnails
        self._catalogue = catalogue
        self._numbers = {measure.id: results.number(measure) for measure in results.measures}

    def say(self, sentence: Message) -> str:
        return self._catalogue.say(sentence)

    def blocks(self) -> Iterator[Block]:
        yield from self._counts()
        yield from self._failures()
        yield from self._quality()
        if not self._numbers:
            yield Text(self.say(message("No photograph was measured.")))
            return
        yield from self._distributions()
        for grouping in self._groupings():
            yield from self._by_group(grouping)
        yield from self._outliers()
        yield from self._correlations()
        yield from self._eyes()

    # --- how many --------------------------------------------------------------------------

    def _counts(self) -> Iterator[Block]:
        results, plan = self._results, self._plan
        states = Counter(results.words("state"))
        rows = [
            (self.say(word), str(states[str(state)]), self._percent(states[str(state)]))
            for state, word in _STATES.items()
        ]
        yield Heading(self.say(message("Photographs")))
        yield self._table("counts", (message("State"), _COUNT, _SHARE), rows)
        model, version, sha256 = plan.settings["model"]
        told = message(
            "{count} photographs; {copies} are copies of another one. Model {model} {version} "
            "(SHA-256 {sha256}), Retivasc {software}, settings {settings}.",
            count=results.count,
            copies=copies(results.words("sha256")),
            model=model,
            version=version,
            sha256=sha256[:12],
            software=plan.software_version,
            settings=plan.settings_sha256[:12],
        )
        yield Text(self.say(told))

    def _failures(self) -> Iterator[Block]:
        results = self._results
        failed = np.isin(results.words("state").astype(str), [str(each) for each in FAILURES])
        reasons = Counter(
            zip(
                results.words("error_kind")[failed],
                results.words("failure")[failed],
                strict=True,
            )
        )
        if not reasons:
            return
        yield Heading(self.say(message("What failed, and why")))
        rows = [
            (str(reason or ""), str(kind or ""), str(count))
            for (kind, reason), count in reasons.most_common()
        ]
        head = (message("Reason"), message("Kind of failure"), _COUNT)
        yield self._table("failures", head, rows)

    def _quality(self) -> Iterator[Block]:
        verdicts = Counter(word for word in self._results.words("quality") if word)
        if not verdicts:
            return
        yield Heading(self.say(message("Image quality")))
        rows = [(word, str(count), self._percent(count)) for word, count in verdicts.most_common()]
        yield self._table("quality", (message("Verdict"), _COUNT, _SHARE), rows)
        score = self._results.numbers("quality_score")
        if spread(score):
            title = self.say(message("Quality score"))
            yield Charts((charts.histogram(title, score, decimals=2),))

    # --- numbers ---------------------------------------------------------------------------

    def _distributions(self) -> Iterator[Block]:
        yield Heading(self.say(message("Distribution of each number")))
        head = (
            *(_NUMBER, _COUNT, message("Mean"), message("SD"), message("5 %")),
            *(message("25 %"), message("Median"), message("75 %"), message("95 %")),
        )
        rows, drawn = [], []
        for measure in self._results.measures:
            values = self._numbers[measure.id]
            told = spread(values)
            if told is None:
                continue
            numbers = (told.mean, told.sd, *told.quantiles)
            rows.append((self._title(measure), str(told.count), *_written(numbers, measure)))
            drawn.append(charts.histogram(self._title(measure), values, decimals=measure.decimals))
        yield self._table("numbers", head, rows)
        yield Charts(tuple(drawn))

    def _groupings(self) -> Iterator[_Grouping]:
        results = self._results
        persons = results.words("subject")
        eyes = {code: np.asarray(results.words("eye") == code) for code in _EYES}
        named = {self.say(_EYES[code]): chosen for code, chosen in eyes.items() if chosen.any()}
        if len(named) > 1:
            yield _Grouping("eye", self.say(message("By eye")), named)
        cameras = groups(results.words("camera"), persons)
        if cameras:
            yield _Grouping("camera", self.say(message("By camera")), cameras)
        for place, name in enumerate(results.covariates, start=1):
            words = results.words(name)
            numbers = as_numbers(words)
            found = groups(words, persons) if numbers is None else quarters(numbers)
            if found:
                title = self.say(message("By {covariate}", covariate=name))
                yield _Grouping(f"covariate-{place}", title, found)

    def _by_group(self, grouping: _Grouping) -> Iterator[Block]:
        yield Heading(grouping.title)
        rows, drawn = [], []
        for measure in self._results.measures:
            values = self._numbers[measure.id]
            parts = {name: values[chosen] for name, chosen in grouping.groups.items()}
            cells = [_mean_and_sd(part, measure) for part in parts.values()]
            share = explained(values, list(grouping.groups.values()))
            rows.append((self._title(measure), *cells, "–" if share is None else f"{share:.3f}"))
            if sum(spread(part) is not None for part in parts.values()) > 1:
                title = self._title(measure)
                drawn.append(charts.boxes(title, parts, decimals=measure.decimals))
        head: list[Message | str] = [_NUMBER, *grouping.groups, message("η²")]
        yield Text(
            self.say(
                message(
                    "Mean ± SD of each group; η² is the share of the variance that the groups "
                    "explain: of cameras or sites, how large their batch effect is."
                )
            )
        )
        yield self._table(f"by-{grouping.name}", head, rows)
        yield Charts(tuple(drawn))

    def _outliers(self) -> Iterator[Block]:
        found = outliers(self._numbers, MOST_OUTLIERS)
        if not found:
            return
        yield Heading(self.say(message("Outliers")))
        yield Text(
            self.say(
                message(
                    "Photographs of which a number lies more than {score} robust standard "
                    "deviations from the median, by their row in the table of results.",
                    score=OUTLYING,
                )
            )
        )
        measures = {measure.id: measure for measure in self._results.measures}
        numbers = self._results.numbers("number")
        rows = [
            (
                f"{numbers[each.row]:.0f}",
                self._title(measures[each.name]),
                *_written((each.value,), measures[each.name]),
                f"{each.score:+.1f}",
            )
            for each in found
        ]
        head = (message("Row"), _NUMBER, message("Value"), message("Score"))
        yield self._table("outliers", head, rows)
        yield self._pictures(found[:_SHOWN_OUTLIERS], rows)

    def _pictures(self, found: Sequence[Outlier], rows: Sequence[Sequence[str]]) -> Pictures:
        jpegs = self._thumbnails([each.row for each in found])
        return Pictures(
            tuple(
                Picture(jpegs.get(each.row), f"{row[0]}: {row[1]} {row[2]}")
                for each, row in zip(found, rows, strict=False)
            )
        )

    def _correlations(self) -> Iterator[Block]:
        measures = self._results.measures
        if len(measures) < 2:
            return
        table = correlations([self._numbers[measure.id] for measure in measures])
        yield Heading(self.say(message("Rank correlations of the numbers")))
        names = [self.say(measure.name) for measure in measures]
        yield Charts((charts.heat_map("Spearman", names, table),))
        rows = [
            (name, *("–" if np.isnan(value) else f"{value:.3f}" for value in row))
            for name, row in zip(names, table, strict=True)
        ]
        yield self._table("correlations", (_NUMBER, *names), rows)

    # --- eyes ------------------------------------------------------------------------------

    def _eyes(self) -> Iterator[Block]:
        results = self._results
        seen = visits(
            results.words("subject"),
            results.words("day"),
            results.words("eye"),
            results.words("sha256"),
        )
        yield Heading(self.say(message("Right and left eyes, and repeats")))
        if not seen.eyes:
            yield Text(self.say(message("It is not known which photographs are of one person.")))
            return
        paired, repeated, drawn = [], [], []
        for measure in results.measures:
            values = self._numbers[measure.id]
            right, left = seen.pairs(values)
            told = agreement(right, left)
            if told is not None:
                lines = (told.bias, told.low, told.high)
                cells = (str(told.count), *_written(lines, measure), f"{told.correlation:.3f}")
                paired.append((self._title(measure), *cells))
                title = self.say(message("{number}, OD − OS", number=measure.name))
                drawn.append(
                    charts.differences(title, right, left, lines, decimals=measure.decimals)
                )
            count, within = seen.repeats(values)
            if within is not None:
                cells = (str(count), *_written((within, 1.96 * 2**0.5 * within), measure))
                repeated.append((self._title(measure), *cells))
        if paired:
            yield Text(self.say(message("Agreement of both eyes at one visit (Bland and Altman).")))
            yield self._table("agreement", _AGREEMENT, paired)
            yield Charts(tuple(drawn))
        if repeated:
            yield Text(self.say(message("Repeated photographs of one eye at one visit.")))
            yield self._table("repeats", _REPEATS, repeated)

    # --- words -----------------------------------------------------------------------------

    def _table(
        self, name: str, head: Sequence[Message | str], rows: Sequence[Sequence[str]]
    ) -> Table:
        words = tuple(self.say(cell) if isinstance(cell, Message) else cell for cell in head)
        return Table(name, words, tuple(map(tuple, rows)))

    def _title(self, measure: Measure) -> str:
        return (
            f"{self.say(measure.name)} ({unit})"
            if (unit := measure.suffix.strip())
            else (self.say(measure.name))
        )

    def _percent(self, count: int) -> str:
        return f"{100 * count / max(self._results.count, 1):.1f} %"


def _written(values: Sequence[float], measure: Measure) -> tuple[str, ...]:
    """Return numbers with one digit more than a single photograph's."""
    digits = measure.decimals + 1
    return tuple(f"{round(value, digits) + 0.0:.{digits}f}" for value in values)


def _mean_and_sd(values: Numbers, measure: Measure) -> str:
    told = spread(values)
    if told is None:
        return "–"
    mean, sd = _written((told.mean, told.sd), measure)
    return f"{mean} ± {sd} ({told.count})"
