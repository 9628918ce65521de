"""A photograph with its vessels tinted, disc, cup, fovea and zones drawn, at any size."""

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.anatomy.arteries_veins import VesselLabel
from app.anatomy.landmarks import moved
from app.anatomy.zones import ZONES_RADII
from app.domain.anatomy import Landmarks, Outline, Point, Spot
from app.domain.photograph import Mask, Rgb
from app.imaging.marks import Marks
from app.imaging.overlay import (
    ADDED_COLOUR,
    ADDED_OPACITY,
    VESSEL_OPACITY,
    draw_overlay,
    tint_covered,
)
from app.imaging.resampling import resize_picture

_DISC_COLOUR, _CUP_COLOUR, _ZONE_COLOUR = (255, 255, 255), (255, 240, 100), (200, 200, 200)
_TINTS = {
    VesselLabel.ARTERY: (255, 60, 60),
    VesselLabel.VEIN: (70, 110, 255),
    VesselLabel.CROSSING: (60, 220, 90),
    VesselLabel.UNDECIDED: (230, 230, 230),
}
_ZONE_LETTERS = {"B": 2.5, "C": 4.0}
"""Where each is written, in disc radii from the disc's centre."""


def tinted(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    added = analysis.added
    overlay = draw_overlay(analysis.image.pixels, analysis.shown_vessels.native & ~added)
    return draw_overlay(overlay, added, colour=ADDED_COLOUR, opacity=ADDED_OPACITY)


def draw_anatomy(analysis: Analysis, shape: tuple[int, int] | None = None) -> Rgb:
    """Return the photograph with its vessels tinted, disc, fovea and zones drawn where known.

    Vessels added by hand have another colour, arteries and veins theirs where they are told apart.

    Args:
        shape: (height, width) of the picture; the photograph's own if None.
    """
    size = shape or analysis.image.pixels.shape[:2]
    labels = analysis.vessel_labels
    if labels is None:
        picture = resize_picture(tinted(analysis), size) if shape else tinted(analysis)
    elif shape is None:
        picture = analysis.image.pixels
        for label, colour in _TINTS.items():
            picture = draw_overlay(picture, labels == label, colour=colour)
    else:
        pixels = resize_picture(analysis.image.pixels, shape).astype(np.float32)
        for label, colour in _TINTS.items():
            tint_covered(pixels, labels == label, colour, VESSEL_OPACITY)
        picture = np.round(pixels).clip(0, 255).astype(np.uint8)
    return draw_landmarks(picture, analysis)


def draw_landmarks(pixels: Rgb, analysis: Analysis) -> Rgb:
    """Return a picture of the photograph, at any size, with what is known of disc and fovea.

    Nothing is drawn where nothing is measured.
    """
    known = analysis.landmarks
    if known is None or analysis.withheld is not None:
        return pixels
    height, width = pixels.shape[:2]
    scale = width / analysis.image.width
    field = np.asarray(
        Image.fromarray(analysis.field.mask).resize((width, height), Image.Resampling.NEAREST)
    )
    placed = moved(known, scale, (scale - 1) / 2)
    marks = Marks(_with_zones(pixels, placed, field))
    if isinstance(placed.disc, Outline):
        marks.ellipse(placed.disc.ellipse, _DISC_COLOUR)
    if isinstance(placed.cup, Outline):
        marks.ellipse(placed.cup.ellipse, _CUP_COLOUR)
    if isinstance(placed.fovea, Spot):
        marks.cross(placed.fovea.center, 0.02 * analysis.field.diameter_px * scale, _DISC_COLOUR)
    return marks.pixels


def _with_zones(pixels: Rgb, known: Landmarks, field: Mask) -> Rgb:
    """Draw the zones as far as they lie in the field of view, and their letters.

    Args:
        known: in pixels of the picture.
        field: (height, width) bool.
    """
    if not isinstance(known.disc, Outline):
        return pixels
    disc, marks = known.disc.ellipse, Marks(pixels)
    for radius in sorted({each for radii in ZONES_RADII.values() for each in radii}):
        marks.circle(disc.center, radius * disc.radius, _ZONE_COLOUR)
    away = _inwards(disc.center, field)
    for letter, radii in _ZONE_LETTERS.items():
        reach = radii * disc.radius
        place = disc.center[0] + reach * away[0], disc.center[1] + reach * away[1]
        marks.letter(place, letter, _ZONE_COLOUR)
    drawn: Rgb = np.where(field[..., None], marks.pixels, pixels)
    return drawn


def _inwards(center: Point, field: Mask) -> Point:
    """Return the direction, a little upwards, in which the middle of the field lies."""
    middle = float(np.flatnonzero(field.any(axis=0)).mean())
    sideways = -0.9 if middle < center[0] else 0.9
    return sideways, -0.43
