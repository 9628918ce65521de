import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import UnsupportedImageError
from app.field.masks import find_mask_field, smallest_circle
from app.field.shapes import disc
from tests.support import encode, intersection_over_union, make_fundus, photograph, refused

FUNDUS = make_fundus(256)


def test_smallest_circle_of_known_shapes():
    wide = np.zeros((300, 300), np.bool_)
    wide[150, 50:250] = True
    center, radius = smallest_circle(wide)
    assert center == (149.5, 150)
    assert radius == pytest.approx(np.hypot(100, 0.5))
    (x, y), radius = smallest_circle(disc((300, 300), (140, 160), 90))
    assert (x, y) == pytest.approx((140, 160), abs=0.6)
    assert radius == pytest.approx(90, abs=1)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=20)
def test_smallest_circle_holds_all_and_touches_two_sides(seed):
    rng = np.random.default_rng(seed)
    scattered = np.zeros((200, 200), np.bool_)
    scattered[tuple(rng.integers(0, 200, (2, rng.integers(1, 40))))] = True
    center, radius = smallest_circle(scattered)
    rows, columns = np.nonzero(scattered)
    reach = np.hypot(np.abs(columns - center[0]) + 0.5, np.abs(rows - center[1]) + 0.5)
    assert reach.max() == pytest.approx(radius)
    # A smaller one would have to lie on one side: those it touches lie in no half of it.
    touched = np.degrees(np.arctan2(rows - center[1], columns - center[0])[reach > radius - 1e-6])
    if len(touched) > 1:
        gaps = np.diff(np.sort(touched), append=np.sort(touched)[0] + 360)
        assert gaps.max() < 180 + 2


def test_circle_round_an_experts_vessels_is_near_the_field():
    center, radius = smallest_circle(FUNDUS.vessels)
    assert radius > 64
    assert intersection_over_union(disc((256, 256), center, radius), FUNDUS.field) > 0.5


def test_a_field_is_not_taken_from_a_picture_of_several(tmp_path):
    pair = np.concatenate([FUNDUS.pixels, FUNDUS.pixels], axis=1)
    (tmp_path / "pair.png").write_bytes(encode(pair))
    drawn = pair[..., 0] > 100
    error = refused(
        UnsupportedImageError, find_mask_field, drawn, photograph(pair), tmp_path / "pair.png"
    )
    assert "more than one field of view" in str(error)
