"""Open the visits that are compared: from their files, or else what the store has of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.base.errors import ImageReadError, RetivascError
from app.base.messages import message
from app.base.progress import OnProgress, ShouldStop
from app.domain.photograph import PhotographId
from app.domain.reading import Reading
from app.ui.comparing.pictures import Party, Sighted, other_patient
from app.ui.comparing.visits import Visit, patient_of
from app.ui.session.cache import Opened
from app.ui.session.keeper import Keeper
from app.ui.session.layers import build_layers
from app.ui.session.work import Shown, reading_work
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind

_PATIENCE_S = 5.0


@dataclass(frozen=True, eq=False)
class Found:
    """A visit that can be looked at.

    Attributes:
        absent: why only its vessels are at hand; None where the photograph is.
    """

    party: Party
    absent: RetivascError | None = None


class VisitOpener:
    """Open one visit at a time; another one that is asked for takes its place."""

    def __init__(self, workspace: Workspace, keeper: Keeper, shown: Opened) -> None:
        """Take the photograph that is shown, whose patient the others must be."""
        self._workspace, self._keeper, self._shown = workspace, keeper, shown
        self._wanted: Visit | None = None

    def open(
        self,
        visit: Visit,
        patient: str | None,
        *,
        then: Callable[[Found], None],
        failed: Callable[[RetivascError], None],
    ) -> None:
        """Open a visit.

        Args:
            patient: the store's id of the one who is shown; None where it is not known.
            then: gets what is to be compared.
            failed: gets the reason why it must not be.
        """
        self.give_up()
        self._wanted = visit
        self._try(visit, 0, None, _Telling(patient, then, failed))

    def give_up(self) -> None:
        """Give up what is being opened; nothing is told of it."""
        self._wanted = None
        self._workspace.jobs.give_up(JobKind.OPEN)

    def sighted(self, opened: Opened, reading: Reading) -> Sighted:
        """Return the work of giving a photograph as a person reads it now."""
        if opened.analysis.reading == reading:
            return lambda _on_progress, _should_stop: (opened.analysis, opened.layers)
        load_model = self._workspace.queue.load_model
        return reading_work(opened.analysis, opened.layers, reading, load_model)

    def _try(
        self, visit: Visit, place: int, error: RetivascError | None, telling: "_Telling"
    ) -> None:
        """Open a photograph at one of its places, or else at the next one."""
        if place >= len(visit.entries):
            why = error or _nowhere()
            self._end(partial(telling.then, Found(self._kept(visit, why), why)))
            return
        entry = visit.entries[place]
        self._workspace.queue.open(
            entry,
            visit.frame,
            self._workspace.cases.at(entry).colours,
            then=lambda opened: self._if_wanted(
                visit, lambda: self._on_opened(visit, place, opened, telling)
            ),
            otherwise=lambda problem: self._if_wanted(
                visit, lambda: self._try(visit, place + 1, problem, telling)
            ),
        )

    def _on_opened(self, visit: Visit, place: int, opened: Opened, telling: "_Telling") -> None:
        which = opened.analysis.image.id
        if visit.photograph is None:
            self._check_patient(visit, opened, telling)
        elif which == visit.photograph:
            self._end(partial(telling.then, Found(self._party(visit, opened))))
        else:
            self._try(visit, place + 1, _changed(opened.analysis.image.path.name), telling)

    def _check_patient(self, visit: Visit, opened: Opened, telling: "_Telling") -> None:
        """Ask the store whom a photograph of the list shows, before it is compared."""

        def go_on(patient: str | None) -> None:
            if None not in (telling.patient, patient) and telling.patient != patient:
                names = (each.analysis.image.path.name for each in (opened, self._shown))
                self._end(partial(telling.failed, other_patient(*names)))
            else:
                self._end(partial(telling.then, Found(self._party(visit, opened))))

        self._keeper.run(
            partial(patient_of, photograph=opened.analysis.image.id),
            then=lambda patient: self._if_wanted(visit, lambda: go_on(patient)),
            otherwise=lambda _error: self._if_wanted(visit, lambda: go_on(None)),
        )

    def _party(self, visit: Visit, opened: Opened) -> Party:
        reading = self._workspace.cases.of(opened.analysis.image.id).reading
        return Party(self.sighted(opened, reading or opened.analysis.reading), visit.date)

    def _kept(self, visit: Visit, why: RetivascError) -> Party:
        """Return the work of taking what the store has; it fails with the reason, if nothing."""
        return Party(kept_work(self._keeper, visit.photograph, why), visit.date, kept=True)

    def _if_wanted(self, visit: Visit, act: Callable[[], None]) -> None:
        """Go on, unless another photograph was chosen meanwhile or nobody waits any more."""
        if visit is self._wanted:
            act()

    def _end(self, tell: Callable[[], None]) -> None:
        self._wanted = None
        tell()


@dataclass(frozen=True)
class _Telling:
    """Hold whose photograph is shown, and who learns what came of it."""

    patient: str | None
    then: Callable[[Found], None]
    failed: Callable[[RetivascError], None]


def kept_work(keeper: Keeper, photograph: PhotographId | None, why: RetivascError) -> Sighted:
    """Return the work of looking at the vessels that the store has of a photograph.

    Args:
        why: it is not at hand; the work fails with this where the store has no vessels either.
    """

    def work(_on_progress: OnProgress, should_stop: ShouldStop) -> Shown:
        store = keeper.when_open(should_stop, _PATIENCE_S)
        if store is None or photograph is None:
            raise why
        from app.batch.recalling import recall_without_file

        analysis = recall_without_file(store, photograph)
        if analysis is None:
            raise why
        layers = build_layers(
            analysis.image.pixels,
            probability=analysis.probability.native,
            levels=analysis.levels.native,
            field=analysis.field.mask,
        )
        return analysis, layers

    return work


def _nowhere() -> ImageReadError:
    return ImageReadError(
        message("Where this photograph lies is not known."),
        message("Open its file again; it is recognised by what is in it."),
    )


def _changed(name: str) -> ImageReadError:
    return ImageReadError(
        message("“{name}” is no longer the photograph that was kept.", name=name),
        message("Open the photograph where it is now; it is recognised by what is in it."),
    )
