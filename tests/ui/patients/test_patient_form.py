import pytest

from app.store.facts import Facts
from app.store.patients import add_patient, change_patient
from app.store.search import Query, find_patients
from app.ui.patients.day_field import day_of
from app.ui.patients.patient_form import PatientForm


@pytest.fixture
def form(qtbot, desk):
    made = PatientForm(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def patients(keeper):
    return [each.patient.facts for each in find_patients(keeper.store, Query()).rows]


def test_a_patient_is_entered(qtbot, form, keeper):
    form.identifier.setText("A-1")
    form.name.setText("Wang^Xiaoming")
    form.sex.setCurrentIndex(form.sex.findData("F"))
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    assert patients(keeper) == [Facts(patient_id="A-1", name="Wang^Xiaoming", sex="F")]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "at least a name or an ID"),
        ({"name": "  "}, "at least a name or an ID"),
        ({"name": "Wang", "born": "1950-02-30"}, "no possible day"),
        ({"name": "A\\B"}, "backslash"),
    ],
)
def test_what_cannot_be_is_told_and_not_saved(form, keeper, typed, told):
    for field, text in typed.items():
        getattr(form, field).setText(text)
    form.save()
    assert told in form.told.text()
    assert form.told.isVisible()
    assert patients(keeper) == []


def test_an_id_that_another_has_is_told(form, keeper):
    add_patient(keeper.store, Facts(patient_id="A-1"))
    form.identifier.setText("A-1")
    form.save()
    assert "already a patient with the ID “A-1”" in form.told.text()
    assert form.save_button.isEnabled()


def test_a_change_that_somebody_else_made_meanwhile_is_not_written_over(qtbot, desk, keeper):
    patient = add_patient(keeper.store, Facts(patient_id="A-1", name="Wang"))
    form = PatientForm(desk, patient=patient)
    qtbot.addWidget(form)
    change_patient(keeper.store, patient, name="Li")
    form.name.setText("Smith")
    form.save()
    assert "Somebody else has changed this patient" in form.told.text()
    assert patients(keeper)[0].name == "Li"


def test_only_what_is_changed_is_a_persons_word(qtbot, desk, keeper):
    patient = add_patient(keeper.store, Facts(patient_id="A-1", name="Wang"))
    form = PatientForm(desk, patient=patient)
    qtbot.addWidget(form)
    form.born.setText("19500131")
    form.save()
    assert patients(keeper) == [Facts(patient_id="A-1", name="Wang", birth_date="19500131")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", ""),
        (" ", ""),
        ("1950-01-31", "19500131"),
        ("1950.1.31", "19500131"),
        ("1950年1月31日", "19500131"),
        ("19500131", "19500131"),
        ("31.01.1950", None),
        ("1950-02-30", None),
        ("1700-01-01", None),
        ("9999-01-01", None),
        ("1950", None),
    ],
)
def test_days(text, day):
    assert day_of(text) == day
