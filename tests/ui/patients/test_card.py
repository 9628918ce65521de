from dataclasses import replace

import pytest

from app.domain.photograph import Exam, Patient
from app.store.facts import Facts
from app.store.patients import add_patient
from app.ui.patients.card import PatientCard
from app.ui.patients.date_dialog import DateDialog
from app.ui.patients.desk import PatientDesk
from app.ui.patients.patient_form import PatientForm

FILED = Patient("Smith^John", "S-9", "19480101", "M")


@pytest.fixture
def shown(opened, keeper):
    made = PatientDesk(opened, keeper)
    made.refresh()
    yield made
    made.shut_down()


@pytest.fixture
def card(qtbot, shown):
    made = PatientCard(shown)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def filed(shown):
    """Make the photograph that is shown one whose file names a patient."""
    workspace = shown.workspace
    findings = workspace.analysis.findings
    image = replace(findings.image, patient=FILED, exam=Exam("20260301"))
    workspace.analysis = replace(
        workspace.analysis, findings=replace(findings, image=image), image=image
    )
    workspace.analysis_changed.emit()
    return shown


def texts(card):
    return {
        fact: (label.text(), card.sources[fact].text())
        for fact, label in card.values.items()
        if label.isVisible()
    }


def test_a_photograph_of_nobody_says_so(card):
    assert card.nobody.text() == "Nobody is stated: assign the photograph to a patient."
    assert texts(card) == {}
    assert not card.alarm.isVisible()
    assert not card.edit_button.isEnabled()
    assert not card.unassign_action.isEnabled()


def test_each_fact_names_who_says_it(card, shown, keeper):
    patient = add_patient(keeper.store, Facts(name="Wang", patient_id="W-1", sex="F"))
    shown.assign_shown(patient.id)
    assert texts(card) == {
        "name": ("Wang", "person"),
        "patient_id": ("W-1", "person"),
        "sex": ("female", "person"),
    }
    assert card.edit_button.isEnabled()


def test_what_the_file_says_is_from_the_file(card, filed):
    filed.assign_shown(None)
    assert texts(card)["name"] == ("Smith^John", "file")
    assert texts(card)["birth_date"] == ("1948-01-01", "file")
    assert texts(card)["date"] == ("2026-03-01", "file")


def test_a_contradiction_is_loud(card, filed, keeper):
    patient = add_patient(keeper.store, Facts(name="Wang", patient_id="W-1"))
    filed.assign_shown(patient.id)
    assert card.alarm.isVisible()
    assert "Patient ID: the file says “S-9”, a person says “W-1”." in card.alarm.text()
    assert "Name: the file says “Smith^John”, a person says “Wang”." in card.alarm.text()
    assert "Check whose photograph this is." in card.alarm.text()
    assert card.property("alarm") is True
    assert "sex" not in texts(card)  # of the other patient's file nothing is left


def test_nobody_is_named_where_patients_are_hidden(card, filed, keeper):
    patient = add_patient(keeper.store, Facts(name="Wang", patient_id="W-1"))
    filed.assign_shown(patient.id)
    card.set_patient_shown(False)
    assert texts(card) == {}
    assert "Wang" not in card.alarm.text()
    assert "Smith" not in card.alarm.text()
    assert card.alarm.isVisible()
    assert not card.assign_button.isEnabled()


def test_a_new_patient_is_entered_for_the_photograph(card, shown):
    card.enter_new()
    form = card.window().findChild(PatientForm)
    form.identifier.setText("  N-1 ")
    form.born.setText("1950/1/31")
    form.save()
    assert texts(card)["patient_id"][0] == "N-1"
    assert texts(card)["birth_date"][0] == "1950-01-31"


def test_the_patient_is_edited(card, shown, keeper):
    patient = add_patient(keeper.store, Facts(name="Wang", patient_id="W-1"))
    shown.assign_shown(patient.id)
    card.edit()
    form = card.window().findChild(PatientForm)
    form.name.setText("Wang Xiaoming")
    form.save()
    assert texts(card)["name"][0] == "Wang Xiaoming"


def test_the_day_of_the_photograph_is_typed(card, shown):
    card.enter_date()
    dialog = card.window().findChild(DateDialog)
    assert not dialog.save_button.isEnabled()
    dialog.field.setText("2026-03-01")
    dialog.save_button.click()
    assert texts(card)["date"] == ("2026-03-01", "person")
    assert card.clear_date_action.isEnabled()
    card.clear_date_action.trigger()
    assert "date" not in texts(card)
    assert not card.clear_date_action.isEnabled()


def test_a_long_id_makes_the_card_no_wider(card, shown, keeper):
    least = card.minimumSizeHint().width()
    patient = add_patient(keeper.store, Facts(name="W" * 64, patient_id="9" * 64))
    shown.assign_shown(patient.id)
    assert texts(card)["patient_id"][0].replace("\u200b", "") == "9" * 64
    assert card.minimumSizeHint().width() <= least + 60


def test_nothing_can_be_assigned_without_a_store(card, shown, keeper):
    keeper.is_open = False
    keeper.standing_changed.emit()
    assert not card.assign_button.isEnabled()
