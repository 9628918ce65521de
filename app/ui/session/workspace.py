"""The state of the window: what is open, what a person has set, and what is being done."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.analysis.analysis import Analysis, identified, read
from app.analysis.findings import Predictor, vessel_output
from app.base.errors import ReportWriteError, RetivascError
from app.base.messages import Message, message
from app.base.translation import Catalogue
from app.domain.photograph import Colours, FundusImage, Identity, Laterality, PhotographId
from app.domain.reading import Calibration, Point, Reading, Ruler, Stroke
from app.domain.style import Style
from app.reading.listing import Entry
from app.segmentation.correction import brush_region
from app.settings.look import Layout, Look, Tone, VesselDrawing
from app.ui.session.anatomy import AnatomyEdits
from app.ui.session.cache import Opened
from app.ui.session.cases import Cases, place_of
from app.ui.session.history import History
from app.ui.session.layers import Layers
from app.ui.session.queue import AnalysisQueue, LoadPredictor, Recall, Seen
from app.ui.session.segments import SegmentClicks
from app.ui.session.view_state import ViewState
from app.ui.session.work import Shown, equalising_work, reading_work, self_test_work
from app.ui.tasks.jobs import LONG, Jobs
from app.ui.tasks.worker import JobKind

DEBOUNCE_MS = 120
"""How long the threshold must rest before the numbers are computed again."""

THRESHOLDS = (0.30, 0.70)
"""Between which the threshold can be moved, unless the settings say otherwise."""


_CONTINUOUS = frozenset({"opacity", "edge_strength", "centre", "width", "gamma"})
"""What sliders and drags set, whose steps are joined for undo."""


_NO_SEGMENT = message("There is no vessel where you clicked: click on one, or on an erased one.")


class Workspace(QObject):
    """One photograph's analysis and everything a person has set; it starts all jobs.

    Signals say what changed; views read the new value from here.

    Signals:
        opening_changed: a photograph is being read or analysed to be shown, or no longer.
        picture_changed: another photograph is shown, whether or not it is analysed.
        analysed: the photograph that is shown has its vessels and numbers now.
        analysis_changed: its numbers, its eye or its quality are others.
        threshold_changed: vessels are shown at another threshold; the numbers follow.
        style_changed: the model is to draw in another style; vessels and numbers follow.
        vessels_changed: vessels are drawn in another way, or were corrected.
        anatomy_changed: the anatomy is drawn in another way, or was corrected.
        tone_changed, layout_changed, rulers_changed: of the panes.
        model_changed: the model was loaded.
        failed, noticed: an error, a message for the user.
        self_tested: the checks, or the error that kept them from being done.
        examined: an entry and its analysis, or the error that it failed of.
        words_changed: a person has said or written something of a photograph (its id).
    """

    opening_changed = pyqtSignal()
    picture_changed = pyqtSignal()
    analysed = pyqtSignal()
    analysis_changed = pyqtSignal()
    threshold_changed = pyqtSignal()
    style_changed = pyqtSignal()
    vessels_changed = pyqtSignal()
    anatomy_changed = pyqtSignal()
    tone_changed = pyqtSignal()
    layout_changed = pyqtSignal()
    rulers_changed = pyqtSignal()
    model_changed = pyqtSignal()
    failed = pyqtSignal(RetivascError)
    noticed = pyqtSignal(Message)
    self_tested = pyqtSignal(object)
    examined = pyqtSignal(Entry, object)
    words_changed = pyqtSignal(PhotographId)

    def __init__(
        self,
        load_predictor: LoadPredictor,
        catalogue: Catalogue,
        cases: Cases,
        parent: QObject | None = None,
        *,
        thresholds: tuple[float, float] = THRESHOLDS,
        look: Look | None = None,
        recall: Recall | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self.cases = cases
        self.thresholds = thresholds
        self.entry: Entry | None = None
        self._seen: FundusImage | None = None
        self.analysis: Analysis | None = None
        self.layers: Layers | None = None
        self.state = ViewState(look=look or Look())
        self.more_shown = False
        self._to_open: Entry | None = None
        self.history = History(self._show_state, lambda: self.state, self)
        self.jobs = Jobs(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(DEBOUNCE_MS)
        self._rest.timeout.connect(self._measure_again)
        self.queue = AnalysisQueue(
            self.jobs, load_predictor, self._on_step, cases, self, recall=recall
        )
        self.queue.examined.connect(self._tell_outcome)
        self.queue.examined.connect(self._show_prepared)
        self._clicks = SegmentClicks(self.jobs, lambda: (self.analysis, self.reading), self)
        self._clicks.corrected.connect(self._show_clicked)
        self._clicks.missed.connect(lambda: self.noticed.emit(_NO_SEGMENT))
        self._clicks.failed.connect(self.failed)
        self.anatomy = AnatomyEdits(lambda: (self.analysis, self.reading), self._set_reading, self)
        self.anatomy.noticed.connect(self.noticed)
        self.jobs.busy_changed.connect(self._note_opening)

    def start(self) -> None:
        """Start the thread and load the model in it."""
        self.jobs.start()
        self.jobs.submit(
            JobKind.LOAD_MODEL,
            self.queue.load_model,
            then=lambda _predictor: self._show_model(),
            otherwise=self.failed.emit,
        )

    def shut_down(self) -> None:
        """Stop whatever is running and wait for it to end."""
        self._rest.stop()
        self.queue.shut_down()
        self.jobs.shut_down()

    # --- what is going on ----------------------------------------------------------------

    @property
    def reading(self) -> Reading:
        """Return what a person set for the photograph that is shown."""
        return self.state.reading

    @property
    def image(self) -> FundusImage | None:
        """Return the photograph that is shown, whether or not it is analysed."""
        return self._seen if self.analysis is None else self.analysis.image

    @property
    def look(self) -> Look:
        """Return how photographs are shown."""
        return self.state.look

    @property
    def busy(self) -> bool:
        """Return whether a job is running that the user may want to cancel."""
        return self.jobs.runs(*LONG) or self.queue.queue_length > 0

    @property
    def opening(self) -> bool:
        """Return whether a photograph is being read or analysed to be shown."""
        return self.jobs.runs(JobKind.OPEN)

    @property
    def opening_entry(self) -> Entry | None:
        """Return the photograph that is being read or analysed to be shown."""
        return self._to_open

    @property
    def predictor(self) -> Predictor | None:
        """Return the model; None until it is loaded."""
        return self.queue.predictor

    @property
    def stale(self) -> bool:
        """Return whether the numbers are not those of the settings shown."""
        return self.analysis is not None and self.analysis.reading != self.reading

    @property
    def default_threshold(self) -> float:
        """Return the model's own threshold, on a step of the slider."""
        return self._on_step(vessel_output(self.predictor).threshold) if self.predictor else 0.5

    @property
    def unreported_corrections(self) -> int:
        """Return how many photographs were corrected by hand and saved in no report since."""
        return sum(case.corrected_since for case in self.cases)

    # --- opening ---------------------------------------------------------------------------

    def open(self, entry: Entry, frame: int = 0, colours: Colours | None = None) -> None:
        """Show a photograph as soon as it is decoded, and analyse it.

        The present one stays until then, with all that is known of it.

        Args:
            frame: of the file, from 0.
            colours: "ybr" converts them, where the file states them wrongly; as they were last
                shown if None.
        """
        colours = colours or self.cases.at(entry).colours
        self._set_to_open(entry)
        self.queue.open(
            entry,
            frame,
            colours,
            seen=self._show_seen,
            then=self._show_opened,
            otherwise=lambda error: self._on_unopened(entry, error),
        )

        self._note_opening()  # it may have been at hand, and is shown already

    def _note_opening(self) -> None:
        if not self.opening:
            self._set_to_open(None)

    def _set_to_open(self, entry: Entry | None) -> None:
        if entry is not self._to_open:
            self._to_open = entry
            self.opening_changed.emit()

    def show_frame(self, frame: int) -> None:
        """Open another frame of the file that is shown; beyond either end nothing happens."""
        image = self.image
        if image is not None and self.entry is not None and 0 <= frame < image.frames:
            self.open(self.entry, frame, image.colours)

    def set_colours(self, colours: Colours) -> None:
        """Read the photograph again with its colours as stated, or converted."""
        image = self.image
        if image is not None and self.entry is not None and colours != image.colours:
            self.open(self.entry, image.frame, colours)

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Analyse photographs one after another, whenever nothing else is to be done."""
        self.queue.prepare(entries)

    def cancel(self) -> None:
        """Cancel what the user is waiting for, or else the queue; what is shown stays."""
        if self.jobs.runs(JobKind.OPEN, JobKind.REPORT, JobKind.DRAW, JobKind.COMPARE):
            # Not loading the model: whoever waits for it must be told.
            self.queue.stop_opening()
            self.jobs.give_up(JobKind.REPORT, JobKind.COMPARE)
            self._stop_drawing()
        else:
            self.queue.empty_queue()

    # --- what a person sets ----------------------------------------------------------------

    def set_threshold(self, threshold: float) -> None:
        """Show the vessels at another threshold now, and measure them when it rests."""
        self._set_reading(self.tr("threshold"), "threshold", threshold=self._on_step(threshold))

    def set_detail(self, detail: float) -> None:
        """Let the model draw more or less detail, from the sparsest hand, -1, to the fullest, 1."""
        self._set_reading(self.tr("detail"), "detail", style=Style(detail=round(detail, 2)))

    def set_measure_anyway(self, measure_anyway: bool) -> None:
        """Measure a photograph of too poor a quality on the user's word, or withhold it again."""
        if self.analysis is not None and self.analysis.overridable:
            self._set_reading(self.tr("measure anyway"), measure_anyway=measure_anyway)

    def set_laterality(self, laterality: Laterality) -> None:
        """Set which eye it is, as the user states."""
        if self.analysis is not None:
            self._set_reading(self.tr("eye"), laterality=laterality)

    def set_identity(self, photograph: PhotographId, identity: Identity) -> None:
        """Note whom a photograph shows, as the store says; that is no step to be undone."""
        if self.cases.of(photograph).identity == identity:
            return
        self.cases.change(photograph, identity=identity)
        if self.analysis is not None and self.analysis.image.id == photograph:
            self.analysis = identified(self.analysis, identity)
            self.analysis_changed.emit()
        elif self.image is not None and self.image.id == photograph:
            self._seen = self.image.with_identity(identity)

    def add_stroke(self, stroke: Stroke) -> None:
        """Correct the vessels by one stroke of the brush."""
        if self.analysis is not None:
            text = self.tr("erase vessels") if stroke.erases else self.tr("add vessels")
            text = self.tr("bring back vessels") if stroke.restores else text
            self._set_reading(text, strokes=(*self.reading.strokes, stroke))

    def click_segment(self, point: Point, reach: float) -> None:
        """Erase the vessel segment at a point, or bring it back; see ``SegmentClicks.click``."""
        if self.analysis is not None:
            self._clicks.click(point, reach)

    def exclude(self, stroke: Stroke) -> None:
        """Take what is under the brush out of every number; an erasing stroke, back into them."""
        if self.analysis is not None:
            text = self.tr("measure an area again") if stroke.erases else self.tr("exclude an area")
            shape = self.analysis.field.mask.shape
            self._set_reading(text, excluded=brush_region(self.reading.excluded, stroke, shape))

    def include_all(self) -> None:
        """Measure all of the field of view again."""
        self._set_reading(self.tr("measure all of the field"), excluded=None)

    def drop_strokes(self) -> None:
        """Go back to the automatic vessels."""
        self._set_reading(self.tr("discard corrections"), strokes=())

    def set_rulers(self, rulers: tuple[Ruler, ...]) -> None:
        """Replace the measuring lines and angles on the photograph."""
        if self.analysis is not None:
            self._set_reading(self.tr("measuring line"), rulers=rulers)

    def set_calibration(self, calibration: Calibration | None) -> None:
        """Set the scale of the photograph as the user tells it; None goes back to the file's."""
        if self.analysis is not None:
            spacing = None if calibration is None else calibration.pixel_mm
            self._set_reading(self.tr("scale"), calibration=calibration, spacing_mm=spacing)

    def set_vessels(self, vessels: VesselDrawing) -> None:
        """Draw the vessels in another way."""
        control = "vessels" if _moves(self.look.vessels, vessels) else None
        self._set_look(self.tr("style of the vessels"), control, vessels=vessels)

    def draw_anatomy(self, **changes: object) -> None:
        """Draw disc, fovea, zones, arteries and veins in another way: see ``AnatomyDrawing``."""
        anatomy = replace(self.look.anatomy, **changes)  # type: ignore[arg-type]
        self._set_look(self.tr("what is drawn of the anatomy"), None, anatomy=anatomy)

    def set_tone(self, tone: Tone) -> None:
        """Show photographs in other tones."""
        control = "tone" if _moves(self.look.tone, tone) else None
        self._set_look(self.tr("tones"), control, tone=tone)

    def set_layout(self, layout: Layout) -> None:
        """Compare the photograph with its vessels in another way."""
        self._set_look(self.tr("layout"), None, layout=layout)

    def set_thresholds(self, thresholds: tuple[float, float]) -> None:
        """Change the range in which the threshold can be moved."""
        self.thresholds = thresholds
        self.set_threshold(self.reading.threshold)
        self.threshold_changed.emit()

    # --- what is done with it --------------------------------------------------------------

    def report_obstacle(self) -> ReportWriteError | None:
        """Return why no report can be written now, None when it can."""
        if self.analysis is None and not self.opening:
            return ReportWriteError(
                message("There is nothing to report yet."),
                message("Open a photograph first."),
            )
        if self.stale or self.opening:
            return ReportWriteError(
                message("The measurement is not finished."),
                message("Wait until the numbers are there, then save the report."),
            )
        if self.jobs.runs(JobKind.REPORT):
            return ReportWriteError(
                message("Another report is being written."),
                message("Wait until it is saved, then save this one."),
            )
        return None

    def note_reported(self, analysis: Analysis) -> None:
        """Keep in mind that the corrections of a photograph are in a report."""
        self.cases.change(analysis.image.id, reported_reading=analysis.reading)

    def take_over(self, reading: Reading) -> None:
        """Show the photograph as somebody else has read it; it can be undone."""
        state = replace(self.state, reading=reading)
        self._go_to(self.tr("the other version"), None, state)

    def run_self_test(self) -> None:
        """Measure known shapes and the bundled sample, to prove that the numbers are right."""
        tell = self.self_tested.emit
        work = self_test_work(self.queue.load_model)
        self.jobs.submit(JobKind.SELF_TEST, work, then=tell, otherwise=tell)

    def cancel_self_test(self) -> None:
        """Cancel the self-test; nothing more is reported of it."""
        self.jobs.give_up(JobKind.SELF_TEST)

    # --- states ----------------------------------------------------------------------------

    def _set_reading(self, text: str, control: str | None = None, **changes: object) -> None:
        reading = replace(self.reading, **changes)  # type: ignore[arg-type]
        self._go_to(text, control, replace(self.state, reading=reading))

    def _set_look(self, text: str, control: str | None, **changes: object) -> None:
        look = replace(self.look, **changes)  # type: ignore[arg-type]
        self._go_to(text, control, replace(self.state, look=look))

    def _go_to(self, text: str, control: str | None, state: ViewState) -> None:
        if state != self.state:
            self.history.add(text, self.state, state, control=control)

    def _show_state(self, state: ViewState) -> None:
        """Adopt a state, and signal each part of it that changed."""
        # The range may have been narrowed since that state was left.
        reading = replace(state.reading, threshold=self._on_step(state.reading.threshold))
        state = replace(state, reading=reading)
        before, self.state = self.state, state
        self._show_reading(before.reading, state.reading)
        if before.look.vessels != state.look.vessels:
            self.vessels_changed.emit()
        if before.look.anatomy != state.look.anatomy:
            self.anatomy_changed.emit()
        if before.look.tone != state.look.tone:
            self._equalise_if_asked()
            self.tone_changed.emit()
        if before.look.layout != state.look.layout:
            self.layout_changed.emit()

    def _show_reading(self, before: Reading, after: Reading) -> None:
        if self.analysis is not None:
            self.cases.change(self.analysis.image.id, reading=after)
            self.analysis = self._described(self.analysis, after)
            if before != after:
                self.words_changed.emit(self.analysis.image.id)
        elif self.image is not None and self.cases.of(self.image.id).reading is not None:
            self.cases.change(self.image.id, reading=after)  # undone while it is analysed
        corrected = (before.strokes, before.excluded) != (after.strokes, after.excluded)
        if corrected:
            self._draw_strokes()
            self.vessels_changed.emit()
        if before.threshold != after.threshold or corrected:
            self.threshold_changed.emit()
            if self.stale:
                self._rest.start()
        if before.style != after.style:
            self.style_changed.emit()
            self._rest.start()
        if before.measure_anyway != after.measure_anyway:
            self.threshold_changed.emit()
            self._measure_again()
        if (before.calibration, before.spacing_mm) != (after.calibration, after.spacing_mm):
            self.rulers_changed.emit()
            self._measure_again()
        if before.rulers != after.rulers:
            self.rulers_changed.emit()
        if before.anatomy != after.anatomy:
            self.anatomy_changed.emit()
            self.threshold_changed.emit()  # the numbers are those of another anatomy
            self._rest.start()
        if before.laterality != after.laterality and self.analysis is not None:
            self._tell_analysis()

    def _draw_strokes(self) -> None:
        if self.layers is not None:
            self.layers.show_strokes(self.reading.strokes)
            self.layers.show_excluded(self.reading.excluded)

    def _show_clicked(self, strokes: tuple[Stroke, ...]) -> None:
        erases = len(strokes) > len(self.reading.strokes) and strokes[-1].erases
        text = self.tr("erase a vessel segment") if erases else self.tr("bring back a segment")
        self._set_reading(text, strokes=strokes)

    def _equalise_if_asked(self) -> None:
        layers = self.layers
        if layers is None or not self.look.tone.equalised or layers.equalised is not None:
            return
        if self.jobs.runs(JobKind.EQUALISE):  # a moving control must not begin it again and again
            return
        self.queue.make_way()
        self.jobs.submit(
            JobKind.EQUALISE,
            equalising_work(layers),
            then=lambda _done: self.tone_changed.emit(),
            otherwise=self.failed.emit,
        )

    # --- jobs ------------------------------------------------------------------------------

    def _measure_again(self) -> None:
        analysis, layers, reading = self.analysis, self.layers, self.reading
        if analysis is None or layers is None:
            return
        self.queue.make_way()
        self.jobs.give_up(JobKind.DRAW, JobKind.MEASURE)
        drawn = reading.style == analysis.reading.style
        self.jobs.submit(
            JobKind.MEASURE if drawn else JobKind.DRAW,
            reading_work(analysis, layers, reading, self.queue.load_model),
            then=self._show_measured,
            otherwise=self._on_unmeasured,
        )

    def _show_model(self) -> None:
        if self.analysis is None:
            reading = replace(self.reading, threshold=self.default_threshold)
            self.state = replace(self.state, reading=reading)
            self.threshold_changed.emit()
        self.model_changed.emit()

    def _show_seen(self, seen: Seen) -> None:
        """Show a photograph without vessels and numbers, which nobody knows yet."""
        image = seen.decoded.image
        image = image.with_identity(self.cases.of(image.id).identity)
        first = Reading(self.default_threshold, image.laterality)
        reading = self.cases.of(image.id).reading or first
        self._show_photograph(seen.entry, image, seen.layers, reading)
        self.analysis = None
        self._equalise_if_asked()
        self.threshold_changed.emit()
        self.style_changed.emit()
        self.picture_changed.emit()

    def _show_photograph(
        self, entry: Entry, image: FundusImage, layers: Layers, reading: Reading
    ) -> None:
        """Adopt a photograph and its reading, and let go of the one before."""
        # A measurement of the picture before must not land on this one.
        self.jobs.give_up(JobKind.MEASURE, JobKind.DRAW, JobKind.EQUALISE)
        self._rest.stop()
        self._clicks.forget()
        former = self.image and self.image.id
        self.entry, self.layers, self._seen = entry, layers, image
        reading = replace(reading, threshold=self._on_step(reading.threshold))
        self.state = replace(self.state, reading=reading)
        if image.id != former:  # read again in other colours, it is the same photograph
            self.history.go_to(image.id, reading)
        self.cases.note_colours(entry, image.colours)

    def _show_opened(self, opened: Opened) -> None:
        analysis, layers = opened.analysis, opened.layers
        former = self.layers
        in_view = former is not None and former.photograph is layers.photograph
        in_view = in_view and self.analysis is None
        if former is not None and in_view:
            layers.equalised = former.equalised
        which = analysis.image.id
        reading = self.cases.of(which).reading or analysis.reading
        self._show_photograph(opened.entry, analysis.image, layers, reading)
        self.cases.change(which, reading=self.reading)
        self.analysis = self._described(analysis, self.reading)
        self._draw_strokes()
        self._equalise_if_asked()
        self.model_changed.emit()
        self.threshold_changed.emit()
        self.style_changed.emit()
        if in_view:
            self.vessels_changed.emit()
        else:
            self.picture_changed.emit()
        self.analysed.emit()
        self._tell_analysis()
        if self.stale:
            self._measure_again()

    def _show_measured(self, shown: Shown) -> None:
        measured = self._described(shown[0], self.reading)  # the eye may have been set meanwhile
        if measured.reading != self.reading:
            return
        self.analysis = measured
        if shown[1] is not self.layers:
            self.layers = shown[1]
            self._draw_strokes()
            self._equalise_if_asked()
            self.vessels_changed.emit()
        self._tell_analysis()

    def _tell_analysis(self) -> None:
        self.analysis_changed.emit()
        if self.entry is not None and self.analysis is not None:
            self._tell_outcome(self.entry, self.analysis)

    def _tell_outcome(self, entry: Entry, outcome: Analysis | RetivascError) -> None:
        self.cases.note_outcome(entry, outcome)
        self.examined.emit(entry, outcome)

    def _show_prepared(self, entry: Entry, outcome: Analysis | RetivascError) -> None:
        """Show what the queue found in the photograph that is shown without an analysis."""
        image, shown = self.image, self.entry
        if image is None or shown is None or self.analysis is not None or self.opening:
            return
        found = isinstance(outcome, Analysis) and outcome.image.id == image.id
        if found and place_of(shown) == place_of(entry):
            self.open(entry)

    def _on_unopened(self, entry: Entry, error: RetivascError) -> None:
        self._tell_outcome(entry, error)
        self.failed.emit(error)

    def _stop_drawing(self) -> None:
        if self.jobs.runs(JobKind.DRAW):
            self.jobs.give_up(JobKind.DRAW)
            self._go_back()

    def _on_unmeasured(self, error: RetivascError) -> None:
        self._go_back()
        self.failed.emit(error)

    def _go_back(self) -> None:
        """Go back to the last settings with numbers, lest one waits for them for ever."""
        if self.analysis is not None:
            # As a step, so that strokes are not lost: undoing it measures them once more.
            state = replace(self.state, reading=self.analysis.reading)
            self._go_to(self.tr("back to the last numbers"), None, state)

    def _described(self, analysis: Analysis, reading: Reading) -> Analysis:
        """Take from another reading, and from its case, what is not measured: eye, lines, whom."""
        described = replace(analysis.reading, laterality=reading.laterality, rulers=reading.rulers)
        seen = read(analysis.findings, described, former=analysis)
        return identified(seen, self.cases.of(analysis.image.id).identity)

    def _on_step(self, threshold: float) -> float:
        lowest, highest = self.thresholds
        return round(min(max(threshold, lowest), highest), 2)


def _moves(before: VesselDrawing | Tone, after: VesselDrawing | Tone) -> bool:
    """Return whether only values that move continuously differ."""
    was, now = asdict(before), asdict(after)
    return all(name in _CONTINUOUS for name in was if was[name] != now[name])
