"""A view of a photograph that can be zoomed and moved."""

from PyQt5.QtCore import QPointF, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QResizeEvent, QWheelEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.ui.canvas.projection import Projection, Viewpoint

_LARGEST_SCALE = 40.0  # screen pixels a pixel
_NOTCH = 1.2  # one notch of the wheel


class ZoomView(QWidget):
    """A view of a photograph; the wheel zooms at the cursor.

    Signals:
        moved: the user changed the viewpoint. It is not sent when the program does, so that two
            linked panes never answer each other and cannot drift.
        resized: the view has another size.
    """

    moved = pyqtSignal(Viewpoint)
    resized = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewpoint = Viewpoint(0.0, 0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def extent(self) -> tuple[int, int] | None:
        """Return width and height of the photograph in pixels; None while there is none."""
        raise NotImplementedError

    @property
    def viewpoint(self) -> Viewpoint:
        """Return what the view looks at."""
        return self._viewpoint

    @property
    def projection(self) -> Projection:
        """Return the projection of the photograph onto the view."""
        pane = (self.width(), self.height())
        return Projection(self._viewpoint, self.extent or (0, 0), pane, self.devicePixelRatioF())

    @property
    def fitting_scale(self) -> float:
        """Return the scale at which the whole photograph is seen."""
        if self.extent is None:
            return 1.0
        width, height = self.extent
        return max(min(self.width() / width, self.height() / height), 1e-3)

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 560)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return the least size at which a photograph can be judged."""
        return QSize(200, 200)

    def set_viewpoint(self, viewpoint: Viewpoint) -> None:
        """Show the same place as another view."""
        self._viewpoint = viewpoint
        self.update()

    def zoom_to(self, scale: float, place: QPointF | None = None) -> None:
        """Zoom so that the point of the photograph under ``place`` stays where it is.

        Args:
            scale: in pixels of the screen per pixel of the photograph.
            place: in this widget's coordinates; its centre if None.
        """
        centre = QPointF(self.width() / 2, self.height() / 2)
        offset = (place or centre) - centre
        old = self._viewpoint
        least = min(1.0, self.fitting_scale / 2)
        new = min(max(scale, least), _LARGEST_SCALE)
        self._move_to(
            old.x + offset.x() / old.scale - offset.x() / new,
            old.y + offset.y() / old.scale - offset.y() / new,
            new,
        )

    def zoom_by(self, factor: float, place: QPointF | None = None) -> None:
        """Zoom by a factor; see ``zoom_to``."""
        self.zoom_to(self._viewpoint.scale * factor, place)

    def pan_by(self, step: QPointF) -> None:
        """Move the photograph by a distance on the view."""
        at = self._viewpoint
        self._move_to(at.x - step.x() / at.scale, at.y - step.y() / at.scale, at.scale)

    @override
    def wheelEvent(self, event: QWheelEvent | None) -> None:
        assert event is not None
        self.zoom_by(_NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    @override
    def resizeEvent(self, event: QResizeEvent | None) -> None:
        self.resized.emit()

    def _move_to(self, x: float, y: float, scale: float) -> None:
        if self.extent is None:
            return
        width, height = self.extent
        # The centre never leaves the photograph, so that it cannot get lost.
        at = min(max(x, 0.0), width), min(max(y, 0.0), height)
        self.set_viewpoint(Viewpoint(*at, scale))
        self.moved.emit(self._viewpoint)
