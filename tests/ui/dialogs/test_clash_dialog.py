"""Two versions of a case, field by field."""

from dataclasses import replace

import pytest
from PyQt5.QtWidgets import QLabel

from app.base.translation import load_catalogue
from app.domain.photograph import Laterality
from app.domain.reading import Reading, Stroke
from app.report.report_text import ReportText
from app.ui.dialogs.clash_dialog import ClashDialog
from app.ui.session.clashes import Clash, Said, differing, settled

READING = Reading(0.4, Laterality.LEFT, strokes=(Stroke(((1, 1),), 2),))
TEXT = ReportText("<b>mine</b>", "same", "", "Dr. A")
CLASH = Clash(
    Said(READING, TEXT),
    Said(
        replace(READING, laterality=Laterality.RIGHT, strokes=()), replace(TEXT, findings="theirs")
    ),
    "wu@other",
    7,
)


@pytest.fixture
def dialog(qtbot):
    made = ClashDialog(CLASH, "a.png", load_catalogue("en"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_what_differs_is_shown(dialog):
    assert set(dialog.choices) == {"laterality", "strokes", "findings"}
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"wu@other", "OD (right eye)", "OS (left eye)", "theirs", "drawn: 1"} <= shown
    assert "<b>mine</b>" in shown


def test_ones_own_version_is_chosen_until_another_is(dialog):
    assert dialog.said == CLASH.mine
    dialog.theirs_button.click()
    assert dialog.said == CLASH.theirs
    dialog.mine_button.click()
    assert dialog.said == CLASH.mine


def test_each_field_is_chosen_on_its_own(qtbot, dialog):
    dialog.choices["findings"][1].click()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.save_button.click()
    assert chosen.args[0] == Said(READING, replace(TEXT, findings="theirs"))


def test_what_only_one_says_is_taken():
    clash = replace(CLASH, mine=Said(None, TEXT), theirs=Said(READING, None))
    assert differing(clash) == ()
    assert settled(clash, ()) == Said(READING, TEXT)
