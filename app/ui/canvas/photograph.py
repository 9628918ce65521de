"""Draw the photograph in the chosen tones; only the visible part is processed."""

import numpy as np
from PIL import Image, ImageFilter
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor, QImage, QPainter, QRegion
from PyQt5.sip import voidptr

from app.imaging.tone import PLANES, tone_table
from app.settings.look import Channel, Tone
from app.ui.canvas.projection import Projection
from app.ui.session.layers import Bytes, Pyramid

BACKGROUND = QColor(13, 15, 18)

_GREATEST_EMPHASIS = 2.0  # times the difference from the blurred picture, added
_EMPHASIS_RADII = (1.5, 12.0)  # screen pixels; in between 1.5 of the photograph


def render_photograph(
    pyramid: Pyramid, projection: Projection, tone: Tone, edge_strength: float = 0.0
) -> QImage:
    """Return what a pane shows of a photograph, in device pixels.

    Args:
        edge_strength: how far local edges are emphasised, 0 to 1 (unsharp masking).
    """
    size = projection.canvas
    pixels = np.empty((size.height(), size.width(), 4), dtype=np.uint8)
    canvas = _wrap(pixels, QImage.Format_RGB32)
    canvas.fill(BACKGROUND)
    part, target = projection.visible(pyramid)
    painter = QPainter(canvas)
    draw_part(painter, part, target, QImage.Format_RGB32, smooth=not projection.sharp)
    painter.end()
    if not tone.unchanged:
        _set_tone(pixels, tone)
    if edge_strength > 0:
        _emphasise_edges(pixels, projection.scale, edge_strength)
    painter.begin(canvas)
    # Tones are the photograph's; and a halved picture with an odd side reaches a little beyond.
    painter.setClipRegion(QRegion(size) - QRegion(projection.frame))
    painter.fillRect(size, BACKGROUND)
    painter.end()
    return canvas.copy()  # the canvas only borrows its bytes from the array


def draw_part(
    painter: QPainter, part: Bytes, target: QRectF, kind: QImage.Format, *, smooth: bool
) -> None:
    """Draw an array of four bytes a pixel without copying it."""
    if part.size == 0:
        return
    painter.setRenderHint(QPainter.SmoothPixmapTransform, smooth)
    painter.drawImage(target, _wrap(part, kind))


def _wrap(pixels: Bytes, kind: QImage.Format) -> QImage:
    """Make a picture of an array without copying it; the array must live as long."""
    height, width = pixels.shape[:2]
    return QImage(voidptr(pixels.ctypes.data), width, height, pixels.strides[0], kind)


def _set_tone(pixels: Bytes, tone: Tone) -> None:
    """Change the tones of a picture in place; its bytes are blue, green, red and one unused."""
    table = tone_table(tone)
    if tone.channel is Channel.COLOUR:
        pixels[..., :3] = table.take(pixels[..., :3])
    else:
        pixels[..., :3] = table.take(pixels[..., 2 - PLANES[tone.channel]])[..., None]


def _emphasise_edges(pixels: Bytes, scale: float, strength: float) -> None:
    """Mask a picture unsharply in place: a box blurs as well as needed, and fast."""
    radius = float(np.clip(1.5 * scale, *_EMPHASIS_RADII))
    size = (pixels.shape[1], pixels.shape[0])
    picture = Image.frombuffer("RGBX", size, pixels.tobytes(), "raw", "RGBX", 0, 1)
    blurred = picture.filter(ImageFilter.BoxBlur(radius))
    pixels[...] = np.asarray(Image.blend(blurred, picture, 1 + _GREATEST_EMPHASIS * strength))
