from pathlib import Path
from warnings import catch_warnings, simplefilter

import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID

from app.base.errors import UnsupportedImageError
from app.domain.photograph import Exam
from app.reading.dicom.file import decode_dicom
from app.reading.dicom.header import read_exam, read_patient
from tests.support import dicom_bytes, make_dicom, make_fundus, refused

PIXELS = make_fundus(32).pixels


def decode(dataset):
    return decode_dicom(dicom_bytes(dataset), Path("eye.dcm"), "hash")


def coded(value, meaning="as the maker calls it"):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "SCT", meaning
    return [item]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("392001008", "Scanning Laser Ophthalmoscope"),
        ("A-00E8A", "Scanning Laser Ophthalmoscope"),
        ("409903006", "External Camera"),
        ("409899004", "Specular Microscope"),
        ("409898007", None),  # Fundus Camera
        ("R-1021A", None),
        ("409901008", None),  # Indirect Ophthalmoscope
    ],
)
def test_devices_that_make_no_fundus_photographs(value, kind):
    image = decode(make_dicom(PIXELS, AcquisitionDeviceTypeCodeSequence=coded(value)))
    assert (image.unsuitable is None) if kind is None else f"“{kind}”" in str(image.unsuitable)


@pytest.mark.parametrize(
    ("meaning", "suitable"),
    [
        ("Fundus autofluorescence camera", False),
        ("Infrared reflectance", False),
        ("Red-free", False),
        ("Fundus Camera", True),
    ],
)
def test_makers_own_codes_are_judged_by_their_words(meaning, suitable):
    sequence = coded("99-1", meaning)
    image = decode(make_dicom(PIXELS, AcquisitionDeviceTypeCodeSequence=sequence))
    assert (image.unsuitable is None) == suitable
    assert suitable or f"“{meaning}”" in str(image.unsuitable)


@pytest.mark.parametrize(
    ("path", "value", "suitable"),
    [
        ("Light", "445465004", False),  # green
        ("Image", "445465004", False),
        ("Light", "445169002", False),  # infrared
        ("Image", "445169002", True),  # keeps infrared out of a colour photograph
        ("Light", "111609", True),  # none
        ("Light", "445391002", True),  # polarizing
    ],
)
def test_coloured_filters(path, value, suitable):
    keyword = f"{path}PathFilterTypeStackCodeSequence"
    assert (decode(make_dicom(PIXELS, **{keyword: coded(value)})).unsuitable is None) == suitable


@pytest.mark.parametrize("value", ["REDFREE", "FLUORESCEIN", "ICG", "AUTOFLUORESCENCE"])
def test_kinds_of_images_that_the_model_was_not_made_for(value):
    image = decode(make_dicom(PIXELS, ImageType=["ORIGINAL", "PRIMARY", "", value]))
    assert f"“{value}”" in str(image.unsuitable)


@pytest.mark.parametrize(
    "uid",
    [
        "1.2.840.10008.5.1.4.1.1.77.1.5.4",
        "1.2.840.10008.5.1.4.1.1.77.1.5.8",
        "1.2.840.10008.5.1.4.1.1.66.4",
        "1.2.840.10008.5.1.4.1.1.481.2",
    ],
)
def test_classes_that_hold_no_photograph_are_declined_by_name(uid):
    error = refused(UnsupportedImageError, decode, make_dicom(PIXELS, SOPClassUID=UID(uid)))
    assert UID(uid).name in str(error.message)


@pytest.mark.parametrize(
    "uid", ["1.2.840.10008.5.1.4.1.1.77.1.5.5", "1.2.840.10008.5.1.4.1.1.77.1.4"]
)
def test_other_classes_of_fundus_photographs_are_accepted(uid):
    assert decode(make_dicom(PIXELS, SOPClassUID=UID(uid))).unsuitable is None


def test_how_the_photograph_was_taken():
    gaze = coded("399292005", "Superior nasal")
    exam = decode(
        make_dicom(
            PIXELS,
            HorizontalFieldOfView=45.0,
            PupilDilated="YES",
            PatientEyeMovementCommandCodeSequence=gaze,
        )
    ).exam
    assert (exam.field_degrees, exam.pupil_dilated, exam.gaze) == (45.0, True, "Superior nasal")


@pytest.mark.parametrize(
    "attributes",
    [{}, {"HorizontalFieldOfView": 0.0, "PupilDilated": ""}, {"PupilDilated": "MAYBE"}],
)
def test_how_it_was_taken_stays_unknown_where_the_file_does_not_say(attributes):
    exam = decode(make_dicom(PIXELS, **attributes)).exam
    assert exam == Exam(date="20260301", device="Camera Works Eye 1")
    assert decode(make_dicom(PIXELS, PupilDilated="NO")).exam.pupil_dilated is False


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (b"20260301", "20260301"),
        (b"2026.03.01", "20260301"),  # as before DICOM 3
        (b"20261301", None),
        (b"00000000", None),
        (b"2026", None),
        (b"someday", None),
    ],
)
def test_days(stated, expected):
    content = dicom_bytes(make_dicom(PIXELS, StudyDate="11111111"))
    shorter = content.replace(b"DA\x08\x0011111111", b"DA\x0a\x0011111111  ")
    content = shorter.replace(b"11111111  ", stated.ljust(10))
    assert decode_dicom(content, Path("eye.dcm"), "hash").exam.date == expected


@pytest.mark.parametrize("keyword", ["ImagerPixelSpacing", "NominalScannedPixelSpacing"])
def test_spacings_that_do_not_speak_of_the_retina_are_not_used(keyword):
    assert decode(make_dicom(PIXELS, **{keyword: [0.01, 0.01]})).spacing is None


def test_a_sequence_that_is_none_does_not_hide_the_photograph():
    content = dicom_bytes(make_dicom(PIXELS, AnatomicRegionSequence=coded("1")))
    assert content.count(b"\x08\x00\x18\x22SQ\0\0") == 1
    broken = content.replace(b"\x08\x00\x18\x22SQ\0\0", b"\x08\x00\x18\x22UT\0\0")
    assert decode_dicom(broken, Path("eye.dcm"), "hash").pixels.shape == (32, 32, 3)


def test_a_day_that_stands_for_a_removed_one_is_none():
    assert decode(make_dicom(PIXELS)).exam.date == "20260301"
    removed = make_dicom(PIXELS, LongitudinalTemporalInformationModified="REMOVED")
    assert decode(removed).exam.date is None


def test_a_day_that_cannot_be_is_told_and_left_out():
    content = dicom_bytes(make_dicom(PIXELS)).replace(b"19500102", b"19501302")
    image = decode_dicom(content, Path("eye.dcm"), "hash")
    assert image.patient.birth_date is None
    (told,) = map(str, image.warnings)
    assert "PatientBirthDate as “19501302”, which is not a date" in told


@pytest.mark.parametrize(
    ("stated", "time"),
    [
        ({"AcquisitionDateTime": "20260301102030.5", "StudyTime": "080000"}, "102030"),
        ({"AcquisitionDateTime": "20260301102030+0100"}, "102030"),
        ({"StudyDate": "20260301", "StudyTime": "081500.25"}, "081500"),
        ({"StudyDate": "20260301", "StudyTime": "08"}, None),
        ({"StudyDate": "20260301", "StudyTime": "256199"}, None),
        ({"StudyTime": "081500"}, None),
    ],
)
def test_time_of_the_photograph(stated, time):
    dataset = Dataset()
    with catch_warnings():
        simplefilter("ignore")
        for keyword, value in stated.items():
            setattr(dataset, keyword, value)
        assert read_exam(dataset).time == time


def test_what_the_photograph_is_filed_under():
    dataset = Dataset()
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "1.2.3", "1.2.3.4"
    dataset.AccessionNumber, dataset.IssuerOfPatientID = "A1", "east"
    exam = read_exam(dataset)
    assert (exam.study_uid, exam.series_uid, exam.accession) == ("1.2.3", "1.2.3.4", "A1")
    assert read_patient(dataset).issuer == "east"
