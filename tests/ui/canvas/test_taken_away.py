from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QImage, QPainter

from app.domain.reading import Region, Stroke
from app.ui.canvas.projection import Viewpoint
from app.ui.canvas.scene import draw_brush
from app.ui.canvas.tools import Tool
from tests.ui.canvas.conftest import drag, drawn, move, pixels_of, press

SHAPE = (300, 403)
ORANGE = (200, 90, 40)


@pytest.fixture
def view(make_view, workspace):
    probability = np.zeros(SHAPE, dtype=np.float32)
    probability[140:160, 20:380] = 0.6
    return make_view(np.full((*SHAPE, 3), ORANGE, dtype=np.uint8), probability)


def show(view, workspace, *strokes):
    reading = replace(workspace.reading, strokes=strokes)
    workspace.state = replace(workspace.state, reading=reading)
    workspace.layers.show_strokes(strokes)
    view.update()


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_erased_vessels_are_dotted_where_they_were(view, workspace, scale):
    view.set_viewpoint(Viewpoint(201.5, 150, scale))
    show(view, workspace)
    vessel = drawn(view)
    show(view, workspace, Stroke(((201.5, 150),), 40.0, erases=True))
    erased = drawn(view)
    middle = slice(150 - int(9 * scale), 150 + int(9 * scale)), slice(195, 208)
    photograph = (erased[middle] == ORANGE).all(axis=-1)
    assert not photograph.any()
    assert (erased[middle].min(axis=-1) > 200).any()  # light dots
    assert (erased[middle].max(axis=-1) < 100).any()  # on dark
    assert not (erased[middle] == vessel[middle]).all(axis=-1).any()


def test_what_was_no_vessel_is_not_dotted(view, workspace):
    show(view, workspace, Stroke(((201.5, 150),), 40.0, erases=True))
    assert (drawn(view)[125:135, 190:210] == ORANGE).all()


def test_what_is_erased_follows_the_threshold(view, workspace):
    show(view, workspace, Stroke(((201.5, 150),), 40.0, erases=True))
    workspace.state = replace(workspace.state, reading=replace(workspace.reading, threshold=0.65))
    view.update()
    assert (drawn(view)[150, 190:210] == ORANGE).all()  # nothing would be vessel there


@pytest.mark.parametrize("with_vessels", [True, False])
@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_excluded_areas_are_hatched_in_both_panes(make_view, workspace, with_vessels, scale):
    view = make_view(
        np.full((*SHAPE, 3), ORANGE, dtype=np.uint8),
        np.zeros(SHAPE, dtype=np.float32),
        with_vessels=with_vessels,
    )
    mask = np.zeros(SHAPE, dtype=np.bool_)
    mask[130:170, 180:220] = True
    workspace.layers.show_excluded(Region.of(mask))
    view.set_viewpoint(Viewpoint(201.5, 150, scale))
    shown = drawn(view)
    reach = int(18 * scale)
    inside = shown[150 - reach : 150 + reach, 201 - reach : 201 + reach]
    assert not (inside == ORANGE).all(axis=-1).any()
    assert (inside.min(axis=-1) > 150).any()  # light lines
    outside = 24 * scale
    assert (shown[int(150 - outside), 150:250] == ORANGE).all()


def test_the_hatching_moves_with_the_photograph(view, workspace):
    mask = np.zeros(SHAPE, dtype=np.bool_)
    mask[100:200, 100:300] = True
    workspace.layers.show_excluded(Region.of(mask))
    before = drawn(view)[130:170, 150:250]
    view.set_viewpoint(Viewpoint(201.5 - 5, 150 - 3, 1.0))
    after = drawn(view)[133:173, 155:255]
    np.testing.assert_array_equal(before, after)


# --- the brush -----------------------------------------------------------------------------


@pytest.mark.parametrize("radius", [0.3, 2.0, 15.0, 60.0])
def test_the_brush_is_seen_at_its_true_size(qapp, radius):
    image = QImage(200, 200, QImage.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    draw_brush(painter, QPointF(100, 100), radius)
    painter.end()
    lit = pixels_of(image).max(axis=-1) > 120
    rows, columns = np.nonzero(lit)
    away = np.hypot(columns + 0.5 - 100, rows + 0.5 - 100)
    if radius < 6:  # marks around it, so that it is found
        assert away.max() > 8
    else:
        assert away.min() == pytest.approx(radius, abs=1.5)
        assert away.max() == pytest.approx(radius, abs=1.5)


@pytest.mark.parametrize("scale", [0.25, 1.0, 4.0])
def test_the_circle_covers_what_the_brush_changes(view, workspace, toolbox, scale):
    view.set_viewpoint(Viewpoint(201.5, 150, scale))
    toolbox.set_tool(Tool.ADD)
    toolbox.set_field_diameter(2000)
    toolbox.set_brush_radius(20)
    without = drawn(view).astype(int)
    move(view, (201, 150), Qt.NoButton)
    changed = np.abs(drawn(view).astype(int) - without).max(axis=-1) > 30
    upper = changed[:150]  # the sign of the tool is below
    rows, _ = np.nonzero(upper)
    assert 150 - rows.min() == pytest.approx(20 * scale, abs=3 if scale * 20 >= 6 else 12)


@pytest.mark.parametrize(
    ("tool", "modifiers", "expected"),
    [
        (Tool.ADD, Qt.NoModifier, (False, False)),
        (Tool.ERASE, Qt.NoModifier, (True, False)),
        (Tool.RESTORE, Qt.NoModifier, (False, True)),
        (Tool.RESTORE, Qt.AltModifier, (True, False)),
    ],
)
def test_each_brush_makes_its_own_stroke(opened, toolbox, make_view, tool, modifiers, expected):
    view = make_view(np.zeros((256, 256, 3), np.uint8), np.zeros((256, 256), np.float32))
    toolbox.set_tool(tool)
    drag(view, (100, 120), (130, 120), modifiers=modifiers)
    stroke = opened.reading.strokes[-1]
    assert (stroke.erases, stroke.restores) == expected


def test_the_exclusion_brush_excludes_and_with_alt_takes_back(opened, toolbox, make_view):
    view = make_view(np.zeros((256, 256, 3), np.uint8), np.zeros((256, 256), np.float32))
    toolbox.set_tool(Tool.EXCLUDE)
    drag(view, (100, 120), (130, 120))
    assert opened.reading.excluded.mask()[120, 115]
    assert opened.reading.strokes == ()
    drag(view, (100, 120), (130, 120), modifiers=Qt.AltModifier)
    assert opened.reading.excluded is None


def test_a_click_with_the_segment_tool_asks_for_the_segment(
    opened, toolbox, make_view, monkeypatch
):
    asked = []
    monkeypatch.setattr(opened, "click_segment", lambda *click: asked.append(click))
    view = make_view(np.zeros((256, 256, 3), np.uint8), np.zeros((256, 256), np.float32))
    view.set_viewpoint(Viewpoint(128, 128, 2.0))
    toolbox.set_tool(Tool.SEGMENT)
    drag(view, (100, 120))
    assert asked == [((114.0, 124.0), 4.0)]
    drag(view, (100, 120), (160, 120))  # moved away: nothing was meant
    assert len(asked) == 1
    press(view, (100, 120))
    view.give_up()
    assert len(asked) == 1
