"""Up to four visits next to each other, at the same place; of one eye, or of both."""

from collections.abc import Callable
from dataclasses import replace

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.base.messages import Message
from app.measurement.measures import FRACTAL_DIMENSION, VESSEL_DENSITY
from app.report.wording import format_amount
from app.settings.look import Tone
from app.ui.canvas.comparison_view import EyeBadge
from app.ui.canvas.projection import Viewpoint
from app.ui.comparing.desk import ComparingDesk
from app.ui.comparing.panes import VisitView
from app.ui.comparing.pictures import Relation, Side
from app.ui.comparing.placing import Placed
from app.ui.comparing.slots import MOST, Slot, slots_of_both, slots_of_eye
from app.ui.comparing.strip_desk import StripDesk
from app.ui.comparing.visits import Visit, Visits
from app.ui.comparing.words import day_words, visit_words
from app.ui.look.style import set_property, text_label

_MEASURES = (VESSEL_DENSITY, FRACTAL_DIMENSION)
_VISIT_ROLE = Qt.ItemDataRole.UserRole
_WORDS = 12  # the least that is seen of a visit, in letters


class StripPane(QFrame):
    """One place of a strip: which visit, its photograph, its numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.eye, self.view, self.choice = EyeBadge(), VisitView(), QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(_WORDS)
        self.numbers, self.remark = text_label("faint"), text_label("faint")
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 6)
        top.setSpacing(8)
        top.addWidget(self.eye)
        top.addWidget(self.choice, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, stretch=1)
        # All photographs are as high as each other, whatever is said below them.
        least = 2 * self.fontMetrics().lineSpacing() + 8
        for label in (self.numbers, self.remark):
            label.setContentsMargins(8, 4, 8, 4)
            label.setMinimumHeight(least)
            layout.addWidget(label)


class VisitStrip(QWidget):
    """Linked panes of several visits, all in the pixels of the photograph that is shown.

    It is filled when it is first shown: each visit is opened and aligned.
    """

    def __init__(
        self, desk: ComparingDesk, parent: QWidget | None = None, *, named: bool = True
    ) -> None:
        """Begin with no visits.

        Args:
            named: names of files are shown, which are often those of persons.
        """
        super().__init__(parent)
        self._desk, self._named = desk, named
        self._catalogue = desk.workspace.catalogue
        self._say: Callable[[Message], str] = self._catalogue.say
        self.filler = StripDesk(desk, self)
        self.slots: tuple[Slot, ...] = ()
        self._fitted, self._active = True, False
        self._tone = Tone()
        self._pictures: dict[int, Side] = {}
        self.of_eye, self.of_both = QToolButton(), QToolButton()
        self.panes = tuple(StripPane() for _ in range(MOST))
        # It is as large as there is room: the two photographs next to numbers need less.
        self.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Ignored)
        self._lay_out()
        self.filler.placed.connect(self._show_placed)
        self.filler.failed.connect(self._show_failed)

    def _lay_out(self) -> None:
        group, top = QButtonGroup(self), QHBoxLayout()
        for button, words in (
            (self.of_eye, self.tr("Visits of this eye")),
            (self.of_both, self.tr("Both eyes, OS or OD mirrored")),
        ):
            button.setObjectName("choice")
            button.setText(words)
            button.setCheckable(True)
            button.clicked.connect(self._start)
            group.addButton(button)
            top.addWidget(button)
        self.of_eye.setChecked(True)
        top.addStretch()
        row = QHBoxLayout()
        row.setSpacing(4)
        for number, pane in enumerate(self.panes):
            row.addWidget(pane, stretch=1)
            pane.view.moved.connect(self._look_at)
            pane.view.fit_asked.connect(self.fit)
            pane.view.resized.connect(self._stay_fitted)
            pane.view.pointed.connect(lambda point, pane=pane: self._point(pane, point))
            pane.choice.activated.connect(lambda row, number=number: self._choose(number, row))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addLayout(row, stretch=1)

    # --- which visits ----------------------------------------------------------------------

    def show_visits(self, visits: Visits) -> None:
        """Offer other visits; they are opened when the strip is shown."""
        both = bool(slots_of_both(visits))
        self.of_both.setVisible(both)
        self.of_eye.setVisible(both)
        if self._active:
            self._start()

    def start(self) -> None:
        """Open the visits, unless they are shown already."""
        if not self._active:
            self._active = True
            self._start()

    def stop(self) -> None:
        """Open no more; the strip is filled anew when it is shown again."""
        self._active = False
        self.filler.cancel()

    def cancel(self) -> None:
        """Leave empty what is not opened yet."""
        self.filler.cancel()
        for number, slot in enumerate(self.slots):
            if slot.visit is not None and number not in self._pictures:
                self._remark(self.panes[number], self.tr("Cancelled. Choose it again."))

    def _start(self) -> None:
        visits = self._desk.visits
        self.slots = (slots_of_both if self.of_both.isChecked() else slots_of_eye)(visits)
        self._pictures = {}
        for number, pane in enumerate(self.panes):
            pane.setVisible(number < len(self.slots))
            if number < len(self.slots):
                self._begin(pane, number)
        self.fit()
        self.filler.fill(self.slots)

    def _choose(self, number: int, row: int) -> None:
        slot, pane = self.slots[number], self.panes[number]
        visit = pane.choice.itemData(row, _VISIT_ROLE)
        if slot.shown or (visit is slot.visit and number in self._pictures):
            return
        changed = replace(slot, visit=visit if isinstance(visit, Visit) else None)
        self.slots = (*self.slots[:number], changed, *self.slots[number + 1 :])
        self._pictures.pop(number, None)
        self._begin(pane, number)
        self.filler.change(self.slots, number)

    def _begin(self, pane: StripPane, number: int) -> None:
        """Show a place as it is before its visit is opened."""
        slot = self.slots[number]
        pane.eye.show_eye(slot.eye, self._catalogue)
        pane.choice.setModel(self._choices(slot, pane.choice))
        pane.choice.setCurrentIndex(
            next(
                (
                    row
                    for row in range(pane.choice.count())
                    if pane.choice.itemData(row, _VISIT_ROLE) is slot.visit
                ),
                0,
            )
        )
        pane.choice.setEnabled(bool(slot.choices))
        pane.choice.setAccessibleName(self.tr("Visit {number}").format(number=number + 1))
        pane.numbers.setText(self._numbers(slot.visit))
        self._remark(pane, "" if slot.visit is None else self.tr("Being opened…"))
        if slot.shown:
            self._remark(pane, self.tr("The others are laid on this one."))
            self._pictures[number] = self._desk.shown_side
        self._draw(number)

    def _choices(self, slot: Slot, parent: QComboBox) -> QStandardItemModel:
        model = QStandardItemModel(parent)
        if slot.shown and slot.visit is not None:
            item = QStandardItem(self._title(slot.visit, self.tr("open now")))
            item.setData(slot.visit, _VISIT_ROLE)
            model.appendRow(item)
            return model
        model.appendRow(QStandardItem(self.tr("Choose a photograph…")))
        for number, visit in enumerate(slot.choices, start=1):
            item = QStandardItem(self._title(visit, self._more(visit, number)))
            item.setData(visit, _VISIT_ROLE)
            model.appendRow(item)
        return model

    def _more(self, visit: Visit, number: int) -> str:
        """Return by what a visit is told from others, besides its day."""
        words = [self._in_words(word) for word in visit_words(visit, named=self._named)[2:]]
        if not self._named and visit.photograph is None:
            words.append(self.tr("photograph {number}").format(number=number))
        return " · ".join(words)

    def _title(self, visit: Visit, more: str) -> str:
        return " · ".join(filter(None, (self._in_words(day_words(visit.date)), more)))

    def _numbers(self, visit: Visit | None) -> str:
        """Return the numbers of a visit as they were kept, each of its whole field."""
        known = ((each, visit.values.get(each.id) if visit else None) for each in _MEASURES)
        return "\n".join(
            f"{self._say(measure.name)}  {format_amount(value.value, measure)}"
            for measure, value in known
            if value is not None and value.value is not None
        )

    def _in_words(self, word: str | Message) -> str:
        return self._say(word) if isinstance(word, Message) else word

    # --- what came of it -------------------------------------------------------------------

    def _show_placed(self, number: int, placed: Placed) -> None:
        side, words = placed.side, []
        if side.kept:
            words.append(self.tr("The photograph is not at hand: its vessels only."))
        if placed.relation is Relation.MIRRORED:
            words.append(self.tr("Mirrored."))
        if placed.reason is not None:
            words.append(self.tr("Not aligned: the same place is not the same part of the retina."))
        elif placed.relation is Relation.ALIGNED:
            words.append(self.tr("Aligned."))
        self._pictures[number] = side
        pane = self.panes[number]
        self._remark(pane, " ".join(words), grave=side.kept or placed.reason is not None)
        if placed.reason is not None:
            pane.remark.setToolTip(self._say(placed.reason))
        self._draw(number)

    def _show_failed(self, number: int, error: RetivascError) -> None:
        words = f"{self._say(error.message)} {self._say(error.hint)}"
        if not self._named:  # an error often names the file
            words = self.tr("It cannot be opened, or must not be compared.")
        self._remark(self.panes[number], words, grave=True)

    def _remark(self, pane: StripPane, words: str, *, grave: bool = False) -> None:
        pane.remark.setObjectName("grave" if grave else "faint")
        set_property(pane.remark, "grave", grave)
        pane.remark.setText(words)
        pane.remark.setToolTip("")

    def _draw(self, number: int) -> None:
        side = self._pictures.get(number)
        picture = side.picture if side else None
        self.panes[number].view.set_pictures(self._extent, picture, tone=self._tone)

    def set_tone(self, tone: Tone) -> None:
        """Show all photographs in other tones."""
        self._tone = tone
        for number in range(len(self.slots)):
            self._draw(number)

    # --- where they look -------------------------------------------------------------------

    @property
    def _extent(self) -> tuple[int, int]:
        height, width = self._desk.shown_side.picture[0].shape[:2]
        return width, height

    def fit(self) -> None:
        """Show the whole photograph in all panes, and keep doing so at every size."""
        self._fitted = True
        width, height = self._extent
        shown = [pane.view for pane in self.panes if not pane.isHidden()]
        scale = min((view.fitting_scale for view in shown), default=1.0)
        self._set_viewpoint(Viewpoint(width / 2, height / 2, scale))

    def _look_at(self, viewpoint: Viewpoint) -> None:
        self._fitted = False
        self._set_viewpoint(viewpoint)

    def _set_viewpoint(self, viewpoint: Viewpoint) -> None:
        for pane in self.panes:
            pane.view.set_viewpoint(viewpoint)

    def _stay_fitted(self) -> None:
        if self._fitted and self.slots:
            self.fit()

    def _point(self, where: StripPane, point: object) -> None:
        """Mark in all other panes the point at which the mouse is."""
        for pane in self.panes:
            if pane is not where:
                pane.view.set_cross(point)  # type: ignore[arg-type]
