import numpy as np
import pytest

from app.imaging.tone import tone_table
from app.settings.look import Channel, Tone
from app.ui.canvas.photograph import BACKGROUND, render_photograph
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.session.layers import as_pyramid
from tests.ui.canvas.conftest import pixels_of

OUTSIDE = BACKGROUND.getRgb()[:3]


@pytest.fixture
def pixels():
    return np.random.default_rng(1).integers(0, 256, (90, 120, 3), dtype=np.uint8)


def rendered(pixels, tone=None, *, edge_strength=0.0, margin=0, scale=1.0):
    height, width = pixels.shape[:2]
    pane = (round(width * scale) + 2 * margin, round(height * scale) + 2 * margin)
    projection = Projection(Viewpoint(width / 2, height / 2, scale), (width, height), pane)
    canvas = render_photograph(as_pyramid(pixels), projection, tone or Tone(), edge_strength)
    return pixels_of(canvas)


def test_photograph_is_drawn_as_it_was_recorded(pixels):
    np.testing.assert_array_equal(rendered(pixels), pixels)


@pytest.mark.parametrize(
    "tone",
    [Tone(inverted=True), Tone(gamma=2.2), Tone().with_window(90, 60)],
    ids=["inverted", "gamma", "window"],
)
def test_table_of_the_tone_is_seen_in_every_pixel(pixels, tone):
    np.testing.assert_array_equal(rendered(pixels, tone), tone_table(tone)[pixels])


@pytest.mark.parametrize(
    ("channel", "plane"), [(Channel.RED, 0), (Channel.RED_FREE, 1), (Channel.BLUE, 2)]
)
def test_single_channel_is_shown_in_grey(pixels, channel, plane):
    shown = rendered(pixels, Tone(channel=channel, inverted=True))
    expected = np.repeat(255 - pixels[..., plane, None], 3, axis=2)
    np.testing.assert_array_equal(shown, expected)


def test_tones_and_emphasis_leave_what_is_outside_alone(pixels):
    for options in ({"tone": Tone(inverted=True)}, {"edge_strength": 1.0}):
        shown = rendered(pixels, margin=15, **options)
        shown[15:-15, 15:-15] = OUTSIDE
        assert (shown == OUTSIDE).all()


def test_emphasised_edges_are_steeper_and_flat_places_stay():
    pixels = np.full((60, 80, 3), 100, dtype=np.uint8)
    pixels[:, 40:] = 140
    shown = rendered(pixels, edge_strength=0.5).astype(int)
    assert shown[30, 39, 0] < 100
    assert shown[30, 40, 0] > 140
    assert (shown[:, [5, 75], 0] == (100, 140)).all()


def test_single_pixels_are_sharp_when_zoomed_in(pixels):
    shown = rendered(pixels, scale=3.0)
    np.testing.assert_array_equal(shown, pixels.repeat(3, axis=0).repeat(3, axis=1))


def test_zoomed_out_photograph_is_close_to_its_mean():
    pixels = np.random.default_rng(2).integers(0, 256, (800, 800, 3), dtype=np.uint8)
    shown = rendered(pixels, scale=0.25).astype(float)
    blocks = pixels.reshape(200, 4, 200, 4, 3).mean(axis=(1, 3))
    assert np.abs(shown - blocks).mean() < 2


def test_photograph_out_of_sight_draws_nothing(pixels):
    projection = Projection(Viewpoint(-5000.0, 0.0, 1.0), (120, 90), (50, 50))
    assert (pixels_of(render_photograph(as_pyramid(pixels), projection, Tone())) == OUTSIDE).all()
