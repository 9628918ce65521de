"""The results as pictures, at the photograph's own size."""

import io

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.analysis.comparison import Comparison
from app.domain.photograph import FundusImage, Rgb
from app.imaging.difference import TOLERANCE, draw_changes, vessel_changes
from app.imaging.overlay import ADDED_COLOUR, ADDED_OPACITY, draw_overlay
from app.registration.alignment import Matched

_THUMBNAIL = 256  # pixels a side


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
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    return _png(Image.fromarray(tinted(analysis)))


def tinted(analysis: Analysis) -> Rgb:
    """Return the photograph with its vessels tinted, those added by hand in another colour."""
    added = analysis.added
    overlay = draw_overlay(analysis.image.pixels, analysis.shown_vessels.native & ~added)
    return draw_overlay(overlay, added, colour=ADDED_COLOUR, opacity=ADDED_OPACITY)


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
