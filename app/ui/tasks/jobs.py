"""The jobs of the window: what is running, its progress, and who learns of its end."""

from collections.abc import Callable
from typing import TypeVar

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import RetivascError
from app.base.progress import OnProgress, ShouldStop
from app.ui.tasks.worker import AnalysisThread, Job, JobKind

Result = TypeVar("Result")

LONG = (
    JobKind.LOAD_MODEL,
    JobKind.OPEN,
    JobKind.DRAW,
    JobKind.COMPARE,
    JobKind.REPORT,
    JobKind.ASK,
    JobKind.FETCH,
)
"""The user waits for these, and cancelling stops them."""


class Jobs(QObject):
    """Work submitted to the thread; its owner learns, in the window's thread, how it ended.

    A result that is no longer wanted, because newer work of its kind came or it was given up, is
    dropped silently.

    Signals:
        busy_changed: a job began or ended.
        progressed: a long one's finished fraction and stage.
    """

    busy_changed = pyqtSignal()
    progressed = pyqtSignal(float, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._unfinished: dict[int, Job] = {}
        self._then: dict[int, Callable[[object], None]] = {}
        self._otherwise: dict[int, Callable[[RetivascError], None]] = {}
        self._thread = AnalysisThread()
        self.destroyed.connect(self._thread.stop)
        self._thread.progressed.connect(self._on_progress)
        self._thread.succeeded.connect(self._on_success)
        self._thread.failed.connect(self._on_failure)
        self._thread.cancelled.connect(self._on_end)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def shut_down(self) -> None:
        """Stop whatever is running and wait for it to end; nothing more is reported."""
        self._thread.give_up(*JobKind)
        self._thread.shut_down()

    def let_go(self) -> None:
        """Stop whatever is running without waiting for it to end; nothing more is reported."""
        self._thread.give_up(*JobKind)
        self._thread.stop()

    def submit(
        self,
        kind: JobKind,
        work: Callable[[OnProgress, ShouldStop], Result],
        *,
        then: Callable[[Result], None],
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        """Queue work; ``then`` gets its result, ``otherwise`` the error that it failed of."""
        job = self._thread.submit(kind, work)
        self._unfinished[job.id] = job
        self._then[job.id], self._otherwise[job.id] = then, otherwise  # type: ignore[assignment]
        self.busy_changed.emit()

    def give_up(self, *kinds: JobKind) -> None:
        """Cancel all jobs of these kinds, waiting or running."""
        self._thread.give_up(*kinds)
        self.busy_changed.emit()

    @property
    def idle(self) -> bool:
        """Return whether no job is running or waiting, wanted or not."""
        return not self._unfinished

    def runs(self, *kinds: JobKind) -> bool:
        """Return whether a wanted job of one of these kinds is waiting or running."""
        return any(
            job.kind in kinds and self._thread.is_newest(job) for job in self._unfinished.values()
        )

    def _on_progress(self, job: Job, fraction: float, stage: str) -> None:
        if job.kind in (*LONG, JobKind.PREPARE) and self._thread.is_newest(job):
            self.progressed.emit(fraction, stage)

    def _on_success(self, job: Job, result: object) -> None:
        self._end(job, self._then[job.id], result)

    def _on_failure(self, job: Job, error: RetivascError) -> None:
        self._end(job, self._otherwise[job.id], error)

    def _end(self, job: Job, tell: Callable[..., None], outcome: object) -> None:
        wanted = self._thread.is_newest(job)
        self._on_end(job)
        if wanted:
            tell(outcome)

    def _on_end(self, job: Job) -> None:
        for table in (self._unfinished, self._then, self._otherwise):
            table.pop(job.id, None)
        self.busy_changed.emit()
