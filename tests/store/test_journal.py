from dataclasses import replace

import pytest

from app.base.errors import StoreError
from app.report.report_text import ReportText
from app.store import journal as journal_module
from app.store.cases import load_case, save_words
from app.store.journal import Conflict, Journal
from app.store.opening import open_store
from app.store.trail import events
from app.store.verification import verify
from tests.store.examples import READING, TEXT, kept_case, photograph
from tests.store.server import running_server
from tests.support import refused


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal")


def changed(number: int):
    return replace(READING, threshold=number / 100)


def note(journal, *numbers, image=None, base=1):
    for number in numbers:
        identity = (image or photograph()).id
        journal.note(identity, reading=changed(number), text=TEXT, base=base)


def words(store, image=None):
    return load_case(store, (image or photograph()).id).words


def test_work_goes_on_while_the_server_is_away_and_is_saved_once_it_is_back(tmp_path):
    journal = Journal(tmp_path / "journal")
    with running_server() as server:
        store = open_store(server.make_database())
        identity = kept_case(store).photograph

        def save(number, base):
            reading = changed(number)
            return journal.save_words(store, identity, reading=reading, text=TEXT, base=base)

        assert save(31, 1) == 2
        server.stop()
        assert [save(number, 2) for number in (32, 33)] == [None, None]
        assert journal.waiting() == 1
        server.start()
        assert save(34, 2) is None  # after those that wait, not before them
        assert journal.replay(store) == []
        assert words(store).reading == changed(34)
        assert words(store).version == 3
        assert journal.waiting() == 0
        assert save(35, 3) == 4
        assert verify(store) == []
        store.close()


def test_what_somebody_else_changed_meanwhile_is_told_and_neither_is_lost(store, journal):
    kept_case(store)
    other = photograph(1)
    kept_case(store, other)
    note(journal, 40, 41)
    note(journal, 50, image=other)
    theirs = ReportText("Theirs")
    save_words(store, photograph().id, reading=READING, text=theirs, base=1)
    (conflict,) = journal.replay(store)
    assert conflict == Conflict(photograph().id, changed(41), TEXT, words(store))
    assert words(store).text == theirs
    assert words(store, other).reading == changed(50)
    with store.read() as connection:
        told = [each for each in events(connection) if each.action == "conflict"]
    assert told[0].details["not saved"]["reading"]["threshold"]["after"] == 0.41
    assert journal.replay(store) == []


def test_a_replay_that_was_killed_saves_nothing_twice(store, journal, monkeypatch):
    kept_case(store)
    note(journal, 45)

    def kill(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Journal, "_drop", kill)
        with pytest.raises(KeyboardInterrupt):
            journal.replay(store)
    save_words(store, photograph().id, reading=READING, text=None, base=2)
    assert journal.replay(store) == []
    assert (words(store).version, words(store).text) == (3, None)


def test_a_damaged_journal_is_told_and_left_alone(store, journal, tmp_path):
    kept_case(store)
    note(journal, 45)
    file = tmp_path / "journal" / journal_module._FILE
    file.write_bytes(file.read_bytes()[:-20])
    before = file.read_bytes()
    refused(StoreError, journal.replay, store)
    refused(StoreError, note, journal, 46)
    assert file.read_bytes() == before


def test_a_journal_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("no folder")
    refused(StoreError, note, Journal(tmp_path / "file"), 40)
