import numpy as np

from app.imaging.difference import (
    GAINED_COLOUR,
    LOST_COLOUR,
    SAME_COLOUR,
    draw_changes,
    vessel_changes,
)

SHAPE = (20, 30)


def line(row):
    mask = np.zeros(SHAPE, dtype=np.bool_)
    mask[row] = True
    return mask


def test_vessels_are_gained_lost_or_the_same():
    gained, lost, same = vessel_changes(line(5) | line(15), line(6) | line(10), reach=2)
    assert np.array_equal(gained, line(10))
    assert np.array_equal(lost, line(15))
    assert np.array_equal(same, line(5) | line(6))


def test_without_vessels_before_all_are_gained():
    none = np.zeros(SHAPE, dtype=np.bool_)
    gained, lost, same = vessel_changes(none, line(3), reach=2)
    assert np.array_equal(gained, line(3))
    assert not (lost | same).any()


def test_each_has_a_colour_of_its_own():
    pixels = np.zeros((*SHAPE, 3), dtype=np.uint8)
    drawn = draw_changes(pixels, (line(1), line(2), line(3)))
    colours = [tuple(drawn[row, 0]) for row in (1, 2, 3)]
    for colour, wanted in zip(colours, (GAINED_COLOUR, LOST_COLOUR, SAME_COLOUR), strict=True):
        assert np.abs(np.array(colour) - 0.8 * np.array(wanted)).max() <= 1
    assert not pixels.any()
