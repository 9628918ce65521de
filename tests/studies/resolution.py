"""Show how far the numbers depend on the size of the photograph.

python -m tests.studies.resolution --images GLOB [--model FILE]

Each photograph is analysed as it is and as copies enlarged to twice its side and reduced to half
and to a quarter of it, through the whole chain. For each number the table tells its mean and its
worst absolute change against full size; the dimensions must move by less than LIMIT. Exits with 1
when one does not.
"""

import argparse
import glob
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from app.analysis.analysis import analyse
from app.analysis.findings import Predictor
from app.base.paths import default_model
from app.domain.photograph import Rgb
from app.imaging.resampling import resize_picture
from app.inference.engine import EngineName
from app.inference.predictor import load_predictor
from app.measurement.measures import FRACTAL_DIMENSION, MEASURES, SKELETON_DIMENSION, shown_measures
from app.reading.opening import read_image
from tests.support import photograph

COPIES = {"twice": 2.0, "half": 0.5, "quarter": 0.25}
"""Name of a copy, and how many times as long its side is."""

LIMIT = 0.02
"""By how much a dimension may move."""

LIMITED = (FRACTAL_DIMENSION.id, SKELETON_DIMENSION.id)

Numbers = dict[str, float | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse every photograph at every size, and print the table."""
    parser = argparse.ArgumentParser(prog="tests.studies.resolution")
    parser.add_argument("--images", required=True, metavar="GLOB")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    predictor = load_predictor(given.model, "cpu", EngineName.TORCH)
    files = [Path(file) for file in sorted(glob.glob(given.images))]
    found = [measure_at_sizes(read_image(file).pixels, predictor) for file in tqdm(files)]
    print("\n".join(table(found)))
    kept = [within_limit(found, size, number) for size in COPIES for number in LIMITED]
    return 0 if all(kept) else 1


def measure_at_sizes(pixels: Rgb, predictor: Predictor) -> dict[str, Numbers]:
    """Return the numbers of a photograph at full size and of its copies, by name."""
    height, width = pixels.shape[:2]
    copies = {
        size: resize_picture(pixels, (round(height * factor), round(width * factor)))
        for size, factor in COPIES.items()
    }
    return {size: _numbers(copy, predictor) for size, copy in {"full": pixels, **copies}.items()}


def _numbers(pixels: Rgb, predictor: Predictor) -> Numbers:
    analysis = analyse(photograph(pixels), predictor, measure_anyway=True)
    return {number: found.value for number, found in analysis.measurements.numbers.items()}


def table(photographs: Sequence[dict[str, Numbers]]) -> Iterable[str]:
    """Yield the lines of the table, in the units that people read."""
    columns = [f"{size}: {which}" for size in COPIES for which in ("mean", "worst")]
    yield f"| number ({len(photographs)} photographs) | full size | {' | '.join(columns)} |"
    yield "|---" * (2 + len(columns)) + "|"
    for number in (each.id for each in shown_measures(spacing_known=False)):
        cells = [_mean([each["full"][number] for each in photographs], number)]
        for size in COPIES:
            moved = changes(photographs, size, number)
            over = number in LIMITED and not within_limit(photographs, size, number)
            cells += [_mean(moved, number), _worst(moved, number) + " (!)" * over]
        name = f"{MEASURES[number].name}{MEASURES[number].suffix}"
        yield f"| {name} | {' | '.join(cells)} |"


def changes(photographs: Sequence[dict[str, Numbers]], size: str, number: str) -> list[float]:
    """Return by how much a number moves, without sign, where both sizes have it."""
    both = [(each[size][number], each["full"][number]) for each in photographs]
    return [abs(one - two) for one, two in both if one is not None and two is not None]


def within_limit(photographs: Sequence[dict[str, Numbers]], size: str, number: str) -> bool:
    """Return whether a dimension is found at a size in every photograph, and moves little."""
    moved = changes(photographs, size, number)
    return len(moved) == len(photographs) and max(moved, default=0.0) < LIMIT


def _mean(values: Sequence[float | None], number: str) -> str:
    known = [value for value in values if value is not None]
    return _cell(statistics.fmean(known) if known else None, number)


def _worst(values: Sequence[float], number: str) -> str:
    return _cell(max(values, default=None), number)


def _cell(value: float | None, number: str) -> str:
    quantity = MEASURES[number]
    if value is None:
        return "–"
    return f"{value * quantity.factor:.{quantity.decimals + 1}f}"


if __name__ == "__main__":
    sys.exit(main())
