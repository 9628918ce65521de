from dataclasses import replace

import pytest

from app.domain.anatomy import Ellipse
from app.domain.photograph import Laterality, Source
from app.domain.structures import Structure
from app.settings.look import KindColours
from app.ui.cards.side_panel import SidePanel
from app.ui.window.anatomy_commands import AnatomyCommands
from tests.anatomy.vessels import on_vessel
from tests.readings import altered


@pytest.fixture
def panel(qtbot, retina):
    panel = SidePanel(retina)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_the_main_numbers_are_shown(panel, retina):
    rows = panel.anatomy.rows
    ratio = retina.analysis.measurements.numbers["avr"].value
    assert rows["avr"].value.text() == f"{ratio:.3f}"
    assert rows["avr"].value.isVisible()
    assert not rows["avr"].automatic.isVisible()
    assert not panel.anatomy.reasons.isVisible()


def test_a_correction_shows_both_numbers_and_is_taken_back(qtbot, panel, retina):
    before = panel.anatomy.rows["avr"].value.text()
    retina.start()
    with qtbot.waitSignal(retina.analysis_changed):
        x, y = on_vessel(2)
        retina.anatomy.click_vessel((x, y), 3.0)
    row = panel.anatomy.rows["avr"]
    assert row.value.text() != before
    assert before in row.automatic.text()
    assert not panel.anatomy.rows["vertical_cup_disc_ratio"].automatic.isVisible()
    # The numbers of the vessels alone are what they were, and are not called corrected.
    assert not panel.density.mark.isVisible()
    assert panel.correction.placed.text() == "By hand: arteries and veins (1)"
    with qtbot.waitSignal(retina.analysis_changed):
        panel.correction.discard_placed.click()
    assert panel.anatomy.rows["avr"].value.text() == before
    assert not panel.correction.isVisible()


def test_a_number_that_is_withheld_says_why(qtbot, panel, retina):
    retina.start()
    with qtbot.waitSignal(retina.analysis_changed):
        retina.anatomy.set_in_view(Structure.DISC, False)
    assert panel.anatomy.rows["avr"].value.text() == "–"
    assert "as a person says" in panel.anatomy.reasons.text()
    assert panel.correction.placed.text() == "By hand: optic disc not in view"


def test_without_a_model_there_are_only_the_tools(qtbot, opened):
    panel = SidePanel(opened)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.anatomy.isVisible()
    assert not panel.anatomy.rows["avr"].value.isVisible()


def test_colours_are_chosen_in_the_card(panel, retina):
    colours = panel.anatomy.colours
    row = colours.findData(KindColours.ORANGE_BLUE)
    colours.setCurrentIndex(row)
    colours.activated.emit(row)
    assert retina.look.anatomy.colours is KindColours.ORANGE_BLUE
    retina.history.undo()
    assert colours.currentData() == KindColours.RED_BLUE


def test_commands_are_offered_as_buttons(panel, retina):
    commands = AnatomyCommands(retina)
    panel.anatomy.offer(
        list(commands.layers.values()), [commands.accept_eye], commands.of_editing()
    )
    buttons = panel.anatomy.findChildren(type(panel.anatomy.toggle), "choice")
    assert [each.text() for each in buttons[:3]] == ["A/V", "Disc", "Cup"]
    buttons[0].click()
    assert not retina.look.anatomy.kinds


def stated(analysis, eye):
    image = replace(
        analysis.image, laterality=eye, stated_laterality=eye, laterality_source=Source.FILE
    )
    return altered(analysis, image=image)


def test_an_unknown_eye_is_suggested_and_set_by_one_click(panel, retina):
    eye = panel.eye
    assert eye.suggestion.text() == "By disc and fovea: OD (right eye)"
    assert not eye.suggestion.property("warning")
    assert retina.analysis.image.laterality is Laterality.UNKNOWN
    eye.accept.click()
    assert retina.analysis.image.laterality is Laterality.RIGHT
    assert retina.analysis.image.laterality_source is Source.USER
    assert not eye.suggestion.isVisible()


def test_a_file_that_says_the_other_eye_is_contradicted_in_amber(panel, retina):
    wrong = stated(retina.analysis, Laterality.LEFT)
    panel.eye.show_analysis(wrong)
    assert panel.eye.suggestion.isVisible()
    assert panel.eye.suggestion.property("warning")
    panel.eye.show_analysis(stated(retina.analysis, Laterality.RIGHT))
    assert not panel.eye.suggestion.isVisible()


def test_a_placed_disc_on_the_other_side_suggests_the_other_eye(panel, retina):
    retina.anatomy.place(Structure.DISC, Ellipse((60.0, 400.0), (40.0, 40.0)))
    assert "OS" in panel.eye.suggestion.text()
