import numpy as np
import pytest

from app.field import pictures
from app.field.pictures import pictures_in, surroundings_of
from app.field.shapes import disc
from app.field.surroundings import look_at
from tests.support import RETINA, with_border


def field(background=0, size=300, radius=120):
    inside = disc((size, size), (150, 140), radius)
    return np.where(inside[..., None], RETINA, background).astype(np.uint8)


def looks(monkeypatch, pixels):
    """Return the boxes that a photograph is looked at in."""
    seen = []

    def look_at(part, box):
        seen.append(part.shape[:2])
        return original(part, box)

    original = pictures.look_at
    monkeypatch.setattr(pictures, "look_at", look_at)
    pictures_in(pixels)
    return seen


def test_a_round_field_on_a_black_border_is_not_looked_into(monkeypatch):
    assert looks(monkeypatch, field()) == [(300, 300)]


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_photograph_that_fills_its_box_is_looked_into(monkeypatch, shade):
    bordered = with_border(field(30), 40, 50, 60, 70, shade)
    assert looks(monkeypatch, bordered)[:2] == [(420, 400), (300, 300)]


def test_the_box_of_a_field_is_exact():
    ((frame, box),) = pictures_in(field())
    assert frame == (0, 0, 300, 300)
    assert box == (31, 21, 270, 260)


def test_a_brighter_border_beyond_does_not_hide_what_is_dim_within():
    pixels = field()[21:260, 31:270]
    pixels[170:190, 40:60] = 6
    view = look_at(with_border(pixels, 40, 40, 40, 40, 3), (40, 40, 279, 279), 20)
    surroundings = surroundings_of(view)
    shown = surroundings.standing_out(view, (4.0, 0.0))
    assert (surroundings.border, surroundings.beyond) == (0, 3)
    assert shown[view.inner][170:190, 40:60].all()
    assert not shown[~view.inside].any()
