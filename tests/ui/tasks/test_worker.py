import subprocess
import sys
import threading

import pytest

from app.base.errors import ImageReadError, UnexpectedError
from app.base.messages import message
from app.base.progress import stop_if_asked
from app.ui.tasks.worker import AnalysisThread, JobKind
from tests.support import ROOT


@pytest.fixture
def thread(qtbot):
    thread = AnalysisThread()
    thread.start()
    yield thread
    thread.shut_down()
    assert thread.isFinished()


@pytest.fixture
def outcomes(thread):
    seen = []
    thread.succeeded.connect(lambda job, result: seen.append((job.id, "succeeded", result)))
    thread.failed.connect(lambda job, error: seen.append((job.id, "failed", type(error))))
    thread.cancelled.connect(lambda job: seen.append((job.id, "cancelled", None)))
    return seen


def until_stopped(on_progress, should_stop):
    on_progress(0.0, "wait")
    while True:
        stop_if_asked(should_stop)
        threading.Event().wait(0.002)


def test_result_and_progress_arrive(qtbot, thread, outcomes):
    steps = []
    thread.progressed.connect(lambda job, fraction, stage: steps.append((job.id, fraction, stage)))

    def work(on_progress, _should_stop):
        on_progress(0.5, "segment")
        return 42

    job = thread.submit(JobKind.OPEN, work)
    qtbot.waitUntil(lambda: bool(outcomes))
    assert outcomes == [(job.id, "succeeded", 42)]
    assert steps == [(job.id, 0.5, "segment")]


def test_worded_error_arrives_as_it_is(qtbot, thread, outcomes):
    def work(_on_progress, _should_stop):
        raise ImageReadError(message("It is damaged."), message("Copy it again."))

    job = thread.submit(JobKind.OPEN, work)
    qtbot.waitUntil(lambda: bool(outcomes))
    assert outcomes == [(job.id, "failed", ImageReadError)]


@pytest.mark.logs_warnings
@pytest.mark.parametrize("error", [ZeroDivisionError("x"), MemoryError()])
def test_unexpected_error_is_worded_and_the_thread_lives_on(qtbot, thread, outcomes, error):
    def work(_on_progress, _should_stop):
        raise error

    first = thread.submit(JobKind.OPEN, work)
    second = thread.submit(JobKind.REPORT, lambda _on_progress, _should_stop: "fine")
    qtbot.waitUntil(lambda: len(outcomes) == 2)
    assert outcomes == [
        (first.id, "failed", UnexpectedError),
        (second.id, "succeeded", "fine"),
    ]


def test_newer_job_of_the_same_kind_cancels_the_running_one(qtbot, thread, outcomes):
    first = thread.submit(JobKind.OPEN, until_stopped)
    second = thread.submit(JobKind.OPEN, lambda _on_progress, _should_stop: "B")
    qtbot.waitUntil(lambda: len(outcomes) == 2)
    assert outcomes == [(first.id, "cancelled", None), (second.id, "succeeded", "B")]
    assert thread.is_newest(second)
    assert not thread.is_newest(first)


def test_given_up_jobs_are_cancelled_whether_they_run_or_wait(qtbot, thread, outcomes):
    running = thread.submit(JobKind.OPEN, until_stopped)
    waiting = thread.submit(JobKind.REPORT, until_stopped)
    thread.give_up(JobKind.OPEN, JobKind.REPORT)
    qtbot.waitUntil(lambda: len(outcomes) == 2)
    assert outcomes == [(running.id, "cancelled", None), (waiting.id, "cancelled", None)]


def test_shut_down_stops_a_running_job(qtbot, thread, outcomes):
    with qtbot.waitSignal(thread.progressed):
        thread.submit(JobKind.OPEN, until_stopped)
    thread.shut_down()
    assert thread.isFinished()


def test_thread_that_is_forgotten_amid_its_work_ends_in_peace(tmp_path):
    program = [sys.executable, "-m", "tests.ui.tasks.forgotten", str(tmp_path)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.split()
    assert [line for line in said if line != "stopped"] == [
        "owner_collected",
        "owner_deleted_by_qt",
        "constructor_failed",
        "second_workspace",
        "window_failed_to_start",
        "window_not_closed",
    ]
    assert said.count("stopped") == 7


def test_thread_that_ended_is_held_no_longer(qtbot):
    thread = AnalysisThread()
    thread.start()
    assert thread in AnalysisThread._running
    thread.stop()
    qtbot.waitUntil(lambda: thread not in AnalysisThread._running)
    assert thread.isFinished()
