import numpy as np
import pytest

from app.domain.photograph import Laterality
from app.field.shapes import disc
from app.measurement.regions import (
    Quadrant,
    quadrant_masks,
    quadrant_name,
    quadrant_place,
    share_in_view,
)

FIELD = disc((200, 200), (99.5, 99.5), 90)


def test_the_quadrants_share_the_field_out():
    masks = quadrant_masks(FIELD, (99.5, 99.5))
    assert list(masks) == list(Quadrant)
    assert np.array_equal(sum(mask.astype(int) for mask in masks.values()), FIELD.astype(int))
    areas = {np.count_nonzero(mask) for mask in masks.values()}
    assert areas == {np.count_nonzero(FIELD) // 4}


@pytest.mark.parametrize(
    ("quadrant", "row", "column"),
    [("upper_left", 40, 50), ("upper_right", 40, 150), ("lower_left", 150, 50),
     ("lower_right", 150, 150)],
)  # fmt: skip
def test_quadrants_are_named_by_where_they_lie(quadrant, row, column):
    masks = quadrant_masks(FIELD, (99.5, 99.5))
    assert [str(name) for name, mask in masks.items() if mask[row, column]] == [quadrant]


def test_they_are_cut_at_the_centre_not_in_the_middle_of_the_frame():
    masks = quadrant_masks(np.ones((100, 100), np.bool_), (30, 80))
    sizes = {str(name): np.count_nonzero(mask) for name, mask in masks.items()}
    assert sizes == {
        "upper_left": 30 * 80,
        "upper_right": 70 * 80,
        "lower_left": 30 * 20,
        "lower_right": 70 * 20,
    }


def test_how_much_is_in_view():
    whole = quadrant_masks(FIELD, (99.5, 99.5))[Quadrant.UPPER_LEFT]
    assert share_in_view(whole, 180) == pytest.approx(1, abs=0.01)
    half = whole.copy()
    half[:, : 100 - 90] = False
    half[np.indices(half.shape)[0] > np.indices(half.shape)[1]] = False  # one half by symmetry
    assert share_in_view(half, 180) == pytest.approx(0.5, abs=0.01)
    assert share_in_view(whole & False, 180) == 0


@pytest.mark.parametrize(
    ("laterality", "names"),
    [
        (
            Laterality.RIGHT,
            ["superior-temporal", "superior-nasal", "inferior-temporal", "inferior-nasal"],
        ),
        (
            Laterality.LEFT,
            ["superior-nasal", "superior-temporal", "inferior-nasal", "inferior-temporal"],
        ),
        (Laterality.UNKNOWN, ["upper left", "upper right", "lower left", "lower right"]),
        (Laterality.BOTH, ["upper left", "upper right", "lower left", "lower right"]),
    ],
)
def test_quadrants_are_named_by_anatomy_only_where_the_eye_is_known(laterality, names):
    assert [str(quadrant_name(quadrant, laterality)) for quadrant in Quadrant] == names


def test_every_quadrant_has_a_place_of_its_own():
    assert len({str(quadrant_place(quadrant)) for quadrant in Quadrant}) == len(Quadrant)
