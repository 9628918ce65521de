"""The pictures of a report."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_erosion

from app.analysis.analysis import Analysis
from app.base.errors import ReportWriteError
from app.base.messages import message
from app.domain.photograph import FundusImage, Mask, Rgb
from app.imaging.overlay import (
    ADDED_COLOUR,
    ADDED_OPACITY,
    VESSEL_OPACITY,
    draw_overlay,
    tint_covered,
)
from app.imaging.resampling import resize_picture, resize_plane
from app.imaging.tone import PLANES
from app.records.anatomy_pictures import draw_anatomy
from app.report.drawn_marks import draw_marks
from app.settings.look import VESSEL_COLOUR, Channel

LONGEST_SIDE = 1100
"""Pixels: more than 400 dpi at a third of the width of a page."""

OUTLINE_COLOUR = (255, 196, 64)

_OUTLINE_WIDTH = 3
_DARKER = 0.45
_HATCHING = 14  # pixels from one line to the next
_HATCH_COLOUR = np.float32(206)
_LARGEST_LOGO = (960, 360)


@dataclass(frozen=True)
class Figures:
    """The pictures of a report as JPEG of print resolution, the field outlined in each.

    Attributes:
        overlay: None where no vessels may be shown.
        anatomy: arteries, veins, disc, fovea and zones; None where nothing looked for any, or
            nothing is measured.
    """

    photograph: bytes
    red_free: bytes
    overlay: bytes | None
    anatomy: bytes | None = None


def draw_figures(analysis: Analysis) -> Figures:
    """Draw the pictures of a report."""
    shape = print_shape(analysis.image)
    outline = _outline(analysis.field.mask, shape)
    photograph = resize_picture(analysis.image.pixels, shape)
    marks, scale = analysis.reading.rulers, shape[1] / analysis.image.width
    green = photograph[..., PLANES[Channel.RED_FREE]]

    def outlined(pixels: Rgb) -> bytes:
        return to_jpeg(draw_overlay(pixels, outline, colour=OUTLINE_COLOUR, opacity=0.85))

    return Figures(
        outlined(draw_marks(photograph, marks, scale)),
        outlined(np.stack([green] * 3, axis=-1)),
        outlined(_tinted_as(photograph, analysis)) if analysis.shows_vessels else None,
        outlined(draw_anatomy(analysis, shape)) if tells_anatomy(analysis) else None,
    )


def tells_anatomy(analysis: Analysis) -> bool:
    """Return whether there is anything to say of disc, fovea, arteries and veins."""
    return analysis.landmarks is not None and analysis.withheld is None


def _tinted_as(photograph: Rgb, analysis: Analysis) -> Rgb:
    """Tint the vessels in a reduced photograph, and hatch what is excluded."""
    added = analysis.added
    pixels = photograph.astype(np.float32)
    for mask, colour, opacity in (
        (analysis.shown_vessels.native & ~added, VESSEL_COLOUR, VESSEL_OPACITY),
        (added, ADDED_COLOUR, ADDED_OPACITY),
    ):
        tint_covered(pixels, mask, colour, opacity)
    if analysis.reading.excluded is not None:
        _hatch(pixels, analysis.reading.excluded.mask())
    drawn: Rgb = np.round(pixels).clip(0, 255).astype(np.uint8)
    return drawn


def _hatch(pixels: NDArray[np.float32], excluded: Mask) -> None:
    """Darken what is not measured, and draw slanting lines on it, in place."""
    shape = pixels.shape[:2]
    covered = resize_plane(excluded.view(np.uint8), shape)[..., None]
    pixels *= 1 - _DARKER * covered
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    lines = (rows + columns) % _HATCHING < _HATCHING / 4
    pixels += (_HATCH_COLOUR - pixels) * covered * lines[..., None]


def prepare_logo(content: bytes) -> bytes:
    """Return a clinic's logo, PNG or JPEG, as a PNG of print resolution.

    Raises:
        ReportWriteError: it is neither, or damaged.
    """
    try:
        picture = open_picture(content).convert("RGBA")
    except ValueError as error:
        raise ReportWriteError(
            message("The clinic's logo is not a complete PNG or JPEG picture."),
            message("Choose another one in the settings."),
        ) from error
    picture.thumbnail(_LARGEST_LOGO)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def open_picture(content: bytes) -> Image.Image:
    """Decode a PNG or JPEG wholly.

    Raises:
        ValueError: it is neither, or damaged.
    """
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        picture.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("no whole PNG or JPEG picture") from error
    return picture


def print_shape(image: FundusImage) -> tuple[int, int]:
    """Return the height and width at which a photograph is printed."""
    scale = min(1.0, LONGEST_SIDE / max(image.width, image.height))
    return max(1, round(image.height * scale)), max(1, round(image.width * scale))


def _outline(field: Mask, shape: tuple[int, int]) -> Mask:
    size = (shape[1], shape[0])
    reduced = np.asarray(Image.fromarray(field).resize(size, Image.Resampling.NEAREST))
    edge: Mask = reduced & ~binary_erosion(reduced, iterations=_OUTLINE_WIDTH)
    return edge


def to_jpeg(pixels: Rgb) -> bytes:
    """Return a picture as it is put into a PDF."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "JPEG", quality=88, subsampling=0)
    return buffer.getvalue()
