import numpy as np
import pytest

from app.analysis import analyse, correct, override
from app.imaging.correction import Stroke
from app.progress import Cancelled, ignore_progress, never_stop
from app.ui.state import errands
from app.ui.state.errands import equalising_work, measuring_work, self_test_work
from app.ui.state.view_state import Reading
from tests.support import FakePredictor, make_fundus, make_layers, photograph

FUNDUS = make_fundus(256)
STROKES = (Stroke(((60, 60), (150, 150)), 4),)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor())


@pytest.fixture(scope="module")
def dark():
    return analyse(photograph(FUNDUS.pixels // 10), FakePredictor())


def measured(analysis, reading, should_stop=never_stop):
    return measuring_work(analysis, reading)(ignore_progress, should_stop)


def test_what_is_as_it_was_set_is_not_measured_again(analysis):
    assert measured(analysis, Reading(0.5)) is analysis


def test_threshold_and_strokes_are_both_obeyed(analysis):
    result = measured(analysis, Reading(0.6, strokes=STROKES))
    expected = correct(override(analysis, measure_anyway=False, threshold=0.6), STROKES)
    assert (result.threshold, result.strokes) == (0.6, STROKES)
    assert result.measurements == expected.measurements
    assert result.shown_measurements == expected.shown_measurements


def test_strokes_alone_leave_the_automatic_numbers(analysis):
    result = measured(analysis, Reading(0.5, strokes=STROKES))
    assert result.measurements is analysis.measurements
    assert result.strokes == STROKES
    assert measured(result, Reading(0.5)).corrected is None


def test_corrected_vessels_are_measured_once_a_threshold(analysis, monkeypatch):
    asked = []
    monkeypatch.setattr(
        errands, "correct", lambda *given: asked.append(given[1]) or correct(*given)
    )
    result = measured(correct(analysis, STROKES), Reading(0.6, strokes=STROKES))
    assert result.strokes == STROKES
    assert asked == [STROKES]


def test_override_is_obeyed_and_taken_back(dark):
    anyway = measured(dark, Reading(0.5, measure_anyway=True))
    assert anyway.overridden
    assert anyway.measurements.vessel_density.value is not None
    assert measured(anyway, Reading(0.5)).measurements.vessel_density.value is None


def test_override_of_what_has_become_fit_changes_nothing(analysis):
    assert measured(analysis, Reading(0.5, measure_anyway=True)) is analysis


def test_measuring_stops_between_its_steps(analysis):
    with pytest.raises(Cancelled):
        measured(analysis, Reading(0.6, strokes=STROKES), lambda: True)


def test_equalised_picture_is_added_to_the_layers():
    layers = make_layers(FUNDUS.pixels, np.zeros((256, 256), np.float32))
    equalising_work(layers)(ignore_progress, never_stop)
    assert [each.shape for each in layers.equalised] == [each.shape for each in layers.photograph]
    assert not np.array_equal(layers.equalised[0], layers.photograph[0])


def test_equalising_given_up_leaves_the_layers_alone():
    layers = make_layers(FUNDUS.pixels, np.zeros((256, 256), np.float32))
    with pytest.raises(Cancelled):
        equalising_work(layers)(ignore_progress, lambda: True)
    assert layers.equalised is None


def test_self_test_stops_between_its_checks():
    with pytest.raises(Cancelled):
        self_test_work(lambda *_: FakePredictor())(ignore_progress, lambda: True)
