"""Spoil a sound file in one of the ways in which files are spoilt, by accident or on purpose.

Knows neither torch nor the tests' helpers, so that the worker starts quickly.
"""

import io
import re
import struct
import zlib
from collections.abc import Callable
from random import Random

import pydicom
from pydicom.uid import AllTransferSyntaxes

_HEAD = 512  # bytes; headers lie here, and what they say is worth more than what pixels say
_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_EXTREME_SIZES = (0, 1, 255, 10_000, 30_000, 65_535)
_STREAM_SIZE = re.compile(rb"\xff[\xc0-\xc3\xf7]..[\x08-\x10]|\xff\x4f\xff\x51....", re.DOTALL)
_PNG = b"\x89PNG\r\n\x1a\n"

_SIZES = (0, 1, 2, 7, 255, 10_000, 32_767, 65_535)
_BITS = (0, 1, 7, 8, 12, 16, 24, 32, 64, 65_535)
_NUMBERS = ("-1", "0", "1", "2", "1000", "1000000000", "1e308", "-1e308", "1e-320", "nan", "x", "")
_TEXTS = ("", "\\", "^^^^^", "王^小东", "\x1b$B", "A" * 5000, "\0", "%s{name}", "../../x")
_COLOURS = (
    *("MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"),
    *("YBR_PARTIAL_420", "PALETTE COLOR", "HSV", "CMYK", "XYZ", ""),
)
_VALUES: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(("Rows", "Columns", "PlanarConfiguration", "PixelRepresentation"), _SIZES),
    **dict.fromkeys(("BitsAllocated", "BitsStored", "HighBit", "SamplesPerPixel"), _BITS),
    **dict.fromkeys(("NumberOfFrames", "RescaleSlope", "RescaleIntercept"), _NUMBERS),
    **dict.fromkeys(("WindowCenter", "WindowWidth", "HorizontalFieldOfView"), _NUMBERS),
    **dict.fromkeys(("PatientName", "PatientID", "ImageLaterality", "ImageType"), _TEXTS),
    **dict.fromkeys(("StudyDate", "AcquisitionDateTime", "Manufacturer", "Modality"), _TEXTS),
    **dict.fromkeys(("LossyImageCompression", "BurnedInAnnotation", "SOPClassUID"), _TEXTS),
    "PixelSpacing": tuple([a, b] for a in _NUMBERS for b in _NUMBERS),
    "SpecificCharacterSet": ("GB18030", "ISO 2022 IR 87", "ISO_IR 9", "nonsense", "", "\\"),
    "PhotometricInterpretation": _COLOURS,
    "RedPaletteColorLookupTableDescriptor": ([0, 0, 16], [65535, 65535, 8], [1], [1, 1, 99]),
    "AnatomicRegionSequence": ([], [pydicom.Dataset()], "text"),
}


def mutate(content: bytes, random: Random) -> tuple[bytes, str]:
    """Return a spoilt copy of a file and the names of what was done to it.

    Never raises: a change that cannot be made to this file is left out.
    """
    steps: list[Callable[[bytes, Random], bytes]] = random.choices(_STEPS, k=random.choice((1, 2)))
    for step in steps:
        content = step(content, random)
    if content.startswith(_PNG) and random.random() < 0.7:
        content = _with_right_checksums(content)
    return content, " + ".join(step.__name__.lstrip("_") for step in steps)


def _place(content: bytes, random: Random) -> int:
    end = len(content) if random.random() < 0.5 else min(_HEAD, len(content))
    return random.randrange(max(1, end))


def _flip_bytes(content: bytes, random: Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8)) if spoilt else 0):
        spoilt[_place(content, random)] ^= random.randrange(1, 256)
    return bytes(spoilt)


def _truncate(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def _insert_bytes(content: bytes, random: Random) -> bytes:
    place = _place(content, random)
    return content[:place] + random.randbytes(random.choice((1, 2, 4, 64))) + content[place:]


def _remove_bytes(content: bytes, random: Random) -> bytes:
    place = _place(content, random)
    return content[:place] + content[place + random.choice((1, 2, 4, 64)) :]


def _repeat_bytes(content: bytes, random: Random) -> bytes:
    start, length = _place(content, random), random.choice((2, 8, 64, 512))
    return content[: start + length] * random.choice((1, 1, 20)) + content[start:]


def _set_number(content: bytes, random: Random) -> bytes:
    """Overwrite two or four bytes with an extreme number, in either byte order."""
    kind = random.choice(("<H", ">H", "<I", ">I"))
    number = random.choice(_EXTREMES) & (0xFFFF if kind[1] == "H" else 0xFFFFFFFF)
    place, field = _place(content, random), struct.pack(kind, number)
    return content[:place] + field + content[place + len(field) :]


def _set_stream_size(content: bytes, random: Random) -> bytes:
    """Make a JPEG, JPEG-LS or JPEG 2000 stream state another size than it has."""
    found = list(_STREAM_SIZE.finditer(content))
    if not found:
        return _set_number(content, random)
    match = random.choice(found)
    start, width = match.end(), 8 if match[0][1] == 0x4F else 4
    field = struct.pack(">" + ("II" if width == 8 else "HH"), *random.choices(_EXTREME_SIZES, k=2))
    return content[:start] + field + content[start + width :]


def _set_attribute(content: bytes, random: Random) -> bytes:
    """Give one attribute of a DICOM file a strange value, or take it away."""
    try:
        dataset = pydicom.dcmread(io.BytesIO(content), force=True)
        keyword = random.choice([word for word in _VALUES if word in dataset] or list(_VALUES))
        if random.random() < 0.1:
            dataset.pop(keyword, None)
        elif random.random() < 0.15:
            dataset.file_meta.TransferSyntaxUID = random.choice(AllTransferSyntaxes)
        else:
            setattr(dataset, keyword, random.choice(_VALUES[keyword]))
        return _written(dataset)
    except Exception:  # noqa: BLE001 - not DICOM, or spoilt already
        return _flip_bytes(content, random)


def _written(dataset: pydicom.FileDataset) -> bytes:
    buffer = io.BytesIO()
    implicit, little = dataset.original_encoding
    # Beneath save_as, which refuses a header that contradicts the pixels.
    target = pydicom.filebase.DicomFileLike(buffer)
    target.is_implicit_VR, target.is_little_endian = bool(implicit), little is not False
    buffer.write(b"\0" * 128 + b"DICM")
    pydicom.filewriter.write_file_meta_info(target, dataset.file_meta, enforce_standard=False)
    pydicom.filewriter.write_dataset(target, dataset)
    return buffer.getvalue()


def _with_right_checksums(content: bytes) -> bytes:
    """Repair the checksums of a PNG, so that what was changed is looked at and not refused."""
    parts, place = [_PNG], len(_PNG)
    while place + 8 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        chunk = content[place + 4 : place + 8 + length]
        stated = content[place : place + 4]
        parts.append(stated + chunk + zlib.crc32(chunk).to_bytes(4, "big"))
        place += 12 + length
    return b"".join(parts)


_STEPS = (
    *(_flip_bytes, _flip_bytes, _truncate, _insert_bytes, _remove_bytes, _repeat_bytes),
    *(_set_number, _set_stream_size, _set_attribute, _set_attribute, _set_attribute),
)
