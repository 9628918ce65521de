from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from app.base.translation import load_catalogue
from app.domain.photograph import Laterality, PhotographId
from app.measurement.measures import VESSEL_DENSITY
from app.reading.listing import Entry
from app.records.schema import IntervalRecord
from app.report.trend import series_of
from app.ui.comparing.trend import Trend
from app.ui.comparing.visits import Visit, Visits
from tests.store.examples import record

DENSITY = VESSEL_DENSITY.id


def visit(date, density=0.08, device="Camera 1", *, interval=None, eye=Laterality.RIGHT):
    known = record()
    number = replace(known.measurements[DENSITY], value=density, reason=None, interval=interval)
    made = replace(known, measurements={**known.measurements, DENSITY: number})
    name = f"{date}{density}"
    return Visit((Entry(Path(name)),), PhotographId(name), eye, date, device, "good", made)


@pytest.fixture
def trend(qtbot):
    trend = Trend(load_catalogue("en").say)
    qtbot.addWidget(trend)
    return trend


def test_visits_are_joined_by_camera_and_model_only():
    visits = [visit("20220101"), visit("20230101", 0.09), visit("20240101", 0.07, "Camera 2")]
    series = series_of([each.dated for each in visits], VESSEL_DENSITY, "?")
    assert [each.name.split(" · ")[0] for each in series] == ["Camera 1", "Camera 2"]
    assert [list(each.values) for each in series] == [pytest.approx([8, 9]), pytest.approx([7])]
    days = np.diff(series[0].moments) / 86400
    assert list(days) == [365]


def test_an_interval_is_drawn_where_it_is_known(trend):
    interval = IntervalRecord(low=0.07, high=0.1, level=0.9, basis="")
    trend.show_visits(Visits(visit("20240101", interval=interval), (visit("20230101"),)))
    (series,) = trend.series
    assert np.isnan(series.lows[0])
    assert (series.lows[1], series.highs[1]) == (pytest.approx(7), pytest.approx(10))
    assert "the interval is not known" in trend.told.text()
    low, high = trend.view.viewRange()[1]
    assert low < 7 < 10 < high


def test_the_axes_stay_where_they_are(trend):
    trend.show_visits(Visits(visit("20240101"), (visit("20230101", 0.081),)))
    before = trend.view.viewRange()
    low, high = before[1]
    assert high - low > 0.5  # .1 per cent of density is no cliff
    trend.resize(trend.width() + 200, trend.height() + 100)
    assert trend.view.viewRange() == before


def test_only_dated_visits_of_the_eye_are_shown_and_the_others_counted(trend):
    others = (visit("20230101", eye=Laterality.LEFT), visit(""), visit("20220101", 0.07))
    trend.show_visits(Visits(visit("20240101"), others))
    (series,) = trend.series
    assert len(series.values) == 2
    assert "not shown: 1" in trend.told.text()


def test_nothing_to_show_is_said(trend):
    assert trend.view.isHidden()
    assert "Nothing to show yet" in trend.told.text()


def test_the_numbers_are_told_to_those_who_cannot_see(trend):
    trend.show_visits(Visits(visit("20240101", 0.0812)))
    assert "2024-01-01 8.1 %" in trend.view.accessibleDescription()
