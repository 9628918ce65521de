import datetime
import io
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pydicom.datadict import DicomDictionary, keyword_dict
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, JPEGBaseline8Bit

from app.base.errors import ImageReadError, UnsupportedImageError
from app.deidentification.allow_list import (
    ALLOWED,
    CHOSEN,
    DATES,
    DUMMIES,
    EMPTY,
    EMPTY_WHERE_STATED,
    NEW_UID_WHERE_STATED,
    NEW_UIDS,
    Keep,
)
from app.deidentification.pseudonyms import Pseudonyms
from app.deidentification.rewriting import Dates, Policy, deidentify
from app.reading.listing import Entry
from app.reading.opening import read_image
from tests.support import (
    ROOT,
    dicom_bytes,
    encode,
    encode_picture,
    implicit_bytes_without_preamble,
    make_dicom,
    make_encapsulated_dicom,
    make_fundus,
    make_jpeg_dicom,
    refused,
)

PIXELS = np.full((16, 24, 3), 7, dtype=np.uint8)
PLAIN, SHIFTED, MASKED = Policy(), Policy(dates=Dates.SHIFT), Policy(mask_border=True)
NOTHING = Policy(keep=frozenset())


def write(folder: Path, dataset_or_bytes, name: str = "Doe Jane 4711.dcm") -> Path:
    content = dataset_or_bytes
    if isinstance(content, Dataset):
        content = dicom_bytes(content)
    path = folder / name
    path.write_bytes(content)
    return path


def cleaned(folder: Path, dataset_or_bytes, policy: Policy = PLAIN, names=None):
    """De-identify one file and read the result back."""
    done = deidentify(
        Entry(write(folder, dataset_or_bytes)), policy, names or Pseudonyms(b"secret")
    )
    return done, pydicom.dcmread(io.BytesIO(done.content))


# --- nothing survives ----------------------------------------------------------------------

TEXTS = ("AE", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "CS")
BYTES = ("OB", "OD", "OF", "OL", "OV", "OW", "UN")
NEEDED = {  # what a file of pixels cannot do without
    *("SOPClassUID", "SpecificCharacterSet", "Rows", "Columns", "BitsAllocated", "BitsStored"),
    *("HighBit", "SamplesPerPixel", "PhotometricInterpretation", "PlanarConfiguration"),
    *("PixelRepresentation", "NumberOfFrames", "PixelData"),
}
FREE_TEXT = {"Manufacturer", "ManufacturerModelName"}  # stay by intention


class Markers:
    """Make a value of each kind that occurs nowhere else, and remember its bytes."""

    def __init__(self) -> None:
        self.bytes: dict[str, list[bytes]] = {}
        self.count = 0

    def value(self, vr: str, where: str):
        self.count += 1
        n = self.count
        value, written = self._make(vr, n)
        self.bytes.setdefault(where, []).extend(written)
        return value

    def _make(self, vr: str, n: int):
        text = f"MK{n:05d}Q"
        day = f"{datetime.date(1700, 1, 1) + datetime.timedelta(days=n):%Y%m%d}"
        if vr in TEXTS:
            return text, [text.encode()]
        if vr in BYTES:
            return text.encode() * 8, [text.encode()]
        if vr == "UI":
            return f"1.2.3.777{n:05d}777", [b"777%05d777" % n]
        if vr in ("IS", "DS"):
            return str(1_900_000_000 + n), [b"%d" % (1_900_000_000 + n)]
        if vr in ("DA", "DT"):
            return day, [day.encode()]
        if vr == "TM":
            return f"235959.{n:06d}", [b".%06d" % n]
        if vr == "AS":
            return "067Y", [b"067Y"]
        if vr in ("FL", "FD"):
            number = struct.unpack("<f", struct.pack("<I", 0x7A000000 + n))[0]
            return number, [struct.pack("<f" if vr == "FL" else "<d", number)]
        if vr in ("US", "SS"):
            number = 0x7B00 + n % 256
            return number, [struct.pack("<H", number)]
        if vr in ("UL", "SL", "UV", "SV"):
            return 0x7C000000 + n, [struct.pack("<I", 0x7C000000 + n)]
        assert vr == "AT", vr
        return 0x7D000000 + n, [struct.pack("<HH", 0x7D00, n)]


def fill(dataset: Dataset, markers: Markers) -> None:
    """Give every element of the dictionary a marked value; sequences contain marked items."""
    for tag, (vr, *_, keyword) in DicomDictionary.items():
        if tag >> 16 in (0x0000, 0x0002, 0xFFFE, 0xFFFC, 0x7FE0) or vr == "NONE":
            continue
        if keyword in NEEDED | FREE_TEXT:
            continue
        first = vr.split(" or ")[0]
        value = nest(markers, keyword) if first == "SQ" else markers.value(first, keyword)
        dataset.add_new(tag, first, value)


def nest(markers: Markers, where: str) -> Sequence:
    inner, item = Dataset(), Dataset()
    inner.add_new(keyword_dict["PatientComments"], "LT", markers.value("LT", where))
    inner.CodeValue, inner.CodingSchemeDesignator = markers.value("SH", where), "99LOCAL"
    if markers.count % 50 == 0:
        add_private(inner, markers, where)
    item.PatientName = markers.value("PN", where)
    item.CodeValue, item.CodeMeaning = markers.value("SH", where), markers.value("LO", where)
    item.CodingSchemeDesignator = "SCT?"
    item.AnatomicRegionModifierSequence = Sequence([inner])
    return Sequence([item])


def add_private(dataset: Dataset, markers: Markers, where: str = "private") -> None:
    block = dataset.private_block(0x0019, markers.value("LO", where), create=True)
    for offset, vr in enumerate((*TEXTS, *BYTES, "UI", "DS", "FD", "US", "UL")):
        block.add_new(offset, vr, markers.value(vr, where))


def crowded(markers: Markers) -> Dataset:
    """Build a photograph in whose every element something is marked."""
    dataset = make_dicom(PIXELS)
    fill(dataset, markers)
    add_private(dataset, markers)
    for group in (0x6000, 0x6002, 0x5000):  # overlays and curves repeat
        dataset.add_new(group << 16 | 0x0022, "LO", markers.value("LO", "repeated"))
        dataset.add_new(group << 16 | 0x3000, "OB", markers.value("OB", "repeated"))
    dataset.PixelData = dataset.PixelData + markers.value("OB", "behind the pixels")
    dataset.add_new(0xFFFCFFFC, "OB", markers.value("OB", "padding"))
    dataset.preamble = markers.value("OB", "preamble").ljust(128, b"\0")[:128]
    for keyword in ("SourceApplicationEntityTitle", "ImplementationVersionName"):
        setattr(dataset.file_meta, keyword, markers.value("AE", keyword))
    dataset.file_meta.ImplementationClassUID = markers.value("UI", "meta")
    dataset.file_meta.PrivateInformationCreatorUID = markers.value("UI", "meta")
    dataset.file_meta.PrivateInformation = markers.value("OB", "meta")
    return dataset


@pytest.fixture(scope="module")
def marked():
    markers = Markers()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pydicom.config.settings, "writing_validation_mode", pydicom.config.IGNORE)
        content = dicom_bytes(crowded(markers))
    return content, markers


WRITTEN = {
    *(*DATES, *DUMMIES, *EMPTY, *EMPTY_WHERE_STATED, *NEW_UIDS, NEW_UID_WHERE_STATED),
    *("PatientID", "PatientName", "PatientAge", "FrameIncrementPointer"),
    *("PatientIdentityRemoved", "LongitudinalTemporalInformationModified"),
    *("DeidentificationMethod", "DeidentificationMethodCodeSequence", "SourceImageSequence"),
}
STAYS = {word for checks in (ALLOWED, *CHOSEN.values()) for word in checks}


def test_the_markers_are_in_the_file(marked):
    content, markers = marked
    for where, written in markers.bytes.items():
        assert all(marker in content for marker in written), where


@pytest.mark.parametrize("policy", [PLAIN, SHIFTED, MASKED, NOTHING])
def test_no_value_outside_the_list_survives(marked, policy, tmp_path):
    content, markers = marked
    assert markers.count > 4000
    done, clean = cleaned(tmp_path, content, policy)
    told = f"{done.name} {done.removed} {[str(w) for w in done.warnings]} {done!r}".encode()
    for where, written in markers.bytes.items():
        for marker in written:
            assert marker not in done.content, where
            assert len(marker) < 4 or marker not in told, where
    assert set(clean.dir()) <= STAYS | NEEDED | WRITTEN


def test_a_file_full_of_markers_leaves_few_attributes(marked, tmp_path):
    done, clean = cleaned(tmp_path, marked[0], NOTHING)
    assert len(clean) < 50
    assert done.removed["PatientComments"] > 1  # nested ones are counted too
    assert done.removed["private"] > 20
    assert not [element for element in clean.iterall() if element.tag.is_private]


# In GB18030 what is not ASCII could be half of another character's bytes; UTF-8 is unambiguous.
NAMES = st.text(st.characters(codec="utf-8", categories=("L",)), min_size=4, max_size=30)


@given(name=NAMES, number=NAMES, birth=st.dates(), exam=st.dates())
@settings(max_examples=60)
def test_no_name_or_date_survives(name, number, birth, exam, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    dates = [f"{day.year:04d}{day.month:02d}{day.day:02d}" for day in (birth, exam)]
    dataset = make_dicom(
        PIXELS,
        SpecificCharacterSet="ISO_IR 192",
        PatientName=f"{name}^{name}",
        PatientID=f"1{number}",
        PatientBirthDate=dates[0],
        StudyDate=dates[1],
        ReferringPhysicianName=name,
        Manufacturer=None,
        ManufacturerModelName=None,
    )
    written = {
        f"{policy.dates}": cleaned(folder, dataset, policy)[0] for policy in (PLAIN, SHIFTED)
    }
    for done in written.values():
        text = done.content + done.name.encode()
        assert name.encode() not in text
        assert number.encode() not in text
    assert not any(day.encode() in written["remove"].content for day in dates)


def test_comments_within_the_compressed_picture_are_gone(tmp_path):
    fundus = make_fundus(64)
    stream = encode(fundus.pixels, "jpeg", quality=95, comment=b"Doe^Jane")
    dataset = make_jpeg_dicom(fundus.pixels)
    dataset.PixelData = encapsulate([stream + b"\0" * (len(stream) % 2)])
    path = write(tmp_path, dataset)
    assert path.read_bytes().count(b"Doe^Jane") == 2
    done, clean = cleaned(tmp_path, dataset)
    assert b"Doe^Jane" not in done.content
    seen = read_image(path).pixels
    assert np.array_equal(read_image(write(tmp_path, done.content, "new.dcm")).pixels, seen)
    assert clean.LossyImageCompression == "01"


def test_bits_above_those_stored_are_cleared(tmp_path):
    values = np.full((4, 6), 0x0123, dtype=np.uint16)
    dataset = make_dicom(values | 0x8000, BitsStored=12, HighBit=11)
    _, clean = cleaned(tmp_path, dataset)
    assert np.array_equal(clean.pixel_array, values)


# --- what stays ----------------------------------------------------------------------------


def test_laterality_spacing_and_the_decade_of_life_stay(tmp_path):
    dataset = make_dicom(
        PIXELS, ImageLaterality="R", PixelSpacing=[0.011, 0.012], PatientAge="076Y"
    )
    _, clean = cleaned(tmp_path, dataset)
    assert (clean.ImageLaterality, clean.PatientAge) == ("R", "070Y")
    assert clean.PixelSpacing == [0.011, 0.012]
    assert clean.Manufacturer == "Camera Works"
    _, bare = cleaned(tmp_path, dataset, NOTHING)
    assert not {"ImageLaterality", "PixelSpacing", "PatientAge"} & set(bare.dir())


def test_the_eye_told_by_a_code_stays(tmp_path):
    modifier, region = Dataset(), Dataset()
    for item, code in ((modifier, "24028007"), (region, "81745001")):
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, "SCT", "meaning"
    region.AnatomicRegionModifierSequence = [modifier]
    done, _ = cleaned(tmp_path, make_dicom(PIXELS, AnatomicRegionSequence=[region]))
    assert read_image(write(tmp_path, done.content, "new.dcm")).laterality == "R"


@pytest.mark.parametrize(
    ("value", "scheme"), [("ZHANGSAN", "SCT"), ("MRN-4711", "DCM"), ("81745001", "Doe")]
)
def test_codes_that_are_none_are_dropped(value, scheme, tmp_path):
    region = Dataset()
    region.CodeValue, region.CodingSchemeDesignator, region.CodeMeaning = value, scheme, "Eye"
    _, clean = cleaned(tmp_path, make_dicom(PIXELS, AnatomicRegionSequence=[region]))
    assert "AnatomicRegionSequence" not in clean


def test_the_words_beside_a_code_are_ours(tmp_path):
    region = Dataset()
    region.CodeValue, region.CodingSchemeDesignator = "81745001", "SCT"
    region.CodeMeaning = "the eye of Zhang San"
    done, clean = cleaned(tmp_path, make_dicom(PIXELS, AnatomicRegionSequence=[region]))
    assert clean.AnatomicRegionSequence[0].CodeMeaning == "Eye"
    assert b"Zhang" not in done.content


def test_that_the_picture_was_compressed_with_loss_is_kept_though_only_its_storage_says_so(
    tmp_path,
):
    dataset = make_jpeg_dicom(make_fundus(64).pixels)
    del dataset.LossyImageCompression
    assert cleaned(tmp_path, dataset)[1].LossyImageCompression == "01"


def test_the_age_follows_from_the_date_of_birth(tmp_path):
    _, clean = cleaned(tmp_path, make_dicom(PIXELS))
    assert clean.PatientAge == "070Y"  # born in 1950, photographed in 2026


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"BitsStored": 6, "HighBit": 5},
        {"PhotometricInterpretation": "YBR_FULL"},
    ],
)
def test_pixels_stay_as_they_are_seen(changes, tmp_path):
    pixels = np.random.default_rng(1).integers(0, 64, (10, 14, 3), dtype=np.uint8)
    path = write(tmp_path, make_dicom(pixels, **changes))
    done, _ = cleaned(tmp_path, make_dicom(pixels, **changes))
    again = read_image(write(tmp_path, done.content, "new.dcm"))
    assert np.array_equal(again.pixels, read_image(path).pixels)


def test_grey_frames_of_16_bits_and_big_endian(tmp_path):
    frames = np.arange(2 * 6 * 8, dtype=np.uint16).reshape(12, 8) * 600
    dataset = make_dicom(frames, Rows=6, NumberOfFrames=2, PixelData=frames.astype(">u2").tobytes())
    dataset["PixelData"].VR = "OW"
    dataset.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, dataset, implicit_vr=False, little_endian=False)
    _, clean = cleaned(tmp_path, buffer.getvalue())
    assert np.array_equal(clean.pixel_array.reshape(12, 8), frames)
    assert clean.NumberOfFrames == 2


def test_a_palette_becomes_colours(tmp_path):
    values = np.arange(24, dtype=np.uint8).reshape(4, 6) % 8
    dataset = make_dicom(values, PhotometricInterpretation="PALETTE COLOR")
    for colour, step in (("Red", 12), ("Green", 24), ("Blue", 36)):
        setattr(dataset, f"{colour}PaletteColorLookupTableDescriptor", [8, 0, 16])
        table = (np.arange(8, dtype="<u2") * step * 257).tobytes()
        setattr(dataset, f"{colour}PaletteColorLookupTableData", table)
    _, clean = cleaned(tmp_path, dataset)
    assert np.array_equal(clean.pixel_array, values[..., None] * np.array([12, 24, 36], np.uint8))


def test_a_bare_data_set_becomes_a_file(tmp_path):
    _, clean = cleaned(tmp_path, implicit_bytes_without_preamble(make_dicom(PIXELS)))
    assert clean.file_meta.TransferSyntaxUID.is_little_endian
    assert np.array_equal(clean.pixel_array, PIXELS)


# --- who is who ----------------------------------------------------------------------------


def test_studies_and_patients_stay_together(tmp_path):
    names = Pseudonyms(b"secret")
    shared = {"StudyInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2.3.4"}
    first = cleaned(tmp_path, make_dicom(PIXELS, **shared, SOPInstanceUID="1.1"), PLAIN, names)[1]
    same = cleaned(tmp_path, make_dicom(PIXELS, **shared, SOPInstanceUID="1.2"), PLAIN, names)[1]
    other = cleaned(tmp_path, make_dicom(PIXELS, PatientID="9"), PLAIN, names)[1]
    assert first.StudyInstanceUID == same.StudyInstanceUID != other.StudyInstanceUID
    assert first.SeriesInstanceUID == same.SeriesInstanceUID
    assert first.SOPInstanceUID != same.SOPInstanceUID
    assert (first.PatientID, str(first.PatientName)) == ("RV-0001", "RV-0001")
    assert (same.PatientID, other.PatientID) == ("RV-0001", "RV-0002")
    assert all(uid.is_valid for uid in (first.StudyInstanceUID, first.SOPInstanceUID))


def test_another_call_gives_other_uids(tmp_path):
    dataset = make_dicom(PIXELS, StudyInstanceUID="1.2.3")
    one, two = (cleaned(tmp_path, dataset, PLAIN, Pseudonyms())[1] for _ in range(2))
    assert one.StudyInstanceUID != two.StudyInstanceUID


def test_shifted_dates_keep_their_intervals_and_lose_their_time(tmp_path):
    names = Pseudonyms(b"secret")
    dates = ("20260301", "20260315")
    moved = []
    for date in dates:
        dataset = make_dicom(
            PIXELS, StudyDate=date, StudyTime="101500", AcquisitionDateTime=f"{date}101500+0800"
        )
        done, clean = cleaned(tmp_path, dataset, SHIFTED, names)
        moved.append(datetime.date.fromisoformat(clean.StudyDate))
        assert clean.AcquisitionDateTime == clean.StudyDate
        assert clean.StudyTime == ""
        assert clean.LongitudinalTemporalInformationModified == "MODIFIED"
    assert (moved[1] - moved[0]).days == 14
    assert (moved[0] - datetime.date(2026, 3, 1)).days == done.shift_days < -29


def test_pictures_that_name_each_other_still_do(tmp_path):
    names, reference = Pseudonyms(b"secret"), Dataset()
    reference.ReferencedSOPClassUID = make_dicom(PIXELS).SOPClassUID
    reference.ReferencedSOPInstanceUID = "1.2.3.4"
    source = cleaned(tmp_path, make_dicom(PIXELS, SOPInstanceUID="1.2.3.4"), PLAIN, names)[1]
    derived = make_dicom(PIXELS, SOPInstanceUID="1.2.3.5", SourceImageSequence=[reference])
    clean = cleaned(tmp_path, derived, PLAIN, names)[1]
    named = clean.SourceImageSequence[0].ReferencedSOPInstanceUID
    assert named == source.SOPInstanceUID != clean.SOPInstanceUID


# --- what is claimed -----------------------------------------------------------------------


def test_identity_is_called_removed_only_where_no_text_is_burned_in(tmp_path):
    done, clean = cleaned(tmp_path, make_dicom(PIXELS, BurnedInAnnotation="NO"))
    assert (clean.PatientIdentityRemoved, done.warnings) == ("YES", ())
    codes = [item.CodeValue for item in clean.DeidentificationMethodCodeSequence]
    assert codes == ["113100", "113108"]
    assert "Retivasc" in clean.DeidentificationMethod


@pytest.mark.parametrize("changes", [{}, {"BurnedInAnnotation": "YES"}])
@pytest.mark.parametrize("policy", [PLAIN, MASKED])
def test_elsewhere_it_is_not_and_a_person_is_told_to_look(changes, policy, tmp_path):
    fundus = make_fundus(128)
    done, clean = cleaned(tmp_path, make_dicom(fundus.pixels, **changes), policy)
    assert clean.PatientIdentityRemoved == "NO"
    assert "DeidentificationMethodCodeSequence" not in clean
    assert clean.get("BurnedInAnnotation") == changes.get("BurnedInAnnotation")
    assert "check" in str(done.warnings[0])


def with_text(fundus):
    pixels = fundus.pixels.copy()
    pixels[2:6, 2:30] = 255
    return pixels


def test_the_border_becomes_black_and_the_retina_stays(tmp_path):
    fundus = make_fundus(128)
    pixels = with_text(fundus)
    _, clean = cleaned(tmp_path, make_dicom(pixels), MASKED)
    assert not clean.pixel_array[:8, :32].any()
    middle = np.s_[32:96, 32:96]
    assert np.array_equal(clean.pixel_array[middle], pixels[middle])
    done = deidentify(Entry(write(tmp_path, encode(pixels), "a.png")), MASKED, Pseudonyms())
    assert not np.asarray(Image.open(io.BytesIO(done.content)))[:8, :32].any()


def test_each_frame_is_masked_by_its_own_field(tmp_path):
    pixels = make_fundus(128).pixels
    moved = np.roll(pixels, 20, axis=1)  # what lies outside one field is retina in the other
    written = np.concatenate([with_text(make_fundus(128)), moved])
    dataset = make_dicom(written, Rows=128, NumberOfFrames=2, BurnedInAnnotation="NO")
    _, clean = cleaned(tmp_path, dataset, MASKED)
    first, second = clean.pixel_array
    assert not first[:8, :32].any()
    middle = np.s_[32:96, 32:96]
    assert np.array_equal(first[middle], pixels[middle])
    assert np.array_equal(second[32:96, 52:116], pixels[middle])
    assert "border blackened" in clean.DeidentificationMethod


def test_one_frame_without_a_border_is_said(tmp_path):
    noise = np.random.default_rng(0).integers(90, 200, (128, 128, 3), dtype=np.uint8)
    written = np.concatenate([make_fundus(128).pixels, noise])
    done, clean = cleaned(tmp_path, make_dicom(written, Rows=128, NumberOfFrames=2), MASKED)
    assert np.array_equal(clean.pixel_array[1], noise)
    assert "Not every picture" in str(done.warnings[0])


def test_without_a_border_nothing_is_masked_and_that_is_said(tmp_path):
    noise = np.random.default_rng(0).integers(90, 200, (64, 64, 3), dtype=np.uint8)
    done, clean = cleaned(tmp_path, make_dicom(noise), MASKED)
    assert np.array_equal(clean.pixel_array, noise)
    assert "Not every picture" in str(done.warnings[0])


# --- pictures of other kinds ---------------------------------------------------------------


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff"])
def test_pictures_become_png_without_metadata(kind, tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "Doe^Jane 4711"
    content = encode(make_fundus(64).pixels, kind, exif=exif)
    assert b"Doe^Jane" in content
    path = write(tmp_path, content, f"Doe Jane.{kind}")
    done = deidentify(Entry(path), PLAIN, Pseudonyms())
    assert b"Doe" not in done.content
    assert "Doe" not in done.name
    assert done.name.endswith(".png")
    with Image.open(io.BytesIO(done.content)) as picture:
        assert picture.info == {}
        assert np.array_equal(np.asarray(picture), read_image(path).pixels)
    assert "burned" in str(done.warnings[-1])


@pytest.mark.parametrize(
    "stated",
    [{"Modality": "XA"}, {"Modality": "HEARTCAM"}, {"BodyPartExamined": "CHEST"}],
)
def test_a_copy_of_what_is_no_retina_is_not_measured_either(stated, tmp_path):
    made, _ = cleaned(tmp_path, make_dicom(PIXELS, **stated), NOTHING)
    assert b"HEARTCAM" not in made.content
    assert read_image(write(tmp_path, made.content, made.name)).unsuitable is not None


@pytest.mark.parametrize("keep", [frozenset(), frozenset(Keep)])
@pytest.mark.parametrize("stated", ["PixelSpacing", "PixelAspectRatio", "ImagerPixelSpacing"])
def test_pixels_that_are_not_square_stay_so_whatever_is_kept(stated, keep, tmp_path):
    dataset = make_dicom(make_fundus(64).pixels, **{stated: [4, 3]})
    made = deidentify(Entry(write(tmp_path, dataset)), Policy(keep=keep), Pseudonyms(bytes(32)))
    image = read_image(write(tmp_path, made.content, made.name))
    assert image.pixel_ratio == pytest.approx(4 / 3)
    assert "not square" in str(image.unsuitable)


def test_pixels_of_a_picture_that_are_not_square_stay_so(tmp_path):
    exif = Image.Exif()
    exif[282], exif[283] = 96.0, 72.0
    content = encode(make_fundus(64).pixels, "jpeg", exif=exif)
    made = deidentify(Entry(write(tmp_path, content, "a.jpg")), PLAIN, Pseudonyms(bytes(32)))
    image = read_image(write(tmp_path, made.content, made.name))
    assert image.pixel_ratio == pytest.approx(4 / 3)
    assert "not square" in str(image.unsuitable)


def test_of_several_pages_it_is_said_that_only_the_first_was_written(tmp_path):
    pages = [Image.fromarray(make_fundus(32, seed).pixels) for seed in range(3)]
    content = encode_picture(pages[0], "tiff", save_all=True, append_images=pages[1:])
    done = deidentify(Entry(write(tmp_path, content, "a.tif")), PLAIN, Pseudonyms())
    assert "first of 3 pages" in str(done.warnings[0])


# --- what is refused -----------------------------------------------------------------------


def test_other_kinds_of_dicom_are_declined(tmp_path):
    path = write(tmp_path, make_dicom(PIXELS, SOPClassUID="1.2.840.10008.5.1.4.1.1.2"))
    refused(UnsupportedImageError, deidentify, Entry(path), PLAIN, Pseudonyms())


def test_unusual_storage_is_declined(tmp_path):
    path = write(tmp_path, make_dicom(PIXELS.astype(np.uint32)))
    refused(UnsupportedImageError, deidentify, Entry(path), PLAIN, Pseudonyms())


def test_damage_is_told(tmp_path):
    path = write(tmp_path, dicom_bytes(make_dicom(PIXELS))[:-40])
    refused(ImageReadError, deidentify, Entry(path), PLAIN, Pseudonyms())


def test_malformed_values_that_are_dropped_anyway_do_not_matter(tmp_path):
    content = dicom_bytes(make_dicom(PIXELS, PatientWeight="71.25", WindowWidth="99.125"))
    content = content.replace(b"71.25", b"heavy").replace(b"99.125", b"wide x")
    done, clean = cleaned(tmp_path, content)
    assert done.removed["PatientWeight"] == 1
    assert "WindowWidth" not in clean


@pytest.mark.skipif(shutil.which("dciodvfy") is None, reason="dicom3tools is not installed")
@pytest.mark.parametrize("policy", [PLAIN, SHIFTED])
def test_the_standard_is_broken_in_no_new_way(policy, tmp_path):
    sample = ROOT / "resources" / "samples" / "chase_db1_09r.dcm"
    done = deidentify(Entry(sample), policy, Pseudonyms())
    new = complaints(write(tmp_path, done.content, "new.dcm")) - complaints(sample)
    assert not new


def complaints(path: Path) -> set[str]:
    checked = subprocess.run(["dciodvfy", str(path)], capture_output=True, text=True, check=False)
    return {line for line in checked.stderr.splitlines() if line.startswith("Error")}


def test_damage_is_told_of_pictures_and_of_every_frame(tmp_path):
    whole = encode(make_fundus(64).pixels, "jpeg")
    cut = whole[: len(whole) * 2 // 3] + b"\xff\xd9"
    stated = {"PhotometricInterpretation": "YBR_FULL", "BurnedInAnnotation": "NO"}
    frames = make_encapsulated_dicom(make_fundus(64).pixels, JPEGBaseline8Bit, whole, cut, **stated)
    for spoilt, name in ((cut, "eye.jpg"), (frames, "eye.dcm")):
        said = deidentify(Entry(write(tmp_path, spoilt, name)), PLAIN, Pseudonyms(b"secret"))
        assert any("missing" in str(each) for each in said.warnings)
