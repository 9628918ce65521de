"""Draw what a person took away: vessels that were erased, areas that are not measured."""

import numpy as np
from PyQt5.QtCore import QPoint, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QImage, QPainter

from app.domain.photograph import Mask
from app.settings.look import Colour
from app.ui.canvas.photograph import draw_part
from app.ui.canvas.projection import Projection
from app.ui.canvas.vessels import Vessels, seen_part
from app.ui.session.layers import Layers

ERASED_COLOUR: Colour = (255, 255, 255)
EXCLUDED_COLOUR: Colour = (200, 206, 214)

_GAPS = QColor(0, 0, 0, 170)  # between the dots, so that they show on bright retina
_VEIL = QColor(0, 0, 0, 110)  # what is excluded stays visible


def draw_erased(
    painter: QPainter, layers: Layers, projection: Projection, vessels: Vessels
) -> None:
    """Dot vessels that were erased by hand, where they would be vessel at the threshold.

    Args:
        painter: in device pixels.
    """
    if layers.erased is not None:
        gone, target = seen_part(layers.erased, projection)
        levels, _ = seen_part(layers.levels, projection)
        first = vessels.first_level
        dots = QBrush(QColor(*ERASED_COLOUR), Qt.BrushStyle.Dense4Pattern)
        _fill(
            painter,
            (gone >= first) & (levels < first),
            target,
            projection,
            veil=_GAPS,
            pattern=dots,
        )


def draw_excluded(painter: QPainter, layers: Layers, projection: Projection) -> None:
    """Hatch what is not measured, as a person says.

    Args:
        painter: in device pixels.
    """
    if layers.excluded is not None:
        part, target = seen_part(layers.excluded, projection)
        lines = QBrush(QColor(*EXCLUDED_COLOUR), Qt.BrushStyle.BDiagPattern)
        _fill(painter, part > 0, target, projection, veil=_VEIL, pattern=lines)


def _fill(
    painter: QPainter,
    mask: Mask,
    target: QRectF,
    projection: Projection,
    *,
    veil: QColor,
    pattern: QBrush,
) -> None:
    """Fill a mask with a veil and a pattern, which moves with the photograph."""
    if not mask.any():
        return
    stencil = np.repeat(mask.view(np.uint8)[..., None] * np.uint8(255), 4, axis=2)
    canvas = QImage(projection.canvas.size(), QImage.Format_ARGB32_Premultiplied)
    canvas.fill(Qt.GlobalColor.transparent)
    inner = QPainter(canvas)
    kind = QImage.Format_ARGB32_Premultiplied
    draw_part(inner, stencil, target, kind, smooth=not projection.sharp)
    inner.end()
    for picture, brush in ((canvas.copy(), QBrush(veil)), (canvas, pattern)):
        inner.begin(picture)
        inner.setCompositionMode(QPainter.CompositionMode_SourceIn)
        inner.setBrushOrigin(QPoint(*projection.origin))
        inner.fillRect(picture.rect(), brush)
        inner.end()
        painter.drawImage(0, 0, picture)
