"""One pane: a photograph, on request with its vessels, that can be moved and drawn on."""

from PyQt5.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QWidget
from typing_extensions import override

from app.domain.photograph import Mask
from app.domain.quality import PoorPart
from app.domain.reading import Ruler, Stroke
from app.field.poor_parts import told_parts
from app.measurement.rulers import PIXELS
from app.report.marks import mark_label, units_of
from app.ui.canvas.beginning import begin_drawing
from app.ui.canvas.captions import draw_captions, find_badges
from app.ui.canvas.gestures import Gesture, MoveCurtain, Pan, Spot, Windowing
from app.ui.canvas.kinds import kinds_of
from app.ui.canvas.landmarks import Landscape, draw_landmarks, landscape_of
from app.ui.canvas.photograph import BACKGROUND
from app.ui.canvas.placing import STRUCTURES
from app.ui.canvas.poor_parts import draw_poor_parts
from app.ui.canvas.projection import Projection
from app.ui.canvas.rulers import draw_rulers
from app.ui.canvas.scene import Scene, draw_brush, draw_curtain, draw_stroke, sketch_colour
from app.ui.canvas.tools import BRUSHES, Tool, Toolbox
from app.ui.canvas.vessels import Vessels, shown_mask
from app.ui.canvas.zoom_view import ZoomView
from app.ui.session.layers import Layers
from app.ui.session.workspace import Workspace

_CAPTION_SIZE = 0.86  # of the window's letters
_REACH = 10.0  # pixels around the curtain's line where it can be grabbed
_RULERS = (Tool.LINE, Tool.ANGLE, Tool.AREA, Tool.ARROW, Tool.NOTE)
_CLICKS = (Tool.SEGMENT, Tool.KIND)
_HANDS = (*BRUSHES, *_CLICKS, *STRUCTURES)  # they correct what is seen
_SIGNS = {Tool.ADD: "+", Tool.ERASE: "\N{MINUS SIGN}", Tool.RESTORE: "↺", Tool.EXCLUDE: "×"}
_LEFT, _MIDDLE, _RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)


class ImageView(ZoomView):
    """Draw a photograph and what lies on it; dragging uses the tool.

    Signals:
        fit_asked: the user double-clicked.
    """

    fit_asked = pyqtSignal()

    def __init__(
        self,
        workspace: Workspace,
        toolbox: Toolbox,
        parent: QWidget | None = None,
        *,
        with_vessels: bool,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._toolbox, self._with_vessels = toolbox, with_vessels
        self._scene = Scene()
        self._gesture: Gesture | None = None
        self._button: Qt.MouseButton = _LEFT
        self._hover: QPointF | None = None
        self._space_held = False
        self._blinking = False
        self._patient_shown = True
        self._poor_parts_shown = True
        self._curtain_drawn = False
        self.curtain = 0.5
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._choose_cursor()

    # --- what is shown ---------------------------------------------------------------------

    @property
    @override
    def extent(self) -> tuple[int, int] | None:
        layers = self._workspace.layers
        return (layers.width, layers.height) if layers else None

    @property
    def vessels(self) -> Vessels | None:
        """Return how vessels are drawn now; None where they are not."""
        workspace, drawing = self._workspace, self._workspace.look.vessels
        if not self._with_vessels or self._blinking or not drawing.visible:
            return None
        if workspace.layers is not None and not workspace.layers.analysed:
            return None
        analysis = workspace.analysis
        if analysis is not None and not analysis.shows_vessels:
            return None
        band = analysis.shown_measurements.band if analysis else None
        reading = workspace.reading
        added = any(stroke.adds for stroke in reading.strokes)
        erased = any(stroke.erases for stroke in reading.strokes)
        return Vessels(drawing, reading.threshold, band, added, erased, kinds_of(workspace))

    @property
    def landscape(self) -> Landscape | None:
        """Return what is drawn of the anatomy now; None where nothing is."""
        placing = self._toolbox.tool in STRUCTURES  # best seen without vessels
        if self._blinking or not (self._with_vessels or placing):
            return None
        return landscape_of(self._workspace, self._toolbox)

    @property
    def poor_parts(self) -> tuple[PoorPart, ...]:
        """Return the poor parts that are shaded now: only where vessels are shown."""
        analysis = self._workspace.analysis
        if analysis is None or self.vessels is None or not self._poor_parts_shown:
            return ()
        return told_parts(analysis.quality)

    def shown_mask(self) -> Mask:
        """Return which pixels are drawn as vessel, (h, w), at the photograph's own size."""
        assert self._workspace.layers is not None
        return shown_mask(self._workspace.layers, self.vessels)

    def forget(self) -> None:
        """Drop everything that belongs to the previous photograph: another one is shown."""
        self.give_up()
        self._scene.forget()
        self.update()

    def set_patient_shown(self, shown: bool) -> None:
        """Choose whether the patient is written over the photograph."""
        self._patient_shown = shown
        self.update()

    def set_poor_parts_shown(self, shown: bool) -> None:
        """Choose whether poor parts of the photograph are shaded."""
        self._poor_parts_shown = shown
        self.update()

    def set_blinking(self, blinking: bool) -> None:
        """Show the photograph without vessels for as long as this is on."""
        self._blinking = blinking
        self.update()

    def set_curtain_drawn(self, drawn: bool) -> None:
        """Show the photograph alone to the left of a line, or nowhere."""
        self._curtain_drawn = drawn
        self.update()

    def move_curtain(self, fraction: float) -> None:
        """Move the curtain's line to a fraction of the pane's width."""
        self.curtain = min(max(fraction, 0.0), 1.0)
        self.update()

    # --- gestures --------------------------------------------------------------------------

    def give_up(self) -> None:
        """Cancel what the mouse is doing."""
        if self._gesture is not None:
            self._gesture.give_up()
            self._gesture = None
        self._choose_cursor()

    @override
    def event(self, event: QEvent | None) -> bool:
        """Keep Escape from the window's shortcuts while there is something to give up."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self._gesture is not None
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the photograph while the space bar is held; give up a gesture on Escape."""
        assert event is not None
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self.give_up()
            event.accept()
        elif event.key() == Qt.Key.Key_Space:
            self._hold_space(True)
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Use the tool again."""
        assert event is not None
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        else:
            super().keyReleaseEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show that the keys go here."""
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Forget the keys that are held."""
        self._hold_space(False)
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a gesture, or continue one of several clicks."""
        assert event is not None
        spot = self._spot(event)
        if self._gesture is None:
            self._button = event.button()
            self._gesture = self._begin(event, spot)
        elif event.button() == self._button:
            self._gesture.press(spot)
        self._follow(spot)

    @override
    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        spot = self._spot(event)
        if self._gesture is not None:
            self._gesture.move(spot)
        self._follow(spot)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        spot = self._spot(event)
        if self._gesture is not None and event.button() == self._button:
            self._gesture.release(spot)
        self._follow(spot)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Ask for the whole photograph; while drawing, it is a second press like any other."""
        assert event is not None
        if event.button() == _LEFT and self._toolbox.tool is Tool.MOVE:
            self.fit_asked.emit()
        else:
            self.mousePressEvent(event)

    @override
    def leaveEvent(self, event: QEvent | None) -> None:
        """Hide the brush."""
        self._hover = None
        self.update()

    def _begin(self, event: QMouseEvent, start: Spot) -> Gesture | None:
        """Return what a press of a button begins."""
        button, place = event.button(), start.place
        if self._workspace.layers is None or button not in (_LEFT, _MIDDLE, _RIGHT):
            return None
        if button == _RIGHT:
            return Windowing(start, self._workspace)
        if button == _LEFT and self._near_curtain(place):
            return MoveCurtain(lambda x: self.move_curtain(x / self.width()), place.x())
        tool = self._toolbox.tool
        if tool is Tool.MOVE or self._space_held or button == _MIDDLE:
            return Pan(start, self.pan_by)
        if tool in _HANDS and self._hides_strokes(place):
            return None
        inverted = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return begin_drawing(
            tool,
            start,
            self._workspace,
            self._toolbox,
            inverted=inverted,
            scale=self.viewpoint.scale,
        )

    def _hides_strokes(self, place: QPointF) -> bool:
        """Return whether what is drawn here would not be seen."""
        analysis = self._workspace.analysis
        behind = self._curtain_drawn and place.x() < self.curtain * self.width()
        return behind or (analysis is not None and not analysis.shows_vessels)

    def _follow(self, spot: Spot) -> None:
        """Note where the mouse is, and whether its gesture ended."""
        self._hover = spot.place
        if self._gesture is not None and self._gesture.over:
            self._gesture = None
        self._choose_cursor()
        if self._toolbox.tool in BRUSHES:
            self.update()

    def _hold_space(self, held: bool) -> None:
        self._space_held = held
        self._choose_cursor()

    def _choose_cursor(self) -> None:
        """Show by the cursor what dragging does here."""
        shape = Qt.CursorShape.OpenHandCursor
        if isinstance(self._gesture, Pan):
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._near_curtain(self._hover):
            shape = Qt.CursorShape.SplitHCursor
        elif self._brushing:
            shape = Qt.CursorShape.BlankCursor
        elif self._toolbox.tool in (*_RULERS, *STRUCTURES) and not self._space_held:
            shape = Qt.CursorShape.CrossCursor
        elif self._toolbox.tool in _CLICKS and not self._space_held:
            shape = Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)

    @property
    def _brushing(self) -> bool:
        return self._toolbox.tool in BRUSHES and not self._space_held

    def _spot(self, event: QMouseEvent) -> Spot:
        return Spot(event.localPos(), self.projection.to_photograph(event.localPos()))

    def _near_curtain(self, place: QPointF | None) -> bool:
        if not self._curtain_drawn or place is None:
            return False
        return abs(place.x() - self.curtain * self.width()) <= _REACH

    # --- painting --------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        layers = self._workspace.layers
        if layers is not None:
            projection = self.projection
            self._draw_scene(painter, layers, projection)
            self._draw_poor_parts(painter, projection)
            self._draw_landmarks(painter, projection)
            self._draw_marks(painter, layers, projection)
            self._draw_captions(painter, layers, projection)
        if self.hasFocus():
            painter.setRenderHint(QPainter.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().highlight(), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _draw_scene(self, painter: QPainter, layers: Layers, projection: Projection) -> None:
        painter.save()
        painter.scale(1 / projection.ratio, 1 / projection.ratio)
        line = self.curtain * self.width() * projection.ratio if self._curtain_drawn else None
        tone = self._workspace.look.tone
        self._scene.draw(painter, layers, projection, tone, vessels=self.vessels, curtain=line)
        painter.restore()

    def _draw_poor_parts(self, painter: QPainter, projection: Projection) -> None:
        parts, analysis = self.poor_parts, self._workspace.analysis
        if not parts or analysis is None:
            return
        painter.save()
        self._spare_curtain(painter)
        draw_poor_parts(painter, projection, analysis.field, parts)
        painter.restore()

    def _draw_landmarks(self, painter: QPainter, projection: Projection) -> None:
        landscape = self.landscape
        if landscape is not None:
            painter.save()
            painter.setFont(self._caption_font())
            self._spare_curtain(painter)
            draw_landmarks(painter, projection, landscape)
            painter.restore()

    def _spare_curtain(self, painter: QPainter) -> None:
        """Draw nothing where the photograph is shown alone."""
        if self._curtain_drawn:
            painter.setClipRect(self.rect().adjusted(round(self.curtain * self.width()), 0, 0, 0))

    def _draw_marks(self, painter: QPainter, layers: Layers, projection: Projection) -> None:
        painter.setFont(self._caption_font())
        workspace, sketch = self._workspace, self._toolbox.sketch
        rulers = workspace.reading.rulers
        if isinstance(sketch, Stroke):
            photograph = self._scene.photograph(layers, projection, workspace.look.tone)
            colour = sketch_colour(self._toolbox.tool, workspace.look.vessels.colour)
            draw_stroke(painter, projection, sketch, photograph, colour)
        elif isinstance(sketch, Ruler):
            rulers = (*rulers, sketch)
        told = PIXELS if workspace.analysis is None else units_of(workspace.analysis)
        say = workspace.catalogue.say
        labels = [mark_label(ruler, told, say) for ruler in rulers]
        draw_rulers(painter, projection, rulers, labels, self._toolbox.selected)
        if self._curtain_drawn:
            draw_curtain(painter, self.curtain * self.width(), self.rect())
        if self._brushing and self._hover is not None:
            radius = self._toolbox.brush_radius * projection.viewpoint.scale
            draw_brush(painter, self._hover, radius, _SIGNS[self._toolbox.tool])

    def _draw_captions(self, painter: QPainter, layers: Layers, projection: Projection) -> None:
        tone, vessels = self._workspace.look.tone, self.vessels
        draw_captions(
            painter,
            projection,
            self._workspace.analysis,
            find_badges(tone, vessels, equalised=layers.equalised is not None),
            vessels=vessels,
            poor_parts=self.poor_parts,
            excluded=layers.excluded is not None,
            image=self._workspace.image,
            landscape=self.landscape,
            patient_shown=self._patient_shown,
        )

    def _caption_font(self) -> QFont:
        font = self.font()
        font.setPixelSize(round(_CAPTION_SIZE * self.fontInfo().pixelSize()))
        return font
