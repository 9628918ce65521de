"""A small map of the photograph, with a frame around what the panes show of it."""

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QWidget
from typing_extensions import override

from app.ui.canvas.photograph import draw_part
from app.ui.canvas.projection import Projection
from app.ui.session.layers import Layers

_SIDE = 132  # pixels, the longer one
_FRAME = QColor(255, 214, 10)
_SHADE = QColor(0, 0, 0, 110)
_EDGE = QColor(240, 243, 246, 150)
_WHOLE = 0.999  # of the photograph: more is all of it


class Overview(QWidget):
    """The map; a click or a drag on it moves the panes there.

    Signals:
        place_asked: the panes are to look at this point of the photograph, in its pixels.
    """

    place_asked = pyqtSignal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layers: Layers | None = None
        self._seen = QRectF()
        self.setAccessibleName(self.tr("Overview"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.hide()

    @property
    def seen(self) -> QRectF:
        """Return which part of the photograph is framed, each side from 0 to 1."""
        return QRectF(self._seen)

    def show_part(self, layers: Layers | None, projection: Projection, *, wanted: bool) -> None:
        """Frame what a pane shows; the map hides where that is the whole photograph.

        Args:
            wanted: whether there is to be a map at all.
        """
        self._layers = layers
        if layers is None or not wanted:
            self.hide()
            return
        self._seen = _seen_part(projection)
        partly = self._seen.width() < _WHOLE or self._seen.height() < _WHOLE
        # Not in a pane that it would cover.
        fits = min(projection.pane) > 2 * _SIDE
        keep = Qt.AspectRatioMode.KeepAspectRatio
        self.resize(QSize(layers.width, layers.height).scaled(_SIDE, _SIDE, keep))
        self.setVisible(partly and fits)
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._ask(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        self._ask(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Take it for a click: the pane below would fit the photograph."""
        self._ask(event)

    def _ask(self, event: QMouseEvent | None) -> None:
        assert event is not None
        event.accept()
        if self._layers is not None:
            x = event.localPos().x() / self.width() * self._layers.width
            y = event.localPos().y() / self.height() * self._layers.height
            self.place_asked.emit(QPointF(x, y))

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self._layers is None:
            return
        painter = QPainter(self)
        small, place = self._layers.photograph[-1], QRectF(self.rect())
        draw_part(painter, small, place, QImage.Format_RGB32, smooth=True)
        across, down = self.width(), self.height()
        part = self._seen
        frame = QRectF(
            part.x() * across, part.y() * down, part.width() * across, part.height() * down
        )
        for shade in _around(frame, across, down):
            painter.fillRect(shade, _SHADE)
        painter.setPen(QPen(_FRAME, 1.5))
        painter.drawRect(frame.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setPen(QPen(_EDGE, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


def _seen_part(projection: Projection) -> QRectF:
    """Return which part of the photograph a pane shows, each side from 0 to 1."""
    width, height = projection.photograph
    left, top = projection.to_photograph(QPointF(0, 0))
    right, bottom = projection.to_photograph(QPointF(*projection.pane))
    corners = QPointF(left / width, top / height), QPointF(right / width, bottom / height)
    return QRectF(*corners) & QRectF(0, 0, 1, 1)


def _around(frame: QRectF, width: int, height: int) -> tuple[QRectF, ...]:
    """Return the four rectangles of a map that lie outside a frame."""
    return (
        QRectF(0, 0, width, frame.top()),
        QRectF(0, frame.bottom(), width, height - frame.bottom()),
        QRectF(0, frame.top(), frame.left(), frame.height()),
        QRectF(frame.right(), frame.top(), width - frame.right(), frame.height()),
    )
