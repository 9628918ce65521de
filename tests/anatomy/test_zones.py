import math

import numpy as np
import pytest

from app.anatomy.zones import GridField, Zone, grid_areas, grid_unit, quarters, zone_area
from app.domain.anatomy import Ellipse

ALL = np.ones((900, 900), dtype=np.bool_)
DISC = Ellipse((430.0, 460.0), (60.0, 54.0), 30.0)
R2 = 60.0 * 54.0  # squared radius of the circle of the same area


@pytest.mark.parametrize(("zone", "rings"), [(Zone.B, 9 - 4), (Zone.C, 25 - 4)])
def test_zones_have_their_area(zone, rings):
    area = zone_area(zone, DISC, ALL)
    assert np.count_nonzero(area.mask) == pytest.approx(math.pi * R2 * rings, rel=0.002)
    assert area.in_view == pytest.approx(1, abs=0.002)
    assert area.seen


def test_half_a_zone_in_view_is_half_its_area():
    upper = ALL.copy()
    upper[461:] = False
    assert zone_area(Zone.C, DISC, upper).in_view == pytest.approx(0.5, abs=0.01)
    upper[420:] = False
    assert not zone_area(Zone.C, DISC, upper).seen


def test_quarters_are_a_quarter_each_and_do_not_overlap():
    parts = quarters(Zone.C, DISC, ALL)
    assert sum(each.mask for each in parts.values()).max() == 1
    for (above, left), area in parts.items():
        assert area.in_view == pytest.approx(1, abs=0.01)
        rows, columns = np.nonzero(area.mask)
        assert (rows.mean() < 460) == above
        assert (columns.mean() < 430) == left


MM = 60.0
FOVEA = (440.0, 450.0)


@pytest.mark.parametrize("disc_x", [700.0, 150.0])
def test_the_grid_has_its_areas_and_its_nose_where_the_disc_is(disc_x):
    grid = grid_areas((disc_x, 430.0), FOVEA, MM, ALL)
    assert set(grid) == set(GridField)
    squared = {"center": 0.25, "inner": 1.5**2 - 0.5**2, "outer": 3.0**2 - 1.5**2}
    for name, area in grid.items():
        ring = name.split("_")[0]
        part = math.pi * MM**2 * squared[ring] * (1 if ring == "center" else 0.25)
        assert np.count_nonzero(area.mask) == pytest.approx(part, rel=0.01)
        assert area.in_view == pytest.approx(1, abs=0.01)
    rows, columns = np.nonzero(grid[GridField.OUTER_NASAL].mask)
    assert (columns.mean() > FOVEA[0]) == (disc_x > FOVEA[0])
    assert abs(rows.mean() - FOVEA[1]) < 2
    assert np.nonzero(grid[GridField.INNER_SUPERIOR].mask)[0].mean() < FOVEA[1]
    assert sum(area.mask for area in grid.values()).max() == 1


def test_the_grid_is_in_millimetres_where_they_are_known_and_else_a_share_of_the_eye():
    assert grid_unit((0, 0), (300, 0), pixel_mm=0.01) == 100
    assert grid_unit((0, 0), (476, 0), None) == pytest.approx(100)
