import numpy as np
import pytest

from app.anatomy.ellipses import ellipse_of, filled, fit_ellipse, outline_points
from app.domain.anatomy import Ellipse
from tests.anatomy.shapes import bar

SHAPE = (300, 320)
ELLIPSES = [
    Ellipse((150.3, 140.8), (60, 40), 25),
    Ellipse((120, 160), (50, 49), 100),
    Ellipse((200, 100), (45, 20), 0),
    Ellipse((160, 150), (70, 50), 90),
]


def turn_between(one, other):
    return abs((one - other + 90) % 180 - 90)


@pytest.mark.parametrize("ellipse", ELLIPSES, ids=str)
@pytest.mark.parametrize("way", [ellipse_of, lambda region: fit_ellipse(*edge(region))])
def test_a_filled_ellipse_is_found_again(ellipse, way):
    found = way(filled(ellipse, SHAPE))
    assert found.center == pytest.approx(ellipse.center, abs=0.1)
    assert found.semi_axes == pytest.approx(ellipse.semi_axes, abs=0.4)
    if ellipse.semi_axes[0] > 1.1 * ellipse.semi_axes[1]:
        assert turn_between(found.angle, ellipse.angle) < 1


def edge(region, apart_from=None):
    return outline_points(region, np.zeros_like(region) if apart_from is None else apart_from)


def test_half_an_outline_is_enough():
    whole = ELLIPSES[0]
    beyond = np.zeros(SHAPE, dtype=np.bool_)
    beyond[:, 170:] = True
    found = fit_ellipse(*edge(filled(whole, SHAPE) & ~beyond, beyond))
    assert found.center == pytest.approx(whole.center, abs=2)
    assert found.semi_axes == pytest.approx(whole.semi_axes, rel=0.05)


def test_what_sticks_out_is_dropped():
    whole = Ellipse((150, 150), (50, 45), 30)
    region = filled(whole, SHAPE)
    region[146:154, 150:230] = True  # a vessel that leaves it
    found = fit_ellipse(*edge(region))
    assert found.semi_axes == pytest.approx(whole.semi_axes, abs=1)


def test_a_line_and_a_few_points_are_no_ellipse():
    x = np.arange(40.0)
    assert fit_ellipse(x, 2 * x) is None
    assert fit_ellipse(x[:5], x[:5] ** 2) is None
    assert fit_ellipse(np.ones(40), np.ones(40)) is None
    assert ellipse_of(np.zeros(SHAPE, dtype=np.bool_)) is None


def test_an_ellipse_knows_its_height_width_and_area():
    upright = Ellipse((0, 0), (30, 20), 90)
    assert (upright.height, upright.width) == pytest.approx((60, 40))
    turned = filled(Ellipse((160, 150), (70, 50), 35), SHAPE)
    rows, columns = np.nonzero(turned)
    same = Ellipse((160, 150), (70, 50), 35)
    assert same.height == pytest.approx(np.ptp(rows) + 1, abs=1.5)
    assert same.width == pytest.approx(np.ptp(columns) + 1, abs=1.5)
    assert same.area == pytest.approx(np.count_nonzero(turned), rel=0.005)


@pytest.mark.parametrize("axes", [(0, 0), (3, 4), (3, -1)])
def test_axes_that_are_none_are_declined(axes):
    with pytest.raises(ValueError, match="axes of an ellipse"):
        Ellipse((0, 0), axes)


def test_a_bar_is_as_long_and_slender_as_its_moments():
    found = ellipse_of(bar(10, 30))
    assert found.semi_axes[1] / found.semi_axes[0] < 0.1
    assert turn_between(found.angle, 30) < 2
