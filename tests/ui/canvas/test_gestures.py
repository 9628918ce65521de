from dataclasses import replace

import pytest
from PyQt5.QtCore import QPointF

from app.domain.reading import Mark, Ruler, Stroke
from app.settings.look import Tone
from app.ui.canvas.beginning import begin_drawing
from app.ui.canvas.gestures import (
    DrawArea,
    DrawRuler,
    DrawStroke,
    Pan,
    Spot,
    Windowing,
)
from app.ui.canvas.tools import Tool


def spot(x, y, zoom=2.0):
    return Spot(QPointF(x, y), (x / zoom, y / zoom))


def test_pan_moves_by_every_step():
    steps = []
    pan = Pan(spot(10, 10), steps.append)
    pan.move(spot(15, 8))
    pan.move(spot(16, 8))
    assert steps == [QPointF(5, -2), QPointF(1, 0)]


def test_line_is_drawn_from_press_to_release(opened, toolbox):
    gesture = DrawRuler(spot(10, 20), opened, toolbox, 2)
    gesture.move(spot(50, 60))
    assert toolbox.sketch == Ruler(((5, 10), (25, 30)))
    assert opened.reading.rulers == ()
    gesture.release(spot(90, 60))
    assert gesture.over
    assert toolbox.sketch is None
    assert opened.reading.rulers == (Ruler(((5, 10), (45, 30))),)


def test_line_may_be_clicked_too(opened, toolbox):
    gesture = DrawRuler(spot(10, 20), opened, toolbox, 2)
    gesture.release(spot(11, 20))
    assert not gesture.over
    gesture.move(spot(50, 20))
    gesture.press(spot(60, 20))
    assert opened.reading.rulers == (Ruler(((5, 10), (30, 10))),)


def test_angle_is_an_arm_and_a_click(opened, toolbox):
    gesture = DrawRuler(spot(10, 20), opened, toolbox, 3)
    gesture.release(spot(50, 20))
    gesture.move(spot(60, 60))
    assert toolbox.sketch == Ruler(((5, 10), (25, 10), (30, 30)))
    gesture.press(spot(60, 70))
    assert opened.reading.rulers == (Ruler(((5, 10), (25, 10), (30, 35))),)


def test_ruler_given_up_leaves_nothing(opened, toolbox):
    gesture = DrawRuler(spot(10, 20), opened, toolbox, 3)
    gesture.release(spot(50, 20))
    gesture.give_up()
    assert gesture.over
    assert toolbox.sketch is None
    assert opened.reading.rulers == ()
    assert not opened.history.canUndo()


@pytest.mark.parametrize("erases", [False, True])
def test_stroke_is_made_at_release(opened, toolbox, erases):
    toolbox.set_field_diameter(1000)
    gesture = DrawStroke(spot(10, 20), opened, toolbox, erases=erases)
    gesture.move(spot(50, 60))
    gesture.move(spot(50, 60))
    assert toolbox.sketch == Stroke(((5, 10), (25, 30)), 4.0, erases)
    assert opened.reading.strokes == ()
    gesture.release(spot(70, 60))
    assert opened.reading.strokes == (Stroke(((5, 10), (25, 30), (35, 30)), 4.0, erases),)


def test_vessels_that_were_hidden_are_seen_while_they_are_corrected(opened, toolbox):
    opened.set_vessels(replace(opened.look.vessels, visible=False))
    DrawStroke(spot(1, 2), opened, toolbox, erases=False)
    assert opened.look.vessels.visible


def test_stroke_given_up_changes_no_vessel(opened, toolbox):
    gesture = DrawStroke(spot(10, 20), opened, toolbox, erases=False)
    gesture.give_up()
    assert opened.reading.strokes == ()
    assert toolbox.sketch is None


def test_windowing_is_one_step_and_can_be_given_up(opened):
    gesture = Windowing(spot(100, 100), opened)
    gesture.move(spot(80, 110))
    gesture.move(spot(60, 130))
    assert (opened.look.tone.centre, opened.look.tone.width) == (157.5, 215)
    assert opened.history.count() == 1
    gesture.give_up()
    assert opened.look.tone == Tone()


def test_area_is_outlined_and_closed_where_the_button_is_released(opened, toolbox):
    gesture = begin_drawing(Tool.AREA, spot(10, 10), opened, toolbox, inverted=False)
    for place in ((50, 10), (51, 10), (50, 50)):
        gesture.move(spot(*place))
    assert toolbox.sketch == Ruler(((5, 5), (25, 5), (25, 25)), Mark.AREA)
    gesture.release(spot(10, 50))
    assert gesture.over
    assert toolbox.sketch is None
    assert opened.reading.rulers == (Ruler(((5, 5), (25, 5), (25, 25), (5, 25)), Mark.AREA),)
    opened.history.undo()
    assert opened.reading.rulers == ()


def test_outline_without_an_area_leaves_nothing(opened, toolbox):
    gesture = DrawArea(spot(10, 10), opened, toolbox)
    gesture.move(spot(30, 10))
    gesture.release(spot(60, 10))
    assert opened.reading.rulers == ()


def test_arrow_goes_from_press_to_release(opened, toolbox):
    gesture = begin_drawing(Tool.ARROW, spot(10, 20), opened, toolbox, inverted=False)
    gesture.release(spot(90, 60))
    assert opened.reading.rulers == (Ruler(((5, 10), (45, 30)), Mark.ARROW),)


def test_note_is_asked_for_where_it_was_clicked(qtbot, opened, toolbox):
    gesture = begin_drawing(Tool.NOTE, spot(10, 20), opened, toolbox, inverted=False)
    with qtbot.waitSignal(toolbox.note_asked) as asked:
        gesture.release(spot(10, 20))
    assert asked.args == [(5, 10)]
    assert gesture.over
