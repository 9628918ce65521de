"""The question before photographs are assigned: how many, to whom, and what speaks against it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.base.text import plain_line
from app.base.translation import Catalogue
from app.ui.patients.words import contradiction_words, patient_words
from app.ui.patients.work import LookedOver

if TYPE_CHECKING:
    from app.store.assigning import Objection
    from app.store.patients import KeptPatient

_NAMED = 6  # files, of many


class AssignQuestion(QMessageBox):
    """Ask whether photographs are to be assigned to a patient.

    Signals:
        confirmed: they are.
    """

    confirmed = pyqtSignal()

    def __init__(
        self,
        looked: LookedOver,
        patient: "KeptPatient",
        catalogue: Catalogue,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Warning if looked.objections else QMessageBox.Question)
        self.setWindowTitle(self.tr("Assign photographs"))
        words = self.tr("Assign photographs ({count}) to {who}?")
        self.setText(words.format(count=len(looked.entries), who=patient_words(patient.facts)))
        self.setInformativeText("\n".join(self._lines(looked)))
        self.go = self.addButton(self.tr("Assign"), QMessageBox.AcceptRole)
        cancel = self.addButton(QMessageBox.Cancel)
        self.setDefaultButton(cancel if looked.objections else self.go)
        self.buttonClicked.connect(self._confirm)

    def _confirm(self, button: object) -> None:
        if button is self.go:
            self.confirmed.emit()

    def _lines(self, looked: LookedOver) -> list[str]:
        against = [
            f"{plain_line(each.entry.location.name)}: {why}"
            for each in looked.objections
            for why in self._objections(each)
        ]
        names = [plain_line(each.location.name) for each in looked.entries]
        lines = [self.tr("What speaks against it:"), *self._first(against)] if against else []
        lines = lines or self._first(names)
        if looked.left_out:
            words = self.tr("Left out, as they cannot be read: {count}")
            lines.append(words.format(count=looked.left_out))
        return lines

    def _objections(self, objection: "Objection") -> list[str]:
        lines = [
            contradiction_words(self._catalogue, each.fact, each.stated, each.said)
            for each in objection.contradictions
        ]
        if objection.assigned is not None:
            lines.append(self._catalogue.say(objection.assigned))
        return lines

    def _first(self, lines: Sequence[str]) -> list[str]:
        left = len(lines) - _NAMED
        more = [self.tr("further ones: {count}").format(count=left)] if left > 0 else []
        return [*lines[:_NAMED], *more]
