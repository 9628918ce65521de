import pickle

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.domain.reading import Piece, Reading, Region, Stroke

MASKS = arrays.arrays(np.bool_, arrays.array_shapes(min_dims=2, max_dims=2, min_side=0))


@given(MASKS)
def test_a_region_is_the_mask_it_was_made_of(mask):
    region = Region.of(mask)
    assert np.array_equal(region.mask(), mask)
    assert region == Region.of(mask.copy())
    assert len(region.runs) <= mask.size + 1


@given(MASKS)
def test_a_reading_with_a_region_survives_pickling_and_json(mask):
    reading = Reading(0.4, excluded=Region.of(mask))
    assert pickle.loads(pickle.dumps(reading)) == reading
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading
    assert hash(reading) == hash(Reading(0.4, excluded=Region.of(mask)))


def test_a_region_is_small():
    mask = np.zeros((3000, 4000), np.bool_)
    mask[500:1500, 700:1900] = True
    assert len(Region.of(mask).runs) == 2001


@pytest.mark.parametrize("runs", [(), (5,), (3, 4), (-1, 7)])
def test_runs_that_do_not_fill_the_photograph_are_refused(runs):
    with pytest.raises(ValueError, match="region"):
        Region(2, 3, runs)


@given(st.integers(0, 6))
def test_runs_that_fill_it_are_taken(first):
    assert np.count_nonzero(Region(2, 3, (first, 6 - first)).mask()) == 6 - first


def test_a_piece_is_the_smallest_rectangle_around_its_pixels():
    mask = np.zeros((9, 12), dtype=np.bool_)
    mask[3, 4:8] = mask[6, 5] = True
    piece = Piece.of(mask)
    assert (piece.left, piece.top) == (4, 3)
    np.testing.assert_array_equal(piece.region.mask(), mask[3:7, 4:8])
    assert piece.moved(2, -1) == Piece(6, 2, piece.region)


def test_a_stroke_adds_erases_or_restores():
    point = ((1.0, 2.0),)
    assert Stroke(point, 1).adds
    assert not Stroke(point, 1, erases=True).adds
    assert not Stroke(point, 1, restores=True).adds
