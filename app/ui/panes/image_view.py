"""One pane: a photograph, on request with its vessels, that can be zoomed and moved."""

from dataclasses import dataclass

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
    qRgba,
)
from PyQt5.QtWidgets import QSizePolicy, QWidget
from PyQt5.sip import voidptr

from app.imaging.overlay import VESSEL_COLOUR
from app.ui.panes.layers import Bytes, Layers, level_of

BACKGROUND = QColor(13, 15, 18)
_LARGEST_SCALE = 40.0  # screen pixels a pixel
_NOTCH = 1.2  # one notch of the wheel
_SHARP_FROM = 2.0  # beyond this scale single pixels are shown as they are


@dataclass(frozen=True)
class Viewpoint:
    """Tell which point of the photograph is at the centre of a pane, and how large it is.

    Attributes:
        x, y: in pixels of the photograph.
        scale: screen pixels (of the layout, before HiDPI scaling) per pixel of the photograph.
    """

    x: float
    y: float
    scale: float


class ImageView(QWidget):
    """Draw the layers of a photograph; wheel zooms at the cursor, dragging moves.

    Signals:
        moved: the user changed the viewpoint. It is not sent when the program does, so that two
            linked panes never answer each other and cannot drift.
        fit_asked: the user double-clicked.
    """

    moved = pyqtSignal(object)
    fit_asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None, *, with_vessels: bool) -> None:
        super().__init__(parent)
        self._with_vessels = with_vessels
        self._size = (0, 0)
        self._photograph: tuple[QImage, ...] = ()
        self._levels: tuple[QImage, ...] = ()
        self._colours = [0] * 256
        self._viewpoint = Viewpoint(0.0, 0.0, 1.0)
        self._fitted = True
        self._grabbed: QPointF | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def viewpoint(self) -> Viewpoint:
        """Return what the pane looks at."""
        return self._viewpoint

    def sizeHint(self) -> QSize:
        """Return the size the pane would like to have."""
        return QSize(480, 560)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which a photograph can be judged."""
        return QSize(200, 200)

    def show_layers(self, layers: Layers) -> None:
        """Show another photograph, as a whole."""
        self._size = (layers.width, layers.height)
        self._photograph = tuple(_wrap(plane, QImage.Format_RGB32) for plane in layers.photograph)
        if self._with_vessels:
            self._levels = tuple(_wrap(plane, QImage.Format_Indexed8) for plane in layers.levels)
            self._colour_levels()
        self.fit()

    def show_vessels(self, threshold: float, opacity: float) -> None:
        """Tint the vessels at a threshold; only the table of colours changes."""
        first, alpha = level_of(threshold), round(opacity * 255)
        tint = qRgba(*VESSEL_COLOUR, alpha)
        self._colours = [0] * first + [tint] * (256 - first)
        self._colour_levels()

    def _colour_levels(self) -> None:
        # Qt crashes when it draws such a picture before it has colours.
        for image in self._levels:
            image.setColorTable(self._colours)
        self.update()

    def vessel_image(self) -> QImage:
        """Return the vessels as they are drawn, at the photograph's own size."""
        return self._levels[0]

    # --- the viewpoint ---------------------------------------------------------------------

    def set_viewpoint(self, viewpoint: Viewpoint) -> None:
        """Look where the other pane looks."""
        self._fitted = False
        self._viewpoint = viewpoint
        self.update()

    def fit(self) -> None:
        """Show the whole photograph, and go on doing so when the pane's size changes."""
        self._fitted = True
        if self._photograph:
            width, height = self._size
            self._viewpoint = Viewpoint(width / 2, height / 2, self._fitting_scale())
        self.update()

    def zoom_to(self, scale: float, place: QPointF | None = None) -> None:
        """Zoom so that the point of the photograph under ``place`` stays where it is.

        Args:
            scale: in pixels of the screen per pixel of the photograph.
            place: in this widget's coordinates; its centre if None.
        """
        if not self._photograph:
            return
        offset = (place or self._centre()) - self._centre()
        old = self._viewpoint
        least = min(1.0, self._fitting_scale() / 2)
        new = min(max(scale, least), _LARGEST_SCALE)
        self._move_to(
            old.x + offset.x() / old.scale - offset.x() / new,
            old.y + offset.y() / old.scale - offset.y() / new,
            new,
        )

    def zoom_by(self, factor: float, place: QPointF | None = None) -> None:
        """Zoom by a factor; see ``zoom_to``."""
        self.zoom_to(self._viewpoint.scale * factor, place)

    def _move_to(self, x: float, y: float, scale: float) -> None:
        width, height = self._size
        # The centre never leaves the photograph, so that it cannot get lost.
        viewpoint = Viewpoint(min(max(x, 0.0), width), min(max(y, 0.0), height), scale)
        self.set_viewpoint(viewpoint)
        self.moved.emit(viewpoint)

    def _fitting_scale(self) -> float:
        width, height = self._size
        return max(min(self.width() / width, self.height() / height), 1e-3)

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, self.height() / 2)

    # --- events ----------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom at the cursor."""
        assert event is not None
        self.zoom_by(_NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of the photograph."""
        assert event is not None
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grabbed = event.localPos()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Move the photograph with the mouse."""
        assert event is not None
        if self._grabbed is None or not self._photograph:
            return
        step = event.localPos() - self._grabbed
        self._grabbed = event.localPos()
        at = self._viewpoint
        self._move_to(at.x - step.x() / at.scale, at.y - step.y() / at.scale, at.scale)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Let go of the photograph."""
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Ask for the whole photograph."""
        self.fit_asked.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep showing the whole photograph where the user wanted that."""
        if self._fitted:
            self.fit()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the photograph and the vessels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        if not self._photograph:
            return
        scale = self._viewpoint.scale
        on_screen = scale * self.devicePixelRatioF()
        painter.setRenderHint(QPainter.SmoothPixmapTransform, on_screen <= _SHARP_FROM)
        painter.translate(self._centre())
        painter.scale(scale, scale)
        painter.translate(-self._viewpoint.x, -self._viewpoint.y)
        # A halved picture with an odd side reaches a little beyond the photograph.
        painter.setClipRect(QRectF(0, 0, *self._size))
        for images in (self._photograph, self._levels):
            if images:
                _draw(painter, images, on_screen)


def _draw(painter: QPainter, images: tuple[QImage, ...], on_screen: float) -> None:
    """Draw the smallest of the halved pictures that need not be enlarged.

    Qt looks at two pixels a side at most, so that more than halving loses thin vessels.
    """
    halvings = 0
    while halvings + 1 < len(images) and on_screen * 2 ** (halvings + 1) <= 1:
        halvings += 1
    image = images[halvings]
    size = 2.0**halvings
    painter.drawImage(QRectF(0, 0, image.width() * size, image.height() * size), image)


def _wrap(plane: Bytes, kind: QImage.Format) -> QImage:
    """Make a picture of an array without copying it."""
    height, width = plane.shape[:2]
    image = QImage(voidptr(plane.ctypes.data), width, height, plane.strides[0], kind)
    # The picture borrows its bytes from the array, which must live as long.
    image.array = plane  # type: ignore[attr-defined]
    return image
