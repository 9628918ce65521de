import numpy as np
import pytest

from app.analysis.analysis import analyse
from app.base.progress import Cancelled, ignore_progress, never_stop
from app.domain.reading import Reading, Stroke
from app.domain.style import Style
from app.ui.session.work import equalising_work, reading_work, self_test_work
from tests.support import FakePredictor, TwoHands, make_fundus, make_layers, photograph

FUNDUS = make_fundus(256)
STROKES = (Stroke(((60, 60), (150, 150)), 4),)


@pytest.fixture(scope="module")
def analysis():
    return analyse(FUNDUS.image, FakePredictor())


@pytest.fixture(scope="module")
def dark():
    return analyse(photograph(FUNDUS.pixels // 10), FakePredictor())


LAYERS = make_layers(FUNDUS.pixels, np.zeros((256, 256), np.float32))


def work_of(analysis, reading, should_stop=never_stop, model=None):
    load = lambda *_: model or FakePredictor()  # noqa: E731
    return reading_work(analysis, LAYERS, reading, load)(ignore_progress, should_stop)


def read_again(analysis, reading, should_stop=never_stop):
    again, layers = work_of(analysis, reading, should_stop)
    assert layers is LAYERS
    return again


def test_strokes_alone_leave_the_automatic_numbers(analysis):
    result = read_again(analysis, Reading(0.5, strokes=STROKES))
    assert result.measurements is analysis.measurements
    assert result.strokes == STROKES
    assert read_again(result, Reading(0.5)).corrected is None


def test_reading_stops_between_its_steps(analysis):
    with pytest.raises(Cancelled):
        read_again(analysis, Reading(0.6, strokes=STROKES), lambda: True)


def test_in_another_style_the_vessels_are_drawn_again():
    analysis = analyse(FUNDUS.image, TwoHands())
    sparse = Reading(0.5, style=Style(detail=-1), strokes=STROKES)
    again, layers = work_of(analysis, sparse, model=TwoHands())
    assert again.reading == sparse
    assert again.findings.provenance.shares == {"sparse": 1.0}
    assert again.findings.field is analysis.findings.field
    assert again.vessels.native.sum() < analysis.vessels.native.sum()
    assert again.corrected is not None
    assert layers.photograph is LAYERS.photograph
    expected = make_layers(FUNDUS.pixels, again.levels.native)
    assert all(map(np.array_equal, layers.levels, expected.levels))


def test_the_first_style_again_gives_the_first_numbers():
    analysis = analyse(FUNDUS.image, TwoHands())
    sparse, _ = work_of(analysis, Reading(0.5, style=Style(detail=-1)), model=TwoHands())
    again, _ = work_of(sparse, analysis.reading, model=TwoHands())
    assert again.measurements.numbers == analysis.measurements.numbers
    assert np.array_equal(again.vessels.native, analysis.vessels.native)


def test_drawing_again_stops_when_asked():
    analysis = analyse(FUNDUS.image, TwoHands())
    with pytest.raises(Cancelled):
        work_of(analysis, Reading(style=Style(detail=-1)), lambda: True, model=TwoHands())


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
