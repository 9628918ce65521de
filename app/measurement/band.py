"""The thresholds between which the band of every number extends."""

import numpy as np

from app.domain.maps import Levels, ProbabilityMap
from app.measurement.types import Band

STEP = 0.1
"""How far the threshold is moved either way, at least."""

_BINS = 100  # thresholds are looked for in hundredths
_LOWEST, _HIGHEST = 0.05, 0.99


def find_band(threshold: float, levels: Levels, probability: ProbabilityMap) -> Band:
    """Return the thresholds of the band: 0.1 either way, further where the model is unsure.

    Probabilities being calibrated, the vessel area that was wrongly found is expected to be the
    sum of 1 - p over what is taken for vessel, and the area that was missed the sum of p over
    the rest. The thresholds are moved until the vessel area is smaller by the one, or larger by
    the other.
    """
    inside = probability.measured_field
    bins = np.minimum((levels.standard[inside] * _BINS).astype(np.intp), _BINS - 1)
    pixels = np.bincount(bins, minlength=_BINS).astype(np.float64)
    likely = np.bincount(bins, weights=probability.standard[inside], minlength=_BINS)
    at = min(max(round(threshold * _BINS), 0), _BINS)
    area = np.append(pixels[::-1].cumsum()[::-1], 0.0)  # of the mask at each threshold
    wrong = (pixels - likely)[at:].sum()
    missed = likely[:at].sum()
    enough = np.flatnonzero(area >= area[at] + missed)
    few = np.flatnonzero(area <= area[at] - wrong)
    low = min(threshold - STEP, enough[-1] / _BINS if len(enough) else 0.0)
    high = max(threshold + STEP, few[0] / _BINS if len(few) else 1.0)
    return Band(
        round(float(min(max(low, _LOWEST), threshold)), 4),
        round(float(max(min(high, _HIGHEST), threshold)), 4),
    )
