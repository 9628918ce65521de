import pytest

from app.domain.photograph import Laterality, Patient, Source
from app.store.facts import (
    NOTHING_SAID,
    Contradiction,
    Facts,
    contradictions,
    facts_from_json,
    facts_to_json,
    source_of,
)
from app.store.patients import add_patient, assign, find_patient
from app.store.photographs import contradictions_of, find_photograph, type_facts
from app.store.search import Query, find_patients
from tests.store.examples import PATIENT, kept, kept_case, photograph

FACTS = Facts(name="Wang^Xiaoming=王^小明", patient_id="A", sex="F", eye=Laterality.LEFT)


def test_facts_survive_json():
    assert facts_from_json(facts_to_json(FACTS)) == FACTS
    assert facts_to_json(NOTHING_SAID) == "{}"


def test_what_a_file_states_travels_with_its_photograph(store):
    patient = Patient("Li", "1", issuer="east")
    filed = {"time": "102030", "study_uid": "1.2", "series_uid": "1.2.3", "accession": "A"}
    one = kept(store, photograph(1, patient, **filed))
    assert {name: getattr(one.stated, name) for name in filed} == filed
    with store.read() as connection:
        assert find_patient(connection, one.patient).facts.issuer == "east"


def test_a_persons_word_goes_before_the_files():
    typed = Facts(sex="M", device="Camera")
    both = typed.over(FACTS)
    assert (both.sex, both.device, both.name) == ("M", "Camera", FACTS.name)
    assert source_of("sex", stated=FACTS, typed=typed) is Source.USER
    assert source_of("name", stated=FACTS, typed=typed) is Source.FILE
    assert source_of("date", stated=FACTS, typed=typed) is Source.UNKNOWN


@pytest.mark.parametrize(
    "said",
    [
        NOTHING_SAID,
        Facts(name="wang xiaoming", sex="f"),
        Facts(name="王 小明"),
        Facts(name="Xiaoming^Wang"),
        Facts(patient_id="a"),
    ],
)
def test_what_agrees(said):
    assert contradictions(FACTS, said) == ()


def test_what_disagrees_is_told_fact_by_fact():
    said = Facts(name="Li^Wei", patient_id="B", sex="M", eye=Laterality.RIGHT)
    assert contradictions(FACTS, said) == (
        Contradiction("patient_id", "A", "B"),
        Contradiction("name", FACTS.name, "Li^Wei"),
        Contradiction("sex", "F", "M"),
        Contradiction("eye", "L", "R"),
    )


def told(store, photograph) -> set[str]:
    with store.read() as connection:
        found = find_photograph(connection, photograph)
        return {each.fact for each in contradictions_of(connection, found)}


def test_a_photograph_that_is_given_to_somebody_else_contradicts(store):
    one = kept(store)
    assert told(store, one.photograph) == set()
    other = add_patient(store, Facts(name="Li^Wei", birth_date=PATIENT.birth_date))
    assign(store, other.id, [one.number])
    assert told(store, one.photograph) == {"name"}


def test_another_eye_than_the_files_contradicts(store):
    assert told(store, kept_case(store).photograph) == {"eye"}


def test_what_is_typed_of_a_photograph_is_found_by_it(store):
    one = kept(store, photograph(1, date=None))
    type_facts(store, [one.number], Facts(date="20250607"))
    type_facts(store, [one.number], Facts(device="Other"))
    with store.read() as connection:
        found = find_photograph(connection, one.photograph)
    assert found.typed == Facts(date="20250607", device="Other")
    assert found.stated.device == "Camera"
    assert found.facts.device == "Other"
    (row,) = find_patients(store, Query(since="20250607", until="20250607")).rows
    assert row.last_date == "20250607"


def test_a_photograph_of_nobody_contradicts_nothing(store):
    assert told(store, kept(store, photograph(1, Patient())).photograph) == set()
