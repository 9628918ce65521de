"""Find out whether a DICOM file says that it shows something other than a colour retina."""

import re
from collections.abc import Iterator

from pydicom.dataset import Dataset

from app.base.messages import Message, message
from app.reading.dicom.codes import (
    BOTH_EYES,
    CHOROID,
    COLOURED_FILTERS,
    EYE,
    FOVEA,
    INFRARED_FILTER,
    LASER_OPHTHALMOSCOPE,
    OPTIC_NERVE_HEAD,
    OTHER_DEVICES,
    RETINA,
    meanings,
)
from app.reading.dicom.facts import groups
from app.reading.dicom.header import FUNDUS_CLASSES, class_name
from app.reading.dicom.text import read_text
from app.reading.dicom.values import items, read_words

_PHOTOGRAPHY = ("OP", "XC", "OT", "SC", "FS")
"""The modalities of fundus photographs: ophthalmic and external-camera photography, other, and what
converters write; FS is fundoscopy, which the standard has retired."""

_NEUTRAL_CLASSES = ("1.2.840.10008.5.1.4.1.1.7.", "1.2.840.10008.5.1.4.1.1.77.1.5.")
"""How classes begin that are not for fundus photographs but may show a retina all the same."""

_RADIOGRAPHIC_VIEWS = ("AP", "PA", "LL", "RL", "RLD", "LLD", "RLO", "LLO", "CC", "MLO", "ML", "LM")

_EYE_CODES = (
    *(
        value
        for part in (EYE, BOTH_EYES, RETINA, FOVEA, OPTIC_NERVE_HEAD, CHOROID)
        for value in part.values
    ),
    *("1290032005", "18944008", "8966001"),  # right and left eye, in SNOMED CT alone
)
"""Eye, both, right and left eye; retina, fovea, optic nerve head, choroid (context group 4209)."""

_EYE_WORDS = {
    *("eye", "eyes", "od", "os", "ou", "ocular", "oculus", "oculi", "retina", "retinas", "retinal"),
    *("fundus", "macula", "macular", "fovea", "optic", "choroid", "vitreous"),
    *("auge", "augen", "netzhaut", "makula", "augenhintergrund", "oeil", "œil", "rétine", "retine"),
    *("ojo", "ojos", "occhio", "olho", "oog", "netvlies", "глаз", "сетчатка"),
}
_FRONT_WORDS = {"anterior", "cornea", "iris", "lens", "eyelid", "lid", "conjunctiva", "sclera"}
_EYE_SIGNS = ("眼", "视网膜", "視網膜", "网膜", "網膜", "黄斑", "黃斑")
_UNSPECIFIC = ("UNKNOWN", "OTHER", "NONE", "UNSPECIFIED", "NA", "HEAD", "WHOLEBODY")
"""What BodyPartExamined says without naming a part that has no eye."""

_LASERS = meanings(LASER_OPHTHALMOSCOPE)
_OTHER_DEVICES = meanings(*OTHER_DEVICES)
_COLOURED_FILTERS = meanings(*COLOURED_FILTERS)
# In the image's path such a filter may be what keeps the infrared out of a colour photograph.
_INFRARED_LIGHT = meanings(INFRARED_FILTER)
_DEVICE = "AcquisitionDeviceTypeCodeSequence"
_CODES = (
    (_DEVICE, _LASERS),
    ("LightPathFilterTypeStackCodeSequence", _COLOURED_FILTERS | _INFRARED_LIGHT),
    ("ImagePathFilterTypeStackCodeSequence", _COLOURED_FILTERS),
)
_WORDS = ("autofluorescence", "infrared", "red-free", "red free", "laser")
"""What code meanings say of such pictures where makers use codes of their own."""

_COPIES = ("THUMBNAIL", "ICON", "OVERVIEW", "LABEL", "LOCALIZER")
"""What ImageType says, in any place, of a picture that is not the photograph itself."""

_COLOURS = ("COLOR", "")
"""What value 4 of ImageType says of the photographs that the model was made for."""


def why_not_retina(dataset: Dataset, frame: int) -> Message | None:
    """Return which statement of the file says that a frame shows something else; None if none."""
    for attribute, stated in _other_subjects(dataset, frame):
        return message(
            "This is not a photograph of the retina: the file states {attribute} as “{stated}”.",
            attribute=attribute,
            stated=stated,
        )
    return None


def why_not_in_colour(dataset: Dataset) -> Message | None:
    """Return what other kind of retinal picture this is; None where it is a colour photograph."""
    for kind in _foreign_kinds(dataset):
        return message(
            "The file is of the kind “{kind}”; the model was made for colour photographs of the "
            "retina.",
            kind=kind,
        )
    return None


def _other_subjects(dataset: Dataset, frame: int) -> Iterator[tuple[str, str]]:
    """Yield the attributes that name something else than a retina, and what they state."""
    modality = read_words(dataset, "Modality").upper()
    if modality and modality not in _PHOTOGRAPHY:
        yield "Modality", modality
    for place in (dataset, *groups(dataset, frame, "FrameAnatomySequence")):
        yield from _other_parts(place)
    view = read_words(dataset, "ViewPosition").upper()
    if view in _RADIOGRAPHIC_VIEWS:
        yield "ViewPosition", view
    stated = dataset.get("SOPClassUID")
    if stated and stated not in FUNDUS_CLASSES and not str(stated).startswith(_NEUTRAL_CLASSES):
        yield "SOPClassUID", class_name(dataset)
    for code, meaning in _coded(dataset, _DEVICE):
        if code in _OTHER_DEVICES or "external" in meaning.lower():
            yield _DEVICE, _OTHER_DEVICES.get(code, meaning)


def _other_parts(place: Dataset) -> Iterator[tuple[str, str]]:
    part = read_words(place, "BodyPartExamined")
    if part and part.upper() not in _UNSPECIFIC and not _names_retina(part):
        yield "BodyPartExamined", part
    for keyword in ("AnatomicRegionSequence", "PrimaryAnatomicStructureSequence"):
        for code, meaning in _coded(place, keyword):
            named = meaning or code
            if named and code not in _EYE_CODES and not _names_retina(named):
                yield keyword, named


def _names_retina(words: str) -> bool:
    """Return whether a body part is the eye as a whole or what a fundus camera shows of it."""
    parts = set(re.findall(r"[^\W\d_]+", words.casefold()))
    return bool(parts & _EYE_WORDS and not parts & _FRONT_WORDS) or any(
        sign in words for sign in _EYE_SIGNS
    )


def _coded(place: Dataset, keyword: str) -> Iterator[tuple[str, str]]:
    """Yield the values and the meanings of the codes in a sequence."""
    for item in items(place, keyword):
        yield read_words(item, "CodeValue"), read_text(item, "CodeMeaning") or ""


def _foreign_kinds(dataset: Dataset) -> Iterator[str]:
    for keyword, known in _CODES:
        for code, meaning in _coded(dataset, keyword):
            if kind := known.get(code):
                yield kind
            elif known is _LASERS and any(word in meaning.lower() for word in _WORDS):
                yield meaning
    values = read_words(dataset, "ImageType").upper().split("\\")
    yield from (value for value in values if value in _COPIES)
    if len(values) > 3 and values[3] not in _COLOURS:
        yield values[3]
    if dataset.get("SOPClassUID") not in FUNDUS_CLASSES:
        yield class_name(dataset) or "?"
