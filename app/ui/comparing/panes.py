"""Two photographs at the same place: side by side, swiped, in turn, or their difference."""

from enum import Enum, auto

from PyQt5.QtCore import QEvent, QPointF, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.base.translation import Catalogue
from app.domain.reading import Point
from app.imaging.difference import GAINED_COLOUR, LOST_COLOUR, SAME_COLOUR
from app.settings.look import Tone
from app.ui.canvas.comparison_view import Pane
from app.ui.canvas.gestures import Pan, Spot
from app.ui.canvas.photograph import BACKGROUND, render_photograph
from app.ui.canvas.projection import Projection, Viewpoint
from app.ui.canvas.scene import draw_curtain
from app.ui.canvas.splitter import Splitter
from app.ui.canvas.zoom_view import ZoomView
from app.ui.comparing.pictures import Compared, Relation, Side
from app.ui.comparing.words import day_words
from app.ui.session.layers import Pyramid

_BLINK_MS = 700
_REACH = 10.0  # pixels around the line where it can be grabbed
_PAN_STEP = 0.1  # of a pane
_LINE_STEP = 0.02
_ZOOM = 1.25
_ARM = 14.0  # of the cross-hair, in pixels of the screen
_LINE, _HALO = QColor(240, 243, 246), QColor(0, 0, 0, 170)
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Mode(Enum):
    """Tell how two photographs are shown."""

    SIDE_BY_SIDE = auto()
    SWIPE = auto()
    BLINK = auto()
    DIFFERENCE = auto()


class VisitView(ZoomView):
    """Draw one photograph, on request another one to the left of a line that can be moved.

    Signals:
        fit_asked: the user double-clicked.
        pointed: the mouse is at a point of the photograph (x, y), or nowhere (None).
    """

    fit_asked = pyqtSignal()
    pointed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extent: tuple[int, int] | None = None
        self._picture: Pyramid | None = None
        self._behind: Pyramid | None = None
        self._tone = Tone()
        self._pan: Pan | None = None
        self._on_line = False
        self._drawn: dict[tuple[object, ...], QImage] = {}
        self.line = 0.5
        self.cross: Point | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @property
    @override
    def extent(self) -> tuple[int, int] | None:
        return self._extent

    def set_pictures(
        self,
        extent: tuple[int, int] | None,
        picture: Pyramid | None,
        behind: Pyramid | None = None,
        tone: Tone | None = None,
    ) -> None:
        """Show a photograph.

        Args:
            extent: width and height in pixels.
            behind: another one, of the same size, that is shown to the left of the line.
            tone: in which they are shown; as recorded if None.
        """
        self._extent, self._picture, self._behind = extent, picture, behind
        self._tone = tone or Tone()
        self._drawn.clear()
        self.update()

    def set_cross(self, point: Point | None) -> None:
        """Mark the point at which the mouse is in the other pane, or none."""
        self.cross = point
        self.update()

    def move_line(self, fraction: float) -> None:
        """Move the line to a fraction of the pane's width."""
        self.line = min(max(fraction, 0.0), 1.0)
        self.update()

    # --- the mouse -------------------------------------------------------------------------

    @override
    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        self._on_line = self._near_line(event.localPos())
        if not self._on_line:
            self._pan = Pan(self._spot(event), self.pan_by)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        if self._on_line:
            self.move_line(event.localPos().x() / self.width())
        elif self._pan is not None:
            self._pan.move(self._spot(event))
        else:
            near = self._near_line(event.localPos())
            shape = Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.OpenHandCursor
            self.setCursor(shape)
        self.pointed.emit(self.projection.to_photograph(event.localPos()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._on_line, self._pan = False, None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.fit_asked.emit()

    @override
    def leaveEvent(self, event: QEvent | None) -> None:
        self.pointed.emit(None)

    @override
    def focusInEvent(self, event: QFocusEvent | None) -> None:
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        self.update()

    def _spot(self, event: QMouseEvent) -> Spot:
        return Spot(event.localPos(), self.projection.to_photograph(event.localPos()))

    def _near_line(self, place: QPointF) -> bool:
        return self._behind is not None and abs(place.x() - self.line * self.width()) <= _REACH

    # --- painting --------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        if self._extent is not None and self._picture is not None:
            self._draw(painter, self.projection, self._picture)
        if self.hasFocus():
            painter.setRenderHint(QPainter.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight(), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _draw(self, painter: QPainter, projection: Projection, picture: Pyramid) -> None:
        painter.save()
        painter.scale(1 / projection.ratio, 1 / projection.ratio)
        painter.drawImage(0, 0, self._canvas(picture, projection))
        line = self.line * self.width()
        if self._behind is not None:
            left = projection.canvas
            left.setWidth(round(line * projection.ratio))
            painter.drawImage(left.topLeft(), self._canvas(self._behind, projection), left)
        painter.restore()
        if self._behind is not None:
            draw_curtain(painter, line, self.rect())
        if self.cross is not None:
            _draw_cross(painter, projection.to_pane(self.cross))

    def _canvas(self, picture: Pyramid, projection: Projection) -> QImage:
        """Return a picture as it is seen, in device pixels; the last two are kept."""
        key = (id(picture), projection)
        if key not in self._drawn:
            if len(self._drawn) == 2:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[key] = render_photograph(picture, projection, self._tone)
        return self._drawn[key]


def _draw_cross(painter: QPainter, place: QPointF) -> None:
    painter.setRenderHint(QPainter.Antialiasing)
    for colour, width in ((_HALO, 3.5), (_LINE, 1.3)):
        painter.setPen(QPen(colour, width))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            way = QPointF(x, y)
            painter.drawLine(place + way * (_ARM / 3), place + way * _ARM)


class Legend(QWidget):
    """Tell what the three colours of the difference mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(8)
        for colour, words in (
            (GAINED_COLOUR, self.tr("Gained")),
            (LOST_COLOUR, self.tr("Lost")),
            (SAME_COLOUR, self.tr("The same")),
        ):
            swatch = QLabel()
            swatch.setFixedSize(14, 14)
            name = QColor(*colour).name()
            swatch.setStyleSheet(f"background: {name}; border: 1px solid #707070;")
            label = QLabel(words)
            label.setObjectName("faint")
            layout.addWidget(swatch)
            layout.addWidget(label)
            layout.addSpacing(10)
        layout.addStretch()


class VisitPanes(QWidget):
    """Two linked panes, of which all modes but one use the second.

    Signals:
        mode_changed: they are shown in another way (a Mode).
    """

    mode_changed = pyqtSignal(Mode)

    def __init__(self, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue
        self._compared: Compared | None = None
        self._alone: Side | None = None
        self._fitted = True
        self._tone = Tone()
        self.mode = Mode.SIDE_BY_SIDE
        self.left_in_turn = False
        self.views = (VisitView(), VisitView())
        self.panes = (
            Pane(self.tr("Photograph on the left"), self.views[0]),
            Pane(self.tr("Photograph on the right"), self.views[1]),
        )
        self.legend = Legend()
        self._blinking = QTimer(self)
        self._blinking.setInterval(_BLINK_MS)
        self._blinking.timeout.connect(self._take_turns)
        self._splitter = Splitter()
        for pane in self.panes:
            self._splitter.addWidget(pane)
        self._splitter.make_equal()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter, stretch=1)
        layout.addWidget(self.legend)
        for view, other in (self.views, reversed(self.views)):
            view.moved.connect(self._look_at)
            view.fit_asked.connect(self.fit)
            view.resized.connect(self._stay_fitted)
            view.pointed.connect(other.set_cross)
        self._show()

    # --- what is shown ---------------------------------------------------------------------

    def show_alone(self, side: Side) -> None:
        """Show one photograph, on the right, until there is another one."""
        self._alone = side
        self.show_compared(None)

    def show_compared(self, compared: Compared | None) -> None:
        """Show two photographs, or again only the one that is open."""
        self._compared = compared
        if compared is None or self.mode not in modes_of(compared):
            self.set_mode(Mode.SIDE_BY_SIDE)
        else:
            self._show()
        self.fit()

    def set_mode(self, mode: Mode) -> None:
        """Show the photographs in another way."""
        self.mode, self.left_in_turn = mode, False
        self._show()
        self.mode_changed.emit(mode)

    def set_tone(self, tone: Tone) -> None:
        """Show both photographs in other tones; their difference stays in its colours."""
        self._tone = tone
        self._show()

    def _show(self) -> None:
        compared, mode = self._compared, self.mode
        if mode is Mode.BLINK and compared is not None:
            self._blinking.start()
        else:
            self._blinking.stop()
        self.panes[0].setVisible(mode is Mode.SIDE_BY_SIDE)
        self.legend.setVisible(mode is Mode.DIFFERENCE)
        for view in self.views:
            view.set_cross(None)
        sides = (compared.left, compared.right) if compared else (None, self._alone)
        for pane, view, side in zip(self.panes, self.views, sides, strict=True):
            self._fill(pane, view, side)
        if compared is not None:
            self._show_second(compared, mode)
        self._stay_fitted()

    def _fill(self, pane: Pane, view: VisitView, side: Side | None) -> None:
        """Show a photograph in a pane, or leave it empty."""
        if side is None:
            pane.eye.clear()
            pane.heading.setText("")
            view.set_pictures(None, None)
        else:
            pane.eye.show_eye(side.analysis.image.laterality, self._catalogue)
            pane.heading.setText(self._title(side))
            view.set_pictures(self._extent, side.picture, tone=self._tone)

    @property
    def _extent(self) -> tuple[int, int] | None:
        """Return width and height in pixels of what is shown."""
        if self._compared is not None:
            return self._compared.extent
        if self._alone is None:
            return None
        height, width = self._alone.picture[0].shape[:2]
        return width, height

    def _show_second(self, compared: Compared, mode: Mode) -> None:
        """Show in the second pane what is not shown in two."""
        view, heading = self.views[1], self.panes[1].heading
        left, right = compared.left, compared.right
        if mode is Mode.SWIPE:
            view.set_pictures(compared.extent, right.picture, left.picture, self._tone)
            heading.setText(f"{self._title(left)}  |  {self._title(right)}")
        elif mode is Mode.BLINK:
            side = left if self.left_in_turn else right
            view.set_pictures(compared.extent, side.picture, tone=self._tone)
            heading.setText(self._title(side))
            self.panes[1].eye.show_eye(side.analysis.image.laterality, self._catalogue)
        elif mode is Mode.DIFFERENCE:
            view.set_pictures(compared.extent, compared.difference)
            heading.setText(
                self.tr("Vessels, from {first} to {second}").format(
                    first=self._title(left), second=self._title(right)
                )
            )

    def _title(self, side: Side) -> str:
        day = day_words(side.day)
        words = [day if isinstance(day, str) else self._catalogue.say(day)]
        if side.shown:
            words.append(self.tr("open now"))
        if side.mirrored:
            words.append(self.tr("mirrored"))
        if side.kept:
            words.append(self.tr("vessels only"))
        return " · ".join(words)

    def _take_turns(self) -> None:
        self.left_in_turn = not self.left_in_turn
        if self._compared is not None:
            self._show_second(self._compared, Mode.BLINK)

    # --- where they look -------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole photograph in both panes, and keep doing so at every size."""
        self._fitted = True
        if self._extent is not None:
            width, height = self._extent
            scale = min(pane.view.fitting_scale for pane in self.panes if not pane.isHidden())
            self._set_viewpoint(Viewpoint(width / 2, height / 2, scale))

    def _look_at(self, viewpoint: Viewpoint) -> None:
        self._fitted = False
        self._set_viewpoint(viewpoint)

    def _set_viewpoint(self, viewpoint: Viewpoint) -> None:
        for view in self.views:
            view.set_viewpoint(viewpoint)

    def _stay_fitted(self) -> None:
        if self._fitted:
            self.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Pan by the arrow keys, with Ctrl move the line; zoom by plus and minus."""
        assert event is not None
        view, key = self.views[1], event.key()
        if key in _WAYS:
            x, y = _WAYS[Qt.Key(key)]
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                view.move_line(view.line + x * _LINE_STEP)
            else:
                view.pan_by(QPointF(-x * _PAN_STEP * view.width(), -y * _PAN_STEP * view.height()))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            view.zoom_by(_ZOOM)
        elif key == Qt.Key.Key_Minus:
            view.zoom_by(1 / _ZOOM)
        else:
            super().keyPressEvent(event)


def modes_of(compared: Compared | None) -> tuple[Mode, ...]:
    """Return how two photographs may be shown.

    What is not aligned is never laid on each other: it would seem to have changed.
    """
    if compared is None or compared.relation is not Relation.ALIGNED:
        return (Mode.SIDE_BY_SIDE,)
    return tuple(mode for mode in Mode if mode is not Mode.DIFFERENCE or compared.difference)
