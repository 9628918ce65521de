import shutil

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt

from app.ui.comparing.dialog import CompareDialog
from app.ui.comparing.panes import Mode
from tests.ui.comparing.conftest import FUNDUS, visit_file


@pytest.fixture
def make_strip(qtbot, desk):
    """Open the dialog, and its strip."""
    kept = []  # while the test lasts: the test's bot does not hold its widgets

    def make(**options):
        dialog = CompareDialog(desk(), **options)
        dialog.setAttribute(Qt.WA_DeleteOnClose, False)
        kept.append(dialog)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: dialog.numbers.table.rowCount() > 0)
        dialog.strip_button.click()
        return dialog

    return make


def filled(qtbot, strip, count):
    qtbot.waitUntil(lambda: len(strip._pictures) == count)


def test_it_shows_all_visits_of_the_eye_and_says_which_are_aligned(qtbot, visits, make_strip):
    dialog = make_strip()
    strip = dialog.strip
    filled(qtbot, strip, 3)
    assert [pane.isVisible() for pane in strip.panes] == [True, True, True, False]
    titles = [pane.choice.currentText()[:10] for pane in strip.panes[:3]]
    assert titles == ["2022-01-05", "2023-04-12", "2024-09-20"]
    remarks = [pane.remark.text() for pane in strip.panes[:3]]
    assert remarks[0].startswith("Not aligned")
    assert remarks[1:] == ["Aligned.", "The others are laid on this one."]
    assert all("Vessel density" in pane.numbers.text() for pane in strip.panes[:3])
    assert dialog.tabs.isHidden()
    dialog.modes[Mode.SIDE_BY_SIDE].click()
    assert dialog.tabs.isVisible()


def test_all_panes_look_at_the_same_place_and_mark_the_mouse(qtbot, visits, make_strip):
    strip = make_strip().strip
    filled(qtbot, strip, 3)
    strip.panes[0].view.zoom_by(2.0, QPointF(20, 30))
    places = {pane.view.viewpoint for pane in strip.panes[:3]}
    assert len(places) == 1
    strip.panes[1].view.pointed.emit((12.0, 34.0))
    assert [pane.view.cross for pane in strip.panes[:3]] == [(12.0, 34.0), None, (12.0, 34.0)]
    strip.fit()
    assert {pane.view.viewpoint for pane in strip.panes[:3]} != places


def test_another_visit_can_be_chosen_or_none(qtbot, visits, make_strip):
    strip = make_strip().strip
    filled(qtbot, strip, 3)
    choice = strip.panes[0].choice
    row = next(row for row in range(choice.count()) if "2023-04-12" in choice.itemText(row))
    choice.setCurrentIndex(row)
    choice.activated.emit(row)
    filled(qtbot, strip, 3)
    one, two = (strip._pictures[number].picture[0] for number in (0, 1))
    assert (one == two).all()
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    assert sorted(strip._pictures) == [1, 2]
    assert strip.panes[0].numbers.text() == ""


def test_both_eyes_of_both_visits_lie_on_each_other(qtbot, visits, open_file, make_strip, tmp_path):
    mirrored = FUNDUS.pixels[:, ::-1].copy()
    open_file(visit_file(tmp_path / "before.dcm", mirrored, "20230412", "L", Rows=512))
    open_file(visits["shown"])
    strip = make_strip().strip
    strip.of_both.click()
    filled(qtbot, strip, 4)
    eyes = [pane.eye.text()[:2] for pane in strip.panes]
    assert eyes == ["OD", "OS", "OD", "OS"]
    assert [strip._pictures[number].mirrored for number in range(4)] == [False, True, False, True]
    # The two photographs of the left eye are the same: so they look where they are laid.
    inside = FUNDUS.field
    before, now = (
        strip._pictures[number].picture[0][..., 1].astype(float)[inside] for number in (1, 3)
    )
    assert np.corrcoef(before, now)[0, 1] > 0.95


def test_a_visit_whose_file_is_gone_shows_its_vessels(qtbot, visits, make_strip, tmp_path):
    shutil.move(visits["prior"], tmp_path / "gone.dcm")
    strip = make_strip().strip
    filled(qtbot, strip, 3)
    assert "not at hand" in strip.panes[1].remark.text()
    assert strip._pictures[1].kept


def test_it_can_be_cancelled_and_the_comparison_comes_back(qtbot, visits, make_strip, workspace):
    dialog = make_strip()
    dialog.reject()
    qtbot.waitUntil(lambda: workspace.jobs.idle)
    assert dialog.isVisible()
    assert any("Cancelled" in pane.remark.text() for pane in dialog.strip.panes)
    dialog.modes[Mode.SIDE_BY_SIDE].click()
    assert dialog.numbers.table.rowCount() > 0


def test_red_free_holds_for_all(qtbot, visits, make_strip):
    dialog = make_strip()
    filled(qtbot, dialog.strip, 3)
    dialog.red_free.click()
    assert all(pane.view._tone == dialog.panes._tone for pane in dialog.strip.panes[:3])


def test_no_name_of_a_file_is_seen_where_nobody_is_to_be_named(qtbot, visits, make_strip, tmp_path):
    shutil.move(visits["prior"], tmp_path / "gone.dcm")
    strip = make_strip(patient_shown=False).strip
    filled(qtbot, strip, 3)
    choices = [
        pane.choice.itemText(row) for pane in strip.panes for row in range(pane.choice.count())
    ]
    assert not any(".dcm" in text for text in choices)
