"""What the mouse does on the panes, and what it is drawing at the moment."""

from dataclasses import dataclass
from enum import StrEnum

from PyQt5.QtCore import QObject, pyqtSignal

from app.domain.anatomy import Ellipse, Point
from app.domain.reading import Ruler, Stroke
from app.domain.structures import Structure


@dataclass(frozen=True)
class LandmarkSketch:
    """Disc, cup or fovea while it is placed.

    Attributes:
        ellipse: of disc or cup.
        place: of the fovea, from the centre of the first pixel.
    """

    structure: Structure
    ellipse: Ellipse | None = None
    place: Point | None = None


Sketch = Ruler | Stroke | LandmarkSketch
"""What is being drawn, and becomes part of the state once it is finished."""

_BRUSH_SHARES = (0.0005, 0.05)  # of the field's diameter, as the brush's radius
_FIRST_BRUSH_SHARE = 0.004  # a little wider than most vessels
_LEAST_RADIUS = 1.0  # pixels


class Tool(StrEnum):
    """What dragging with the left button does."""

    MOVE = "move"
    LINE = "line"
    ANGLE = "angle"
    AREA = "area"
    ARROW = "arrow"
    NOTE = "note"
    ADD = "add"
    ERASE = "erase"
    RESTORE = "restore"
    SEGMENT = "segment"
    EXCLUDE = "exclude"
    KIND = "kind"
    DISC = "disc"
    CUP = "cup"
    FOVEA = "fovea"


BRUSHES = frozenset({Tool.ADD, Tool.ERASE, Tool.RESTORE, Tool.EXCLUDE})
"""The tools that draw with a round brush."""


class Toolbox(QObject):
    """The tool, the size of the brush and the sketch that both panes share.

    Signals:
        tool_changed: it is another Tool.
        brush_radius_changed: in pixels of the photograph.
        sketch_changed: what is being drawn has changed, or ended.
        selected_changed: another mark stands out.
        note_asked: where the user wants to write a note (a Point).
    """

    tool_changed = pyqtSignal(Tool)
    brush_radius_changed = pyqtSignal(float)
    sketch_changed = pyqtSignal()
    selected_changed = pyqtSignal()
    note_asked = pyqtSignal(tuple)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tool = Tool.MOVE
        self._diameter = 1000.0
        self._share = _FIRST_BRUSH_SHARE
        self._sketch: Sketch | None = None
        self.selected: int | None = None

    @property
    def tool(self) -> Tool:
        """Return what dragging does."""
        return self._tool

    @property
    def sketch(self) -> Sketch | None:
        """Return what is being drawn."""
        return self._sketch

    @property
    def brush_radius(self) -> float:
        """Return the brush's radius in pixels of the photograph."""
        return max(self._share * self._diameter, _LEAST_RADIUS)

    def select(self, index: int | None) -> None:
        """Let a mark stand out among those on the photograph; None for none."""
        if index != self.selected:
            self.selected = index
            self.selected_changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """Switch to another tool."""
        if tool is not self._tool:
            self._tool = tool
            self.tool_changed.emit(tool)

    def set_brush_radius(self, radius: float) -> None:
        """Set the brush's radius in pixels; it keeps its share of the field on every photograph."""
        least, greatest = (share * self._diameter for share in _BRUSH_SHARES)
        self._change_brush(min(max(radius, least, _LEAST_RADIUS), greatest) / self._diameter)

    def set_field_diameter(self, diameter: float) -> None:
        """Set the diameter of the field of view in pixels."""
        self._diameter = diameter
        self.brush_radius_changed.emit(self.brush_radius)

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Show what is being drawn; None when it ended."""
        self._sketch = sketch
        self.sketch_changed.emit()

    def _change_brush(self, share: float) -> None:
        if share != self._share:
            self._share = share
            self.brush_radius_changed.emit(self.brush_radius)
