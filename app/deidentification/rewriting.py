"""Write a copy of a photograph that does not reveal whose it is (PS3.15 annex E).

Nothing of the input is passed on as bytes: the pixels are decoded and written uncompressed, for a
compressed stream has comments of its own, and the header is built from an allow-list.
"""

import io
import struct
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.dataelem import empty_value_for_VR
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRLittleEndian

from app import __version__
from app.base.errors import UnsupportedImageError
from app.base.messages import Message, message
from app.deidentification.allow_list import (
    DATES,
    DUMMIES,
    EMPTY,
    EMPTY_WHERE_STATED,
    NEW_UID_WHERE_STATED,
    NEW_UIDS,
    Keep,
    allowed_values,
    codes,
)
from app.deidentification.pseudonyms import Pseudonyms, age_band, shifted
from app.domain.field import FieldMethod
from app.domain.photograph import FundusImage, Mask, Rgb
from app.field.field_of_view import find_field_of_view
from app.reading.dicom.description import complete
from app.reading.dicom.file import damage_is_told, looks_like_dicom, parse, why_not_measured
from app.reading.dicom.header import FUNDUS_CLASSES, was_lossy
from app.reading.dicom.pixels import decode_frame, decode_stored, frame_count, frame_damage
from app.reading.facts import as_whole_numbers
from app.reading.listing import Entry, read_content
from app.reading.opening import MAX_FILE_BYTES, decode, written_is_told

_CLASSES = (
    *FUNDUS_CLASSES,
    "1.2.840.10008.5.1.4.1.1.7.2",  # Multi-frame Grayscale Byte Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.3",  # Multi-frame Grayscale Word Secondary Capture
)
_FRAME_TIMES = (0x00181063, 0x00181065)
"""FrameTime and FrameTimeVector, to which a file of several frames points."""

_PROFILE = ("113100", "Basic Application Confidentiality Profile")
_SHIFTED = ("113107", "Retain Longitudinal Temporal Information Modified Dates Option")
_AGE_KEPT = ("113108", "Retain Patient Characteristics Option")

Frames = NDArray[np.integer]
"""All frames of a file, (frames, height, width) or (frames, height, width, 3)."""


class Dates(StrEnum):
    """What becomes of dates."""

    REMOVE = "remove"
    SHIFT = "shift"


@dataclass(frozen=True)
class Policy:
    """What a person wishes to keep.

    Attributes:
        mask_border: whether everything outside the field of view becomes black.
    """

    keep: frozenset[Keep] = frozenset(Keep)
    dates: Dates = Dates.REMOVE
    mask_border: bool = False


@dataclass(frozen=True, eq=False)
class Deidentified:
    """A photograph without identity.

    Attributes:
        name: of the file to write; it says nothing of the old one.
        content: the file's bytes.
        pseudonym: of the patient; empty where the input names none (PNG, JPEG, TIFF).
        patient: what the input calls the patient, for the clinic's own list: ID and name.
        shift_days: by how much dates were moved; None where they were removed.
        removed: how many values of each attribute do not survive, by keyword.
        warnings: what a person must still look at.
    """

    name: str
    content: bytes = field(repr=False)
    pseudonym: str = ""
    patient: tuple[str, str] = field(default=("", ""), repr=False)
    shift_days: int | None = None
    removed: Counter[str] = field(default_factory=Counter)
    warnings: tuple[Message, ...] = ()


def deidentify(entry: Entry, policy: Policy, pseudonyms: Pseudonyms) -> Deidentified:
    """Return a photograph without anything that tells whose it is.

    Raises:
        ImageReadError: the file cannot be read or is damaged.
        UnsupportedImageError: it holds no photograph, or in a form that cannot be made safe.
    """
    path = entry.location
    with written_is_told(entry.path):
        content = read_content(entry)
        image = decode(content, path, frame=0, colours="stated")
    if not looks_like_dicom(content):
        return _picture(image, policy, pseudonyms)
    with damage_is_told(path):
        return _dicom(parse(io.BytesIO(content), path), image, policy, pseudonyms)


def _picture(image: FundusImage, policy: Policy, pseudonyms: Pseudonyms) -> Deidentified:
    """Write the pixels alone as PNG."""
    pixels, masked = image.pixels, False
    if policy.mask_border and (outside := _outside(image.pixels)) is not None:
        pixels, masked = np.where(outside[..., None], np.uint8(0), pixels), True
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "png")
    return Deidentified(
        f"{pseudonyms.uid(image.sha256)}.png",
        _with_pixel_shape(buffer.getvalue(), image),
        warnings=(
            *_left_out(image),
            *((image.unsuitable,) if image.unsuitable else ()),
            *image.warnings,
            *_doubts(policy, masked),
        ),
    )


def _with_pixel_shape(png: bytes, image: FundusImage) -> bytes:
    """Record in a PNG file, after its first chunk, that its pixels are not square, if so.

    Of this chunk (pHYs, PNG third edition, 11.3.4.3) Pillow writes resolutions alone.
    """
    if image.pixel_ratio == 1:
        return png
    chunk = b"pHYs" + struct.pack(">IIB", *as_whole_numbers(image.pixel_ratio), 0)
    first = len(b"\x89PNG\r\n\x1a\n") + 25
    told = struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:first] + told + png[first:]


def _dicom(
    dataset: FileDataset, image: FundusImage, policy: Policy, pseudonyms: Pseudonyms
) -> Deidentified:
    complete(dataset, image.path)
    _check_safe(dataset, image.path)
    identity = _identity(dataset)
    frames = _frames(dataset, image.path)
    masked = policy.mask_border and _blacken(frames, dataset, image.path)
    clean = _header(dataset, policy, pseudonyms, image.sha256)
    if image.pixel_ratio != 1 and "PixelSpacing" not in clean:
        clean.PixelAspectRatio = list(as_whole_numbers(image.pixel_ratio))
    if why_not_measured(dataset, image.frame) and not why_not_measured(clean, image.frame):
        clean.ImageType = [*_image_type(clean), "OTHER"]
    _set_pixels(clean, frames, dataset)
    safe = clean.get("BurnedInAnnotation") == "NO"
    _state_method(clean, policy, safe=safe, masked=masked)
    return Deidentified(
        f"{clean.SOPInstanceUID}.dcm",
        _written(clean),
        pseudonyms.patient(identity),
        (_string(dataset, "PatientID"), _string(dataset, "PatientName")),
        pseudonyms.shift(identity).days if policy.dates is Dates.SHIFT else None,
        _removed(dataset, clean),
        _damages(dataset) + (() if safe else _doubts(policy, masked)),
    )


def _check_safe(dataset: Dataset, path: Path) -> None:
    if dataset.get("SOPClassUID") not in _CLASSES:
        raise UnsupportedImageError(
            message("“{name}” is not a DICOM photograph.", name=path.name),
            message(
                "Only ophthalmic photographs, visible light photographs and secondary captures "
                "can be de-identified."
            ),
        )
    allocated = int(dataset.BitsAllocated)
    if allocated not in (8, 16):
        raise UnsupportedImageError(
            message("“{name}” stores its pixels in an unusual way.", name=path.name),
            message("Export the photograph again with 8 or 16 bits per sample."),
        )
    samples = int(dataset.Rows) * int(dataset.Columns) * int(dataset.SamplesPerPixel)
    if samples * frame_count(dataset) * allocated // 8 > MAX_FILE_BYTES:
        raise UnsupportedImageError(
            message("“{name}” would be larger than 1 GB uncompressed.", name=path.name),
            message("Export fewer frames and de-identify those."),
        )


def _identity(dataset: Dataset) -> str:
    """Return what shows that two files are of one patient; failing that, of one study."""
    number = _string(dataset, "PatientID")
    if number:
        return f"id\0{number}\0{_string(dataset, 'IssuerOfPatientID')}"
    name, birth = _string(dataset, "PatientName"), _string(dataset, "PatientBirthDate")
    if name:
        return f"name\0{name}\0{birth}"
    return f"study\0{_string(dataset, 'StudyInstanceUID')}"


def _string(dataset: Dataset, keyword: str) -> str:
    value = dataset.get(keyword)
    return "" if value is None else str(value).strip()


# --- pixels --------------------------------------------------------------------------------


def _frames(dataset: FileDataset, path: Path) -> Frames:
    """Decode as many frames as the header states; bytes after them are dropped."""
    decode_one = decode_frame if _has_palette(dataset) else _stored_bits
    return np.stack([decode_one(dataset, index, path) for index in range(frame_count(dataset))])


def _damages(dataset: FileDataset) -> tuple[Message, ...]:
    """Return what is wrong with the coded data of any frame, each kind of damage once."""
    found = (frame_damage(dataset, index) for index in range(frame_count(dataset)))
    return tuple({str(each): each for each in found if each is not None}.values())


def _has_palette(dataset: Dataset) -> bool:
    return str(dataset.PhotometricInterpretation) == "PALETTE COLOR"


def _stored_bits(dataset: FileDataset, index: int, path: Path) -> NDArray[np.integer]:
    """Decode one frame and clear the bits above those stored: old files hide drawings in them."""
    values = decode_stored(dataset, index, path)[0]
    spare = 8 * values.dtype.itemsize - int(dataset.BitsStored)
    # Of signed values the sign comes along.
    cleared: NDArray[np.integer] = np.right_shift(np.left_shift(values, spare), spare)
    return cleared


def _outside(pixels: Rgb) -> Mask | None:
    """Return what lies outside the field of view; None where no border was found."""
    found = find_field_of_view(pixels)
    return None if found.method is FieldMethod.FRAME else ~found.mask


def _blacken(frames: Frames, dataset: FileDataset, path: Path) -> bool:
    """Blacken each frame, in place, outside its own field; return whether all have a border."""
    inverse = dataset.PhotometricInterpretation == "MONOCHROME1"
    black = frames.max() if inverse else min(0, frames.min())
    found = True
    for index, frame in enumerate(frames):
        outside = _outside(decode_frame(dataset, index, path))
        if outside is None:
            found = False
        else:
            frame[outside] = black
    return found


def _set_pixels(clean: Dataset, frames: Frames, dataset: Dataset) -> None:
    colour = frames.ndim == 4
    bits = 8 * frames.dtype.itemsize
    clean.SamplesPerPixel = 3 if colour else 1
    clean.PhotometricInterpretation = "RGB" if colour else dataset.PhotometricInterpretation
    if colour:
        clean.PlanarConfiguration = 0
    clean.Rows, clean.Columns = frames.shape[1:3]
    clean.BitsAllocated = bits
    clean.BitsStored = bits if _has_palette(dataset) else int(dataset.BitsStored)
    clean.HighBit = clean.BitsStored - 1
    clean.PixelRepresentation = int(frames.dtype.kind == "i")
    if "NumberOfFrames" in dataset:
        clean.NumberOfFrames = len(frames)
    stated = dataset.get("FrameIncrementPointer")
    if stated in _FRAME_TIMES and stated in clean:
        clean.FrameIncrementPointer = stated
    stored = frames.astype(frames.dtype.newbyteorder("<"), copy=False).tobytes()
    clean.add_new("PixelData", "OW" if bits > 8 else "OB", stored + b"\0" * (len(stored) % 2))


# --- header --------------------------------------------------------------------------------


def _header(dataset: FileDataset, policy: Policy, pseudonyms: Pseudonyms, sha256: str) -> Dataset:
    clean = Dataset()
    clean.SpecificCharacterSet = "ISO_IR 192"
    clean.SOPClassUID = UID(str(dataset.SOPClassUID))
    for keyword in (*EMPTY, *(word for word in EMPTY_WHERE_STATED if word in dataset)):
        setattr(clean, keyword, empty_value_for_VR(dictionary_VR(keyword)))
    for keyword, value in allowed_values(dataset, policy.keep).items():
        setattr(clean, keyword, value)
    if was_lossy(dataset):
        clean.LossyImageCompression = "01"
    more = (NEW_UID_WHERE_STATED,) if NEW_UID_WHERE_STATED in dataset else ()
    for keyword in NEW_UIDS + more:
        setattr(clean, keyword, pseudonyms.uid(_string(dataset, keyword) or sha256 + keyword))
    if sources := _sources(dataset, pseudonyms):
        clean.SourceImageSequence = sources
    clean.PatientID = clean.PatientName = pseudonyms.patient(_identity(dataset))
    if Keep.AGE in policy.keep and (age := _age(dataset)):
        clean.PatientAge = age
    _set_dates(clean, dataset, policy, pseudonyms)
    return clean


def _image_type(clean: Dataset) -> list[str]:
    """Return the first three values; the fourth then says that it is no colour photograph."""
    stated = [str(value) for value in clean.get("ImageType") or ()]
    return (stated + ["DERIVED", "PRIMARY", ""][len(stated) :])[:3]


def _sources(dataset: Dataset, pseudonyms: Pseudonyms) -> list[Dataset]:
    """Return which pictures this one was derived from, by their new UIDs."""
    sources = []
    for item in dataset.get("SourceImageSequence") or ():
        if item.get("ReferencedSOPClassUID") in _CLASSES:
            source = Dataset()
            source.ReferencedSOPClassUID = UID(str(item.ReferencedSOPClassUID))
            source.ReferencedSOPInstanceUID = pseudonyms.uid(
                _string(item, "ReferencedSOPInstanceUID")
            )
            if purpose := codes(item.get("PurposeOfReferenceCodeSequence") or ()):
                source.PurposeOfReferenceCodeSequence = purpose
            sources.append(source)
    return sources


def _age(dataset: Dataset) -> str:
    exam = next((day for word in DATES if (day := _string(dataset, word))), "")
    return age_band(_string(dataset, "PatientAge"), _string(dataset, "PatientBirthDate"), exam)


def _set_dates(clean: Dataset, dataset: Dataset, policy: Policy, pseudonyms: Pseudonyms) -> None:
    for keyword, dummy in DUMMIES.items():
        if keyword in dataset:
            setattr(clean, keyword, dummy)
    if policy.dates is Dates.REMOVE:
        clean.LongitudinalTemporalInformationModified = "REMOVED"
        return
    clean.LongitudinalTemporalInformationModified = "MODIFIED"
    shift = pseudonyms.shift(_identity(dataset))
    for keyword in DATES:
        if moved := shifted(_string(dataset, keyword), shift):
            setattr(clean, keyword, moved)


def _state_method(clean: Dataset, policy: Policy, *, safe: bool, masked: bool) -> None:
    """Record what was done; identity counts as removed only where the picture can hold no text."""
    clean.PatientIdentityRemoved = "YES" if safe else "NO"
    if not safe:
        return
    steps = [_PROFILE]
    if policy.dates is Dates.SHIFT:
        steps.append(_SHIFTED)
    if clean.get("PatientAge"):
        steps.append(_AGE_KEPT)
    words = [f"Retivasc {__version__} allow-list"] + ["border blackened"] * masked
    clean.DeidentificationMethod = words
    clean.DeidentificationMethodCodeSequence = [_method_code(*step) for step in steps]


def _method_code(value: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code


def _written(clean: Dataset) -> bytes:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = clean.SOPClassUID
    meta.MediaStorageSOPInstanceUID = clean.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    buffer = io.BytesIO()
    file = FileDataset("", clean, preamble=b"\0" * 128, file_meta=meta)
    file.save_as(buffer, implicit_vr=False, little_endian=True, enforce_file_format=True)
    return buffer.getvalue()


# --- what is said about it --------------------------------------------------------------------


def _removed(dataset: Dataset, clean: Dataset) -> Counter[str]:
    """Count the attributes that are gone or say something else, by keyword.

    Those within a sequence that is gone count too. How pixels are stored is no loss.
    """
    gone: Counter[str] = Counter()
    for tag in list(dataset.keys()):  # values that are not kept are not even looked at
        if tag in clean and (_speaks_of_pixels(tag) or clean[tag].value == dataset[tag].value):
            continue
        gone[_word(tag)] += 1
        if tag not in clean and _is_sequence(dataset, tag):
            gone.update(_words_within(dataset[tag].value))
    return gone


def _words_within(items: Sequence[Dataset]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in items:
        for tag in list(item.keys()):
            found[_word(tag)] += 1
            if _is_sequence(item, tag):
                found.update(_words_within(item[tag].value))
    return found


def _is_sequence(dataset: Dataset, tag: BaseTag) -> bool:
    stated = dataset.get_item(tag).VR
    return (stated or (dictionary_VR(tag) if dictionary_has_tag(tag) else "UN")) == "SQ"


def _speaks_of_pixels(tag: BaseTag) -> bool:
    return tag.group in (0x0028, 0x7FE0)


def _word(tag: BaseTag) -> str:
    if tag.is_private:
        return "private"
    return keyword_for_tag(tag) or "unknown"


def _left_out(image: FundusImage) -> tuple[Message, ...]:
    """Return a warning that only the first of several pages was written."""
    if image.frames == 1:
        return ()
    return (
        message(
            "Only the first of {count} pages was written; save the others as separate files.",
            count=image.frames,
        ),
    )


def _doubts(policy: Policy, masked: bool) -> tuple[Message, ...]:
    if masked:
        return (
            message(
                "Everything outside the field of view was blackened; check whether there is text "
                "inside it.",
            ),
        )
    missed = message("Not every picture has a dark border that could be blackened.")
    text = message("Text may be burned into the picture: check it before you pass it on.")
    return (missed, text) if policy.mask_border else (text,)
