import numpy as np
import pytest

from app.analysis.analysis import analyse
from app.base.progress import Cancelled, ignore_progress, never_stop
from app.domain.reading import Reading, Stroke
from app.ui.session.work import equalising_work, reading_work, self_test_work
from tests.support import FakePredictor, make_fundus, make_layers, photograph

FUNDUS = make_fundus(256)
STROKES = (Stroke(((60, 60), (150, 150)), 4),)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor())


@pytest.fixture(scope="module")
def dark():
    return analyse(photograph(FUNDUS.pixels // 10), FakePredictor())


def read_again(analysis, reading, should_stop=never_stop):
    return reading_work(analysis, reading)(ignore_progress, should_stop)


def test_strokes_alone_leave_the_automatic_numbers(analysis):
    result = read_again(analysis, Reading(0.5, strokes=STROKES))
    assert result.measurements is analysis.measurements
    assert result.strokes == STROKES
    assert read_again(result, Reading(0.5)).corrected is None


def test_reading_stops_between_its_steps(analysis):
    with pytest.raises(Cancelled):
        read_again(analysis, Reading(0.6, strokes=STROKES), lambda: True)


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
