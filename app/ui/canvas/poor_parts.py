"""Shade the parts of a photograph where vessels can hardly be found, each flaw in its own way."""

from collections.abc import Sequence

from PyQt5.QtCore import QCoreApplication, QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QPainter

from app.domain.field import FieldOfView
from app.domain.quality import TILES, Flaw, PoorPart
from app.field.poor_parts import square_of
from app.settings.look import Colour
from app.ui.canvas.annotations import Corner
from app.ui.canvas.projection import Projection

_VEIL, _LINES = 40, 150  # opacity of 255: vessels stay visible through both

# Okabe and Ito's colours, and lines of different directions: not by colour alone.
_LOOKS: dict[Flaw, tuple[Colour, Qt.BrushStyle]] = {
    Flaw.DARK: ((86, 180, 233), Qt.BrushStyle.FDiagPattern),
    Flaw.WASHED_OUT: ((240, 228, 66), Qt.BrushStyle.HorPattern),
    Flaw.BLURRED: ((204, 121, 167), Qt.BrushStyle.BDiagPattern),
    Flaw.LESIONS: ((230, 159, 0), Qt.BrushStyle.DiagCrossPattern),
}


def draw_poor_parts(
    painter: QPainter, projection: Projection, field: FieldOfView, parts: Sequence[PoorPart]
) -> None:
    """Shade the tiles of poor parts, in the pane's coordinates."""
    left, top, right, _ = square_of(field)
    side = (right - left) / TILES
    painter.setRenderHint(QPainter.Antialiasing, False)
    for part in parts:
        colour, style = _LOOKS[part.flaw]
        for row, column in part.tiles:
            x, y = left + column * side, top + row * side
            corners = (projection.to_pane((x, y)), projection.to_pane((x + side, y + side)))
            # Whole pixels: what is drawn of two neighbours must not overlap.
            area = QRectF(*corners).toRect()
            painter.fillRect(area, QColor(*colour, _VEIL))
            painter.fillRect(area, QBrush(QColor(*colour, _LINES), style))


def draw_legend(corner: Corner, parts: Sequence[PoorPart]) -> None:
    """Explain how poor parts are shaded."""
    for part in parts:
        corner.swatch(_LOOKS[part.flaw][0], flaw_name(part.flaw))


def flaw_name(flaw: Flaw) -> str:
    """Return what is wrong with a part, in the window's words."""
    return {
        Flaw.DARK: QCoreApplication.translate("Pane", "Too dark"),
        Flaw.WASHED_OUT: QCoreApplication.translate("Pane", "Washed out"),
        Flaw.BLURRED: QCoreApplication.translate("Pane", "Blurred"),
        Flaw.LESIONS: QCoreApplication.translate("Pane", "Bright lesions"),
    }[flaw]
