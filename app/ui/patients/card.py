"""The card of the person whom the photograph shows, who says so, and where that is changed."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QToolButton

from app.analysis.analysis import Analysis
from app.analysis.warnings import contradictions_of_identity
from app.base.text import plain_line
from app.domain.photograph import Identity, Source
from app.store.facts import Facts, stated_facts
from app.ui.cards.section import Card
from app.ui.look.style import set_property, text_label
from app.ui.patients.date_dialog import DateDialog
from app.ui.patients.desk import PatientDesk
from app.ui.patients.patient_form import PatientForm
from app.ui.patients.words import (
    contradiction_words,
    day_words,
    fact_name,
    is_nobody,
    sex_words,
    source_words,
)

_LONG_WORD = 14
_FACTS = ("name", "patient_id", "birth_date", "sex", "date")
_OF_IDENTITY = {"patient_id": "id"}
_OF_STORE = {"id": "patient_id"}


class PatientCard(Card):
    """Show whom the photograph is of, each fact with who says it, and let a person say it.

    Signals:
        choose_asked: a patient is to be chosen from the list for the photograph.
    """

    choose_asked = pyqtSignal()

    def __init__(self, desk: PatientDesk) -> None:
        super().__init__()
        self._desk = desk
        self._named = True
        self.alarm = text_label("grave")
        self.nobody = text_label("faint")
        self.values = {fact: text_label() for fact in _FACTS}
        self.sources = {fact: text_label("faint") for fact in _FACTS}
        self._titles = {fact: text_label("faint") for fact in _FACTS}
        self.assign_button = _link(self.tr("Assign…"))
        self.edit_button = _link(self.tr("Edit…"))
        self.menu = QMenu(self.assign_button)
        self._lay_out()
        self._fill_menu()
        self.edit_button.clicked.connect(self.edit)
        desk.shown_changed.connect(self.refresh)
        desk.keeper.standing_changed.connect(self.refresh)
        desk.workspace.picture_changed.connect(self.refresh)
        desk.workspace.analysis_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        title = text_label("cardTitle")
        title.setText(self.tr("Patient"))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title, stretch=1)
        top.addWidget(self.assign_button)
        top.addWidget(self.edit_button)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        titles = {
            "name": self.tr("Name"),
            "patient_id": self.tr("ID"),
            "birth_date": self.tr("Born"),
            "sex": self.tr("Sex"),
            "date": self.tr("Taken"),
        }
        for row, fact in enumerate(_FACTS):
            name, source = self._titles[fact], self.sources[fact]
            name.setText(titles[fact])
            name.setToolTip(fact_name(fact))
            for label in (name, source):
                label.setWordWrap(False)
            source.setAlignment(Qt.Alignment() | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(name, row, 0)
            grid.addWidget(self.values[fact], row, 1)
            grid.addWidget(source, row, 2)
        self.column.addLayout(top)
        self.column.addWidget(self.alarm)
        self.column.addWidget(self.nobody)
        self.column.addLayout(grid)

    def _fill_menu(self) -> None:
        self.assign_button.setMenu(self.menu)
        self.assign_button.setPopupMode(QToolButton.InstantPopup)
        self.new_action = self.menu.addAction(self.tr("New patient…"))
        self.choose_action = self.menu.addAction(self.tr("Choose a patient from the list…"))
        self.date_action = self.menu.addAction(self.tr("Date of the photograph…"))
        self.unassign_action = self.menu.addAction(self.tr("Take it from this patient"))
        self.clear_date_action = self.menu.addAction(self.tr("Take back the typed date"))
        assert self.clear_date_action is not None
        self.clear_date_action.triggered.connect(self._desk.clear_date)
        assert self.new_action is not None
        assert self.choose_action is not None
        assert self.date_action is not None
        assert self.unassign_action is not None
        self.new_action.triggered.connect(self.enter_new)
        self.choose_action.triggered.connect(self.choose_asked)
        self.date_action.triggered.connect(self.enter_date)
        self.unassign_action.triggered.connect(lambda: self._desk.assign_shown(None))

    # --- what is shown ---------------------------------------------------------------------

    def set_patient_shown(self, shown: bool) -> None:
        """Name the patient or not."""
        self._named = shown
        self.refresh()

    def refresh(self) -> None:
        """Show whom the photograph is of, as file, person and store say."""
        analysis = self._desk.workspace.analysis
        self._enable(analysis)
        facts = _facts(analysis)
        for fact in _FACTS:
            value = facts.get(_OF_IDENTITY.get(fact, fact), "") if self._named else ""
            for label in (self._titles[fact], self.values[fact], self.sources[fact]):
                label.setVisible(bool(value))
            if analysis is not None and value:
                self.values[fact].setText(_written(fact, value))
                source = analysis.image.source_of(_OF_IDENTITY.get(fact, fact))
                self.sources[fact].setText(self._short(source))
                self.sources[fact].setToolTip(source_words(source))
        self.nobody.setText(self._why_nobody(analysis))
        self.nobody.setVisible(bool(self.nobody.text()))
        self.alarm.setText("\n".join(self._contradictions(analysis)))
        self.alarm.setVisible(bool(self.alarm.text()))
        set_property(self, "alarm", bool(self.alarm.text()))

    def _short(self, source: Source) -> str:
        return self.tr("person") if source is Source.USER else self.tr("file")

    def _enable(self, analysis: Analysis | None) -> None:
        shown, can = self._desk.shown, analysis is not None and self._desk.keeper.is_open
        patient = shown.patient if shown else None
        self.assign_button.setEnabled(can and self._named)
        self.edit_button.setEnabled(can and self._named and patient is not None)
        assert self.unassign_action is not None
        self.unassign_action.setEnabled(patient is not None)
        assert self.clear_date_action is not None
        self.clear_date_action.setEnabled(shown is not None and bool(shown.kept.typed.date))

    def _why_nobody(self, analysis: Analysis | None) -> str:
        if analysis is None:
            return "–"
        if not self._named:
            return self.tr("Hidden; press P to show who it is.")
        if is_nobody(analysis.image.patient):
            return self.tr("Nobody is stated: assign the photograph to a patient.")
        return ""

    def _contradictions(self, analysis: Analysis | None) -> list[str]:
        if analysis is None:
            return []
        if not self._named:
            found = any(contradictions_of_identity(analysis.findings.image, analysis.image))
            told = self.tr("File and person contradict each other on whose photograph this is.")
            return [told] if found else []
        say = self._desk.workspace.catalogue
        found_ones = [
            contradiction_words(say, _OF_STORE.get(fact, fact), stated, said)
            for fact, stated, said in contradictions_of_identity(
                analysis.findings.image, analysis.image
            )
        ]
        return [*found_ones, self.tr("Check whose photograph this is.")] if found_ones else []

    # --- what a person says ----------------------------------------------------------------

    def edit(self) -> None:
        """Change what is known of the patient."""
        shown = self._desk.shown
        if shown is not None and shown.patient is not None:
            PatientForm(self._desk, self.window(), patient=shown.patient).open()

    def enter_new(self) -> None:
        """Enter a new patient for the photograph; what its file says is offered."""
        analysis = self._desk.workspace.analysis
        if analysis is None:
            return
        stated = stated_facts(analysis.findings.image)
        which = analysis.image.id
        offered = Facts(name=stated.name, birth_date=stated.birth_date, sex=stated.sex)
        form = PatientForm(self._desk, self.window(), suggested=offered)
        form.saved.connect(lambda patient: self._desk.assign_if_shown(which, patient.id))
        form.open()

    def enter_date(self) -> None:
        """Type the day of the photograph."""
        analysis = self._desk.workspace.analysis
        if analysis is not None:
            which = analysis.image.id
            dialog = DateDialog(analysis.image.exam.date or "", self.window())
            dialog.chosen.connect(lambda day: self._desk.type_date_if_shown(which, day))
            dialog.open()


def _facts(analysis: Analysis | None) -> dict[str, str]:
    if analysis is None:
        return {}
    return Identity(analysis.image.patient, analysis.image.exam.date).facts()


def _written(fact: str, value: str) -> str:
    if fact == "sex":
        return sex_words(value)
    text = plain_line(day_words(value) if fact in ("birth_date", "date") else value)
    # Where one word would not fit, it may be broken after any character.
    long = any(len(word) > _LONG_WORD for word in text.split())
    return "\u200b".join(text) if long else text


def _link(text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("link")
    button.setText(text)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
