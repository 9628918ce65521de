"""What happens between pressing and releasing a mouse button."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PyQt5.QtCore import QPointF

from app.domain.reading import Mark, Point, Ruler, Stroke
from app.measurement.rulers import area_px
from app.ui.canvas.tools import Toolbox
from app.ui.session.workspace import Workspace

_OUTLINE_STEP = 3.0  # pixels of the layout between the points of an outline
_FEWEST_POINTS = 3  # of an area
_CLICK_REACH = 4.0  # pixels of the layout that a hand moves while it clicks


@dataclass(frozen=True)
class Spot:
    """Where the mouse is: on the pane, and on the photograph."""

    place: QPointF
    point: Point


class Gesture:
    """A gesture of the mouse that lasts until ``over``; most end where the button is released."""

    over = False

    def press(self, spot: Spot) -> None:
        """Handle a further press, for gestures of several clicks."""

    def move(self, spot: Spot) -> None:
        """Follow the mouse."""

    def release(self, spot: Spot) -> None:
        """Finish."""
        self.over = True

    def give_up(self) -> None:
        """End without an effect."""
        self.over = True


class Pan(Gesture):
    """Move the photograph with the mouse."""

    def __init__(self, start: Spot, move_by: Callable[[QPointF], None]) -> None:
        self._last, self._move_by = start.place, move_by

    def move(self, spot: Spot) -> None:
        """Move as far as the mouse did."""
        step, self._last = spot.place - self._last, spot.place
        self._move_by(step)


class Windowing(Gesture):
    """Set the window of values: to the right makes it wider, upwards makes the picture lighter."""

    def __init__(self, start: Spot, workspace: Workspace) -> None:
        self._start, self._workspace = start.place, workspace
        self._tone = workspace.look.tone

    def move(self, spot: Spot) -> None:
        """Change the window by one value a pixel of the way."""
        way = spot.place - self._start
        tone = self._tone.with_window(self._tone.centre + way.y(), self._tone.width + way.x())
        self._workspace.set_tone(tone)

    def give_up(self) -> None:
        """Go back to the window as it was."""
        self._workspace.set_tone(self._tone)
        self.over = True


class MoveCurtain(Gesture):
    """Move the line between the photograph and its vessels."""

    def __init__(self, move_to: Callable[[float], None], back_to: float) -> None:
        self._move_to, self._back_to = move_to, back_to

    def move(self, spot: Spot) -> None:
        """Move it to the mouse."""
        self._move_to(spot.place.x())

    def give_up(self) -> None:
        """Move it back."""
        self._move_to(self._back_to)
        self.over = True


class DrawRuler(Gesture):
    """Draw a line from press to release, or an angle whose third point is clicked after that.

    Each point may also be clicked by itself.
    """

    def __init__(
        self,
        start: Spot,
        workspace: Workspace,
        toolbox: Toolbox,
        count: int,
        mark: Mark = Mark.RULER,
    ) -> None:
        self._workspace, self._toolbox = workspace, toolbox
        self._count, self._mark = count, mark
        self._pressed = start.place
        self._points = [start.point]
        self._show(start)

    def press(self, spot: Spot) -> None:
        """Set the next point."""
        self._pressed = spot.place
        self._add(spot)

    def move(self, spot: Spot) -> None:
        """Show the ruler as it would be."""
        self._show(spot)

    def release(self, spot: Spot) -> None:
        """Set the next point if the mouse was dragged."""
        if _apart(spot.place, self._pressed):
            self._add(spot)

    def give_up(self) -> None:
        """Draw nothing."""
        self.over = True
        self._toolbox.show_sketch(None)

    def _add(self, spot: Spot) -> None:
        if spot.point == self._points[-1]:
            return
        self._points.append(spot.point)
        self._show(spot)
        if len(self._points) == self._count:
            self.give_up()
            ruler = Ruler(tuple(self._points), self._mark)
            self._workspace.set_rulers((*self._workspace.reading.rulers, ruler))

    def _show(self, spot: Spot) -> None:
        self._toolbox.show_sketch(Ruler((*self._points, spot.point)[: self._count], self._mark))


class DrawArea(Gesture):
    """Draw the outline of an area, which is closed where the button is released."""

    def __init__(self, start: Spot, workspace: Workspace, toolbox: Toolbox) -> None:
        self._workspace, self._toolbox = workspace, toolbox
        self._last, self._points = start.place, [start.point]

    def move(self, spot: Spot) -> None:
        """Draw on."""
        if (spot.place - self._last).manhattanLength() >= _OUTLINE_STEP:
            self._last = spot.place
            self._points.append(spot.point)
            self._toolbox.show_sketch(Ruler(tuple(self._points), Mark.AREA))

    def release(self, spot: Spot) -> None:
        """Close the outline; one that encloses nothing is dropped."""
        self.move(spot)
        self.give_up()
        if len(self._points) >= _FEWEST_POINTS and area_px(self._points) > 0:
            area = Ruler(tuple(self._points), Mark.AREA)
            self._workspace.set_rulers((*self._workspace.reading.rulers, area))

    def give_up(self) -> None:
        """Draw nothing."""
        self.over = True
        self._toolbox.show_sketch(None)


class WriteNote(Gesture):
    """Ask for a note where the photograph is clicked."""

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox

    def release(self, spot: Spot) -> None:
        """Ask what it says."""
        self.over = True
        self._toolbox.note_asked.emit(spot.point)


class DrawStroke(Gesture):
    """Add or erase vessels under the brush."""

    def __init__(
        self,
        start: Spot,
        workspace: Workspace,
        toolbox: Toolbox,
        *,
        erases: bool,
        restores: bool = False,
    ) -> None:
        self._workspace, self._toolbox = workspace, toolbox
        self._stroke = Stroke((start.point,), toolbox.brush_radius, erases, restores)
        vessels = workspace.look.vessels
        if not vessels.visible:  # numbers must not change by what cannot be seen
            workspace.set_vessels(replace(vessels, visible=True))
        toolbox.show_sketch(self._stroke)

    def move(self, spot: Spot) -> None:
        """Draw on."""
        if spot.point != self._stroke.points[-1]:
            self._stroke = replace(self._stroke, points=(*self._stroke.points, spot.point))
            self._toolbox.show_sketch(self._stroke)

    def release(self, spot: Spot) -> None:
        """Correct the vessels."""
        self.move(spot)
        self.give_up()
        self._correct(self._stroke)

    def _correct(self, stroke: Stroke) -> None:
        self._workspace.add_stroke(stroke)

    def give_up(self) -> None:
        """Leave the vessels as they are."""
        self.over = True
        self._toolbox.show_sketch(None)


class DrawExclusion(DrawStroke):
    """Take what is under the brush out of every number, or back into them."""

    def _correct(self, stroke: Stroke) -> None:
        self._workspace.exclude(stroke)


class ClickSegment(Gesture):
    """Erase the vessel segment that is clicked on, or bring it back."""

    def __init__(self, start: Spot, workspace: Workspace, reach: float) -> None:
        self._start, self._workspace, self._reach = start, workspace, reach

    def release(self, spot: Spot) -> None:
        """Correct the vessels, unless the mouse was moved away from where it was pressed."""
        self.over = True
        if not _apart(spot.place, self._start.place):
            self._correct()

    def _correct(self) -> None:
        self._workspace.click_segment(self._start.point, self._reach)


class ClickKind(ClickSegment):
    """Say that the vessel that is clicked on is an artery, a vein, or neither for sure."""

    def _correct(self) -> None:
        look = self._workspace.look
        self._workspace.draw_anatomy(kinds=True)
        self._workspace.set_vessels(replace(look.vessels, visible=True))
        self._workspace.anatomy.click_vessel(self._start.point, self._reach)


def _apart(first: QPointF, second: QPointF) -> bool:
    return (first - second).manhattanLength() > _CLICK_REACH
