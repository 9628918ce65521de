"""Read what a DICOM file says about eye, person, examination and scale, and what that means."""

import math
import re

from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless

from app.base.messages import Message, message
from app.domain.photograph import Exam, Laterality, Patient, Source, Spacing
from app.reading.dicom.codes import LEFT, RIGHT, RIGHT_AND_LEFT
from app.reading.dicom.text import parse_day, read_name, read_text, was_repaired
from app.reading.dicom.values import items, read_numbers

FUNDUS_CLASSES = (
    "1.2.840.10008.5.1.4.1.1.77.1.5.1",  # Ophthalmic Photography 8 Bit
    "1.2.840.10008.5.1.4.1.1.77.1.5.2",  # Ophthalmic Photography 16 Bit
    "1.2.840.10008.5.1.4.1.1.77.1.5.5",  # Wide Field, stereographic projection
    "1.2.840.10008.5.1.4.1.1.77.1.5.6",  # Wide Field, 3D coordinates
    "1.2.840.10008.5.1.4.1.1.77.1.4",  # VL Photographic, as some fundus cameras write
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture
    "1.2.840.10008.5.1.4.1.1.7.4",  # Multi-frame True Color Secondary Capture
)
_NO_PHOTOGRAPHS = (
    "1.2.840.10008.5.1.4.1.1.77.1.5.4",  # Ophthalmic Tomography: slices, not a view of the retina
    "1.2.840.10008.5.1.4.1.1.77.1.5.8",  # its volume analysis
    "1.2.840.10008.5.1.4.1.1.66.4",  # Segmentation
    "1.2.840.10008.5.1.4.1.1.30",  # Parametric Map
    "1.2.840.10008.5.1.4.1.1.481.2",  # Radiotherapy Dose
    "1.2.840.10008.1.3.10",  # DICOMDIR
)
_SIDES = {
    **dict.fromkeys(RIGHT.values, "R"),
    **dict.fromkeys(LEFT.values, "L"),
    **dict.fromkeys(RIGHT_AND_LEFT.values, "B"),
}
"""The codes (SNOMED CT, SNOMED RT) of AnatomicRegionModifierSequence that tell the eye."""

_EYES = {
    **dict.fromkeys(("R", "RIGHT", "OD"), Laterality.RIGHT),
    **dict.fromkeys(("L", "LEFT", "OS"), Laterality.LEFT),
    **dict.fromkeys(("B", "BOTH", "OU"), Laterality.BOTH),
}
"""DICOM's own words are R, L and B; a contradiction in others must not go unheard either."""

_DATES = ("AcquisitionDateTime", "AcquisitionDate", "StudyDate", "SeriesDate", "ContentDate")
_TIMES = ("AcquisitionTime", "StudyTime", "SeriesTime", "ContentTime")
_TIME = re.compile(r"([01]\d|2[0-3])[0-5]\d[0-5]\d(\.\d+)?([+-]\d{4})?$")
_DESCRIPTIONS = ("SeriesDescription", "ImageComments", "StudyDescription")
_SHOWN = ("PatientName", "PatientID", "Manufacturer", "ManufacturerModelName", *_DESCRIPTIONS)
_LOSSY = (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless)
_SAID = {"YES": True, "NO": False}


def class_name(dataset: Dataset) -> str:
    """Return the name of the file's SOP class; empty when it states none."""
    uid = dataset.get("SOPClassUID")
    return str(uid.name) if uid else ""


def stated_class(dataset: Dataset) -> str | None:
    """Return the class from the data set or, where that was cut off, from the file's header."""
    uid = dataset.get("SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    return str(uid) if uid else None


def holds_no_photograph(dataset: Dataset) -> bool:
    """Return whether the file's class is one that shows no view of anything."""
    return stated_class(dataset) in _NO_PHOTOGRAPHS


def read_patient(dataset: Dataset) -> Patient:
    """Return who was photographed."""
    return Patient(
        name=read_name(dataset, "PatientName"),
        id=read_text(dataset, "PatientID"),
        birth_date=read_date(dataset, "PatientBirthDate"),
        sex=read_text(dataset, "PatientSex"),
        issuer=read_text(dataset, "IssuerOfPatientID"),
    )


def read_exam(dataset: Dataset) -> Exam:
    """Return when and how the photograph was taken."""
    maker = (read_text(dataset, "Manufacturer"), read_text(dataset, "ManufacturerModelName"))
    gaze = next(items(dataset, "PatientEyeMovementCommandCodeSequence"), Dataset())
    return Exam(
        date=exam_date(dataset),
        device=" ".join(part for part in maker if part) or None,
        field_degrees=_positive(dataset.get("HorizontalFieldOfView")),
        pupil_dilated=_SAID.get(read_text(dataset, "PupilDilated") or ""),
        gaze=read_text(gaze, "CodeMeaning"),
        time=exam_time(dataset),
        study_uid=read_text(dataset, "StudyInstanceUID"),
        series_uid=read_text(dataset, "SeriesInstanceUID"),
        accession=read_text(dataset, "AccessionNumber"),
    )


def exam_time(dataset: Dataset) -> str | None:
    """Return when on the day of the photograph it was taken, else its study begun, as HHMMSS.

    None where the file states no day, or no time of this form.
    """
    if exam_date(dataset) is None:
        return None
    moment = read_text(dataset, "AcquisitionDateTime") or ""
    stated = (moment[8:], *(read_text(dataset, keyword) or "" for keyword in _TIMES))
    return next((time[:6] for time in stated if _TIME.match(time)), None)


def exam_date(dataset: Dataset) -> str | None:
    """Return the day of the photograph, else of its study, as YYYYMMDD.

    De-identified files may hold a made-up day where the standard wants one: it does not count.
    """
    if read_text(dataset, "LongitudinalTemporalInformationModified") == "REMOVED":
        return None
    return next(filter(None, (read_date(dataset, keyword) for keyword in _DATES)), None)


def read_date(dataset: Dataset, keyword: str) -> str | None:
    """Return a day as YYYYMMDD; None where the file states none that exists."""
    day = parse_day(read_text(dataset, keyword) or "")
    return day.strftime("%Y%m%d").zfill(8) if day else None


def read_description(dataset: Dataset) -> str | None:
    """Return what the file calls its series, picture or study, the first that it names."""
    return next(filter(None, (read_text(dataset, keyword) for keyword in _DESCRIPTIONS)), None)


def read_laterality(dataset: Dataset) -> tuple[Laterality, tuple[Message, ...]]:
    """Return which eye it is, and a warning where the file contradicts itself."""
    said = (
        read_text(dataset, "ImageLaterality"),
        read_text(dataset, "Laterality"),
        *(
            _SIDES.get(str(modifier.get("CodeValue")))
            for region in items(dataset, "AnatomicRegionSequence")
            for modifier in items(region, "AnatomicRegionModifierSequence")
        ),
    )
    stated = {_EYES[value.upper()] for value in said if value and value.upper() in _EYES}
    if len(stated) == 1:
        return stated.pop(), ()
    if not stated:
        return Laterality.UNKNOWN, ()
    return Laterality.UNKNOWN, (
        message("The file contradicts itself about which eye this is; set the eye yourself."),
    )


def read_spacing(dataset: Dataset) -> Spacing | None:
    """Return PixelSpacing, which speaks of the retina; no other attribute does."""
    sides = [_positive(side) for side in read_numbers(dataset, "PixelSpacing") or ()]
    if len(sides) != 2 or sides[0] is None or sides[1] is None:
        return None
    return Spacing(sides[0], sides[1], Source.FILE)


def notices(dataset: FileDataset) -> tuple[Message, ...]:
    """Return what a reader of the results must know about this file."""
    found = []
    if was_lossy(dataset):
        found.append(message("The photograph was stored with lossy compression."))
    if read_text(dataset, "BurnedInAnnotation") == "YES":
        found.append(message("The photograph contains burned-in text."))
    found += [
        message(
            "The file states {attribute} as “{stated}”, which is not a date; it was left out.",
            attribute=keyword,
            stated=stated,
        )
        for keyword in ("PatientBirthDate", *_DATES)
        if (stated := read_text(dataset, keyword)) and not read_date(dataset, keyword)
    ]
    if any(was_repaired(dataset, keyword) for keyword in _SHOWN):
        found.append(
            message(
                "Some names or texts are not in the character set that the file states and were "
                "repaired for display: compare them with the patient's record.",
            )
        )
    return tuple(found)


def was_lossy(dataset: FileDataset) -> bool:
    """Return whether the photograph was ever compressed lossily, by its header or its encoding."""
    stored = dataset.file_meta.get("TransferSyntaxUID")
    return read_text(dataset, "LossyImageCompression") == "01" or stored in _LOSSY


def _positive(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None
