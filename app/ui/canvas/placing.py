"""Place, move and size disc, cup and fovea with the mouse."""

import math
from dataclasses import replace

from app.domain.anatomy import Ellipse, Point
from app.domain.structures import Structure
from app.ui.canvas.gestures import Gesture, Spot
from app.ui.canvas.landmarks import ends_of_axes
from app.ui.canvas.tools import LandmarkSketch, Tool, Toolbox
from app.ui.session.workspace import Workspace

STRUCTURES = {
    Tool.DISC: Structure.DISC,
    Tool.CUP: Structure.CUP,
    Tool.FOVEA: Structure.FOVEA,
}
"""What each tool places."""

_REACH = 8.0  # pixels of the layout from a line or handle that one may grab
_USUAL = {Structure.DISC: 0.07, Structure.CUP: 0.035}  # radius, of the field's diameter
_LEAST = 3.0  # pixels: the smallest radius that can be drawn


class PlaceFovea(Gesture):
    """Take the fovea to wherever the mouse is until it is released."""

    def __init__(self, start: Spot, workspace: Workspace, toolbox: Toolbox) -> None:
        self._workspace, self._toolbox = workspace, toolbox
        self.move(start)

    def move(self, spot: Spot) -> None:
        """Follow the mouse."""
        sketch = LandmarkSketch(Structure.FOVEA, place=_centred(spot))
        self._toolbox.show_sketch(sketch)

    def release(self, spot: Spot) -> None:
        """Place it, where that is in the photograph."""
        self.give_up()
        if _inside(self._workspace, spot):
            self._workspace.anatomy.place(Structure.FOVEA, _centred(spot))

    def give_up(self) -> None:
        """Leave it where it was."""
        self.over = True
        self._toolbox.show_sketch(None)


class PlaceOutline(Gesture):
    """Move an outline, size it by its line or the ends of its axes, or draw another one."""

    def __init__(
        self,
        start: Spot,
        workspace: Workspace,
        toolbox: Toolbox,
        structure: Structure,
        scale: float,
    ) -> None:
        """Begin to change the outline that is shown.

        Args:
            scale: pixels of the layout per pixel of the photograph.
        """
        self._workspace, self._toolbox, self._structure = workspace, toolbox, structure
        self._start, self._moved = start, False
        shown = workspace.anatomy.shown
        known = shown and (shown.disc if structure is Structure.DISC else shown.cup)
        self._known = known or None
        self._shape: Ellipse | None = self._known
        self._part = _grabbed(known, _centred(start), _REACH / scale) if known else "new"

    def move(self, spot: Spot) -> None:
        """Follow the mouse."""
        self._moved = self._moved or spot.point != self._start.point
        if not self._moved:
            return
        shape = self._changed(_centred(spot))
        self._shape = self._shape if shape is None else shape
        if self._shape is not None:
            self._toolbox.show_sketch(LandmarkSketch(self._structure, ellipse=self._shape))

    def release(self, spot: Spot) -> None:
        """Place it; a click beside it takes it there."""
        self.move(spot)
        self.give_up()
        if not self._moved and self._part == "new":
            self._shape = self._usual(_centred(self._start))
        if self._shape is not None and self._shape != self._known and self._in_photograph():
            self._workspace.anatomy.place(self._structure, self._shape)

    def give_up(self) -> None:
        """Leave it as it was."""
        self.over = True
        self._toolbox.show_sketch(None)

    def _changed(self, to: Point) -> Ellipse | None:
        """Return the outline as the mouse makes it; None while it is too small."""
        start, known = _centred(self._start), self._known
        if known is None or self._part == "new":
            radius = math.dist(start, to)
            return Ellipse(start, (radius, radius)) if radius >= _LEAST else None
        x, y = known.center
        if self._part == "inside":
            return replace(known, center=(x + to[0] - start[0], y + to[1] - start[1]))
        length = math.dist(known.center, to)
        if length < _LEAST:
            return None
        turn = math.degrees(math.atan2(to[1] - y, to[0] - x))
        a, b = known.semi_axes
        if self._part == "a":
            return _ellipse(known.center, length, b, turn)
        if self._part == "b":
            return _ellipse(known.center, a, length, turn - 90)
        share = length / math.dist(known.center, start)
        return replace(known, semi_axes=(a * share, b * share))

    def _usual(self, center: Point) -> Ellipse | None:
        """Return the outline that a click places: as large as it was, or as it usually is."""
        if self._known is not None:
            return replace(self._known, center=center)
        analysis = self._workspace.analysis
        if analysis is None:
            return None
        radius = _USUAL[self._structure] * analysis.field.diameter_px
        return Ellipse(center, (radius, radius))

    def _in_photograph(self) -> bool:
        analysis, shape = self._workspace.analysis, self._shape
        if analysis is None or shape is None:
            return False
        image = analysis.image
        return 0 <= shape.center[0] < image.width and 0 <= shape.center[1] < image.height


def begin_placing(
    tool: Tool, start: Spot, workspace: Workspace, toolbox: Toolbox, scale: float
) -> Gesture:
    """Return what a tool for disc, cup or fovea begins; what it places is shown."""
    structure = STRUCTURES[tool]
    workspace.draw_anatomy(**{str(structure): True})
    if structure is Structure.FOVEA:
        return PlaceFovea(start, workspace, toolbox)
    return PlaceOutline(start, workspace, toolbox, structure, scale)


def _grabbed(outline: Ellipse, place: Point, reach: float) -> str:
    """Return by what a place grabs an outline: "a", "b", "line", "inside", or it is a "new" one."""
    axis, end = min(ends_of_axes(outline), key=lambda each: math.dist(each[1], place))
    if math.dist(end, place) <= reach:
        return axis
    a, b = outline.semi_axes
    grown = replace(outline, semi_axes=(a + reach, b + reach))
    if not grown.contains(place):
        return "new"
    # Of an outline that is small on the screen, half of it is left to be moved by.
    within = replace(outline, semi_axes=(max(a - reach, a / 2), max(b - reach, b / 2)))
    return "inside" if within.contains(place) else "line"


def _ellipse(center: Point, a: float, b: float, angle: float) -> Ellipse:
    if b > a:
        a, b, angle = b, a, angle + 90
    return Ellipse(center, (a, b), angle % 180)


def _centred(spot: Spot) -> Point:
    """Return a place of the mouse, counted from the centre of the first pixel."""
    return spot.point[0] - 0.5, spot.point[1] - 0.5


def _inside(workspace: Workspace, spot: Spot) -> bool:
    image, (x, y) = workspace.image, spot.point
    return image is not None and 0 <= x < image.width and 0 <= y < image.height
