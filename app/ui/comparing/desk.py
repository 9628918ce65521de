"""What is compared with the photograph that is shown: found, opened, checked and aligned."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import ImageReadError, RetivascError
from app.base.messages import message
from app.domain.photograph import PhotographId
from app.domain.reading import Reading
from app.ui.comparing.pictures import Compared, Party, Side, Sighted, comparing_work, other_patient
from app.ui.comparing.visits import (
    Visit,
    Visits,
    as_shown,
    find_visits,
    listed_visits,
    patient_of,
)
from app.ui.session.cache import Opened
from app.ui.session.cases import place_of
from app.ui.session.keeper import Keeper
from app.ui.session.library import Library
from app.ui.session.work import reading_work
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind


class ComparingDesk(QObject):
    """Compare the photograph that is shown with another one.

    The model looks at a photograph that it has not analysed yet, so that both are found by one.

    Signals:
        found: which photographs there are to choose from (Visits); the prior is being compared.
        chosen: which one is being compared (a Visit).
        compared: two photographs (Compared).
        absent: a photograph (a Visit) cannot be opened where it was, and why (an error).
        failed: why they cannot be compared.
    """

    found = pyqtSignal(object)
    chosen = pyqtSignal(object)
    compared = pyqtSignal(object)
    absent = pyqtSignal(object, RetivascError)
    failed = pyqtSignal(RetivascError)

    def __init__(
        self,
        workspace: Workspace,
        keeper: Keeper,
        library: Library,
        parent: QObject | None = None,
    ) -> None:
        """Take the photograph that is shown; there must be one."""
        super().__init__(parent)
        assert workspace.analysis is not None
        assert workspace.layers is not None
        assert workspace.entry is not None
        self.workspace, self._keeper, self._library = workspace, keeper, library
        self._shown = Opened(workspace.entry, workspace.analysis, workspace.layers)
        self.visits = Visits(as_shown(workspace.analysis.image, workspace.entry))
        self._wanted: Visit | None = None
        self._ended = False

    @property
    def shown_side(self) -> Side:
        """Return the photograph that is shown, as a pane shows it."""
        analysis, layers = self._shown.analysis, self._shown.layers
        return Side(analysis, layers.photograph, self.visits.shown.date, shown=True)

    # --- which there are -------------------------------------------------------------------

    def look(self) -> None:
        """Look in the store and in the list, and compare with the prior if there is one."""
        self._keeper.run(
            partial(find_visits, shown=self.visits.shown),
            then=self._on_found,
            otherwise=lambda _error: self._on_found(self.visits),  # the window says why
        )

    def _on_found(self, visits: Visits) -> None:
        if self._ended:
            return
        listed = listed_visits(
            self._library.entries, self.workspace.cases, place_of(self._shown.entry)
        )
        self.visits = visits.with_listed(listed)
        self.found.emit(self.visits)
        if self.visits.prior is not None:
            self.compare(self.visits.prior)

    # --- comparing -------------------------------------------------------------------------

    def compare(self, visit: Visit) -> None:
        """Compare with a photograph; what was asked before is given up."""
        self.cancel()
        self._wanted = visit
        self.chosen.emit(visit)
        self._open(visit, 0)

    def cancel(self) -> None:
        """Give up what is running."""
        self._wanted = None
        self.workspace.jobs.give_up(JobKind.OPEN, JobKind.COMPARE)

    def end(self) -> None:
        """Give up what is running; nothing more is told."""
        self._ended = True
        self.cancel()

    @property
    def busy(self) -> bool:
        """Return whether a photograph is being opened or compared."""
        return self.workspace.jobs.runs(JobKind.OPEN, JobKind.COMPARE)

    def _open(self, visit: Visit, place: int, error: RetivascError | None = None) -> None:
        """Open a photograph at one of its places, or else at the next one."""
        if place >= len(visit.entries):
            self._give_up(partial(self.absent.emit, visit, error or _nowhere()))
            return
        entry = visit.entries[place]
        self.workspace.queue.open(
            entry,
            visit.frame,
            self.workspace.cases.at(entry).colours,
            then=partial(self._on_opened, visit, place),
            otherwise=lambda problem: self._if_wanted(
                visit, lambda: self._open(visit, place + 1, problem)
            ),
        )

    def _on_opened(self, visit: Visit, place: int, opened: Opened) -> None:
        which = opened.analysis.image.id
        if visit.photograph is None:
            self._check_patient(visit, opened, which)
        elif which == visit.photograph:
            self._if_wanted(visit, lambda: self._compare(visit, opened))
        else:
            changed = _changed(opened.analysis.image.path.name)
            self._if_wanted(visit, lambda: self._open(visit, place + 1, changed))

    def _check_patient(self, visit: Visit, opened: Opened, which: PhotographId) -> None:
        """Ask the store whom a photograph of the list shows, before it is compared."""

        def go_on(patient: str | None) -> None:
            mine = self.visits.patient
            if mine is not None and patient is not None and mine != patient:
                names = (each.analysis.image.path.name for each in (opened, self._shown))
                self._give_up(partial(self.failed.emit, other_patient(*names)))
            else:
                self._compare(visit, opened)

        self._keeper.run(
            partial(patient_of, photograph=which),
            then=lambda patient: self._if_wanted(visit, lambda: go_on(patient)),
            otherwise=lambda _error: self._if_wanted(visit, lambda: go_on(None)),
        )

    def _compare(self, visit: Visit, opened: Opened) -> None:
        shown = self._sighted(self._shown, self.workspace.reading)
        reading = self.workspace.cases.of(opened.analysis.image.id).reading
        other = self._sighted(opened, reading or opened.analysis.reading)
        self.workspace.queue.make_way()
        self.workspace.jobs.submit(
            JobKind.COMPARE,
            comparing_work(Party(shown, self.visits.shown.date), Party(other, visit.date)),
            then=self._on_compared,
            otherwise=lambda error: self._give_up(partial(self.failed.emit, error)),
        )

    def _sighted(self, opened: Opened, reading: Reading) -> Sighted:
        """Return the work of giving a photograph as a person reads it now."""
        if opened.analysis.reading == reading:
            return lambda _on_progress, _should_stop: (opened.analysis, opened.layers)
        load_model = self.workspace.queue.load_model
        return reading_work(opened.analysis, opened.layers, reading, load_model)

    def _on_compared(self, compared: Compared) -> None:
        self._give_up(partial(self.compared.emit, compared))

    def _if_wanted(self, visit: Visit, act: Callable[[], None]) -> None:
        """Go on, unless another photograph was chosen meanwhile or nobody waits any more."""
        if visit is self._wanted:
            act()

    def _give_up(self, tell: Callable[[], None]) -> None:
        self._wanted = None
        if not self._ended:
            tell()


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
