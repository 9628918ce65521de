"""What each tool begins where a button of the mouse is pressed."""

from app.domain.reading import Mark
from app.ui.canvas.gestures import (
    ClickKind,
    ClickSegment,
    DrawArea,
    DrawExclusion,
    DrawRuler,
    DrawStroke,
    Gesture,
    Spot,
    WriteNote,
)
from app.ui.canvas.placing import STRUCTURES, begin_placing
from app.ui.canvas.tools import Tool, Toolbox
from app.ui.session.workspace import Workspace

_RULERS = {  # and their points
    Tool.LINE: (Mark.RULER, 2),
    Tool.ANGLE: (Mark.RULER, 3),
    Tool.ARROW: (Mark.ARROW, 2),
}
_MARKS = frozenset({*_RULERS, Tool.AREA, Tool.NOTE})
_CLICKS = {Tool.SEGMENT: ClickSegment, Tool.KIND: ClickKind}
_SEGMENT_REACH = 8.0  # pixels of the layout from a thin vessel that one may click


def _begin_marking(tool: Tool, start: Spot, workspace: Workspace, toolbox: Toolbox) -> Gesture:
    if tool is Tool.AREA:
        return DrawArea(start, workspace, toolbox)
    if tool is Tool.NOTE:
        return WriteNote(toolbox)
    mark, count = _RULERS[tool]
    return DrawRuler(start, workspace, toolbox, count, mark)


def begin_drawing(
    tool: Tool,
    start: Spot,
    workspace: Workspace,
    toolbox: Toolbox,
    *,
    inverted: bool,
    scale: float = 1.0,
) -> Gesture:
    """Return what a tool that draws or corrects begins.

    Args:
        inverted: the brush erases instead of adding, or adds instead of erasing; or it takes back
            into the numbers what was excluded.
        scale: pixels of the layout per pixel of the photograph.
    """
    if tool in STRUCTURES:
        return begin_placing(tool, start, workspace, toolbox, scale)
    if tool in _MARKS:
        return _begin_marking(tool, start, workspace, toolbox)
    if tool in _CLICKS:
        return _CLICKS[tool](start, workspace, _SEGMENT_REACH / scale)
    if tool is Tool.EXCLUDE:
        return DrawExclusion(start, workspace, toolbox, erases=inverted)
    restores = tool is Tool.RESTORE and not inverted
    erases = inverted if tool is Tool.RESTORE else (tool is Tool.ERASE) != inverted
    return DrawStroke(start, workspace, toolbox, erases=erases, restores=restores)
