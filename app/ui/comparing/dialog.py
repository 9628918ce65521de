"""Compare the photograph that is shown with an earlier one, another one, or the other eye."""

from collections.abc import Sequence
from dataclasses import replace

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.text import plain_line
from app.settings.look import Channel, Tone
from app.ui.canvas.comparison_view import EyeBadge
from app.ui.comparing.desk import ComparingDesk
from app.ui.comparing.numbers import (
    NumbersTable,
    rows_of_both,
    rows_of_comparison,
    rows_of_records,
)
from app.ui.comparing.panes import Mode, VisitPanes, modes_of
from app.ui.comparing.pictures import Compared, Relation, Side
from app.ui.comparing.strip import VisitStrip
from app.ui.comparing.trend import Trend
from app.ui.comparing.visits import Visit, Visits
from app.ui.comparing.words import day_words, visit_words
from app.ui.look.job_bar import JobBar
from app.ui.look.style import set_property, text_label

_SIZE, _LARGEST = QSize(1320, 760), QSize(1800, 1000)
_VISIT_ROLE = Qt.ItemDataRole.UserRole
_NUMBERS = 45  # their width, times the size of the font


class CompareDialog(QDialog):
    """Choose what to compare with; show both photographs, their numbers and the eye's trend."""

    def __init__(
        self, desk: ComparingDesk, parent: QWidget | None = None, *, patient_shown: bool = True
    ) -> None:
        """Look for the prior, and compare with it.

        Args:
            patient_shown: names of files are shown, which are often those of persons.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(self.tr("Compare"))
        self._desk, self._named = desk, patient_shown
        self._say = desk.workspace.catalogue.say
        self._chosen: Visit | None = None
        self._compared: Compared | None = None
        desk.setParent(self)
        self.eye = EyeBadge()
        self.choice, self.choice_words = QComboBox(), text_label("faint")
        self.modes: dict[Mode, QToolButton] = {}
        self.red_free = QToolButton()
        self.notice = text_label("notice")
        self.panes = VisitPanes(desk.workspace.catalogue)
        self.strip, self.strip_button = VisitStrip(desk, named=patient_shown), QToolButton()
        self.pictures = QStackedWidget()
        self.numbers, self.trend = NumbersTable(), Trend(self._say)
        self.tabs = QTabWidget()
        self.job_bar = JobBar()
        self.close_button = QPushButton(self.tr("Close"))
        self._make_choices()
        self._lay_out()
        self._connect()
        self._show_visits(desk.visits)
        desk.look()

    # --- construction ----------------------------------------------------------------------

    def _make_choices(self) -> None:
        self.eye.show_eye(self._desk.visits.shown.eye, self._desk.workspace.catalogue)
        self.choice.setAccessibleName(self.tr("Compare with"))
        self.choice.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(26)
        group = QButtonGroup(self)
        for number, (mode, words) in enumerate(
            {
                Mode.SIDE_BY_SIDE: self.tr("Side by side"),
                Mode.SWIPE: self.tr("Swipe"),
                Mode.BLINK: self.tr("Blink"),
                Mode.DIFFERENCE: self.tr("Difference"),
            }.items(),
            start=1,
        ):
            button = self._toggle(words, f"Ctrl+{number}")
            group.addButton(button)
            button.clicked.connect(lambda _on, mode=mode: self.panes.set_mode(mode))
            self.modes[mode] = button
        self.strip_button = self._toggle(self.tr("Visits"), f"Ctrl+{len(Mode) + 1}")
        group.addButton(self.strip_button)
        self.red_free = self._toggle(self.tr("Red-free"), "R")
        self.red_free.setChecked(self._desk.workspace.look.tone.channel is Channel.RED_FREE)
        self.fit = self._toggle(self.tr("Fit"), "F")
        self.fit.setCheckable(False)

    def _toggle(self, words: str, key: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName("choice")
        button.setText(words)
        button.setCheckable(True)
        button.setShortcut(QKeySequence(key))
        shown = button.shortcut().toString(QKeySequence.NativeText)
        button.setToolTip(f"{words} ({shown})")
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self.choice_words.setWordWrap(False)
        self.choice_words.setText(self.tr("Compare with"))
        top.addWidget(self.eye)
        top.addSpacing(12)
        top.addWidget(self.choice_words)
        top.addWidget(self.choice, stretch=1)
        top.addStretch()
        top.addSpacing(12)
        for button in (*self.modes.values(), self.strip_button, self.red_free, self.fit):
            top.addWidget(button)
        self.tabs.addTab(self.numbers, self.tr("Numbers"))
        self.tabs.addTab(self.trend, self.tr("Trend"))
        middle = QSplitter()
        middle.setChildrenCollapsible(False)
        self.pictures.addWidget(self.panes)
        self.pictures.addWidget(self.strip)
        middle.addWidget(self.pictures)
        middle.addWidget(self.tabs)
        middle.setStretchFactor(0, 1)
        middle.setStretchFactor(1, 0)
        bottom = QHBoxLayout()
        bottom.addWidget(self.job_bar)
        bottom.addStretch()
        bottom.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.notice)
        layout.addWidget(middle, stretch=1)
        layout.addLayout(bottom)
        screen = QGuiApplication.primaryScreen()
        room = None if screen is None else screen.availableSize() * 0.97
        self.resize(_SIZE if room is None else room.boundedTo(_LARGEST))
        numbers = round(_NUMBERS * self.fontInfo().pixelSize())
        middle.setSizes([self.width() - numbers, numbers])

    def _connect(self) -> None:
        desk, jobs = self._desk, self._desk.workspace.jobs
        desk.found.connect(self._show_visits)
        desk.chosen.connect(self._show_chosen)
        desk.compared.connect(self._show_compared)
        desk.absent.connect(self._show_absent)
        desk.failed.connect(self._show_failed)
        jobs.busy_changed.connect(self._show_busy)
        jobs.progressed.connect(self.job_bar.show_progress)
        self.choice.activated.connect(self._choose)
        self.job_bar.cancel_asked.connect(self._cancel)
        self.panes.mode_changed.connect(self._show_mode)
        self.red_free.toggled.connect(self._show_tone)
        self.fit.clicked.connect(self.panes.fit)
        self.fit.clicked.connect(self.strip.fit)
        self.strip_button.toggled.connect(self._show_strip)
        self.close_button.clicked.connect(self.accept)
        self.finished.connect(desk.end)
        self._show_tone(self.red_free.isChecked())
        self._show_mode(self.panes.mode)

    # --- what the user does ----------------------------------------------------------------

    def _choose(self, index: int) -> None:
        visit = self.choice.itemData(index, _VISIT_ROLE)
        if isinstance(visit, Visit):
            self._desk.compare(visit)

    def _cancel(self) -> None:
        if self.strip_button.isChecked():
            self.strip.cancel()
            return
        self._desk.cancel()
        self._tell(self.tr("Cancelled. Choose a photograph to compare with."))

    def _show_tone(self, red_free: bool) -> None:
        channel = Channel.RED_FREE if red_free else Channel.COLOUR
        for each in (self.panes, self.strip):
            each.set_tone(replace(Tone(), channel=channel))

    def _show_mode(self, mode: Mode) -> None:
        if not self.strip_button.isChecked():
            self.modes[mode].setChecked(True)

    def _show_strip(self, on: bool) -> None:
        """Show the strip of visits over the whole width, or the two photographs again."""
        self.pictures.setCurrentWidget(self.strip if on else self.panes)
        for each in (self.tabs, self.notice, self.choice, self.choice_words):
            each.setVisible(not on)
        if on:
            self.strip.start()
            return
        self.strip.stop()
        self.notice.setVisible(bool(self.notice.text()))
        chosen = self.choice.currentData(_VISIT_ROLE)
        if self._compared is None and isinstance(chosen, Visit):
            self._desk.compare(chosen)  # it was given up for the strip

    @override
    def reject(self) -> None:
        """Cancel what is running first; Escape closes when nothing is."""
        if self._desk.busy:
            self._cancel()
        else:
            super().reject()

    # --- what there is to choose from ------------------------------------------------------

    def _show_visits(self, visits: Visits) -> None:
        model = QStandardItemModel(self.choice)
        model.appendRow(QStandardItem(self.tr("Choose a photograph…")))
        same = [visit for visit in visits.kept if visit.eye is visits.shown.eye]
        other = [visit for visit in visits.kept if visit.eye is not visits.shown.eye]
        for title, group in (
            (self.tr("This eye"), same),
            (self.tr("The other eye, or not known which"), other),
            (self.tr("From the list of photographs"), visits.listed),
        ):
            self._add_group(model, title, group)
        self.choice.setModel(model)
        self.panes.show_alone(self._desk.shown_side)
        self.trend.show_visits(visits)
        self.strip.show_visits(visits)
        self.strip_button.setEnabled(bool(visits.kept or visits.listed))
        self._show_compared(None)
        self._tell_what_to_do(visits)

    def _add_group(self, model: QStandardItemModel, title: str, visits: Sequence[Visit]) -> None:
        if not visits:
            return
        heading = QStandardItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        model.appendRow(heading)
        for number, visit in enumerate(visits, start=1):
            words = [self._in_words(word) for word in visit_words(visit, named=self._named)]
            if not self._named and visit.photograph is None:
                words.append(self.tr("photograph {number}").format(number=number))
            item = QStandardItem("    " + " · ".join(words))
            item.setData(visit, _VISIT_ROLE)
            model.appendRow(item)

    def _tell_what_to_do(self, visits: Visits) -> None:
        if visits.prior is not None:
            self._tell("")
        elif visits.kept or visits.listed:
            self._tell(
                self.tr(
                    "No earlier photograph of this eye is known of this patient. Choose one to "
                    "compare with, and check that it is of the same person."
                )
            )
        else:
            self._tell(
                self.tr(
                    "There is nothing to compare with: neither are other photographs of this "
                    "patient kept, nor are there any in the list. Open another one first."
                )
            )

    def _show_chosen(self, visit: Visit) -> None:
        self._chosen = visit
        index = next(
            (
                row
                for row in range(self.choice.count())
                if self.choice.itemData(row, _VISIT_ROLE) is visit
            ),
            0,
        )
        self.choice.setCurrentIndex(index)
        self._show_compared(None)
        self._tell("")

    # --- what came of it -------------------------------------------------------------------

    def _show_compared(self, compared: Compared | None) -> None:
        self._compared = compared
        self.panes.show_compared(compared)
        for mode, button in self.modes.items():
            button.setEnabled(mode in modes_of(compared))
        if compared is None:
            self.numbers.show_rows((), ("", ""))
            return
        left, right = compared.left.analysis, compared.right.analysis
        titles = self._titles(compared)
        if compared.comparison is not None and compared.relation is Relation.ALIGNED:
            rows = rows_of_comparison(compared.comparison, self._say)
        else:
            rows = rows_of_both(left, right, self._say)
        self.numbers.show_rows(rows, titles, self._remarks(compared))
        told = [self._absent_words(compared), self._relation_words(compared)]
        self._tell(" ".join(filter(None, told)), grave=compared.absent is not None)

    def _titles(self, compared: Compared) -> tuple[str, str]:
        left, right = (self._title(compared, side) for side in (compared.left, compared.right))
        if compared.relation is Relation.MIRRORED:
            return self.tr("OD, {day}").format(day=left), self.tr("OS, {day}").format(day=right)
        return left, right

    def _title(self, compared: Compared, side: Side) -> str:
        """Return the day of a photograph; where that tells nothing, which one is open."""
        day = self._in_words(day_words(side.day))
        alike = compared.left.day == compared.right.day
        return self.tr("{day}, open now").format(day=day) if alike and side.shown else day

    def _remarks(self, compared: Compared) -> list[str]:
        remarks, comparison = [], compared.comparison
        if self._chosen is not None and self._chosen.photograph is None:
            remarks.append(
                self.tr("It was chosen from the list: check that both are of the same person.")
            )
        if comparison is not None:
            if not compared.ordered:
                remarks.append(self.tr("Which of the photographs is the earlier one is not known."))
            remarks += [self._say(remark) for remark in comparison.remarks]
        return remarks

    def _relation_words(self, compared: Compared) -> str:
        if compared.relation is Relation.MIRRORED:
            return self.tr(
                "The two eyes: one is mirrored, nothing is aligned. Their numbers are not set "
                "against each other."
            )
        reason = compared.reason
        if reason is not None:
            unaligned = self.tr(
                "They are shown next to each other as they are; the same place is not the same "
                "part of the retina. Each is measured over its own field."
            )
            return f"{self._say(reason)} {unaligned}"
        return ""

    def _absent_words(self, compared: Compared) -> str:
        """Say that only the vessels of a photograph are at hand; empty where it is itself."""
        if compared.absent is None:
            return ""
        kept = compared.left if compared.left.kept else compared.right
        vessels = self.tr("Its vessels and numbers are those that were kept.")
        return " ".join([*self._gone(kept.day, compared.absent), vessels])

    def _gone(self, date: str, error: RetivascError) -> list[str]:
        """Say that a photograph is not at hand, and why."""
        why = f"{self._say(error.message)} {self._say(error.hint)}"
        if not self._named:  # an error often names the file
            why = self.tr("Its file is not where it was, or is another one now.")
        day = self._in_words(day_words(date))
        return [self.tr("The photograph of {day} is not at hand.").format(day=day), why]

    def _show_absent(self, visit: Visit, error: RetivascError) -> None:
        """Say that a file is gone, and show the numbers as they were kept."""
        told = self._gone(visit.date, error)
        mine = self._desk.visits.shown
        if visit.values and mine.values:
            told.append(self.tr("The numbers are those that were kept; each is of its own field."))
            titles = [self._in_words(day_words(each.date)) for each in (visit, mine)]
            rows = rows_of_records(visit.values, mine.values, self._say)
            self.numbers.show_rows(rows, (titles[0], titles[1]))
        self._tell(" ".join(told), grave=True)

    def _show_failed(self, error: RetivascError) -> None:
        self._tell(f"{self._say(error.message)} {self._say(error.hint)}", grave=True)

    def _tell(self, words: str, *, grave: bool = False) -> None:
        self.notice.setObjectName("grave" if grave else "faint")
        set_property(self.notice, "grave", grave)
        self.notice.setText(plain_line(words))
        self.notice.setVisible(bool(words) and not self.strip_button.isChecked())

    def _show_busy(self) -> None:
        self.job_bar.show_busy(self._desk.busy)

    def _in_words(self, word: str | Message) -> str:
        return self._say(word) if isinstance(word, Message) else word
