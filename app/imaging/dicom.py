"""Decode DICOM photographs and read what they say about eye, patient and scale."""

import io
import logging
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from app.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.imaging.dicom_header import (
    FUNDUS_CLASSES,
    class_name,
    holds_no_photograph,
    notices,
    read_exam,
    read_laterality,
    read_patient,
    read_spacing,
    stated_class,
    unsuitable,
)
from app.imaging.dicom_pixels import check_pixels, decode_frame, frame_count, frame_damage
from app.imaging.raster import check_frame, frame_notices
from app.imaging.types import FundusImage, Laterality, Rgb, Source
from app.messages import message

MAX_INFLATED = 1 << 29
"""Bytes; a small deflated file can hold a thousand times its size."""

_BARE = (b"\x02\x00", b"\x08\x00", b"\x00\x08\x00")
"""How a data set without preamble begins: with group 2 or 8, in either order of bytes."""

_INDEX_CLASS = b"1.2.840.10008.1.3.10"
_LOG = logging.getLogger(__name__)

# Broken values in real files are common; what matters of them reaches the user as our warnings.
logging.getLogger("pydicom").setLevel(logging.CRITICAL)


def looks_like_dicom(content: bytes) -> bool:
    """Tell whether the file has the DICOM preamble, or starts like a data set without one."""
    return has_preamble(content) or content.startswith(_BARE)


def has_preamble(content: bytes) -> bool:
    """Tell whether the file is DICOM beyond doubt, though it may begin as another kind does."""
    return content[128:132] == b"DICM"


def looks_like_index(content: bytes) -> bool:
    """Tell from the first 1024 bytes whether the file is a DICOMDIR, the index of others."""
    return has_preamble(content) and _INDEX_CLASS in content[:1024]


def decode_dicom(content: bytes, path: Path, sha256: str, frame: int = 0) -> FundusImage:
    """Decode one frame of a DICOM file, counted from 0, and its identification.

    Raises:
        ImageReadError: the file is damaged or its compression is not supported.
        UnsupportedImageError: it holds no picture, none of that number, or one that is too large.
    """
    with damage_is_told(path):
        dataset = parse(io.BytesIO(content), path)
        check_is_photograph(dataset, path, pixels=True)
        check_frame(frame, frame_count(dataset), path)
        check_pixels(dataset, path)
        pixels = decode_frame(dataset, frame, path)
        return _describe(dataset, pixels, path, sha256, frame)


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
    if "TransferSyntaxUID" not in dataset.file_meta:
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
            message("Core", "“{name}” inflates to more than 512 MB.", name=path.name),
            message("Core", "Export the photograph alone and open that file."),
        )
    dataset = read_dataset(io.BytesIO(content), is_implicit_VR=False, is_little_endian=True)
    return FileDataset("", dataset, file_meta=meta, is_implicit_VR=False, is_little_endian=True)


def _found_syntax(dataset: FileDataset) -> UID:
    """Return the transfer syntax of a bare data set, as pydicom found it to be."""
    implicit, little = dataset.original_encoding
    explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    return ImplicitVRLittleEndian if implicit else explicit


def check_is_photograph(dataset: FileDataset, path: Path, *, pixels: bool) -> None:
    """Decline by name what shows no photograph; ``pixels`` says whether they were read too.

    Raises:
        ImageReadError: it is a photograph whose pixels are missing.
        UnsupportedImageError: it is of a kind that holds no photograph.
    """
    pictured = ("PixelData" if pixels else "Rows") in dataset
    if not pictured and stated_class(dataset) in FUNDUS_CLASSES:
        raise _damaged(path)
    if not pictured or holds_no_photograph(dataset):
        raise UnsupportedImageError(
            message(
                "Core",
                "The DICOM file “{name}” holds no photograph ({kind}).",
                name=path.name,
                kind=class_name(dataset) or dataset.get("Modality") or "DICOM",
            ),
            message("Core", "Choose the photograph itself, not its report or its index."),
        )


def _damaged(path: Path) -> ImageReadError:
    return ImageReadError(
        message("Core", "The DICOM file “{name}” is damaged or incomplete.", name=path.name),
        message("Core", "Send or export the photograph again from its archive."),
    )


def _describe(
    dataset: FileDataset, pixels: Rgb, path: Path, sha256: str, frame: int
) -> FundusImage:
    laterality, doubts = read_laterality(dataset)
    frames = frame_count(dataset)
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
        patient=read_patient(dataset),
        exam=read_exam(dataset),
        warnings=doubts + frame_notices(frame, frames) + notices(dataset),
        unsuitable=unsuitable(dataset) or frame_damage(dataset, frame),
    )
