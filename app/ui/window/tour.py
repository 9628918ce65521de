"""A tour of the window in five steps, for whoever opens it for the first time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QEvent, QObject, QPoint, QRect, Qt, pyqtSignal
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui.look.style import text_label

_WIDTH = 340  # pixels, at the usual size of writing
_USUAL_FONT = 14
_GAP = 12


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a tour.

    Attributes:
        place: returns what it is about; None, or a hidden one, puts it in the middle.
    """

    title: str
    text: str
    place: Callable[[], QWidget | None]


class Tour(QFrame):
    """A bubble over the window that goes from step to step; Escape ends it.

    Signals:
        ended: it was seen, or skipped.
    """

    ended = pyqtSignal()

    def __init__(self, steps: Sequence[Step], window: QWidget) -> None:
        super().__init__(window)
        self.steps, self._window = steps, window
        self.number = 0
        self.title, self.text, self.count = (
            text_label("bannerSentence"),
            text_label(),
            text_label("faint"),
        )
        self.skip = QPushButton(self.tr("Skip"))
        self.back = QPushButton(self.tr("Back"))
        self.next = QPushButton()
        self.next.setObjectName("primary")
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self._go_to(self.number - 1))
        self.next.clicked.connect(self._go_on)
        self._lay_out()
        window.installEventFilter(self)

    def begin(self) -> None:
        """Show the first step."""
        self.show()
        self._go_to(0)

    def end(self) -> None:
        """Take the tour away."""
        self._window.removeEventFilter(self)
        self.hide()
        self.setParent(None)  # so that another one can begin
        self.ended.emit()
        self.deleteLater()

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """End on Escape."""
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay next to what it is about when the window changes its size."""
        if event is not None and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _go_on(self) -> None:
        if self.number + 1 < len(self.steps):
            self._go_to(self.number + 1)
        else:
            self.end()

    def _go_to(self, number: int) -> None:
        self.number, step = number, self.steps[number]
        last = number + 1 == len(self.steps)
        self.title.setText(step.title)
        self.text.setText(step.text)
        self.count.setText(
            self.tr("{number} of {count}").format(number=number + 1, count=len(self.steps))
        )
        self.back.setEnabled(number > 0)
        self.skip.setVisible(not last)
        self.next.setText(self.tr("Done") if last else self.tr("Next"))
        self._place()
        self.raise_()
        self.next.setFocus()

    def _place(self) -> None:
        layout = self.layout()
        assert layout is not None
        width = round(_WIDTH * max(1.0, self.fontInfo().pixelSize() / _USUAL_FONT))
        for label in (self.title, self.text, self.count):
            label.ensurePolished()
        layout.activate()
        self.setFixedSize(width, layout.totalHeightForWidth(width))
        shown, room = self.steps[self.number].place(), self._window.rect()
        if shown is None or not shown.isVisible():
            self.move(room.center() - self.rect().center())
            return
        around = QRect(shown.mapTo(self._window, QPoint(0, 0)), shown.size())
        self.move(place_at(around, self.rect(), room))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.count, stretch=1)
        for button in (self.skip, self.back, self.next):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(buttons)


def place_at(shown: QRect, bubble: QRect, room: QRect) -> QPoint:
    """Return where a bubble goes: below, left or right of what it is about, or else inside it."""
    left = min(max(shown.left(), room.left() + _GAP), room.right() - _GAP - bubble.width())
    top = min(max(shown.top(), room.top() + _GAP), room.bottom() - _GAP - bubble.height())
    if shown.bottom() + _GAP + bubble.height() <= room.bottom():
        return QPoint(left, shown.bottom() + _GAP)
    if shown.left() - _GAP - bubble.width() >= room.left():
        return QPoint(shown.left() - _GAP - bubble.width(), top)
    if shown.right() + _GAP + bubble.width() <= room.right():
        return QPoint(shown.right() + _GAP, top)
    return shown.center() - bubble.center()
