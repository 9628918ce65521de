import os
import threading

import pytest

from app.base.errors import ImageReadError, ModelLoadError
from app.base.messages import message
from app.base.progress import stop_if_asked
from app.domain.photograph import Laterality, Source
from app.domain.reading import Reading, Stroke
from app.domain.structures import Structure
from app.reading.listing import Entry
from app.segmentation.network_output import Output
from app.ui.session.cases import Cases
from app.ui.session.queue import AnalysisQueue
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind
from tests.support import PATIENCE_S, FakePredictor, encode, make_fundus

STROKES = (Stroke(((60, 60), (150, 150)), 4),)


class GatedPredictor(FakePredictor):
    """Segment only when it is let, and count the photographs."""

    gate = threading.Event()
    segmented = 0

    def predict(self, prepared, on_progress, should_stop):
        while not self.gate.wait(0.002):
            stop_if_asked(should_stop)
        type(self).segmented += 1
        return super().predict(prepared, on_progress, should_stop)


class Desk:
    """Examine photographs, and write down what is told of it."""

    def __init__(self):
        self.jobs, self.cases = Jobs(), Cases()
        self.loaded = 0
        self.queue = AnalysisQueue(self.jobs, self.load, lambda at: round(at, 2), self.cases)
        self.seen, self.opened, self.failed, self.examined, self.lengths = [], [], [], [], []
        self.queue.examined.connect(lambda entry, what: self.examined.append((entry, what)))
        self.queue.queue_changed.connect(lambda _: self.lengths.append(self.queue.queue_length))

    def load(self):
        self.loaded += 1
        return GatedPredictor()

    def open(self, entry, frame=0, colours="stated"):
        self.queue.open(
            entry,
            frame,
            colours,
            seen=self.seen.append,
            then=self.opened.append,
            otherwise=self.failed.append,
        )

    @property
    def examined_names(self):
        return [entry.path.stem for entry, _ in self.examined]

    @property
    def resting(self):
        return self.jobs.idle and not self.queue.queue_length


@pytest.fixture
def desk(qtbot):
    GatedPredictor.gate, GatedPredictor.segmented = threading.Event(), 0
    GatedPredictor.gate.set()
    desk = Desk()
    desk.jobs.start()
    yield desk
    desk.queue.shut_down()
    desk.jobs.shut_down()


@pytest.fixture
def gate():
    return GatedPredictor.gate


def write(path, seed):
    # Too dark to be measured, which would take the most time.
    path.write_bytes(encode(make_fundus(200, seed=seed).pixels // 10))


@pytest.fixture
def entries(tmp_path):
    for seed, name in enumerate("abc"):
        write(tmp_path / f"{name}.png", seed)
    return [Entry(tmp_path / f"{name}.png") for name in "abc"]


def test_queue_is_worked_through_in_its_order(qtbot, desk, entries):
    desk.queue.prepare(entries)
    assert desk.queue.queue_length == 3
    qtbot.waitUntil(lambda: desk.resting)
    assert desk.examined_names == ["a", "b", "c"]
    assert desk.lengths == [3, 2, 1, 0]
    assert desk.opened == []
    assert desk.loaded == 1
    assert not desk.jobs.runs(*JobKind)


def test_photograph_that_was_prepared_opens_at_once(qtbot, desk, entries):
    desk.queue.prepare(entries)
    qtbot.waitUntil(lambda: desk.resting)
    desk.open(entries[1])
    assert [each.entry for each in desk.opened] == [entries[1]]
    assert desk.jobs.idle
    assert GatedPredictor.segmented == 3


def test_photograph_opened_during_the_preparation_comes_first_and_the_queue_goes_on(
    qtbot, desk, gate, entries
):
    gate.clear()
    desk.queue.prepare(entries)
    assert desk.jobs.runs(JobKind.PREPARE)
    desk.open(entries[2])
    assert not desk.jobs.runs(JobKind.PREPARE)
    assert desk.queue.queue_length == 3
    desk.queue.examined.connect(lambda *_: desk.lengths.append(f"opened {len(desk.opened)}"))
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert [each.entry for each in desk.opened] == [entries[2]]
    assert desk.examined_names == ["a", "b"]  # the one that was opened is not prepared again
    assert "opened 0" not in desk.lengths
    assert GatedPredictor.segmented == 3


def test_photograph_in_preparation_can_be_opened(qtbot, desk, gate, entries):
    gate.clear()
    desk.queue.prepare(entries[:1])
    desk.open(entries[0])
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert [each.entry for each in desk.opened] == [entries[0]]
    assert desk.examined == []


def test_photograph_is_seen_before_it_is_analysed(qtbot, desk, gate, entries):
    gate.clear()
    desk.open(entries[0])
    qtbot.waitUntil(lambda: bool(desk.seen))
    assert desk.opened == []
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    (seen,), (opened,) = desk.seen, desk.opened
    assert opened.layers.photograph is seen.layers.photograph
    assert opened.analysis.image.pixels is seen.decoded.image.pixels  # read once


def test_of_photographs_clicked_through_each_is_seen_and_the_last_is_analysed(
    qtbot, desk, gate, tmp_path
):
    gate.clear()
    for seed in range(10):
        write(tmp_path / f"{seed}.png", seed)
        desk.open(Entry(tmp_path / f"{seed}.png"))
        qtbot.waitUntil(lambda seed=seed: len(desk.seen) == seed + 1)
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert [each.entry.path.stem for each in desk.opened] == ["9"]
    assert GatedPredictor.segmented == 1


class StubbornPredictor(GatedPredictor):
    """Look neither right nor left while it segments."""

    def predict(self, prepared, on_progress, should_stop):
        assert self.gate.wait(PATIENCE_S)
        return FakePredictor.predict(self, prepared, on_progress, lambda: False)


def test_photograph_is_seen_whatever_is_being_analysed(qtbot, desk, gate, entries, monkeypatch):
    monkeypatch.setattr(desk.queue, "_load_predictor", StubbornPredictor)
    gate.clear()
    desk.queue.prepare(entries)
    qtbot.waitUntil(lambda: desk.queue.predictor is not None)
    desk.open(entries[2])
    qtbot.waitUntil(lambda: bool(desk.seen))
    assert desk.examined == desk.opened == []
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert [each.entry for each in desk.opened] == [entries[2]]


def test_photograph_that_is_given_up_is_neither_seen_nor_opened(qtbot, desk, gate, entries):
    gate.clear()
    desk.open(entries[0])
    desk.queue.stop_opening()
    gate.set()
    qtbot.waitUntil(lambda: desk.jobs.idle)
    qtbot.wait(20)
    assert desk.seen == desk.opened == desk.failed == []


def test_paused_queue_goes_on_where_it_stopped(qtbot, desk, gate, entries):
    gate.clear()
    desk.queue.prepare(entries)
    desk.queue.set_paused(True)
    gate.set()
    qtbot.waitUntil(lambda: desk.jobs.idle)
    qtbot.wait(20)
    assert desk.examined == []
    assert desk.queue.queue_length == 3
    desk.open(entries[1])  # what is to be shown does not wait
    qtbot.waitUntil(lambda: bool(desk.opened))
    assert desk.examined == []
    desk.queue.set_paused(False)
    qtbot.waitUntil(lambda: desk.resting)
    assert desk.examined_names == ["a", "c"]


def test_emptied_queue_is_no_longer_paused(desk, gate, entries):
    gate.clear()
    desk.queue.set_paused(True)
    desk.queue.prepare(entries)
    desk.queue.empty_queue()
    assert not desk.queue.paused


def test_making_way_puts_the_photograph_back_to_the_front(qtbot, desk, gate, entries):
    gate.clear()
    desk.queue.prepare(entries)
    desk.queue.make_way()
    assert desk.queue.queue_length == 3
    assert not desk.jobs.runs(JobKind.PREPARE)
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert desk.examined_names == ["a", "b", "c"]


def test_photograph_at_hand_does_not_disturb_the_preparation(qtbot, desk, gate, entries):
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    gate.clear()
    desk.queue.prepare(entries[1:])
    desk.open(entries[0])
    assert len(desk.opened) == 2
    assert desk.jobs.runs(JobKind.PREPARE)
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert GatedPredictor.segmented == 3


def test_photograph_at_hand_outdates_one_that_is_being_opened(qtbot, desk, gate, entries):
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    gate.clear()
    desk.open(entries[1])
    desk.open(entries[0])
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    assert [each.entry for each in desk.opened] == [entries[0], entries[0]]


def test_emptied_queue_prepares_nothing_more(qtbot, desk, gate, entries):
    gate.clear()
    desk.queue.prepare(entries)
    desk.queue.empty_queue()
    assert desk.queue.queue_length == 0
    gate.set()
    qtbot.waitUntil(lambda: desk.jobs.idle)
    qtbot.wait(20)
    assert desk.examined == []
    assert desk.jobs.idle


def test_file_that_was_written_anew_is_read_anew(qtbot, desk, entries):
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    write(entries[0].path, seed=9)
    os.utime(entries[0].path, (1, 1))
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    first, second = (each.analysis.image.sha256 for each in desk.opened)
    assert first != second


def test_file_written_anew_while_it_was_prepared_is_read_anew(qtbot, desk, gate, entries):
    gate.clear()
    desk.queue.prepare(entries[:1])
    qtbot.waitUntil(lambda: desk.queue.predictor is not None)  # the file was read before
    write(entries[0].path, seed=9)
    os.utime(entries[0].path, (1, 1))
    gate.set()
    qtbot.waitUntil(lambda: desk.resting)
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    assert desk.examined[0][1].image.sha256 != desk.opened[0].analysis.image.sha256


def test_failure_in_the_queue_is_told_and_the_queue_goes_on(qtbot, desk, entries, tmp_path):
    desk.queue.prepare([entries[0], Entry(tmp_path / "gone.png"), entries[2]])
    qtbot.waitUntil(lambda: desk.resting)
    assert desk.examined_names == ["a", "gone", "c"]
    assert isinstance(desk.examined[1][1], ImageReadError)


def test_photograph_whose_file_has_vanished_fails_though_it_was_at_hand(qtbot, desk, entries):
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    entries[0].path.unlink()
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    assert len(desk.opened) == 1
    assert [type(error) for error in desk.failed] == [ImageReadError]


class FindingDiscs(FakePredictor):
    """Know nothing of vessels."""

    @property
    def outputs(self):
        return (Output(Structure.DISC),)


def test_a_model_that_finds_no_vessels_is_refused(qtbot, desk, entries, monkeypatch):
    monkeypatch.setattr(desk.queue, "_load_predictor", FindingDiscs)
    desk.open(entries[0])
    qtbot.waitUntil(lambda: bool(desk.failed))
    assert [type(error) for error in desk.failed] == [ModelLoadError]
    assert desk.queue.predictor is None


def test_without_a_model_every_photograph_of_the_queue_fails(qtbot, desk, entries):
    def load():
        raise ModelLoadError(message("There is none."), message("Get one."))

    desk.queue._load_predictor = load
    desk.queue.prepare(entries)
    qtbot.waitUntil(lambda: desk.resting)
    assert [type(what) for _, what in desk.examined] == [ModelLoadError] * 3


@pytest.mark.parametrize("how", ["prepare", "open"])
def test_photograph_is_examined_as_it_was_last_set(qtbot, desk, entries, how):
    desk.open(entries[0])
    qtbot.waitUntil(lambda: desk.resting)
    image = desk.opened[0].analysis.image
    reading = Reading(0.6, Laterality.LEFT, strokes=STROKES)
    desk.cases.change(image.id, reading=reading)
    os.utime(entries[0].path, (1, 1))
    if how == "prepare":
        desk.queue.prepare(entries[:1])
        qtbot.waitUntil(lambda: desk.resting)
        analysis = desk.examined[0][1]
    else:
        desk.open(entries[0])
        qtbot.waitUntil(lambda: desk.resting)
        analysis = desk.opened[1].analysis
    assert (analysis.threshold, analysis.strokes) == (0.6, STROKES)
    assert analysis.image.laterality is Laterality.LEFT
    assert analysis.image.laterality_source is Source.USER


def test_frames_and_colours_are_kept_apart(qtbot, desk, entries):
    for colours in ("stated", "ybr", "stated"):
        desk.open(entries[0], colours=colours)
        qtbot.waitUntil(lambda: desk.resting)
    assert [each.analysis.image.colours for each in desk.opened] == ["stated", "ybr", "stated"]
    assert desk.opened[0] is desk.opened[2]
    assert GatedPredictor.segmented == 2
