"""Make big endian BigTIFF files readable to Pillow, which only knows little endian ones."""

import io
import struct

import numpy as np
import tifffile

SIGNATURE = b"MM\x00+"
_LONG = 4
_LONG_8 = (16, 17, 18)
"""Types of values of eight bytes, which a plain TIFF does not have; none here needs more than four:
no file that is read is larger than that."""

_END = b"\0\0\0\0"


def as_plain_tiff(content: bytes) -> bytes:
    """Return the file with only its directories rewritten, as a plain TIFF has them.

    The pictures stay where they are, compressed as they are; the directories come behind them.

    Raises:
        Exception: nearly anything, of a damaged file.
    """
    written = bytearray(content)
    link = 4  # where the place of the next directory is stated
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        for page in (page.aspage() for page in file.pages):
            entries = b"".join(_entry(tag, content, written) for tag in page.tags)
            written += b"\0" * (len(written) % 2)
            written[link : link + 4] = struct.pack(">I", len(written))
            written += struct.pack(">H", len(page.tags)) + entries + _END
            link = len(written) - 4
    written[:4] = b"MM\0*"
    return bytes(written)


def _entry(tag: tifffile.TiffTag, content: bytes, written: bytearray) -> bytes:
    """Return the entry of a tag in its directory; a long value is put behind the file."""
    kind = int(tag.dtype)
    value = content[tag.valueoffset : tag.valueoffset + tag.valuebytecount]
    if kind in _LONG_8:
        value, kind = np.frombuffer(value, ">u8").astype(">u4").tobytes(), _LONG
    if len(value) > len(_END):
        written += b"\0" * (len(written) % 2)
        place = struct.pack(">I", len(written))
        written += value
    else:
        place = value.ljust(4, b"\0")
    return struct.pack(">HHI", tag.code, kind, tag.count) + place
