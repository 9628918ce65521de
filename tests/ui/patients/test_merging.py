"""Two patients become one in the list, and two again."""

import pytest
from PyQt5.QtWidgets import QMessageBox

from app.domain.photograph import Patient
from app.store.photographs import photographs_of
from app.store.search import Query, find_patients
from app.store.trail import Action, events
from app.store.verification import verify
from app.ui.patients.merging import PartDialog
from app.ui.patients.patients_dialog import ChoosePatientDialog, PatientsDialog
from tests.store.examples import kept_case, photograph


@pytest.fixture
def dialog(qtbot, desk, keeper, tmp_path):
    kept_case(keeper.store, photograph(1, Patient("Clark^Cyril", "C-1", "19480304", "M")))
    kept_case(keeper.store, photograph(2, Patient("Clark^C", "C-01", "19480304", "M")))
    made = PatientsDialog(desk, str(tmp_path))
    qtbot.addWidget(made)
    made.show()
    return made


def rows(keeper):
    return {
        each.patient.facts.patient_id: each for each in find_patients(keeper.store, Query()).rows
    }


def merge(dialog, keeper, one, other, role):
    found = rows(keeper)
    dialog.list.mark(found[one].patient.id)
    dialog.merge_button.click()
    choosing = dialog.findChild(ChoosePatientDialog)
    assert one in choosing.windowTitle() + choosing.findChild(type(dialog.told)).text()
    choosing.chosen.emit(found[other].patient)
    choosing.reject()
    box = dialog.findChild(QMessageBox)
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()
    return box.text()


def test_two_patients_become_one_and_two_again(dialog, keeper):
    asked = merge(dialog, keeper, "C-01", "C-1", QMessageBox.AcceptRole)
    assert "C-01" in asked
    assert "C-1" in asked
    (one,) = rows(keeper).values()
    assert (one.patient.facts.patient_id, one.photographs) == ("C-1", 2)
    assert dialog.list.current.patient.id == one.patient.id
    dialog.part_button.click()
    parting = dialog.findChild(PartDialog)
    assert "C-01" in parting.list.item(0).text()
    parting.part_button.click()
    assert {name: each.photographs for name, each in rows(keeper).items()} == {"C-1": 1, "C-01": 1}
    with keeper.store.read() as connection:
        told = [event.action for event in events(connection)]
        assert len(photographs_of(connection, one.patient.id)) == 1
    assert {Action.PATIENTS_MERGED, Action.MERGE_UNDONE} <= set(told)
    assert verify(keeper.store) == []


def test_nothing_is_merged_without_a_yes(dialog, keeper):
    merge(dialog, keeper, "C-01", "C-1", QMessageBox.RejectRole)
    assert set(rows(keeper)) == {"C-1", "C-01"}


def test_one_cannot_be_merged_with_oneself(dialog, keeper):
    merge(dialog, keeper, "C-1", "C-1", QMessageBox.AcceptRole)
    assert "one patient already" in dialog.told.text()


def test_where_nobody_was_merged_that_is_said(dialog):
    dialog.part_button.click()
    assert "Nobody was merged" in dialog.told.text()
