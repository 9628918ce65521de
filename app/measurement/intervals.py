"""Say between which values an expert's drawing would have put a number.

Photographs that experts labelled tell how far the program's numbers lie from theirs; from that
follows where the expert's number of another photograph is to be expected. Unlike the sensitivity
to the threshold, this interval has a level that can be put to the test.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean, stdev, variance

import scipy  # its parts load at first use

from app.base.messages import Message, message
from app.base.text import plain_line
from app.domain.calibration import Calibration, Errors, Interval
from app.domain.quality import Verdict
from app.domain.repeatability import Repeatability
from app.measurement.types import Measurements

LEAST_PATIENTS = 10
"""Of one camera; fewer tell too little of it."""

COMPARABLE = 4.0
"""Between-eye deviations from which an interval is too wide to compare eyes across cameras."""


def interval_of(number: str, value: float, calibration: Calibration) -> Interval | None:
    """Return the interval of one number; None where the calibration does not know it.

    Examples:
        >>> from app.domain.calibration import NumberErrors
        >>> errors = NumberErrors(0.01, (Errors("camera", 25, 0.0, 0.1),))
        >>> known = Calibration(model_sha256="", threshold=0.5, numbers={"density": errors})
        >>> found = interval_of("density", 0.12, known)
        >>> round(found.low, 3), round(found.high, 3)
        (0.101, 0.143)
    """
    errors = calibration.numbers.get(number)
    if errors is None or value <= 0:
        return None
    ends = expected_error(errors.sets, calibration.level)
    if ends is None:
        return None
    low, high = (value * math.exp(-error) for error in reversed(ends))
    return Interval(
        low,
        high,
        calibration.level,
        len(errors.sets),
        sum(each.patients for each in errors.sets),
        high - low <= COMPARABLE * errors.between_eyes,
        calibration.site,
    )


def interval_basis(interval: Interval) -> Message:
    """Return which photographs an interval was learnt from."""
    if interval.site is not None:
        return message(
            "{patients} patients of {site}",
            patients=interval.patients,
            site=plain_line(interval.site),
        )
    return message(
        "{patients} patients, {cameras} cameras", patients=interval.patients, cameras=interval.sets
    )


def with_intervals(measurements: Measurements, calibration: Calibration) -> Measurements:
    """Return measurements of the whole field with the intervals that are known."""
    numbers = {
        number: measured
        if measured.value is None
        else replace(measured, interval=interval_of(number, measured.value, calibration))
        for number, measured in measurements.numbers.items()
    }
    return replace(measurements, numbers=numbers)


def with_smallest_detectable(
    measurements: Measurements, repeatability: Repeatability, grade: Verdict
) -> Measurements:
    """Return measurements of the whole field with the smallest changes that can be detected.

    Args:
        grade: quality of the photograph.
    """
    numbers = {
        number: measured
        if measured.value is None
        else replace(measured, smallest_detectable=repeatability.smallest_detectable(number, grade))
        for number, measured in measurements.numbers.items()
    }
    return replace(measurements, numbers=numbers)


def expected_error(sets: Sequence[Errors], level: float) -> tuple[float, float] | None:
    """Return between which values the error of one more photograph is to be expected.

    Of one set, the photograph is of the same camera: Student's prediction interval. Of several,
    it is of another camera: the sets' means vary as well (random effects; Higgins, Thompson and
    Spiegelhalter 2009, J R Stat Soc A 172:137), and the degrees of freedom are those of the sets.

    Returns:
        None for two sets, which say nothing of how cameras vary.
    """
    if len(sets) == 1:
        (only,) = sets
        spread, freedom = only.sd * math.sqrt(1 + 1 / only.patients), only.patients - 1
        return _around(only.mean, spread, freedom, level)
    if len(sets) < 3:
        return None
    between = variance([each.mean for each in sets])
    within = fmean(each.sd**2 for each in sets)
    spread = math.sqrt(between * (1 + 1 / len(sets)) + within)
    return _around(fmean(each.mean for each in sets), spread, len(sets) - 1, level)


def _around(mean: float, spread: float, freedom: int, level: float) -> tuple[float, float]:
    reach = float(scipy.special.stdtrit(freedom, (1 + level) / 2)) * spread
    return mean - reach, mean + reach


def errors_of(name: str, pairs: Mapping[str, Sequence[tuple[float, float]]]) -> Errors | None:
    """Return how the program's number differs from the expert's, each patient counting once.

    Args:
        pairs: of each patient, the program's number and the expert's in each photograph; those of
            which one is not above 0 tell nothing.

    Returns:
        None for fewer than ``LEAST_PATIENTS`` patients with such a number.
    """
    ratios = [
        [math.log(program / expert) for program, expert in of_patient if min(program, expert) > 0]
        for of_patient in pairs.values()
    ]
    each = [fmean(of_patient) for of_patient in ratios if of_patient]
    if len(each) < LEAST_PATIENTS:
        return None
    return Errors(name, len(each), fmean(each), stdev(each))
