from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID, JPEGBaseline8Bit

from app.base.errors import ImageReadError, UnsupportedImageError
from app.domain.photograph import Laterality, Source, Spacing
from app.reading.dicom.file import decode_dicom, looks_like_dicom
from app.reading.opening import read_image, starts_like_picture
from tests.support import (
    dicom_bytes,
    implicit_bytes_without_preamble,
    make_dicom,
    make_fundus,
    make_jpeg_dicom,
    make_rle_dicom,
    refused,
)

PATH = Path("eye.dcm")
PIXELS = make_fundus(64).pixels


def decode(dataset):
    return decode_dicom(dicom_bytes(dataset), PATH, "hash")


def notices(dataset):
    return " ".join(map(str, decode(dataset).warnings))


# --- pixels --------------------------------------------------------------------------------


def test_uncompressed_colour_by_pixel():
    image = decode(make_dicom(PIXELS))
    assert np.array_equal(image.pixels, PIXELS)
    assert image.warnings == ()


def test_uncompressed_colour_by_plane():
    planes = np.ascontiguousarray(PIXELS.transpose(2, 0, 1))
    dataset = make_dicom(PIXELS, PlanarConfiguration=1, PixelData=planes.tobytes())
    assert np.array_equal(decode(dataset).pixels, PIXELS)


def test_rle():
    assert np.array_equal(decode(make_rle_dicom(PIXELS)).pixels, PIXELS)


def test_jpeg_keeps_its_colours():
    """Converted once too often, a retina turns green; not at all, it turns pink."""
    image = decode(make_jpeg_dicom(PIXELS))
    inside = PIXELS.min(axis=2) > 10
    assert np.abs(image.pixels.astype(int) - PIXELS)[inside].mean() < 6
    red, green, blue = image.pixels[inside].mean(axis=0)
    assert red > green + 30 > blue + 60


def test_uncompressed_ybr_keeps_its_colours():
    from PIL import Image

    ybr = np.asarray(Image.fromarray(PIXELS).convert("YCbCr"))
    dataset = make_dicom(ybr, PhotometricInterpretation="YBR_FULL")
    assert np.abs(decode(dataset).pixels.astype(int) - PIXELS).max() <= 4


def test_grey_is_never_stretched_by_what_happens_to_occur():
    grey = np.tile(np.arange(20, 84, dtype=np.uint8), (64, 1))
    assert np.array_equal(decode(make_dicom(grey)).pixels[..., 0], grey)


def test_grey_is_shown_in_the_window_that_the_file_states():
    grey = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
    row = decode(make_dicom(grey, WindowCenter=32, WindowWidth=20)).pixels[0, :, 0]
    assert (row[:22] == 0).all()
    assert (row[43:] == 255).all()
    assert (np.diff(row[22:42].astype(int)) > 0).all()


def test_signed_and_rescaled_grey_keeps_its_range():
    grey = np.tile(np.arange(-128, 128, 4, dtype=np.int8), (64, 1))
    plain = decode(make_dicom(grey, PixelRepresentation=1)).pixels[0, :, 0].astype(int)
    assert (plain == grey[0].astype(int) + 128).all()
    turned = make_dicom(grey, PixelRepresentation=1, RescaleSlope=-2, RescaleIntercept=10)
    assert np.abs(decode(turned).pixels[0, :, 0] + plain - 255).max() <= 1


def test_monochrome1_is_inverted():
    grey = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
    upright = decode(make_dicom(grey)).pixels
    inverted = decode(make_dicom(grey, PhotometricInterpretation="MONOCHROME1")).pixels
    assert np.abs(upright.astype(int) + inverted - 255).max() <= 1


def test_flat_grey_does_not_divide_by_nothing():
    assert (decode(make_dicom(np.full((16, 16), 7, np.uint8))).pixels == 7).all()


def test_16_bit_grey():
    grey = np.linspace(0, 4095, 64 * 64).reshape(64, 64).astype(np.uint16)
    pixels = decode(make_dicom(grey, BitsStored=12, HighBit=11)).pixels
    assert np.abs(pixels[..., 0] - grey / 4095 * 255).max() <= 1


def test_16_bit_colour_is_narrowed_by_its_bits():
    deep = PIXELS.astype(np.uint16) * 16
    dataset = make_dicom(deep, BitsStored=12, HighBit=11)
    assert np.abs(decode(dataset).pixels.astype(int) - PIXELS).max() <= 1


def test_palette_colour():
    index = np.tile(np.arange(64, dtype=np.uint8) % 4, (64, 1))
    table = {"Red": (0, 200, 150, 10), "Green": (0, 100, 70, 20), "Blue": (0, 40, 30, 30)}
    attributes = {}
    for name, entries in table.items():
        attributes[f"{name}PaletteColorLookupTableDescriptor"] = [4, 0, 16]
        words = np.array(entries, dtype="<u2") * 257
        attributes[f"{name}PaletteColorLookupTableData"] = words.tobytes()
    pixels = decode(make_dicom(index, PhotometricInterpretation="PALETTE COLOR", **attributes))
    assert pixels.pixels[0, :4].tolist() == [[0, 0, 0], [200, 100, 40], [150, 70, 30], [10, 20, 30]]


def test_the_first_of_several_frames_is_shown_and_said():
    second = PIXELS[::-1]
    dataset = make_dicom(PIXELS, NumberOfFrames=2, PixelData=PIXELS.tobytes() + second.tobytes())
    image = decode(dataset)
    assert np.array_equal(image.pixels, PIXELS)
    assert (image.frame, image.frames) == (0, 2)
    assert str(image.warnings[0]) == "Frame 1 of 2 in this file is shown."


def test_several_grey_frames():
    first = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
    content = first.tobytes() + first.T.tobytes()
    pixels = decode(make_dicom(first, NumberOfFrames=2, PixelData=content)).pixels
    assert pixels.shape == (64, 64, 3)
    assert (pixels[0] == pixels[63]).all()


def test_implicit_vr_without_preamble(tmp_path):
    content = implicit_bytes_without_preamble(make_dicom(PIXELS))
    path = tmp_path / "eye.dcm"
    path.write_bytes(content)
    assert looks_like_dicom(content)
    assert content[128:132] != b"DICM"
    assert np.array_equal(read_image(path).pixels, PIXELS)


# --- what cannot be shown ------------------------------------------------------------------


def test_a_file_without_pixels_names_its_kind():
    dataset = make_dicom(PIXELS, PixelData=None)
    dataset.SOPClassUID = UID("1.2.840.10008.5.1.4.1.1.104.1")
    error = refused(UnsupportedImageError, decode, dataset)
    assert "Encapsulated PDF" in str(error.message)


def test_a_file_without_pixels_or_kind():
    dataset = make_dicom(PIXELS, PixelData=None, Modality=None, SOPClassUID=None)
    content = implicit_bytes_without_preamble(dataset)
    refused(UnsupportedImageError, decode_dicom, content, PATH, "hash")


@pytest.mark.parametrize(
    "changes",
    [
        {"Rows": None},
        {"Rows": 65},
        {"SamplesPerPixel": 1},
        {"PhotometricInterpretation": None},
        {"BitsAllocated": 7},
        {"PixelData": b""},
        {"PixelData": b"\0" * 10},
    ],
)
def test_descriptions_that_do_not_fit_the_pixels(changes):
    refused(ImageReadError, decode, make_dicom(PIXELS, **changes))


@pytest.mark.parametrize(
    "changes",
    [{"Rows": 0}, {"Rows": 65535, "Columns": 65535}, {"NumberOfFrames": 1_000_000}],
)
def test_sizes_are_checked_before_decoding(changes):
    refused(UnsupportedImageError, decode, make_dicom(PIXELS, **changes))


def test_an_unknown_compression():
    content = dicom_bytes(make_jpeg_dicom(PIXELS)).replace(
        JPEGBaseline8Bit.encode(), b"1.2.840.10008.9.9.9.99"[: len(JPEGBaseline8Bit)]
    )
    refused(ImageReadError, decode_dicom, content, PATH, "hash")


# --- description ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"ImageLaterality": "R"}, Laterality.RIGHT),
        ({"ImageLaterality": "L"}, Laterality.LEFT),
        ({"ImageLaterality": "B"}, Laterality.BOTH),
        ({"Laterality": "L"}, Laterality.LEFT),
        ({"ImageLaterality": "R", "Laterality": "R"}, Laterality.RIGHT),
        ({"ImageLaterality": "R", "Laterality": ""}, Laterality.RIGHT),
        ({"ImageLaterality": "OD"}, Laterality.RIGHT),
        ({"ImageLaterality": "LEFT", "Laterality": "L"}, Laterality.LEFT),
    ],
)
def test_laterality(attributes, expected):
    image = decode(make_dicom(PIXELS, **attributes))
    assert image.laterality is expected
    assert image.laterality_source is Source.FILE
    assert image.warnings == ()


@pytest.mark.parametrize("value", [None, "", "U", "X", "RL"])
def test_laterality_that_is_not_stated_stays_unknown(value):
    attributes = {} if value is None else {"ImageLaterality": value}
    image = decode(make_dicom(PIXELS, **attributes))
    assert image.laterality is Laterality.UNKNOWN
    assert image.laterality_source is Source.UNKNOWN


@pytest.mark.parametrize("other", ["L", "B", "OS", "LEFT"])
def test_laterality_that_contradicts_itself_stays_unknown_with_a_warning(other):
    image = decode(make_dicom(PIXELS, ImageLaterality="R", Laterality=other))
    assert image.laterality is Laterality.UNKNOWN
    assert image.laterality_source is Source.UNKNOWN
    assert "set the eye yourself" in str(image.warnings[0])


def test_spacing():
    image = decode(make_dicom(PIXELS, PixelSpacing=[0.011, 0.012]))
    assert image.spacing == Spacing(0.011, 0.012, Source.FILE)


@pytest.mark.parametrize(
    "value", [None, [0.0, 0.01], [-0.01, 0.01], [0.01], [0.01, 0.01, 0.01], []]
)
def test_spacing_that_makes_no_sense_is_none(value):
    attributes = {} if value is None else {"PixelSpacing": value}
    assert decode(make_dicom(PIXELS, **attributes)).spacing is None


@pytest.mark.parametrize("text", [b"abc\\0.01", b"nan\\0.01", b"1e999\\.01", b"0,01\\.01"])
def test_spacing_that_is_no_number_does_not_hide_the_photograph(text):
    content = dicom_bytes(make_dicom(PIXELS, PixelSpacing=["1.234567", "1"]))
    assert content.count(b"1.234567\\1") == 1
    image = decode_dicom(content.replace(b"1.234567\\1", text.ljust(10)), PATH, "hash")
    assert np.array_equal(image.pixels, PIXELS)
    assert image.spacing is None


def test_patient_and_exam():
    image = decode(make_dicom(PIXELS))
    assert image.patient.name == "Doe Jane"
    assert image.patient.id == "4711"
    assert image.patient.birth_date == "19500102"
    assert image.patient.sex == "F"
    assert image.exam.date == "20260301"
    assert image.exam.device == "Camera Works Eye 1"


def test_what_the_file_does_not_say_is_none():
    absent = ["PatientName", "PatientID", "PatientBirthDate", "StudyDate", "Manufacturer"]
    image = decode(
        make_dicom(PIXELS, **dict.fromkeys(absent), PatientSex="", ManufacturerModelName="  ")
    )
    assert image.patient.name is None
    assert image.patient.id is None
    assert image.patient.birth_date is None
    assert image.patient.sex is None
    assert image.exam.date is None
    assert image.exam.device is None


def test_the_date_of_the_photograph_comes_before_the_date_of_the_study():
    dataset = make_dicom(PIXELS, AcquisitionDateTime="20251224101500", ContentDate="20260102")
    assert decode(dataset).exam.date == "20251224"


def test_a_chinese_name():
    dataset = make_dicom(PIXELS, SpecificCharacterSet="GB18030", PatientName="王^小东")
    assert decode(dataset).patient.name == "王小东"


def test_notices():
    assert "lossy compression" in notices(make_jpeg_dicom(PIXELS))
    unsaid = make_jpeg_dicom(PIXELS)
    del unsaid.LossyImageCompression
    assert "lossy compression" in notices(unsaid)
    assert "burned-in" in notices(make_dicom(PIXELS, BurnedInAnnotation="YES"))
    assert notices(make_dicom(PIXELS, BurnedInAnnotation="NO")) == ""


@pytest.mark.parametrize("content", [b"", b"DICM", b"\x89PNG", b"\0" * 200])
def test_what_is_no_dicom_file(content):
    assert not looks_like_dicom(content)


@pytest.mark.parametrize(
    ("code", "eye"),
    [
        ("24028007", Laterality.RIGHT),
        ("7771000", Laterality.LEFT),
        ("G-A102", Laterality.BOTH),
        ("1", Laterality.UNKNOWN),
    ],
)
def test_the_modifier_of_the_region_tells_the_eye(code, eye):
    image = decode(make_dicom(PIXELS, AnatomicRegionSequence=[eye_region(code)]))
    assert image.laterality is eye


def test_a_modifier_that_contradicts_the_laterality_leaves_the_eye_open():
    image = decode(
        make_dicom(PIXELS, ImageLaterality="R", AnatomicRegionSequence=[eye_region("7771000")])
    )
    assert image.laterality is Laterality.UNKNOWN
    assert "contradicts" in str(image.warnings[0])


def eye_region(code):
    modifier, region = Dataset(), Dataset()
    modifier.CodeValue = code
    region.AnatomicRegionModifierSequence = [modifier]
    return region


def test_slices_of_the_retina_are_declined():
    dataset = make_dicom(PIXELS, SOPClassUID="1.2.840.10008.5.1.4.1.1.77.1.5.4")
    error = refused(UnsupportedImageError, decode, dataset)
    assert "Tomography" in str(error.message)


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({}, None),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "", "COLOR"]}, None),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "", "FLUORESCEIN"]}, "FLUORESCEIN"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}, "CT Image Storage"),
        ({"SOPClassUID": None}, "?"),
    ],
)
def test_what_the_model_was_not_made_for_is_named(attributes, kind):
    unsuitable = decode(make_dicom(PIXELS, **attributes)).unsuitable
    assert (unsuitable is None) if kind is None else f"“{kind}”" in str(unsuitable)


def test_photograph_cut_off_before_its_pixels_is_damaged():
    content = dicom_bytes(make_dicom(PIXELS))
    cut = content[: content.index(b"Doe^Jane")]
    error = refused(ImageReadError, decode_dicom, cut, Path("cut.dcm"), "0" * 64)
    assert "incomplete" in str(error.message)


@pytest.mark.parametrize(
    ("content", "dicom"),
    [
        (b"\0" * 128 + b"DICM", True),
        (b"II*\0" + b"\0" * 124 + b"DICM", True),
        (b"\x08\0\x05\0CS\x0a\0ISO_IR 100", True),
        (b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", True),
        (b"\x08\0\x06\0\xff\xff\xff\xff", True),
        (b"\x02\0\0\0UL\x04\0", True),
        (b"\0\x08\0\x05CS\0\x0aISO_IR 100", True),
        (b"\0\x08\0\x05\0\0\0\x0aISO_IR 100", True),
        (b"\x08\0\x05\0some bytes of another program", False),
        (b"\x02\0\0\0\xff\xff\0\0", False),
        (b"\x08\0", False),
        (b"\x08\0\x05\0CS", False),
        (b"II*\0\x08\0\0\0", False),
        (b"", False),
    ],
)
def test_dicom_is_told_by_its_preamble_or_its_first_element(content: bytes, dicom: bool):
    assert looks_like_dicom(content) is dicom
    assert starts_like_picture(content) is (dicom or content.startswith(b"II*\0"))
