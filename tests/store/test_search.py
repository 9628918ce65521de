import pytest

from app.domain.photograph import Laterality, Patient
from app.store.cases import load_case
from app.store.facts import Facts, State
from app.store.patients import add_patient, merge
from app.store.search import Order, Query, all_patients, find_patients
from tests.store.examples import kept, kept_case, photograph

PEOPLE = {
    "A-17": ("Wang^Xiaoming=王^小明", "20260301"),
    "B-2": ("Smith^John", "20250101"),
    "C%3": ("Müller^Jörg", "20260302"),
    "D-4": ("赵^一", None),
}


@pytest.fixture
def full(store):
    for number, (key, (name, date)) in enumerate(PEOPLE.items()):
        kept(store, photograph(number, Patient(name, key), date=date))
    return store


def ids(rows) -> list[str]:
    return [row.patient.facts.patient_id for row in rows]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ["C%3", "B-2", "A-17", "D-4"]),
        ("wxm", ["A-17"]),
        ("小明", ["A-17"]),
        ("xiao wang", ["A-17"]),
        ("muller", ["C%3"]),
        ("MÜLLER", ["C%3"]),
        ("%", ["C%3"]),
        ("_", []),
        ("b-2", ["B-2"]),
        ("zy", ["D-4"]),
        ("wang smith", []),
    ],
)
def test_what_is_typed(full, typed, expected):
    assert ids(find_patients(full, Query(typed)).rows) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(since="20260301"), {"A-17", "C%3"}),
        (Query(until="20260301"), {"A-17", "B-2"}),
        (Query(since="20260301", until="20260301"), {"A-17"}),
        (Query(eye=Laterality.LEFT), set()),
        (Query(eye=Laterality.RIGHT, typed="j"), {"B-2", "C%3"}),
        (Query(state=State.NEW), {*PEOPLE}),
        (Query(state=State.ANALYSED), set()),
        (Query(quality="good"), set()),
    ],
)
def test_filters(full, query, expected):
    assert set(ids(find_patients(full, query).rows)) == expected


def test_filters_follow_the_work(full):
    one = kept_case(full, photograph(1, Patient("Smith^John", "B-2")))
    verdict = load_case(full, one.photograph).photograph.quality
    for query in (
        Query(eye=Laterality.LEFT),
        Query(state=State.ANALYSED),
        Query(quality=verdict),
    ):
        assert ids(find_patients(full, query).rows) == ["B-2"]


@pytest.mark.parametrize("order", [Order.NAME, Order.DATE])
def test_pages_hold_each_patient_once_and_in_order(store, order):
    for number in range(7):
        add_patient(store, Facts(name="Same" if number < 4 else f"N{number}"))
    whole = [row.patient.id for row in find_patients(store, Query(order=order)).rows]
    place, rows = None, []
    for _ in range(4):
        page = find_patients(store, Query(order=order), after=place, size=2)
        rows += [row.patient.id for row in page.rows]
        place = page.after
    assert place is None
    assert rows == whole
    assert len(set(rows)) == 7
    assert [row.patient.id for row in all_patients(store, Query(order=order))] == whole


def test_the_latest_come_first(full):
    rows = find_patients(full, Query(order=Order.DATE)).rows
    assert ids(rows) == ["C%3", "A-17", "B-2", "D-4"]
    assert [row.last_date for row in rows] == ["20260302", "20260301", "20250101", ""]


def test_a_row_tells_what_there_is(full):
    patient = Patient("Smith^John", "B-2")
    kept_case(full, photograph(1, patient))
    kept(full, photograph(9, patient))
    (row,) = find_patients(full, Query("smith")).rows
    assert (row.photographs, row.eyes, row.state) == (
        2,
        (Laterality.LEFT, Laterality.RIGHT),
        State.NEW,
    )


def test_who_was_merged_is_listed_no_more(full):
    rows = {row.patient.facts.patient_id: row.patient.id for row in all_patients(full, Query())}
    merge(full, rows["A-17"], rows["B-2"])
    assert "A-17" not in ids(find_patients(full, Query()).rows)
    (row,) = find_patients(full, Query("smith")).rows
    assert (row.photographs, row.last_date) == (2, "20260301")
