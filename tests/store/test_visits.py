from dataclasses import replace

import pytest

from app.domain.photograph import Laterality, Patient
from app.store.facts import Facts
from app.store.photographs import type_facts
from app.store.visits import other_visits
from tests.store.examples import kept, kept_case, photograph, record

RIGHT = Laterality.RIGHT
SOMEBODY = Patient("Smith^John", "B-2")


@pytest.fixture
def mine(store):
    """Keep three visits, a photograph without a result, and one of somebody else."""
    for number, date in ((1, "20240101"), (2, "20230101"), (3, "20260301")):
        kept_case(store, photograph(number, date=date))
    kept(store, photograph(4, date="20220101"))
    kept_case(store, photograph(5, SOMEBODY, date="20210101"))
    return photograph(3).id


# What is kept of the examples says that they show the left eye.
def dates(store, which, eye=Laterality.LEFT):
    return [visit.date for visit in other_visits(store, which, eye)]


def test_others_of_the_same_patient_and_eye_are_returned_by_day(store, mine):
    assert dates(store, mine) == ["20230101", "20240101"]
    visit = other_visits(store, mine, Laterality.LEFT)[0]
    made = record().model
    assert (visit.device, visit.model) == ("Camera", f"{made.name} {made.version}")
    assert visit.values["vessel_density"].value is not None


def test_a_typed_day_counts(store, mine):
    first = kept(store, photograph(1, date="20240101"))
    type_facts(store, [first.number], Facts(date="20200229"))
    assert dates(store, mine) == ["20200229", "20230101"]


@pytest.mark.parametrize("eye", [RIGHT, Laterality.UNKNOWN, Laterality.BOTH])
def test_other_eyes_and_unknown_ones_have_none(store, mine, eye):
    assert dates(store, mine, eye) == []


def test_nobody_known_has_no_visits(store, mine):
    nobody = replace(photograph(9, Patient(None, None)), sha256=f"{9:064x}")
    kept_case(store, nobody)
    assert dates(store, nobody.id) == []
    assert dates(store, photograph(10).id) == []
