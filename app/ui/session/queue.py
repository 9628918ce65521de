"""Examine photographs in the thread: the one to be shown first, the others when there is time."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, Qt, pyqtSignal

from app.analysis.analysis import Analysis, first_reading
from app.analysis.findings import Findings, Predictor, vessel_output
from app.base.errors import RetivascError
from app.base.progress import OnProgress, ShouldStop, stop_if_asked
from app.batch.task import Options, task
from app.domain.photograph import Colours, FundusImage
from app.domain.reading import Reading
from app.reading.listing import Entry, decode_photograph
from app.reading.opening import DecodedPhotograph
from app.ui.session.cache import AnalysisCache, Key, Opened
from app.ui.session.cases import Cases, Place, place_of
from app.ui.session.layers import Layers, build_layers, photograph_layers
from app.ui.session.work import prepare_kinds
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded with the store
    from app.batch.recalling import Recalled

LoadPredictor = Callable[[], Predictor]

Recall = Callable[[FundusImage, Predictor | Sequence[Predictor], ShouldStop], "Recalled | None"]
"""What the store knows of a photograph that some models are to look at; runs in the thread."""

_PREPARED: tuple[int, Colours] = (0, "stated")
"""Which frame of a file is prepared, and in which colours."""


_PATIENCE_S = 0.02
"""How often whoever waits for a photograph looks whether it is still wanted."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A photograph that can be looked at while it is analysed."""

    entry: Entry
    decoded: DecodedPhotograph
    layers: Layers


class AnalysisQueue(QObject):
    """A queue that loads the model, analyses photographs, and keeps the latest analyses.

    A photograph to be shown is decoded in a thread of its own, so that it waits for no analysis.

    Signals:
        analysed: a photograph (Opened), shown or not, before anybody else is told of it.
        examined: an entry of the queue, and its analysis or the error that it failed of.
        queue_changed: the entries (a tuple) that begin to wait to be analysed, or wait no more;
            none when all of them are held up, or go on.
    """

    analysed = pyqtSignal(Opened)
    examined = pyqtSignal(Entry, object)
    queue_changed = pyqtSignal(tuple)

    def __init__(
        self,
        jobs: Jobs,
        load_predictor: LoadPredictor,
        on_step: Callable[[float], float],
        cases: Cases,
        parent: QObject | None = None,
        *,
        recall: Recall | None = None,
    ) -> None:
        super().__init__(parent)
        self._recall = recall
        self.predictor: Predictor | None = None
        self._jobs, self._load_predictor = jobs, load_predictor
        self._on_step, self._cases = on_step, cases
        self._cache = AnalysisCache()
        self._waiting: OrderedDict[Place, Entry] = OrderedDict()
        self._in_preparation: Entry | None = None
        self._paused = False
        self._pace: float | None = None
        self._viewing = Jobs(self)
        # Queued: the owner of the job that ended is told before the next one begins.
        queued = Qt.ConnectionType.QueuedConnection
        jobs.busy_changed.connect(self._prepare_next, queued)  # type: ignore[call-arg]

    @property
    def queue_length(self) -> int:
        """Return how many photographs are still to be analysed without being shown."""
        return len(self._waiting) + (self._in_preparation is not None)

    def expected_s(self, pixels: int) -> float | None:
        """Return how long a photograph of so many pixels should take, by the last one."""
        return None if self._pace is None else self._pace * pixels

    def _note_pace(self, opened: Opened) -> None:
        image = opened.analysis.image
        if opened.seconds is not None:
            self._pace = opened.seconds / (image.width * image.height)

    def shut_down(self) -> None:
        """Prepare nothing more, and wait for a photograph that is being decoded."""
        self.empty_queue()
        self._viewing.shut_down()

    def open(
        self,
        entry: Entry,
        frame: int,
        colours: Colours,
        *,
        then: Callable[[Opened], None],
        otherwise: Callable[[RetivascError], None],
        seen: Callable[[Seen], None] | None = None,
    ) -> None:
        """Show a photograph, and examine it before all others; at once if it is still at hand.

        Args:
            then: gets it analysed.
            seen: gets it as soon as it is decoded, unless it is at hand; nobody if None.
        """
        key = Key.of(entry, frame, colours)
        kept = self._cache.get(key)
        if kept is not None:
            self.stop_opening()
            then(kept)
            return

        def keep(opened: Opened) -> None:
            self._cache.put(key, opened)
            self._note_pace(opened)
            if (frame, colours) == _PREPARED:
                self._strike_out(entry)
            self._viewing.give_up(JobKind.DECODE)  # told of it now, nobody needs to be later
            self.analysed.emit(opened)
            then(opened)

        self.make_way()
        self._viewing.give_up(JobKind.DECODE)
        decoding: Future[Seen] | None = None
        if seen is not None:
            decoding = Future()
            self._viewing.start()
            self._viewing.submit(
                JobKind.DECODE,
                _decoding_work(entry, frame, colours, decoding),
                then=seen,
                otherwise=lambda _error: None,  # the analysis fails of the same
            )
        work = self._examination(entry, frame, colours, decoding)
        self._jobs.submit(JobKind.OPEN, work, then=keep, otherwise=otherwise)

    def stop_opening(self) -> None:
        """Give up the photograph that is to be shown."""
        self._viewing.give_up(JobKind.DECODE)
        self._jobs.give_up(JobKind.OPEN)

    @property
    def next_entry(self) -> Entry | None:
        """Return the queue's photograph in progress, or else the first one waiting."""
        return self._in_preparation or next(iter(self._waiting.values()), None)

    def comes_next(self, entry: Entry) -> bool:
        """Return whether a photograph is the one the queue is working on, or its first."""
        following = self.next_entry
        return following is not None and place_of(following) == place_of(entry)

    def waits(self, entry: Entry) -> bool:
        """Return whether a photograph is still to be analysed without being shown."""
        return place_of(entry) in self._waiting or self.comes_next(entry)

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Examine photographs one after another, whenever there is nothing else to do."""
        fresh = {place_of(entry): entry for entry in entries if not self.waits(entry)}
        self._waiting |= fresh
        self.queue_changed.emit(tuple(fresh.values()))
        self._prepare_next()

    @property
    def paused(self) -> bool:
        """Return whether the queue is held up; what is to be shown is analysed all the same."""
        return self._paused

    def set_paused(self, paused: bool) -> None:
        """Hold the queue up, or let it go on."""
        if paused == self._paused:
            return
        self._paused = paused
        former = self._in_preparation
        if paused:
            self.make_way()
        self.queue_changed.emit(() if former is None else (former,))
        self._prepare_next()

    def make_way(self) -> None:
        """Put the photograph being prepared back into the queue: something is more urgent."""
        if self._in_preparation is not None:
            place = place_of(self._in_preparation)
            self._waiting[place] = self._in_preparation
            self._waiting.move_to_end(place, last=False)
            self._in_preparation = None
            self._jobs.give_up(JobKind.PREPARE)

    def empty_queue(self) -> None:
        """Empty the queue: prepare nothing more."""
        given_up = list(self._waiting.values())
        if self._in_preparation is not None:
            given_up.append(self._in_preparation)
        self._waiting.clear()
        self._in_preparation = None
        self._paused = False
        self._jobs.give_up(JobKind.PREPARE)
        self.queue_changed.emit(tuple(given_up))

    def load_model(self, on_progress: OnProgress, should_stop: ShouldStop) -> Predictor:
        """Return the model, loaded at the first call; runs in the thread."""
        if self.predictor is None:
            on_progress(0.0, "load model")
            stop_if_asked(should_stop)
            predictor = self._load_predictor()
            vessel_output(predictor)  # one that finds no vessels is refused here
            self.predictor = predictor
        return self.predictor

    def _strike_out(self, entry: Entry) -> None:
        if self._waiting.pop(place_of(entry), None) is not None:
            self.queue_changed.emit((entry,))

    def _examination(
        self,
        entry: Entry,
        frame: int,
        colours: Colours,
        decoding: "Future[Seen] | None" = None,
    ) -> Callable[[OnProgress, ShouldStop], Opened]:
        """Return the work of reading and analysing a photograph, as it was last set.

        Args:
            decoding: gives the photograph, where it is decoded to be looked at.
        """
        options = Options(frame, colours)

        def work(on_progress: OnProgress, should_stop: ShouldStop) -> Opened:
            recalled: Recalled | None = None

            def known(
                image: FundusImage, models: Predictor | Sequence[Predictor]
            ) -> Findings | None:
                nonlocal recalled
                recalled = self._recall(image, models, should_stop) if self._recall else None
                return recalled.findings if recalled else None

            begun = monotonic()

            def checked() -> FundusImage:
                nonlocal begun
                assert decoding is not None
                decoded = _result(decoding, should_stop).decoded
                begun = monotonic()
                return decoded.checked()

            analysis = task(
                entry,
                options,
                self.load_model,
                read_image=checked if decoding is not None else None,
                reading_of=lambda findings: self._last_reading(findings, recalled),
                known=known,
                on_progress=on_progress,
                should_stop=should_stop,
            ).analysis()
            layers = build_layers(
                analysis.image.pixels,
                probability=analysis.probability.native,
                levels=analysis.levels.native,
                field=analysis.field.mask,
                shown=decoding.result().layers if decoding is not None else None,
            )
            prepare_kinds(analysis)
            known_already = recalled is not None and recalled.findings is not None
            taken = None if known_already else monotonic() - begun
            return Opened(entry, analysis, layers, recalled, taken)

        return work

    def _last_reading(self, findings: Findings, recalled: "Recalled | None") -> Reading:
        """Return how a person read a photograph last, or its first reading; runs in the thread."""
        kept = recalled.words.reading if recalled else None
        known = self._cases.of(findings.image.id).reading or kept
        own = self._on_step(findings.provenance.threshold)
        return known or first_reading(findings, threshold=own)

    def _prepare_next(self) -> None:
        if self._paused or not self._waiting or not self._jobs.idle:
            return
        _, entry = self._waiting.popitem(last=False)
        self._in_preparation = entry
        # Taken before the file is read: if it is written anew meanwhile, it is another one.
        key = Key.of(entry, *_PREPARED)

        def keep(opened: Opened) -> None:
            self._cache.put(key, opened)
            self._note_pace(opened)
            self.analysed.emit(opened)
            self._on_prepared(entry, opened.analysis)

        self._jobs.submit(
            JobKind.PREPARE,
            self._examination(entry, *_PREPARED),
            then=keep,
            otherwise=lambda error: self._on_prepared(entry, error),
        )

    def _on_prepared(self, entry: Entry, outcome: Analysis | RetivascError) -> None:
        self._in_preparation = None
        self.examined.emit(entry, outcome)
        self.queue_changed.emit((entry,))
        self._prepare_next()


def _decoding_work(
    entry: Entry, frame: int, colours: Colours, decoding: Future[Seen]
) -> Callable[[OnProgress, ShouldStop], Seen]:
    """Return the work of decoding a photograph, for whoever looks at it and whoever analyses it."""

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Seen:
        try:
            decoded = decode_photograph(entry, frame, colours)
            stop_if_asked(should_stop)
            seen = Seen(entry, decoded, photograph_layers(decoded.image.pixels))
        except BaseException as error:
            decoding.set_exception(error)
            raise
        decoding.set_result(seen)
        return seen

    return work


def _result(decoding: Future[Seen], should_stop: ShouldStop) -> Seen:
    """Wait for a photograph that another thread decodes, unless it is given up.

    Raises:
        RetivascError: it cannot be decoded.
        Cancelled: ``should_stop`` answered true.
    """
    while True:
        stop_if_asked(should_stop)
        done, _ = wait((decoding,), timeout=_PATIENCE_S)
        if done:
            return decoding.result()
