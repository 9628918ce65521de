"""The dialog for typing who a patient is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.domain.photograph import Source
from app.store.facts import NOTHING_SAID, Facts
from app.ui.look.style import text_label
from app.ui.patients.day_field import DayField
from app.ui.patients.desk import PatientDesk
from app.ui.patients.words import fact_name, sex_words, source_words

if TYPE_CHECKING:
    from app.store.patients import KeptPatient

_LONGEST = 64  # characters, as DICOM allows
_WIDTH = 58  # letters


class PatientForm(QDialog):
    """Type a new patient, or other facts of one that is known.

    Signals:
        saved: the patient (a KeptPatient) as the store now has it.
    """

    saved = pyqtSignal(object)

    def __init__(
        self,
        desk: PatientDesk,
        parent: QWidget | None = None,
        *,
        patient: "KeptPatient | None" = None,
        suggested: Facts = NOTHING_SAID,
    ) -> None:
        """Show what is known.

        Args:
            patient: whose facts are changed; None to enter a new one.
            suggested: what a new one begins with.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._patient = desk, patient
        self.setWindowTitle(self.tr("New patient") if patient is None else self.tr("Edit patient"))
        self.identifier, self.name = QLineEdit(), QLineEdit()
        self.born = DayField(fact_name("birth_date"))
        self.sex = QComboBox()
        self.told = text_label("grave")
        self.save_button, close = QPushButton(self.tr("Save")), QPushButton(self.tr("Cancel"))
        self.save_button.setObjectName("primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        close.clicked.connect(self.reject)
        self._fill(suggested if patient is None else patient.facts)
        self._lay_out(close)

    def _fill(self, facts: Facts) -> None:
        for field, text in ((self.identifier, facts.patient_id), (self.name, facts.name)):
            field.setMaxLength(max(_LONGEST, len(text)))
            field.setText(text)
        self.born.set_day(facts.birth_date)
        self.sex.setAccessibleName(fact_name("sex"))
        self.sex.addItem(self.tr("not known"), "")
        for code in ("F", "M", "O"):
            self.sex.addItem(sex_words(code), code)
        if facts.sex and self.sex.findData(facts.sex) < 0:
            self.sex.addItem(facts.sex, facts.sex)
        self.sex.setCurrentIndex(max(0, self.sex.findData(facts.sex)))

    def _lay_out(self, close: QPushButton) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(8)
        for fact, field in (
            ("patient_id", self.identifier),
            ("name", self.name),
            ("birth_date", self.born),
            ("sex", self.sex),
        ):
            form.addRow(fact_name(fact), self._with_source(fact, field))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(close)
        hint = text_label("faint")
        hint.setText(
            self.tr(
                "What is typed here is kept apart from what files say, and told as stated by a "
                "person."
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(self.told)
        layout.addStretch()
        layout.addLayout(buttons)
        self.told.hide()
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)

    def _with_source(self, fact: str, field: QWidget) -> QWidget:
        source = Source.UNKNOWN if self._patient is None else self._patient.source(fact)
        if source is Source.UNKNOWN:
            return field
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(field, stretch=1)
        label = text_label("faint")
        label.setWordWrap(False)
        label.setText(source_words(source))
        layout.addWidget(label)
        return row

    def typed(self) -> Mapping[str, str]:
        """Return the facts as they stand in the fields."""
        return {
            "patient_id": self.identifier.text().strip(),
            "name": self.name.text().strip(),
            "birth_date": self.born.day,
            "sex": self.sex.currentData(),
        }

    def save(self) -> None:
        """Save what was typed; the dialog closes once the store has it."""
        obstacle = self._obstacle()
        if obstacle:
            self._tell(obstacle)
            return
        self.save_button.setEnabled(False)
        typed = self.typed()
        if self._patient is None:
            self._desk.add(_facts(typed), then=self._end, otherwise=self._refuse)
            return
        known = self._patient.facts
        changed = {fact: text for fact, text in typed.items() if text != getattr(known, fact)}
        self._desk.change(self._patient, changed, then=self._end, otherwise=self._refuse)

    def _obstacle(self) -> str:
        typed = self.typed()
        if not typed["patient_id"] and not typed["name"]:
            return self.tr("Type at least a name or an ID.")
        if not self.born.right:
            return self.tr("The date of birth is no possible day; write it as 1950-01-31.")
        if any("\\" in text for text in typed.values()):
            return self.tr("No archive takes a backslash in a name or an ID.")
        return ""

    def _end(self, patient: "KeptPatient") -> None:
        self.saved.emit(patient)
        self.accept()

    def _refuse(self, error: RetivascError) -> None:
        say = self._desk.workspace.catalogue.say
        self.save_button.setEnabled(True)
        self._tell(f"{say(error.message)} {say(error.hint)}")

    def _tell(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.told.show()


def _facts(typed: Mapping[str, str]) -> Facts:
    return Facts(
        patient_id=typed["patient_id"],
        name=typed["name"],
        birth_date=typed["birth_date"],
        sex=typed["sex"],
    )
