import pytest
from PyQt5.QtCore import QPoint, QRect, QSize, Qt
from PyQt5.QtWidgets import QLabel, QToolButton

from app.measurement.measures import (
    MEASURES,
    NOTHING_ELSE,
    TORTUOSITY,
    VESSEL_DENSITY,
    measures_with,
)
from app.report.explained import is_research, limits, meaning
from app.ui.cards import explanation
from app.ui.cards.explanation import Explanation, NumberName, place_beside
from app.ui.cards.measurements_card import MeasurementsCard
from app.ui.look.manual import page_at
from tests.measurement.added import ADDED

ROOM = QRect(0, 0, 1366, 768)


@pytest.mark.parametrize("measure", measures_with(NOTHING_ELSE), ids=lambda measure: measure.id)
def test_each_number_is_explained_and_drawn(qtbot, opened, measure):
    panel = Explanation(measure, opened.analysis, opened.catalogue)
    qtbot.addWidget(panel)
    assert meaning(measure) is not None
    assert limits(measure) is not None
    assert panel.words["What it means"] == str(meaning(measure))
    assert panel.words["Limits"] == str(limits(measure))
    assert panel.words["For research"] == str(measure.definition)
    panel.show_beside(panel, panel)
    assert len({panel.grab().toImage().pixel(x, y) for x in range(330) for y in (60, 80)}) > 3


def test_a_number_without_words_of_its_own_has_its_definition(qtbot, opened, monkeypatch):
    panel = Explanation(ADDED, None, opened.catalogue)
    qtbot.addWidget(panel)
    assert list(panel.words) == ["For research"]


def test_the_whole_text_is_to_be_seen(qtbot, opened):
    panel = Explanation(TORTUOSITY, opened.analysis, opened.catalogue)
    qtbot.addWidget(panel)
    panel.show_beside(panel, panel)
    for label in panel._page.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
    assert not panel._area.verticalScrollBar().isVisible()


def test_words_taller_than_the_screen_are_scrolled(qtbot, opened):
    panel = Explanation(TORTUOSITY, opened.analysis, opened.catalogue)
    qtbot.addWidget(panel)
    panel._take_room(QRect(0, 0, 1366, 200))
    assert panel.height() == 200
    assert panel._page.minimumSizeHint().height() > 200


@pytest.mark.parametrize(
    "card",
    [
        QRect(1000, 300, 340, 150),  # the results at the right
        QRect(0, 300, 340, 150),  # moved to the left
        QRect(400, 20, 600, 60),  # across, above
        QRect(400, 700, 600, 60),  # across, below
        QRect(1000, 740, 340, 150),  # partly below the screen
    ],
)
def test_the_panel_never_covers_the_number(card):
    panel = QRect(QPoint(0, 0), QSize(390, 560))
    placed = panel.translated(place_beside(card, panel, ROOM))
    assert not placed.intersects(card)
    assert ROOM.contains(placed)


def test_numbers_are_explained_by_a_click_or_by_enter(qtbot):
    name = NumberName("faint")
    qtbot.addWidget(name)
    name.setText("Tortuosity")
    name.show()
    asked = []
    name.asked.connect(lambda: asked.append(1))
    qtbot.mouseClick(name, Qt.LeftButton)
    qtbot.keyClick(name, Qt.Key_Return)
    qtbot.keyClick(name, Qt.Key_Tab)
    qtbot.mouseClick(name, Qt.RightButton)
    assert len(asked) == 2


def test_the_rows_explain_themselves(qtbot, opened):
    card = MeasurementsCard(opened)
    qtbot.addWidget(card)
    card.show_analysis(opened.analysis, stale=False)
    card.rows[TORTUOSITY.id].value.asked.emit()
    (panel,) = card.findChildren(Explanation)
    winding = opened.analysis.measurements.numbers[TORTUOSITY.id].value
    assert f"{winding:.3f}" in panel.words.values()
    panel.close()


def test_jargon_is_for_research():
    assert not is_research(VESSEL_DENSITY)
    shown = [measure for measure in MEASURES.values() if not is_research(measure)]
    assert not any("⌀" in measure.suffix for measure in shown)
    assert "skeleton_fractal_dimension" not in {measure.id for measure in shown}


def test_the_manual_says_more_of_a_number(qtbot, opened, monkeypatch):
    told = []
    monkeypatch.setattr(explanation, "open_page", lambda page, window: told.append(page))
    panel = Explanation(MEASURES["tortuosity_thin"], opened.analysis, opened.catalogue)
    qtbot.addWidget(panel)
    panel.findChild(QToolButton, "link").click()
    assert told == ["numbers/tortuosity"]
    assert page_at(panel) == told[0]
