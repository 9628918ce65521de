import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deidentification.pseudonyms import Pseudonyms, age_band, shifted


@given(st.text(min_size=1), st.text(min_size=1))
def test_uids_are_valid_and_differ_as_the_old_ones_do(one, other):
    names = Pseudonyms(b"secret")
    assert (names.uid(one) == names.uid(other)) == (one == other)
    assert names.uid(one).is_valid
    assert names.uid(one) != Pseudonyms(b"another").uid(one)


def test_patients_are_counted():
    names = Pseudonyms()
    assert [names.patient(who) for who in ("b", "a", "b")] == ["RV-0001", "RV-0002", "RV-0001"]


def test_the_secret_is_not_shown():
    assert "secret" not in repr(Pseudonyms(b"secret", {"Doe": 1}))
    assert "Doe" not in repr(Pseudonyms(b"secret", {"Doe": 1}))


@given(st.text(), st.dates(datetime.date(1950, 1, 1)), st.dates(datetime.date(1950, 1, 1)))
def test_intervals_stay(who, first, second):
    shift = Pseudonyms(b"secret").shift(who)
    assert datetime.timedelta(days=-3680) < shift <= datetime.timedelta(days=-30)
    moved = [
        datetime.date.fromisoformat(shifted(f"{day:%Y%m%d}", shift)) for day in (first, second)
    ]
    assert moved[1] - moved[0] == second - first


@pytest.mark.parametrize("text", ["", "2026", "20261301", "yesterday", "00010101"])
def test_what_is_no_date_or_lies_before_all_dates_is_dropped(text):
    assert shifted(text, datetime.timedelta(days=-40)) == ""


@pytest.mark.parametrize(
    ("age", "birth", "exam", "band"),
    [
        ("063Y", "", "", "060Y"),
        ("060Y", "19000101", "20260101", "060Y"),
        ("009Y", "", "", "000Y"),
        ("011M", "", "", "000Y"),
        ("130M", "", "", "010Y"),
        ("089Y", "", "", "080Y"),
        ("090Y", "", "", "090Y"),
        ("107Y", "", "", "090Y"),
        ("", "19500302", "20200301", "060Y"),
        ("", "19500302", "20200302", "070Y"),
        ("", "1950.03.02", "20200302101500", "070Y"),
        ("old", "", "20200302", ""),
        ("", "20300101", "20200302", ""),
        ("", "19500101", "", ""),
    ],
)
def test_age_bands(age, birth, exam, band):
    assert age_band(age, birth, exam) == band
