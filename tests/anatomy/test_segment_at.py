import numpy as np
import pytest

from app.anatomy.segment_at import SegmentMap
from app.domain.field import FieldMethod, FieldOfView
from app.field.shapes import disc

SIZES = (700, 1024, 1600)


def field_of(side):
    mask = disc((side, side), (side / 2, side / 2), side / 2 - 4)
    return FieldOfView(mask, (side / 2, side / 2), side - 8.0, FieldMethod.CIRCLE, 1.0)


def t_shape(side):
    """Return a vessel across the field with another hanging from its middle, and a lone one."""
    vessels = np.zeros((side, side), dtype=np.bool_)
    step = side / 100
    for top, bottom, left, right in (
        (40, 42, 20, 80),
        (42, 75, 49, 51),
        (20, 21.5, 40, 60),
    ):
        vessels[
            round(top * step) : round(bottom * step), round(left * step) : round(right * step)
        ] = True
    return vessels


def whole(piece, shape):
    mask = np.zeros(shape, dtype=np.bool_)
    part = piece.region.mask()
    mask[piece.top : piece.top + part.shape[0], piece.left : piece.left + part.shape[1]] = part
    return mask


@pytest.mark.parametrize("side", SIZES)
def test_a_segment_ends_at_the_branch_point(side):
    vessels = t_shape(side)
    segments = SegmentMap(vessels, field_of(side))
    step = side / 100
    branch = whole(segments.at((50 * step, 60 * step)), vessels.shape)
    rows, columns = np.nonzero(branch)
    assert rows.min() == pytest.approx(41.5 * step, abs=1.5 * step)
    assert rows.max() + 1 == round(75 * step)
    assert np.ptp(columns) + 1 <= 4 * step
    left = whole(segments.at((25 * step, 41 * step)), vessels.shape)
    columns = np.nonzero(left)[1]
    assert columns.min() == round(20 * step)
    assert columns.max() == pytest.approx(50 * step, abs=1.5 * step)
    alone = whole(segments.at((45 * step, 20.5 * step)), vessels.shape)
    np.testing.assert_array_equal(alone[: round(30 * step)], vessels[: round(30 * step)])
    assert not alone[round(30 * step) :].any()


@pytest.mark.parametrize("side", SIZES)
def test_each_vessel_pixel_is_of_one_segment(side):
    vessels = t_shape(side)
    segments = SegmentMap(vessels, field_of(side))
    counted = np.zeros(vessels.shape, dtype=int)
    left = vessels.copy()
    count = 0
    while left.any():
        row, column = np.argwhere(left)[0]
        piece = whole(segments.at((column + 0.5, row + 0.5)), vessels.shape)
        assert piece[row, column]
        counted += piece
        left &= ~piece
        count += 1
    np.testing.assert_array_equal(counted, vessels)
    assert count == 4


def test_there_is_no_segment_where_there_is_no_vessel():
    segments = SegmentMap(t_shape(700), field_of(700))
    assert segments.at((350.0, 30.0)) is None
    for outside in ((-1.0, 5.0), (5.0, -1.0), (700.0, 5.0), (5.0, 700.0)):
        assert segments.at(outside) is None
