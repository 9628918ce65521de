"""Decode DICOM photographs and read what they say about eye, patient and scale."""

import io
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal

import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from pydicom.valuerep import VR

from app.base.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.base.messages import Message, message
from app.domain.photograph import FundusImage, Laterality, Rgb, Source
from app.reading.dicom.description import complete
from app.reading.dicom.facts import orientation_notices, pixel_shapes
from app.reading.dicom.header import (
    FUNDUS_CLASSES,
    class_name,
    holds_no_photograph,
    notices,
    read_exam,
    read_laterality,
    read_patient,
    read_spacing,
    stated_class,
)
from app.reading.dicom.pixels import check_pixels, decode_frame, frame_count, frame_damage
from app.reading.dicom.subject import why_not_in_colour, why_not_retina
from app.reading.facts import pixel_ratio, shape_notices, why_not_square
from app.reading.raster import check_frame, frame_notices

MAX_INFLATED = 1 << 29
"""Bytes; a small deflated file can hold a thousand times its size."""

_BARE: tuple[tuple[bytes, Literal["little", "big"]], ...] = (
    (b"\x02\x00", "little"),
    (b"\x08\x00", "little"),
    (b"\x00\x08\x00", "big"),
)
"""How a data set without preamble begins, with group 2 or 8, and its order of bytes."""

_LONGEST_FIRST = 1024
"""Bytes of the first value of such a data set; a character set or a list of types in fact."""

_UNDEFINED = 0xFFFFFFFF
_KINDS = frozenset(kind.value for kind in VR)

_ZEISS_FRAMES = 0x04071005
"""A private sequence of frames, in (0407,1006), that only programs by Zeiss put together."""

_INDEX_CLASS = b"1.2.840.10008.1.3.10"
_LOG = logging.getLogger(__name__)

# Broken values in real files are common; what matters of them reaches the user as our warnings.
logging.getLogger("pydicom").setLevel(logging.CRITICAL)


def looks_like_dicom(content: bytes) -> bool:
    """Return whether a file is DICOM, by its first 132 bytes; picture files and archives are not.

    It has the preamble, though it may begin as another kind does, or starts like a data set
    without one.
    """
    return has_preamble(content) or any(
        content.startswith(start) and _is_element(content[4:8], order) for start, order in _BARE
    )


def _is_element(after_tag: bytes, order: Literal["little", "big"]) -> bool:
    """Return whether a tag is followed by a kind of value, or by a length the first may have."""
    length = int.from_bytes(after_tag, order)
    bounded = length <= _LONGEST_FIRST or length == _UNDEFINED
    return len(after_tag) == 4 and (bounded or after_tag[:2].decode("latin-1") in _KINDS)


def has_preamble(content: bytes) -> bool:
    """Return whether the file has the DICOM preamble."""
    return content[128:132] == b"DICM"


def looks_like_index(content: bytes) -> bool:
    """Return whether a file is a DICOMDIR, the index of others, by its first 1024 bytes."""
    return looks_like_dicom(content) and _INDEX_CLASS in content[:1024]


def decode_dicom(
    content: bytes, path: Path, sha256: str, frame: int = 0, *, checked: bool = True
) -> FundusImage:
    """Decode one frame of a DICOM file, counted from 0, and its identification.

    Args:
        checked: whether the coded data are looked at, too; see ``dicom_damage``.

    Raises:
        ImageReadError: the file is damaged or its compression is not supported.
        UnsupportedImageError: it holds no picture, none of that number, or one that is too large.
    """
    with damage_is_told(path):
        dataset = parse(io.BytesIO(content), path)
        check_is_photograph(dataset, path, pixels=True)
        completed = complete(dataset, path)
        check_frame(frame, frame_count(dataset), path)
        check_pixels(dataset, path)
        pixels = decode_frame(dataset, frame, path)
        image = _describe(dataset, pixels, path, sha256, frame)
        image = replace(image, warnings=image.warnings + completed)
        if not checked or image.unsuitable is not None:
            return image
        return replace(image, unsuitable=frame_damage(dataset, frame))


def dicom_damage(content: bytes, path: Path, frame: int = 0) -> Message | None:
    """Return what is wrong with the coded data of a frame that was decoded; None if it is sound.

    Raises:
        ImageReadError: the file is damaged.
    """
    with damage_is_told(path):
        dataset = parse(io.BytesIO(content), path)
        complete(dataset, path)
        return frame_damage(dataset, frame)


@contextmanager
def damage_is_told(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file makes pydicom and its decoders raise into one error.

    DICOM is a large format and they raise nearly anything. Only the decoding of one compressed
    frame is caught before, to say that it was the picture.

    Raises:
        ImageReadError: something was raised that is not our own.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except RetivascError:
        raise
    except Exception as error:
        _LOG.info("cannot decode a DICOM file: %s", type(error).__name__)
        raise _damaged(path) from error


def parse(file: BinaryIO, path: Path, *, header_only: bool = False) -> FileDataset:
    """Read a data set, with or without preamble, in any encoding.

    Raises:
        UnsupportedImageError: it inflates to more than MAX_INFLATED bytes.
        Exception: nearly anything else, of a damaged file.
    """
    meta = _file_meta(file)
    if meta is not None and meta.get("TransferSyntaxUID") == DeflatedExplicitVRLittleEndian:
        return _inflate(file, meta, path)
    file.seek(0)
    dataset = pydicom.dcmread(file, force=True, stop_before_pixels=header_only)
    if not dataset.file_meta.get("TransferSyntaxUID"):
        dataset.file_meta.TransferSyntaxUID = _found_syntax(dataset)
    return dataset


def _file_meta(file: BinaryIO) -> FileMetaDataset | None:
    """Read the group before the data set, and stop behind it; None without a preamble."""
    if not has_preamble(file.read(132)):
        return None

    def ended(tag: BaseTag, _vr: str | None, _length: int) -> bool:
        return tag.group != 2

    found = read_dataset(file, is_implicit_VR=False, is_little_endian=True, stop_when=ended)
    return FileMetaDataset(found)


def _inflate(file: BinaryIO, meta: FileMetaDataset, path: Path) -> FileDataset:
    content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(file.read(), MAX_INFLATED + 1)
    if len(content) > MAX_INFLATED:
        raise UnsupportedImageError(
            message("“{name}” would be larger than 512 MB uncompressed.", name=path.name),
            message("Export the photograph alone and open that file."),
        )
    dataset = read_dataset(io.BytesIO(content), is_implicit_VR=False, is_little_endian=True)
    return FileDataset("", dataset, file_meta=meta, is_implicit_VR=False, is_little_endian=True)


def _found_syntax(dataset: FileDataset) -> UID:
    """Return the transfer syntax of a bare data set, as pydicom found it to be."""
    implicit, little = dataset.original_encoding
    explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    return ImplicitVRLittleEndian if implicit else explicit


def check_is_photograph(dataset: FileDataset, path: Path, *, pixels: bool) -> None:
    """Refuse what shows no photograph, with its kind; ``pixels`` says whether they were read.

    Raises:
        ImageReadError: it is a photograph whose pixels are missing.
        UnsupportedImageError: it is of a kind that holds no photograph.
    """
    pictured = ("PixelData" if pixels else "Rows") in dataset
    if not pictured and _ZEISS_FRAMES in dataset:
        raise UnsupportedImageError(
            message(
                "“{name}” stores its picture in private Zeiss data (0407,1005), which no other "
                "program can read.",
                name=path.name,
            ),
            message("Export it from the Zeiss program as standard DICOM or as JPEG."),
        )
    if not pictured and stated_class(dataset) in FUNDUS_CLASSES:
        raise _damaged(path)
    if not pictured or holds_no_photograph(dataset):
        raise UnsupportedImageError(
            message(
                "The DICOM file “{name}” contains no photograph ({kind}).",
                name=path.name,
                kind=class_name(dataset) or dataset.get("Modality") or "DICOM",
            ),
            message("Choose the photograph itself, not its report or its index."),
        )


def _damaged(path: Path) -> ImageReadError:
    return ImageReadError(
        message("The DICOM file “{name}” is damaged or incomplete.", name=path.name),
        message("Send or export the photograph again from its archive."),
    )


def why_not_measured(dataset: Dataset, frame: int) -> Message | None:
    """Return the most serious reason in the header why a frame must not be measured, if any."""
    return (
        why_not_retina(dataset, frame)
        or why_not_in_colour(dataset)
        or why_not_square(pixel_shapes(dataset, frame))
    )


def _describe(
    dataset: FileDataset, pixels: Rgb, path: Path, sha256: str, frame: int
) -> FundusImage:
    laterality, doubts = read_laterality(dataset)
    frames = frame_count(dataset)
    shapes = pixel_shapes(dataset, frame)
    return FundusImage(
        pixels=pixels,
        path=path,
        sha256=sha256,
        frame=frame,
        frames=frames,
        laterality=laterality,
        laterality_source=(Source.UNKNOWN if laterality is Laterality.UNKNOWN else Source.FILE),
        stated_laterality=laterality,
        spacing=read_spacing(dataset),
        pixel_ratio=pixel_ratio(shapes),
        patient=read_patient(dataset),
        exam=read_exam(dataset),
        warnings=(
            *doubts,
            *frame_notices(frame, frames),
            *shape_notices(shapes),
            *orientation_notices(dataset),
            *notices(dataset),
        ),
        shows_retina=why_not_retina(dataset, frame) is None,
        unsuitable=why_not_measured(dataset, frame),
    )
