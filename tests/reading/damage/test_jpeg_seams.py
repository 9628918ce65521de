"""Steps in brightness along rows of blocks."""

import numpy as np
import pytest

from app.reading.damage.jpeg_seams import CLEAR, clearest_step
from tests.support import make_fundus

UNIT = (16, 16)
ACROSS = 32
PLANE = make_fundus(512).pixels[:, :, 1] + np.uint8(20)
ONE_PIECE = np.array([ACROSS * ACROSS])
ROWS = np.full(ACROSS, ACROSS)


def shifted(begin: int, end: int, height: int):
    """Make MCUs in turn brighter."""
    shifts = np.zeros(ACROSS * ACROSS, int)
    shifts[begin:end] = height
    blocks = np.kron(shifts.reshape(ACROSS, ACROSS), np.ones(UNIT, int))
    return np.clip(PLANE + blocks, 0, 255).astype(np.uint8)


def test_a_whole_picture_has_none():
    assert clearest_step(PLANE, UNIT, ONE_PIECE, 0.6) < CLEAR


@pytest.mark.parametrize("begin", [5 * ACROSS + 1, 10 * ACROSS + 16, 20 * ACROSS + 30])
@pytest.mark.parametrize("height", [8, -8])
def test_a_step_that_lasts_to_the_end(begin, height):
    plane = shifted(begin, ACROSS**2, height)
    assert clearest_step(plane, UNIT, ONE_PIECE, 0.6) >= CLEAR


@pytest.mark.parametrize("begin", [10 * ACROSS + 4, 15 * ACROSS + 16])
def test_a_step_up_to_the_next_restart(begin):
    plane = shifted(begin, begin // ACROSS * ACROSS + ACROSS, 12)
    assert clearest_step(plane, UNIT, ROWS, 0.6) >= CLEAR


def test_the_edge_of_something_is_none():
    edge = shifted(10 * ACROSS, 14 * ACROSS, 40)
    assert clearest_step(edge, UNIT, ONE_PIECE, 0.6) < CLEAR
    thing = PLANE.copy()
    thing[160:320, 96:400] += 40
    assert clearest_step(thing, UNIT, ONE_PIECE, 0.6) < CLEAR


def test_too_little_to_tell_from():
    assert clearest_step(PLANE[:64, :64], UNIT, np.array([16]), 0.6) == 0
