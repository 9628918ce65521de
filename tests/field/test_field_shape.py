import numpy as np
import pytest
from PIL import Image

from app.field.field_of_view import find_field_of_view, whole_frame
from app.field.field_shape import field_ratio, stretch_notices
from app.reading.opening import read_image
from tests.support import data_folder, make_fundus

ROUND = make_fundus(400).pixels


def stretched(pixels, width, height):
    return np.asarray(Image.fromarray(pixels).resize((width, height)))


def ratio(pixels):
    return field_ratio(pixels, find_field_of_view(pixels))


@pytest.mark.parametrize("size", [(400, 400), (440, 400), (400, 440), (420, 400), (400, 533)])
def test_a_stretched_circle_is_measured(size):
    width, height = size
    pixels = stretched(ROUND, width, height)
    assert ratio(pixels) == pytest.approx(height / width, rel=0.006)
    told = stretch_notices(pixels, find_field_of_view(pixels))
    assert bool(told) == (abs(height / width - 1) > 0.03)


@pytest.mark.parametrize("cut", [np.s_[60:340], np.s_[:, 70:], np.s_[:330, :340]])
def test_a_circle_cut_by_the_frame_is_round(cut):
    assert ratio(np.ascontiguousarray(ROUND[cut])) == pytest.approx(1, abs=0.01)


def test_where_too_little_of_the_rim_is_seen_nothing_is_said():
    for pixels in (ROUND[120:280, 60:340], ROUND[:, :90], ROUND[100:300, 100:300]):
        assert ratio(np.ascontiguousarray(pixels)) is None


def test_a_field_that_is_no_circle_is_not_called_a_stretched_one():
    pixels = ROUND.copy()
    pixels[:110] = 0  # a lid
    assert not stretch_notices(pixels, find_field_of_view(pixels))
    assert ratio(np.full((200, 300, 3), 90, np.uint8)) is None
    assert field_ratio(ROUND, whole_frame(ROUND)) is None


@pytest.mark.parametrize(
    "pattern",
    ["DRIVE/training/images/*_training.tif", "CHASE_DB1/images/*.jpg", "HRF/images/*_h.jpg"],
)
def test_no_intact_photograph_is_called_stretched(pattern):
    name, _, rest = pattern.partition("/")
    files = sorted(data_folder(name).glob(rest))[::6]
    assert files
    for file in files:
        pixels = read_image(file).pixels
        assert not stretch_notices(pixels, find_field_of_view(pixels)), file
