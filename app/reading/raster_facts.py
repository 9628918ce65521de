"""What a picture file says about its pages and pixels, as Pillow's tags have it."""

import math
from collections.abc import Iterator

from PIL import ExifTags, Image, MpoImagePlugin, TiffImagePlugin

from app.base.messages import Message, message
from app.reading.facts import PixelShape

_X, _Y = ExifTags.Base.XResolution, ExifTags.Base.YResolution
_SUBFILE, _OLD_SUBFILE = 254, 255
_REDUCED, _OPACITY = 1, 4  # bits of NewSubfileType
_OLD_REDUCED = 2  # of SubfileType
_INDEX_ENTRIES = 0xB002  # of a JPEG with several pictures (CIPA DC-007)
_MIRRORED = (2, 4, 5, 7)
_TRANSPOSED = (5, 6, 7, 8)
"""The orientations in which rows become columns."""


def full_pages(picture: Image.Image) -> tuple[int, ...]:
    """Return the numbers of the pages that are whole pictures; none where all are copies.

    What a file calls a reduced copy or a mask of another page is no page of its own.
    """
    pages = range(int(getattr(picture, "n_frames", 1)))
    if isinstance(picture, MpoImagePlugin.MpoImageFile):
        return tuple(page for page in pages if page == 0 or not _is_preview(picture, page))
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return tuple(page for page in pages if _is_whole(picture, page))
    return tuple(pages)


def _is_preview(picture: MpoImagePlugin.MpoImageFile, page: int) -> bool:
    """Return whether a later picture in a JPEG is a copy of the first, or describes it.

    Maps of its brightness are of no kind in particular, and smaller than the picture.
    """
    kind = (picture.mpinfo or {})[_INDEX_ENTRIES][page]["Attribute"]["MPType"]
    picture.seek(0)
    whole = picture.size
    picture.seek(page)
    smaller = picture.width < whole[0] and picture.height < whole[1]
    return kind.startswith("Large Thumbnail") or (kind == "Undefined" and smaller)


def _is_whole(picture: TiffImagePlugin.TiffImageFile, page: int) -> bool:
    picture.seek(page)
    kind, old = (picture.tag_v2.get(tag, 0) for tag in (_SUBFILE, _OLD_SUBFILE))
    return not kind & (_REDUCED | _OPACITY) and old != _OLD_REDUCED


def pixel_shapes(picture: Image.Image, content: bytes) -> tuple[PixelShape, ...]:
    """Return what the places of a file say about the shape of its pixels, as the picture is shown.

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


def orientation_notices(picture: Image.Image) -> tuple[Message, ...]:
    """Return a notice if a picture is mirrored because its file asks for it; few should be."""
    if stated_orientation(picture) not in _MIRRORED:
        return ()
    return (
        message(
            "The picture was mirrored to match the orientation stated in its file; compare it "
            "with the eye.",
        ),
    )


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
