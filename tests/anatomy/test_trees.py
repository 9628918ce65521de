import numpy as np
import pytest

from app.anatomy.territory import territory_of
from app.anatomy.trees import find_trees
from tests.anatomy.shapes import arc, bar, wedge


@pytest.mark.parametrize("width", [3.0, 4.5, 7.3, 11.6])
@pytest.mark.parametrize("angle", [11, 29, 53, 80])
def test_widths_are_known_to_a_fraction_of_a_pixel(width, angle):
    (course,) = find_trees(bar(width, angle)).courses
    assert course.width == pytest.approx(width, abs=0.2)


def test_a_curved_vessel_has_its_width_all_along():
    (course,) = find_trees(arc(120, width=8, degrees=150)).courses
    assert np.abs(course.widths[course.clear] - 8).max() < 1


def test_a_vessel_that_tapers_is_as_wide_as_it_is_at_each_place():
    (course,) = find_trees(wedge(6, 16, 17)).courses
    assert np.sort(course.widths)[[20, -20]] == pytest.approx([6.7, 15.3], abs=0.3)
    assert course.width == pytest.approx(11, abs=0.5)


def test_where_two_vessels_cross_neither_is_measured():
    trees = find_trees(bar(6, 0) | bar(12, 60))
    widths = [course.width for course in trees.courses if course.clear.any()]
    assert sorted(widths) == pytest.approx([6, 6, 12, 12], abs=0.2)


def test_each_vessel_pixel_belongs_to_the_nearest_centreline_pixel():
    vessels = bar(9, 0, length=60)
    line = np.zeros_like(vessels)
    line[210, 180:240] = True
    territory = territory_of(vessels, line)
    assert territory.area.sum() == np.count_nonzero(vessels)
    assert territory.area[10:50] == pytest.approx(np.full(40, 9), abs=1)


def test_without_vessels_there_are_no_trees():
    trees = find_trees(np.zeros((60, 80), dtype=np.bool_))
    assert trees.joints == ()
    assert trees.courses == ()
