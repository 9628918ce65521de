"""Show how many repeated photographs are aligned, and that no different eyes are.

python -m tests.studies.registration --data DIR [--model FILE]

Of the folder REPEATS: how many pairs are aligned, how many of those that are not one file twice,
and their residual; then TRIED pairs of different eyes, none of which may be accepted. Exits with 1
when one is, or when too few pairs are aligned.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from tqdm import tqdm

from app.base.paths import default_model
from app.inference.predictor import load_predictor
from app.registration.alignment import Alignment, align
from app.registration.view import View
from tests.studies.repeats import Pair, examined, find_pairs, view_of

TRIED = 200
LEAST_ALIGNED = 0.85
_SEED = 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Align, count and print."""
    parser = argparse.ArgumentParser(prog="tests.studies.registration")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, default=default_model(), metavar="FILE")
    given = parser.parse_args(arguments)
    predictor = load_predictor(given.model)
    pairs = find_pairs(given.data)
    files = [path for pair in pairs for path in (pair.first, pair.second)]
    views = {path: view_of(examined(path, predictor)) for path in tqdm(files, disable=None)}
    share = _tell_repeats(pairs, views)
    accepted = _tell_different(pairs, views)
    return 0 if share >= LEAST_ALIGNED and not accepted else 1


def _tell_repeats(pairs: Sequence[Pair], views: dict[Path, View]) -> float:
    began = time.process_time()
    found = {pair: align(views[pair.first], views[pair.second]) for pair in pairs}
    seconds = (time.process_time() - began) / max(len(pairs), 1)
    print("\n".join(line(pair, alignment) for pair, alignment in found.items()))
    aligned = {pair: each.matched for pair, each in found.items() if each.matched}
    residuals = [each.residual_px for pair, each in aligned.items() if not pair.one_file]
    different = sum(not pair.one_file for pair in pairs)
    share = len(residuals) / max(different, 1)
    print(f"aligned: {len(aligned)} of {len(pairs)} pairs")
    print(f"of two files: {len(residuals)} of {different} pairs ({100 * share:.0f} %)")
    if residuals:
        median, worst = statistics.median(residuals), max(residuals)
        print(f"residual of these: median {median:.2f} px, worst {worst:.2f} px")
    print(f"{seconds:.1f} s of processor time a pair")
    return share


def line(pair: Pair, alignment: Alignment) -> str:
    """Return one pair's line."""
    known = alignment.matched
    if known is None:
        return f"{pair.eye}: {alignment.inliers} inliers. {alignment.reason}"
    twice = "; one file twice" if pair.one_file else ""
    return (
        f"{pair.eye}: {alignment.inliers} inliers, residual {known.residual_px:.2f} px, overlap "
        f"{known.overlap_share:.2f}, correlation {known.correlation:.2f}{twice}"
    )


def _tell_different(pairs: Sequence[Pair], views: dict[Path, View]) -> int:
    """Align photographs of different eyes, and return how many were accepted."""
    files = [path for pair in pairs for path in (pair.first, pair.second)]
    others = [(one, two) for one, two in combinations(files, 2) if _eye(one) != _eye(two)]
    chosen = random.Random(_SEED).sample(others, min(TRIED, len(others)))
    found = [align(views[one], views[two]) for one, two in tqdm(chosen, disable=None)]
    accepted = sum(each.matched is not None for each in found)
    most = max((each.inliers for each in found), default=0)
    print(f"different eyes: {accepted} of {len(found)} accepted; at most {most} inliers")
    return accepted


def _eye(path: Path) -> str:
    return path.stem[:-2]


if __name__ == "__main__":
    sys.exit(main())
