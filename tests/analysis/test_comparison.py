from dataclasses import replace

import numpy as np
import pytest

from app.analysis.analysis import Analysis, analyse
from app.analysis.changes import Change
from app.analysis.comparison import compare, compare_findings
from app.base.errors import UnsupportedImageError
from app.domain.photograph import Exam, Laterality
from app.domain.quality import Verdict
from app.domain.reading import Region
from app.measurement.measures import NOTHING_ELSE, VESSEL_DENSITY, measures_with
from tests.readings import altered, reread
from tests.support import FakePredictor, make_fundus, photograph, refused, repeatability_of
from tests.warping import again

DENSITY = VESSEL_DENSITY.id
FUNDUS = make_fundus(512)
REPEATS = repeatability_of(DENSITY, sd=0.01)


@pytest.fixture(scope="module")
def visits() -> tuple[Analysis, Analysis]:
    predictor = FakePredictor(repeatability=REPEATS)
    later = photograph(again(FUNDUS.pixels, FUNDUS.field), "later.png")
    return analyse(FUNDUS.image, predictor), analyse(later, predictor)


@pytest.fixture(scope="module")
def comparison(visits):
    return compare(*visits)


def test_an_unchanged_eye_has_no_change_that_can_be_told(comparison):
    assert comparison.alignment.reason is None
    assert comparison.changes.keys() == {each.id for each in measures_with(NOTHING_ELSE)}
    density = comparison.changes[DENSITY]
    assert density.change == density.second.value - density.first.value
    assert density.smallest_detectable == pytest.approx(1.96 * 2**0.5 * 0.01)
    assert density.verdict is Change.NOT_TOLD


def test_both_are_measured_over_what_both_show(visits, comparison):
    for before, now, overlap in zip(
        visits,
        (comparison.first, comparison.second),
        comparison.alignment.matched.overlap,
        strict=True,
    ):
        assert np.array_equal(~now.reading.excluded.mask(), overlap)
        assert now.measured_field.sum() < before.measured_field.sum()


def test_a_change_beyond_the_smallest_detectable_has_a_direction(visits):
    first, second = visits
    made = replace(first.provenance, repeatability=repeatability_of(DENSITY, sd=1e-9))
    first, second = (
        reread(altered(each, provenances=(made,)), measure_anyway=False) for each in visits
    )
    there, back = (compare(*pair).changes[DENSITY] for pair in ((first, second), (second, first)))
    assert {there.verdict, back.verdict} == {Change.HIGHER, Change.LOWER}
    assert (there.change > 0) == (there.verdict is Change.HIGHER)


def test_a_number_that_nobody_studied_is_not_told(comparison):
    change = comparison.changes["tortuosity"]
    assert change.smallest_detectable is None
    assert change.verdict is Change.UNKNOWN


def test_a_withheld_number_has_no_change(comparison):
    change = comparison.changes["mean_calibre_um"]  # without the size of a pixel
    assert change.verdict is Change.WITHHELD
    assert change.change is None


def test_what_was_excluded_in_one_is_excluded_in_both(visits):
    first, second = visits
    half = np.zeros(FUNDUS.field.shape, dtype=np.bool_)
    half[:, :256] = True
    found = compare(reread(first, excluded=Region.of(half)), second)
    assert not (half & ~found.first.reading.excluded.mask()).any()
    assert found.second.excluded_share > 0.4
    assert found.changes[DENSITY].smallest_detectable is None  # too little is left


def test_another_eye_has_a_reason_and_no_changes(visits):
    other = analyse(make_fundus(512, seed=5).image, FakePredictor())
    found = compare(visits[0], other)
    assert "could not be aligned" in str(found.alignment.reason)
    assert not found.changes
    assert found.first is visits[0]


def test_right_and_left_eye_are_refused(visits):
    first, second = visits
    right = reread(first, laterality=Laterality.RIGHT)
    error = refused(
        UnsupportedImageError, compare, right, reread(second, laterality=Laterality.LEFT)
    )
    assert "OD" in str(error)


def told(first: Analysis, second: Analysis) -> str:
    return " ".join(map(str, compare(first, second).remarks))


def with_exam(analysis: Analysis, **facts) -> Analysis:
    image = replace(analysis.findings.image, exam=Exam(**facts))
    return reread(altered(analysis, findings=replace(analysis.findings, image=image)))


def test_what_else_differs_is_said(visits):
    first, second = visits
    assert told(first, second) == ""
    early = with_exam(first, date="20200101", device="Eye 1", field_degrees=45.0)
    late = with_exam(second, date="20240101", device="Eye 2", field_degrees=30.0)
    words = told(early, late)
    assert "Eye 1; Eye 2" in words
    assert "45° and 30°" in words
    assert "later" not in words
    assert "later one" in told(late, early)


def test_another_threshold_leaves_no_smallest_detectable(visits):
    first, second = visits
    found = compare(first, reread(second, threshold=0.6))
    assert "thresholds" in str(found.remarks[0])
    assert found.changes[DENSITY].smallest_detectable is None


def test_the_poorer_quality_counts(visits):
    first, second = visits
    poorer = altered(second, quality=replace(second.quality, verdict=Verdict.USABLE))
    found = compare(first, poorer)
    assert found.grade is Verdict.USABLE
    assert "quality" in str(found.remarks[0])
    assert found.changes[DENSITY].smallest_detectable is None  # only good ones were studied


def test_findings_are_compared_as_nobody_has_read_them(visits, comparison):
    found = compare_findings(*(each.findings for each in visits))
    assert found.changes[DENSITY] == comparison.changes[DENSITY]


def test_vessels_alone_align_as_well_and_give_the_same_numbers(visits, comparison):
    found = compare(*visits, by_vessels=True)
    assert found.alignment.matched.residual_px < 1
    for number in ("first", "second"):
        known, again = (getattr(each.changes[DENSITY], number) for each in (comparison, found))
        assert again.value == pytest.approx(known.value, rel=0.02)


def test_a_day_that_a_person_typed_orders_the_visits(visits):
    first, second = (
        replace(each, image=replace(each.image, exam=Exam(date)))
        for each, date in zip(visits, ("20250101", "20240101"), strict=True)
    )
    found = compare(first, second)
    assert found.first.image.exam.date == "20250101"
    assert any("later one" in str(remark) for remark in found.remarks)
