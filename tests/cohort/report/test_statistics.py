import numpy as np
import pytest

from app.cohort.report.statistics import (
    agreement,
    as_numbers,
    copies,
    correlations,
    explained,
    groups,
    outliers,
    quarters,
    spread,
    visits,
)


def words(*values):
    return np.array(values, dtype=object)


def test_a_spread_counts_only_what_is_known():
    told = spread(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (told.count, told.mean, told.sd) == (3, 2.0, 1.0)
    assert told.quantiles[2] == 2.0
    assert spread(np.array([1.0, np.nan])) is None


def test_groups_of_few_persons_are_not_told_apart():
    sites = words(*["North"] * 6, *["South"] * 5, *["Doe^Jane"] * 8, "Alone", None)
    persons = words(*range(11), *["same"] * 8, "x", "y")
    found = groups(sites, persons.astype(str).astype(object))
    assert list(found) == ["North", "South"]
    assert found["North"].sum() == 6
    with_more = groups(
        words(*["North"] * 6, *["South"] * 5, *"abcdef"), words(*map(str, range(17)))
    )
    assert list(with_more) == ["North", "South", "…"]


def test_words_that_all_differ_are_no_groups():
    assert groups(words(*map(str, range(100))), words(*map(str, range(100)))) == {}
    assert groups(words(*["one"] * 10), words(*map(str, range(10)))) == {}


def test_a_covariate_of_many_numbers_is_cut_into_quarters():
    ages = as_numbers(words(*map(str, range(40)), None))
    found = quarters(ages)
    assert [int(chosen.sum()) for chosen in found.values()] == [10, 10, 10, 10]
    assert as_numbers(words("1", "2", "x")) is None
    assert as_numbers(words("1", "2", "1")) is None  # few values are groups


def test_explained_variance_is_that_of_the_groups():
    values = np.array([1.0, 1.0, 3.0, 3.0])
    first = np.array([True, True, False, False])
    assert explained(values, [first, ~first]) == pytest.approx(1.0)
    mixed = np.array([True, False, True, False])
    assert explained(values, [mixed, ~mixed]) == pytest.approx(0.0)
    assert explained(np.ones(4), [first, ~first]) is None


def test_outliers_are_each_photograph_once_by_its_furthest_number():
    usual = np.linspace(-1, 1, 101)
    one, other = usual.copy(), usual.copy()
    one[3], other[3], other[50] = 10.0, 50.0, -20.0
    found = outliers({"one": one, "other": other}, 10)
    assert [(each.row, each.name) for each in found] == [(3, "other"), (50, "other")]
    assert found[0].score > 0 > found[1].score
    assert len(outliers({"one": one, "other": other}, 1)) == 1
    assert outliers({"same": np.ones(5)}, 3) == []


def test_correlations_are_of_ranks_and_of_what_both_have():
    one = np.array([1.0, 2.0, 3.0, 4.0, np.nan])
    table = correlations([one, one**3, -one, np.full(5, 2.0)])
    assert table[0, 1] == pytest.approx(1.0)
    assert table[0, 2] == pytest.approx(-1.0)
    assert np.isnan(table[0, 3])


def test_agreement_is_that_of_bland_and_altman():
    right = np.array([1.0, 2.0, 3.0, 4.0])
    told = agreement(right, right - np.array([0.0, 1.0, 0.0, 1.0]))
    assert told.bias == pytest.approx(0.5)
    sd = np.std([0, 1, 0, 1], ddof=1)
    assert told.high - told.bias == pytest.approx(1.96 * sd)
    assert agreement(right[:2], right[:2]) is None


def test_eyes_are_paired_within_a_visit_and_copies_are_no_repeats():
    seen = visits(
        words("a", "a", "a", "a", "b", None, "a"),
        words("1", "1", "1", "1", "1", "1", "2"),
        words("R", "R", "L", "R", "R", "L", "L"),
        words("k", "l", "m", "k", "n", "o", "p"),
    )
    values = np.array([1.0, 3.0, 5.0, 100.0, 7.0, 8.0, 9.0])
    right, left = seen.pairs(values)
    assert (right.tolist(), left.tolist()) == ([2.0], [5.0])
    count, within = seen.repeats(values)
    assert count == 1
    assert within == pytest.approx(2**0.5)


def test_copies_are_files_of_one_content():
    assert copies(words("k", "k", None, None, "l")) == 1
