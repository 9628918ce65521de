"""Run jobs one after another in the background, and report how each of them ended."""

import atexit
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from queue import SimpleQueue
from typing import ClassVar

from PyQt5.QtCore import QThread, pyqtSignal
from typing_extensions import override

from app.base.errors import RetivascError, unexpected
from app.base.progress import Cancelled, OnProgress, ShouldStop, stop_if_asked

_LOG = logging.getLogger(__name__)

Work = Callable[[OnProgress, ShouldStop], object]
"""What a job does; it runs in the thread and must not touch the window."""


class JobKind(Enum):
    """What a job is for; a new job outdates the earlier ones of its kind."""

    LOAD_MODEL = auto()
    DECODE = auto()
    OPEN = auto()
    PREPARE = auto()
    EQUALISE = auto()
    MEASURE = auto()
    SEGMENT = auto()
    DRAW = auto()
    COMPARE = auto()
    REPORT = auto()
    PAGES = auto()
    SEND = auto()
    ECHO = auto()
    ASK = auto()
    FETCH = auto()
    SELF_TEST = auto()
    LIST = auto()
    THUMBNAILS = auto()
    RECENT = auto()
    KEEP = auto()
    ASSIGN = auto()


@dataclass(frozen=True, eq=False)
class Job:
    """One piece of work and the id that tells its result from older ones."""

    id: int
    kind: JobKind
    work: Work


class AnalysisThread(QThread):
    """A thread that works through jobs; each ends as succeeded, failed or cancelled.

    It has no parent, and is held until it has ended: Qt aborts the program when a thread that
    runs is deleted, be it that its owner was forgotten or failed while it was made.
    """

    progressed = pyqtSignal(Job, float, str)
    succeeded = pyqtSignal(Job, object)
    failed = pyqtSignal(Job, RetivascError)
    cancelled = pyqtSignal(Job)

    _running: ClassVar[set["AnalysisThread"]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.finished.connect(self._let_go)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._ids = count(1)
        self._newest: dict[JobKind, int] = {}

    def submit(self, kind: JobKind, work: Work) -> Job:
        """Queue a job; those of the same kind that are not done yet are given up."""
        job = Job(next(self._ids), kind, work)
        self._newest[kind] = job.id
        self._jobs.put(job)
        return job

    def give_up(self, *kinds: JobKind) -> None:
        """Cancel all jobs of these kinds, waiting or running."""
        for kind in kinds:
            self._newest.pop(kind, None)

    def is_newest(self, job: Job) -> bool:
        """Return whether the result of a job is still wanted."""
        return self._newest.get(job.kind) == job.id

    def start(self, priority: QThread.Priority = QThread.Priority.InheritPriority) -> None:
        """Start the thread; nothing happens if it runs already."""
        self._running.add(self)
        super().start(priority)

    def stop(self) -> None:
        """Ask the running job to stop, and drop the others."""
        self.requestInterruption()
        self._jobs.put(None)

    def shut_down(self) -> None:
        """Stop, and wait for the thread to end."""
        self.stop()
        self._let_go()

    def _let_go(self) -> None:
        self.wait()  # what Qt calls finished may still be about to end
        self._running.discard(self)

    @override
    def run(self) -> None:
        """Work until shut down; called by Qt in the new thread."""
        while (job := self._jobs.get()) is not None:
            self._run(job)

    def _run(self, job: Job) -> None:
        # An exception that left this thread would abort the whole program.
        try:
            stop_if_asked(self._should_stop(job))
            self.succeeded.emit(job, job.work(self._on_progress(job), self._should_stop(job)))
        except Cancelled:
            self.cancelled.emit(job)
        except RetivascError as error:
            self.failed.emit(job, error)
        except Exception as error:  # noqa: BLE001 - nothing may leave, whatever it is
            _LOG.exception("a job failed: %s", job.kind.name)
            self.failed.emit(job, unexpected(error))

    def _should_stop(self, job: Job) -> ShouldStop:
        return lambda: self.isInterruptionRequested() or not self.is_newest(job)

    def _on_progress(self, job: Job) -> OnProgress:
        return lambda fraction, stage: self.progressed.emit(job, fraction, stage)


@atexit.register
def end_all() -> None:
    """Stop all threads that run, and wait until they have ended; called at the program's end."""
    running = tuple(AnalysisThread._running)
    for thread in running:
        thread.stop()
    for thread in running:
        thread.shut_down()
