"""The dialog that reads from the names of files whose photographs they are, with a preview."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt5 import QtCore
from PyQt5.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QBrush, QColor
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError, StoreError
from app.base.text import plain_line
from app.reading.listing import Entry
from app.store.facts import Contradiction
from app.ui.look.plain_text import tip_text
from app.ui.look.style import set_property, text_label
from app.ui.patients.desk import PatientDesk
from app.ui.patients.words import contradiction_words, patient_words, written_fact
from app.ui.patients.work import proposing

if TYPE_CHECKING:
    from app.store.assigning import Proposal
    from app.store.file_names import NamePattern

_SIZE = QSize(1060, 580)
_REST_MS = 200
_PATTERNS = (
    "{id}_{eye}_{date}",
    "{id}_{date}_{eye}",
    "{id}_{eye}",
    "{id}_{name}_{eye}_{date}",
    "{name}_{eye}_{date}",
    "{date}_{id}_{eye}",
    "{id}-{any}-{eye}",
)
_FACTS = ("patient_id", "name", "eye", "date")
_FILE, _WHO, _VERDICT = 0, 5, 6


class NamesDialog(QDialog):
    """Type a pattern of names, look at what each file would get, and only then apply it.

    Signals:
        confirmed: what is to be applied (proposals, the right ones alone).
    """

    confirmed = pyqtSignal(object)

    def __init__(
        self, desk: PatientDesk, entries: Sequence[Entry], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Patients from file names"))
        self._desk, self._entries = desk, tuple(entries)
        self.proposals: Sequence[Proposal] = ()
        self._asked = 0
        self._wrong_colour = QColor(Qt.GlobalColor.red)
        self.pattern = QComboBox()
        self.hint = text_label("faint")
        self.list = QTreeWidget()
        self.told = text_label()
        self.apply_button, close = QPushButton(self.tr("Assign")), QPushButton(self.tr("Cancel"))
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.preview)
        self._fill()
        self._lay_out(close)
        self.pattern.editTextChanged.connect(self._wait)
        self.apply_button.clicked.connect(self._confirm)
        close.clicked.connect(self.reject)
        self.resize(_SIZE)
        self.preview()

    def _fill(self) -> None:
        self.pattern.setEditable(True)
        self.pattern.addItems(_PATTERNS)
        self.pattern.setAccessibleName(self.tr("Pattern of the names"))
        self.hint.setText(
            self.tr(
                "In braces stands what a part of the name means: {fields}; {any} is passed over."
            ).replace("{fields}", "{id} {name} {eye} {date} {birth} {sex}")
        )
        self.list.setHeaderLabels(
            [
                self.tr("File"),
                self.tr("Patient ID"),
                self.tr("Name"),
                self.tr("Eye"),
                self.tr("Date"),
                self.tr("Patient"),
                self.tr("Remark"),
            ]
        )
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("What each file would get"))
        header = self.list.header()
        assert header is not None
        width = self.list.fontMetrics().averageCharWidth()
        for column, letters in enumerate((30, 16, 18, 8, 14, 24)):
            self.list.setColumnWidth(column, letters * width)
        header.setSectionResizeMode(_VERDICT, QHeaderView.Stretch)
        self.apply_button.setObjectName("primary")
        self.apply_button.setAutoDefault(False)

    def _lay_out(self, close: QPushButton) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.told, stretch=1)
        buttons.addWidget(self.apply_button)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.pattern)
        layout.addWidget(self.hint)
        layout.addWidget(self.list, stretch=1)
        layout.addLayout(buttons)

    @QtCore.pyqtProperty(QColor)  # type: ignore[attr-defined]
    def wrongColour(self) -> QColor:
        """The colour of files that get nothing, set by the style sheet."""
        return self._wrong_colour

    @wrongColour.setter  # type: ignore[no-redef]
    def wrongColour(self, colour: QColor) -> None:
        self._wrong_colour = QColor(colour)

    # --- the preview -----------------------------------------------------------------------

    def _wait(self) -> None:
        self.apply_button.setEnabled(False)  # what is listed is of another pattern
        self._rest.start()

    def preview(self) -> None:
        """Show what each file would get by the pattern as it is typed."""
        self._rest.stop()
        self._asked += 1
        self.apply_button.setEnabled(False)
        pattern = self._pattern()
        if pattern is None:
            self._show(())
            return
        number = self._asked
        self._desk.keeper.run(
            proposing(self._entries, pattern),
            then=lambda found: self._take(found) if number == self._asked else None,
            otherwise=self._show_error,
        )

    def _pattern(self) -> "NamePattern | None":
        from app.store.file_names import name_pattern

        try:
            pattern = name_pattern(self.pattern.currentText())
        except StoreError as error:
            self._show_error(error)
            return None
        set_property(self.pattern, "wrong", False)
        return pattern

    def _take(self, proposals: "Sequence[Proposal]") -> None:
        self._show(proposals)
        right = sum(each.right for each in proposals)
        self.apply_button.setEnabled(right > 0)
        self._tell(
            self.tr(
                "{right} of {count} files can be assigned; the others stay as they are."
            ).format(right=right, count=len(proposals)),
            wrong=False,
        )

    def _show(self, proposals: "Sequence[Proposal]") -> None:
        self.proposals = proposals
        self.list.clear()
        bad = QBrush(self._wrong_colour)
        for proposal in proposals:
            item = QTreeWidgetItem(self._cells(proposal))
            for column in (_FILE, _VERDICT):
                item.setToolTip(column, tip_text(item.text(column)))
            if not proposal.right:
                item.setForeground(_FILE, bad)
                item.setForeground(_VERDICT, bad)
            self.list.addTopLevelItem(item)

    def _cells(self, proposal: "Proposal") -> list[str]:
        facts = [written_fact(fact, str(getattr(proposal.told, fact))) for fact in _FACTS]
        return [
            plain_line(proposal.entry.location.name),
            *facts,
            self._who(proposal),
            self._remark(proposal),
        ]

    def _who(self, proposal: "Proposal") -> str:
        if proposal.problem is not None:
            return ""
        if proposal.patient is not None:
            return patient_words(proposal.patient.facts)
        if proposal.told.patient_id or proposal.told.name:
            return self.tr("new patient")
        return self.tr("as before")

    def _remark(self, proposal: "Proposal") -> str:
        catalogue = self._desk.workspace.catalogue
        if proposal.problem is not None:
            return catalogue.say(proposal.problem)
        return " ".join(self._contradiction(each) for each in proposal.contradictions)

    def _contradiction(self, found: Contradiction) -> str:
        catalogue = self._desk.workspace.catalogue
        return contradiction_words(catalogue, found.fact, found.stated, found.said)

    def _confirm(self) -> None:
        self.confirmed.emit([each for each in self.proposals if each.right])
        self.accept()

    def _show_error(self, error: RetivascError) -> None:
        say = self._desk.workspace.catalogue.say
        set_property(self.pattern, "wrong", True)
        self._tell(f"{say(error.message)} {say(error.hint)}", wrong=True)

    def _tell(self, sentence: str, *, wrong: bool) -> None:
        set_property(self.told, "wrong", wrong)
        self.told.setText(sentence)
