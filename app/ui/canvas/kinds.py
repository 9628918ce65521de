"""In which colours arteries, veins, crossings and undecided vessels are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF

from app.anatomy.arteries_veins import Decided, VesselLabel
from app.domain.anatomy import VesselKind
from app.domain.field import FieldOfView
from app.segmentation.postprocessing import standard_place
from app.settings.look import Colour, KindColours
from app.ui.canvas.projection import Projection
from app.ui.session.layers import Bytes
from app.ui.session.workspace import Workspace

UNDECIDED_COLOUR: Colour = (200, 200, 200)

# Orange and blue are told apart by every kind of colour vision (Okabe and Ito, 2008); purple is
# from the same palette.
COLOURS: Mapping[KindColours, Mapping[VesselLabel, Colour]] = {
    KindColours.RED_BLUE: {
        VesselLabel.ARTERY: (255, 60, 60),
        VesselLabel.VEIN: (70, 110, 255),
        VesselLabel.CROSSING: (60, 220, 90),
        VesselLabel.UNDECIDED: UNDECIDED_COLOUR,
    },
    KindColours.ORANGE_BLUE: {
        VesselLabel.ARTERY: (255, 159, 28),
        VesselLabel.VEIN: (86, 180, 233),
        VesselLabel.CROSSING: (204, 121, 167),
        VesselLabel.UNDECIDED: UNDECIDED_COLOUR,
    },
}


@dataclass(frozen=True, eq=False)
class Kinds:
    """Which vessels are arteries and which veins, wherever a photograph has vessels.

    Attributes:
        pair: the colours they are drawn in.
    """

    decided: Decided
    field: FieldOfView
    pair: KindColours

    def colours(self, vessel: Colour) -> list[Colour]:
        """Return the colour of each ``VesselLabel``; vessels without a kind keep their own."""
        return [COLOURS[self.pair].get(label, vessel) for label in VesselLabel]

    def seen(
        self, shape: tuple[int, ...], target: QRectF, projection: Projection
    ) -> NDArray[np.uint8]:
        """Return the label of each pixel of what is seen, (h, w).

        Args:
            shape: of what is seen.
            target: the device pixels that it covers.
        """
        scale, (right, down) = standard_place(self.field)
        labels, (left, top) = self.decided.labels, projection.origin
        step = scale / projection.scale  # pixels of the labels per device pixel
        down_there = _middles(target.top() - top, target.height(), shape[0]) * step
        across = _middles(target.left() - left, target.width(), shape[1]) * step
        rows = np.round(down_there - 0.5 * scale + down).astype(np.intp)
        columns = np.round(across - 0.5 * scale + right).astype(np.intp)
        height, width = labels.shape
        picked: Bytes = labels.take(rows.clip(0, height - 1), axis=0)
        return picked.take(columns.clip(0, width - 1), axis=1)


def _middles(start: float, length: float, count: int) -> NDArray[np.float64]:
    """Return the middles of the rows, or columns, that are seen, in device pixels."""
    return np.asarray(start + (np.arange(count) + 0.5) * (length / count), dtype=np.float64)


def kinds_of(workspace: Workspace) -> Kinds | None:
    """Return which vessels are to be drawn as arteries and veins; None where none are."""
    decided, drawing = workspace.anatomy.decided, workspace.look.anatomy
    if decided is None or workspace.analysis is None or not drawing.kinds:
        return None
    return Kinds(decided, workspace.analysis.field, drawing.colours)


def colour_of(kind: VesselKind, pair: KindColours) -> Colour:
    """Return the colour of a kind of vessel."""
    return COLOURS[pair][VesselLabel[kind.name]]
