"""A day that a person typed is taken back."""

from app.store.facts import Facts
from app.store.photographs import clear_typed_date, find_photograph, type_facts
from app.store.verification import verify
from tests.store.examples import kept


def date_of(store, found):
    with store.read() as connection:
        return find_photograph(connection, found.photograph).date


def test_the_word_of_the_file_holds_again(store):
    found = kept(store)
    type_facts(store, [found.number], Facts(date="20200101"))
    assert date_of(store, found) == "20200101"
    clear_typed_date(store, found.number)
    assert date_of(store, found) == "20260301"
    assert verify(store) == []
