"""The results as pictures, at the photograph's own size."""

import io

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.analysis.comparison import Comparison
from app.anatomy.arteries_veins import VesselLabel
from app.anatomy.zones import ZONES_RADII
from app.domain.anatomy import Outline, Spot
from app.domain.photograph import FundusImage, Rgb
from app.imaging.difference import TOLERANCE, draw_changes, vessel_changes
from app.imaging.marks import Marks
from app.imaging.overlay import ADDED_COLOUR, ADDED_OPACITY, draw_overlay
from app.registration.alignment import Matched

_THUMBNAIL = 256  # pixels a side
_DISC_COLOUR, _CUP_COLOUR, _ZONE_COLOUR = (255, 255, 255), (255, 240, 100), (200, 200, 200)
_TINTS = {
    VesselLabel.ARTERY: (255, 60, 60),
    VesselLabel.VEIN: (70, 110, 255),
    VesselLabel.CROSSING: (60, 220, 90),
    VesselLabel.UNDECIDED: (230, 230, 230),
}
_LABEL_COLOURS = np.array(
    [(0, 0, 0), (255, 0, 0), (0, 0, 255), (0, 255, 0), (255, 255, 255)], dtype=np.uint8
)
"""Of each ``VesselLabel``."""


def photograph_png(analysis: Analysis) -> bytes:
    """Return the photograph as it was read."""
    return _png(Image.fromarray(np.ascontiguousarray(analysis.image.pixels)))


def probability_png(analysis: Analysis) -> bytes:
    """Return the probability map as a 16-bit grey PNG: 65535 is certainty, 0 outside the field."""
    levels = np.round(analysis.probability.native * 65535).astype(np.uint16)
    return _png(Image.fromarray(levels))


def mask_png(analysis: Analysis) -> bytes:
    """Return the vessels, corrected by hand or not, as a 1-bit PNG, white on black."""
    return _png(Image.fromarray(analysis.shown_vessels.native))


def overlay_png(analysis: Analysis) -> bytes:
    """Return the photograph with its vessels tinted, disc, fovea and zones drawn where known.

    Vessels added by hand have another colour, arteries and veins theirs where they are told apart.
    """
    return _png(Image.fromarray(_marked(_coloured(analysis), analysis)))


def arteries_veins_png(analysis: Analysis) -> bytes:
    """Return arteries red, veins blue, crossings green, undecided vessels white, on black.

    Raises:
        ValueError: nothing tells arteries from veins.
    """
    if analysis.vessel_labels is None:
        raise ValueError("arteries and veins are not told apart")
    return _png(Image.fromarray(_LABEL_COLOURS[analysis.vessel_labels]))


def tinted(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    added = analysis.added
    overlay = draw_overlay(analysis.image.pixels, analysis.shown_vessels.native & ~added)
    return draw_overlay(overlay, added, colour=ADDED_COLOUR, opacity=ADDED_OPACITY)


def _coloured(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, by their kind where that is known."""
    labels = analysis.vessel_labels
    if labels is None:
        return tinted(analysis)
    picture = analysis.image.pixels
    for label, colour in _TINTS.items():
        picture = draw_overlay(picture, labels == label, colour=colour)
    return picture


def _marked(pixels: Rgb, analysis: Analysis) -> Rgb:
    """Return a picture of the photograph with what is known of disc, fovea and zones."""
    known = analysis.landmarks
    if known is None or analysis.withheld is not None:
        return pixels
    marks = Marks(pixels)
    if isinstance(known.disc, Outline):
        ellipse = known.disc.ellipse
        marks.ellipse(ellipse, _DISC_COLOUR)
        for radius in sorted({each for radii in ZONES_RADII.values() for each in radii}):
            marks.circle(ellipse.center, radius * ellipse.radius, _ZONE_COLOUR)
    if isinstance(known.cup, Outline):
        marks.ellipse(known.cup.ellipse, _CUP_COLOUR)
    if isinstance(known.fovea, Spot):
        marks.cross(known.fovea.center, 0.02 * analysis.field.diameter_px, _DISC_COLOUR)
    return marks.pixels


def thumbnail_jpeg(image: FundusImage) -> bytes:
    """Return a small picture of a photograph, at most 256 pixels a side."""
    picture = Image.fromarray(np.ascontiguousarray(image.pixels))
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def aligned_png(comparison: Comparison, matched: Matched) -> bytes:
    """Return the second photograph as it lies on the first, black outside the overlap."""
    return _png(Image.fromarray(aligned(comparison, matched)))


def difference_png(comparison: Comparison, matched: Matched) -> bytes:
    """Return the first photograph with vessels gained, lost and the same in three colours."""
    return _png(Image.fromarray(difference(comparison, matched)))


def aligned(comparison: Comparison, matched: Matched) -> Rgb:
    """Return the second photograph as it lies on the first, black outside the overlap."""
    seen = matched.forward.picture(comparison.second.image.pixels, _shape(comparison))
    seen[~matched.overlap[0]] = 0
    return seen


def difference(comparison: Comparison, matched: Matched) -> Rgb:
    """Return the first photograph with vessels gained, lost and the same in three colours."""
    first, inside = comparison.first, matched.overlap[0]
    later = matched.forward.mask(comparison.second.shown_vessels.native, _shape(comparison))
    reach = TOLERANCE * first.field.diameter_px
    changes = vessel_changes(first.shown_vessels.native, later, reach)
    gained, lost, same = (each & inside for each in changes)
    return draw_changes(first.image.pixels, (gained, lost, same))


def _shape(comparison: Comparison) -> tuple[int, int]:
    return comparison.first.image.height, comparison.first.image.width


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
