"""Find out from a picture's coded data itself whether any of it is missing or was changed.

JPEG decoders fill in what is missing and continue after what makes no sense, mostly silently.
PNG has check sums, and its decoder heeds them; those of GIF, BMP, PPM and TIFF refuse what is too
short. What was changed in pixels that are stored as they are shows nowhere.
"""

from typing import BinaryIO

from PIL import Image, TiffImagePlugin

from app.base.messages import Message, message
from app.reading.damage import jpeg2000_stream
from app.reading.damage.jpeg_stream import START
from app.reading.damage.stream_damage import Damage, DamagedStreamError

_JPEG_IN_TIFF = 7
_JPEG_TABLES = 347
_PARTS = (
    (TiffImagePlugin.STRIPOFFSETS, TiffImagePlugin.STRIPBYTECOUNTS),
    (TiffImagePlugin.TILEOFFSETS, TiffImagePlugin.TILEBYTECOUNTS),
)


def damage_in_file(file: BinaryIO, picture: Image.Image) -> Message | None:
    """Return what is wrong with the coded data of the picture at a file's current page.

    Args:
        file: that the picture was opened from.
    """
    file.seek(0)
    content = file.read()
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return _first_damage(*_tiff_streams(content, picture))
    return damage_in_stream(content[getattr(picture, "offset", 0) :])


def damage_in_stream(stream: bytes) -> Message | None:
    """Return what is wrong with a JPEG or JPEG 2000 stream; None if it is sound, or neither."""
    return _first_damage([stream], b"")


def _first_damage(streams: list[bytes], tables: bytes) -> Message | None:
    from app.reading.damage.jpeg_check import check_jpeg  # loads scipy, which takes its time

    try:
        for stream in streams:
            if stream.startswith(START):
                check_jpeg(stream, tables)
            elif stream.startswith(jpeg2000_stream.START):
                jpeg2000_stream.check_jpeg_2000(stream)
    except DamagedStreamError as error:
        return _notice(error.damage)
    return None


def _tiff_streams(
    content: bytes, picture: TiffImagePlugin.TiffImageFile
) -> tuple[list[bytes], bytes]:
    """Return the JPEG streams of a TIFF page, and the stream of tables that they share."""
    tags = picture.tag_v2
    if tags.get(TiffImagePlugin.COMPRESSION) != _JPEG_IN_TIFF:
        return [], b""
    offsets, lengths = next(
        (tags[where], tags[how_long]) for where, how_long in _PARTS if where in tags
    )
    streams = [
        content[offset : offset + length]
        for offset, length in zip(offsets, lengths, strict=True)
        if length  # of an empty tile nothing is stored
    ]
    return streams, tags.get(_JPEG_TABLES, b"")


def _notice(damage: Damage) -> Message:
    if damage is Damage.MISSING:
        return message(
            "Part of the picture's data is missing, and what is shown in its place is made up; "
            "copy or export the photograph again.",
        )
    return message(
        "The picture's data was changed after it was written, and not all that "
        "is shown is what the camera saw; copy or export the photograph again.",
    )
