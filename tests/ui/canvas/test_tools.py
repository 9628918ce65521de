import pytest

from app.ui.canvas.tools import Tool


def test_tool_tells_only_changes(qtbot, toolbox):
    told = []
    toolbox.tool_changed.connect(told.append)
    toolbox.set_tool(Tool.ADD)
    toolbox.set_tool(Tool.ADD)
    assert told == [Tool.ADD] == [toolbox.tool]


def test_brush_keeps_its_share_of_the_field(qtbot, toolbox):
    toolbox.set_field_diameter(2000)
    assert toolbox.brush_radius == pytest.approx(8)
    toolbox.set_brush_radius(20)
    toolbox.set_field_diameter(500)
    assert toolbox.brush_radius == pytest.approx(5)


def test_brush_is_at_least_a_pixel_and_never_covers_the_field(qtbot, toolbox):
    toolbox.set_field_diameter(256)
    toolbox.set_brush_radius(0.01)
    assert toolbox.brush_radius == 1
    toolbox.set_brush_radius(1e6)
    assert toolbox.brush_radius == pytest.approx(12.8)


def test_new_radius_is_told(qtbot, toolbox):
    told = []
    toolbox.brush_radius_changed.connect(told.append)
    toolbox.set_brush_radius(10)
    assert told == [pytest.approx(10)]
