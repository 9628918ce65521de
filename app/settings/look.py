"""How the window, the photographs in it and the pages of reports are shown."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

ThemeName = Literal["system", "light", "dark"]
"""What a person chooses; "system" follows the desktop."""

PageSize = Literal["A4", "Letter"]
"""Of a report."""

Colour = tuple[int, int, int]

VESSEL_COLOUR: Colour = (0, 229, 255)
"""Cyan: far from the retina's reds for every kind of colour vision."""

GAMMAS = (0.2, 5.0)
WIDTHS = (1.0, 510.0)
_CENTRES = (-127.0, 382.0)


class VesselStyle(StrEnum):
    """A way of drawing the vessels."""

    FILLED = "filled"
    OUTLINE = "outline"
    PROBABILITY = "probability"  # a heat map of what the network says, whatever the threshold
    UNCERTAINTY = "uncertainty"  # what is vessel at every threshold of the band, or at some


@dataclass(frozen=True)
class VesselDrawing:
    """How vessels are drawn; none of it alters what is measured.

    Attributes:
        opacity: 0 to 1.
        edge_strength: of contours and of the photograph's own edges, from none (0) to strong (1).
    """

    visible: bool = True
    style: VesselStyle = VesselStyle.FILLED
    colour: Colour = VESSEL_COLOUR
    opacity: float = 0.6
    edge_strength: float = 0.0


class KindColours(StrEnum):
    """In which colours arteries and veins are drawn."""

    RED_BLUE = "red and blue"
    ORANGE_BLUE = "orange and blue"  # which every kind of colour vision tells apart


@dataclass(frozen=True)
class AnatomyDrawing:
    """What is drawn of a photograph's anatomy; none of it alters what is measured.

    Attributes:
        kinds: arteries and veins in colours of their own.
        zone_b, zone_c: about the disc.
        grid: the ETDRS grid about the fovea.
    """

    kinds: bool = True
    colours: KindColours = KindColours.RED_BLUE
    disc: bool = True
    cup: bool = True
    fovea: bool = True
    zone_b: bool = False
    zone_c: bool = False
    grid: bool = False


class Channel(StrEnum):
    """What is shown of the colours; a single channel is shown in grey."""

    COLOUR = "colour"
    RED_FREE = "red-free"  # the green channel: haemoglobin absorbs green, so vessels stand out
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Tone:
    """How the values of a photograph are shown.

    Attributes:
        centre, width: of the window of values, 0 to 255, that is spread from black to white.
        gamma: above 1 lightens the middle values.
        equalised: whether contrast is equalised locally (CLAHE) first.
    """

    channel: Channel = Channel.COLOUR
    centre: float = 127.5
    width: float = 255.0
    gamma: float = 1.0
    inverted: bool = False
    equalised: bool = False

    @property
    def unchanged(self) -> bool:
        """Return whether the photograph is shown as it was recorded."""
        return self == Tone()

    def with_window(self, centre: float, width: float) -> "Tone":
        """Return the tone with another window, kept within what can be seen."""
        return replace(
            self,
            centre=_within(centre, *_CENTRES),
            width=_within(width, *WIDTHS),
        )


class Layout(StrEnum):
    """A way of comparing the photograph with its vessels.

    AUTOMATIC puts two panes side by side or one above the other, whichever shows more.
    """

    AUTOMATIC = "automatic"
    SIDE_BY_SIDE = "side by side"
    STACKED = "stacked"
    ONE_PANE = "one pane"
    CURTAIN = "curtain"

    @property
    def two_panes(self) -> bool:
        """Return whether the photograph is shown alone, too."""
        return self in (Layout.AUTOMATIC, Layout.SIDE_BY_SIDE, Layout.STACKED)


@dataclass(frozen=True)
class Look:
    """How every photograph is shown."""

    vessels: VesselDrawing = field(default_factory=VesselDrawing)
    tone: Tone = field(default_factory=Tone)
    layout: Layout = Layout.AUTOMATIC
    anatomy: AnatomyDrawing = field(default_factory=AnatomyDrawing)


def _within(value: float, lowest: float, highest: float) -> float:
    return float(min(max(value, lowest), highest))
