"""The examples of the docstrings are true."""

import doctest
import importlib

import pytest

from tests.test_architecture import modules_of

ROOMS = ("app.measurement", "app.reading", "app.field", "app.analysis")


def modules():
    rooms = map(importlib.import_module, ROOMS)
    return ["app.scripting", *(module for room in rooms for module in modules_of(room))]


@pytest.mark.parametrize("name", modules())
def test_examples_are_true(name):
    failed, _ = doctest.testmod(importlib.import_module(name))
    assert failed == 0


@pytest.mark.parametrize(
    "name",
    [
        "anatomy.calibre",
        *(f"measurement.{name}" for name in ("density", "fractal", "tortuosity", "rulers")),
    ],
)
def test_every_measure_shows_how_it_is_used(name):
    module = importlib.import_module(f"app.{name}")
    assert doctest.testmod(module).attempted > 0
