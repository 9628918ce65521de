"""The other eye of a visit, and the reports on both eyes."""

from dataclasses import replace

import pytest

from app.domain.photograph import Laterality, Patient
from app.store.cases import load_case
from app.store.facts import Facts, State
from app.store.fellows import fellows_of
from app.store.photographs import type_facts
from app.store.reports import last_report_of, save_report
from tests.report.conftest import make_report
from tests.store.examples import analysis, kept, kept_case, photograph

NOBODY = Patient(None, None, None, None)


def left(number, **exam):
    image = photograph(number, **exam)
    return replace(image, laterality=Laterality.LEFT, stated_laterality=Laterality.LEFT)


def test_fellows_are_of_the_other_eye_of_the_patient_and_day(store):
    shown = kept(store, photograph(0))
    other = kept(store, left(1))
    kept(store, left(2, date="20250301"))  # another visit
    kept(store, photograph(3))  # the same eye
    kept(store, replace(left(4), patient=Patient("Li", "L")))
    (fellow,) = fellows_of(store, shown.photograph)
    assert fellow.photograph == other.photograph
    assert fellow.eye is Laterality.LEFT
    assert fellow.locations[0].path == left(1).path
    assert fellow.identity.patient.id == "A-17"


@pytest.mark.parametrize(
    "image", [photograph(0, date=None), replace(photograph(0), patient=NOBODY)]
)
def test_nothing_is_guessed(store, image):
    kept(store, left(1))
    assert fellows_of(store, kept(store, image).photograph) == ()


def test_a_typed_day_makes_a_visit(store):
    shown = kept(store, photograph(0, date=None))
    kept(store, left(1))
    type_facts(store, [shown.number], Facts(date="20260301"))
    assert len(fellows_of(store, shown.photograph)) == 1


def test_a_report_on_both_eyes_is_another_than_on_one(store):
    right, other = (
        load_case(store, kept_case(store, each).photograph)
        for each in (photograph(0), photograph(1))
    )
    eyes = [right.photograph.photograph, other.photograph.photograph]
    numbers = [right.result.number, other.result.number]
    content = make_report(analysis())
    alone = save_report(store, content, numbers[:1], author="Dr Li", sign=True)
    both = save_report(store, content, numbers, author="Dr Li")
    with store.read() as connection:
        assert last_report_of(connection, eyes[0]) == [alone]
        assert last_report_of(connection, *eyes) == [both]
        assert last_report_of(connection, *reversed(eyes)) == [both]
        assert last_report_of(connection, eyes[1]) == []
    # What is signed of one eye stays signed; the other one has a draft now.
    states = [load_case(store, each).photograph.state for each in eyes]
    assert states == [State.SIGNED, State.DRAFT]
