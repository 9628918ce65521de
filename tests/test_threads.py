"""The guard against leaked threads, tried on tests that leak them."""

import threading

import pytest

from tests import conftest

GUARDED = """
import threading
from PyQt5.QtCore import QThread
from app.base.progress import stop_if_asked
from app.ui.tasks.worker import AnalysisThread, JobKind
from tests import conftest
from tests.conftest import _no_leaked_threads

def until_stopped(_on_progress, should_stop):
    while True:
        stop_if_asked(should_stop)

def test_clean(qapp):
    thread = AnalysisThread()
    thread.start()
    thread.submit(JobKind.OPEN, until_stopped)
    thread.shut_down()

def test_leak(qapp):
"""


@pytest.fixture
def check(pytester):
    """Check that the guard fails a test of these lines, and no other, naming what it left."""

    def check(lines, left):
        pytester.makepyfile(GUARDED + "".join(f"    {line}\n" for line in lines))
        done = pytester.runpytest_inprocess("-p", "no:cacheprovider")
        done.assert_outcomes(passed=2, errors=1)
        done.stdout.fnmatch_lines([f"E *Failed: test_leak left running: {left}"])

    return check


def test_guard_names_the_test_and_the_thread_of_qt(check):
    lines = ["thread = AnalysisThread()", "thread.start()"]
    check([*lines, "thread.submit(JobKind.OPEN, until_stopped)"], "AnalysisThread")


def test_guard_sees_threads_of_qt_that_nobody_holds(check):
    check(["QThread().start()"], "QThread")


def test_guard_sees_threads_of_python(check, monkeypatch):
    monkeypatch.setattr(conftest, "PATIENCE_S", 0.01)
    monkeypatch.setattr(conftest, "let", threading.Event(), raising=False)
    check(["threading.Thread(target=conftest.let.wait, name='lasting').start()"], "lasting")
    conftest.let.set()
