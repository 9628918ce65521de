import shutil

import pytest
from PyQt5.QtCore import Qt

from app.ui.comparing.dialog import CompareDialog
from app.ui.comparing.panes import Mode
from tests.ui.comparing.conftest import DENSITY, FUNDUS, LATER, visit_file


@pytest.fixture
def make_dialog(qtbot, desk):
    def make(**options):
        dialog = CompareDialog(desk(), **options)
        dialog.setAttribute(Qt.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def compared(qtbot, dialog):
    qtbot.waitUntil(lambda: dialog.numbers.table.rowCount() > 0)


def cells(dialog, row=0):
    table = dialog.numbers.table
    return [table.item(row, column).text() for column in range(table.columnCount())]


def choose(dialog, name):
    for row in range(dialog.choice.count()):
        visit = dialog.choice.itemData(row, Qt.UserRole)
        if visit is not None and visit.entries[0].path.name == name:
            dialog.choice.setCurrentIndex(row)
            dialog.choice.activated.emit(row)
            return
    raise AssertionError(name)


def test_it_compares_with_the_prior_and_says_whether_a_change_can_be_told(
    qtbot, visits, make_dialog
):
    dialog = make_dialog()
    compared(qtbot, dialog)
    assert "2023-04-12 · OD" in dialog.choice.currentText()
    name, first, second, change, verdict = cells(dialog)
    assert name == "Vessel density"
    assert first.endswith("%")
    assert second.endswith("%")
    assert change.splitlines()[1] == "2.8 %"
    assert verdict == "no change that can be told"
    assert all(button.isEnabled() for button in dialog.modes.values())


def test_the_other_eye_has_numbers_but_no_changes(qtbot, visits, make_dialog):
    dialog = make_dialog()
    compared(qtbot, dialog)
    dialog.modes[Mode.DIFFERENCE].click()
    choose(dialog, "fellow.dcm")
    qtbot.waitUntil(lambda: dialog.numbers.table.columnCount() == 3)
    compared(qtbot, dialog)
    assert "mirrored" in dialog.notice.text()
    assert dialog.panes.mode is Mode.SIDE_BY_SIDE
    assert not dialog.modes[Mode.SWIPE].isEnabled()


def test_of_a_missing_file_a_sentence_and_the_kept_numbers(qtbot, visits, make_dialog, tmp_path):
    shutil.move(visits["prior"], tmp_path / "Jane Doe.dcm")
    dialog = make_dialog()
    compared(qtbot, dialog)
    assert "2023-04-12 is not at hand" in dialog.notice.text()
    assert "prior.dcm" in dialog.notice.text()
    assert "those that were kept" in dialog.notice.text()
    assert "vessels only" in dialog.panes.panes[0].heading.text()
    assert len(cells(dialog)) == 5


def test_of_a_missing_file_without_kept_vessels_the_kept_numbers(
    qtbot, visits, make_dialog, tmp_path, monkeypatch
):
    shutil.move(visits["prior"], tmp_path / "Jane Doe.dcm")
    monkeypatch.setattr("app.batch.recalling.load_content", lambda *_: None)
    dialog = make_dialog()
    compared(qtbot, dialog)
    assert "2023-04-12 is not at hand" in dialog.notice.text()
    assert len(cells(dialog)) == 3


def test_no_name_of_a_file_is_seen_where_nobody_is_to_be_named(
    qtbot, visits, make_dialog, tmp_path
):
    shutil.move(visits["prior"], tmp_path / "Jane Doe.dcm")
    dialog = make_dialog(patient_shown=False)
    compared(qtbot, dialog)
    choices = [dialog.choice.itemText(row) for row in range(dialog.choice.count())]
    assert not any(".dcm" in text for text in (*choices, dialog.notice.text()))


def test_the_trend_has_all_visits_of_the_eye(qtbot, visits, make_dialog):
    dialog = make_dialog()
    compared(qtbot, dialog)
    assert sum(len(each.values) for each in dialog.trend.series) == 3


def test_without_a_patient_a_photograph_of_the_list_can_be_chosen(
    qtbot, open_file, library, make_dialog, tmp_path
):
    nobody = {"PatientID": None, "PatientName": None, "PatientBirthDate": None}
    shown = visit_file(tmp_path / "shown.dcm", FUNDUS.pixels, "20240920", **nobody)
    other = visit_file(tmp_path / "other.dcm", FUNDUS.pixels, "20230101", **nobody)
    with qtbot.waitSignal(library.listed):
        library.add([shown, other])
    open_file(shown)
    dialog = make_dialog()
    qtbot.waitUntil(lambda: "No earlier photograph" in dialog.notice.text())
    assert dialog.numbers.table.rowCount() == 0
    choose(dialog, "other.dcm")
    compared(qtbot, dialog)
    assert cells(dialog)[0] == "Vessel density"
    assert "check that both are of the same person" in dialog.numbers.remarks.text()


def test_of_two_photographs_without_a_day_the_table_says_which_is_open(
    qtbot, open_file, library, make_dialog, tmp_path
):
    nobody = {"PatientID": None, "PatientName": None, "PatientBirthDate": None}
    shown = visit_file(tmp_path / "shown.dcm", FUNDUS.pixels, "", **nobody)
    other = visit_file(tmp_path / "other.dcm", LATER, "", **nobody)
    with qtbot.waitSignal(library.listed):
        library.add([shown, other])
    open_file(shown)
    dialog = make_dialog()
    qtbot.waitUntil(lambda: "No earlier photograph" in dialog.notice.text())
    choose(dialog, "other.dcm")
    compared(qtbot, dialog)
    titles = [dialog.numbers.table.horizontalHeaderItem(column).text() for column in (1, 2)]
    assert titles == ["no date", "no date, open now"]
    assert "earlier one is not known" in dialog.numbers.remarks.text()


def test_alone_it_says_what_to_do(qtbot, open_file, make_dialog, tmp_path):
    open_file(visit_file(tmp_path / "shown.dcm", FUNDUS.pixels, "20240920"))
    dialog = make_dialog()
    qtbot.waitUntil(lambda: "nothing to compare with" in dialog.notice.text())
    assert dialog.panes.views[1].extent == (512, 512)


def test_escape_cancels_first_and_closes_then(qtbot, visits, make_dialog, workspace):
    dialog = make_dialog()
    qtbot.waitUntil(lambda: dialog._desk.busy)
    dialog.reject()
    assert dialog.isVisible()
    assert "Cancelled" in dialog.notice.text()
    qtbot.waitUntil(lambda: workspace.jobs.idle)
    dialog.reject()
    assert not dialog.isVisible()
    assert DENSITY in dialog._desk.visits.shown.values
