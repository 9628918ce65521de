from dataclasses import replace
from pathlib import Path

import pytest

from app.base.errors import StoreError
from app.domain.photograph import Laterality, PhotographId
from app.domain.reading import Reading
from app.store import trail
from app.store.cases import (
    CaseConflictError,
    add_result,
    load_case,
    load_content,
    results_of,
    save_words,
)
from app.store.facts import State
from app.store.opening import open_store
from app.store.packing import unpack_findings
from app.store.photographs import Location, keep_photograph
from app.store.readings import reading_from_json, reading_to_json, text_from_json
from app.store.tables import CASES
from app.store.verification import head, verify
from tests.store.examples import READING, TEXT, analysis, kept, kept_case, photograph, record
from tests.support import refused


def test_a_case_is_what_was_kept_of_it(store):
    one = kept_case(store)
    case = load_case(store, one.photograph)
    assert (case.words.reading, case.words.text) == (READING, TEXT)
    assert case.words.changed_by == "doctor@clinic"
    assert case.locations == (Location(Path("/photographs/0.dcm")),)
    assert case.patient.facts.patient_id == "A-17"
    assert case.photograph.state is State.ANALYSED
    assert case.photograph.eye is Laterality.LEFT
    assert case.photograph.stated.eye is Laterality.RIGHT
    assert (case.result.record, case.result.reading) == (record(), READING)
    packed = load_content(store, case.result.findings)
    assert unpack_findings(packed, analysis().image).quality == analysis().quality
    assert load_content(store, case.photograph.thumbnail) == b"small picture"
    assert verify(store) == []


def test_a_case_outlives_the_store_that_kept_it(place):
    store = open_store(place)
    one = kept_case(store)
    store.close()
    again = open_store(place)
    assert load_case(again, one.photograph).words.reading == READING
    again.close()


def test_an_unknown_photograph_has_no_case(store):
    stranger = PhotographId("f" * 64)
    assert load_case(store, stranger) is None
    refused(StoreError, save_words, store, stranger, reading=READING, text=None, base=0)


def test_a_photograph_is_kept_once_wherever_it_lies(store):
    one, image = kept(store), photograph()
    events = head(store)
    assert kept(store) == one
    assert head(store) == events
    for place in (Location(Path("/b.zip"), "inside.dcm"), Location(Path("/c.dcm"))):
        assert keep_photograph(store, image, place).number == one.number
    case = load_case(store, one.photograph)
    assert [each.path.name for each in case.locations] == ["c.dcm", "b.zip", "0.dcm"]
    assert case.locations[1].member == "inside.dcm"


def test_frames_of_a_file_are_photographs_of_their_own(store):
    first, second = (kept(store, replace(photograph(), frame=frame)) for frame in (0, 1))
    assert first.number != second.number


def test_nothing_is_written_where_nothing_is_new(store):
    one = kept_case(store)
    events = head(store)
    assert save_words(store, one.photograph, reading=READING, text=TEXT, base=1) == 1
    add_result(store, one.photograph, record(), READING, findings=None)
    assert head(store) != events  # findings were there before: another result
    events = head(store)
    add_result(store, one.photograph, record(), READING, findings=None)
    assert head(store) == events


def test_the_trail_tells_what_was_before_and_after(store):
    one = kept_case(store)
    longer = replace(READING, threshold=0.5, strokes=(*READING.strokes, *READING.strokes[:1]))
    save_words(store, one.photograph, reading=longer, text=TEXT, base=1)
    with store.read() as connection:
        *_, last = trail.events(connection, subject=f"{one.photograph.sha256}/0")
    assert (last.action, last.who) == ("case changed", "doctor@clinic")
    changed = last.details["changes"][f"cases/{one.number}"]
    assert changed["reading"]["threshold"] == {"before": 0.4, "after": 0.5}
    strokes = changed["reading"]["strokes"]
    assert (strokes["same"], strokes["before"], len(strokes["after"])) == (3, [], 1)
    assert set(changed) == {"reading", "version", "changed_at"}


def test_of_two_changes_at_once_neither_is_lost(store):
    one = kept_case(store)
    mine, theirs = replace(READING, threshold=0.6), replace(READING, threshold=0.3)
    save_words(store, one.photograph, reading=theirs, text=TEXT, base=1)
    refused(CaseConflictError, save_words, store, one.photograph, reading=mine, text=TEXT, base=1)
    there = load_case(store, one.photograph).words
    assert (there.reading, there.version) == (theirs, 2)
    with store.read() as connection:
        *_, last = trail.events(connection, subject=f"{one.photograph.sha256}/0")
    assert last.action == "conflict"
    assert last.details["not saved"]["reading"]["threshold"]["after"] == 0.6
    assert save_words(store, one.photograph, reading=mine, text=TEXT, base=2) == 3
    assert verify(store) == []


def test_results_never_change_and_the_last_one_counts(store):
    one = kept_case(store)
    other = replace(READING, threshold=0.7)
    add_result(store, one.photograph, record(threshold=0.7), other)
    case = load_case(store, one.photograph)
    assert case.result.record.threshold == 0.7
    with store.read() as connection:
        assert [each.reading for each in results_of(connection, one.number)] == [other, READING]


def test_an_edit_that_fails_changes_nothing(store):
    one = kept_case(store)
    events = head(store)

    def fail():
        with store.edit(trail.Action.CASE_CHANGED) as edit:
            edit.change(CASES, one.number, text=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert head(store) == events
    assert load_case(store, one.photograph).words.text == TEXT


def test_a_name_that_is_no_text_is_kept_all_the_same(store):
    image = replace(photograph(), path=Path("/\udcff.dcm"))
    assert kept(store, image).number == 1


@pytest.mark.parametrize("reading", [Reading(), READING])
def test_a_reading_survives_json(reading):
    assert reading_from_json(reading_to_json(reading)) == reading


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        '{"schema":"retivasc.reading/2"}',
        '{"schema":"retivasc.reading/1","threshold":""}',
    ],
)
def test_a_reading_of_another_version_is_refused(text):
    refused(StoreError, reading_from_json, text)
    refused(StoreError, text_from_json, text)
