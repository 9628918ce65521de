import pytest

from app.base.errors import ConfigurationError
from app.training.schedule import learning_rate
from tests.support import refused
from tests.training.examples import make_config


def test_the_learning_rate_warms_up_and_then_falls_to_nought():
    settings = make_config().optimisation
    rates = [learning_rate(step, settings) for step in range(41)]
    assert rates[:4] == pytest.approx([0.005, 0.01, 0.015, 0.02])
    assert rates[4] == pytest.approx(0.02)
    assert rates[22] == pytest.approx(0.01)
    assert rates[40] == pytest.approx(0)
    assert rates[4:] == sorted(rates[4:], reverse=True)


def test_the_learning_rate_can_restart_in_ever_longer_cycles():
    change = ("precision", 'schedule = "cosine-restarts"\ncycles = 3\nprecision')
    settings = make_config(("warmup = 4", "warmup = 0"), ("steps = 40", "steps = 70"), change)
    rates = [learning_rate(step, settings.optimisation) for step in range(71)]
    assert [rates[step] for step in (0, 10, 30)] == pytest.approx([0.02] * 3)
    assert [rates[step] for step in (5, 20, 50)] == pytest.approx([0.01] * 3)
    for first, last in ((0, 9), (10, 29), (30, 70)):
        cycle = rates[first : last + 1]
        assert cycle == sorted(cycle, reverse=True)
        assert cycle[-1] < 0.001


def in_steps(drop):
    return ("precision", f'schedule = "steps"\ndrop = {drop}\ndrop_every = 10\nprecision')


def test_the_learning_rate_can_fall_in_steps_after_the_warm_up():
    settings = make_config(in_steps(0.5)).optimisation
    rates = [learning_rate(step, settings) for step in range(40)]
    assert rates[:4] == pytest.approx([0.005, 0.01, 0.015, 0.02])
    assert rates[4:14] == pytest.approx([0.02] * 10)
    assert rates[14:24] == pytest.approx([0.01] * 10)
    assert rates[34:] == pytest.approx([0.0025] * 6)


@pytest.mark.parametrize("drop", [0.0, 1.0, -0.5])
def test_a_drop_lowers_the_rate(drop):
    refused(ConfigurationError, make_config, in_steps(drop))
