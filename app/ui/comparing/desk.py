"""What is compared with the photograph that is shown: found, opened, checked and aligned."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import RetivascError
from app.ui.comparing.opener import Found, VisitOpener
from app.ui.comparing.pictures import Party, Side, comparing_work
from app.ui.comparing.visits import Visit, Visits, as_shown, find_visits, listed_visits
from app.ui.session.cache import Opened
from app.ui.session.cases import place_of
from app.ui.session.keeper import Keeper
from app.ui.session.library import Library
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind


class ComparingDesk(QObject):
    """Compare the photograph that is shown with another one.

    The model looks at a photograph that it has not analysed yet, so that both are found by one.

    Signals:
        found: which photographs there are to choose from (Visits); the prior is being compared.
        chosen: which one is being compared (a Visit).
        compared: two photographs (Compared).
        absent: of a photograph (a Visit) neither file nor vessels are at hand, and why (an error).
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
        self.opener = VisitOpener(workspace, keeper, self._shown)
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
        self.chosen.emit(visit)
        self.opener.open(
            visit,
            self.visits.patient,
            then=partial(self._compare, visit),
            failed=lambda error: self._tell(partial(self.failed.emit, error)),
        )

    def cancel(self) -> None:
        """Give up what is running."""
        self.opener.give_up()
        self.workspace.jobs.give_up(JobKind.COMPARE)

    def end(self) -> None:
        """Give up what is running; nothing more is told."""
        self._ended = True
        self.cancel()

    @property
    def busy(self) -> bool:
        """Return whether a photograph is being opened or compared."""
        return self.workspace.jobs.runs(JobKind.OPEN, JobKind.COMPARE)

    @property
    def shown_party(self) -> Party:
        """Return the photograph that is shown, as a person reads it now."""
        sight = self.opener.sighted(self._shown, self.workspace.reading)
        return Party(sight, self.visits.shown.date)

    def _compare(self, visit: Visit, found: Found) -> None:
        self.workspace.queue.make_way()
        self.workspace.jobs.submit(
            JobKind.COMPARE,
            comparing_work(self.shown_party, found.party),
            then=lambda compared: self._tell(
                partial(self.compared.emit, replace(compared, absent=found.absent))
            ),
            otherwise=lambda error: self._tell(
                partial(self.absent.emit, visit, error)
                if error is found.absent
                else partial(self.failed.emit, error)
            ),
        )

    def _tell(self, tell: Callable[[], None]) -> None:
        if not self._ended:
            tell()
