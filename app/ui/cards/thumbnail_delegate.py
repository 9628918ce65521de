"""How the rows of the tree of photographs are drawn."""

from collections.abc import Callable

from PyQt5.QtCore import QModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
    QTextLayout,
    QTextOption,
)
from PyQt5.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)
from typing_extensions import override

from app.reading.listing import Entry
from app.ui.cards.photograph_model import ROW_ROLE, Row
from app.ui.look.words import eye_abbreviation
from app.ui.session.library import THUMBNAIL

_SIDE = THUMBNAIL // 2  # thumbnails are sharp on screens of twice the density, too
_MARGIN, _GAP, _RADIUS = 8, 10, 6

_ANYWHERE = QTextOption()
_ANYWHERE.setWrapMode(QTextOption.WrapAtWordBoundaryOrAnywhere)  # names may have no spaces


class ThumbnailDelegate(QStyledItemDelegate):
    """Draw a photograph as its thumbnail with up to three lines, and headings with an arrow."""

    def __init__(self, tree: QTreeView, thumbnail: Callable[[Entry], QImage | None]) -> None:
        super().__init__(tree)
        self._tree, self._thumbnail = tree, thumbnail
        self.wrong_colour = tree.palette().color(QPalette.Text)
        self.target = QModelIndex()
        """The heading of the patient on whom photographs are being dropped."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Return the height of a row; its width is that of the tree."""
        if isinstance(index.data(ROW_ROLE), Row):
            small = QFontMetrics(_font(option.font, small=True))
            words = QFontMetrics(option.font).height() + 2 * (small.height() + 1)
            return QSize(0, max(_SIDE, words) + 2 * _MARGIN)
        top = _MARGIN if not index.parent().isValid() and index.row() > 0 else 0
        return QSize(0, QFontMetrics(option.font).height() + 8 + top)

    @override
    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        assert painter is not None
        painter.save()
        painter.setRenderHints(QPainter.Antialiasing | QPainter.SmoothPixmapTransform)
        self._draw_background(painter, option, target=index.isValid() and index == self.target)
        row = index.data(ROW_ROLE)
        if isinstance(row, Row):
            self._draw_photograph(painter, option, row)
        else:
            self._draw_heading(painter, option, index)
        painter.restore()

    def _draw_background(
        self, painter: QPainter, option: QStyleOptionViewItem, *, target: bool
    ) -> None:
        state, palette = option.state, option.palette
        selected = target or bool(state & QStyle.StateFlag.State_Selected)
        if not selected and not state & QStyle.StateFlag.State_MouseOver:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        if target or (selected and self._tree.hasFocus()):
            painter.setPen(palette.color(QPalette.Highlight))
        painter.setBrush(palette.color(QPalette.Midlight if selected else QPalette.AlternateBase))
        box = QRectF(option.rect).adjusted(2.5, 1.5, -2.5, -1.5)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)

    def _draw_heading(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        patient = not index.parent().isValid()
        box = option.rect.adjusted(_MARGIN, 0, -_MARGIN, -3)
        font = _font(option.font, bold=patient, small=not patient)
        box.setTop(box.bottom() - QFontMetrics(font).height() - 2)
        colour = option.palette.color(QPalette.Text if patient else QPalette.PlaceholderText)
        _draw_arrow(painter, box, colour, unfolded=self._tree.isExpanded(index))
        box.setLeft(box.left() + 16)
        _draw_text(painter, box, index.data(), font, colour)

    def _draw_photograph(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        palette, box = option.palette, option.rect
        if row.shown:
            bar = QRectF(box.left() + 3, box.top() + 12, 3, box.height() - 24)
            painter.fillRect(bar, palette.color(QPalette.Link))
        picture = QRect(box.left() + _MARGIN + 2, box.center().y() - _SIDE // 2, _SIDE, _SIDE)
        self._draw_thumbnail(painter, picture, palette, row.entry)
        words = box.adjusted(_MARGIN + 2 + _SIDE + _GAP, _MARGIN, -_MARGIN, -_MARGIN)
        self._draw_words(painter, words, option, row)

    def _draw_thumbnail(
        self, painter: QPainter, box: QRect, palette: QPalette, entry: Entry
    ) -> None:
        image = self._thumbnail(entry)
        if image is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.AlternateBase))
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
            return
        size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(box.topLeft(), size)
        place.moveCenter(box.center())
        painter.drawImage(place, image)

    def _draw_words(
        self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: Row
    ) -> None:
        """Draw eye and name, then the details, then the state, one below the other."""
        faint = option.palette.color(QPalette.PlaceholderText)
        small, tone = _font(option.font, small=True), row.state.tone
        # An error needs the room of the details.
        lines = [(row.details, faint)] if row.details and tone != "wrong" else []
        colour = {"plain": _text(option.palette), "faint": faint, "wrong": self.wrong_colour}[tone]
        wrapped = _wrapped(row.without_name(row.state.text), small, box.width(), 2 - len(lines))
        lines += [(line, colour) for line in wrapped]
        first, other = QFontMetrics(option.font).height(), QFontMetrics(small).height() + 1
        top = box.center().y() - (first + other * len(lines)) // 2
        name = QRect(box.left(), top, box.width(), first)
        self._draw_name(painter, name, option, row)
        for number, (text, colour) in enumerate(lines):
            line = QRect(box.left(), name.bottom() + 1 + other * number, box.width(), other)
            _draw_text(painter, line, text, small, colour)

    def _draw_name(
        self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: Row
    ) -> None:
        palette = option.palette
        badge = eye_abbreviation(row.eye)
        font = _font(option.font, small=True, bold=True)
        chip = QRect(box.left(), box.top() + 1, QFontMetrics(font).horizontalAdvance(badge) + 8, 0)
        chip.setHeight(box.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.Light))
        painter.drawRoundedRect(chip, 4, 4)
        painter.setFont(font)
        painter.setPen(_text(palette))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, badge)
        group = QPalette.Normal if row.entry.problem is None else QPalette.Disabled
        rest = box.adjusted(chip.width() + 6, 0, 0, 0)
        font = _font(option.font, bold=row.shown)
        colour = palette.color(group, QPalette.Text)
        # The end of a name tells photographs apart, too.
        middle = Qt.TextElideMode.ElideMiddle
        _draw_text(painter, rest, row.name, font, colour, elide=middle)


def _draw_text(
    painter: QPainter,
    box: QRect,
    text: str,
    font: QFont,
    colour: QColor,
    *,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    left = Qt.Alignment() | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    shown = QFontMetrics(font).elidedText(text, elide, box.width())
    painter.drawText(box, int(left) | int(Qt.TextFlag.TextSingleLine), shown)


def _draw_arrow(painter: QPainter, box: QRect, colour: QColor, *, unfolded: bool) -> None:
    painter.setPen(QPen(colour, 1.5))
    middle = QPointF(box.left() + 5, box.center().y() + 0.5)
    corners = ((-4, -2), (0, 2), (4, -2)) if unfolded else ((-2, -4), (2, 0), (-2, 4))
    painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in corners]))


def _font(font: QFont, *, bold: bool = False, small: bool = False) -> QFont:
    made = QFont(font)
    made.setBold(bold)
    if small and font.pixelSize() > 0:
        made.setPixelSize(font.pixelSize() - 2)
    return made


def _text(palette: QPalette) -> QColor:
    return palette.color(QPalette.Normal, QPalette.Text)


def _wrapped(text: str, font: QFont, width: int, most: int) -> list[str]:
    """Break a text into lines; the last one may be too long for the width."""
    layout = QTextLayout(text, font)
    layout.setTextOption(_ANYWHERE)
    layout.beginLayout()
    lines: list[str] = []
    while len(lines) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, end = line.textStart(), line.textStart() + line.textLength()
        lines.append(text[start : end if len(lines) + 1 < most else None].strip())
    layout.endLayout()
    return lines
