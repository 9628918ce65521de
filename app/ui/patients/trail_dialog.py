"""The audit trail: who did what, and when."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.base.files import write_whole
from app.base.text import plain_line
from app.ui.look.plain_text import tip_text
from app.ui.look.style import text_label
from app.ui.patients.desk import PatientDesk
from app.ui.patients.words import patient_words

if TYPE_CHECKING:
    from app.store.database import Store
    from app.store.search import Listed
    from app.store.trail import Action, Event

_SIZE = QSize(980, 540)
_PAGE = 200
_LONGEST = 300  # characters of what changed, in a row
_ACTIONS = {
    "photograph kept": QT_TRANSLATE_NOOP("Trail", "photograph kept"),
    "case changed": QT_TRANSLATE_NOOP("Trail", "case changed"),
    "conflict": QT_TRANSLATE_NOOP("Trail", "conflict"),
    "result added": QT_TRANSLATE_NOOP("Trail", "result added"),
    "report saved": QT_TRANSLATE_NOOP("Trail", "report saved"),
    "report sent": QT_TRANSLATE_NOOP("Trail", "report sent"),
    "patient added": QT_TRANSLATE_NOOP("Trail", "patient added"),
    "patient changed": QT_TRANSLATE_NOOP("Trail", "patient changed"),
    "patient opened": QT_TRANSLATE_NOOP("Trail", "patient opened"),
    "photographs assigned": QT_TRANSLATE_NOOP("Trail", "photographs assigned"),
    "patients merged": QT_TRANSLATE_NOOP("Trail", "patients merged"),
    "merge undone": QT_TRANSLATE_NOOP("Trail", "merge undone"),
    "patient deleted": QT_TRANSLATE_NOOP("Trail", "patient deleted"),
    "patient exported": QT_TRANSLATE_NOOP("Trail", "patient exported"),
    "patient imported": QT_TRANSLATE_NOOP("Trail", "patient imported"),
    "store restored": QT_TRANSLATE_NOOP("Trail", "store restored"),
}


class TrailDialog(QDialog):
    """List the events of the store, the last first, of one patient or of all."""

    def __init__(
        self,
        desk: PatientDesk,
        folder: str,
        listed: "Listed | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show the trail.

        Args:
            folder: where it is offered to be exported.
            listed: a patient whose events alone may be chosen.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Audit trail"))
        self._desk, self._folder = desk, folder
        self._last: int | None = None
        self._asked = 0
        self.whose, self.kinds = QComboBox(), QComboBox()
        self.list = QTreeWidget()
        self.told = text_label("faint")
        self.more_button = QPushButton(self.tr("Show earlier ones"))
        self.export_button = QPushButton(self.tr("Export as CSV…"))
        self._fill(listed)
        self._lay_out()
        self.more_button.clicked.connect(self._ask)
        self.export_button.clicked.connect(self._ask_export)
        for box in (self.whose, self.kinds):
            box.currentIndexChanged.connect(lambda _: self.search())
        self.resize(_SIZE)
        self.search()

    def _fill(self, listed: "Listed | None") -> None:
        self.whose.setAccessibleName(self.tr("Patient"))
        self.whose.addItem(self.tr("All patients"), None)
        if listed is not None:
            self.whose.addItem(patient_words(listed.patient.facts), listed.patient.id)
        self.kinds.setAccessibleName(self.tr("Action"))
        self.kinds.addItem(self.tr("Every action"), None)
        for action in _ACTIONS:
            self.kinds.addItem(_action_words(action), action)
        self.list.setHeaderLabels(
            [
                self.tr("No."),
                self.tr("When (UTC)"),
                self.tr("Who"),
                self.tr("Action"),
                self.tr("Subject"),
                self.tr("Before and after"),
            ]
        )
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("Audit trail"))
        header = self.list.header()
        assert header is not None
        width = self.list.fontMetrics().averageCharWidth()
        for column, letters in enumerate((7, 24, 20, 22, 18)):
            self.list.setColumnWidth(column, letters * width)
        header.setSectionResizeMode(5, QHeaderView.Stretch)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.whose)
        top.addWidget(self.kinds)
        top.addStretch()
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.more_button)
        buttons.addWidget(self.export_button)
        buttons.addStretch()
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.list, stretch=1)
        layout.addWidget(self.told)
        layout.addLayout(buttons)

    def search(self) -> None:
        """List the events that are chosen, from the last one on."""
        self.list.clear()
        self._last = None
        self._ask()

    def _ask(self) -> None:
        self._asked += 1
        number = self._asked
        self._desk.keeper.run(
            partial(
                _some_events,
                patient=self.whose.currentData(),
                action=self.kinds.currentData(),
                before=self._last,
            ),
            then=lambda events: self._take(events) if number == self._asked else None,
            otherwise=self._show_error,
        )

    def _take(self, events: "Sequence[Event]") -> None:
        from app.store.trail import told_of

        for event in events:
            told = told_of(event) if event.details is not None else self.tr("(erased)")
            cells = (
                str(event.number),
                event.at[:19].replace("T", " "),
                event.who,
                _action_words(event.action),
                event.subject[:16],
                told[:_LONGEST],
            )
            item = QTreeWidgetItem([plain_line(cell) for cell in cells])
            item.setToolTip(4, tip_text(plain_line(event.subject)))
            item.setToolTip(5, tip_text(plain_line(told[: 4 * _LONGEST])))
            self.list.addTopLevelItem(item)
        if events:
            self._last = events[-1].number
        self.more_button.setEnabled(len(events) == _PAGE)
        count = self.list.topLevelItemCount()
        self.told.setText(
            self.tr("Events shown: {count}").format(count=count)
            if count
            else self.tr("Nothing of this kind has happened.")
        )

    def _ask_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Export the audit trail"),
            str(Path(self._folder) / "audit-trail.csv"),
            self.tr("Tables (*.csv)"),
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the events of the patient that is chosen, or of all, as a table."""
        self._desk.keeper.run(
            partial(_export, patient=self.whose.currentData(), path=path),
            then=lambda _: self.told.setText(
                self.tr("Exported: {file}").format(file=plain_line(path))
            ),
            otherwise=self._show_error,
        )

    def _show_error(self, error: RetivascError) -> None:
        say = self._desk.workspace.catalogue.say
        self.told.setText(f"{say(error.message)} {say(error.hint)}")


def _action_words(action: str) -> str:
    return QCoreApplication.translate("Trail", _ACTIONS.get(action, action))


def _some_events(
    store: "Store", *, patient: str | None, action: "Action | None", before: int | None
) -> "list[Event]":
    from app.store.trail import last_events
    from app.store.transfer import subjects_of

    with store.read() as connection:
        subjects = None if patient is None else subjects_of(connection, patient)
        return last_events(connection, subjects=subjects, action=action, before=before, limit=_PAGE)


def _export(store: "Store", *, patient: str | None, path: Path) -> None:
    from app.store.transfer import subjects_of, trail_table

    subjects = None
    if patient is not None:
        with store.read() as connection:
            subjects = subjects_of(connection, patient)
    write_whole(path, b"".join(trail_table(store, subjects)))
