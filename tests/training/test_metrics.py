import numpy as np
import pytest

from app.training.metrics import (
    best_threshold,
    calibration_error,
    merit,
    score,
    tally,
    thin_centrelines,
    threshold_bin,
)


def case(seed=0, size=400, share=0.2):
    """Random scores on the grid of bins, so that no rounding stands between two ways to count."""
    rng = np.random.default_rng(seed)
    label = rng.random((1, size)) < share
    bins = np.clip(rng.normal(1500 + 1000 * label, 800), 0, 4095).astype(int)
    probability = ((bins + 0.5) / 4096).astype(np.float32)
    return probability, label, rng.random((1, size)) < 0.8


def plain_scores(probability, label, field, threshold):
    tp = fp = tn = fn = 0
    for p, truth, inside in zip(probability.flat, label.flat, field.flat, strict=True):
        if inside:
            tp += p >= threshold and truth
            fp += p >= threshold and not truth
            fn += p < threshold and truth
            tn += p < threshold and not truth
    return {
        "dice": 2 * tp / (2 * tp + fp + fn),
        "sensitivity": tp / (tp + fn),
        "specificity": tn / (tn + fp),
        "accuracy": (tp + tn) / (tp + fp + tn + fn),
    }


def mann_whitney(probability, label, field):
    vessel, other = probability[label & field], probability[~label & field]
    wins = sum((v > o) + 0.5 * (v == o) for v in vessel.tolist() for o in other.tolist())
    return wins / (len(vessel) * len(other))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("threshold", [0.1, 0.37, 0.5, 0.81])
def test_scores_are_those_of_a_plain_count(seed, threshold):
    probability, label, field = case(seed)
    scores = score(tally(probability, label, field), threshold)
    for name, value in plain_scores(probability, label, field, threshold).items():
        assert getattr(scores, name) == pytest.approx(value), name
    assert scores.auc == pytest.approx(mann_whitney(probability, label, field))


def test_the_area_counts_ties_as_halves():
    label = np.array([[True, True, False, False]])
    everywhere = np.ones_like(label)
    flat = tally(np.full((1, 4), 0.3, np.float32), label, everywhere)
    assert score(flat, 0.5).auc == 0.5
    perfect = tally(label.astype(np.float32), label, everywhere)
    assert score(perfect, 0.5).auc == 1
    inverse = tally((~label).astype(np.float32), label, everywhere)
    assert score(inverse, 0.5).auc == 0


def test_a_perfect_segmentation():
    _, label, field = case()
    scores = score(tally(label.astype(np.float32), label, field), 0.5)
    assert (scores.dice, scores.sensitivity, scores.specificity, scores.accuracy) == (1, 1, 1, 1)


def test_what_is_undefined_is_none():
    label = np.zeros((1, 5), np.bool_)
    nothing = score(tally(np.zeros((1, 5), np.float32), label, label), 0.5)
    assert nothing == score(tally(np.ones((1, 5), np.float32), label, label), 0.5)
    assert (nothing.dice, nothing.accuracy, nothing.auc) == (None, None, None)
    healthy = score(tally(np.zeros((1, 5), np.float32), label, ~label), 0.5)
    assert (healthy.dice, healthy.sensitivity, healthy.auc) == (None, None, None)
    assert healthy.specificity == 1


def test_counts_of_two_images_add_up():
    first, second = case(1), case(2)
    both = [np.concatenate(parts, axis=1) for parts in zip(first, second, strict=True)]
    assert score(tally(*first) + tally(*second), 0.4) == score(tally(*both), 0.4)


@pytest.mark.parametrize(("threshold", "first"), [(0, 0), (0.5, 2000), (1, 4000), (0.49, 1960)])
def test_threshold_bin(threshold, first):
    assert threshold_bin(threshold) == first


def test_a_probability_of_one_is_counted():
    label = np.ones((1, 3), np.bool_)
    assert score(tally(np.ones((1, 3), np.float32), label, label), 0.99).sensitivity == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_best_threshold_is_the_best(seed):
    counts = tally(*case(seed))
    best = best_threshold(counts)
    candidates = [n / 100 for n in range(30, 71)]
    assert best in candidates
    assert score(counts, best).dice == max(score(counts, c).dice for c in candidates)


def test_the_best_threshold_lies_where_the_classes_part():
    label = np.arange(1000) >= 800
    probability = np.where(label, 0.62, 0.575).astype(np.float32)[None]
    counts = tally(probability, label[None], np.ones((1, 1000), np.bool_))
    assert 0.575 < best_threshold(counts) <= 0.62


def test_calibration_of_honest_probabilities():
    rng = np.random.default_rng(0)
    probability = rng.random((300, 300), dtype=np.float32)
    label = rng.random((300, 300)) < probability
    field = np.ones_like(label)
    assert calibration_error(tally(probability, label, field)) < 0.02
    assert calibration_error(tally(1 - probability, label, field)) > 0.4


def test_calibration_is_the_mean_gap_between_promise_and_truth():
    label = np.array([[True, False, False, False, True, True]])
    probability = np.array([[0.2, 0.2, 0.2, 0.2, 0.7, 0.7]], np.float32)
    counts = tally(probability, label, np.ones_like(label))
    expected = (4 * abs(0.25 - 0.2) + 2 * abs(1 - 0.7)) / 6
    assert calibration_error(counts) == pytest.approx(expected, abs=1e-3)
    nothing = tally(probability, label, np.zeros_like(label))
    assert calibration_error(nothing) == 0


def bars(*widths: int) -> np.ndarray:
    """Draw upright bars of some widths on 540 pixels, which is as wide as DRIVE's field."""
    label = np.zeros((100, 540), dtype=bool)
    for number, width in enumerate(widths):
        label[10:90, 40 + 60 * number :][:, :width] = True
    return label


def test_thin_vessels_are_those_of_two_pixels_in_drive():
    thin = thin_centrelines(bars(1, 2, 5, 9), 540)
    assert thin[:, :150].sum(axis=1)[30:70].tolist() == [2] * 40
    assert not thin[:, 150:].any()
    twice = np.kron(bars(1, 2, 5, 9), np.ones((2, 2), dtype=bool))
    assert thin_centrelines(twice, 1080)[:, :300].any()
    assert not thin_centrelines(twice, 1080)[:, 300:].any()


def test_the_recall_of_thin_vessels_leaves_the_wide_ones_out():
    label = bars(1, 1, 9)
    found = label.copy()
    found[:, 35:50] = False  # one of the two thin bars is missed
    counts = tally(found.astype(np.float32), label, np.ones_like(label), 540)
    scores = score(counts, 0.5)
    assert scores.thin_recall == pytest.approx(0.5, abs=0.01)
    assert scores.precision == 1.0
    assert merit(scores) == pytest.approx(0.75 * scores.dice + 0.25 * 2 / 3, abs=0.01)
    assert (
        score(tally(found.astype(np.float32), label, np.ones_like(label)), 0.5).thin_recall is None
    )


def test_a_threshold_serves_thin_vessels_too():
    """The thin bar is said with less certainty than some false vessel above the wide ones."""
    label = bars(1, 9, 9, 9)
    probability = np.where(label, 0.9, 0.1).astype(np.float32)
    probability[:, 40:41][label[:, 40:41]] = 0.45
    probability[0:10, 100:140] = 0.55
    everywhere = np.ones_like(label)
    assert best_threshold(tally(probability, label, everywhere)) > 0.55
    assert best_threshold(tally(probability, label, everywhere, 540)) <= 0.45


def test_each_set_counts_alike_for_the_threshold():
    """A set of a hundred times the pixels does not outvote two small ones."""
    label = bars(5, 5)
    sparse = np.where(label, 0.4, 0.1).astype(np.float32)
    full = np.where(label, 0.9, 0.6).astype(np.float32)
    small, large = (tally(each, label, np.ones_like(label)) for each in (sparse, full))
    for _ in range(7):
        large = large + large
    assert best_threshold(small + large) > 0.6
    assert best_threshold(small, small, large) <= 0.4
