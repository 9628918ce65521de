"""What a picture file says of itself beside its pixels, as Pillow's tags have it."""

import math
from collections.abc import Iterator

from PIL import ExifTags, Image, TiffImagePlugin

from app.imaging.facts import PixelShape

_X, _Y = ExifTags.Base.XResolution, ExifTags.Base.YResolution
_TRANSPOSED = (5, 6, 7, 8)
"""The orientations in which rows become columns."""


def pixel_shapes(picture: Image.Image, content: bytes) -> tuple[PixelShape, ...]:
    """Return what the places of a file say of the shape of its pixels, as the picture is shown.

    The more pixels fit into an inch across, the narrower they are: what is stated of one direction
    is, up to a factor, the size of a pixel in the other. The thumbnail's own tags do not count.
    """
    stated = tuple(_resolutions(picture, content))
    if stated_orientation(picture) not in _TRANSPOSED:
        return stated
    return tuple(PixelShape(s.width, s.height, s.source, s.stated) for s in stated)


def stated_orientation(picture: Image.Image) -> int:
    """Return how the picture is to be turned, 1 to 8 as TIFF and EXIF count; 1 where unknown."""
    stated = picture.getexif().get(ExifTags.Base.Orientation)
    return stated if isinstance(stated, int) and 1 <= stated <= 8 else 1


def _resolutions(picture: Image.Image, content: bytes) -> Iterator[PixelShape]:
    info = picture.info
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        yield from _tagged(picture.tag_v2, "TIFF XResolution, YResolution")
        return
    yield from _tagged(picture.getexif(), "EXIF XResolution, YResolution")
    if picture.format == "PNG" and ("dpi" in info or "aspect" in info):
        yield _shape(info.get("dpi") or info["aspect"], "PNG pHYs")
    elif picture.format == "BMP" and "dpi" in info:
        yield _shape(info["dpi"], "BMP XPelsPerMeter, YPelsPerMeter")
    elif picture.format == "GIF" and content[12]:
        yield _shape((64, content[12] + 15), "GIF PixelAspectRatio")
    elif "jfif_density" in info:
        yield _shape(info["jfif_density"], "JFIF density")


def _tagged(
    tags: TiffImagePlugin.ImageFileDirectory_v2 | Image.Exif, source: str
) -> Iterator[PixelShape]:
    if _X in tags and _Y in tags:
        yield _shape((tags[_X], tags[_Y]), source)


def _shape(resolution: tuple[object, object], source: str) -> PixelShape:
    across, down = map(_number, resolution)
    return PixelShape(across, down, source, f"{across:g}:{down:g}")


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]  # of a damaged file it may be anything
    except (TypeError, ValueError, ZeroDivisionError):
        return math.nan
