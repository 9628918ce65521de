from app.settings.look import Tone


def test_window_stays_where_something_can_be_seen():
    moved = Tone(gamma=2).with_window(centre=9999, width=0)
    assert (moved.width, moved.gamma) == (1.0, 2)
    assert moved.centre < 400
    assert Tone().with_window(-9999, 9999).width == 510
    assert Tone().with_window(90, 70) == Tone(centre=90, width=70)
