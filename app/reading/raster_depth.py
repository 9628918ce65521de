"""Read 16-bit colours completely; Pillow returns only the upper 8 bits.

What a camera writes of 12 bits into 16 would come out nearly black.
"""

import io
import sys
from collections.abc import Callable, Mapping

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from app.base.errors import UnsupportedImageError
from app.base.messages import message
from app.reading.raster_facts import stated_orientation

Deep = NDArray[np.uint16]
"""Samples of up to 16 bits, (height, width, channels); the fourth channel is the opacity."""

_OTHER_ORDER = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}
_PLANES = 284  # PlanarConfiguration
_TURNS: Mapping[int, Callable[[Deep], Deep]] = {
    2: lambda stored: stored[:, ::-1],
    3: lambda stored: stored[::-1, ::-1],
    4: lambda stored: stored[::-1],
    5: lambda stored: stored.swapaxes(0, 1),
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: stored[::-1, ::-1].swapaxes(0, 1),
    8: np.rot90,
}
"""What makes a picture upright, by its orientation as TIFF counts."""

_BYTE = 255
_GREY_WITH_OPACITY = "LA;16B"


def read_deep_colours(picture: ImageFile.ImageFile) -> Deep | None:
    """Return the samples of a page, upright; None where they have no more than 8 bits.

    Of the two bytes of a sample Pillow keeps one. Told that they stand in the other order it keeps
    the other one: the page is decoded twice.

    Args:
        picture: at the page, not yet loaded; it is left as it is.
    """
    if not picture.tile:
        return None
    codec, _, offset, plan = picture.tile[0]
    stated = plan if isinstance(plan, tuple) else (plan,)
    if codec == "ppm" and picture.mode == "RGB":
        return _from_ppm(picture, offset) if int(stated[-1]) > _BYTE else None
    layout = str(stated[0])
    if layout == _GREY_WITH_OPACITY:
        return _pairs(_decoded(picture, lambda _: "RGBA"))
    if not layout.startswith("RGB") or ";16" not in layout:
        return None
    if isinstance(picture, TiffImagePlugin.TiffImageFile) and picture.tag_v2.get(_PLANES) == 2:
        return _from_planes(picture, 4 if layout.upper().startswith("RGBA") else 3)
    deep = _decoded(picture, _as_it_stands).astype(np.uint16)
    deep <<= 8
    deep |= _decoded(picture, _in_other_order)
    return deep


def _as_it_stands(layout: str) -> str:
    """Return a layout without the division by the opacity, which would mix up the two bytes."""
    return layout.replace("RGBa", "RGBA")


def _in_other_order(layout: str) -> str:
    return _as_it_stands(layout)[:-1] + _OTHER_ORDER[layout[-1]]


def _pairs(values: NDArray[np.uint8]) -> Deep:
    """Combine the bytes of grey and of opacity, and repeat the grey in three channels."""
    pairs = np.ascontiguousarray(values).view(">u2").astype(np.uint16)
    return pairs[..., [0, 0, 0, 1]]


def _decoded(picture: ImageFile.ImageFile, change: Callable[[str], str]) -> NDArray[np.uint8]:
    """Decode a page as if its samples lay otherwise in the file than they do."""
    page = picture.tell()
    with Image.open(io.BytesIO(_content(picture))) as again:
        again.seek(page)
        codec, extents, offset, plan = again.tile[0]
        stated = plan if isinstance(plan, tuple) else (plan,)
        layout = (change(str(stated[0])), *stated[1:])
        again.tile = [ImageFile._Tile(codec, extents, offset, layout)]
        again.load()
        ImageOps.exif_transpose(again, in_place=True)
        return np.asarray(again)


def _content(picture: ImageFile.ImageFile) -> bytes:
    """Return the bytes of the file that a picture was opened from, and leave it where it stands."""
    file = picture.fp
    assert file is not None  # it is closed by loading, not before
    place = file.tell()
    file.seek(0)
    content = file.read()
    file.seek(place)
    return content


def _from_planes(picture: ImageFile.ImageFile, channels: int) -> Deep:
    """Return the samples of a TIFF that stores each channel for itself, upright.

    Of these Pillow cannot be made to give the lower bytes.

    Raises:
        UnsupportedImageError: their compression is not known to tifffile by itself.
    """
    with tifffile.TiffFile(io.BytesIO(_content(picture))) as file:
        page = file.pages[picture.tell()].aspage()
        try:
            planes = page.asarray()
        except ValueError as error:
            raise UnsupportedImageError(
                message(
                    "16-bit colours in separate planes compressed with {compression} are not "
                    "supported.",
                    compression=tifffile.COMPRESSION(page.compression).name,
                ),
                message("Export the photograph again as PNG or JPEG and open that file."),
            ) from error
    turn = _TURNS.get(stated_orientation(picture), np.asarray)
    upright: Deep = turn(np.moveaxis(planes[:channels], 0, 2).astype(np.uint16))
    return upright


def _from_ppm(picture: ImageFile.ImageFile, offset: int) -> Deep:
    """Return the samples behind the header of a binary PPM file, high byte first."""
    width, height = picture.size
    values = np.frombuffer(_content(picture), ">u2", 3 * width * height, offset)
    return values.reshape(height, width, 3).astype(np.uint16)
