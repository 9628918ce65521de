"""Say that two patients are one, and undo it: only a person does either."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.ui.look.style import text_label
from app.ui.patients.desk import PatientDesk
from app.ui.patients.words import patient_words

if TYPE_CHECKING:
    from app.store.database import Store
    from app.store.patients import KeptPatient


class Merging(QObject):
    """Ask before two patients become one, and which merge is to be undone.

    Signals:
        done: whose row of the list is to be marked (an id), and what is to be said.
        failed: an error.
    """

    done = pyqtSignal(str, str)
    failed = pyqtSignal(RetivascError)

    def __init__(self, desk: PatientDesk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window

    def ask_merge(self, patient: "KeptPatient", into: "KeptPatient") -> None:
        """Ask whether a patient is another one."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Question)
        box.setWindowTitle(self.tr("Merge two patients"))
        box.setText(
            self.tr("Are {one} and {other} one patient?").format(
                one=patient_words(patient.facts), other=patient_words(into.facts)
            )
        )
        box.setInformativeText(
            self.tr(
                "The photographs of both are then listed as {other}. Nothing is erased, and the "
                "merge can be undone. The audit trail tells of it."
            ).format(other=patient_words(into.facts))
        )
        go = box.addButton(self.tr("Merge"), QMessageBox.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.buttonClicked.connect(
            lambda button: self._merge(patient, into) if button is go else None
        )
        box.open()

    def _merge(self, patient: "KeptPatient", into: "KeptPatient") -> None:
        told = self.tr("The two patients are one now.")
        self._desk.keeper.run(
            partial(_merge, patient=patient.id, into=into.id),
            then=lambda _done: self.done.emit(into.id, told),
            otherwise=self.failed.emit,
            edits=True,
        )

    def ask_part(self, patient: "KeptPatient") -> None:
        """Offer to undo the merges of a patient."""
        self._desk.keeper.run(
            partial(_merged_into, patient=patient.id),
            then=partial(self._offer, patient),
            otherwise=self.failed.emit,
        )

    def _offer(self, patient: "KeptPatient", merged: "Sequence[KeptPatient]") -> None:
        if not merged:
            self.done.emit(patient.id, self.tr("Nobody was merged into this patient."))
            return
        dialog = PartDialog(patient, merged, self._window)
        dialog.chosen.connect(self._part)
        dialog.open()

    def _part(self, patient: "KeptPatient") -> None:
        told = self.tr("The merge was undone: each photograph is with whom it was before.")
        self._desk.keeper.run(
            partial(_unmerge, patient=patient.id),
            then=lambda _done: self.done.emit(patient.id, told),
            otherwise=self.failed.emit,
            edits=True,
        )


class PartDialog(QDialog):
    """The patients that were merged into one, of whom one is parted again.

    Signals:
        chosen: the patient (a KeptPatient) who is to be one again.
    """

    chosen = pyqtSignal(object)

    def __init__(
        self,
        patient: "KeptPatient",
        merged: "Sequence[KeptPatient]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Undo a merge"))
        told = text_label()
        told.setText(
            self.tr("Merged into {who}. Which of them is a patient of their own?").format(
                who=patient_words(patient.facts)
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Patients that were merged"))
        for each in merged:
            item = QListWidgetItem(patient_words(each.facts), self.list)
            item.setData(Qt.ItemDataRole.UserRole, each)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self._choose())
        self.part_button, close = QPushButton(self.tr("Undo merge")), QPushButton(self.tr("Cancel"))
        self.part_button.setObjectName("primary")
        self.part_button.clicked.connect(lambda _checked: self._choose())
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.part_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(told)
        layout.addWidget(self.list)
        layout.addLayout(buttons)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
            self.accept()


def _merge(store: "Store", patient: str, into: str) -> None:
    from app.store.patients import merge

    merge(store, patient, into)


def _unmerge(store: "Store", patient: str) -> None:
    from app.store.patients import unmerge

    unmerge(store, patient)


def _merged_into(store: "Store", patient: str) -> "tuple[KeptPatient, ...]":
    from app.store.patients import find_patient, merged_with

    with store.read() as connection:
        _own, *others = merged_with(connection, patient)
        return tuple(find_patient(connection, each) for each in others)
