import re

import pytest
from sqlalchemy import text

from app.store.cases import load_case
from app.store.reports import mark_sent, save_report
from app.store.tables import AUDITED, EVENTS
from app.store.verification import verify
from tests.report.conftest import make_report
from tests.store.examples import analysis, kept_case, photograph


@pytest.fixture
def full(store):
    """Give a store that has a row in each of its tables."""
    case = load_case(store, kept_case(store).photograph)
    report = save_report(
        store, make_report(analysis()), [case.result.number], author="Dr Li", sign=True
    )
    mark_sent(store, report.number, "PACS")
    kept_case(store, photograph(1))
    return store


def spoil(store, sql, **values):
    with store.writing() as connection:
        assert connection.execute(text(sql), values).rowcount > 0


def told(store) -> str:
    return " ".join(map(str, verify(store)))


def columns():
    """Yield every column that can be changed without another row, and its table."""
    for table in (*AUDITED, EVENTS):
        for column in table.columns:
            if not column.foreign_keys and not column.primary_key:
                yield table.name, column.name


def other_than(value):
    """Return a value of which one byte is another."""
    if isinstance(value, int):
        return value + 1
    return value[:-1] + ("y" if value[-1] == "x" else "x") if value else "x"


def test_one_changed_byte_is_found_wherever_it_is(full):
    assert verify(full) == []
    overlooked = []
    for table, column in columns():
        key = "number" if table == "events" else "id"
        which = f"{key} = (SELECT min({key}) FROM {table})"
        with full.read() as connection:
            value = connection.scalar(text(f"SELECT {column} FROM {table} WHERE {which}"))
        change = f"UPDATE {table} SET {column} = :value WHERE {which}"
        spoil(full, change, value=other_than(value))
        if not re.search(f"row {table}/|[Ee]vent 1", told(full)):
            overlooked.append((table, column))
        spoil(full, change, value=value)
    assert overlooked == []
    assert verify(full) == []


def test_a_row_that_was_taken_away_is_missed(full):
    spoil(full, "DELETE FROM sendings")
    assert "The row sendings/1 is missing." in told(full)


def test_a_row_that_nobody_added_is_found(full):
    spoil(
        full,
        "INSERT INTO sendings (id, report_id, destination, sent_at) VALUES (99, 1, 'x', 'y')",
    )
    assert "No event knows of the row sendings/99." in told(full)


def test_an_event_that_was_taken_out_is_missed(full):
    spoil(full, "DELETE FROM events WHERE number = 2")
    assert "missing before event 3" in told(full)


def test_details_that_were_emptied_are_missed(full):
    spoil(full, "UPDATE events SET details = NULL WHERE number = 2")
    assert "The details of event 2 are missing." in told(full)


def test_a_content_that_was_changed_or_is_missing_is_found(full):
    with full.read() as connection:
        first, second, *_ = full.contents.names(connection)
    if full.folder is None:
        spoil(full, "UPDATE blobs SET content = '\\x00' WHERE sha256 = :name", name=first)
    else:
        (full.folder / "contents" / first[:2] / first).write_bytes(b"other")
    with full.writing() as connection:
        full.contents.remove(connection, second)
    found = told(full)
    assert f"The content {first} was changed." in found
    assert f"The content {second} is missing." in found


def test_of_many_faults_only_the_first_are_told(full):
    rows = ", ".join(f"({number}, 1, 'x', 'y')" for number in range(100, 250))
    spoil(full, f"INSERT INTO sendings (id, report_id, destination, sent_at) VALUES {rows}")
    assert len(verify(full)) == 101
