"""Draw disc, cup, fovea, the zones about the disc and the grid about the fovea."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen, QPolygonF

from app.anatomy.zones import ETDRS_MM, ZONES_RADII
from app.domain.anatomy import Ellipse, Landmarks, Outline, Point, Spot
from app.domain.structures import Structure
from app.imaging.overlay import ADDED_COLOUR
from app.settings.look import AnatomyDrawing, Colour
from app.ui.canvas.annotations import Corner, draw_text
from app.ui.canvas.kinds import colour_of
from app.ui.canvas.projection import Projection
from app.ui.canvas.tools import LandmarkSketch, Tool, Toolbox
from app.ui.session.anatomy import NOTHING_KNOWN, Anatomy
from app.ui.session.workspace import Workspace

FOUND_COLOUR: Colour = (255, 255, 255)
ZONE_COLOUR: Colour = (176, 196, 222)
GRID_COLOUR: Colour = (190, 225, 190)

_HALO = QColor(0, 0, 0, 150)
_CROSS = 9.0  # pixels of the layout from the fovea to the end of an arm
_HANDLE = 4.0  # pixels of the layout from its middle to a side
_FORMER = 130  # opacity of what was found where a person placed something else
_STROKED = (3.2, 1.4)  # widths of halo and line
_SPOKEN = (5.0, 2.6)  # of vessels that a person spoke of
_OUTLINED = {Tool.DISC: Structure.DISC, Tool.CUP: Structure.CUP}


@dataclass(frozen=True)
class Landscape:
    """What of a photograph's anatomy is drawn, and how.

    Attributes:
        sketch: what is being placed.
        tool: in use; its outline has handles.
    """

    anatomy: Anatomy
    drawing: AnatomyDrawing
    sketch: LandmarkSketch | None = None
    tool: Tool = Tool.MOVE

    def outline(self, structure: Structure) -> Ellipse | None:
        """Return where disc or cup is drawn; None where it is not."""
        if self.sketch is not None and self.sketch.structure is structure:
            return self.sketch.ellipse
        shown = self.drawing.disc if structure is Structure.DISC else self.drawing.cup
        place = self.anatomy.disc if structure is Structure.DISC else self.anatomy.cup
        return place if shown else None

    @property
    def fovea(self) -> Point | None:
        """Return where the fovea is drawn; None where it is not."""
        if self.sketch is not None and self.sketch.structure is Structure.FOVEA:
            return self.sketch.place
        return self.anatomy.fovea if self.drawing.fovea else None

    def by_hand(self, structure: Structure) -> bool:
        """Return whether a person placed it, or is about to."""
        placing = self.sketch is not None and self.sketch.structure is structure
        return placing or structure in self.anatomy.placed


def landscape_of(workspace: Workspace, toolbox: Toolbox) -> Landscape | None:
    """Return what is to be drawn of the anatomy; None where nothing is known of any."""
    shown, sketch = workspace.anatomy.shown, toolbox.sketch
    placing = sketch if isinstance(sketch, LandmarkSketch) else None
    if shown is None and placing is None:
        return None
    return Landscape(shown or NOTHING_KNOWN, workspace.look.anatomy, placing, toolbox.tool)


def draw_landmarks(painter: QPainter, projection: Projection, scape: Landscape) -> None:
    """Draw all that is shown, in the pane's coordinates."""
    painter.save()
    painter.setRenderHint(QPainter.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if scape.drawing.kinds:
        _draw_spoken_of(painter, projection, scape)
    _draw_zones(painter, projection, scape)
    _draw_grid(painter, projection, scape)
    if scape.anatomy.found is not None:
        _draw_former(painter, projection, scape, scape.anatomy.found)
    for structure in (Structure.DISC, Structure.CUP):
        outline = scape.outline(structure)
        if outline is not None:
            colour = _ink(scape, structure)
            dashed = Qt.PenStyle.SolidLine if structure is Structure.DISC else Qt.PenStyle.DashLine
            _ellipse(painter, projection, outline, colour, dashed)
            if _OUTLINED.get(scape.tool) is structure:
                _draw_handles(painter, projection, outline, colour)
    if scape.fovea is not None:
        _cross(painter, projection, scape.fovea, _ink(scape, Structure.FOVEA))
    painter.restore()


def draw_landmark_legend(corner: Corner, scape: Landscape) -> None:
    """Explain the colours of what is drawn."""
    drawing, anatomy = scape.drawing, scape.anatomy
    if drawing.grid and anatomy.grid_mm is not None:
        words = QCoreApplication.translate("Pane", "ETDRS grid: 1, 3 and 6 mm")
        if anatomy.nominal:
            words = QCoreApplication.translate("Pane", "ETDRS grid, by the disc-fovea distance")
        corner.swatch(GRID_COLOUR, words)
    zones = [name for name in ("b", "c") if _zone_shown(drawing, name)]
    if zones and anatomy.disc is not None:
        words = {
            ("b",): QCoreApplication.translate("Pane", "Zone B"),
            ("c",): QCoreApplication.translate("Pane", "Zone C"),
            ("b", "c"): QCoreApplication.translate("Pane", "Zones B and C"),
        }[tuple(zones)]
        corner.swatch(ZONE_COLOUR, words)
    drawn = (Structure.DISC, drawing.disc), (Structure.CUP, drawing.cup)
    if any(shown and each in anatomy.placed for each, shown in (*drawn, _of_fovea(drawing))):
        corner.swatch(ADDED_COLOUR, QCoreApplication.translate("Pane", "Placed by hand"))


def ends_of_axes(ellipse: Ellipse) -> Iterator[tuple[str, Point]]:
    """Yield the four ends of an outline's axes, and which axis it is: "a" or "b"."""
    turn = math.radians(ellipse.angle)
    ways = {"a": (math.cos(turn), math.sin(turn)), "b": (-math.sin(turn), math.cos(turn))}
    for (axis, (right, down)), length in zip(ways.items(), ellipse.semi_axes, strict=True):
        for sign in (-1, 1):
            x = ellipse.center[0] + sign * length * right
            yield axis, (x, ellipse.center[1] + sign * length * down)


def _of_fovea(drawing: AnatomyDrawing) -> tuple[Structure, bool]:
    return Structure.FOVEA, drawing.fovea


def _zone_shown(drawing: AnatomyDrawing, name: str) -> bool:
    return drawing.zone_b if name == "b" else drawing.zone_c


def _ink(scape: Landscape, structure: Structure) -> QColor:
    return QColor(*(ADDED_COLOUR if scape.by_hand(structure) else FOUND_COLOUR))


def _on_pane(projection: Projection, place: Point) -> QPointF:
    """Return where a place is seen that is counted from the centre of the first pixel."""
    return projection.to_pane((place[0] + 0.5, place[1] + 0.5))


def _pens(
    colour: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine, widths: Sequence[float] = _STROKED
) -> Iterator[QPen]:
    """Yield a dark pen and, for over it, one of a colour: readable on any photograph."""
    yield QPen(_HALO, widths[0])
    yield QPen(colour, widths[1], style)


def _ellipse(
    painter: QPainter,
    projection: Projection,
    ellipse: Ellipse,
    colour: QColor,
    style: Qt.PenStyle = Qt.PenStyle.SolidLine,
) -> None:
    scale = projection.viewpoint.scale
    painter.save()
    painter.translate(_on_pane(projection, ellipse.center))
    painter.rotate(ellipse.angle)
    for pen in _pens(colour, style):
        painter.setPen(pen)
        painter.drawEllipse(QPointF(), *(axis * scale for axis in ellipse.semi_axes))
    painter.restore()


def _circle(
    painter: QPainter, projection: Projection, center: Point, radius: float, colour: Colour
) -> None:
    _ellipse(painter, projection, Ellipse(center, (radius, radius)), QColor(*colour))


def _cross(painter: QPainter, projection: Projection, place: Point, colour: QColor) -> None:
    middle = _on_pane(projection, place)
    for pen in _pens(colour):
        painter.setPen(pen)
        for way in (QPointF(_CROSS, 0), QPointF(0, _CROSS)):
            painter.drawLine(middle - way, middle + way)


def _draw_handles(
    painter: QPainter, projection: Projection, outline: Ellipse, colour: QColor
) -> None:
    painter.save()
    painter.setPen(QPen(_HALO, 1.0))
    painter.setBrush(colour)
    for _, end in ends_of_axes(outline):
        middle, half = _on_pane(projection, end), QPointF(_HANDLE, _HANDLE)
        painter.drawRect(QRectF(middle - half, middle + half))
    painter.restore()


def _draw_former(
    painter: QPainter, projection: Projection, scape: Landscape, found: Landmarks
) -> None:
    """Dot what the program found where a person placed something else."""
    faint = QColor(*FOUND_COLOUR, _FORMER)
    pairs = ((Structure.DISC, found.disc), (Structure.CUP, found.cup))
    for structure, outline in pairs:
        moved = scape.by_hand(structure) and scape.outline(structure) is not None
        if moved and isinstance(outline, Outline):
            _ellipse(painter, projection, outline.ellipse, faint, Qt.PenStyle.DotLine)
    moved = scape.by_hand(Structure.FOVEA) and scape.fovea is not None
    if moved and isinstance(found.fovea, Spot):
        _cross(painter, projection, found.fovea.center, faint)


def _draw_zones(painter: QPainter, projection: Projection, scape: Landscape) -> None:
    disc = scape.anatomy.disc
    if scape.sketch is not None and scape.sketch.structure is Structure.DISC:
        disc = scape.sketch.ellipse
    if disc is None:
        return
    for name, radii in ZONES_RADII.items():
        if not _zone_shown(scape.drawing, name):
            continue
        for radius in radii:
            _circle(painter, projection, disc.center, radius * disc.radius, ZONE_COLOUR)
        x, y = disc.center
        # Both begin at the same circle: each is named at its outer one.
        top = _on_pane(projection, (x, y - radii[1] * disc.radius))
        draw_text(painter, top + QPointF(4, painter.fontMetrics().ascent() + 3), name.upper())


def _draw_grid(painter: QPainter, projection: Projection, scape: Landscape) -> None:
    fovea, unit = scape.anatomy.fovea, scape.anatomy.grid_mm
    if not scape.drawing.grid or fovea is None or unit is None:
        return
    radii = [diameter / 2 * unit for diameter in ETDRS_MM]
    for radius in radii:
        _circle(painter, projection, fovea, radius, GRID_COLOUR)
    diagonal = math.sqrt(0.5)
    for right in (-diagonal, diagonal):
        for down in (-diagonal, diagonal):
            start, end = (
                _on_pane(projection, (fovea[0] + right * radius, fovea[1] + down * radius))
                for radius in (radii[0], radii[-1])
            )
            for pen in _pens(QColor(*GRID_COLOUR)):
                painter.setPen(pen)
                painter.drawLine(start, end)


def _draw_spoken_of(painter: QPainter, projection: Projection, scape: Landscape) -> None:
    """Draw the centrelines of vessels that a person spoke of: at once, and told apart for ever."""
    for kind, course in scape.anatomy.courses:
        line = QPolygonF([_on_pane(projection, (x, y)) for x, y in course.tolist()])
        colour = QColor(*colour_of(kind, scape.drawing.colours))
        for pen in (QPen(QColor(*ADDED_COLOUR), _SPOKEN[0]), QPen(colour, _SPOKEN[1])):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(line)
