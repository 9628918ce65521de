from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt

from app.reading.listing import Entry
from app.settings.look import VESSEL_COLOUR, VesselDrawing, VesselStyle
from app.ui.cards.control_panel import ControlPanel
from tests.support import TwoHands


@pytest.fixture
def panel(qtbot, opened):
    panel = ControlPanel(opened)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


def test_threshold_is_set_by_slider_box_and_link(opened, panel):
    panel.threshold_slider.setValue(61)
    assert (opened.reading.threshold, panel.threshold_box.value()) == (0.61, 0.61)
    panel.threshold_box.setValue(0.33)
    assert (opened.reading.threshold, panel.threshold_slider.value()) == (0.33, 33)
    panel._reset.click()
    assert opened.reading.threshold == opened.default_threshold
    assert not panel._reset.isEnabled()


def test_threshold_is_typed_to_the_last_digit(qtbot, opened, panel):
    panel.threshold_box.selectAll()
    qtbot.keyClicks(panel.threshold_box, "0.62")
    qtbot.keyClick(panel.threshold_box, Qt.Key_Return)
    assert opened.reading.threshold == 0.62


def test_threshold_keeps_within_the_range_of_the_workspace(opened, panel):
    opened.set_thresholds((0.1, 0.45))
    assert (panel.threshold_slider.minimum(), panel.threshold_slider.maximum()) == (10, 45)
    assert (panel.threshold_box.minimum(), panel.threshold_box.maximum()) == (0.1, 0.45)
    assert panel.threshold_box.value() == opened.reading.threshold == 0.45


def test_detail_is_for_models_that_know_several_hands(opened, panel):
    assert not panel.detail_slider.isEnabled()


def test_detail_is_set_by_its_slider_and_said_in_a_word(qtbot, make_workspace, photograph_file):
    workspace = make_workspace(TwoHands)
    panel = ControlPanel(workspace)
    qtbot.addWidget(panel)
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    assert panel.detail_slider.isEnabled()
    words = []
    for step in (panel.detail_slider.minimum(), 0, panel.detail_slider.maximum()):
        panel.detail_slider.setValue(step)
        words.append((workspace.reading.style.detail, panel._detail_value.text()))
    assert words == [(-1, "coarser"), (0, "usual"), (1, "finer")]
    workspace.set_detail(-0.5)
    assert panel.detail_slider.value() == panel.detail_slider.minimum() / 2


def test_drawing_is_set_by_each_control(opened, panel):
    choose(panel.style_box, VesselStyle.OUTLINE)
    panel.opacity_slider.setValue(25)
    panel.edge_slider.setValue(40)
    panel.swatches.buttons[0, 158, 115].click()
    panel.visible_box.click()
    assert opened.look.vessels == VesselDrawing(
        visible=False,
        style=VesselStyle.OUTLINE,
        colour=(0, 158, 115),
        opacity=0.25,
        edge_strength=0.4,
    )


def test_controls_show_the_drawing_without_answering(opened, panel):
    drawing = VesselDrawing(
        style=VesselStyle.UNCERTAINTY, colour=(0, 114, 178), opacity=0.333, edge_strength=0.777
    )
    opened.set_vessels(drawing)
    assert opened.look.vessels == drawing  # not rounded to the steps of the sliders
    assert panel.style_box.currentData() is VesselStyle.UNCERTAINTY
    assert (panel.opacity_slider.value(), panel._opacity_value.text()) == (33, "33 %")
    assert (panel.edge_slider.value(), panel._edge_value.text()) == (78, "78 %")
    assert panel.swatches.colour == (0, 114, 178)
    opened.set_vessels(replace(drawing, colour=(1, 2, 3)))  # of another version's settings
    assert not any(button.isChecked() for button in panel.swatches.buttons.values())


def test_movement_of_a_slider_is_one_step_back(opened, panel):
    before, steps = opened.look.vessels, opened.history.count()
    for percent in (50, 40, 30):
        panel.opacity_slider.setValue(percent)
    assert opened.history.count() == steps + 1
    opened.history.undo()
    assert opened.look.vessels == before
    assert panel.opacity_slider.value() == round(100 * before.opacity)


def test_colours_are_walked_through_by_keyboard(qtbot, opened, panel):
    panel.activateWindow()
    panel.swatches.buttons[VESSEL_COLOUR].setFocus()
    qtbot.waitUntil(panel.swatches.buttons[VESSEL_COLOUR].hasFocus)
    qtbot.keyClick(panel.swatches.buttons[VESSEL_COLOUR], Qt.Key.Key_Right)
    assert opened.look.vessels.colour == (86, 180, 233)


def test_what_has_no_effect_is_disabled(opened, panel):
    assert panel.swatches.isEnabled()
    choose(panel.style_box, VesselStyle.PROBABILITY)
    assert not panel.swatches.isEnabled()
    assert panel.opacity_slider.isEnabled()
    choose(panel.style_box, VesselStyle.FILLED)
    panel.visible_box.click()
    assert not any(
        control.isEnabled() for control in (panel.swatches, panel.style_box, panel.opacity_slider)
    )
    assert panel.threshold_slider.isEnabled()  # the numbers depend on it all the same


def test_every_control_has_a_name_that_can_be_read_out(panel):
    named = (
        panel.threshold_slider,
        panel.threshold_box,
        panel.style_box,
        panel.opacity_slider,
        panel.edge_slider,
        *panel.swatches.buttons.values(),
    )
    assert all(control.accessibleName() for control in named)
    assert "never alters what is measured" in panel.edge_slider.toolTip()
