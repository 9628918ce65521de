"""What the window does for patients: it opens their dialogs, and passes on what is chosen there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from app.base.errors import RetivascError
from app.base.messages import message
from app.reading.listing import Entry
from app.ui.cards.browser import Browser
from app.ui.patients.card import PatientCard
from app.ui.patients.desk import PatientDesk
from app.ui.patients.names_dialog import NamesDialog
from app.ui.patients.patients_dialog import ChoosePatientDialog, PatientsDialog
from app.ui.patients.work import Photographs
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
        self._named = True
        self.folder = ""
        card.choose_asked.connect(self.choose_for_shown)
        browser.assign_asked.connect(self.ask_assign)
        browser.names_asked.connect(self.ask_by_names)
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
        self.show_recent()

    def show_recent(self) -> None:
        """Offer the patients that were looked at last."""
        self._start_page.set_patients(self._desk.recent if self._named else ())

    # --- dialogs ---------------------------------------------------------------------------

    def show_list(self) -> None:
        """Open the list of patients."""
        dialog = PatientsDialog(self._desk, self.folder, self._window)
        dialog.opened.connect(lambda patient: self._desk.open(patient.id))
        dialog.open()

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
        self._desk.assign(entries, patient.id)

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
