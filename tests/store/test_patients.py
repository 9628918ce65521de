import pytest

from app.base.errors import StoreError
from app.domain.photograph import Patient, Source
from app.store.facts import Facts
from app.store.patients import (
    add_patient,
    assign,
    change_patient,
    find_patient,
    merge,
    note_opened,
    unmerge,
)
from app.store.photographs import photographs_of
from app.store.search import recent_patients
from app.store.verification import verify
from tests.store.examples import NAME, PATIENT, kept, photograph
from tests.support import refused

OTHER = Patient("Smith^John", "B-2", "19600203", "M")


def numbers(store, patient) -> list[int]:
    with store.read() as connection:
        return [each.number for each in photographs_of(connection, patient)]


def found(store, key):
    with store.read() as connection:
        return find_patient(connection, key)


def test_the_patient_of_a_file_comes_with_its_photograph(store):
    one, other = kept(store, photograph(1)), kept(store, photograph(2))
    assert one.patient == other.patient
    patient = found(store, "A-17")
    assert patient.id == one.patient
    assert patient.facts == Facts(name=NAME, patient_id="A-17", birth_date="19500102", sex="F")
    assert {patient.source(fact) for fact in ("name", "patient_id", "sex")} == {Source.FILE}
    assert patient.source("issuer") is Source.UNKNOWN


def test_a_name_without_an_id_tells_nobody_apart(store):
    one = kept(store, photograph(1, Patient(NAME)))
    assert one.patient is None
    assert one.stated.name == NAME


def test_what_a_person_types_is_told_from_what_a_file_says(store):
    kept(store)
    patient = found(store, "A-17")
    changed = change_patient(store, patient, sex="M", birth_date="19500102")
    assert changed.facts.sex == "M"
    assert changed.source("sex") is Source.USER
    assert changed.source("birth_date") is Source.FILE
    assert changed.version == patient.version + 1


def test_a_change_of_what_somebody_else_has_changed_is_refused(store):
    patient = add_patient(store, Facts(name="Li"))
    change_patient(store, patient, name="Li^Wei")
    assert "Somebody else" in str(refused(StoreError, change_patient, store, patient, name="Lu"))
    assert found(store, patient.id).facts.name == "Li^Wei"


def test_two_patients_without_an_id_are_two(store):
    assert add_patient(store, Facts(name="Li")).id != add_patient(store, Facts(name="Li")).id


def test_an_id_is_one_patients_of_one_issuer(store):
    add_patient(store, Facts(patient_id="1", issuer="east"))
    west = add_patient(store, Facts(patient_id="1", issuer="west"))
    refused(StoreError, add_patient, store, Facts(patient_id="1", issuer="east"))
    refused(StoreError, change_patient, store, west, issuer="east")
    assert "Several patients" in str(refused(StoreError, found, store, "1"))
    assert "no patient" in str(refused(StoreError, found, store, "2"))


def test_nobody_is_no_patient(store):
    refused(StoreError, add_patient, store, Facts(name=" ", sex="F"))


def test_photographs_are_assigned_many_at_once_and_taken_back(store):
    kepts = [kept(store, photograph(number, Patient())) for number in range(3)]
    patient = add_patient(store, Facts(name="Li"))
    assign(store, patient.id, [each.number for each in kepts])
    assert numbers(store, patient.id) == [each.number for each in kepts]
    assign(store, None, [kepts[1].number])
    assert numbers(store, None) == [kepts[1].number]
    assert verify(store) == []


def test_merges_are_undone_to_what_was(store):
    a, b = kept(store, photograph(1)), kept(store, photograph(2, OTHER))
    c = kept(store, photograph(3, Patient("Lu", "C-3")))
    merge(store, a.patient, b.patient)
    merge(store, b.patient, c.patient)
    assert numbers(store, c.patient) == [1, 2, 3]
    later = kept(store, photograph(4))
    assert later.patient == c.patient
    unmerge(store, b.patient)
    assert numbers(store, c.patient) == [3]
    assert numbers(store, b.patient) == [1, 2, 4]
    unmerge(store, a.patient)
    assert numbers(store, a.patient) == [1, 4]
    assert numbers(store, b.patient) == [2]
    assert verify(store) == []


@pytest.mark.parametrize("twice", [False, True])
def test_a_patient_is_not_merged_in_a_circle(store, twice):
    a, b = kept(store, photograph(1)).patient, kept(store, photograph(2, OTHER)).patient
    merge(store, a, b)
    refused(StoreError, merge, store, *((a, b) if twice else (b, a)))
    refused(StoreError, merge, store, a, a)


def test_patients_looked_at_last_come_first(store):
    ids = [add_patient(store, Facts(name=name)).id for name in "abc"]
    for number in (1, 0, 1):
        note_opened(store, ids[number])
    assert [each.patient.id for each in recent_patients(store)] == [ids[1], ids[0]]


def test_patient_of_a_file_is_the_one_that_was_entered_before(store):
    entered = add_patient(store, Facts(name=NAME, patient_id="A-17"))
    assert kept(store, photograph(1, PATIENT)).patient == entered.id
