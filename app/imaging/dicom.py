"""Decode DICOM photographs and read what they say about eye, patient and scale."""

import io
import logging
import warnings
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from app.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.imaging.preprocessing import as_rgb
from app.imaging.raster import check_pixel_count, first_frame_notice
from app.imaging.types import Exam, FundusImage, Laterality, Patient, Rgb, Source, Spacing
from app.messages import Message, message

_FUNDUS_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.77.1.5.1",  # Ophthalmic Photography 8 Bit
    "1.2.840.10008.5.1.4.1.1.77.1.5.2",  # Ophthalmic Photography 16 Bit
    "1.2.840.10008.5.1.4.1.1.77.1.5.5",  # Wide Field, stereographic projection
    "1.2.840.10008.5.1.4.1.1.77.1.5.6",  # Wide Field, 3D coordinates
    "1.2.840.10008.5.1.4.1.1.77.1.4",  # VL Photographic, as some fundus cameras write
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.4",  # Multi-frame True Color Secondary Capture
)
_COLOURS = ("COLOR", "REDFREE", "")
"""What value 4 of ImageType says of the photographs that the model was made for."""

_NO_PHOTOGRAPHS = (
    "1.2.840.10008.5.1.4.1.1.77.1.5.4",  # Ophthalmic Tomography: slices, not a view of the retina
)
_SIDES = {"24028007": "R", "7771000": "L", "51440002": "B", "G-A100": "R", "G-A101": "L"}
"""The codes (SNOMED CT, SNOMED RT) of AnatomicRegionModifierSequence that tell the eye."""

_RESCALING = {"RescaleSlope": 1.0, "RescaleIntercept": 0.0}
_PIXEL_TAGS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_LOG = logging.getLogger(__name__)

# Broken values in real files are common; what matters of them reaches the user as our warnings.
logging.getLogger("pydicom").setLevel(logging.ERROR)


def looks_like_dicom(content: bytes) -> bool:
    """Tell whether the file has the DICOM preamble, or starts like a data set without one."""
    return content[128:132] == b"DICM" or content[:2] in (b"\x02\x00", b"\x08\x00")


def decode_dicom(content: bytes, path: Path, sha256: str) -> FundusImage:
    """Decode the first frame of a DICOM file and its identification.

    Raises:
        ImageReadError: the file is damaged or its compression is not supported.
        UnsupportedImageError: it holds no picture, or one that is too large.
    """
    # pydicom and its decoders raise nearly anything on a damaged file (DICOM is a large format);
    # here is the one place that catches it.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = pydicom.dcmread(io.BytesIO(content), force=True)
            _state_encoding(dataset)
            _check_has_picture(dataset, path)
            pixels = _first_frame(dataset)
            return _describe(dataset, pixels, path, sha256)
    except RetivascError:
        raise
    except Exception as error:
        _LOG.info("cannot decode a DICOM file: %s", type(error).__name__)
        raise ImageReadError(
            message("Core", "The DICOM file “{name}” is damaged or incomplete.", name=path.name),
            message("Core", "Send or export the photograph again from its archive."),
        ) from error


def _state_encoding(dataset: FileDataset) -> None:
    """Fill in the transfer syntax of a bare data set, as pydicom found it to be."""
    if "TransferSyntaxUID" in dataset.file_meta:
        return
    implicit, little = dataset.original_encoding
    explicit = ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if implicit else explicit


def _check_has_picture(dataset: Dataset, path: Path) -> None:
    pictures = any(tag in dataset for tag in _PIXEL_TAGS)
    if not pictures and _stated_class(dataset) in _FUNDUS_CLASSES:
        raise ImageReadError(
            message("Core", "The DICOM file “{name}” is damaged or incomplete.", name=path.name),
            message("Core", "Send or export the photograph again from its archive."),
        )
    if not pictures or dataset.get("SOPClassUID") in _NO_PHOTOGRAPHS:
        raise UnsupportedImageError(
            message(
                "Core",
                "The DICOM file “{name}” holds no photograph ({kind}).",
                name=path.name,
                kind=_class_name(dataset) or dataset.get("Modality") or "DICOM",
            ),
            message("Core", "Choose the photograph itself, not its report or its index."),
        )
    check_pixel_count(int(dataset.Columns), int(dataset.Rows), path)
    # The whole multi-frame file is decoded at once, so that its total counts.
    check_pixel_count(int(dataset.Columns), int(dataset.Rows) * _frame_count(dataset), path)


def _frame_count(dataset: Dataset) -> int:
    return max(1, int(dataset.get("NumberOfFrames") or 1))


def _class_name(dataset: Dataset) -> str:
    uid = dataset.get("SOPClassUID")
    return str(uid.name) if uid else ""


def _stated_class(dataset: Dataset) -> str | None:
    """Return the class from the data set or, where that was cut off, from the file's header."""
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    return str(uid) if uid else None


def _first_frame(dataset: Dataset) -> Rgb:
    # pixel_array already returns RGB for YBR streams; converting again would turn eyes green.
    values = dataset.pixel_array
    if _frame_count(dataset) > 1:
        values = values[0]
    if dataset.PhotometricInterpretation == "PALETTE COLOR":
        return as_rgb(_narrow(apply_color_lut(values, dataset)))
    if values.ndim == 3:
        return as_rgb(_narrow(values, int(dataset.BitsStored)))
    return as_rgb(_grey(dataset, values))


def _grey(dataset: Dataset, values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Map the whole range that the file can hold to 0-255, or the window that it states.

    Never the range that happens to occur: a nearly black picture must stay nearly black.
    """
    shown = apply_voi_lut(apply_modality_lut(values, dataset), dataset).astype(np.float64)
    low, high = _grey_range(dataset)
    grey = ((shown - low) / (high - low) * 255).clip(0, 255)
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        grey = 255 - grey
    rounded: NDArray[np.uint8] = np.round(grey).astype(np.uint8)
    return rounded


def _grey_range(dataset: Dataset) -> tuple[float, float]:
    """Return the least and greatest value of the stored bits, after rescaling."""
    bits = int(dataset.BitsStored)
    signed = int(dataset.PixelRepresentation) == 1
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    slope, intercept = (float(dataset.get(key, usual)) for key, usual in _RESCALING.items())
    ends = sorted((low * slope + intercept, high * slope + intercept))
    return (ends[0], ends[1]) if ends[1] > ends[0] else (ends[0], ends[0] + 1)


def _narrow(values: NDArray[np.generic], bits: int | None = None) -> NDArray[np.uint8]:
    """Bring colour values of ``bits`` (or the array's own) bits to 8."""
    bits = bits or 8 * values.dtype.itemsize
    if bits <= 8:
        return values.astype(np.uint8)
    scaled: NDArray[np.uint8] = np.round(values / (2**bits - 1) * 255).clip(0, 255).astype(np.uint8)
    return scaled


def _describe(dataset: Dataset, pixels: Rgb, path: Path, sha256: str) -> FundusImage:
    laterality, notices = _laterality(dataset)
    return FundusImage(
        pixels=pixels,
        path=path,
        sha256=sha256,
        laterality=laterality,
        laterality_source=(Source.UNKNOWN if laterality is Laterality.UNKNOWN else Source.FILE),
        stated_laterality=laterality,
        spacing=_spacing(dataset),
        patient=Patient(
            name=_text(dataset, "PatientName"),
            id=_text(dataset, "PatientID"),
            birth_date=_text(dataset, "PatientBirthDate"),
            sex=_text(dataset, "PatientSex"),
        ),
        exam=Exam(date=_exam_date(dataset), device=_device(dataset)),
        warnings=notices + _notices(dataset),
        unsuitable=_unsuitable(dataset),
    )


def _laterality(dataset: Dataset) -> tuple[Laterality, tuple[Message, ...]]:
    said = (_text(dataset, "ImageLaterality"), _text(dataset, "Laterality"), *_modifiers(dataset))
    stated = {Laterality(value) for value in said if value in ("R", "L", "B")}
    if len(stated) == 1:
        return stated.pop(), ()
    if not stated:
        return Laterality.UNKNOWN, ()
    return Laterality.UNKNOWN, (
        message("Core", "The file contradicts itself on which eye this is; set the eye yourself."),
    )


def _modifiers(dataset: Dataset) -> list[str | None]:
    return [
        _SIDES.get(str(modifier.get("CodeValue")))
        for region in dataset.get("AnatomicRegionSequence") or ()
        for modifier in region.get("AnatomicRegionModifierSequence") or ()
    ]


def _spacing(dataset: Dataset) -> Spacing | None:
    try:
        row, column = (float(value) for value in dataset.get("PixelSpacing") or ())
    except (TypeError, ValueError):  # not two values, or text where numbers belong
        return None
    if not (np.isfinite(row) and np.isfinite(column) and row > 0 and column > 0):
        return None
    return Spacing(row, column, Source.FILE)


def _notices(dataset: Dataset) -> tuple[Message, ...]:
    notices = []
    if _frame_count(dataset) > 1:
        notices.append(first_frame_notice(_frame_count(dataset)))
    if _text(dataset, "LossyImageCompression") == "01":
        notices.append(message("Core", "The photograph was compressed with loss."))
    if _text(dataset, "BurnedInAnnotation") == "YES":
        notices.append(message("Core", "The photograph carries burned-in text."))
    return tuple(notices)


def _unsuitable(dataset: Dataset) -> Message | None:
    """Say why the model was not made for this picture; None when it was."""
    kind = None
    if dataset.get("SOPClassUID") not in _FUNDUS_CLASSES:
        kind = _class_name(dataset) or "?"
    stated = dataset.get("ImageType") or ()
    values = [stated] if isinstance(stated, str) else [str(value) for value in stated]
    if len(values) > 3 and values[3] not in _COLOURS:
        kind = values[3]
    if kind is None:
        return None
    return message(
        "Core",
        "The file is of the kind “{kind}”; the model was made for colour photographs of the "
        "retina.",
        kind=kind,
    )


def _text(dataset: Dataset, keyword: str) -> str | None:
    value = dataset.get(keyword)
    text = "" if value is None else str(value).strip()
    return text or None


def _exam_date(dataset: Dataset) -> str | None:
    for keyword in ("AcquisitionDateTime", "AcquisitionDate", "StudyDate"):
        if value := _text(dataset, keyword):
            return value[:8]
    return None


def _device(dataset: Dataset) -> str | None:
    parts = (_text(dataset, "Manufacturer"), _text(dataset, "ManufacturerModelName"))
    return " ".join(part for part in parts if part) or None
