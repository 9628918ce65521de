"""Single blocks that do not fit between their neighbours."""

import numpy as np
import pytest

from app.reading.damage.jpeg_blocks import has_strange_block
from tests.support import make_fundus

FUNDUS = make_fundus(512).pixels[:, :, 1]
PLANE = (100 + 50 * np.sin(np.add.outer(np.arange(512) / 17, np.arange(512) / 23))).astype(np.uint8)
STEP = 0.6


def with_wave(across: int, down: int, height: float):
    """Change one coefficient of one block."""
    places = 2 * np.arange(8) + 1
    wave = np.outer(np.cos(places * down * np.pi / 16), np.cos(places * across * np.pi / 16))
    plane = PLANE.astype(float)
    plane[240:248, 304:312] += height * wave
    return np.clip(plane, 0, 255).round().astype(np.uint8)


def test_a_whole_picture_has_none():
    assert not has_strange_block(FUNDUS, STEP)
    assert not has_strange_block(PLANE, STEP)


@pytest.mark.parametrize(("across", "down"), [(0, 0), (1, 0), (0, 3), (4, 4), (7, 2)])
def test_one_changed_coefficient(across, down):
    assert has_strange_block(with_wave(across, down, 40), STEP)
    assert not has_strange_block(with_wave(across, down, 2), STEP)


@pytest.mark.parametrize("count", [1, 30, 200])
def test_small_sharp_spots_are_none(count):
    """The scars of a laser, drawn anywhere: dark in the middle, light around."""
    rows, columns = np.indices(PLANE.shape)
    for seed in range(6):
        plane, rng = PLANE.copy(), np.random.default_rng(seed)
        for y, x, radius in rng.integers((30, 30, 3), (480, 480, 9), (count, 3)):
            away = np.hypot(rows - y, columns - x)
            plane[away <= radius] = 220
            plane[away <= radius / 3] = 40
        assert not has_strange_block(plane, STEP)


@pytest.mark.parametrize("box", [(242, 300, 12, 14), (240, 304, 40, 8), (100, 100, 200, 3)])
def test_sharp_things_are_none(box):
    top, left, height, width = box
    plane = PLANE.copy()
    plane[top : top + height, left : left + width] = 255
    assert not has_strange_block(plane, STEP)


def test_too_small_to_compare():
    assert not has_strange_block(with_wave(1, 1, 90)[224:272, 288:336], STEP)
