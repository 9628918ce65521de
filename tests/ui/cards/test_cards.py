from dataclasses import replace

import pytest
from PyQt5 import sip

from app.base.messages import message
from app.domain.photograph import Laterality, Source
from app.domain.reading import Stroke
from app.measurement.measures import LENGTH_DENSITY, MEAN_CALIBRE_UM, VESSEL_DENSITY
from app.measurement.regions import Quadrant
from app.measurement.summary import withhold_all
from app.reading.listing import Entry
from app.ui.cards.cards import EyeCard, NumberCard
from app.ui.cards.explanation import Explanation
from app.ui.cards.side_panel import SidePanel
from tests.readings import altered, reread
from tests.support import FakePredictor, calibration_of, repeatability_of

STROKE = Stroke(((60.0, 60.0), (190.0, 190.0)), 6.0)


@pytest.fixture
def panel(qtbot, opened):
    panel = SidePanel(opened)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def corrected(qtbot, opened, panel):
    with qtbot.waitSignal(opened.analysis_changed):
        opened.add_stroke(STROKE)
    return panel


def told(card):
    """Return what is said of a number once it was clicked on."""
    card.explain()
    (panel,) = card.findChildren(Explanation)
    words = "\n".join(panel.words.values())
    panel.close()
    sip.delete(panel)
    return words


def of_file(analysis, eye):
    image = replace(
        analysis.image, laterality=eye, stated_laterality=eye, laterality_source=Source.FILE
    )
    return altered(analysis, image=image)


def test_eye_is_set_by_one_click(opened, panel):
    eye = panel.eye
    assert eye._source.text() == "The file does not say: set it here."
    eye.buttons[Laterality.LEFT].click()
    assert opened.analysis.image.laterality is Laterality.LEFT
    assert eye.badge.text() == "OS  left eye"
    assert eye._source.text() == "set by the user"
    checked = [each for each, button in eye.buttons.items() if button.isChecked()]
    assert checked == [Laterality.LEFT]


def test_eye_stays_marked_when_it_is_clicked_again(opened, panel):
    button = panel.eye.buttons[Laterality.RIGHT]
    button.click()
    button.click()
    assert button.isChecked()
    assert opened.reading.laterality is Laterality.RIGHT


def test_eye_against_the_file_is_a_warning(opened, panel):
    opened.analysis = of_file(opened.analysis, Laterality.RIGHT)
    panel.refresh()
    assert panel.eye._source.text() == "from the file"
    assert panel.eye.buttons[Laterality.RIGHT].isChecked()
    assert panel.eye._source.property("warning") is False
    opened.set_laterality(Laterality.LEFT)
    assert panel.eye._source.text() == "set by the user; the file says OD"
    assert panel.eye._source.property("warning") is True


def test_eye_cannot_be_set_without_a_photograph(qtbot, workspace):
    card = EyeCard(workspace)
    qtbot.addWidget(card)
    card.show_analysis(None)
    assert not any(button.isEnabled() for button in card.buttons.values())
    assert card.buttons[Laterality.RIGHT].accessibleName() == "OD (right eye)"


def test_nothing_is_said_of_corrections_where_there_are_none(panel):
    assert not panel.correction.isVisible()
    assert not panel.density.mark.isVisible()
    assert not panel.density.automatic.isVisible()


def test_corrected_numbers_are_shown_with_the_automatic_ones(opened, corrected):
    analysis = opened.analysis
    by_hand = analysis.corrected.measurements.vessel_density
    automatic = analysis.measurements.vessel_density
    assert by_hand.value != automatic.value
    card = corrected.density
    assert card.value.text() == f"{100 * by_hand.value:.1f} %"
    assert f"{100 * by_hand.low:.1f} – {100 * by_hand.high:.1f} %" in card.note.text()
    assert card.automatic.text() == f"automatic: {100 * automatic.value:.1f} %"
    assert card.mark.text() == "corrected by hand"
    assert card.mark.isVisible()
    r_squared = analysis.corrected.measurements.fits["fractal_dimension"].r_squared
    assert f"R² {r_squared:.4f}" in told(corrected.dimension)


def test_further_numbers_are_the_corrected_ones_too(opened, corrected):
    more, analysis = corrected.more, opened.analysis
    more.toggle.click()
    more.research.toggle.click()
    row = more.rows[LENGTH_DENSITY.id]
    by_hand = analysis.corrected.measurements.numbers[LENGTH_DENSITY.id].value
    automatic = analysis.measurements.numbers[LENGTH_DENSITY.id].value
    assert row.value.text() == f"{by_hand:.2f} /⌀"
    assert row.automatic.text() == f"automatic: {automatic:.2f} /⌀"
    assert row.automatic.isVisible()
    quadrant = more.quadrants[Quadrant.UPPER_LEFT]
    density = analysis.measurements.quadrant_densities[Quadrant.UPPER_LEFT].value
    assert quadrant.automatic.text() == f"automatic: {100 * density:.1f} %"
    assert not more.rows[MEAN_CALIBRE_UM.id].automatic.isVisible()


def test_corrections_are_discarded_and_brought_back(qtbot, opened, corrected):
    with qtbot.waitSignal(opened.analysis_changed):
        corrected.correction.discard.click()
        assert not corrected.correction.isVisible()
    assert opened.analysis.corrected is None
    assert not corrected.density.mark.isVisible()
    density = opened.analysis.measurements.vessel_density
    assert corrected.density.value.text() == f"{100 * density.value:.1f} %"
    opened.history.undo()
    assert corrected.correction.isVisible()


def test_withheld_numbers_have_no_automatic_ones_beside(opened, corrected):
    reason = message("It is a CT.")
    nothing = withhold_all(reason)
    by_hand = replace(opened.analysis.corrected, measurements=nothing)
    opened.analysis = altered(
        opened.analysis, unsuitable=reason, measurements=nothing, corrected=by_hand
    )
    corrected.refresh()
    assert corrected.density.note.text() == "withheld"
    assert not corrected.density.automatic.isVisible()


def test_the_smallest_detectable_change_is_told_on_the_card(qtbot, make_workspace, photograph_file):
    known = repeatability_of("vessel_density", sd=0.01)
    workspace = make_workspace(lambda: FakePredictor(repeatability=known))
    card = NumberCard(workspace, VESSEL_DENSITY)
    qtbot.addWidget(card)
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    card.show_analysis(workspace.analysis, stale=False)
    assert "less than 2.8 %" in told(card)
    card.show_analysis(reread(workspace.analysis, threshold=0.6), stale=False)
    assert "less than" not in told(card)


def test_an_experts_number_is_told_on_the_card(qtbot, make_workspace, photograph_file):
    workspace = make_workspace(lambda: FakePredictor(calibration=calibration_of("vessel_density")))
    card = NumberCard(workspace, VESSEL_DENSITY)
    qtbot.addWidget(card)
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    card.show_analysis(workspace.analysis, stale=False)
    known = workspace.analysis.measurements.vessel_density.interval
    sentence = (
        f"An expert drawing by hand would have got {100 * known.low:.1f} – {100 * known.high:.1f} %"
        " in 9 of 10 cases."
    )
    assert card.note.text() == sentence
    assert sentence in told(card)
    assert "25 patients of clinic" in told(card)
    card.show_analysis(reread(workspace.analysis, threshold=0.6), stale=False)
    assert "expert" not in card.note.text() + told(card)
