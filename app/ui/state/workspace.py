"""The state of the window: what is open, at which threshold, and what is being done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.analysis import Analysis, Predictor, analyse, override
from app.errors import ReportWriteError, RetivascError
from app.imaging.reading import read_image
from app.imaging.types import Colours, FundusImage, Laterality, Source
from app.messages import Message, message
from app.progress import OnProgress, ShouldStop, part_of, stop_if_asked
from app.self_test import Check, check_sample, check_shapes
from app.translation import Catalogue
from app.ui.panes.layers import Layers, build_layers
from app.ui.state.analysis_thread import AnalysisThread, Job, JobKind

LOWEST, HIGHEST = 0.30, 0.70
"""The range in which the threshold can be moved."""

DEBOUNCE_MS = 120
"""How long the threshold must rest before the numbers are computed again."""

LoadPredictor = Callable[[], Predictor]

_LONG = (JobKind.LOAD_MODEL, JobKind.OPEN, JobKind.REPORT)  # shown with their progress


@dataclass(frozen=True, eq=False)
class _Opened:
    analysis: Analysis
    layers: Layers


@dataclass(frozen=True, eq=False)
class _Tested:
    checks: tuple[Check, ...]


class Workspace(QObject):
    """Hold one photograph's analysis and the settings of its view; start all jobs.

    Signals say what changed; whoever shows it reads the new value from here. ``self_tested`` gives
    the checks, or the error that kept them from being done.
    """

    picture_changed = pyqtSignal()
    analysis_changed = pyqtSignal()
    threshold_changed = pyqtSignal()
    overlay_changed = pyqtSignal()
    model_changed = pyqtSignal()
    busy_changed = pyqtSignal()
    progressed = pyqtSignal(float, str)
    failed = pyqtSignal(object)
    noticed = pyqtSignal(object)
    self_tested = pyqtSignal(object)

    def __init__(
        self, load_predictor: LoadPredictor, catalogue: Catalogue, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.analysis: Analysis | None = None
        self.layers: Layers | None = None
        self.predictor: Predictor | None = None
        self.threshold = 0.5
        self.measure_anyway = False
        self.opacity = 0.6
        self.overlay_visible = True
        self.more_shown = False
        self._load_predictor = load_predictor
        self._unfinished: dict[int, Job] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE_MS)
        self._rest.timeout.connect(self._measure_again)
        self._thread = AnalysisThread(self)
        self._thread.progressed.connect(self._on_progress)
        self._thread.succeeded.connect(self._on_success)
        self._thread.failed.connect(self._on_failure)
        self._thread.cancelled.connect(self._on_end)

    def start(self) -> None:
        """Start the thread and load the model in it."""
        self._thread.start()
        self._submit(JobKind.LOAD_MODEL, self._load_model)

    def shut_down(self) -> None:
        """Stop whatever runs and wait until it has."""
        self._rest.stop()
        self._thread.shut_down()

    # --- what is going on ----------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Tell whether a job runs that the user may want to cancel."""
        return any(self._is_long_and_wanted(job) for job in self._unfinished.values())

    @property
    def opening(self) -> bool:
        """Tell whether a photograph is being read or analysed."""
        return any(
            job.kind is JobKind.OPEN and self._thread.is_newest(job)
            for job in self._unfinished.values()
        )

    @property
    def stale(self) -> bool:
        """Tell whether the numbers are not those of the settings shown."""
        return self.analysis is not None and self._is_outdated(self.analysis)

    @property
    def default_threshold(self) -> float:
        """Return the model's own threshold, on a step of the slider."""
        return _on_step(self.predictor.threshold) if self.predictor else 0.5

    # --- what the user can do --------------------------------------------------------------

    def open(self, path: Path, frame: int = 0, colours: Colours = "stated") -> None:
        """Read and analyse a photograph; the present one stays until that has succeeded.

        Args:
            frame: of the file, from 0.
            colours: "ybr" converts them, where the file states them wrongly.
        """
        shown = self.analysis.image if self.analysis else None

        def work(on_progress: OnProgress, should_stop: ShouldStop) -> _Opened:
            on_progress(0.0, "read")
            image = read_image(path, frame, colours)
            if shown is not None and _is_same_view(shown, image):
                image = image.with_laterality(shown.laterality)
            stop_if_asked(should_stop)
            predictor = self._load_model(part_of(on_progress, 0.05, 0.1), should_stop)
            analysis = analyse(
                image,
                predictor,
                threshold=_on_step(predictor.threshold),
                on_progress=part_of(on_progress, 0.1, 0.95),
                should_stop=should_stop,
            )
            return _Opened(analysis, build_layers(image.pixels, analysis.levels.native))

        self._submit(JobKind.OPEN, work)

    def show_frame(self, frame: int) -> None:
        """Open another frame of the file that is shown; beyond either end nothing happens."""
        if self.analysis is not None and 0 <= frame < self.analysis.image.frames:
            image = self.analysis.image
            self.open(image.path, frame, image.colours)

    def set_colours(self, colours: Colours) -> None:
        """Read the photograph again with its colours as stated, or converted."""
        if self.analysis is not None and colours != self.analysis.image.colours:
            image = self.analysis.image
            self.open(image.path, image.frame, colours)

    def cancel(self) -> None:
        """Give up everything that takes long; what is shown stays."""
        self._thread.give_up(*_LONG, JobKind.SELF_TEST)
        self.busy_changed.emit()

    def set_threshold(self, threshold: float) -> None:
        """Show the vessels at another threshold now, and measure them when it rests."""
        threshold = _on_step(threshold)
        if threshold == self.threshold:
            return
        self.threshold = threshold
        self.threshold_changed.emit()
        if self.stale:
            self._rest.start()

    def set_measure_anyway(self, measure_anyway: bool) -> None:
        """Measure a photograph of too poor a quality on the user's word, or withhold it again."""
        if self.analysis is None or not self.analysis.overridable:
            return
        self.measure_anyway = measure_anyway
        self.threshold_changed.emit()
        self._measure_again()

    def set_opacity(self, opacity: float) -> None:
        """Tint the vessels from not at all (0) to fully (1)."""
        self.opacity = opacity
        self.overlay_changed.emit()

    def set_overlay_visible(self, visible: bool) -> None:
        """Show or hide the vessels."""
        self.overlay_visible = visible
        self.overlay_changed.emit()

    def set_laterality(self, laterality: Laterality) -> None:
        """State which eye it is, on the user's word."""
        if self.analysis is None:
            return
        image = self.analysis.image.with_laterality(laterality)
        self.analysis = replace(self.analysis, image=image)
        self.analysis_changed.emit()

    def report_obstacle(self) -> ReportWriteError | None:
        """Return why no report can be written now, None when it can."""
        if self.analysis is None:
            return ReportWriteError(
                message("Core", "There is nothing to report yet."),
                message("Core", "Open a photograph first."),
            )
        if self.stale or self.opening:
            return ReportWriteError(
                message("Core", "The measurement is not finished."),
                message("Core", "Wait until the numbers are there, then save the report."),
            )
        return None

    def save_report(self, path: Path) -> None:
        """Write the report of the shown analysis as PDF."""
        obstacle = self.report_obstacle()
        if obstacle is not None:
            self.failed.emit(obstacle)
            return
        analysis, catalogue = self.analysis, self.catalogue
        assert analysis is not None

        def work(on_progress: OnProgress, should_stop: ShouldStop) -> Message:
            on_progress(0.3, "report")
            from app.report.content import build_content
            from app.report.pdf import write_pdf

            content = build_content(analysis, catalogue)
            stop_if_asked(should_stop)
            on_progress(0.6, "report")
            write_pdf(content, path)
            return message("Core", "The report was saved as “{name}”.", name=path.name)

        self._submit(JobKind.REPORT, work)

    def run_self_test(self) -> None:
        """Measure known shapes and the bundled sample, to prove that the numbers are right."""

        def work(on_progress: OnProgress, should_stop: ShouldStop) -> _Tested:
            checks = []
            for check in chain(
                check_shapes(), check_sample(self._load_model(on_progress, should_stop))
            ):
                stop_if_asked(should_stop)
                checks.append(check)
            return _Tested(tuple(checks))

        self._submit(JobKind.SELF_TEST, work)

    def cancel_self_test(self) -> None:
        """Give the self-test up; nothing is told of it any more."""
        self._thread.give_up(JobKind.SELF_TEST)

    # --- jobs ------------------------------------------------------------------------------

    def _submit(self, kind: JobKind, work: Callable[[OnProgress, ShouldStop], object]) -> None:
        job = self._thread.submit(kind, work)
        self._unfinished[job.id] = job
        self.busy_changed.emit()

    def _load_model(self, on_progress: OnProgress, should_stop: ShouldStop) -> Predictor:
        """Return the model, loaded at the first call; runs in the thread."""
        if self.predictor is None:
            on_progress(0.0, "load model")
            stop_if_asked(should_stop)
            self.predictor = self._load_predictor()
        return self.predictor

    def _measure_again(self) -> None:
        analysis, threshold, anyway = self.analysis, self.threshold, self.measure_anyway
        if analysis is None:
            return

        def work(_on_progress: OnProgress, _should_stop: ShouldStop) -> Analysis:
            return override(analysis, measure_anyway=anyway, threshold=threshold)

        self._submit(JobKind.RETHRESHOLD, work)

    def _is_outdated(self, analysis: Analysis) -> bool:
        return (analysis.threshold, analysis.overridden) != (self.threshold, self.measure_anyway)

    def _is_long_and_wanted(self, job: Job) -> bool:
        return job.kind in _LONG and self._thread.is_newest(job)

    def _on_progress(self, job: Job, fraction: float, stage: str) -> None:
        if self._is_long_and_wanted(job):
            self.progressed.emit(fraction, stage)

    def _on_success(self, job: Job, result: object) -> None:
        wanted = self._thread.is_newest(job)
        self._on_end(job)
        if not wanted:
            return
        if isinstance(result, _Opened):
            self._show_opened(result)
        elif isinstance(result, Analysis):
            self._show_measured(result)
        elif isinstance(result, Message):
            self.noticed.emit(result)
        elif isinstance(result, _Tested):
            self.self_tested.emit(result.checks)
        else:
            self._show_model()

    def _show_model(self) -> None:
        if self.analysis is None:
            self.threshold = self.default_threshold
            self.threshold_changed.emit()
        self.model_changed.emit()

    def _show_opened(self, opened: _Opened) -> None:
        # A measurement of the picture before must not land on this one.
        self._thread.give_up(JobKind.RETHRESHOLD)
        self._rest.stop()
        self.analysis, self.layers = opened.analysis, opened.layers
        self.threshold = opened.analysis.threshold
        self.measure_anyway = opened.analysis.overridden
        self.model_changed.emit()
        self.threshold_changed.emit()
        self.picture_changed.emit()
        self.analysis_changed.emit()

    def _show_measured(self, measured: Analysis) -> None:
        if self.analysis is None or self._is_outdated(measured):
            return
        # Only what was measured again is taken over: the eye may have been set meanwhile.
        self.analysis = replace(
            self.analysis,
            vessels=measured.vessels,
            measurements=measured.measurements,
            overridden=measured.overridden,
        )
        self.analysis_changed.emit()

    def _on_failure(self, job: Job, error: RetivascError) -> None:
        wanted = self._thread.is_newest(job)
        self._on_end(job)
        if not wanted:
            return
        if job.kind is JobKind.SELF_TEST:
            self.self_tested.emit(error)
            return
        if job.kind is JobKind.RETHRESHOLD and self.analysis is not None:
            # Back to the last settings with numbers, lest one waits for them for ever.
            self.threshold = self.analysis.threshold
            self.measure_anyway = self.analysis.overridden
            self.threshold_changed.emit()
        self.failed.emit(error)

    def _on_end(self, job: Job) -> None:
        self._unfinished.pop(job.id, None)
        self.busy_changed.emit()


def _is_same_view(shown: FundusImage, image: FundusImage) -> bool:
    """Tell whether the eye that a person set for one picture holds for the other."""
    same = (shown.sha256, shown.frame) == (image.sha256, image.frame)
    return same and shown.laterality_source is Source.USER


def _on_step(threshold: float) -> float:
    return round(min(max(threshold, LOWEST), HIGHEST), 2)
