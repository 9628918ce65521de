from pathlib import Path

import pytest

from app.domain.photograph import Laterality, PhotographId
from app.reading.listing import Entry
from app.ui.comparing.slots import fellow_place, in_turn, slots_of_both, slots_of_eye
from app.ui.comparing.visits import Visit, Visits

RIGHT, LEFT, UNKNOWN = Laterality.RIGHT, Laterality.LEFT, Laterality.UNKNOWN


def visit(date: str, eye: Laterality = RIGHT, *, listed: bool = False) -> Visit:
    name = f"{date}{eye}"
    return Visit((Entry(Path(name)),), None if listed else PhotographId(name), eye, date)


def days(slots):
    return [slot.visit.date if slot.visit else None for slot in slots]


def test_the_last_three_visits_of_the_eye_stand_before_the_shown_one():
    kept = [visit(f"20{year}0101") for year in (23, 22, 21, 20)] + [visit("20240101", LEFT)]
    slots = slots_of_eye(Visits(visit("20240601"), tuple(kept)))
    assert days(slots) == ["20210101", "20220101", "20230101", "20240601"]
    assert [slot.shown for slot in slots] == [False, False, False, True]
    assert len(slots[0].choices) == 4


def test_a_later_visit_stands_behind_it():
    slots = slots_of_eye(Visits(visit("20240601"), (visit("20250101"), visit("20230101"))))
    assert days(slots) == ["20230101", "20240601", "20250101"]


def test_what_is_only_listed_is_offered_but_not_chosen():
    listed = (visit("20200101", UNKNOWN, listed=True), visit("20210101", LEFT, listed=True))
    slots = slots_of_eye(Visits(visit("20240601"), (), listed))
    assert days(slots) == [None, "20240601"]
    assert slots[0].choices == listed[:1]


@pytest.mark.parametrize(
    ("eye", "order"),
    [(RIGHT, [RIGHT, LEFT, RIGHT, LEFT]), (LEFT, [RIGHT, LEFT, RIGHT, LEFT])],
)
def test_both_eyes_of_both_visits_have_od_on_the_left(eye, order):
    other = LEFT if eye is RIGHT else RIGHT
    kept = (visit("20230101", eye), visit("20230101", other), visit("20240601", other))
    slots = slots_of_both(Visits(visit("20240601", eye), kept))
    assert [slot.eye for slot in slots] == order
    assert days(slots) == ["20230101", "20230101", "20240601", "20240601"]
    place = fellow_place(slots)
    assert slots[place].visit.date == "20240601"
    assert in_turn(slots)[0] == place


def test_an_eye_of_another_day_is_offered_but_not_chosen():
    kept = (visit("20230101"), visit("20220101", LEFT))
    slots = slots_of_both(Visits(visit("20240601"), kept))
    assert days(slots) == ["20230101", None, "20240601", None]
    assert all(slot.choices for slot in slots if not slot.shown)


def test_without_the_other_eye_or_ones_own_there_are_no_pairs():
    assert slots_of_both(Visits(visit("20240601"), (visit("20230101"),))) == ()
    assert slots_of_both(Visits(visit("20240601", UNKNOWN), (visit("20230101", LEFT),))) == ()
