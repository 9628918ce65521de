"""Draw lines and angles, with their lengths, over the photograph."""

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PyQt5.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.domain.photograph import Spacing
from app.domain.reading import Ruler
from app.measurement.rulers import angle_degrees, length_mm, length_px
from app.ui.canvas.annotations import draw_text
from app.ui.canvas.projection import Projection

_LINE = QColor(255, 255, 255)
_HALO = QColor(0, 0, 0, 190)
_TICK = 4.0  # half the length of the mark at each point
_AWAY = 8.0  # between a label and its point
_EDGE = 4.0  # between a label and the edge of the pane
_WHOLE_FROM = 100.0  # pixels; longer lines are shown without decimals


def ruler_label(ruler: Ruler, spacing: Spacing | None) -> str:
    """Return what a ruler measures: pixels, millimetres where they are known, or degrees."""
    if len(ruler.points) == 3:
        angle = angle_degrees(*ruler.points, spacing)
        return QCoreApplication.translate("Ruler", "{angle}°").format(angle=f"{angle:.1f}")
    start, end = ruler.points[0], ruler.points[-1]
    length = length_px(start, end)
    pixels = f"{length:.0f}" if length > _WHOLE_FROM else f"{length:.1f}"
    if spacing is None:
        return QCoreApplication.translate("Ruler", "{pixels} px").format(pixels=pixels)
    millimetres = f"{length_mm(start, end, spacing):.2f}"
    text = QCoreApplication.translate("Ruler", "{pixels} px · {millimetres} mm")
    return text.format(pixels=pixels, millimetres=millimetres)


def draw_rulers(
    painter: QPainter, projection: Projection, rulers: Sequence[Ruler], spacing: Spacing | None
) -> None:
    """Draw rulers as thin as the screen allows at every zoom, in the pane's coordinates."""
    painter.setRenderHint(QPainter.Antialiasing)
    for ruler in rulers:
        places = [projection.to_pane(point) for point in ruler.points]
        for colour, width in ((_HALO, 4.0), (_LINE, 1.5)):
            painter.setPen(QPen(colour, width, cap=Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(QPolygonF(places))
            for place in places:
                painter.drawLine(place - QPointF(_TICK, 0), place + QPointF(_TICK, 0))
                painter.drawLine(place - QPointF(0, _TICK), place + QPointF(0, _TICK))
        label = ruler_label(ruler, spacing)
        metrics = QFontMetricsF(painter.font(), painter.device())
        size = QSizeF(metrics.horizontalAdvance(label), metrics.ascent())
        corner = _label_corner(places, size)
        if QRectF(0, 0, *projection.pane).contains(places[1]):
            corner = _kept_inside(corner, size, projection)
        draw_text(painter, corner + QPointF(0, size.height()), label)


def _label_corner(places: Sequence[QPointF], size: QSizeF) -> QPointF:
    """Return the top left corner of a label behind the end of a line, or the vertex of an angle."""
    anchor = places[1]
    others = QPointF((places[0] + places[-1]) / 2) if len(places) == 3 else places[0]
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
