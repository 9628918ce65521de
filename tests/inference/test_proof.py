import numpy as np
import pytest

from app.base.paths import default_model
from app.domain.structures import Structure
from app.inference.checkpoint import load_checkpoint
from app.inference.proof import (
    MAX_DURATION,
    MAX_MEAN_DIFFERENCE,
    SIDE,
    answer_of,
    draw_test_picture,
    fastest,
    is_same,
)
from app.inference.styles import mixture_of
from app.inference.torch_engine import TorchEngine
from app.segmentation.network_output import Output
from tests.inference.engines import Clock, StubEngine

NONE = np.empty(0, np.float32)
OUTPUTS = (Output(Structure.VESSEL, 0.4, 1.0, 1.0),)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("time.perf_counter", clock)
    return clock


def chosen(*engines, answer=None, planes=3):
    return fastest([lambda each=each: each for each in engines], planes, OUTPUTS, NONE, answer)


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [(MAX_DURATION - 0.01, True), (MAX_DURATION + 0.01, False), (26, False)],
)
def test_a_coarser_engine_must_be_clearly_faster(clock, seconds, taken):
    exact, coarse = StubEngine(clock=clock), StubEngine(seconds=seconds, clock=clock)
    assert chosen(exact, coarse) is (coarse if taken else exact)


def test_the_fastest_of_several_is_taken(clock):
    engines = [StubEngine(seconds=seconds, clock=clock) for seconds in (1, 0.5, 0.3)]
    assert chosen(*engines) is engines[2]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("error", "taken"),
    # The slope of the sigmoid at 0.3 is a little less than a quarter.
    [(4.0 * MAX_MEAN_DIFFERENCE, True), (4.4 * MAX_MEAN_DIFFERENCE, False)],
)
def test_an_engine_must_give_the_same_answer(clock, error, sign, taken):
    exact = StubEngine(clock=clock)
    other = StubEngine(0.3 + sign * error, seconds=0.1, clock=clock)
    assert chosen(exact, other) is (other if taken else exact)


def test_an_answer_that_is_no_number_is_not_the_same(clock):
    exact = StubEngine(clock=clock)
    assert chosen(exact, StubEngine(float("nan"), 0.1, clock)) is exact


def test_the_share_that_is_found_must_be_the_same():
    """Many probabilities that change a little, all about the threshold, change the numbers."""
    answer = np.full((1, SIDE, SIDE), 0.399, np.float32)
    assert is_same(answer - 0.002, answer, OUTPUTS)
    assert not is_same(answer + 0.002, answer, OUTPUTS)


def test_each_output_must_be_the_same():
    answer = np.full((2, SIDE, SIDE), 0.2, np.float32)
    changed = answer + np.array([0, 0.02], np.float32)[:, None, None]
    two = (*OUTPUTS, Output(Structure.DISC))
    assert is_same(answer, answer, two)
    assert not is_same(changed, answer, two)


def test_a_stored_answer_convicts_even_the_first(clock):
    first, second = StubEngine(2.0, clock=clock), StubEngine(clock=clock)
    answer = answer_of(second, 3, OUTPUTS, NONE)
    assert chosen(first, second, answer=answer) is second
    assert chosen(first, answer=answer) is None


@pytest.mark.parametrize("error", [RuntimeError("no kernel"), OSError("gone"), MemoryError()])
def test_an_engine_that_does_not_work_is_left_out(clock, error):
    def fails():
        raise error

    works = StubEngine(clock=clock)
    assert fastest([fails, lambda: works], 3, OUTPUTS, NONE) is works
    assert fastest([fails], 3, OUTPUTS, NONE) is None


@pytest.mark.parametrize(
    ("planes", "stride", "side"), [(3, 8, 96), (1, 8, 96), (3, 40, 120), (1, 128, 128)]
)
def test_the_picture_fits_the_network(planes, stride, side):
    engine = StubEngine(stride=stride)
    chosen(engine, planes=planes)
    assert set(engine.seen) == {(planes, side, side)}


def test_the_picture_is_the_same_each_time():
    assert np.array_equal(draw_test_picture(3, 64), draw_test_picture(3, 64))
    grey, colour = draw_test_picture(1, 64), draw_test_picture(3, 64)
    assert np.array_equal(colour[1:2], grey)


def bundled_answer(network, card, precision):
    mixture = mixture_of(card.style, card.architecture.styles)
    return answer_of(TorchEngine(network, precision), 3, card.outputs, mixture)


def test_the_bundled_network_sees_vessels_in_the_picture_and_keeps_its_answer():
    """The picture asks something of the network; and bfloat16, which differs, is near enough."""
    checkpoint = load_checkpoint(default_model())
    exact, rounded = (
        bundled_answer(checkpoint.network, checkpoint.card, precision)
        for precision in ("float32", "bfloat16")
    )
    assert exact.min() < 0.01
    assert exact.max() > 0.99
    assert 0.1 < (exact > 0.5).mean() < 0.5
    assert np.abs(exact - rounded).max() > 0
    assert is_same(rounded, exact, checkpoint.card.outputs)
