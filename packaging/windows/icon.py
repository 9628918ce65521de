"""Draw the program's icon as Windows wants it, from its SVG."""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from PyQt5.QtCore import QBuffer, QIODevice, Qt
from PyQt5.QtGui import QGuiApplication, QImage, QPainter
from PyQt5.QtSvg import QSvgRenderer

_DRAWING = Path(__file__).resolve().parents[2] / "resources" / "icons" / "retivasc.svg"
_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def write_icon(path: Path) -> Path:
    """Write an .ico with every size that Windows shows between 100 % and 200 %; return its path."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    drawn = [_draw(size) for size in _SIZES]
    drawn[-1].save(path, sizes=[(size, size) for size in _SIZES], append_images=drawn[:-1])
    del application  # the drawings needed it, for the resolution
    return path


def _draw(size: int) -> Image.Image:
    image = QImage(size, size, QImage.Format_ARGB32)
    image.fill(Qt.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(_DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(io.BytesIO(buffer.data().data()))


if __name__ == "__main__":
    write_icon(Path(sys.argv[1]))
