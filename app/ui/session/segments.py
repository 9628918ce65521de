"""Clicks on vessel segments: each finds its segment in the thread, one after the other."""

from collections import deque
from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtSignal

from app.analysis.analysis import Analysis
from app.analysis.segments import Segments, find_segments
from app.base.errors import RetivascError
from app.base.progress import OnProgress, ShouldStop
from app.domain.reading import Point, Reading, Stroke
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

State = Callable[[], tuple[Analysis | None, Reading]]
"""What is shown: its analysis, and the reading that is set."""

Found = tuple[Segments, tuple[Stroke, ...] | None]


class SegmentClicks(QObject):
    """Find what is clicked on, and tell which strokes there are then.

    Signals:
        corrected: the strokes after a click (a tuple).
        missed: there is no vessel where it was clicked.
        failed: the error of a search.
    """

    corrected = pyqtSignal(tuple)
    missed = pyqtSignal()
    failed = pyqtSignal(RetivascError)

    def __init__(self, jobs: Jobs, state: State, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._state = jobs, state
        self._waiting: deque[tuple[Point, float]] = deque()
        self._segments: Segments | None = None
        self._searching = False

    def click(self, point: Point, reach: float) -> None:
        """Erase, or bring back, the segment at a point, once the earlier clicks are done.

        Args:
            reach: in pixels of the photograph: the nearest vessel up to there is meant.
        """
        self._waiting.append((point, reach))
        self._go_on()

    def forget(self) -> None:
        """Drop all clicks: another photograph is shown."""
        self._waiting.clear()
        self._segments = None
        self._searching = False
        self._jobs.give_up(JobKind.SEGMENT)

    def _go_on(self) -> None:
        analysis, reading = self._state()
        if analysis is None or self._searching or not self._waiting:
            return
        self._searching = True
        self._jobs.submit(
            JobKind.SEGMENT,
            _search(self._segments, analysis, reading, *self._waiting[0]),
            then=lambda found: self._show(found, reading),
            otherwise=self._fail,
        )

    def _show(self, found: Found, reading: Reading) -> None:
        self._searching = False
        self._segments, strokes = found
        now = self._state()[1]
        # A stroke drawn meanwhile must not be lost: then it is searched once more.
        if (now.strokes, now.threshold) == (reading.strokes, reading.threshold):
            self._waiting.popleft()
            if strokes is None:
                self.missed.emit()
            else:
                self.corrected.emit(strokes)
        self._go_on()

    def _fail(self, error: RetivascError) -> None:
        self._searching = False
        self._waiting.clear()
        self.failed.emit(error)


def _search(
    known: Segments | None, analysis: Analysis, reading: Reading, point: Point, reach: float
) -> Callable[[OnProgress, ShouldStop], Found]:
    """Return the work of finding what was clicked on."""

    def work(_on_progress: OnProgress, _should_stop: ShouldStop) -> Found:
        findings = analysis.findings
        fits = known is not None and known.serve(findings, reading)
        segments = known if known is not None and fits else find_segments(findings, reading)
        return segments, segments.clicked(reading.strokes, point, reach)

    return work
