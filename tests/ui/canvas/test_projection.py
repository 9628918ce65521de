import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtCore import QPointF, QRect

from app.ui.canvas.projection import Projection, Viewpoint

projections = st.builds(
    Projection,
    st.builds(
        Viewpoint, st.floats(0, 3000), st.floats(0, 2000), st.floats(0.05, 40, allow_nan=False)
    ),
    st.just((3000, 2000)),
    st.tuples(st.integers(200, 900), st.integers(200, 900)),
    st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)


@given(projections, st.floats(0, 3000), st.floats(0, 2000))
def test_points_come_back_from_the_pane(projection, x, y):
    back = projection.to_photograph(projection.to_pane((x, y)))
    assert back == pytest.approx((x, y), abs=1e-6)


@given(projections)
def test_centre_of_the_pane_shows_the_viewpoint_within_a_device_pixel(projection):
    place = projection.to_pane((projection.viewpoint.x, projection.viewpoint.y))
    centre = QPointF(projection.pane[0] / 2, projection.pane[1] / 2)
    assert (place - centre).manhattanLength() * projection.ratio <= 1.0 + 1e-9


PYRAMID = tuple(np.zeros((2000 // step, 3000 // step), np.uint8) for step in (1, 2, 4))


@given(projections)
def test_visible_part_covers_what_is_seen_and_little_more(projection):
    part, target = projection.visible(PYRAMID)
    seen = projection.frame & projection.canvas
    if seen.isEmpty():
        return
    assert target.toAlignedRect().contains(seen)
    step = target.width() / part.shape[1]
    assert part.shape[1] * step <= seen.width() + 6 * step + 2
    assert part.shape[0] * step <= seen.height() + 6 * step + 2


def test_halved_picture_is_taken_when_it_need_not_be_enlarged():
    pyramid = tuple(np.zeros((800 // s, 800 // s), np.uint8) for s in (1, 2, 4))
    for scale, rows in ((0.51, 800), (0.5, 400), (0.26, 400), (0.25, 200), (0.01, 200)):
        projection = Projection(Viewpoint(400, 400, scale), (800, 800), (800, 800))
        assert projection.visible(pyramid)[0].shape == (rows, rows)


def test_enlarged_shows_each_device_pixel_its_own():
    plane = np.arange(12, dtype=np.uint8).reshape(3, 4)
    projection = Projection(Viewpoint(2, 1.5, 5.0), (4, 3), (100, 80))
    enlarged, target = projection.enlarged(plane)
    np.testing.assert_array_equal(enlarged, plane.repeat(5, axis=0).repeat(5, axis=1))
    assert target.toRect() == QRect(40, 33, 20, 15)


def test_enlarged_keeps_to_the_pane():
    plane = np.arange(12, dtype=np.uint8).reshape(3, 4)
    projection = Projection(Viewpoint(0, 0, 40.0), (4, 3), (50, 60), ratio=2.0)
    enlarged, target = projection.enlarged(plane)
    assert target.toRect() == QRect(50, 60, 50, 60)
    assert (enlarged == 0).all()
