import threading

import pytest
from PyQt5.QtCore import QCoreApplication

from app.base.errors import ImageReadError
from app.base.messages import message
from app.base.progress import stop_if_asked
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind
from tests.support import PATIENCE_S


class Gate:
    """Be work that waits until it is let, but not for ever, and returns a word."""

    def __init__(self, word="done", *, stops=True):
        self.word, self.stops = word, stops
        self.opened, self.started = threading.Event(), threading.Event()

    def __call__(self, on_progress, should_stop):
        self.started.set()
        on_progress(0.5, "wait")
        if self.stops:
            while not self.opened.wait(0.002):
                stop_if_asked(should_stop)
        self.opened.wait(PATIENCE_S)
        return self.word


@pytest.fixture
def jobs(qtbot):
    jobs = Jobs()
    jobs.start()
    yield jobs
    jobs.shut_down()


@pytest.fixture
def told():
    return []


@pytest.fixture
def submit(jobs, told):
    def submit(kind, work):
        jobs.submit(
            kind,
            work,
            then=lambda result: told.append(("then", result)),
            otherwise=lambda error: told.append(("otherwise", type(error))),
        )

    return submit


def instantly(_on_progress, _should_stop):
    return "at once"


def test_result_goes_to_then(qtbot, jobs, submit, told):
    submit(JobKind.OPEN, instantly)
    assert jobs.runs(JobKind.OPEN)
    assert not jobs.runs(JobKind.REPORT)
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == [("then", "at once")]
    assert not jobs.runs(JobKind.OPEN)


def test_error_goes_to_otherwise(qtbot, jobs, submit, told):
    def fail(_on_progress, _should_stop):
        raise ImageReadError(message("It is damaged."), message("Copy it again."))

    submit(JobKind.OPEN, fail)
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == [("otherwise", ImageReadError)]


def test_owner_is_told_when_the_job_no_longer_runs(qtbot, jobs, told):
    jobs.submit(
        JobKind.OPEN,
        instantly,
        then=lambda _result: told.append((jobs.idle, jobs.runs(JobKind.OPEN))),
        otherwise=told.append,
    )
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(True, False)]


@pytest.mark.parametrize("stops", [True, False], ids=["stops when asked", "cannot be stopped"])
def test_result_of_older_work_of_the_same_kind_is_dropped(qtbot, jobs, submit, told, stops):
    first = Gate("first", stops=stops)
    submit(JobKind.OPEN, first)
    assert first.started.wait(PATIENCE_S)
    submit(JobKind.OPEN, lambda *_: "second")
    first.opened.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == [("then", "second")]


def test_given_up_work_is_dropped_though_it_came_to_an_end(qtbot, jobs, submit, told):
    gate = Gate(stops=False)
    submit(JobKind.REPORT, gate)
    assert gate.started.wait(PATIENCE_S)
    jobs.give_up(JobKind.REPORT)
    assert not jobs.runs(JobKind.REPORT)
    assert not jobs.idle
    gate.opened.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == []


def test_work_of_other_kinds_waits_its_turn(qtbot, jobs, submit, told):
    gate = Gate("opened")
    submit(JobKind.OPEN, gate)
    submit(JobKind.MEASURE, lambda *_: "measured")
    jobs.give_up(JobKind.REPORT)
    gate.opened.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert told == [("then", "opened"), ("then", "measured")]


def test_only_long_work_that_is_wanted_shows_its_progress(qtbot, jobs, submit):
    seen = []
    jobs.progressed.connect(lambda fraction, stage: seen.append((fraction, stage)))
    for kind in (JobKind.EQUALISE, JobKind.MEASURE, JobKind.OPEN):
        gate = Gate()
        gate.opened.set()
        submit(kind, gate)
    qtbot.waitUntil(lambda: jobs.idle)
    assert seen == [(0.5, "wait")]


def test_nobody_is_told_of_what_ended_while_shutting_down(qtbot, jobs, submit, told):
    gate = Gate(stops=False)
    submit(JobKind.OPEN, gate)
    assert gate.started.wait(PATIENCE_S)
    gate.opened.set()
    jobs.shut_down()
    QCoreApplication.processEvents()
    assert told == []
