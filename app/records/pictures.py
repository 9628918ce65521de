"""The results as pictures, at the photograph's own size."""

import io

import numpy as np
from PIL import Image

from app.analysis.analysis import Analysis
from app.analysis.comparison import Comparison
from app.domain.photograph import FundusImage, Rgb
from app.imaging.difference import TOLERANCE, draw_changes, vessel_changes
from app.records.anatomy_pictures import draw_anatomy
from app.registration.alignment import Matched

_THUMBNAIL = 256  # pixels a side
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
    return _png(Image.fromarray(draw_anatomy(analysis)))


def arteries_veins_png(analysis: Analysis) -> bytes:
    """Return arteries red, veins blue, crossings green, undecided vessels white, on black.

    Raises:
        ValueError: nothing tells arteries from veins.
    """
    if analysis.vessel_labels is None:
        raise ValueError("arteries and veins are not told apart")
    return _png(Image.fromarray(_LABEL_COLOURS[analysis.vessel_labels]))


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
