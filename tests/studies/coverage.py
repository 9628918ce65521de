"""Say how often the intervals of one number hold on a set of photographs that they do not know.

python -m tests.studies.coverage CALIBRATION…

Each calibration is one set's, as ``retivasc calibrate`` wrote it with a model that never saw the
set. The interval that the others give is held against its errors, taken to be normal: printed is
the share of its patients whose expert's number lies within, to be compared with the level.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from scipy.stats import norm

from app.domain.calibration import Calibration, Errors, read_calibration
from app.measurement.intervals import expected_error


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, compare and print."""
    parser = argparse.ArgumentParser(prog="tests.studies.coverage")
    parser.add_argument("calibrations", type=Path, nargs="+")
    known = [read_calibration(path) for path in parser.parse_args(arguments).calibrations]
    for number in known[0].numbers:
        shares = coverages(known, number)
        if shares:
            each = ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
            print(f"{number:36} {fmean(shares.values()):.2f}   {each}")


def coverages(known: Sequence[Calibration], number: str) -> dict[str, float]:
    """Return, for each set, the share of its patients for whom the others' interval holds."""
    sets = [each for one in known if number in one.numbers for each in one.numbers[number].sets]
    return {
        left_out.name: share
        for left_out in sets
        for share in [_share([each for each in sets if each is not left_out], left_out, known)]
        if share is not None
    }


def _share(
    others: Sequence[Errors], left_out: Errors, known: Sequence[Calibration]
) -> float | None:
    ends = expected_error(others, known[0].level)
    if ends is None:
        return None
    low, high = norm.cdf(ends, left_out.mean, left_out.sd)
    return float(high - low)


if __name__ == "__main__":
    main()
