"""Draw everything that lies on the photograph of one pane, and keep what is costly."""

from PyQt5.QtCore import QPointF, QRect, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from app.domain.reading import Stroke
from app.imaging.overlay import ADDED_COLOUR
from app.settings.look import Colour, Tone
from app.ui.canvas.annotations import draw_text
from app.ui.canvas.photograph import draw_part, render_photograph
from app.ui.canvas.projection import Projection
from app.ui.canvas.taken_away import EXCLUDED_COLOUR, draw_erased, draw_excluded
from app.ui.canvas.tools import Tool
from app.ui.canvas.vessels import Vessels, render_vessels
from app.ui.session.layers import Layers, Pyramid

_HANDLE = 12.0  # radius of the curtain's grip
_LINE = QColor(240, 243, 246)
_HALO = QColor(0, 0, 0, 170)
_SKETCH = 170  # opacity
_SMALL_BRUSH = 6.0  # radius in pixels of the layout, below which one looks for it
_DIAGONAL = 0.5**0.5


class Scene:
    """Draw the photograph and its vessels.

    The photograph is drawn once for each viewpoint and tone: the threshold does not touch it.
    """

    def __init__(self) -> None:
        self._canvases: dict[tuple[object, ...], QImage] = {}

    def forget(self) -> None:
        """Drop what was drawn for a photograph."""
        self._canvases.clear()

    def draw(
        self,
        painter: QPainter,
        layers: Layers,
        projection: Projection,
        tone: Tone,
        *,
        vessels: Vessels | None,
        curtain: float | None = None,
    ) -> None:
        """Draw the photograph with its vessels, where these are to be seen.

        Args:
            painter: in device pixels.
            curtain: the device pixel up to which the photograph is drawn without them.
        """
        if vessels is None:
            painter.drawImage(0, 0, self.photograph(layers, projection, tone))
            draw_excluded(painter, layers, projection)
            return
        left = 0
        if curtain is not None:
            left = round(curtain)
            painter.drawImage(0, 0, self.photograph(layers, projection, tone))
        shown = projection.canvas.adjusted(left, 0, 0, 0)
        strength = vessels.drawing.edge_strength
        canvas = self.photograph(layers, projection, tone, strength)
        painter.drawImage(shown.topLeft(), canvas, shown)
        painter.save()
        painter.setClipRect(shown & projection.frame)
        colours, target = render_vessels(layers, projection, vessels)
        smooth = not projection.sharp
        draw_part(painter, colours, target, QImage.Format_ARGB32_Premultiplied, smooth=smooth)
        draw_erased(painter, layers, projection, vessels)
        painter.restore()
        draw_excluded(painter, layers, projection)

    def photograph(
        self, layers: Layers, projection: Projection, tone: Tone, edge_strength: float = 0.0
    ) -> QImage:
        """Return the photograph as it is seen, in device pixels."""
        pyramid = _source(layers, tone)
        key = (id(pyramid), projection, tone, edge_strength)
        if key not in self._canvases:
            if len(self._canvases) == 2:  # with and without emphasised edges
                del self._canvases[next(iter(self._canvases))]
            self._canvases[key] = render_photograph(pyramid, projection, tone, edge_strength)
        return self._canvases[key]


def draw_stroke(
    painter: QPainter, projection: Projection, stroke: Stroke, photograph: QImage, colour: QColor
) -> None:
    """Draw a stroke under way, in the pane's coordinates: erasing lays bare the photograph."""
    brush = QBrush(colour)
    if stroke.erases:
        brush = QBrush(photograph)
        brush.setTransform(QTransform.fromScale(1 / projection.ratio, 1 / projection.ratio))
    width = 2 * stroke.radius * projection.viewpoint.scale
    round_pen = QPen(
        brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setPen(round_pen)
    places = [projection.to_pane(point) for point in stroke.points]
    if len(places) == 1:
        painter.drawPoint(places[0])
    else:
        painter.drawPolyline(QPolygonF(places))


def sketch_colour(tool: Tool, vessels: Colour) -> QColor:
    """Return the colour of a stroke under way, by what it is to become."""
    colours = {Tool.EXCLUDE: EXCLUDED_COLOUR, Tool.RESTORE: vessels}
    return QColor(*colours.get(tool, ADDED_COLOUR), _SKETCH)


def draw_brush(painter: QPainter, place: QPointF, radius: float, sign: str = "") -> None:
    """Draw the round brush at its true size; marks around it show a small one.

    Args:
        sign: next to it, of what it does.
    """
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    drawn = max(radius, 1.0)
    for colour, width in ((_HALO, 3.0), (_LINE, 1.2)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(place, drawn, drawn)
        if radius < _SMALL_BRUSH:
            for way in (QPointF(1, 0), QPointF(0, 1), QPointF(-1, 0), QPointF(0, -1)):
                painter.drawLine(place + way * (drawn + 3), place + way * (drawn + 9))
    if sign:
        away = max(drawn, _SMALL_BRUSH) * _DIAGONAL + 3
        draw_text(painter, place + QPointF(away, away + painter.fontMetrics().ascent()), sign)


def draw_curtain(painter: QPainter, x: float, pane: QRect) -> None:
    """Draw the line between the photograph and its vessels, with a grip."""
    painter.setRenderHint(QPainter.Antialiasing)
    middle = QPointF(x, pane.height() / 2)
    for colour, width in ((_HALO, 4.0), (_LINE, 1.5)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(x, 0), QPointF(x, pane.height()))
    painter.setBrush(_HALO)
    painter.drawEllipse(middle, _HANDLE, _HANDLE)
    for side in (-1, 1):
        tip, end = QPointF(8 * side, 0), QPointF(3 * side, 4)
        painter.drawPolyline(
            QPolygonF([middle + end, middle + tip, middle + QPointF(end.x(), -end.y())])
        )


def _source(layers: Layers, tone: Tone) -> Pyramid:
    if tone.equalised and layers.equalised is not None:
        return layers.equalised
    return layers.photograph
