"""Score a segmentation inside the field of view, at the photograph's own size."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.photograph import Mask, Plane

_BINS = 4000  # thresholds in hundredths fall on the edge of a bin


@dataclass(frozen=True, eq=False)
class Tally:
    """Count, per probability bin, the vessel and the other pixels inside the field.

    Every score at every threshold follows from these counts, and counts of several images add
    up to the pooled score.
    """

    vessel: NDArray[np.int64]
    other: NDArray[np.int64]

    def __add__(self, more: "Tally") -> "Tally":
        return Tally(self.vessel + more.vessel, self.other + more.other)


@dataclass(frozen=True)
class Scores:
    """The usual scores of the vessel class; None where one is undefined."""

    dice: float | None
    sensitivity: float | None
    specificity: float | None
    accuracy: float | None
    auc: float | None


def tally(probability: Plane, label: Mask, field: Mask) -> Tally:
    """Count the pixels of one image.

    Args:
        probability: (h, w), 0 to 1.
        label: (h, w), the expert's vessels.
        field: (h, w), pixels outside are not counted.
    """
    bins = np.minimum((probability[field] * _BINS).astype(np.int64), _BINS - 1)
    truth = label[field]
    return Tally(
        np.bincount(bins[truth], minlength=_BINS), np.bincount(bins[~truth], minlength=_BINS)
    )


def score(counts: Tally, threshold: float) -> Scores:
    """Score at one threshold; the area under the curve does not depend on it."""
    first = threshold_bin(threshold)
    true_positive = int(counts.vessel[first:].sum())
    false_positive = int(counts.other[first:].sum())
    false_negative = int(counts.vessel[:first].sum())
    true_negative = int(counts.other[:first].sum())
    total = true_positive + false_positive + false_negative + true_negative
    return Scores(
        dice=_ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative),
        sensitivity=_ratio(true_positive, true_positive + false_negative),
        specificity=_ratio(true_negative, true_negative + false_positive),
        accuracy=_ratio(true_positive + true_negative, total),
        auc=_auc(counts),
    )


def threshold_bin(threshold: float) -> int:
    """Return the first bin that counts as vessel at ``threshold``."""
    return int(np.ceil(threshold * _BINS - 1e-9))


def best_threshold(counts: Tally, low: float = 0.30, high: float = 0.70) -> float:
    """Return the threshold of highest Dice between ``low`` and ``high``, in steps of 0.01."""
    candidates = np.round(np.arange(low, high + 0.005, 0.01), 2)
    dice = [score(counts, float(candidate)).dice or 0.0 for candidate in candidates]
    return float(candidates[int(np.argmax(dice))])


def calibration_error(counts: Tally, groups: int = 16) -> float:
    """Return the expected calibration error over equal probability groups (Naeini, 2015)."""
    vessel = counts.vessel.reshape(groups, -1)
    both = (counts.vessel + counts.other).reshape(groups, -1)
    middles = bin_middles().reshape(groups, -1)
    gaps = np.abs(vessel.sum(axis=1) - (both * middles).sum(axis=1))
    return float(gaps.sum() / max(int(both.sum()), 1))


def bin_middles() -> NDArray[np.float64]:
    """Return the probability that each bin of a tally stands for."""
    middles: NDArray[np.float64] = (np.arange(_BINS) + 0.5) / _BINS
    return middles


def _auc(counts: Tally) -> float | None:
    """Return the area under the ROC curve: the chance to rank a vessel pixel higher."""
    pairs = int(counts.vessel.sum()) * int(counts.other.sum())
    if not pairs:
        return None
    below = np.cumsum(counts.other) - counts.other
    wins = float((counts.vessel * (below + 0.5 * counts.other)).sum())
    return wins / pairs


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
