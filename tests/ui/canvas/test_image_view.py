from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QApplication

from app.imaging.overlay import ADDED_COLOUR
from app.imaging.tone import tone_table
from app.settings.look import VESSEL_COLOUR, Tone, VesselStyle
from app.ui.canvas.image_view import ImageView
from app.ui.canvas.projection import Viewpoint
from app.ui.canvas.tools import Tool
from app.ui.session.layers import ADDED, level_of
from tests.ui.canvas.conftest import (
    MIDDLE,
    RIGHT,
    drag,
    drawn,
    move,
    press,
    release,
    turn_wheel,
)

ORANGE = (200, 90, 40)
SHAPE = (300, 403)
MIDDLE_ROWS = slice(110, 260)  # of the pane, free of captions


def seen_at(view: ImageView, place: QPointF) -> tuple[float, float]:
    at = view.viewpoint
    x = at.x + (place.x() - view.width() / 2) / at.scale
    y = at.y + (place.y() - view.height() / 2) / at.scale
    return x, y


def key(view, kind, code, text=""):
    event = QKeyEvent(kind, code, Qt.NoModifier, text)
    event.ignore()
    QApplication.sendEvent(view, event)
    return event


@pytest.fixture
def view(make_view):
    probability = np.zeros(SHAPE, dtype=np.float32)
    probability[150, 20:380] = 0.6
    probability[200:206, 20:380] = 0.45
    return make_view(np.full((*SHAPE, 3), ORANGE, dtype=np.uint8), probability)


def test_wheel_zooms_at_the_cursor(view):
    place = QPointF(100, 280)
    before = seen_at(view, place)
    turn_wheel(view, place, 3)
    assert view.viewpoint.scale == pytest.approx(1.2**3)
    assert seen_at(view, place) == pytest.approx(before)


def test_zoom_has_limits(view):
    view.zoom_by(1e6)
    assert view.viewpoint.scale == 40
    view.zoom_by(1e-9)
    assert view.viewpoint.scale == 0.5


def test_dragging_moves_the_photograph_but_never_out_of_sight(view):
    view.zoom_to(2.0)
    drag(view, (200, 200), (220, 210))
    assert view.viewpoint == Viewpoint(191.5, 145.0, 2.0)
    drag(view, (200, 200), (5000, 9000))
    assert (view.viewpoint.x, view.viewpoint.y) == (0, 0)


def test_only_the_user_moves_the_other_pane(qtbot, view):
    moves = []
    view.moved.connect(moves.append)
    view.set_viewpoint(Viewpoint(10, 10, 3))
    view.resize(500, 500)
    assert moves == []
    turn_wheel(view, QPointF(50, 50), 1)
    assert len(moves) == 1


def test_mask_follows_the_threshold(view, workspace):
    assert view.shown_mask().sum() == 360
    workspace.set_threshold(0.45)
    assert view.shown_mask().sum() == 7 * 360
    workspace.set_threshold(0.61)
    assert not view.shown_mask().any()


def test_true_size_draws_every_pixel_where_it_belongs(view):
    shown = drawn(view)
    np.testing.assert_array_equal(
        (shown[MIDDLE_ROWS] == VESSEL_COLOUR).all(axis=-1), view.shown_mask()[MIDDLE_ROWS]
    )
    assert (shown[149, 20:380] == ORANGE).all()


def test_thin_vessel_stays_when_zoomed_out(view):
    view.set_viewpoint(Viewpoint(201.5, 150.0, 0.37))
    assert (drawn(view)[140:160, 170:230, 0] < 120).any(axis=0).all()


@pytest.mark.parametrize("style", VesselStyle)
def test_vessels_lie_where_they_are_at_any_viewpoint(view, workspace, style):
    rng = np.random.default_rng(5)
    workspace.set_vessels(replace(workspace.look.vessels, style=style))
    height, width = view.height(), view.width()
    for _ in range(8):
        at = Viewpoint(rng.uniform(100, 300), rng.uniform(130, 220), rng.uniform(0.6, 9))
        view.set_viewpoint(at)
        tinted = drawn(view).astype(int)
        view.set_blinking(True)
        changed = (np.abs(tinted - drawn(view)).max(axis=-1) > 60)[60:240]
        view.set_blinking(False)
        rows = at.y + (np.arange(height) + 0.5 - height / 2) / at.scale
        columns = at.x + (np.arange(width) + 0.5 - width / 2) / at.scale
        slack = 1.5 / at.scale + 0.5
        inside = (rows > 150 - slack) & (rows < 151 + slack)
        inside |= (rows > 200 - slack) & (rows < 206 + slack)
        near = inside[:, None] & ((columns > 20 - slack) & (columns < 380 + slack))
        assert not (changed & ~near[60:240]).any()
        certain = (rows > 150.3) & (rows < 150.7)
        core = certain[:, None] & ((columns > 22) & (columns < 378))
        if style is not VesselStyle.OUTLINE and at.scale > 2:
            assert changed[core[60:240]].all()


def test_hidden_or_blinking_vessels_leave_the_photograph(view, workspace):
    with_vessels = drawn(view)
    view.set_blinking(True)
    blinking = drawn(view)
    assert (blinking[MIDDLE_ROWS] == ORANGE).all()
    assert not view.shown_mask().any()
    view.set_blinking(False)
    np.testing.assert_array_equal(drawn(view), with_vessels)
    workspace.set_vessels(replace(workspace.look.vessels, visible=False))
    view.repaint()
    np.testing.assert_array_equal(drawn(view), blinking)


def test_tone_is_seen_under_the_vessels(view, workspace):
    tone = Tone(inverted=True, gamma=1.7)
    workspace.set_tone(tone)
    shown = drawn(view)
    assert (shown[180, 20:380] == tone_table(tone)[list(ORANGE)]).all()
    assert (shown[150, 20:380] == VESSEL_COLOUR).all()


def test_edges_are_emphasised_under_the_vessels_only(make_view, workspace):
    pixels = np.full((*SHAPE, 3), 100, dtype=np.uint8)
    pixels[:, 200:] = 150
    tinted = make_view(pixels, np.zeros(SHAPE, np.float32))
    plain = ImageView(workspace, tinted._toolbox, with_vessels=False)
    plain.resize(tinted.size())
    plain.set_viewpoint(tinted.viewpoint)
    workspace.set_vessels(replace(workspace.look.vessels, edge_strength=1.0))
    assert drawn(tinted)[150, 199, 0] < 90
    assert drawn(plain)[150, 199, 0] == 100
    plain.deleteLater()


def test_curtain_shows_the_photograph_left_and_the_vessels_right(view):
    view.set_curtain_drawn(True)
    view.move_curtain(0.4)
    line = round(0.4 * view.width())
    row = drawn(view)[150]
    assert (row[20 : line - 20] == ORANGE).all()
    assert (row[line + 20 : 380] == VESSEL_COLOUR).all()


def test_curtain_is_dragged_and_keeps_its_share(view):
    view.set_curtain_drawn(True)
    before = view.viewpoint
    drag(view, (205, 40), (300, 60))
    assert view.curtain == pytest.approx(300 / 403)
    view.resize(806, 300)
    assert view.curtain == pytest.approx(300 / 403)
    assert view.viewpoint == before
    drag(view, (100, 40), (120, 40))  # far from the line
    assert view.viewpoint != before


def test_right_button_changes_the_window(view, workspace):
    drag(view, (100, 100), (80, 110), (60, 130), button=RIGHT)
    assert workspace.look.tone == Tone().with_window(157.5, 215)
    workspace.history.undo()
    assert workspace.look.tone == Tone()


def test_brush_adds_and_erases_what_it_covers(qtbot, opened, toolbox):
    view = ImageView(opened, toolbox, with_vessels=True)
    qtbot.addWidget(view)
    view.resize(256, 256)
    view.set_viewpoint(Viewpoint(128, 128, 1.0))
    toolbox.set_field_diameter(2000)
    opened._rest.setInterval(10**6)
    toolbox.set_tool(Tool.ADD)
    drag(view, (100, 120), (130, 120))
    levels = opened.layers.levels[0]
    assert (levels[116:124, 100:130] == ADDED).all()
    assert view.shown_mask()[116:124, 100:130].all()
    drag(view, (110, 120), (120, 120), modifiers=Qt.AltModifier)
    assert not view.shown_mask()[116:124, 110:120].any()
    assert [stroke.erases for stroke in opened.reading.strokes] == [False, True]
    opened.history.undo()
    opened.history.undo()
    np.testing.assert_array_equal(
        view.shown_mask(), opened.layers.found[0] >= level_of(opened.reading.threshold)
    )


def test_stroke_under_way_is_seen(view, toolbox):
    toolbox.set_tool(Tool.ADD)
    toolbox.set_brush_radius(8)
    press(view, (60, 220))
    move(view, (200, 220))
    shown = drawn(view)
    assert np.abs(shown[220, 80:180].astype(int) - ADDED_COLOUR).max() < 80
    toolbox.set_tool(Tool.ERASE)
    view.give_up()
    press(view, (60, 150))
    move(view, (200, 150))
    shown = drawn(view)
    assert (shown[150, 80:180] == ORANGE).all()
    assert (shown[150, 240:380] == VESSEL_COLOUR).all()
    view.give_up()


@pytest.mark.parametrize("button", [MIDDLE, Qt.LeftButton])
def test_middle_button_and_space_move_whatever_the_tool(view, workspace, toolbox, button):
    toolbox.set_tool(Tool.ADD)
    if button == Qt.LeftButton:
        key(view, QEvent.KeyPress, Qt.Key_Space, " ")
    before = view.viewpoint
    drag(view, (100, 100), (140, 100), button=button)
    assert view.viewpoint.x == before.x - 40
    assert workspace.reading.strokes == ()
    key(view, QEvent.KeyRelease, Qt.Key_Space, " ")
    assert view.cursor().shape() == Qt.BlankCursor


def test_escape_gives_a_gesture_up_and_is_left_to_the_window_otherwise(view, toolbox):
    assert not key(view, QEvent.ShortcutOverride, Qt.Key_Escape).isAccepted()
    assert not key(view, QEvent.KeyPress, Qt.Key_Escape).isAccepted()
    toolbox.set_tool(Tool.LINE)
    press(view, (50, 50))
    move(view, (90, 90))
    assert toolbox.sketch is not None
    assert key(view, QEvent.ShortcutOverride, Qt.Key_Escape).isAccepted()
    assert key(view, QEvent.KeyPress, Qt.Key_Escape).isAccepted()
    assert toolbox.sketch is None
    release(view, (90, 90))
    assert not key(view, QEvent.KeyPress, Qt.Key_Escape).isAccepted()


def test_double_click_asks_for_the_whole_only_while_moving(qtbot, view, toolbox):
    asked = []
    view.fit_asked.connect(lambda: asked.append(True))
    qtbot.mouseDClick(view, Qt.LeftButton, pos=QPoint(50, 50))
    toolbox.set_tool(Tool.LINE)
    qtbot.mouseDClick(view, Qt.LeftButton, pos=QPoint(50, 50))
    view.give_up()
    assert asked == [True]


def test_focus_is_seen(qtbot, view):
    without = drawn(view)
    view.setFocusPolicy(Qt.StrongFocus)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    frame = drawn(view) != without
    assert frame[0, 2:-2].any(axis=-1).all()
    assert not frame[10:-10, 10:-10].any()


def test_empty_pane_is_dark_and_takes_every_gesture(qtbot, workspace, toolbox):
    view = ImageView(workspace, toolbox, with_vessels=False)
    qtbot.addWidget(view)
    view.setFocusPolicy(Qt.NoFocus)
    view.show()
    turn_wheel(view, QPointF(5, 5), 1)
    for tool in Tool:
        toolbox.set_tool(tool)
        drag(view, (5, 5), (40, 40))
    view.set_blinking(True)
    assert drawn(view).max() < 30
