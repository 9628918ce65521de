"""Draw lines, angles, areas, arrows and notes, with what they measure, over the photograph."""

from collections.abc import Sequence

from PyQt5.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.domain.reading import Mark, Ruler
from app.ui.canvas.annotations import draw_text
from app.ui.canvas.projection import Projection

_LINE = QColor(255, 255, 255)
_SELECTED = QColor(255, 214, 64)
_HALO = QColor(0, 0, 0, 190)
_TICK = 4.0  # half the length of the mark at each point
_AWAY = 8.0  # between a label and its point
_EDGE = 4.0  # between a label and the edge of the pane
_HEAD, _SPREAD = 12.0, 25.0  # of an arrow: its length, and degrees to each side
_LONGEST_LABEL = 60  # characters


def draw_rulers(
    painter: QPainter,
    projection: Projection,
    rulers: Sequence[Ruler],
    labels: Sequence[str],
    selected: int | None = None,
) -> None:
    """Draw marks as thin as the screen allows at every zoom, in the pane's coordinates.

    Args:
        labels: one for each, shown at it.
        selected: which of them stands out.
    """
    painter.setRenderHint(QPainter.Antialiasing)
    for index, (ruler, label) in enumerate(zip(rulers, labels, strict=True)):
        places = [projection.to_pane(point) for point in ruler.points]
        colour = _SELECTED if index == selected else _LINE
        for ink, width in ((_HALO, 4.0), (colour, 1.5)):
            painter.setPen(QPen(ink, width, cap=Qt.PenCapStyle.RoundCap))
            _draw(painter, ruler.mark, places)
        if label:
            _draw_label(painter, projection, ruler, places, label)


def _draw(painter: QPainter, mark: Mark, places: Sequence[QPointF]) -> None:
    if mark is Mark.AREA:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF(places))
        return
    painter.drawPolyline(QPolygonF(places))
    if mark is Mark.ARROW:
        if len(places) > 1:
            _draw_head(painter, places[0], places[1])
        return
    for place in places:
        painter.drawLine(place - QPointF(_TICK, 0), place + QPointF(_TICK, 0))
        painter.drawLine(place - QPointF(0, _TICK), place + QPointF(0, _TICK))


def _draw_head(painter: QPainter, end: QPointF, head: QPointF) -> None:
    back = QLineF(head, end)
    for turn in (-_SPREAD, _SPREAD):
        side = QLineF(back)
        side.setLength(_HEAD)
        side.setAngle(back.angle() + turn)
        painter.drawLine(side)


def _draw_label(
    painter: QPainter,
    projection: Projection,
    ruler: Ruler,
    places: Sequence[QPointF],
    label: str,
) -> None:
    line = " ".join(label.split())
    shown = line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 1]}…"
    metrics = QFontMetricsF(painter.font(), painter.device())
    size = QSizeF(metrics.horizontalAdvance(shown), metrics.ascent())
    anchor, others = _label_anchor(ruler.mark, places)
    corner = _label_corner(anchor, others, size)
    if QRectF(0, 0, *projection.pane).contains(anchor):
        corner = _kept_inside(corner, size, projection)
    draw_text(painter, corner + QPointF(0, size.height()), shown)


def _label_anchor(mark: Mark, places: Sequence[QPointF]) -> tuple[QPointF, QPointF]:
    """Return at which point a label lies, and from where it leads away."""
    if mark is Mark.AREA:
        return max(places, key=lambda place: place.x()), min(places, key=lambda place: place.x())
    if mark is Mark.ARROW:  # what it points at stays free
        return places[0], places[-1]
    if mark is Mark.NOTE:
        return places[0], places[0] - QPointF(1, 0)
    others = QPointF((places[0] + places[-1]) / 2) if len(places) == 3 else places[0]
    return places[1], others


def _label_corner(anchor: QPointF, others: QPointF, size: QSizeF) -> QPointF:
    """Return the top left corner of a label behind the end of a line, or the vertex of an angle."""
    left = anchor.x() < others.x()
    top = anchor.y() < others.y()
    return QPointF(
        anchor.x() - _AWAY - size.width() if left else anchor.x() + _AWAY,
        anchor.y() - _AWAY - size.height() if top else anchor.y() + _AWAY,
    )


def _kept_inside(corner: QPointF, size: QSizeF, projection: Projection) -> QPointF:
    """Return where a label begins so that it is seen as a whole."""
    width, height = projection.pane
    return QPointF(
        min(max(corner.x(), _EDGE), width - _EDGE - size.width()),
        min(max(corner.y(), _EDGE), height - _EDGE - size.height()),
    )
