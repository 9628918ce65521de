import colorsys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imaging.tone import PLANES, equalise, tone_table
from app.settings.look import GAMMAS, WIDTHS, Channel, Tone
from tests.support import make_fundus

VALUES = np.arange(256)


def test_unchanged_tone_changes_nothing():
    assert Tone().unchanged
    assert np.array_equal(tone_table(Tone()), VALUES)
    assert tone_table(Tone()).dtype == np.uint8


def test_inverting_turns_every_value_round():
    assert np.array_equal(tone_table(Tone(inverted=True)), 255 - VALUES)


def test_window_spreads_its_values_from_black_to_white():
    table = tone_table(Tone(centre=100, width=50))
    assert (table[:76] == 0).all()
    assert (table[125:] == 255).all()
    assert table[100] == pytest.approx(127.5, abs=0.5)
    assert np.allclose(np.diff(table[75:126].astype(int)), 255 / 50, atol=1)


def test_gamma_above_one_lightens_the_middle_and_keeps_the_ends():
    for gamma, lighter in ((2.2, True), (0.45, False)):
        table = tone_table(Tone(gamma=gamma))
        assert (table[0], table[255]) == (0, 255)
        assert bool(table[128] > 128) is lighter
    assert tone_table(Tone(gamma=2))[64] == round(255 * (64 / 255) ** 0.5)


@given(
    gamma=st.floats(*GAMMAS),
    width=st.floats(*WIDTHS),
    centre=st.floats(-127, 382),
    inverted=st.booleans(),
)
def test_every_tone_keeps_the_order_of_the_values(gamma, width, centre, inverted):
    steps = np.diff(tone_table(Tone(Channel.RED, centre, width, gamma, inverted)).astype(int))
    assert (steps <= 0 if inverted else steps >= 0).all()


def test_single_channels_are_the_planes_of_an_rgb_picture():
    assert PLANES == {Channel.RED: 0, Channel.RED_FREE: 1, Channel.BLUE: 2}


# --- equalised contrast --------------------------------------------------------------------


@pytest.fixture(scope="module")
def fundus():
    return make_fundus(256)


def test_equalising_raises_the_contrast_and_leaves_the_picture_alone(fundus):
    before = fundus.pixels.copy()
    equal = equalise(fundus.pixels)
    assert (equal.shape, equal.dtype) == (before.shape, np.uint8)
    assert np.array_equal(fundus.pixels, before)

    def contrast(pixels):
        green = pixels[..., 1].astype(float)
        around = fundus.field & ~fundus.vessels
        return green[around].mean() - green[fundus.vessels].mean()

    assert contrast(equal) > 1.2 * contrast(before)


def test_equalising_keeps_grey_grey_and_black_black(fundus):
    grey = np.repeat(fundus.pixels[..., 1:2], 3, axis=2)
    equal = equalise(grey)
    assert (equal == equal[..., :1]).all()
    assert not equalise(fundus.pixels)[:8, :8].any()


def test_equalising_keeps_hues():
    ramp = np.linspace(60, 120, 200)[:, None] + np.zeros((200, 200))
    pixels = np.stack([ramp * 1.6, ramp, ramp * 0.8], axis=2).round().astype(np.uint8)
    before = colorsys.rgb_to_hsv(*(pixels[100, 100] / 255))
    after = colorsys.rgb_to_hsv(*(equalise(pixels)[100, 100] / 255))
    assert after[0] == pytest.approx(before[0], abs=0.02)


@pytest.mark.parametrize("shade", [0, 90, 255])
def test_equalising_a_picture_of_one_shade_comes_to_an_end(shade):
    assert equalise(np.full((64, 80, 3), shade, np.uint8)).shape == (64, 80, 3)
