"""Restart intervals in each other's place."""

import numpy as np
import pytest

from app.reading.damage.jpeg_exchange import are_exchanged
from tests.support import make_fundus

UNIT = (16, 16)
ACROSS = 32
PLANES = [np.ascontiguousarray(plane) for plane in np.moveaxis(make_fundus(512).pixels, 2, 0)]


def exchanged(first: int, second: int, length: int):
    """Swap two pieces of some MCUs."""
    order = np.arange(ACROSS * ACROSS).reshape(-1, length)
    order[[first, second]] = order[[second, first]]
    found = []
    for plane in PLANES:
        blocks = plane.reshape(ACROSS, 16, ACROSS, 16).swapaxes(1, 2).reshape(-1, 16, 16)
        moved = blocks[order.ravel()].reshape(ACROSS, ACROSS, 16, 16).swapaxes(1, 2)
        found.append(moved.reshape(512, 512))
    return found


@pytest.mark.parametrize("length", [ACROSS, 2 * ACROSS, 16, 4])
def test_a_whole_picture_has_none(length):
    assert not are_exchanged(PLANES, UNIT, ACROSS, np.full(ACROSS**2 // length, length))


@pytest.mark.parametrize(
    ("first", "second"), [(4, 15), (5, 6), (8, 10), (0, 12), (14, 31), (12, 13)]
)
def test_rows(first, second):
    planes = exchanged(first, second, ACROSS)
    assert are_exchanged(planes, UNIT, ACROSS, np.full(ACROSS, ACROSS))


@pytest.mark.parametrize(("first", "second"), [(3, 9), (6, 7)])
def test_two_rows_each(first, second):
    planes = exchanged(first, second, 2 * ACROSS)
    assert are_exchanged(planes, UNIT, ACROSS, np.full(ACROSS // 2, 2 * ACROSS))


def test_halves_of_rows():
    pieces = np.full(2 * ACROSS, 16)
    assert are_exchanged(exchanged(10, 33, 16), UNIT, ACROSS, pieces)


def test_too_few_or_too_short_pieces_are_not_compared():
    planes = exchanged(0, 1, ACROSS**2 // 2)
    assert not are_exchanged(planes, UNIT, ACROSS, np.full(2, ACROSS**2 // 2))
    assert not are_exchanged(exchanged(40, 99, 4), UNIT, ACROSS, np.full(ACROSS**2 // 4, 4))
