from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.base.errors import ImageReadError, StoreError
from app.base.progress import Cancelled
from app.domain.photograph import Laterality, Order, Patient, Source
from app.reading.listing import Entry
from app.store.assigning import apply_proposals, assign_entries, assign_order, propose
from app.store.facts import Contradiction, Facts, identity_of
from app.store.file_names import name_pattern
from app.store.patients import add_patient, assign, find_patient
from app.store.photographs import find_photograph, photographs_of
from app.store.search import Query, find_patients
from app.store.verification import verify
from tests.store.examples import kept, photograph
from tests.support import encode, make_fundus, refused

PATTERN = name_pattern("{id}_{eye}_{date}")
TODAY = date(2026, 4, 1)


@pytest.fixture
def entry(tmp_path):
    def make(name: str, seed: int = 0, **said) -> Entry:
        path = tmp_path / name
        path.write_bytes(encode(make_fundus(64, seed).pixels))
        return Entry(path, **said)

    return make


def proposed(store, *entries):
    return propose(store, entries, PATTERN, today=TODAY)


def photographs(store, key):
    with store.read() as connection:
        return photographs_of(connection, find_patient(connection, key).id)


def test_nothing_is_written_before_it_is_confirmed(own, entry):
    (found,) = proposed(own, entry("A-17_OD_20260301.png"))
    assert found.right
    assert found.patient is None
    assert found.told == Facts(patient_id="A-17", eye=Laterality.RIGHT, date="20260301")
    assert find_patients(own, Query()).rows == ()


def test_photographs_are_given_what_their_names_tell(own, entry):
    entries = [
        entry("A-17_OD_20260301.png", 1),
        entry("A-17_OS_20260302.png", 2),
        entry("B-2_OS_20250101.png", 3),
    ]
    assert apply_proposals(own, proposed(own, *entries)) == 3
    one, other = sorted(photographs(own, "A-17"), key=lambda each: each.date)
    assert (one.eye, one.date, other.eye, other.date) == ("R", "20260301", "L", "20260302")
    assert one.typed == Facts(eye=Laterality.RIGHT, date="20260301")
    assert one.stated == Facts()
    assert len(find_patients(own, Query()).rows) == 2  # each was added once
    assert verify(own) == []


def test_a_patient_who_is_known_is_taken(own, entry):
    patient = add_patient(own, Facts(name="Wang", patient_id="A-17"))
    (found,) = proposed(own, entry("A-17_OD_20260301.png"))
    assert found.patient == patient
    apply_proposals(own, [found])
    assert len(photographs(own, patient.id)) == 1


def test_what_contradicts_the_file_is_marked_and_left_alone(own, entry):
    (found,) = proposed(
        own, entry("A-17_OD_20260301.png", patient=Patient(id="B-2"), eye=Laterality.LEFT)
    )
    assert not found.right
    assert found.contradictions == (
        Contradiction("patient_id", "B-2", "A-17"),
        Contradiction("eye", "L", "R"),
    )
    assert apply_proposals(own, [found]) == 0
    assert find_patients(own, Query()).rows == ()


def test_a_name_that_contradicts_the_record_of_its_id_is_marked(own, entry):
    add_patient(own, Facts(name="Wang", patient_id="A-17"))
    pattern = name_pattern("{id}_{name}")
    (found,) = propose(own, [entry("A-17_Smith.png")], pattern, today=TODAY)
    assert found.contradictions == (Contradiction("name", "Wang", "Smith"),)


def test_what_is_another_patients_already_is_marked(own, entry):
    patient = add_patient(own, Facts(name="Li", patient_id="B-2"))
    one = entry("A-17_OD_20260301.png")
    assign_entries(own, [one], patient.id)
    (found,) = proposed(own, one)
    assert not found.right
    assert str(found.problem) == "is assigned to “Li” already"


def test_an_id_of_two_issuers_is_not_certain(own, entry):
    add_patient(own, Facts(name="Wang", patient_id="A-17", issuer="one"))
    add_patient(own, Facts(name="Li", patient_id="A-17", issuer="two"))
    (found,) = proposed(own, entry("A-17_OD_20260301.png"))
    assert not found.right
    assert "several patients" in str(found.problem)


def test_many_photographs_are_assigned_to_one_patient(own, entry):
    patient = add_patient(own, Facts(name="Wang"))
    entries = [entry(f"{number}.png", number) for number in range(3)]
    steps = []
    assert assign_entries(own, entries, patient.id, lambda done, _: steps.append(done)) == 3
    assert len(photographs(own, patient.id)) == 3
    assert steps == [0, 1 / 3, 2 / 3]


def test_all_are_assigned_or_none(own, entry):
    patient = add_patient(own, Facts(name="Wang"))
    broken = replace(entry("broken.png"), path=Path("/nowhere/at all.png"))
    refused(ImageReadError, assign_entries, own, [entry("1.png"), broken], patient.id)
    assert photographs(own, patient.id) == []


def test_cancelling_assigns_nothing(own, entry):
    patient = add_patient(own, Facts(name="Wang"))
    with pytest.raises(Cancelled):
        assign_entries(own, [entry("1.png")], patient.id, should_stop=lambda: True)
    assert photographs(own, patient.id) == []


ORDER = Facts(
    patient_id="P7",
    name="Doe^Jane",
    birth_date="19500101",
    study_uid="1.2.3",
    accession="A-9",
)


def test_an_order_of_the_worklist_names_patient_study_and_number(store):
    one = kept(store, photograph(1, Patient()))
    assign_order(store, one.number, ORDER)
    (found,) = photographs(store, "P7")
    assert found.said == Facts(study_uid="1.2.3", accession="A-9")
    with store.read() as connection:
        facts = find_patient(connection, "P7").facts
        assert find_patient(connection, "P7").source("name") is Source.USER  # not a file's
    assert (facts.name, facts.birth_date) == ("Doe^Jane", "19500101")
    assert identity_of(facts.over(found.said)).order == Order("1.2.3", "A-9")
    other = kept(store, photograph(2, Patient()))
    assign_order(store, other.number, ORDER)
    assert len(photographs(store, "P7")) == 2
    assert verify(store) == []


def test_an_order_of_somebody_else_with_this_id_is_refused(store):
    add_patient(store, Facts(patient_id="P7", name="Li^Na", birth_date="19991231"))
    one = kept(store, photograph(1, Patient()))
    error = refused(StoreError, assign_order, store, one.number, ORDER)
    assert "somebody else" in str(error.message)
    with store.read() as connection:
        left = find_photograph(connection, one.photograph)
    assert (left.patient, left.said) == (None, Facts())


def test_an_order_is_forgotten_with_the_patient_it_was_for(store):
    one = kept(store, photograph(1, Patient()))
    assign_order(store, one.number, ORDER)
    assign(store, add_patient(store, Facts(name="Li")).id, [one.number])
    with store.read() as connection:
        assert find_photograph(connection, one.photograph).said == Facts()
    assert verify(store) == []


@pytest.mark.parametrize("missing", ["patient_id", "study_uid"])
def test_an_order_of_nobody_or_of_no_study_is_refused(store, missing):
    one = kept(store, photograph(1, Patient()))
    refused(
        StoreError, assign_order, store, one.number, msgspec.structs.replace(ORDER, **{missing: ""})
    )
    with store.read() as connection:
        assert find_photograph(connection, one.photograph).patient is None
