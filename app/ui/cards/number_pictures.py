"""Small drawings of what each number counts or divides."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, pi, sin

from PyQt5.QtCore import QPointF, QRectF, QSize, Qt
from PyQt5.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PyQt5.QtWidgets import QWidget
from typing_extensions import override

from app.measurement.measures import (
    BRANCH_POINTS,
    END_POINTS,
    FRACTAL_DIMENSION,
    LENGTH_DENSITY,
    LENGTH_DENSITY_MM,
    MEAN_CALIBRE,
    MEAN_CALIBRE_UM,
    SKELETON_DIMENSION,
    TORTUOSITY,
    VESSEL_DENSITY,
    Measure,
)
from app.report.explained import of_all_vessels

_SIZE = QSize(200, 100)
_WIDTH, _THIN = 7.0, 1.6
_TREE = (
    ((20, 86), (78, 58), (118, 50)),
    ((78, 58), (108, 30), (150, 18)),
    ((118, 50), (150, 60), (184, 84)),
    ((118, 50), (152, 40), (186, 40)),
)


class NumberPicture(QWidget):
    """Draw what a number is, in the colours of the palette."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw = _PICTURES.get(of_all_vessels(measure).id, _tree)
        self.setFixedSize(_SIZE)

    @override
    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        palette = self.palette()
        self._draw(painter, palette.color(QPalette.Link), palette.color(QPalette.WindowText))


_Draw = Callable[[QPainter, QColor, QColor], None]


def _line(points: Sequence[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(*point) for point in points])


def _pen(colour: QColor, width: float) -> QPen:
    join, cap = Qt.PenJoinStyle.RoundJoin, Qt.PenCapStyle.RoundCap
    return QPen(colour, width, Qt.PenStyle.SolidLine, cap, join)


def _vessels(painter: QPainter, colour: QColor, width: float) -> None:
    painter.setPen(_pen(colour, width))
    for branch in _TREE:
        painter.drawPolyline(_line(branch))


def _tree(painter: QPainter, vessel: QColor, _ink: QColor) -> None:
    _vessels(painter, vessel, _WIDTH)


def _dots(places: Sequence[tuple[float, float]]) -> _Draw:
    def draw(painter: QPainter, vessel: QColor, ink: QColor) -> None:
        _vessels(painter, vessel, _WIDTH / 2)
        painter.setPen(_pen(ink, _THIN))
        for place in places:
            painter.drawEllipse(QPointF(*place), 7, 7)

    return draw


def _boxes(width: float) -> _Draw:
    def draw(painter: QPainter, vessel: QColor, ink: QColor) -> None:
        _vessels(painter, vessel, width)
        painter.setPen(QPen(ink, 0.8))
        for left in range(10, 190, 20):
            for top in range(5, 95, 18):
                box = QRectF(left, top, 20, 18)
                if any(_meets(box, branch) for branch in _TREE):
                    painter.drawRect(box)

    return draw


def _meets(box: QRectF, branch: Sequence[tuple[float, float]]) -> bool:
    return any(
        box.contains(QPointF(*(a + (b - a) * n / 40 for a, b in zip(start, end, strict=True))))
        for start, end in pairwise(branch)
        for n in range(41)
    )


def _share(painter: QPainter, vessel: QColor, ink: QColor) -> None:
    """Draw the round field, and the vessels in it as an area."""
    circle = QRectF(54, 4, 92, 92)
    painter.setPen(_pen(ink, _THIN))
    painter.drawEllipse(circle)
    path = QPainterPath()
    path.addEllipse(circle)
    painter.setClipPath(path)
    _vessels(painter, vessel, _WIDTH)


def _length(painter: QPainter, vessel: QColor, ink: QColor) -> None:
    _share(painter, QColor(vessel.red(), vessel.green(), vessel.blue(), 90), ink)
    _vessels(painter, ink, _THIN)


def _width(painter: QPainter, vessel: QColor, ink: QColor) -> None:
    painter.setPen(QPen(vessel, 30, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(10, 50), QPointF(190, 50))
    painter.setPen(QPen(ink, _THIN, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(10, 50), QPointF(190, 50))
    painter.setPen(_pen(ink, _THIN))
    for x in (50.0, 100.0, 150.0):
        painter.drawLine(QPointF(x, 35), QPointF(x, 65))
        for tip, way in ((35.0, 1), (65.0, -1)):
            head = ((x - 4, tip + 6 * way), (x, tip), (x + 4, tip + 6 * way))
            painter.drawPolyline(_line(head))


def _winding(painter: QPainter, vessel: QColor, ink: QColor) -> None:
    wave = [(20.0 + n, 50 + 26 * sin(n / 160 * 4 * pi) * cos(n / 320)) for n in range(0, 161, 2)]
    painter.setPen(_pen(vessel, _WIDTH / 2 + 1))
    painter.drawPolyline(_line(wave))
    painter.setPen(QPen(ink, _THIN, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(*wave[0]), QPointF(*wave[-1]))


_PICTURES: dict[str, _Draw] = {
    VESSEL_DENSITY.id: _share,
    FRACTAL_DIMENSION.id: _boxes(_WIDTH),
    SKELETON_DIMENSION.id: _boxes(_THIN),
    LENGTH_DENSITY.id: _length,
    LENGTH_DENSITY_MM.id: _length,
    MEAN_CALIBRE.id: _width,
    MEAN_CALIBRE_UM.id: _width,
    TORTUOSITY.id: _winding,
    BRANCH_POINTS.id: _dots([(78, 58), (118, 50)]),
    END_POINTS.id: _dots([(20, 86), (150, 18), (184, 84), (186, 40)]),
}
