from dataclasses import replace

import pytest

from app.base.translation import load_catalogue
from app.domain.photograph import Exam
from app.measurement.measures import VESSEL_DENSITY
from app.report.follow_up import TrendDiagram, TrendSeries, follow_up, since_last
from tests.readings import altered
from tests.report.conftest import make_report
from tests.report.examples import visit

ENGLISH = load_catalogue("en")


@pytest.fixture
def today(analysis):
    return altered(analysis, image=replace(analysis.image, exam=Exam("20260301", "Camera 1")))


def told(analysis, *past, language="en"):
    return follow_up(analysis, past, load_catalogue(language))


def test_alone_it_is_one_row_without_plots(today):
    found = told(today)
    assert found.row[0] == "2026-03-01"
    assert (found.earlier, found.later, found.notes, found.plots) == ((), (), (), ())


def test_visits_stand_in_their_order_with_what_has_changed_since(today, analysis):
    found = told(
        today,
        visit(analysis, "20270101"),
        visit(analysis, "20250101", higher=-0.02),
        visit(analysis, "20240101", interval=(0.05, 0.12)),
    )
    assert [row[0] for row in found.earlier] == ["2024-01-01", "2025-01-01"]
    assert [row[0] for row in found.later] == ["2027-01-01"]
    assert found.earlier[0][1].endswith("\n5.0 – 12.0 %")
    camera, density, dimension = found.earlier[1][3].split("\n")
    assert camera.startswith("Camera 1 · ")
    # The shared analysis does not know how its own numbers repeat.
    assert density == "Vessel density since then: +2.0 %, smallest detectable change not known"
    assert dimension.startswith("Fractal dimension since then: ±0.000")
    assert "by then" in found.later[0][3]
    assert found.row[3].startswith("this examination\nCamera 1")


def test_a_change_that_can_be_told_says_from_where(analysis):
    now = visit(analysis, "20260301", higher=0.03)
    before = [visit(analysis, "20240101"), visit(analysis, "20250101", higher=0.01)]
    since = since_last([*before, now], now, VESSEL_DENSITY)
    assert ENGLISH.say(since) == "Since 2025-01-01: +2.0 %, higher (detectable from 1.0 %)"


def test_a_visit_without_the_number_is_passed_over(analysis):
    now = visit(analysis, "20260301")
    before = [visit(analysis, "20240101"), visit(analysis, "20250101", higher=None)]
    assert "2024-01-01" in ENGLISH.say(since_last(before, now, VESSEL_DENSITY))
    assert since_last([now], now, VESSEL_DENSITY) is None


def test_other_cameras_and_own_fields_are_told(today, analysis):
    alike = told(today, visit(analysis, "20250101"))
    mixed = told(today, visit(analysis, "20250101", device="Camera 2"))
    assert len(alike.notes) == 1
    assert "whole field" in alike.notes[0]
    assert any("Different cameras" in note for note in mixed.notes)


def test_the_numbers_are_plotted_from_the_second_day_on(today, analysis):
    assert told(today, visit(analysis, "20260301")).plots == ()
    density, dimension = told(today, visit(analysis, "20250101", higher=0.01)).plots
    assert density.title == "Vessel density, %"
    assert density.caption.startswith("Since 2025-01-01: −1.0 %")
    assert [day for _, day in density.days] == ["2025-01-01", "2026-03-01"]
    assert dimension.title == "Fractal dimension"
    (series,) = density.series
    assert series.values[0] == pytest.approx(series.values[1] + 1)


def test_without_a_day_of_its_own_it_is_in_no_plot_and_nothing_is_said_of_changes(analysis):
    past = [visit(analysis, "20240101"), visit(analysis, "20250101")]
    found = told(analysis, *past)
    assert [row[0] for row in found.earlier] == ["2024-01-01", "2025-01-01"]
    assert not any("since then" in row[3] for row in found.earlier)
    assert any("no date" in note for note in found.notes)
    assert [len(plot.series[0].values) for plot in found.plots] == [2, 2]


def test_many_visits_are_counted_not_listed(today, analysis):
    past = [visit(analysis, f"20{year}0101") for year in range(10, 19)]
    found = told(today, *past)
    assert len(found.earlier) == 6
    assert found.earlier[-1][0] == "2018-01-01"
    assert any(note.endswith(": 3") for note in found.notes)
    assert len(found.plots[0].series[0].values) == 10


def test_it_speaks_chinese(today, analysis):
    found = told(today, visit(analysis, "20250101"), language="zh_CN")
    texts = [*found.notes, found.earlier[0][3], found.plots[0].axes, found.plots[0].caption]
    assert not any("since" in text.casefold() or "field" in text for text in texts)


def test_a_report_has_it_in_each_language_and_another_number(analysis):
    past = (visit(analysis, "20250101"),)
    alone = make_report(analysis, "en", "zh_CN")
    report = make_report(analysis, "en", "zh_CN", past=past)
    assert all(len(part.follow_up.earlier) == 1 for part in report.parts)
    assert report.id != alone.id


@pytest.mark.parametrize(
    "points",
    [
        ((), (), (), ()),
        ((1.0,), (1.0, 2.0), (None,), (None,)),
        ((1.0,), (float("nan"),), (None,), (None,)),
    ],
)
def test_points_that_do_not_fit_together_are_refused(points):
    with pytest.raises(ValueError, match="trend"):
        TrendSeries("a", *points)


def test_axes_that_are_none_are_refused():
    with pytest.raises(ValueError, match="axes"):
        TrendDiagram("a", "", "", (0.0, 1.0, 2.0, 2.0), (), 1, ())
