from dataclasses import replace

import numpy as np
import pytest

from app.analysis.changes import Change
from app.domain.photograph import Exam
from app.measurement.measures import VESSEL_DENSITY
from app.records.building import analysis_record
from app.report.trend import (
    DAY_S,
    apart,
    bounds,
    change_between,
    day_of,
    numbers_of,
    numbers_of_record,
    series_of,
)
from tests.readings import altered
from tests.report.examples import DENSITY, visit


def test_a_kept_result_gives_the_numbers_of_its_analysis(analysis, corrected):
    for each in (analysis, corrected):
        exam = Exam("20260301", "Camera")
        now = numbers_of(altered(each, image=replace(each.image, exam=exam)))
        kept = numbers_of_record("20260301", "Camera", analysis_record(each))
        assert (kept.date, kept.device, kept.model) == (now.date, now.device, now.model)
        assert kept.drawn == now.drawn
        assert [value.value for value in kept.values.values()] == [
            value.value for value in now.values.values()
        ]


@pytest.mark.parametrize(
    ("higher", "verdict"),
    [
        (0.02, Change.HIGHER),
        (-0.02, Change.LOWER),
        (0.004, Change.NOT_TOLD),
        (None, Change.WITHHELD),
    ],
)
def test_a_change_is_judged_by_the_smallest_detectable_one(analysis, higher, verdict):
    first, second = visit(analysis, "20250101"), visit(analysis, "20260101", higher=higher)
    found = change_between(first, second, VESSEL_DENSITY)
    assert found.verdict is verdict
    assert found.change == (None if higher is None else pytest.approx(higher))


@pytest.mark.parametrize("later", [{"detectable": None}, {"model": "another 2"}])
def test_without_one_model_and_its_repeats_no_change_is_judged(analysis, later):
    first, second = visit(analysis, "20250101"), visit(analysis, "20260101", higher=0.05, **later)
    found = change_between(first, second, VESSEL_DENSITY)
    assert (found.verdict, found.smallest_detectable) == (Change.UNKNOWN, None)
    assert found.change == pytest.approx(0.05)


def test_the_poorer_of_two_visits_says_what_can_be_told(analysis):
    first = visit(analysis, "20250101", detectable=0.03)
    found = change_between(first, visit(analysis, "20260101", higher=0.02), VESSEL_DENSITY)
    assert (found.verdict, found.smallest_detectable) == (Change.NOT_TOLD, 0.03)


def test_series_are_by_camera_and_model_and_in_order(analysis):
    visits = [
        visit(analysis, "20240101"),
        visit(analysis, "20220101"),
        visit(analysis, "20230101", device="Camera 2"),
        visit(analysis, ""),
        visit(analysis, "20250101", higher=None),
        visit(analysis, "20251341"),
    ]
    one, two = series_of(visits, VESSEL_DENSITY, "?")
    assert [day_of(moment) for moment in one.moments] == ["20220101", "20240101"]
    assert [day_of(moment) for moment in two.moments] == ["20230101"]
    assert one.name.startswith("Camera 1 · ")
    assert one.detectable == pytest.approx(1)  # as it is written, in per cent


def test_a_chance_change_does_not_fill_the_plot(analysis):
    visits = [visit(analysis, "20240101"), visit(analysis, "20250101", higher=0.001)]
    left, right, low, high = bounds(series_of(visits, VESSEL_DENSITY, "?"))
    assert high - low >= 4
    assert right - left > 366 * DAY_S


def test_an_interval_is_in_the_plot(analysis):
    wide = visit(analysis, "20240101", interval=(0.01, 0.5))
    (series,) = series_of([wide, visit(analysis, "20250101")], VESSEL_DENSITY, "?")
    assert (series.lows[0], series.highs[0]) == (pytest.approx(1), pytest.approx(50))
    assert np.isnan(series.lows[1])
    _, _, low, high = bounds([series])
    assert low < 1 < 50 < high


def test_days_that_lie_close_are_written_once(analysis):
    visits = [visit(analysis, date) for date in ("20240101", "20240103", "20250101")]
    series = series_of(visits, VESSEL_DENSITY, "?")
    days = [day_of(moment) for moment in apart(series, 400 * DAY_S, 4)]
    assert days == ["20240101", "20250101"]


def test_values_are_those_that_are_shown(corrected):
    shown = corrected.shown_measurements.numbers[DENSITY].value
    assert numbers_of(corrected).values[DENSITY].value == shown
