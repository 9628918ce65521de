"""The explanation of a number, next to it: what it means, how certain it is, where it ends."""

from PyQt5.QtCore import QCoreApplication, QPoint, QRect, Qt, pyqtSignal
from PyQt5.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PyQt5.QtWidgets import QFrame, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.analysis.analysis import Analysis
from app.base.messages import Message
from app.base.translation import Catalogue
from app.measurement.measure import Measure
from app.measurement.types import Measurement
from app.report.explained import basis_words, camera_words, expected_words, limits, meaning
from app.report.manual import page_of
from app.report.wording import (
    band_title,
    detectable_words,
    format_band,
    format_value,
    number_fit,
)
from app.ui.cards.number_pictures import NumberPicture
from app.ui.look.manual import give_key, open_page, page_at
from app.ui.look.style import text_label

_WIDTH = 330  # pixels, at the usual size of writing
_USUAL_FONT = 14
_GAP = 8
_SCROLL_BAR = 12
_FRAME = 2


class NumberName(QLabel):
    """A number or its name; a click or Enter explains it.

    Signals:
        asked: explain it.
    """

    asked = pyqtSignal()

    def __init__(self, style: str, *, focusable: bool = True) -> None:
        super().__init__()
        self.setObjectName(style)
        self.setWordWrap(focusable)  # a value stays in one line
        if focusable:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Ask for the explanation."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Ask for the explanation on Enter and Space."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event is not None and event.key() in keys:
            self.asked.emit()
        else:
            super().keyPressEvent(event)


class Explanation(QFrame):
    """A panel that explains one number and closes at the next click elsewhere.

    Attributes:
        words: what it says, by its heading.
    """

    def __init__(
        self,
        measure: Measure,
        analysis: Analysis | None,
        catalogue: Catalogue,
        parent: QWidget | None = None,
        measurement: Measurement | None = None,
    ) -> None:
        """Make the panel.

        Args:
            analysis: whose number it is; None explains without one.
            measurement: where it is not that of the whole field.
        """
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words: dict[str, str] = {}
        self._catalogue = catalogue
        self._page = QWidget()
        self._page.setObjectName("page")
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(14, 12, 14, 12)
        self._column.setSpacing(6)
        self._area = QScrollArea()
        self._area.setWidget(self._page)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        frame.addWidget(self._area)
        title = text_label("groupTitle")
        title.setText(catalogue.say(measure.name))
        self._column.addWidget(title)
        self._column.addWidget(
            NumberPicture(measure), alignment=Qt.Alignment() | Qt.AlignmentFlag.AlignHCenter
        )
        self._explain(measure, analysis, measurement)
        self._column.addWidget(self._manual_button())
        give_key(self, page_of(measure))

    def show_beside(self, number: QWidget, card: QWidget) -> None:
        """Show the panel next to the card of a number, at the number's height."""
        around = QRect(card.mapToGlobal(QPoint(0, 0)), card.size())
        top = number.mapToGlobal(QPoint(0, 0)).y()
        around = QRect(around.left(), top, around.width(), number.height())
        screen = QGuiApplication.screenAt(around.center()) or QGuiApplication.primaryScreen()
        room = around if screen is None else screen.availableGeometry()
        self._take_room(room)
        self.move(place_beside(around, self.rect(), room))
        self.show()

    def _manual_button(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("link")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setText(QCoreApplication.translate("Explanation", "More in the manual (F1)"))
        button.clicked.connect(self._open_manual)
        return button

    def _open_manual(self) -> None:
        open_page(page_at(self), self)

    def _take_room(self, room: QRect) -> None:
        """Be as tall as the words need, as far as the screen allows."""
        for label in self._page.findChildren(QLabel):
            label.ensurePolished()
        width = round(_WIDTH * max(1.0, self.fontInfo().pixelSize() / _USUAL_FONT))
        height = self._column.totalHeightForWidth(width - 2 * _FRAME) + 2 * _FRAME
        if height > room.height():
            width += _SCROLL_BAR
        self.setFixedSize(width, min(height, room.height()))

    def _explain(
        self, measure: Measure, analysis: Analysis | None, measurement: Measurement | None
    ) -> None:
        translate = QCoreApplication.translate
        if analysis is not None and measurement is None:
            measurement = analysis.shown_measurements.numbers[measure.id]
        if measurement is not None:
            self._add("", format_value(measurement, measure), "value")
            self._add("", measurement.reason)
            self._add("", expected_words(measurement, measure))
            self._add("", camera_words(measurement))
            self._add("", detectable_words(measurement, measure))
        self._add(translate("Explanation", "What it means"), meaning(measure))
        self._add(translate("Explanation", "Limits"), limits(measure))
        self._add(translate("Explanation", "For research"), measure.definition)
        if measurement is not None and analysis is not None:
            self._for_research(measure, analysis, measurement)

    def _for_research(self, measure: Measure, analysis: Analysis, measurement: Measurement) -> None:
        band = format_band(measurement, measure)
        if band:
            title = self._catalogue.say(band_title(analysis.shown_measurements.band))
            self._add("", f"{title}: {band}")
        self._add("", number_fit(measure, analysis.shown_measurements))
        self._add("", basis_words(measurement))

    def _add(self, heading: str, words: Message | str | None, style: str = "faint") -> None:
        if not words:
            return
        if heading:
            label = text_label("cardTitle")
            label.setText(heading)
            self._column.addWidget(label)
        label = text_label(style)
        label.setText(words if isinstance(words, str) else self._catalogue.say(words))
        self._column.addWidget(label)
        key = heading or f"{len(self.words)}"
        self.words[key] = label.text()


def place_beside(shown: QRect, panel: QRect, room: QRect) -> QPoint:
    """Return where a panel goes so that it does not cover what it explains, as far as possible.

    Args:
        shown: what is explained, on the screen.
        panel: of the size of the panel.
        room: of the screen.
    """
    top = min(max(shown.top(), room.top()), room.bottom() - panel.height())
    if shown.left() - _GAP - panel.width() >= room.left():
        return QPoint(shown.left() - _GAP - panel.width(), max(top, room.top()))
    if shown.right() + _GAP + panel.width() <= room.right():
        return QPoint(shown.right() + _GAP, max(top, room.top()))
    left = min(max(shown.left(), room.left()), room.right() - panel.width())
    below = shown.bottom() + _GAP
    if below + panel.height() <= room.bottom():
        return QPoint(left, below)
    return QPoint(left, max(shown.top() - _GAP - panel.height(), room.top()))
