"""Show how the error of the vessel density rises from one quality grade to the next.

python -m tests.studies.quality_grades --data DIR --unseen FILE --output DIR [--spoilt N]

Every labelled photograph is judged as it is, then spoilt N times at random: as a whole, in part, or
with lesions that are cut out of the photographs of IDRiD. The density is compared with the
expert's, both over one field, as ``retivasc agreement`` does. Bounds of the quality were chosen on
one half of the patients (even numbers; of ARIA and ORVS even tens); the other half is reported.
ARIA is judged by ``--unseen``, a model that has not learnt from it; of the other sets errors are
optimistic in level.

How much a set's annotators draw is no matter of quality: next to the plain error stands the one
that is left when the median difference of a set's sound photographs is taken off. Tables are
printed; ``quality_grades.csv`` in the output folder holds every row.
"""

import argparse
import csv
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import pairwise
from pathlib import Path

from tqdm import tqdm

from app.base.files import make_folder
from app.domain.quality import Verdict
from app.field.quality import assess_quality, with_vessel_evidence
from tests.studies.graded_cases import CHOOSING, LESIONS, REPORTED, Judged, judged
from tests.support import photograph


@dataclass(frozen=True)
class Row:
    """One photograph, its grade, and the difference of its density in percentage points."""

    dataset: str
    name: str
    half: str
    spoilt_by: str
    strength: float
    score: float
    verdict: str
    difference: float
    poor_share: float


GROUPS = {
    "ARIA": lambda row: row.dataset == "ARIA",
    "with lesions": lambda row: row.spoilt_by == LESIONS,
    "ARIA and with lesions": lambda row: row.dataset == "ARIA" or row.spoilt_by == LESIONS,
    "as they are": lambda row: not row.spoilt_by,
    "all": lambda row: True,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Judge, compare, print and write."""
    parser = argparse.ArgumentParser(prog="tests.studies.quality_grades")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--unseen", type=Path, required=True, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--spoilt", type=int, default=3, metavar="N")
    given = parser.parse_args(arguments)
    make_folder(given.output)
    cases = judged(given.data, given.unseen, given.spoilt)
    rows = [row_of(case) for case in tqdm(cases, disable=None)]
    write_rows(given.output / "quality_grades.csv", rows)
    print("\n".join(table(rows)))


def row_of(case: Judged) -> Row:
    """Grade a photograph as the program does."""
    graded = with_vessel_evidence(
        assess_quality(photograph(case.pixels), case.field), case.probability
    )
    labelled = case.labelled
    return Row(
        dataset=labelled.dataset,
        name=labelled.name,
        half=labelled.half,
        spoilt_by=case.spoilt_by,
        strength=case.strength,
        score=graded.score,
        verdict=str(graded.verdict),
        difference=100 * (case.density - case.expert),
        poor_share=sum(part.share for part in graded.poor_parts),
    )


def table(rows: Sequence[Row]) -> list[str]:
    """Return the mean absolute error of each grade, and how it rises, by half and group."""
    habits = annotators_habits(rows)
    lines = [
        "| half | photographs | good | usable | not gradable | rise | rise, habit off |",
        "|---|---|---|---|---|---|---|",
    ]
    for half in (CHOOSING, REPORTED):
        for name, belongs in GROUPS.items():
            own = [row for row in rows if row.half == half and belongs(row)]
            lines.append(_line(half, name, own, habits))
    return lines


def annotators_habits(rows: Iterable[Row]) -> Mapping[str, float]:
    """Return the median difference of each set's photographs as they are."""
    sound: dict[str, list[float]] = {}
    for row in rows:
        if not row.spoilt_by:
            sound.setdefault(row.dataset, []).append(row.difference)
    return {name: statistics.median(differences) for name, differences in sound.items()}


def _line(half: str, name: str, rows: Sequence[Row], habits: Mapping[str, float]) -> str:
    plain, less = [], []
    for verdict in Verdict:
        own = [row for row in rows if row.verdict == verdict]
        plain.append([abs(row.difference) for row in own])
        less.append([abs(row.difference - habits.get(row.dataset, 0.0)) for row in own])
    cells = [f"{statistics.fmean(each):.2f} ({len(each)})" if each else "–" for each in plain]
    return f"| {half} | {name} | {' | '.join(cells)} | {_rises(plain)} | {_rises(less)} |"


def _rises(grades: Sequence[Sequence[float]]) -> str:
    """Return by how many times the mean error rises from grade to grade."""
    means = [statistics.fmean(each) if each else 0.0 for each in grades]
    steps = pairwise(means)
    return ", ".join(
        f"{after / before:.2f}" if before and after else "–" for before, after in steps
    )


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write all rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Row)])
        writer.writerows(map(astuple, rows))


if __name__ == "__main__":
    main()
