from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from app.reading.dicom.file import decode_dicom
from tests.support import dicom_bytes, make_dicom, make_fundus

PIXELS = make_fundus(32).pixels
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


def decode(**attributes):
    return decode_dicom(dicom_bytes(make_dicom(PIXELS, **attributes)), Path("eye.dcm"), "hash")


def coded(value, meaning, scheme="SCT"):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return [item]


def anatomy(part):
    group, place = Dataset(), Dataset()
    place.AnatomicRegionSequence = part
    group.FrameAnatomySequence = [place]
    return [group]


HEART = coded("80891009", "Heart")


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ({"Modality": "XA", "SOPClassUID": SECONDARY_CAPTURE}, "Modality as “XA”"),
        ({"Modality": "US"}, "Modality as “US”"),
        ({"Modality": "OPT"}, "Modality as “OPT”"),
        ({"Modality": "ES"}, "Modality as “ES”"),
        ({"BodyPartExamined": "CHEST"}, "BodyPartExamined as “CHEST”"),
        ({"BodyPartExamined": "EYELID"}, "BodyPartExamined as “EYELID”"),
        ({"AnatomicRegionSequence": HEART}, "AnatomicRegionSequence as “Heart”"),
        ({"AnatomicRegionSequence": coded("28726007", "Cornea")}, "“Cornea”"),
        ({"AnatomicRegionSequence": coded("80891009", "")}, "“80891009”"),
        ({"AnatomicRegionSequence": coded("1", "Anterior segment of eye", "99X")}, "“Anterior"),
        (
            {"PrimaryAnatomicStructureSequence": HEART},
            "PrimaryAnatomicStructureSequence as “Heart”",
        ),
        ({"SharedFunctionalGroupsSequence": anatomy(HEART)}, "AnatomicRegionSequence as “Heart”"),
        ({"PerFrameFunctionalGroupsSequence": anatomy(HEART)}, "AnatomicRegionSequence as “Heart”"),
        ({"ViewPosition": "PA"}, "ViewPosition as “PA”"),
        ({"Modality": None, "SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}, "“CT Image Storage”"),
        ({"AcquisitionDeviceTypeCodeSequence": coded("397247004", "x")}, "“Slit Lamp"),
    ],
)
def test_what_says_that_it_is_no_retina_is_named_first(attributes, named):
    image = decode(
        **attributes, PixelAspectRatio=[4, 3], ImageType=["ORIGINAL", "PRIMARY", "", "ICG"]
    )
    assert not image.shows_retina
    assert named in str(image.unsuitable)
    assert str(image.unsuitable).startswith("This is not a photograph of the retina")


@pytest.mark.parametrize(
    "attributes",
    [
        *({"Modality": value} for value in (None, "", "OP", "XC", "OT", "SC", "FS")),
        *({"BodyPartExamined": value} for value in ("", "EYE", "RETINA", "EYE FUNDUS", "UNKNOWN")),
        *({"BodyPartExamined": value} for value in ("HEAD", "OD", "OPTIC DISC", "AUGE")),
        {"SpecificCharacterSet": "ISO_IR 192", "AnatomicRegionSequence": coded("1", "眼底", "99")},
        {"AnatomicRegionSequence": coded("5665001", "5665001")},
        {"AnatomicRegionSequence": coded("T-AA630", "", "SRT")},
        {"AnatomicRegionSequence": coded("", "")},
        {"AnatomicRegionSequence": []},
        {"PrimaryAnatomicStructureSequence": coded("1", "Macula lutea", "99X")},
        {"ViewPosition": ""},
    ],
)
def test_what_may_be_a_retina_is_measured(attributes):
    image = decode(**attributes)
    assert image.shows_retina
    assert image.unsuitable is None


def test_small_letters_say_the_same():
    content = dicom_bytes(make_dicom(PIXELS, BodyPartExamined="FUNDUS"))
    small = content.replace(b"CS\2\0OP", b"CS\2\0op").replace(b"FUNDUS", b"fundus")
    assert small != content
    assert decode_dicom(small, Path("eye.dcm"), "hash").unsuitable is None


@pytest.mark.parametrize(
    "attributes",
    [
        {"ImageType": ["ORIGINAL", "PRIMARY", "", "REDFREE"]},
        {"AcquisitionDeviceTypeCodeSequence": coded("392001008", "x")},
        {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.7.2"},
        {"SOPClassUID": None},
    ],
)
def test_a_retina_in_other_colours_is_a_retina_still(attributes):
    image = decode(**attributes)
    assert image.shows_retina
    assert "The file is of the kind" in str(image.unsuitable)
