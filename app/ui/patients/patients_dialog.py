"""The list of patients as a dialog: to open one, to enter, change, hand over or delete one."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.base.text import plain_line
from app.ui.look.style import quiet_button, text_label
from app.ui.patients.desk import PatientDesk
from app.ui.patients.merging import Merging
from app.ui.patients.patient_form import PatientForm
from app.ui.patients.patient_list import PatientList
from app.ui.patients.receipt import ReceiptDialog
from app.ui.patients.trail_dialog import TrailDialog
from app.ui.patients.words import patient_words
from app.ui.patients.work import delete

if TYPE_CHECKING:
    from app.store.database import Store
    from app.store.deletion import Receipt
    from app.store.patients import KeptPatient
    from app.store.search import Listed

_SIZE = QSize(1060, 580)  # fits a screen of 1366 x 768


class PatientsDialog(QDialog):
    """The list of patients.

    Signals:
        opened: the photographs of a patient are wanted (a KeptPatient).
        dropped: photographs (a tuple of places) were dropped on a patient (a KeptPatient).
    """

    opened = pyqtSignal(object)
    dropped = pyqtSignal(tuple, object)

    def __init__(self, desk: PatientDesk, folder: str, parent: QWidget | None = None) -> None:
        """Show the patients that are kept.

        Args:
            folder: where files are offered to be read and written.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Patients"))
        self._desk, self._folder = desk, folder
        self.list = PatientList(desk.keeper, desk.workspace.catalogue)
        self.told = text_label("faint")
        self.open_button = quiet_button(self.tr("Open photographs"), self._open_current)
        self.open_button.setObjectName("primary")
        self.add_button = quiet_button(self.tr("New patient…"), self._add)
        self.edit_button = quiet_button(self.tr("Edit…"), self._edit)
        self.delete_button = quiet_button(self.tr("Delete…"), self.ask_delete)
        self.merge_button = quiet_button(self.tr("Merge…"), self._choose_same)
        self.part_button = quiet_button(self.tr("Undo merge…"), self._ask_part)
        self.export_button = quiet_button(self.tr("Export…"), self._export)
        self.import_button = quiet_button(self.tr("Import…"), self._import)
        self.trail_button = quiet_button(self.tr("Audit trail…"), self._show_trail)
        self.merging = Merging(desk, self)
        self.merging.done.connect(self._note_merged)
        self.merging.failed.connect(self._show_error)
        self._lay_out()
        self.list.chosen.connect(self._open)
        self.list.delete_asked.connect(self.ask_delete)
        self.list.table.setAcceptDrops(True)
        self.list.dropped.connect(lambda places, on: self.dropped.emit(places, on.patient))
        self.list.current_changed.connect(self._enable)
        self.resize(_SIZE)
        self._enable()
        self.list.line.setFocus()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.add_button, self.edit_button, self.delete_button):
            buttons.addWidget(button)
        buttons.addSpacing(12)
        for button in (self.merge_button, self.part_button):
            buttons.addWidget(button)
        buttons.addStretch()
        below = QHBoxLayout()
        for button in (self.export_button, self.import_button, self.trail_button):
            below.addWidget(button)
        below.addStretch()
        below.addWidget(self.open_button)
        below.addWidget(quiet_button(self.tr("Close"), self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.told)
        layout.addLayout(buttons)
        layout.addLayout(below)
        self.told.hide()

    def _enable(self) -> None:
        marked, is_open = self.list.current is not None, self._desk.keeper.is_open
        for button in (
            self.open_button,
            self.edit_button,
            self.delete_button,
            self.merge_button,
            self.part_button,
            self.export_button,
        ):
            button.setEnabled(marked and is_open)
        for button in (self.add_button, self.import_button, self.trail_button):
            button.setEnabled(is_open)

    # --- one patient -----------------------------------------------------------------------

    def _open_current(self) -> None:
        if self.list.current is not None:
            self._open(self.list.current)

    def _open(self, listed: "Listed") -> None:
        self.opened.emit(listed.patient)
        self.close()

    def _add(self) -> None:
        self._show_form(PatientForm(self._desk, self))

    def _edit(self) -> None:
        if self.list.current is not None:
            self._show_form(PatientForm(self._desk, self, patient=self.list.current.patient))

    def _show_form(self, form: PatientForm) -> None:
        form.saved.connect(lambda patient: self.list.mark(patient.id))
        form.open()

    def _choose_same(self) -> None:
        listed = self.list.current
        if listed is None:
            return
        purpose = self.tr("Who is the same patient as {who}?")
        who = patient_words(listed.patient.facts)
        dialog = ChoosePatientDialog(self._desk, purpose.format(who=who), self)
        dialog.chosen.connect(lambda other: self.merging.ask_merge(listed.patient, other))
        dialog.open()

    def _ask_part(self) -> None:
        if self.list.current is not None:
            self.merging.ask_part(self.list.current.patient)

    def _note_merged(self, patient: str, told: str) -> None:
        self.list.mark(patient)
        self._tell(told)

    def ask_delete(self) -> None:
        """Ask whether the patient that is marked is to be deleted, and say what goes."""
        listed = self.list.current
        if listed is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Warning)
        box.setWindowTitle(self.tr("Delete a patient"))
        box.setText(self.tr("Delete {who}?").format(who=patient_words(listed.patient.facts)))
        box.setInformativeText(
            self.tr(
                "Erased for good: who it is; of all photographs ({count}) the readings, "
                "corrections, results and reports; what the audit trail tells of them; and "
                "backups in the store's folder. The photographs' files stay where they are, as "
                "does what was sent to an archive."
            ).format(count=listed.photographs)
        )
        go = box.addButton(self.tr("Delete"), QMessageBox.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(
            lambda button: self._delete(listed.patient) if button is go else None
        )
        box.open()

    def _delete(self, patient: "KeptPatient") -> None:
        self._desk.keeper.run(
            partial(delete, patient=patient.id),
            then=self._show_receipt,
            otherwise=self._show_error,
            edits=True,
        )

    def _show_receipt(self, receipt: "Receipt") -> None:
        ReceiptDialog((receipt,), self._folder, self._desk.workspace.catalogue, self).open()

    # --- elsewhere -------------------------------------------------------------------------

    def _export(self) -> None:
        listed = self.list.current
        if listed is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export a patient"),
            str(Path(self._folder) / "patient.zip"),
            self.tr("Archives (*.zip)"),
        )
        if name:
            self.export_to(listed.patient, Path(name))

    def export_to(self, patient: "KeptPatient", target: Path) -> None:
        """Write a patient into a ZIP that another store takes in."""

        def work(store: "Store") -> int:
            from app.store.transfer import export_patient

            return export_patient(store, patient.id, target)

        self._desk.keeper.run(
            work,
            then=lambda count: self._tell(
                self.tr("Exported: {file} (photographs: {count})").format(
                    count=count, file=plain_line(target)
                )
            ),
            otherwise=self._show_error,
            edits=True,
        )

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import a patient"), self._folder, self.tr("Archives (*.zip)")
        )
        if name:
            self.import_from(Path(name))

    def import_from(self, source: Path) -> None:
        """Take a patient in from a ZIP that another store wrote."""

        def work(store: "Store") -> str:
            from app.store.transfer import import_patient

            return import_patient(store, source)

        self._desk.keeper.run(
            work, then=self._tell_imported, otherwise=self._show_error, edits=True
        )

    def _tell_imported(self, patient: str) -> None:
        self.list.mark(patient)
        self._tell(self.tr("The patient was taken in; what was here already stays as it was."))

    def _show_trail(self) -> None:
        TrailDialog(self._desk, self._folder, self.list.current, self).open()

    def _show_error(self, error: RetivascError) -> None:
        say = self._desk.workspace.catalogue.say
        self._tell(f"{say(error.message)} {say(error.hint)}")

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.show()


class ChoosePatientDialog(QDialog):
    """The list of patients, of whom one is chosen for photographs.

    Signals:
        chosen: the patient (a KeptPatient).
    """

    chosen = pyqtSignal(object)

    def __init__(self, desk: PatientDesk, purpose: str, parent: QWidget | None = None) -> None:
        """Ask for a patient.

        Args:
            purpose: for what, in a sentence.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Choose a patient"))
        self._desk = desk
        self.list = PatientList(desk.keeper, desk.workspace.catalogue)
        self.choose_button = quiet_button(self.tr("Choose"), self._choose_current)
        self.choose_button.setObjectName("primary")
        self.add_button = quiet_button(self.tr("New patient…"), self._add)
        told = text_label()
        told.setText(purpose)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch()
        buttons.addWidget(self.choose_button)
        buttons.addWidget(quiet_button(self.tr("Cancel"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addWidget(self.list, stretch=1)
        layout.addLayout(buttons)
        self.list.chosen.connect(lambda listed: self._choose(listed.patient))
        self.list.current_changed.connect(self._enable)
        self.resize(_SIZE)
        self._enable()
        self.list.line.setFocus()

    def _enable(self) -> None:
        self.choose_button.setEnabled(self.list.current is not None)
        self.add_button.setEnabled(self._desk.keeper.is_open)

    def _choose_current(self) -> None:
        if self.list.current is not None:
            self._choose(self.list.current.patient)

    def _add(self) -> None:
        form = PatientForm(self._desk, self)
        form.saved.connect(self._choose)
        form.open()

    def _choose(self, patient: "KeptPatient") -> None:
        self.chosen.emit(patient)
        self.accept()
