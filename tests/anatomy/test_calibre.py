import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.anatomy.calibre import local_calibres, mean_calibre
from app.anatomy.skeleton import trace_skeleton
from tests.anatomy.shapes import arc, bar, wedge

LENGTH = 300
WIDTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 13, 16, 20)
ANGLES = (0, 7, 15, 22.5, 30, 37, 53, 63, 80, 90)


@given(width=st.sampled_from(WIDTHS), angle=st.sampled_from(ANGLES))
@settings(max_examples=50)
def test_the_median_and_the_mean_width_of_a_bar(width, angle):
    mask = bar(width, angle, LENGTH)
    drawn = np.count_nonzero(mask) / LENGTH  # in whole pixels a bar is not quite as wide as meant
    assert drawn == pytest.approx(width, abs=0.3)
    skeleton = trace_skeleton(mask)
    assert np.median(local_calibres(mask, skeleton.mask)) == pytest.approx(drawn, abs=0.5)
    # Thinning shortens the ends of a wide bar, which is a share of its length only.
    mean = mean_calibre(mask, skeleton.length)
    assert mean == pytest.approx(drawn, abs=0.5 + width**2 / LENGTH)


@pytest.mark.parametrize("width", [2, 5, 9, 14])
def test_the_width_of_a_ring(width):
    mask = arc(130, width)
    skeleton = trace_skeleton(mask)
    assert mean_calibre(mask, skeleton.length) == pytest.approx(width, abs=0.15)
    assert np.median(local_calibres(mask, skeleton.mask)) == pytest.approx(width, abs=0.5)


@pytest.mark.parametrize("angle", [0, 15, 30, 60, 90])
def test_a_wedge_tapers(angle):
    mask = wedge(4, 16, angle, LENGTH)
    skeleton = trace_skeleton(mask).mask
    rows, columns = np.nonzero(skeleton)
    middle, turn = (mask.shape[0] - 1) / 2 - 0.13, np.radians(angle)
    along = (columns - middle) * np.cos(turn) + (rows - middle) * np.sin(turn)
    inner = np.abs(along) < 0.4 * LENGTH
    error = local_calibres(mask, skeleton)[inner] - (10 + 12 * along[inner] / LENGTH)
    assert np.abs(np.median(error)) < 0.5
    assert np.quantile(np.abs(error), 0.9) < 1.0


def test_at_the_frame_vessels_end():
    mask = np.zeros((40, 60), np.bool_)
    mask[:5] = True
    middle = np.zeros_like(mask)
    middle[2, 20:40] = True
    assert local_calibres(mask, middle) == pytest.approx(np.full(20, 5.25))


def test_a_neighbouring_vessel_does_not_widen_one():
    mask = np.zeros((60, 200), np.bool_)
    mask[20:25] = mask[28:33] = True
    alone = mask.copy()
    alone[28:] = False
    line = np.zeros_like(mask)
    line[22, 20:180] = True
    assert np.array_equal(local_calibres(mask, line), local_calibres(alone, line))


def test_a_single_pixel_is_about_one_pixel_wide():
    mask = np.zeros((9, 9), np.bool_)
    mask[4, 4] = True
    assert local_calibres(mask, mask) == pytest.approx([1], abs=0.5)


def test_without_vessels_there_is_no_calibre():
    nothing = np.zeros((20, 20), np.bool_)
    assert len(local_calibres(nothing, nothing)) == 0
    assert mean_calibre(nothing, 0.0) is None


def test_specks_and_blobs_have_no_mean_calibre():
    speck = np.eye(40, dtype=np.bool_)[::10]
    assert mean_calibre(speck, trace_skeleton(speck).length) is None
    full = np.ones((100, 100), np.bool_)
    assert mean_calibre(full, trace_skeleton(full).length) is None
