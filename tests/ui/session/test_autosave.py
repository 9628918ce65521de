"""What is said, typed and found in a window is there again in the next one."""

import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import pytest
from PyQt5.QtCore import Qt

from app.base.errors import ReportWriteError
from app.base.messages import message
from app.base.translation import load_catalogue
from app.domain.photograph import Identity, Laterality, Patient
from app.domain.reading import Ruler, Stroke
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.store import contents
from app.store.cases import load_case, results_of
from app.store.faults import UnwritableStoreError
from app.store.opening import open_store
from app.store.verification import verify
from app.ui.session import autosave as autosave_module
from app.ui.session.autosave import Autosave, journal_folder, recall_with
from app.ui.session.cases import Cases
from app.ui.session.clashes import Said
from app.ui.session.keeper import Keeper, Standing
from app.ui.session.workspace import Workspace
from tests.small_disk import small_disk
from tests.store.server import running_server
from tests.support import FakePredictor, encode, make_fundus

TEXT = ReportText("Zebrafindings", "Impression", "In a year.", "Dr Li")
STROKE = Stroke(((100.0, 100.0), (120.0, 130.5)), 4.0)
RULER = Ruler(((10.0, 10.0), (60.0, 20.0)))


class CountingPredictor(FakePredictor):
    """Count how often it looks."""

    looked = 0

    def predict(self, *given):
        type(self).looked += 1
        return super().predict(*given)


@pytest.fixture
def looks(monkeypatch):
    monkeypatch.setattr(CountingPredictor, "looked", 0)
    return lambda: CountingPredictor.looked


class Session:
    """One window's session: what is open, and the store that keeps it."""

    def __init__(self, place, own, load=CountingPredictor):
        journal = journal_folder(place, own)
        self.keeper = Keeper(place)
        self.workspace = Workspace(
            load, load_catalogue("en"), Cases(), recall=recall_with(self.keeper, journal)
        )
        self.autosave = Autosave(self.workspace, self.keeper, journal)
        self.conflicts, self.failures = [], []
        self.autosave.conflicted.connect(lambda *told: self.conflicts.append(told))
        self.autosave.failed.connect(self.failures.append)
        self.workspace.failed.connect(self.failures.append)
        self.keeper.start()
        self.workspace.start()
        self.ended = False

    def open(self, qtbot, path):
        with qtbot.waitSignal(self.workspace.analysed):
            self.workspace.open(Entry(path))
        self.settle(qtbot)
        return self.workspace.analysis

    def settle(self, qtbot):
        qtbot.waitUntil(lambda: not self.workspace.stale and not self.workspace.busy)

    def save(self, qtbot):
        """Wait until all is saved that was to be saved by now."""
        self.autosave.flush()
        done = []
        self.keeper.run(lambda _store: 0, then=done.append, otherwise=done.append)
        qtbot.waitUntil(lambda: bool(done))

    def write(self, text):
        which = self.workspace.analysis.image.id
        self.workspace.cases.change(which, statement=text)
        self.workspace.words_changed.emit(which)

    def written(self):
        return self.workspace.cases.of(self.workspace.analysis.image.id).statement

    def end(self):
        if not self.ended:
            self.ended = True
            self.autosave.shut_down()
            self.workspace.shut_down()
            self.keeper.shut_down()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def begin(qtbot, tmp_path, folder):
    with ExitStack() as ends:

        def make(place=folder, **more):
            session = Session(place, tmp_path / "own", **more)
            ends.callback(session.end)
            return session

        yield make
    qtbot.wait(0)


def kept(place, which):
    """Return the case that a store has, and how many results."""
    store = open_store(place)
    try:
        case = load_case(store, which)
        assert verify(store) == []
        with store.read() as connection:
            results = [] if case is None else results_of(connection, case.photograph.number)
        return case, results
    finally:
        store.close()


def say_something(qtbot, session):
    workspace = session.workspace
    workspace.set_laterality(Laterality.LEFT)
    workspace.set_threshold(0.42)
    workspace.add_stroke(STROKE)
    workspace.set_rulers((RULER,))
    session.write(TEXT)
    session.settle(qtbot)


# --- the next session ------------------------------------------------------------------------


def test_all_that_was_said_and_found_is_there_again_without_the_model(
    qtbot, begin, photograph_file, looks
):
    first = begin()
    first.open(qtbot, photograph_file)
    say_something(qtbot, first)
    before = first.workspace.analysis
    first.end()
    assert looks() == 1
    second = begin()
    after = second.open(qtbot, photograph_file)
    assert looks() == 1
    assert second.workspace.reading == before.reading
    assert after.reading.strokes == (STROKE,)
    assert after.reading.laterality is Laterality.LEFT
    assert second.written() == TEXT
    assert after.measurements == before.measurements
    assert after.shown_measurements == before.shown_measurements
    assert after.image.laterality is Laterality.LEFT
    assert not second.failures


def test_looking_again_adds_nothing(qtbot, begin, folder, photograph_file):
    for _ in range(2):
        session = begin()
        which = session.open(qtbot, photograph_file).image.id
        session.end()
    case, results = kept(folder, which)
    assert len(results) == 1
    assert case.words.version == 0  # nobody has said anything
    assert [each.path for each in case.locations] == [photograph_file]


def test_a_file_that_was_moved_is_the_same_case(qtbot, begin, folder, photograph_file, looks):
    first = begin()
    which = first.open(qtbot, photograph_file).image.id
    first.workspace.set_laterality(Laterality.RIGHT)
    first.end()
    moved = photograph_file.rename(photograph_file.with_name("moved.png"))
    second = begin()
    second.open(qtbot, moved)
    assert second.workspace.reading.laterality is Laterality.RIGHT
    assert looks() == 1
    second.end()
    assert kept(folder, which)[0].locations[0].path == moved


def test_another_model_looks_for_itself_and_adds_a_result(
    qtbot, begin, folder, photograph_file, looks
):
    first = begin()
    which = first.open(qtbot, photograph_file).image.id
    first.end()
    second = begin(load=partial(CountingPredictor, sha256="b" * 64))
    second.open(qtbot, photograph_file)
    second.end()
    assert looks() == 2
    _, results = kept(folder, which)
    assert [each.record.model.sha256 for each in results] == ["b" * 64, FakePredictor().sha256]


def test_findings_that_cannot_be_read_are_looked_for_again(
    qtbot, begin, folder, photograph_file, looks
):
    first = begin()
    first.open(qtbot, photograph_file)
    first.workspace.set_threshold(0.4)
    first.end()
    for content in (folder / "contents").glob("??/*"):
        content.write_bytes(b"spoilt")
    second = begin()
    second.open(qtbot, photograph_file)
    assert looks() == 2
    assert second.workspace.analysis is not None


def test_photographs_of_the_queue_are_kept_too(qtbot, begin, folder, photograph_file, tmp_path):
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(256, seed=3).pixels))
    session = begin()
    session.open(qtbot, photograph_file)
    with qtbot.waitSignal(session.workspace.queue.examined) as told:
        session.workspace.prepare([Entry(other)])
    session.end()
    _, results = kept(folder, told.args[1].image.id)
    assert len(results) == 1


# --- as it happens ---------------------------------------------------------------------------


def test_it_is_saved_soon_and_by_itself(qtbot, begin, folder, photograph_file):
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    session.workspace.set_laterality(Laterality.LEFT)
    session.write(TEXT)

    def there():
        case, _ = kept(folder, which)
        return case is not None and case.words.text == TEXT

    qtbot.waitUntil(there)
    assert kept(folder, which)[0].words.reading.laterality is Laterality.LEFT


@pytest.mark.parametrize("moment", ["focus", "another photograph"])
def test_it_is_saved_at_once_when_attention_goes_elsewhere(
    qtbot, begin, folder, photograph_file, tmp_path, monkeypatch, moment
):
    monkeypatch.setattr(autosave_module, "WORDS_MS", 10_000_000)
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    session.workspace.set_laterality(Laterality.LEFT)
    if moment == "focus":
        session.autosave._on_focus(Qt.ApplicationState.ApplicationInactive)
    else:
        other = tmp_path / "other.png"
        other.write_bytes(encode(make_fundus(256, seed=3).pixels))
        session.open(qtbot, other)

    def there():
        case, _ = kept(folder, which)
        return case is not None and case.words.version == 1

    qtbot.waitUntil(there)


def test_a_moved_slider_adds_one_result(qtbot, begin, folder, photograph_file):
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    for hundredths in range(40, 50):
        session.workspace.set_threshold(hundredths / 100)
        session.settle(qtbot)
    session.save(qtbot)
    session.end()
    _, results = kept(folder, which)
    assert [each.reading.threshold for each in results] == [0.49, 0.5]
    assert results[0].findings == results[1].findings  # the maps are packed once


def test_a_measuring_line_is_kept_but_adds_no_result(qtbot, begin, folder, photograph_file):
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    session.workspace.set_rulers((RULER,))
    session.end()
    case, results = kept(folder, which)
    assert case.words.reading.rulers == (RULER,)
    assert len(results) == 1


# --- a store that does not take it -----------------------------------------------------------


def test_nothing_is_written_where_nobody_is_kept(qtbot, begin, tmp_path, photograph_file):
    session = begin(None)
    session.open(qtbot, photograph_file)
    say_something(qtbot, session)
    session.end()
    assert [each.name for each in tmp_path.iterdir()] == [photograph_file.name]
    assert not session.failures


def test_what_a_full_disk_did_not_take_is_saved_later(
    qtbot, begin, folder, photograph_file, monkeypatch
):
    session = begin()
    qtbot.waitUntil(lambda: session.keeper.standing is Standing.KEPT)
    with monkeypatch.context() as full:

        def refuse(_file, _content):
            raise ReportWriteError(message("Full."), message("Free some space."))

        full.setattr(contents, "write_whole", refuse)
        which = session.open(qtbot, photograph_file).image.id
        session.workspace.set_laterality(Laterality.LEFT)
        session.save(qtbot)
        qtbot.waitUntil(lambda: session.keeper.standing is Standing.READ_ONLY)
        assert isinstance(session.keeper.problem, UnwritableStoreError)
    session.keeper._try_again()
    qtbot.waitUntil(lambda: session.keeper.standing is Standing.KEPT)
    session.end()
    case, results = kept(folder, which)
    assert case.words.reading.laterality is Laterality.LEFT
    # What was measured later may find the disk free again before what had to wait.
    assert {each.reading.laterality for each in results} == {Laterality.LEFT, Laterality.UNKNOWN}


def test_what_waits_while_a_disk_is_full_or_read_only_is_saved_by_itself(
    qtbot, begin, tmp_path, photograph_file
):
    with small_disk(tmp_path / "disk") as disk:
        place = disk.folder / "cases"
        open_store(place).close()
        disk.set_writable(False)
        session = begin(place)
        which = session.open(qtbot, photograph_file).image.id
        session.write(TEXT)
        session.save(qtbot)
        assert session.keeper.standing is Standing.FAILED
        assert "Read-only" in str(session.keeper.problem)
        disk.set_writable(True)
        session.keeper._try_again()
        qtbot.waitUntil(lambda: session.keeper.standing is Standing.KEPT)
        session.save(qtbot)
        disk.fill()
        session.write(replace(TEXT, impression="x" * 100_000))
        session.save(qtbot)
        qtbot.waitUntil(lambda: session.keeper.standing is Standing.READ_ONLY)
        assert str(session.keeper.problem.message) == "The store's disk is full."
        assert kept(place, which)[0].words.text == TEXT
        disk.make_room()
        session.keeper._try_again()
        qtbot.waitUntil(lambda: session.keeper.standing is Standing.KEPT)
        session.end()
        case, results = kept(place, which)
        assert case.words.text.impression == "x" * 100_000
        assert results


def test_a_photograph_opened_without_a_store_is_kept_once_there_is_one(
    qtbot, begin, folder, photograph_file
):
    folder.write_bytes(b"a file where the folder should be")
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    say_something(qtbot, session)
    session.save(qtbot)
    assert session.keeper.standing is Standing.FAILED
    folder.unlink()
    session.keeper._try_again()
    qtbot.waitUntil(lambda: session.keeper.standing is Standing.KEPT)
    session.end()
    case, results = kept(folder, which)
    assert case.words.text == TEXT
    assert results


# --- two windows -----------------------------------------------------------------------------


def test_of_two_windows_neither_loses_its_words(qtbot, begin, folder, photograph_file):
    one, other = begin(), begin()
    which = one.open(qtbot, photograph_file).image.id
    one.save(qtbot)
    other.open(qtbot, photograph_file)
    one.write(TEXT)
    one.save(qtbot)
    theirs = replace(TEXT, findings="Theirs")
    other.write(theirs)
    other.save(qtbot)
    qtbot.waitUntil(lambda: bool(other.conflicts))
    (photograph, clash) = other.conflicts[0]
    assert (photograph, clash.theirs.text, clash.mine.text) == (which, TEXT, theirs)
    assert other.written() == theirs
    assert kept(folder, which)[0].words.text == TEXT
    chosen = replace(TEXT, findings="Theirs", impression="Both")
    other.autosave.settle(which, clash, Said(None, chosen))
    other.save(qtbot)
    assert other.written() == chosen
    assert kept(folder, which)[0].words.text == chosen
    other.write(replace(chosen, impression="After all"))
    other.save(qtbot)
    assert len(other.conflicts) == 1
    assert kept(folder, which)[0].words.text.impression == "After all"


# --- a server that goes away -----------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no server is started there")
def test_words_outlive_a_server_that_is_away(qtbot, begin, tmp_path, photograph_file):
    with running_server() as server:
        place = str(server.make_database())
        session = begin(place)
        which = session.open(qtbot, photograph_file).image.id
        session.save(qtbot)
        server.stop()
        session.write(TEXT)
        session.save(qtbot)
        assert (tmp_path / "own" / "journal.jsonl").is_file()
        session.end()
        again = begin(place)  # killed, say, and the server still away
        qtbot.waitUntil(lambda: again.keeper.standing is Standing.AWAY)
        again.open(qtbot, photograph_file)
        assert again.written() == TEXT
        again.workspace.set_laterality(Laterality.LEFT)
        again.save(qtbot)
        server.start()
        again.keeper._try_again()
        qtbot.waitUntil(lambda: again.keeper.standing is Standing.KEPT)
        again.save(qtbot)
        again.end()
        case, results = kept(place, which)
        assert case.words.text == TEXT
        assert case.words.reading.laterality is Laterality.LEFT
        assert not again.conflicts
        assert results


def test_whom_a_photograph_shows_is_kept_with_the_patient_alone(
    qtbot, begin, folder, photograph_file
):
    session = begin()
    which = session.open(qtbot, photograph_file).image.id
    who = Identity(Patient("Zebraname", "Zebra-17"))
    session.workspace.set_identity(which, who)
    session.workspace.set_threshold(0.42)
    session.settle(qtbot)
    assert session.workspace.analysis.image.patient.name == "Zebraname"
    session.save(qtbot)
    session.end()
    case, results = kept(folder, which)
    assert case.words.reading.threshold == 0.42
    assert results[0].reading.threshold == 0.42
    assert case.photograph.stated.name == ""
    for file in folder.rglob("*"):
        assert not file.is_file() or b"Zebra" not in file.read_bytes()
