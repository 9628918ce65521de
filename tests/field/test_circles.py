import numpy as np
import pytest

from app.field.circles import fit_arcs, fit_circle, inlier_fraction


def arc(x, y, radius, first, last):
    """Return points a degree apart."""
    angles = np.radians(np.arange(first, last))
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1)


def accept(_circle, _found):
    return True


def test_a_circle_is_fitted_though_a_third_of_its_rim_is_elsewhere():
    rim = np.concatenate([arc(50, 60, 40, 0, 240), arc(50, 60, 30, 240, 360)])
    assert fit_circle(rim, 100) == pytest.approx((50, 60, 40), abs=0.01)
    assert inlier_fraction(rim, (50, 60, 40)) == pytest.approx(2 / 3)


def test_no_circle_is_fitted_to_a_line():
    assert fit_circle(np.stack([np.arange(50.0), np.arange(50.0)], axis=1), 50) is None


def test_each_arc_of_a_rim_has_its_circle():
    rim = np.concatenate([arc(-60, 0, 100, 60, 300), arc(60, 0, 100, -120, 120)])
    found = sorted(fit_arcs(rim, 320, accept))
    assert [
        circle == pytest.approx(expected, abs=0.5)
        for circle, expected in zip(found, [(-60, 0, 100), (60, 0, 100)], strict=True)
    ] == [True, True]


def test_short_arcs_have_no_circle():
    """The corners of a square with round ones belong to no field of view."""
    corners = [
        arc(x, y, 60, a, a + 50) for x, y, a in ((90, 90, 20), (-90, 90, 110), (0, -90, 245))
    ]
    assert fit_arcs(np.concatenate(corners), 300, accept) == []


def test_whoever_asks_may_refuse_a_circle():
    assert fit_arcs(arc(0, 0, 100, 0, 360), 200, lambda _circle, _found: False) == []
