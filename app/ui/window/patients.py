"""What the window does for patients: it opens their dialogs, and passes on what is chosen there."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from app.base.errors import RetivascError, StoreError
from app.base.messages import message
from app.reading.listing import Entry
from app.store.facts import Facts
from app.ui.cards.browser import Browser
from app.ui.patients.assign_question import AssignQuestion
from app.ui.patients.card import PatientCard
from app.ui.patients.desk import PatientDesk
from app.ui.patients.holders import Holders
from app.ui.patients.names_dialog import NamesDialog
from app.ui.patients.patient_form import PatientForm
from app.ui.patients.patients_dialog import ChoosePatientDialog, PatientsDialog
from app.ui.patients.work import LookedOver, Photographs
from app.ui.session.cases import Place, place_of
from app.ui.session.library import Library
from app.ui.window.start_page import StartPage

if TYPE_CHECKING:
    from app.store.patients import KeptPatient


class Patients(QObject):
    """Connect the card, the list of photographs and the start page with the desk of patients.

    Signals:
        failed: to be told; once more with the next photograph, which takes away what was said.
    """

    failed = pyqtSignal(RetivascError)

    def __init__(
        self,
        desk: PatientDesk,
        card: PatientCard,
        browser: Browser,
        start_page: StartPage,
        *,
        library: Library,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk, self._browser, self._library = desk, browser, library
        self._start_page, self._window = start_page, window
        self._missing: RetivascError | None = None
        self._list: PatientsDialog | None = None
        self._holders = Holders(desk.workspace, library, desk.keeper, self)
        self._named = True
        self.folder = ""
        card.choose_asked.connect(self.choose_for_shown)
        browser.assign_asked.connect(self.ask_assign)
        browser.names_asked.connect(self.ask_by_names)
        browser.dropped.connect(self._take_dropped_in_list)
        self._holders.changed.connect(browser.set_holders)
        start_page.patients_asked.connect(self.show_list)
        start_page.patient_asked.connect(desk.open)
        desk.opened.connect(self._show_photographs)
        desk.failed.connect(self._tell)
        desk.recent_changed.connect(self.show_recent)
        desk.workspace.picture_changed.connect(self._tell_again)
        self.show_recent()

    def set_patient_shown(self, shown: bool) -> None:
        """Name the recent patients or not."""
        self._named = shown
        if self._list is not None and not shown:
            self._list.close()
        self.show_recent()

    def show_recent(self) -> None:
        """Offer the patients that were looked at last."""
        self._start_page.set_patients(self._desk.recent if self._named else ())

    # --- dialogs ---------------------------------------------------------------------------

    def show_list(self) -> None:
        """Open the list of patients, onto which photographs of the window can be dragged."""
        if self._list is None:
            self._list = PatientsDialog(self._desk, self.folder, self._window)
            self._list.opened.connect(lambda patient: self._desk.open(patient.id))
            self._list.dropped.connect(self._take_dropped)
            self._list.finished.connect(self._forget_list)
        self._list.show()
        self._list.raise_()
        self._list.activateWindow()

    def _forget_list(self) -> None:
        self._list = None

    def enter(self, facts: Facts) -> None:
        """Ask for a new patient, of whom something is known."""
        PatientForm(self._desk, self._window, suggested=facts).open()

    def choose_for_shown(self) -> None:
        """Ask whom of the list the photograph that is shown is of."""
        analysis = self._desk.workspace.analysis
        if analysis is None:
            return
        which = analysis.image.id
        dialog = ChoosePatientDialog(
            self._desk, self.tr("Whose photograph is the one that is shown?"), self._window
        )
        dialog.chosen.connect(lambda patient: self._desk.assign_if_shown(which, patient.id))
        dialog.open()

    def ask_assign(self, entries: Sequence[Entry]) -> None:
        """Ask to which patient photographs belong, and assign them."""
        if not entries:
            self._tell_none()
            return
        purpose = self.tr("Whose photographs are the {count} that are selected?")
        dialog = ChoosePatientDialog(self._desk, purpose.format(count=len(entries)), self._window)
        dialog.chosen.connect(lambda patient: self._assign(entries, patient))
        dialog.open()

    def ask_by_names(self, entries: Sequence[Entry]) -> None:
        """Show what the names of files tell, and assign their photographs once that is right."""
        if not entries:
            self._tell_none()
            return
        dialog = NamesDialog(self._desk, entries, self._window)
        dialog.confirmed.connect(self._desk.apply)
        dialog.open()

    def _assign(self, entries: Sequence[Entry], patient: "KeptPatient") -> None:
        """Assign what was chosen for a patient; ask once more where something is against it."""

        def go_on(looked: LookedOver) -> None:
            if looked.objections:
                self._ask(looked, patient)
            else:
                self._desk.assign(looked.entries, patient.id)

        self._desk.look_over(entries, patient.id, then=go_on)

    def _take_dropped_in_list(self, places: Sequence[Place], patient: str) -> None:
        """Assign what was dropped on a patient of the list of photographs, and list it there."""

        def ask(found: "KeptPatient") -> None:
            self._take_dropped(places, found, then=lambda: self._library.add_places(places))

        self._desk.find(patient, then=ask)

    def _take_dropped(
        self,
        places: Sequence[Place],
        patient: "KeptPatient",
        *,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask whether what was dropped on a patient is to be assigned: a hand slips easily."""
        known = {place_of(entry): entry for entry in self._library.entries}
        dragged = [known.get(place, place) for place in places]
        self._desk.look_over(
            dragged, patient.id, then=lambda looked: self._ask(looked, patient, then)
        )

    def _ask(
        self,
        looked: LookedOver,
        patient: "KeptPatient",
        then: Callable[[], None] = lambda: None,
    ) -> None:
        if not looked.entries:
            self._desk.failed.emit(
                StoreError(
                    message("None of this can be read, so nothing was assigned."),
                    message("Drag photographs, or folders with photographs."),
                )
            )
            return

        def assign() -> None:
            self._desk.assign(looked.entries, patient.id)
            then()

        say = self._desk.workspace.catalogue
        question = AssignQuestion(looked, patient, say, self._list or self._window)
        question.confirmed.connect(assign)
        question.open()

    def _tell_none(self) -> None:
        self._desk.noticed.emit(
            message("There are no photographs in the list yet: open some, then assign them.")
        )

    # --- what the desk says ----------------------------------------------------------------

    def _show_photographs(self, found: Photographs) -> None:
        if found.there:
            self._library.add_places(found.there)

    def _tell(self, error: RetivascError) -> None:
        self._missing = error
        self.failed.emit(error)

    def _tell_again(self) -> None:
        error, self._missing = self._missing, None
        if error is not None and self._library.entries:
            self.failed.emit(error)
