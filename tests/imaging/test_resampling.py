import numpy as np
import pytest
from PIL import Image

from app.imaging.resampling import resize_picture, resize_plane


@pytest.mark.parametrize("shape", [(10, 10), (45, 71), (200, 33), (1, 1)])
def test_a_flat_plane_stays_flat_at_any_size(shape):
    plane = resize_plane(np.full((40, 50), 0.3), shape)
    assert plane.shape == shape
    assert plane.dtype == np.float32
    assert plane == pytest.approx(0.3, abs=1e-6)


def test_reducing_averages_instead_of_picking():
    stripes = np.tile([0.0, 1.0], (64, 32))
    assert resize_plane(stripes, (8, 8)) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int64, np.float64])
def test_any_real_type_is_taken(dtype):
    plane = np.array([[0, 1], [1, 0]], dtype=dtype)
    assert np.array_equal(resize_plane(plane, (2, 2)), plane.astype(np.float32))


def test_a_part_is_taken_by_its_box():
    plane = np.zeros((40, 60), np.float32)
    plane[5:25, 25:55] = 1
    assert (resize_plane(plane, (5, 10), box=(30, 10, 50, 20)) == 1).all()
    assert (resize_plane(plane, (5, 10), box=(0, 28, 20, 38)) == 0).all()


def test_the_filter_can_be_chosen():
    step = np.repeat([[0.0, 1.0]], 2, axis=0)
    nearest = resize_plane(step, (2, 8), resample=Image.Resampling.NEAREST)
    assert nearest[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_content_keeps_its_place():
    plane = np.zeros((100, 100), np.float32)
    plane[60:70, 20:30] = 1
    large = resize_plane(plane, (250, 250))
    rows, columns = np.nonzero(large > 0.5)
    assert rows.mean() == pytest.approx(2.5 * 65 - 0.5, abs=0.3)
    assert columns.mean() == pytest.approx(2.5 * 25 - 0.5, abs=0.3)


def test_pictures_keep_type_and_colour():
    pixels = np.full((30, 40, 3), (180, 90, 40), np.uint8)
    picture = resize_picture(pixels, (15, 77))
    assert picture.shape == (15, 77, 3)
    assert picture.dtype == np.uint8
    assert (picture == (180, 90, 40)).all()


def test_reduced_pictures_do_not_alias():
    stripes = np.repeat(np.tile([0, 255], (600, 300))[..., None], 3, axis=2).astype(np.uint8)
    picture = resize_picture(stripes, (60, 60))
    assert np.abs(picture.astype(int) - 127).max() <= 8
