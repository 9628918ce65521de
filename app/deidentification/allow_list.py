"""What may stay of a DICOM header when a photograph is de-identified, and in which form.

Nothing is copied as it stands: a value is read, compared with what the attribute may say and
written again, so that nothing can hide in an attribute that is allowed.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from pydicom.dataset import Dataset
from pydicom.valuerep import DSfloat

from app.reading.dicom.codes import (
    EYE,
    FUNDUS_CAMERA,
    LEFT,
    RETINA,
    RIGHT,
    RIGHT_AND_LEFT,
    meanings,
)

Check = Callable[[object], object]
"""Return what of a value may stay; None when nothing may. ValueError and TypeError say the same."""

# What is longer than any count or brightness may be somebody's number.
_MAX_COUNT = 9999
_MAX_DECIMAL = 65536
_SNOMED_RT = re.compile(r"[A-Z][A-Z\d]?-[\dA-F]{4,5}")
_SCHEMES = {
    "SCT": re.compile(r"\d{6,18}"),
    **dict.fromkeys(("SRT", "SNM3", "99SDM"), _SNOMED_RT),
    "DCM": re.compile(r"\d{5,6}"),
}
"""Public schemes of codes, and what a code of each looks like."""

_MEANINGS = meanings(EYE, RETINA, RIGHT, LEFT, RIGHT_AND_LEFT, FUNDUS_CAMERA)
"""Of the commonest codes; the file's own words could say anything."""


class Keep(StrEnum):
    """What a person may choose to keep or to leave out."""

    LATERALITY = "laterality"
    SPACING = "spacing"
    AGE = "age"


def _one_of(*words: str) -> Check:
    """Return a check that allows some words; among several values, others become empty."""

    def check(value: object) -> object:
        if isinstance(value, str):
            return value if value in words else None
        several = [str(word) if word in words else "" for word in _listed(value)]
        return several if any(several) else None

    return check


def _listed(value: object) -> list[object]:
    return list(value) if hasattr(value, "__iter__") else [value]


def _float(value: object) -> object:
    number = float(str(value))
    return number if abs(number) <= _MAX_DECIMAL else None  # which NaN is not


def _decimal(value: object) -> object:
    number = float(str(value))
    return DSfloat(number, auto_format=True) if abs(number) <= _MAX_DECIMAL else None


def _decimals(value: object) -> object:
    numbers = [_decimal(part) for part in _listed(value)]
    return numbers if numbers and None not in numbers else None


def _count(value: object) -> object:
    number = int(str(value))
    return number if 0 <= number <= _MAX_COUNT else None


def _text(value: object) -> object:
    return (value.strip()[:64] or None) if isinstance(value, str) else None


def codes(value: object) -> list[Dataset] | None:
    """Return the codes of public schemes in a sequence of codes; None where there is none."""
    return [item for item in map(_code, _items(value)) if item is not None] or None


def _items(value: object) -> list[Dataset]:
    return [item for item in _listed(value) if isinstance(item, Dataset)]


def _code(item: Dataset) -> Dataset | None:
    """Return a code of a public scheme, with its meaning in our words."""
    code, scheme = str(item.get("CodeValue")), str(item.get("CodingSchemeDesignator"))
    if scheme not in _SCHEMES or not _SCHEMES[scheme].fullmatch(code):
        return None
    clean = Dataset()
    clean.CodeValue, clean.CodingSchemeDesignator = code, scheme
    clean.CodeMeaning = _MEANINGS.get(code, code)
    return clean


def _regions(value: object) -> object:
    """Return the codes of the body parts, each with the codes of its side."""
    regions = []
    for item in _items(value):
        region = _code(item)
        modifiers = codes(item.get("AnatomicRegionModifierSequence") or ())
        if region is not None:
            if modifiers:
                region.AnatomicRegionModifierSequence = modifiers
            regions.append(region)
    return regions or None


_MODALITIES = (
    *("AR", "BDUS", "BI", "BMD", "CFM", "CR", "CT", "DG", "DMS", "DX", "ECG", "EEG", "EMG", "EOG"),
    *("EPS", "ES", "GM", "HD", "IO", "IOL", "IVOCT", "IVUS", "KER", "LEN", "LS", "MG", "MR", "NM"),
    *("OAM", "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "OT", "PA", "POS", "PT"),
    *("PX", "RF", "RG", "RTIMAGE", "SC", "SM", "SRF", "TG", "US", "VA", "XA", "XAPROTOCOL", "XC"),
)
"""The standard's terms for what makes pictures (PS3.3, C.7.3.1.1.1); a picture that was made
otherwise than by photography must still say so."""

_YES_NO = _one_of("YES", "NO")
_SIDE = _one_of("R", "L", "B")

ALLOWED: Mapping[str, Check] = {
    "Modality": _one_of(*_MODALITIES),
    "ImageType": _one_of(
        *("ORIGINAL", "DERIVED", "PRIMARY", "SECONDARY", "MONTAGE", "COLOR", "REDFREE", "RED"),
        *("BLUE", "FLUORESCEIN", "ICG", "AUTOFLUORESCENCE", "INFRARED", "RECODED", "OTHER"),
    ),
    "ConversionType": _one_of("DV", "DI", "DF", "WSD", "SD", "SI", "DRW", "SYN"),
    "SeriesNumber": _count,
    "InstanceNumber": _count,
    "Manufacturer": _text,
    "ManufacturerModelName": _text,
    "LossyImageCompression": _one_of("00", "01"),
    "LossyImageCompressionRatio": _decimals,
    "LossyImageCompressionMethod": _one_of(
        "ISO_10918_1", "ISO_14495_1", "ISO_15444_1", "ISO_15444_15"
    ),
    "BurnedInAnnotation": _YES_NO,
    "PresentationLUTShape": _one_of("IDENTITY", "INVERSE"),
    "RescaleIntercept": _decimal,
    "RescaleSlope": _decimal,
    "RescaleType": _one_of("US", "HU", "OD"),
    "WindowCenter": _decimals,
    "WindowWidth": _decimals,
    "FrameTime": _decimal,
    "FrameTimeVector": _decimals,
    "SynchronizationTrigger": _one_of("SOURCE", "EXTERNAL", "PASSTHRU", "NO TRIGGER"),
    "AcquisitionTimeSynchronized": _one_of("Y", "N"),
    "DetectorType": _one_of("CCD", "CMOS", "PHOTO", "INT"),
    "HorizontalFieldOfView": _float,
    "PatientEyeMovementCommanded": _YES_NO,
    "PupilDilated": _YES_NO,
    "EmmetropicMagnification": _float,
    "AcquisitionDeviceTypeCodeSequence": codes,
    "IlluminationTypeCodeSequence": codes,
    "LightPathFilterTypeStackCodeSequence": codes,
    "ImagePathFilterTypeStackCodeSequence": codes,
}
"""The attributes that stay if they say something allowed, besides those of the pixels."""

CHOSEN: Mapping[Keep, Mapping[str, Check]] = {
    Keep.LATERALITY: {
        "ImageLaterality": _SIDE,
        "Laterality": _SIDE,
        "AnatomicRegionSequence": _regions,
    },
    Keep.SPACING: {"PixelSpacing": _decimals},
    Keep.AGE: {},  # written as a band, never as it stands
}
"""The attributes that stay if a person wishes."""

EMPTY = (
    *("PatientBirthDate", "PatientSex", "AccessionNumber", "ReferringPhysicianName", "StudyID"),
    *("StudyDate", "StudyTime"),
)
"""What the standard wants in every file, if only without a value (its type 2)."""

EMPTY_WHERE_STATED = (
    *("PatientOrientation", "PatientEyeMovementCommanded", "EmmetropicMagnification"),
    *("IntraOcularPressure", "PupilDilated", "DetectorType"),
    *("IlluminationTypeCodeSequence", "LightPathFilterTypeStackCodeSequence"),
    *("ImagePathFilterTypeStackCodeSequence", "LensesCodeSequence", "RefractiveStateSequence"),
    *("AcquisitionContextSequence", "SeriesNumber", "InstanceNumber"),
)
"""What the standard wants in some kinds of files, if only without a value."""

DUMMIES = {"ContentDate": "19000101", "ContentTime": "000000", "AcquisitionDateTime": "19000101"}
"""What stands where the standard wants a value in some kinds of files and none may be told."""

DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "AcquisitionDateTime")
"""The dates that may stay if they are shifted."""

NEW_UIDS = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
"""The UIDs that every file has, each replaced."""

NEW_UID_WHERE_STATED = "SynchronizationFrameOfReferenceUID"
"""Replaced as well; all other UIDs are dropped."""


def allowed_values(dataset: Dataset, keep: frozenset[Keep]) -> dict[str, object]:
    """Return the attributes of a data set that may stay, by keyword, in their permitted form."""
    checks = dict(ALLOWED)
    for chosen in keep:
        checks |= CHOSEN[chosen]
    found = {word: _checked(dataset, word, check) for word, check in checks.items()}
    return {word: value for word, value in found.items() if value is not None}


def _checked(dataset: Dataset, keyword: str, check: Check) -> object:
    try:
        value = dataset.get(keyword)  # read only now, and some say what cannot be read
        return None if value is None or value == "" else check(value)
    except (TypeError, ValueError, OverflowError):
        return None
