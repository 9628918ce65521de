import numpy as np
import pytest

from app.domain.anatomy import Ellipse
from app.imaging.marks import Marks

RED = (255, 0, 0)


@pytest.fixture
def picture():
    return np.full((200, 300, 3), 40, dtype=np.uint8)


def places(pixels):
    return np.nonzero((pixels == RED).all(axis=2))


def test_a_circle_is_drawn_at_its_radius(picture):
    marks = Marks(picture)
    marks.circle((150.0, 100.0), 60.0, RED)
    rows, columns = places(marks.pixels)
    assert len(rows) > 300
    assert np.abs(np.hypot(columns - 150, rows - 100) - 60).max() < 1.5


def test_an_ellipse_is_turned_as_it_says(picture):
    marks = Marks(picture)
    marks.ellipse(Ellipse((150.0, 100.0), (80.0, 30.0), 90.0), RED)
    rows, columns = places(marks.pixels)
    assert (np.ptp(rows), np.ptp(columns)) == pytest.approx((160, 60), abs=2)


def test_a_cross_lies_about_its_place(picture):
    marks = Marks(picture)
    marks.cross((40.0, 50.0), 10.0, RED)
    rows, columns = places(marks.pixels)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (40, 60, 30, 50)


def test_what_reaches_beyond_the_picture_is_left_out_and_the_photograph_stays(picture):
    marks = Marks(picture)
    marks.circle((0.0, 0.0), 50.0, RED)
    assert marks.pixels.shape == picture.shape
    assert (picture == 40).all()
