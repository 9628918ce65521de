from app.analysis.analysis import analyse
from app.measurement.measures import MEASURES
from app.ui.cards.measurements_card import MeasurementsCard
from tests.measurement.added import ADDED
from tests.support import FakePredictor, make_fundus


def test_a_number_that_is_added_to_the_table_is_shown(qtbot, workspace, monkeypatch):
    monkeypatch.setitem(MEASURES, ADDED.id, ADDED)
    analysis = analyse(make_fundus(256).image, FakePredictor())
    card = MeasurementsCard(workspace)
    qtbot.addWidget(card)
    card.show_analysis(analysis, stale=False)
    value = analysis.measurements.numbers[ADDED.id].value
    assert card.rows[ADDED.id].value.text() == f"{value:.0f} px"
