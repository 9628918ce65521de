"""Decode a JPEG stream to its planes, and find how they jump from one block to the next.

Where a picture continues smoothly, so do the blocks that it was cut into; a changed block, or one
that is out of its place, does not fit to its neighbours.
"""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.reading.damage.jpeg_stream import END

Plane = NDArray[np.uint8]
Jumps = NDArray[np.floating[Any]]

_MOST_PIXELS = 1 << 27
"""Of more no photograph is opened."""


def decode_planes(content: bytes, tables: bytes) -> Sequence[Plane]:
    """Return the planes of a JPEG stream, of brightness and colours where it stores those.

    Each is as large as the picture. What Pillow does not decode, such as 12 bits, has none.

    Args:
        tables: a stream of tables alone, which a TIFF file keeps for all of its strips.
    """
    whole = tables.removesuffix(END) + content[2:] if tables else content
    for draft in ("YCbCr", None):  # colours that are stored as RGB cannot be had as others
        try:
            with Image.open(io.BytesIO(whole), formats=("JPEG",)) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    return ()
                picture.draft(draft, None)
                return list(np.moveaxis(np.atleast_3d(np.asarray(picture)), 2, 0))
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue
    return ()


def filled_up(plane: Plane, width: int, height: int) -> Plane:
    """Continue the last column and row to some size, or leave out what is beyond it."""
    plane = plane[:height, :width]
    missing = (0, height - plane.shape[0]), (0, width - plane.shape[1])
    return np.pad(plane, missing, mode="edge")


def jumps_down(plane: Plane, height: int) -> Jumps:
    """Return by how much a plane is brighter below each line between rows of blocks than above.

    A rise within the blocks, next to the line, does not count.

    Args:
        height: of a block; that of the plane is a multiple of it.

    Returns:
        (rows of blocks - 1, width) in grey values.
    """
    rows = plane.reshape(-1, height, plane.shape[1])
    above, below = rows[:-1, -2:].astype(np.float32), rows[1:, :2].astype(np.float32)
    jumps: Jumps = (3 * (below[:, 0] - above[:, 1]) - (below[:, 1] - above[:, 0])) / np.float32(2)
    return jumps
