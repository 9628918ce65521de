from app.measurement.fractal import box_count
from tests.benchmarks.measuring import EVERY_GRID, one_grid, plain_counts
from tests.support import make_fundus

SIZES = (2, 5, 16, 32)
VESSELS = make_fundus(256).vessels


def test_what_is_compared_counts_the_same_boxes():
    ours = box_count(VESSELS, EVERY_GRID).counts
    assert list(ours) == plain_counts(VESSELS, EVERY_GRID)


def test_one_grid_counts_no_fewer_boxes():
    ours = box_count(VESSELS, SIZES).counts
    assert all(one >= best for one, best in zip(one_grid(VESSELS, SIZES), ours, strict=True))
