"""Which threads a test started and left running; they are ended, so that the run goes on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from PyQt5 import sip
from PyQt5.QtCore import QThread

from app.ui.tasks.worker import AnalysisThread

_STUCK: list[QThread] = []  # did not end when told to: Qt would abort if they were collected


@contextmanager
def started_qthreads() -> Iterator[list[QThread]]:
    """Give a list of the QThreads that Python code starts in the block, kept from collection."""
    started = []
    start = QThread.start

    def noting_start(thread: QThread, *priority: QThread.Priority) -> None:
        started.append(thread)
        start(thread, *priority)

    with patch.object(QThread, "start", noting_start):
        yield started


def end_qthreads(started: list[QThread], patience_s: float) -> list[str]:
    """End those that still run, and return what they are, save those that were told to end."""
    leaked = []
    for thread in started:
        if sip.isdeleted(thread) or not thread.isRunning():
            continue
        told = thread.isInterruptionRequested()
        _tell_to_end(thread)
        ended = thread.wait(int(1000 * patience_s))
        if not ended:
            _STUCK.append(thread)
        if not (told and ended):
            leaked.append(type(thread).__name__)
    return leaked


def _tell_to_end(thread: QThread) -> None:
    if isinstance(thread, AnalysisThread):
        thread.stop()
    thread.requestInterruption()
    thread.quit()


def own_threads() -> set[threading.Thread]:
    """Return the running threads, without those that Python was merely introduced to."""
    return {
        thread
        for thread in threading.enumerate()
        # Qt's and torch's own threads show up as dummies once they have called into Python, and
        # tqdm keeps one monitor for the life of the process.
        if not isinstance(thread, threading._DummyThread) and type(thread).__name__ != "TMonitor"
    }


def lasting_threads(before: set[threading.Thread], patience_s: float) -> list[str]:
    """Return the names of the threads that are new and do not end in time."""
    end = time.monotonic() + patience_s
    for thread in own_threads() - before:
        thread.join(max(0.0, end - time.monotonic()))
    return [thread.name for thread in own_threads() - before]
