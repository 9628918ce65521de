"""Learn from eyes photographed twice how the numbers repeat, and write it down for a model.

python -m tests.studies.repeatability --data DIR --output FILE.json [--model FILE]

Of the folder REPEATS, each pair is aligned and both photographs are measured over the overlap of
their fields. The within-eye standard deviation of a number is 1.4826 / sqrt(2) times the median of
its absolute differences, which a few odd pairs do not move. Pairs that cannot be aligned and those
that are one file twice are left out and counted. The time between the photographs is not stated:
what comes out is an upper bound. Next to the model's weights, as NAME.repeatability.json, the file
is loaded with it.
"""

import argparse
import math
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from tqdm import tqdm

from app.analysis.comparison import compare_findings
from app.analysis.findings import Predictor, vessel_output
from app.base.files import write_whole
from app.base.paths import default_model
from app.domain.quality import Verdict
from app.domain.repeatability import LEAST_SHARE, Repeatability, Spread
from app.inference.predictor import load_predictor
from app.measurement.measures import MEASURES
from tests.studies.repeats import Pair, examined, find_pairs

Differences = dict[str, float]
"""Of one pair, by number."""

_TO_SD = 1.4826  # times the median absolute deviation, of a normal distribution


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write and print."""
    parser = argparse.ArgumentParser(prog="tests.studies.repeatability")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    found = study(find_pairs(given.data), load_predictor(given.model))
    write_whole(given.output, msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    print("\n".join(table(found)))
    return 0


def study(pairs: Sequence[Pair], predictor: Predictor) -> Repeatability:
    """Return how the numbers repeat."""
    different = [pair for pair in pairs if not pair.one_file]
    by_grade: dict[Verdict, list[Differences]] = defaultdict(list)
    unaligned = 0
    for pair in tqdm(different, disable=None):
        found = differences(pair, predictor)
        if found is None:
            unaligned += 1
        else:
            by_grade[found[0]].append(found[1])
    return Repeatability(
        model_sha256=predictor.sha256,
        companions={each.name: each.sha256 for each in predictor.companions},
        threshold=vessel_output(predictor).threshold,
        style=dict(predictor.shares),
        pairs=sum(map(len, by_grade.values())),
        unaligned=unaligned,
        one_file=len(pairs) - len(different),
        grades={grade: spreads(by_grade[grade]) for grade in Verdict if by_grade[grade]},
    )


def differences(pair: Pair, predictor: Predictor) -> tuple[Verdict, Differences] | None:
    """Return the poorer grade of a pair and the differences of its numbers.

    Returns:
        None where it cannot be aligned, or where too little of the field overlaps.
    """
    both = examined(pair.first, predictor), examined(pair.second, predictor)
    comparison = compare_findings(*both, measure_anyway=True)
    matched = comparison.alignment.matched
    if matched is None or matched.overlap_share < LEAST_SHARE:
        return None
    changes = {
        number: change.change
        for number, change in comparison.changes.items()
        if change.change is not None
    }
    return comparison.grade, changes


def spreads(pairs: Sequence[Differences]) -> dict[str, Spread]:
    """Return the within-eye standard deviation of each number.

    Left out is a number that is mostly the same to the last digit, as a small count is: of how
    much it varies its median difference, which is 0, tells nothing.
    """
    by_number = {name: [each[name] for each in pairs if name in each] for name in MEASURES}
    found = {name: _spread(values) for name, values in by_number.items() if values}
    return {name: spread for name, spread in found.items() if spread.sd > 0}


def _spread(values: Sequence[float]) -> Spread:
    sd = _TO_SD / math.sqrt(2) * statistics.median(map(abs, values))
    return Spread(len(values), sd)


def table(found: Repeatability) -> Sequence[str]:
    """Return the lines of the table, in the units that people read."""
    grades: Mapping[Verdict, Mapping[str, Spread]] = found.grades
    head = [f"{grade}: SD, smallest detectable change, pairs" for grade in grades]
    rows = [
        f"{found.pairs} pairs; left out: {found.unaligned} that could not be aligned, "
        f"{found.one_file} of one file twice",
        f"| number | {' | '.join(head)} |",
        "|---" * (1 + len(head)) + "|",
    ]
    for name, measure in MEASURES.items():
        cells = [_cell(found, name, grade) for grade in grades]
        rows.append(f"| {measure.name}{measure.suffix} | {' | '.join(cells)} |")
    return rows


def _cell(found: Repeatability, name: str, grade: Verdict) -> str:
    measure, spread = MEASURES[name], found.grades[grade].get(name)
    if spread is None:
        return "–"
    smallest = found.smallest_detectable(name, grade)
    places = measure.decimals + 1
    told = "–" if smallest is None else f"{smallest * measure.factor:.{places}f}"
    return f"{spread.sd * measure.factor:.{places}f}, {told}, {spread.pairs}"


if __name__ == "__main__":
    sys.exit(main())
