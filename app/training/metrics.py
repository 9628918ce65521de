"""Score a segmentation inside the field of view, at the photograph's own size."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize

from app.domain.photograph import Mask, Plane

_DRIVE_DIAMETER = 540.0  # pixels across the field of view of DRIVE
_THIN = 2.0  # pixels there
_BINS = 4000  # thresholds in hundredths fall on the edge of a bin


@dataclass(frozen=True, eq=False)
class Tally:
    """Count, per probability bin, the vessel and the other pixels inside the field.

    Every score at every threshold follows from these counts, and counts of several images add
    up to the pooled score.

    Attributes:
        thin: pixels on the centre lines of thin vessels; those of ``vessel`` that Dice hardly
            sees.
    """

    vessel: NDArray[np.int64]
    other: NDArray[np.int64]
    thin: NDArray[np.int64] = field(default_factory=lambda: np.zeros(_BINS, dtype=np.int64))

    def __add__(self, more: "Tally") -> "Tally":
        return Tally(self.vessel + more.vessel, self.other + more.other, self.thin + more.thin)


@dataclass(frozen=True)
class Scores:
    """The usual scores of the vessel class; None where one is undefined.

    Attributes:
        thin_recall: share of the centre lines of thin vessels that is found.
    """

    dice: float | None
    sensitivity: float | None
    specificity: float | None
    accuracy: float | None
    auc: float | None
    precision: float | None
    thin_recall: float | None


def tally(probability: Plane, label: Mask, field: Mask, diameter: float | None = None) -> Tally:
    """Count the pixels of one image.

    Args:
        probability: (h, w), 0 to 1.
        label: (h, w), the expert's vessels.
        field: (h, w), pixels outside are not counted.
        diameter: of the field of view in pixels, by which thin vessels are told; without it
            they are not counted.
    """
    bins = np.minimum((probability[field] * _BINS).astype(np.int64), _BINS - 1)
    truth = label[field]
    groups = [truth, ~truth]
    if diameter is not None:
        groups.append(thin_centrelines(label, diameter)[field])
    return Tally(*(np.bincount(bins[group], minlength=_BINS) for group in groups))


def thin_centrelines(vessels: Mask, diameter: float) -> Mask:
    """Return the centre lines of the vessels that are at most two pixels wide in DRIVE.

    Args:
        vessels: (h, w).
        diameter: of the field of view in pixels.
    """
    lines = skeletonize(vessels)  # type: ignore[no-untyped-call]
    width = 2 * ndimage.distance_transform_edt(vessels) - 1
    thin: Mask = lines & (width * _DRIVE_DIAMETER <= _THIN * diameter)
    return thin


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
        precision=_ratio(true_positive, true_positive + false_positive),
        thin_recall=_ratio(int(counts.thin[first:].sum()), int(counts.thin.sum())),
    )


def threshold_bin(threshold: float) -> int:
    """Return the first bin that counts as vessel at ``threshold``."""
    return int(np.ceil(threshold * _BINS - 1e-9))


def best_threshold(*sets: Tally) -> float:
    """Return the threshold, from 0.30 to 0.70 in steps of 0.01, that serves some sets best.

    It is the one of the greatest merit, each set counting alike.
    """
    candidates = np.round(np.arange(0.30, 0.705, 0.01), 2)
    merits = [
        sum(merit(score(counts, float(candidate))) for counts in sets) for candidate in candidates
    ]
    return float(candidates[int(np.argmax(merits))])


def merit(scores: Scores) -> float:
    """Return how well wide and thin vessels are drawn, 0 to 1.

    Three quarters of it are Dice, which wide vessels decide, and one quarter the harmonic mean of
    precision and the recall of thin vessels, where those were counted.
    """
    dice, precision, recall = scores.dice or 0.0, scores.precision or 0.0, scores.thin_recall
    if recall is None:
        return dice
    thin = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return 0.75 * dice + 0.25 * thin


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
