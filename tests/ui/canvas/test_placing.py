import math
from dataclasses import replace

import pytest
from PyQt5.QtCore import QPointF

from app.domain.anatomy import Ellipse
from app.domain.structures import Structure
from app.ui.canvas.beginning import begin_drawing
from app.ui.canvas.gestures import Spot
from app.ui.canvas.landmarks import ends_of_axes
from app.ui.canvas.tools import LandmarkSketch, Tool

KNOWN = Ellipse((400.0, 380.0), (60.0, 40.0), 30.0)


def spot(place):
    """Return the mouse at a place that is counted from the centre of the first pixel."""
    x, y = place[0] + 0.5, place[1] + 0.5
    return Spot(QPointF(x, y), (x, y))


def begin(retina, toolbox, place, tool=Tool.DISC):
    return begin_drawing(tool, spot(place), retina, toolbox, inverted=False)


def dragged(retina, toolbox, start, end, tool=Tool.DISC):
    gesture = begin(retina, toolbox, start, tool)
    gesture.move(spot(end))
    gesture.release(spot(end))
    assert gesture.over
    assert toolbox.sketch is None


@pytest.fixture
def known(retina):
    retina.anatomy.place(Structure.DISC, KNOWN)
    return retina


def test_inside_it_is_moved(known, toolbox):
    dragged(known, toolbox, (402, 379), (420, 390))
    assert known.reading.disc.center == pytest.approx((418, 391))
    assert replace(known.reading.disc, center=KNOWN.center).semi_axes == KNOWN.semi_axes
    known.history.undo()
    assert known.reading.disc == KNOWN


def test_by_its_line_it_is_sized(known, toolbox):
    a, b = KNOWN.semi_axes
    # The place on the line halfway between the ends of both axes.
    along, across = a * math.cos(math.pi / 4), b * math.sin(math.pi / 4)
    turn = math.radians(30)
    x = along * math.cos(turn) - across * math.sin(turn)
    y = along * math.sin(turn) + across * math.cos(turn)
    start = 400 + x, 380 + y
    dragged(known, toolbox, start, (400 + 1.5 * x, 380 + 1.5 * y))
    assert known.reading.disc.center == KNOWN.center
    assert known.reading.disc.semi_axes == pytest.approx((90, 60), rel=0.01)
    assert known.reading.disc.angle == 30


@pytest.mark.parametrize("which", range(4))
def test_by_the_end_of_an_axis_that_one_is_sized(known, toolbox, which):
    axis, (x, y) = list(ends_of_axes(KNOWN))[which]
    end = 400 + 1.2 * (x - 400), 380 + 1.2 * (y - 380)
    dragged(known, toolbox, (x, y), end)
    a, b = KNOWN.semi_axes
    expected = (1.2 * a, b) if axis == "a" else (a, 1.2 * b)
    assert known.reading.disc.semi_axes == pytest.approx(expected)
    assert known.reading.disc.angle == pytest.approx(30)


def test_the_shorter_axis_may_become_the_longer_one(known, toolbox):
    (x, y) = next(end for axis, end in ends_of_axes(KNOWN) if axis == "b")
    dragged(known, toolbox, (x, y), (400 + 2 * (x - 400), 380 + 2 * (y - 380)))
    assert known.reading.disc.semi_axes == pytest.approx((80, 60))
    assert known.reading.disc.angle == pytest.approx(120)


def test_beside_it_another_one_is_drawn(known, toolbox):
    dragged(known, toolbox, (200, 300), (230, 340))
    assert known.reading.disc == Ellipse((200, 300), (50, 50))


def test_a_click_beside_it_takes_it_there(known, toolbox):
    gesture = begin(known, toolbox, (200, 300))
    gesture.release(spot((200, 300)))
    assert known.reading.disc == replace(KNOWN, center=(200, 300))


def test_a_click_inside_changes_nothing(known, toolbox):
    gesture = begin(known, toolbox, (401, 380))
    gesture.release(spot((401, 380)))
    assert known.reading.disc == KNOWN


def test_a_click_places_a_disc_of_the_usual_size_where_there_was_none(opened, toolbox):
    gesture = begin(opened, toolbox, (100, 120))
    gesture.release(spot((100, 120)))
    disc = opened.reading.disc
    assert disc.center == (100, 120)
    share = 2 * disc.radius / opened.analysis.field.diameter_px
    assert 0.1 < share < 0.2  # that of a disc of 1.8 mm in a field of 9 to 18 mm


def test_nothing_is_placed_outside_the_photograph(known, toolbox):
    dragged(known, toolbox, (402, 379), (-90, 390))
    assert known.reading.disc == KNOWN
    dragged(known, toolbox, (100, 100), (-5, 100), Tool.FOVEA)
    assert known.reading.fovea is None


def test_the_fovea_goes_where_the_mouse_is_released(retina, toolbox):
    gesture = begin(retina, toolbox, (240, 400), Tool.FOVEA)
    assert toolbox.sketch == LandmarkSketch(Structure.FOVEA, place=(240, 400))
    gesture.move(spot((236, 405)))
    assert retina.reading.fovea is None
    gesture.release(spot((236, 405)))
    assert retina.reading.fovea == (236, 405)


def test_what_is_given_up_stays_where_it_was(known, toolbox):
    for tool in (Tool.DISC, Tool.FOVEA):
        gesture = begin(known, toolbox, (402, 379), tool)
        gesture.move(spot((440, 390)))
        assert toolbox.sketch is not None
        gesture.give_up()
        assert gesture.over
        assert toolbox.sketch is None
    assert known.reading.disc == KNOWN
    assert known.reading.fovea is None


def test_what_is_placed_is_shown(retina, toolbox):
    retina.draw_anatomy(disc=False, cup=False, fovea=False)
    dragged(retina, toolbox, (200, 300), (230, 340), Tool.CUP)
    assert retina.look.anatomy.cup
    assert not retina.look.anatomy.disc
    assert retina.reading.cup == Ellipse((200, 300), (50, 50))
