import zipfile

import pytest
from PyQt5.QtCore import QModelIndex, Qt
from PyQt5.QtWidgets import QMessageBox

from app.domain.photograph import Patient
from app.store.search import Query, all_patients, find_patients
from app.ui.patients.model import PAGE
from app.ui.patients.patient_form import PatientForm
from app.ui.patients.patients_dialog import ChoosePatientDialog, PatientsDialog
from app.ui.patients.receipt import ReceiptDialog
from app.ui.patients.trail_dialog import TrailDialog
from tests.benchmarks.store import fill
from tests.store.examples import kept_case, photograph


@pytest.fixture
def dialog(qtbot, desk, keeper, tmp_path):
    kept_case(keeper.store, photograph(1, Patient("Clark^Cyril", "C-1", "19480304", "M")))
    made = PatientsDialog(desk, str(tmp_path))
    qtbot.addWidget(made)
    made.show()
    return made


def patients(keeper):
    return [each.patient.facts.patient_id for each in find_patients(keeper.store, Query()).rows]


def answer(dialog, role):
    dialog.ask_delete()
    box = dialog.findChild(QMessageBox)
    question = f"{box.text()} {box.informativeText()}"
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()
    return question


def test_the_photographs_of_the_marked_patient_are_opened(qtbot, dialog):
    with qtbot.waitSignal(dialog.opened) as told:
        dialog.open_button.click()
    assert told.args[0].facts.patient_id == "C-1"
    assert not dialog.isVisible()


def test_deleting_says_what_goes_and_gives_a_receipt(dialog, keeper, tmp_path):
    question = answer(dialog, QMessageBox.DestructiveRole)
    assert "Clark^Cyril · C-1 · 1948-03-04" in question
    assert "of all photographs (1)" in question
    assert patients(keeper) == []
    receipt = dialog.findChild(ReceiptDialog)
    assert "Clark^Cyril" in receipt.text.toPlainText()
    receipt.save(tmp_path / "receipt.txt")
    text = (tmp_path / "receipt.txt").read_text()
    assert "Patient ID: C-1" in text
    assert "/photographs/1.dcm" in text


def test_nothing_is_deleted_without_a_yes(dialog, keeper):
    answer(dialog, QMessageBox.RejectRole)
    assert patients(keeper) == ["C-1"]


def test_a_receipt_that_cannot_be_saved_says_why(dialog, tmp_path):
    answer(dialog, QMessageBox.DestructiveRole)
    receipt = dialog.findChild(ReceiptDialog)
    receipt.save(tmp_path / "no folder" / "receipt.txt")
    assert receipt.told.isVisible()


def test_a_patient_is_handed_over_and_taken_in_again(dialog, keeper, tmp_path):
    target = tmp_path / "clark.zip"
    dialog.export_to(dialog.list.current.patient, target)
    assert "clark.zip" in dialog.told.text()
    assert "patient.json" in zipfile.ZipFile(target).namelist()
    answer(dialog, QMessageBox.DestructiveRole)
    dialog.import_from(target)
    assert patients(keeper) == ["C-1"]
    dialog.import_from(tmp_path / "receipt.zip")
    assert dialog.told.text()


def test_a_new_patient_is_marked_in_the_list(dialog):
    dialog.add_button.click()
    form = dialog.findChild(PatientForm)
    form.name.setText("Adams^Ann")
    form.save()
    assert dialog.list.current.patient.facts.name == "Adams^Ann"


def test_without_a_patient_nothing_is_done_with_one(dialog):
    dialog.list.line.setText("nobody")
    dialog.list.search()
    for button in (dialog.open_button, dialog.edit_button, dialog.delete_button):
        assert not button.isEnabled()
    dialog.ask_delete()
    assert dialog.findChild(QMessageBox) is None


def test_a_patient_is_chosen_for_photographs(qtbot, desk, dialog):
    chooser = ChoosePatientDialog(desk, "Whose?")
    qtbot.addWidget(chooser)
    with qtbot.waitSignal(chooser.chosen) as told:
        chooser.choose_button.click()
    assert told.args[0].facts.patient_id == "C-1"


@pytest.fixture
def trail(qtbot, desk, dialog, tmp_path):
    made = TrailDialog(desk, str(tmp_path), dialog.list.current)
    qtbot.addWidget(made)
    made.show()
    return made


def actions(trail):
    return [trail.list.topLevelItem(row).text(3) for row in range(trail.list.topLevelItemCount())]


def test_the_trail_is_told_from_the_last_event_on(trail):
    assert actions(trail) == ["result added", "case changed", "photograph kept"]
    assert trail.told.text() == "Events shown: 3"


def test_the_trail_is_narrowed_down(trail):
    trail.kinds.setCurrentIndex(trail.kinds.findData("case changed"))
    assert actions(trail) == ["case changed"]
    trail.whose.setCurrentIndex(1)
    trail.kinds.setCurrentIndex(trail.kinds.findData("patient deleted"))
    assert actions(trail) == []
    assert trail.told.text() == "Nothing of this kind has happened."


def test_erased_events_say_so(trail, dialog):
    answer(dialog, QMessageBox.DestructiveRole)
    trail.search()
    assert actions(trail)[0] == "patient deleted"
    assert trail.list.topLevelItem(1).text(5) == "(erased)"


def test_the_trail_is_written_as_a_table(trail, tmp_path):
    trail.export_to(tmp_path / "trail.csv")
    lines = (tmp_path / "trail.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "number,at,who,action,subject,details"
    assert len(lines) == 4
    assert "doctor@clinic,photograph kept" in lines[1]


def key(qtbot, widget, pressed, times=1):
    for _ in range(times):
        qtbot.keyClick(widget, pressed)


def test_the_list_is_used_by_the_keyboard_alone(qtbot, desk, keeper, tmp_path):
    fill(keeper.store, 4 * PAGE + 7)
    dialog = PatientsDialog(desk, str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    listed = dialog.list
    assert dialog.focusWidget() is listed.line  # one can type at once
    assert listed.model.rowCount() == PAGE  # not all of them
    seen = 0
    while listed.table.currentIndex().row() < 4 * PAGE + 6:
        key(qtbot, listed.line, Qt.Key_PageDown)
        assert listed.table.currentIndex().row() > seen or listed.model.canFetchMore(QModelIndex())
        seen = listed.table.currentIndex().row()
    assert listed.model.whole
    last = listed.current
    keeper.changed.emit()  # somebody keeps something meanwhile
    assert listed.current.patient.id == last.patient.id
    assert listed.table.rowAt(listed.table.viewport().height() - 5) == 4 * PAGE + 6
    key(qtbot, listed.line, Qt.Key_Up, 3)
    key(qtbot, listed.line, Qt.Key_Down)
    assert listed.table.currentIndex().row() == 4 * PAGE + 4
    reached = set()
    for _ in range(25):
        reached.add(dialog.focusWidget())
        key(qtbot, dialog.focusWidget(), Qt.Key_Tab)
    wanted = {listed.line, listed.since, listed.until, listed.eyes, listed.qualities, listed.states,
              listed.reset, listed.table, dialog.add_button, dialog.edit_button,
              dialog.open_button}  # fmt: skip
    assert wanted <= reached
    listed.table.setFocus()
    key(qtbot, listed.table, Qt.Key_Delete)
    box = dialog.findChild(QMessageBox)
    key(qtbot, box, Qt.Key_Escape)
    assert len(list(all_patients(keeper.store, Query()))) == 4 * PAGE + 7
    listed.line.setFocus()
    qtbot.keyClicks(listed.line, "ID-199")
    key(qtbot, listed.line, Qt.Key_Return)  # lists what was typed; the next one chooses
    with qtbot.waitSignal(dialog.opened) as told:
        key(qtbot, listed.line, Qt.Key_Return)
    assert told.args[0].facts.patient_id == "ID-199"
    assert not dialog.isVisible()


def test_escape_closes_the_list(qtbot, dialog):
    key(qtbot, dialog.list.line, Qt.Key_Escape)
    assert not dialog.isVisible()
