"""How the window and the photographs in it are shown."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from app.imaging.overlay import VESSEL_COLOUR
from app.imaging.tone import Tone

ThemeName = Literal["system", "light", "dark"]
"""What a person chooses; "system" follows the desktop."""

Colour = tuple[int, int, int]


class VesselStyle(StrEnum):
    """Name a way of drawing the vessels."""

    FILLED = "filled"
    OUTLINE = "outline"
    PROBABILITY = "probability"  # a heat map of what the network says, whatever the threshold
    UNCERTAINTY = "uncertainty"  # what is vessel at every threshold of the band, or at some


@dataclass(frozen=True)
class VesselDrawing:
    """Hold how vessels are drawn; nothing of it alters what is measured.

    Attributes:
        opacity: 0 to 1.
        edge_strength: of contours and of the photograph's own edges, from none (0) to strong (1).
    """

    visible: bool = True
    style: VesselStyle = VesselStyle.FILLED
    colour: Colour = VESSEL_COLOUR
    opacity: float = 0.6
    edge_strength: float = 0.0


class Layout(StrEnum):
    """Name a way of comparing the photograph with its vessels."""

    SIDE_BY_SIDE = "side by side"
    ONE_PANE = "one pane"
    CURTAIN = "curtain"


@dataclass(frozen=True)
class Look:
    """Hold how every photograph is shown."""

    vessels: VesselDrawing = field(default_factory=VesselDrawing)
    tone: Tone = field(default_factory=Tone)
    layout: Layout = Layout.SIDE_BY_SIDE
