import numpy as np
import pytest

from app.anatomy.skeleton import trace_skeleton
from app.measurement.measures import BY_WIDTH, MEASURES
from app.measurement.traced import Traced
from app.measurement.widths import FEWEST, Width, width_of_segments
from app.segmentation.postprocessing import STANDARD_DIAMETER

SIDE = STANDARD_DIAMETER
FIELD = np.ones((SIDE, SIDE), np.bool_)
WIDTHS = {Width.THIN: 3, Width.MEDIUM: 5, Width.WIDE: 11}  # 1.7, 2.8 and 6.1 px at 565


def bars(**counts: int) -> np.ndarray:
    """Draw bars 800 px long, so many of each width, one below the other."""
    mask = np.zeros((SIDE, SIDE), np.bool_)
    widths = [WIDTHS[Width(name)] for name, count in counts.items() for _ in range(count)]
    for place, width in enumerate(widths):
        row = 20 + place * SIDE // (len(widths) + 1)
        mask[row : row + width, 100:900] = True
    return mask


def found(mask, quantity: int) -> dict[Width, float | None]:
    """Find density (0), length density (1) or tortuosity (2) of each width."""
    traced = Traced(mask, FIELD)
    return {width: numbers[quantity].find(traced) for width, numbers in BY_WIDTH.items()}


def test_each_width_has_the_length_and_the_area_of_its_own_vessels():
    mask = bars(thin=5, medium=3, wide=2)
    lengths, densities = found(mask, 1), found(mask, 0)
    for width, count in ((Width.THIN, 5), (Width.MEDIUM, 3), (Width.WIDE, 2)):
        assert lengths[width] == pytest.approx(count * 800 / SIDE, rel=0.02)
        area = count * 800 * WIDTHS[width]
        assert densities[width] == pytest.approx(area / SIDE**2, rel=0.06)


@pytest.mark.parametrize("quantity", [0, 1])
def test_the_widths_together_are_the_whole(quantity):
    mask = bars(thin=2, medium=2, wide=2) | bars(wide=3).T
    whole = BY_WIDTH[Width.THIN][quantity].id.removesuffix("_thin")
    assert sum(found(mask, quantity).values()) == pytest.approx(
        MEASURES[whole].find(Traced(mask, FIELD))
    )


def test_winding_is_told_of_enough_vessels_only():
    winding = found(bars(thin=FEWEST, wide=FEWEST - 1), 2)
    assert winding[Width.THIN] == pytest.approx(1, abs=0.01)
    assert winding[Width.MEDIUM] is winding[Width.WIDE] is None
    reason = str(BY_WIDTH[Width.WIDE][2].reason)
    assert reason.startswith(f"Fewer than {FEWEST} vessels of this width")


def test_without_vessels_there_is_no_share():
    empty = np.zeros((SIDE, SIDE), np.bool_)
    assert set(found(empty, 0).values()) == {None}
    assert set(found(empty, 1).values()) == {0.0}


def test_the_width_of_a_segment_is_the_median_of_its_pixels():
    skeleton = trace_skeleton(bars(wide=1))
    calibres = np.full(np.count_nonzero(skeleton.mask), 3.0)
    calibres[: len(calibres) // 3] = 50.0
    widths, classes = width_of_segments(skeleton.segments, calibres, SIDE)
    assert widths.tolist() == [3.0]
    assert [width for width, told in classes.items() if told[0]] == [Width.THIN]


def test_the_limits_grow_with_the_field():
    skeleton = trace_skeleton(bars(wide=1))
    calibres = np.full(np.count_nonzero(skeleton.mask), 3.9)
    for diameter, width in ((500, Width.WIDE), (565, Width.MEDIUM), (1130, Width.THIN)):
        _, classes = width_of_segments(skeleton.segments, calibres, diameter)
        assert [each for each, told in classes.items() if told[0]] == [width]
