"""The list of what lies on the photograph: lines, angles, areas, arrows and notes."""

from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.text import plain_line
from app.domain.reading import Mark, Point, Ruler
from app.measurement.rulers import PIXELS
from app.report.marks import calibration_words, mark_name, mark_value, units_of
from app.ui.findings.calibration import CalibrationDialog
from app.ui.look.style import text_label
from app.ui.session.workspace import Workspace

_KIND, _VALUE, _TEXT = range(3)
_LONGEST = 200  # characters of a text


class MarksPanel(QWidget):
    """The list of marks with their values and texts, and the scale in which they are given.

    Signals:
        chosen: a mark was selected: its index, or None.
    """

    chosen = pyqtSignal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setColumnCount(3)
        self.list.setHeaderLabels([self.tr("Mark"), self.tr("Value"), self.tr("Text")])
        self.list.setAccessibleName(self.tr("Lines, areas and notes"))
        self.list.setEditTriggers(QAbstractItemView.NoEditTriggers)
        header = self.list.header()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        header.setStretchLastSection(True)
        self.hint = text_label("faint")
        self.scale = text_label()
        self.scale_button = self._button(self.tr("Set the scale…"), self.ask_scale)
        self.text_button = self._button(self.tr("Change text…"), self._ask_text)
        self.delete_button = self._button(self.tr("Delete"), self.delete)
        self._lay_out()
        self.list.currentItemChanged.connect(lambda *_items: self._choose())
        self.list.itemActivated.connect(lambda _item: self._ask_text())
        workspace.rulers_changed.connect(self.refresh)
        workspace.picture_changed.connect(self.refresh)
        workspace.analysis_changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.text_button)
        buttons.addWidget(self.delete_button)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.hint)
        layout.addWidget(self.list, stretch=1)
        layout.addLayout(buttons)
        layout.addWidget(self.scale)
        layout.addWidget(self.scale_button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _button(self, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: slot())
        return button

    @property
    def _index(self) -> int | None:
        row = self.list.indexOfTopLevelItem(self.list.currentItem())
        return row if row >= 0 else None

    # --- what is shown ---------------------------------------------------------------------

    def refresh(self) -> None:
        """List the marks of the photograph that is shown; what was selected stays so."""
        analysis, say = self._workspace.analysis, self._workspace.catalogue.say
        told = PIXELS if analysis is None else units_of(analysis)
        rulers = () if analysis is None else self._workspace.reading.rulers
        chosen = self._index
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, ruler in enumerate(rulers, start=1):
                value = " · ".join(map(say, mark_value(ruler, told)))
                kind = f"{number} {say(mark_name(ruler))}"
                item = QTreeWidgetItem(self.list, [kind, value, plain_line(ruler.text)])
                item.setToolTip(_VALUE, value)
            if chosen is not None and chosen < len(rulers):
                self.list.setCurrentItem(self.list.topLevelItem(chosen))
        nothing = self.tr("Lines, angles, areas, arrows and notes that you draw are listed here.")
        self.hint.setText(nothing)
        self.hint.setVisible(not rulers)
        self.scale.setText(self._scale_words())
        self.scale_button.setEnabled(analysis is not None)
        self._choose()

    def _scale_words(self) -> str:
        analysis, say = self._workspace.analysis, self._workspace.catalogue.say
        if analysis is None:
            return ""
        told = self._workspace.reading.calibration
        if told is not None:
            words = self.tr("Scale, stated by a person: {words}.")
            return words.format(words=say(calibration_words(told)))
        if analysis.image.spacing is not None:
            words = self.tr("Scale from the file: a pixel is {size} mm wide.")
            return words.format(size=f"{analysis.image.spacing.mean_mm:.4g}")
        return self.tr("No scale is known: lengths are given in pixels and shares of the field.")

    def _choose(self) -> None:
        index = self._index
        self.text_button.setEnabled(index is not None)
        self.delete_button.setEnabled(index is not None)
        self.chosen.emit(index)

    # --- what is done ----------------------------------------------------------------------

    def delete(self) -> None:
        """Delete the selected mark; that can be undone."""
        index, rulers = self._index, self._workspace.reading.rulers
        if index is not None:
            self._workspace.set_rulers((*rulers[:index], *rulers[index + 1 :]))

    def ask_note(self, place: Point) -> None:
        """Ask what a note says, and put it on the photograph."""
        analysis = self._workspace.analysis
        text = self._ask(self.tr("Note:"), "")
        if text and self._workspace.analysis is analysis:
            note = Ruler((place,), Mark.NOTE, text)
            self._workspace.set_rulers((*self._workspace.reading.rulers, note))

    def ask_scale(self) -> None:
        """Open the dialog for the scale; the selected line is offered."""
        CalibrationDialog(self._workspace, self._index, self).open()

    def _ask_text(self) -> None:
        index, rulers = self._index, self._workspace.reading.rulers
        if index is None:
            return
        text = self._ask(self.tr("Text at the mark:"), rulers[index].text)
        if text is not None and self._workspace.reading.rulers == rulers:
            changed = replace(rulers[index], text=text)
            self._workspace.set_rulers((*rulers[:index], changed, *rulers[index + 1 :]))

    def _ask(self, question: str, text: str) -> str | None:
        typed, agreed = QInputDialog.getText(self, self.tr("Text"), question, text=text)
        return " ".join(typed.split())[:_LONGEST] if agreed else None
