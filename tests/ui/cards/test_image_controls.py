from dataclasses import replace

import pytest

from app.settings.look import GAMMAS, Channel, Tone
from app.ui.cards.image_controls import ImageControls, gamma_at, gamma_step


@pytest.fixture
def controls(qtbot, opened):
    controls = ImageControls(opened)
    qtbot.addWidget(controls)
    controls.toggle.click()
    controls.show()
    return controls


def test_nothing_can_be_set_before_a_photograph_is_open(qtbot, workspace):
    controls = ImageControls(workspace)
    qtbot.addWidget(controls)
    assert not controls.isEnabled()


def test_tone_is_set_by_each_control(opened, controls):
    controls.channel.setCurrentIndex(controls.channel.findData(Channel.RED_FREE))
    controls.brightness.setValue(55)
    controls.contrast.setValue(105)
    controls.gamma.setValue(50)
    controls.inverted.click()
    controls.equalised.click()
    assert opened.look.tone == Tone(
        channel=Channel.RED_FREE,
        centre=100.0,
        width=150.0,
        gamma=gamma_at(50),
        inverted=True,
        equalised=True,
    )


def test_controls_show_the_tone_without_answering(opened, controls):
    tone = Tone(Channel.BLUE, centre=76.77, width=127.6, gamma=2.236, inverted=True)
    opened.set_tone(tone)
    assert opened.look.tone == tone  # not rounded to the steps of the sliders
    assert controls.channel.currentText() == "Blue"
    assert controls.values[controls.brightness].text() == "+20 %"
    assert controls.values[controls.contrast].text() == "+50 %"
    assert (controls.gamma.value(), controls.values[controls.gamma].text()) == (50, "2.24")
    assert controls.inverted.isChecked()
    assert not controls.equalised.isChecked()


def test_brighter_is_to_the_right_and_both_ends_can_be_reached(opened, controls):
    controls.brightness.setValue(controls.brightness.maximum())
    assert opened.look.tone.centre == Tone().with_window(-1e9, 255).centre
    controls.brightness.setValue(controls.brightness.minimum())
    assert opened.look.tone.centre == Tone().with_window(1e9, 255).centre
    controls.contrast.setValue(controls.contrast.maximum())
    assert opened.look.tone.width == Tone().with_window(0, -1e9).width
    controls.contrast.setValue(controls.contrast.minimum())
    assert opened.look.tone.width == Tone().with_window(0, 1e9).width


def test_steps_of_gamma_are_equal_factors():
    assert (gamma_at(-100), gamma_at(0), gamma_at(100)) == (GAMMAS[0], 1.0, GAMMAS[1])
    # Else the arrow keys would stand still.
    assert all(gamma_step(gamma_at(step)) == step for step in range(-100, 101))


def test_movement_of_a_slider_is_one_step_back(opened, controls):
    steps = opened.history.count()
    for value in (10, 20, 30):
        controls.brightness.setValue(value)
    assert opened.history.count() == steps + 1
    opened.history.undo()
    assert opened.look.tone == Tone()
    assert controls.brightness.value() == 0


def test_reset_is_offered_only_when_there_is_something_to_reset(opened, controls):
    assert controls.reset.isHidden()
    opened.set_tone(replace(Tone(), gamma=2.0))
    assert controls.reset.isVisible()
    controls.toggle.click()
    assert controls.reset.isVisible()  # folded, it tells that the photograph is shown otherwise
    controls.reset.click()
    assert opened.look.tone == Tone()
    assert controls.reset.isHidden()


def test_controls_are_named_and_tell_of_the_mouse(controls):
    for control in (controls.channel, *controls.values, controls.reset):
        assert control.accessibleName()
    for slider in (controls.brightness, controls.contrast):
        assert "right mouse button" in slider.toolTip()
