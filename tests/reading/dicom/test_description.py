from pathlib import Path

import numpy as np
import pydicom.data
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import UID

from app.base.errors import ImageReadError, UnsupportedImageError
from app.deidentification.pseudonyms import Pseudonyms
from app.deidentification.rewriting import Policy, deidentify
from app.reading.dicom.description import RULES
from app.reading.dicom.file import decode_dicom
from app.reading.listing import Entry, list_photographs
from app.reading.opening import read_image
from tests.support import data_folder, dicom_bytes, make_dicom, make_fundus, refused

PIXELS = make_fundus(64).pixels
GREY = PIXELS[..., 0].copy()
PATH = Path("eye.dcm")
ABSENT, EMPTY = "absent", "empty"

TOLD, NAMED, SILENT = "told", "named", "silent"
OUTCOMES = {
    # what becomes of a value that is absent, empty and impossible; and such a value
    "Rows": (NAMED, NAMED, NAMED, [64, 64]),
    "Columns": (NAMED, NAMED, NAMED, [64, 64]),
    "SamplesPerPixel": (TOLD, TOLD, NAMED, 4),
    "BitsAllocated": (TOLD, TOLD, NAMED, 7),
    "BitsStored": (TOLD, TOLD, NAMED, 9),
    "HighBit": (TOLD, TOLD, TOLD, 99),
    "PixelRepresentation": (TOLD, TOLD, TOLD, 7),
    "PlanarConfiguration": (TOLD, TOLD, TOLD, 2),
    "NumberOfFrames": (SILENT, TOLD, TOLD, 0),
    "RescaleSlope": (TOLD, TOLD, TOLD, 0),
    "RescaleIntercept": (TOLD, TOLD, TOLD, "1e999"),
}
"""The same table as in the code, as it is seen from outside."""


def build(keyword: str, value: object) -> Dataset:
    rescaled = keyword.startswith("Rescale")
    pixels = GREY if rescaled else PIXELS
    dataset = make_dicom(pixels, **({"RescaleSlope": 1, "RescaleIntercept": 0} if rescaled else {}))
    if value == ABSENT:
        del dataset[keyword]
    else:
        dataset[keyword].value = None if value == EMPTY else value
    return dataset


def decode(dataset: Dataset):
    return decode_dicom(dicom_bytes(dataset), PATH, "hash")


def test_every_rule_is_tried():
    assert [rule.keyword for rule in RULES] == list(OUTCOMES)


@pytest.mark.filterwarnings("ignore")  # pydicom's, on what is written here
@pytest.mark.parametrize("keyword", OUTCOMES)
@pytest.mark.parametrize("case", [0, 1, 2])
def test_absent_empty_and_impossible_are_three_cases(keyword, case):
    outcome, impossible = OUTCOMES[keyword][case], OUTCOMES[keyword][3]
    dataset = build(keyword, (ABSENT, EMPTY, impossible)[case])
    if outcome is NAMED:
        assert keyword in str(refused(ImageReadError, decode, dataset).message)
        return
    image = decode(dataset)
    whole = GREY[..., None] if keyword.startswith("Rescale") else PIXELS
    assert (image.pixels == whole).all()
    words = ("does not state", "empty; ", "which is impossible")[case]
    told = [str(warning) for warning in image.warnings if keyword in str(warning)]
    assert [words in warning for warning in told] == [True] * (outcome is TOLD)


@pytest.mark.parametrize("value", [None, "", "CMYK", "ABC"])
def test_colours_that_nobody_could_guess_are_named(value):
    error = refused(ImageReadError, decode, make_dicom(PIXELS, PhotometricInterpretation=value))
    assert "PhotometricInterpretation" in str(error.message)


def test_colours_in_small_letters_are_understood():
    content = dicom_bytes(make_dicom(PIXELS)).replace(b"CS\4\0RGB ", b"CS\4\0rgb ")
    assert (decode_dicom(content, PATH, "hash").pixels == PIXELS).all()


def test_a_number_cut_short_does_not_hide_the_photograph():
    content = dicom_bytes(make_dicom(PIXELS))
    one_byte = content.replace(b"\x28\0\6\0US\2\0\0\0", b"\x28\0\6\0UN\0\0\1\0\0\0\7")
    assert one_byte != content
    image = decode_dicom(one_byte, PATH, "hash")
    assert (image.pixels == PIXELS).all()
    assert "PlanarConfiguration" in str(image.warnings)


# --- windows, tables and palettes ----------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "window",
    [
        {"WindowCenter": 100, "WindowWidth": 0},
        {"WindowCenter": 100, "WindowWidth": 0.5},
        {"WindowCenter": 100, "WindowWidth": -20},
        {"WindowCenter": 100, "WindowWidth": ""},
        {"WindowCenter": "", "WindowWidth": 100},
        {"WindowCenter": 100},
        {"WindowWidth": 100},
        {"WindowCenter": 100, "WindowWidth": 0, "VOILUTFunction": "LINEAR_EXACT"},
    ],
)
def test_a_window_that_cannot_be_applied_is_left_out_and_told(window):
    image = decode(make_dicom(GREY, **window))
    assert (image.pixels[..., 0] == GREY).all()
    assert "WindowCenter, WindowWidth" in str(image.warnings[-1])


def test_an_empty_window_says_nothing():
    image = decode(make_dicom(GREY, WindowCenter="", WindowWidth=""))
    assert (image.pixels[..., 0] == GREY).all()
    assert image.warnings == ()


@pytest.mark.parametrize("function", ["", "LINEAR", "SQUARE"])
def test_a_window_of_an_unknown_function_is_linear(function):
    usual = decode(make_dicom(GREY, WindowCenter=100, WindowWidth=50))
    image = decode(make_dicom(GREY, WindowCenter=100, WindowWidth=50, VOILUTFunction=function))
    assert (image.pixels == usual.pixels).all()


def table(descriptor, data=b"\0\0" * 256):
    item = Dataset()
    item.LUTDescriptor = descriptor
    item.LUTData = data
    item["LUTData"].VR = "OW"
    return [item]


@pytest.mark.parametrize("keyword", ["VOILUTSequence", "ModalityLUTSequence"])
@pytest.mark.parametrize(
    "tables",
    [table(None), table([256, 0, 99]), table([256, 0, 16], b"\0\0"), table([256, 0, 16], b"")],
)
def test_a_table_that_cannot_be_looked_up_is_left_out_and_told(keyword, tables):
    image = decode(make_dicom(GREY, **{keyword: tables}))
    assert (image.pixels[..., 0] == GREY).all()
    assert keyword in str(image.warnings[-1])


@pytest.mark.parametrize("keyword", ["VOILUTSequence", "ModalityLUTSequence"])
def test_an_empty_sequence_of_tables_says_nothing(keyword):
    image = decode(make_dicom(GREY, **{keyword: []}))
    assert (image.pixels[..., 0] == GREY).all()
    assert image.warnings == ()


PALETTE = {
    f"{channel}PaletteColorLookupTable{part}": value
    for channel in ("Red", "Green", "Blue")
    for part, value in (("Descriptor", [256, 0, 16]), ("Data", b"\1\0" * 256))
}


@pytest.mark.parametrize("keyword", PALETTE)
@pytest.mark.parametrize("value", [ABSENT, EMPTY])
def test_what_is_missing_of_a_palette_is_named(keyword, value):
    dataset = make_dicom(GREY, PhotometricInterpretation="PALETTE COLOR", **PALETTE)
    assert decode(dataset).pixels.shape == (64, 64, 3)
    if value == ABSENT:
        del dataset[keyword]
    else:
        dataset[keyword].value = None
    assert keyword in str(refused(ImageReadError, decode, dataset).message)


# --- bits ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("stored", "high"), [(8, 15), (8, 11), (12, 15), (12, 11), (12, 13)])
@pytest.mark.parametrize("pixels", [PIXELS, GREY], ids=["colour", "grey"])
def test_the_stored_bits_are_found_wherever_they_lie(pixels, stored, high):
    deep = pixels.astype(np.uint16) << (stored - 8)
    spare = np.uint16(0xFFFF) ^ np.uint16((1 << stored) - 1 << high - stored + 1)
    hidden = np.random.default_rng(0).integers(0, 1 << 16, deep.shape, dtype=np.uint16) & spare
    laid = (deep << (high - stored + 1)) | hidden
    image = decode(make_dicom(laid, BitsStored=stored, HighBit=high))
    shown = image.pixels if pixels.ndim == 3 else image.pixels[..., 0]
    assert np.abs(shown.astype(int) - pixels).max() <= 1


def test_signed_bits_keep_their_sign_wherever_they_lie():
    grey = np.tile(np.arange(-2048, 2048, 64, dtype=np.int16), (64, 1))
    attributes = {"PixelRepresentation": 1, "BitsStored": 12}
    low = decode(make_dicom(grey, HighBit=11, **attributes)).pixels
    high = decode(make_dicom(grey << 4, HighBit=15, **attributes)).pixels
    assert (low == high).all()
    assert low.min() == 0


# --- other readers of the same files -------------------------------------------------------


@pytest.mark.parametrize("keyword", ["PlanarConfiguration", "PixelRepresentation", "HighBit"])
def test_what_is_completed_can_be_deidentified_and_listed(keyword, tmp_path):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom_bytes(build(keyword, ABSENT)))
    made = deidentify(Entry(path), Policy(), Pseudonyms(bytes(32)))
    copy = tmp_path / made.name
    copy.write_bytes(made.content)
    image = read_image(copy)
    assert (image.pixels == PIXELS).all()
    assert not any(keyword in str(warning) for warning in image.warnings)


def test_a_count_of_frames_that_is_none_does_not_hide_the_photograph_from_the_list(tmp_path):
    content = dicom_bytes(make_dicom(PIXELS, NumberOfFrames=1234)).replace(b"1234", b"many")
    (tmp_path / "eye.dcm").write_bytes(content)
    (entry,) = list_photographs([tmp_path])
    assert (entry.problem, entry.frames) == (None, 1)
    told = map(str, read_image(tmp_path / "eye.dcm").warnings)
    assert any("NumberOfFrames as “many”" in warning for warning in told)


def test_an_empty_transfer_syntax_is_found_out():
    dataset = make_dicom(PIXELS)
    content = dicom_bytes(dataset)
    stated = b"UI\x14\x00" + b"1.2.840.10008.1.2.1\0"
    empty = content.replace(stated, b"UI\x00\x00")
    length = int.from_bytes(content[140:144], "little") - 20
    empty = empty[:140] + length.to_bytes(4, "little") + empty[144:]
    assert len(empty) == len(content) - 20
    assert (decode_dicom(empty, PATH, "hash").pixels == PIXELS).all()


def test_private_pictures_of_zeiss_are_named():
    dataset = make_dicom(PIXELS, PixelData=None, SOPClassUID=UID("1.2.840.10008.5.1.4.1.1.7"))
    dataset.add_new(0x04070010, "LO", "99CZM_NIM_INTERNAL_01")
    dataset.add_new(0x04071005, "SQ", [])
    error = refused(UnsupportedImageError, decode, dataset)
    assert "private Zeiss data (0407,1005)" in str(error.message)


def test_a_wrong_scan_header_of_12_bit_jpeg_is_passed_over():
    path = Path(pydicom.data.__file__).parent / "test_files" / "JPEG-lossy.dcm"
    image = read_image(path)
    assert image.pixels.shape == (1024, 256, 3)
    assert image.pixels.any()


@pytest.mark.parametrize(
    "name",
    [
        *("no_planar_configuration", "empty_planar_configuration", "no_pixel_representation"),
        *("empty_rescale", "high_bit_15"),
    ],
)
def test_files_that_strangers_brought_open(name):
    image = read_image(data_folder("faults") / f"{name}.dcm")
    assert image.unsuitable is None
    assert image.pixels.max() > 150
