"""Whom photographs show: what the window asks the store, and tells it."""

from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

from PyQt5.QtCore import QObject, pyqtBoundSignal, pyqtSignal

from app.base.errors import RetivascError, StoreError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop
from app.domain.photograph import NOBODY_SAYS, Laterality, PhotographId
from app.reading.listing import Entry
from app.store.facts import Facts
from app.ui.patients.work import (
    LookedOver,
    Photographs,
    Shown,
    applying,
    assigning,
    eye_of,
    find,
    look_up,
    looking_over,
    note_looked_at,
    number_of,
    of_patients,
    open_patient,
    recent,
)
from app.ui.session.cases import Place
from app.ui.session.workspace import Workspace
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:
    from app.store.assigning import Proposal
    from app.store.database import Store
    from app.store.patients import KeptPatient
    from app.store.search import Listed

Result = TypeVar("Result")

RECENT = 8
_PATIENCE_S = 30.0


class StoreOfCases(Protocol):
    """The store behind the window, as far as patients need it."""

    changed: pyqtBoundSignal
    standing_changed: pyqtBoundSignal

    @property
    def is_open(self) -> bool:
        """Return whether what is kept can be read."""

    def run(
        self,
        work: "Callable[[Store], Result]",
        *,
        then: Callable[[Result], None] = ...,
        otherwise: Callable[[RetivascError], None] | None = ...,
        edits: bool = ...,
    ) -> None:
        """Have something done with the store in its thread."""

    def when_open(self, should_stop: ShouldStop, patience_s: float) -> "Store | None":
        """Return the store to another thread; None where there is none."""


class PatientDesk(QObject):
    """Find out whom the photograph that is shown is of, and let a person say it.

    Signals:
        shown_changed: what is known of whom it shows has changed.
        recent_changed: the patients that were looked at last have changed.
        opened: a patient was chosen; where the photographs lie.
        failed, noticed: to be told.
    """

    shown_changed = pyqtSignal()
    recent_changed = pyqtSignal()
    opened = pyqtSignal(Photographs)
    failed = pyqtSignal(RetivascError)
    noticed = pyqtSignal(Message)

    def __init__(
        self, workspace: Workspace, keeper: StoreOfCases, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace, self.keeper = workspace, keeper
        self.shown: Shown | None = None
        self.recent: Sequence[Listed] = ()
        self.jobs = Jobs(self)
        self._waiting: deque[Callable[[Store, OnProgress, ShouldStop], int]] = deque()
        self.owned: frozenset[str] = frozenset()
        self._files: frozenset[str] = frozenset()
        self._noted = ""
        self._eye_given: tuple[PhotographId, Laterality] | None = None
        workspace.picture_changed.connect(self._look_up)
        workspace.analysed.connect(self._look_up)
        keeper.changed.connect(self.refresh)
        keeper.standing_changed.connect(self.refresh)

    def shut_down(self) -> None:
        """Stop assigning."""
        self.jobs.shut_down()

    # --- what is known ---------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Return whether photographs are being assigned, or looked over before."""
        return self.jobs.runs(JobKind.ASSIGN, JobKind.LIST)

    def look_whose(self, files: Collection[str]) -> None:
        """Find out which files, named by their SHA-256, are of patients: ``owned``."""
        if frozenset(files) != self._files:
            self._files = frozenset(files)
            self._look_whose()

    def _look_whose(self) -> None:
        if self._files and self.keeper.is_open:
            self.keeper.run(
                partial(of_patients, files=self._files),
                then=self._take_owned,
                otherwise=lambda _: None,
            )

    def _take_owned(self, owned: frozenset[str]) -> None:
        if owned != self.owned:
            self.owned = owned
            self.recent_changed.emit()

    def refresh(self) -> None:
        """Look again into the store."""
        self._look_up()
        self._look_whose()
        if not self.keeper.is_open:
            self._take_recent(())
            return
        self.keeper.run(
            partial(recent, count=RECENT), then=self._take_recent, otherwise=lambda _: None
        )

    def _take_recent(self, listed: "Sequence[Listed]") -> None:
        if tuple(listed) != tuple(self.recent):
            self.recent = listed
            self.recent_changed.emit()

    def _look_up(self) -> None:
        analysis = self.workspace.analysis
        if analysis is None or not self.keeper.is_open:
            self._show(None)
            return
        which = analysis.image.id
        if self.shown is not None and self.shown.kept.photograph != which:
            self._show(None)  # that was another one
        self.keeper.run(
            partial(look_up, photograph=which),
            then=partial(self._take, which),
            otherwise=lambda _: None,
        )

    def _take(self, which: PhotographId, shown: Shown | None) -> None:
        self.workspace.set_identity(which, shown.identity if shown else NOBODY_SAYS)
        analysis = self.workspace.analysis
        if analysis is not None and analysis.image.id == which:
            if shown is not None:
                self._give_eye(which, eye_of(shown))
            self._show(shown)
            self._note_patient(shown.patient.id if shown and shown.patient else "")

    def _note_patient(self, patient: str) -> None:
        """Have the store remember that somebody looks at a patient, once until another comes."""
        former, self._noted = self._noted, patient
        if patient and patient != former:
            self.keeper.run(
                partial(note_looked_at, patient=patient), otherwise=lambda _: None, edits=True
            )

    def _give_eye(self, which: PhotographId, eye: Laterality) -> None:
        """Set the eye that the name of its file told, once, where nothing else says one."""
        if eye is not Laterality.UNKNOWN and self._eye_given != (which, eye):
            self._eye_given = which, eye
            if self.workspace.reading.laterality is Laterality.UNKNOWN:
                self.workspace.set_laterality(eye)

    def _show(self, shown: Shown | None) -> None:
        if shown != self.shown:
            self.shown = shown
            self.shown_changed.emit()

    # --- what a person says ----------------------------------------------------------------

    def assign_if_shown(self, which: PhotographId, patient: str) -> None:
        """Assign the photograph that a dialog was opened for, unless another is shown by now."""
        if self._still_shown(which):
            self.assign_shown(patient)

    def assign_order_if_shown(self, which: PhotographId, order: Facts) -> None:
        """Say for which order of the worklist the photograph of a dialog was taken."""
        if not self._still_shown(which):
            return

        def work(store: "Store", number: int) -> None:
            from app.store.assigning import assign_order

            assign_order(store, number, order)

        self._with_shown(work)

    def type_date_if_shown(self, which: PhotographId, day: str) -> None:
        """Say when the photograph that a dialog was opened for was taken; see ``type_date``."""
        if self._still_shown(which):
            self.type_date(day)

    def _still_shown(self, which: PhotographId) -> bool:
        analysis = self.workspace.analysis
        if analysis is not None and analysis.image.id == which:
            return True
        self.failed.emit(
            StoreError(
                message("Another photograph was opened meanwhile, so nothing was assigned."),
                message("Open the photograph again and assign it then."),
            )
        )
        return False

    def assign_shown(self, patient: str | None) -> None:
        """Say whom the photograph that is shown is of; None takes it from whoever it was."""

        def work(store: "Store", number: int) -> None:
            from app.store.patients import assign

            assign(store, patient, [number])

        self._with_shown(work)

    def type_date(self, day: str) -> None:
        """Say when the photograph that is shown was taken, YYYYMMDD."""

        def work(store: "Store", number: int) -> None:
            from app.store.photographs import type_facts

            type_facts(store, [number], Facts(date=day))

        self._with_shown(work)

    def clear_date(self) -> None:
        """Take back what a person said of when the photograph that is shown was taken."""

        def work(store: "Store", number: int) -> None:
            from app.store.photographs import clear_typed_date

            clear_typed_date(store, number)

        self._with_shown(work)

    def _with_shown(self, work: "Callable[[Store, int], None]") -> None:
        analysis, entry = self.workspace.analysis, self.workspace.entry
        if analysis is None or entry is None:
            return
        image = analysis.findings.image  # as its file says, and nobody else
        self._edit(lambda store: work(store, number_of(store, image, entry)))

    def add(
        self,
        facts: Facts,
        *,
        then: "Callable[[KeptPatient], None]",
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        """Enter a new patient as typed."""

        def work(store: "Store") -> "KeptPatient":
            from app.store.patients import add_patient

            return add_patient(store, facts)

        self.keeper.run(work, then=then, otherwise=otherwise, edits=True)

    def change(
        self,
        patient: "KeptPatient",
        typed: Mapping[str, str],
        *,
        then: "Callable[[KeptPatient], None]",
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        """Give facts of a patient other values, as typed."""

        def work(store: "Store") -> "KeptPatient":
            from app.store.patients import change_patient

            return change_patient(store, patient, **typed)

        self.keeper.run(work, then=then, otherwise=otherwise, edits=True)

    def open(self, patient: str) -> None:
        """Have the photographs of a patient listed."""
        self.keeper.run(
            partial(open_patient, patient=patient),
            then=self._tell_opened,
            otherwise=self.failed.emit,
            edits=True,
        )

    def _tell_opened(self, found: Photographs) -> None:
        self.opened.emit(found)
        if not found.there and not found.gone:
            self.noticed.emit(message("No photograph is assigned to this patient yet."))
        elif found.gone:
            self.failed.emit(
                StoreError(
                    message(
                        "Photographs of this patient that are no longer where they were: {count}.",
                        count=found.gone,
                    ),
                    message("Add the folder in which they are now; their results are kept."),
                )
            )

    def find(self, patient: str, *, then: "Callable[[KeptPatient], None]") -> None:
        """Look a patient up by the store's id."""
        self.keeper.run(partial(find, patient=patient), then=then, otherwise=self.failed.emit)

    def look_over(
        self,
        dragged: Sequence[Entry | Place],
        patient: str,
        *,
        then: Callable[[LookedOver], None],
    ) -> None:
        """Find out which photographs are to be assigned to a patient, and what is against it."""
        self._begin(
            JobKind.LIST, looking_over(dragged, patient), then=then, otherwise=self.failed.emit
        )

    def assign(self, entries: Sequence[Entry], patient: str) -> None:
        """Say that the photographs of files show one patient."""
        self._assign_apart(assigning(entries, patient))

    def apply(self, proposals: "Sequence[Proposal]") -> None:
        """Give photographs what the names of their files tell."""
        self._assign_apart(applying(proposals))

    def _assign_apart(self, work: "Callable[[Store, OnProgress, ShouldStop], int]") -> None:
        """Read files and assign them, after those that are being assigned already."""
        self._waiting.append(work)
        if not self.jobs.runs(JobKind.ASSIGN):
            self._assign_next()

    def _assign_next(self) -> None:
        if self._waiting:
            self._begin(
                JobKind.ASSIGN,
                self._waiting.popleft(),
                then=self._tell_assigned,
                otherwise=self._tell_unassigned,
            )

    def _begin(
        self,
        kind: JobKind,
        work: "Callable[[Store, OnProgress, ShouldStop], Result]",
        *,
        then: Callable[[Result], None],
        otherwise: Callable[[RetivascError], None],
    ) -> None:
        """Work with the store in a thread of its own: what else is kept must not wait."""

        def job(on_progress: OnProgress, should_stop: ShouldStop) -> Result:
            store = self.keeper.when_open(should_stop, _PATIENCE_S)
            if store is None:
                raise StoreError(
                    message("Patients are not kept now, so nothing was assigned."),
                    message("Look at the bottom of the window for the reason, then try again."),
                )
            return work(store, on_progress, should_stop)

        self.jobs.start()
        self.jobs.submit(kind, job, then=then, otherwise=otherwise)

    def cancel(self) -> None:
        """Assign none of what is not assigned yet."""
        self._waiting.clear()
        self.jobs.give_up(JobKind.ASSIGN, JobKind.LIST)

    def _tell_assigned(self, count: int) -> None:
        self.keeper.changed.emit()
        self.noticed.emit(message("Photographs assigned: {count}.", count=count))
        self._assign_next()

    def _tell_unassigned(self, error: RetivascError) -> None:
        self.keeper.changed.emit()  # a part may have been kept
        self.failed.emit(error)
        self._assign_next()

    def _edit(self, work: "Callable[[Store], None]") -> None:
        self.keeper.run(work, then=lambda _: None, otherwise=self.failed.emit, edits=True)
