import numpy as np
import pytest

from app.imaging.overlay import draw_overlay
from app.settings.look import VESSEL_COLOUR

PIXELS = np.full((4, 4, 3), 100, np.uint8)
MASK = np.eye(4, dtype=np.bool_)


def test_only_masked_pixels_change_and_the_photograph_does_not():
    before = PIXELS.copy()
    overlay = draw_overlay(PIXELS, MASK)
    assert np.array_equal(PIXELS, before)
    assert np.array_equal(overlay[~MASK], PIXELS[~MASK])
    assert (overlay[MASK] != PIXELS[MASK]).any(axis=1).all()
    assert overlay.dtype == np.uint8


@pytest.mark.parametrize(
    ("opacity", "expected"),
    [(0, (100, 100, 100)), (0.5, (50, 164, 178)), (1, VESSEL_COLOUR)],
)
def test_opacity(opacity, expected):
    overlay = draw_overlay(PIXELS, MASK, opacity=opacity)
    assert np.abs(overlay[MASK].astype(int) - expected).max() <= 1


def test_colour():
    overlay = draw_overlay(PIXELS, MASK, colour=(255, 0, 255), opacity=1)
    assert (overlay[MASK] == (255, 0, 255)).all()


def test_an_empty_mask_changes_nothing():
    assert np.array_equal(draw_overlay(PIXELS, np.zeros_like(MASK)), PIXELS)
