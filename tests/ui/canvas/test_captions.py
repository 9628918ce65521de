import pytest

from app.settings.look import Channel, Tone, VesselDrawing
from app.ui.canvas.captions import find_badges
from app.ui.canvas.vessels import Vessels


@pytest.mark.parametrize(
    ("tone", "badges"),
    [
        (Tone(), []),
        (Tone(channel=Channel.RED_FREE), ["Red-free"]),
        (Tone(channel=Channel.RED, inverted=True), ["Red channel", "Inverted"]),
        (Tone(channel=Channel.BLUE), ["Blue channel"]),
        (Tone(centre=100), ["Window changed"]),
        (Tone(width=100, gamma=2), ["Window changed", "Gamma 2.00"]),
        (Tone(equalised=True), ["Equalised"]),
    ],
)
def test_every_change_of_the_photograph_is_told(qapp, tone, badges):
    assert find_badges(tone, None, equalised=True) == badges


def test_equalised_contrast_that_is_still_to_come_is_not_claimed(qapp):
    assert find_badges(Tone(equalised=True), None, equalised=False) == ["Equalising…"]


def test_emphasised_edges_are_told(qapp):
    vessels = Vessels(VesselDrawing(edge_strength=0.3), 0.5)
    assert find_badges(Tone(), vessels, equalised=False) == ["Edges emphasised"]
    assert find_badges(Tone(), Vessels(VesselDrawing(), 0.5), equalised=False) == []
