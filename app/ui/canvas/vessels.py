"""Draw the vessels over the photograph.

Levels become colours through a table of 256. Only what is seen is looked up, at the size at which
it is seen, so that moving the threshold costs the same at every size of photograph.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF

from app.domain.photograph import Mask
from app.imaging.overlay import ADDED_COLOUR
from app.measurement.types import Band
from app.settings.look import Colour, VesselDrawing, VesselStyle
from app.ui.canvas.kinds import Kinds
from app.ui.canvas.projection import Projection
from app.ui.session.layers import ADDED, STEPS, Bytes, Layers, Pyramid, level_of

Table = NDArray[np.uint32]
"""What each level is drawn in, (256,): ARGB, premultiplied."""

UNCERTAIN_COLOUR = (255, 176, 0)
"""Of what is vessel only at some thresholds of the band: amber."""

# Viridis (van der Walt and Smith, 2015; CC0) at every tenth; it rises evenly for every vision.
_VIRIDIS = (
    (0x44, 0x01, 0x54),
    (0x48, 0x24, 0x75),
    (0x41, 0x44, 0x87),
    (0x35, 0x5F, 0x8D),
    (0x2A, 0x78, 0x8E),
    (0x21, 0x91, 0x8C),
    (0x22, 0xA8, 0x84),
    (0x44, 0xBF, 0x70),
    (0x7A, 0xD1, 0x51),
    (0xBD, 0xDF, 0x26),
    (0xFD, 0xE7, 0x25),
)
_OPAQUE_FROM = (
    0.1  # lower probabilities fade out, so that the heat map does not veil the whole retina
)
_CONTOUR = 254  # a level that no pixel has
_CONTOUR_WIDTH = 1.5  # screen pixels


@dataclass(frozen=True)
class Vessels:
    """Everything that decides how the vessels look.

    Attributes:
        band: of thresholds, for the uncertainty; None draws the vessels filled instead.
        added, erased: whether some were added, or erased, by hand.
        kinds: which are arteries and which veins; None draws all in one colour.
    """

    drawing: VesselDrawing
    threshold: float
    band: Band | None = None
    added: bool = False
    erased: bool = False
    kinds: Kinds | None = None

    @property
    def style(self) -> VesselStyle:
        """Return the style that they can be drawn in."""
        if self.drawing.style is VesselStyle.UNCERTAINTY and self.band is None:
            return VesselStyle.FILLED
        return self.drawing.style

    @property
    def first_level(self) -> int:
        """Return the least level that is drawn as vessel."""
        if self.style is VesselStyle.UNCERTAINTY and self.band is not None:
            return level_of(self.band.low_threshold)
        return level_of(self.threshold)


def shown_mask(layers: Layers, vessels: Vessels | None) -> Mask:
    """Return which pixels are drawn as vessel, (h, w).

    The heat map draws no mask: for it these are the vessels at the threshold.
    """
    if vessels is None or vessels.drawing.opacity == 0:
        return np.zeros((layers.height, layers.width), dtype=np.bool_)
    return layers.levels[0] >= vessels.first_level


def render_vessels(
    layers: Layers, projection: Projection, vessels: Vessels
) -> tuple[Bytes, QRectF]:
    """Return the vessels that are seen, and where they belong.

    Returns:
        (h, w, 4) uint8, premultiplied, in Qt's order, and the device pixels that it covers.
    """
    levels, target = seen_part(layers.levels, projection)
    style, table = vessels.style, colour_table(vessels)
    plane = levels
    if style is VesselStyle.PROBABILITY:
        found, _ = seen_part(layers.probability, projection)
        plane = np.where(levels == ADDED, levels, found)
    if style is VesselStyle.OUTLINE or vessels.drawing.edge_strength > 0:
        width = round(_CONTOUR_WIDTH * projection.ratio + 0.01) if projection.sharp else 1
        contour = find_contour(levels >= level_of(vessels.threshold), width)
        if style is VesselStyle.OUTLINE:
            plane = plane * contour
        else:
            # What was added keeps its own colour, however thin it is.
            plane = np.where(contour & (levels != ADDED), np.uint8(_CONTOUR), plane)
    if vessels.kinds is None or style is VesselStyle.PROBABILITY:
        colours = table.take(plane)
    else:
        places = vessels.kinds.seen(plane.shape, target, projection).astype(np.intp)
        colours = _kind_tables(vessels, vessels.kinds).take(256 * places + plane)
    return colours.view(np.uint8).reshape(*plane.shape, 4), target


def _kind_tables(vessels: Vessels, kinds: Kinds) -> Table:
    """Return what each level is drawn in of each kind of vessel, one kind after another."""
    tables = []
    for colour in kinds.colours(vessels.drawing.colour):
        drawing = replace(vessels.drawing, colour=colour)
        tables.append(colour_table(replace(vessels, drawing=drawing)))
    return np.concatenate(tables)


def colour_table(vessels: Vessels) -> Table:
    """Return what each level is drawn in."""
    drawing, table = vessels.drawing, np.zeros(256, dtype=np.uint32)
    opacity = drawing.opacity
    vessel = _argb(drawing.colour, opacity)
    if vessels.style is VesselStyle.PROBABILITY:
        for level in range(STEPS + 1):
            share = level / STEPS
            table[level] = _argb(heat_colour(share), opacity * min(share / _OPAQUE_FROM, 1.0))
    elif vessels.style is VesselStyle.UNCERTAINTY and vessels.band is not None:
        table[vessels.first_level :] = _argb(UNCERTAIN_COLOUR, _firmer(opacity))
        table[level_of(vessels.band.high_threshold) :] = vessel
    elif vessels.style is VesselStyle.OUTLINE:
        opacity = _firmer(opacity)  # a line shows less than an area
        opacity += (1 - opacity) * drawing.edge_strength
        table[vessels.first_level :] = _argb(drawing.colour, opacity)
    else:
        table[vessels.first_level :] = vessel
    table[ADDED] = _argb(ADDED_COLOUR, _firmer(opacity))
    table[_CONTOUR] = _argb(*_over(_lighter(drawing.colour), drawing.edge_strength, drawing))
    return table


@cache
def heat_colour(probability: float) -> Colour:
    """Return the colour of a probability, 0 to 1, in the heat map."""
    at = probability * (len(_VIRIDIS) - 1)
    ticks = range(len(_VIRIDIS))
    red, green, blue = (round(np.interp(at, ticks, plane)) for plane in zip(*_VIRIDIS, strict=True))
    return red, green, blue


def find_contour(mask: Mask, width: int) -> Mask:
    """Return the pixels of a mask that lie within ``width`` of its edge.

    The picture's own border is not an edge: the mask continues outside.
    """
    inner = mask.copy()
    for _ in range(width):
        outer = inner.copy()
        inner[1:] &= outer[:-1]
        inner[:-1] &= outer[1:]
        inner[:, 1:] &= outer[:, :-1]
        inner[:, :-1] &= outer[:, 1:]
    return mask & ~inner


def seen_part(pyramid: Pyramid, projection: Projection) -> tuple[Bytes, QRectF]:
    """Return what is seen of a plane, and the device pixels that it covers."""
    return projection.enlarged(pyramid[0]) if projection.sharp else projection.visible(pyramid)


def _firmer(opacity: float) -> float:
    """Return the opacity of what must be told from the vessels, as if it was laid on twice."""
    return 1 - (1 - opacity) ** 2


def _lighter(colour: Colour) -> Colour:
    red, green, blue = ((value + 255) // 2 for value in colour)
    return red, green, blue


def _over(colour: Colour, alpha: float, below: VesselDrawing) -> tuple[Colour, float]:
    """Lay a colour over the vessels' own (Porter and Duff, 1984)."""
    total = alpha + below.opacity * (1 - alpha)
    if total == 0:
        return colour, 0.0
    share = alpha / total
    pairs = zip(colour, below.colour, strict=True)
    red, green, blue = (round(top * share + under * (1 - share)) for top, under in pairs)
    return (red, green, blue), total


def _argb(colour: Colour, opacity: float) -> int:
    alpha = round(opacity * 255)
    red, green, blue = (round(value * alpha / 255) for value in colour)
    return alpha << 24 | red << 16 | green << 8 | blue
