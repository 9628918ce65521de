import io
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels.processing import convert_color_space
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    RLELossless,
)

from app.base.errors import ImageReadError, UnsupportedImageError
from app.reading.dicom import file as dicom
from app.reading.dicom import pixels as dicom_pixels
from app.reading.dicom.file import decode_dicom
from app.reading.dicom.pixels import stream_size
from app.reading.opening import read_image
from tests.support import (
    dicom_bytes,
    dicom_bytes_as,
    encode,
    make_dicom,
    make_encapsulated_dicom,
    make_fundus,
    refused,
)

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"
PATH = Path("eye.dcm")
PIXELS = make_fundus(64).pixels
GREY = np.tile(np.arange(64, dtype=np.uint8), (64, 1))
ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"


def decode(dataset, frame=0):
    return decode_content(dicom_bytes(dataset), frame)


def decode_content(content, frame=0):
    return decode_dicom(content, PATH, "hash", frame)


def difference(image):
    return np.abs(image.pixels.astype(int) - PIXELS)[PIXELS.min(axis=2) > 10].mean()


# --- colours of JPEG -----------------------------------------------------------------------


def jpeg(kind):
    """Encode the fundus as YCbCr or RGB, with or without the markers that tell which."""
    stream = encode(PIXELS, "jpeg", quality=95, subsampling=0, keep_rgb=kind == "rgb adobe")
    if kind in ("rgb adobe", "ycc jfif"):
        return stream
    start, rest = stream[:2], stream[4 + int.from_bytes(stream[4:6], "big") :]
    both = stream[2 : len(stream) - len(rest)]
    return {
        "ycc": start + rest,
        "ycc adobe": start + ADOBE + b"\1" + rest,
        "ycc jfif adobe": start + both + ADOBE + b"\1" + rest,
    }[kind]


@pytest.mark.parametrize(
    "stated", ["YBR_FULL_422", "YBR_FULL", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "RGB"]
)
@pytest.mark.parametrize("kind", ["ycc jfif", "ycc adobe", "ycc jfif adobe", "rgb adobe"])
def test_what_the_jpeg_stream_says_of_its_colours_counts(kind, stated):
    dataset = make_encapsulated_dicom(
        PIXELS, JPEGBaseline8Bit, jpeg(kind), PhotometricInterpretation=stated
    )
    assert difference(decode(dataset)) < 6


def test_a_jpeg_stream_that_says_nothing_has_the_colours_that_the_file_states():
    stated = {"PhotometricInterpretation": "YBR_FULL"}
    dataset = make_encapsulated_dicom(PIXELS, JPEGBaseline8Bit, jpeg("ycc"), **stated)
    assert difference(decode(dataset)) < 6


def test_ybr_labelled_rgb_reads_wrong_and_right_by_order(tmp_path):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom_bytes(make_encapsulated_dicom(PIXELS, JPEGBaseline8Bit, jpeg("ycc"))))
    inside = PIXELS.min(axis=2) > 10
    stated, ordered = read_image(path), read_image(path, colours="ybr")
    red, green, _ = stated.pixels[inside].mean(axis=0)
    assert green > red  # no retina
    assert stated.colours == "stated"
    assert difference(ordered) < 6
    assert ordered.colours == "ybr"
    assert "at the user's request" in str(ordered.warnings[-1])
    assert ordered.sha256 == stated.sha256


def test_ybr_labelled_rgb_without_compression(tmp_path):
    path = tmp_path / "eye.dcm"
    path.write_bytes(dicom_bytes(make_dicom(convert_color_space(PIXELS, "RGB", "YBR_FULL"))))
    assert difference(read_image(path)) > 40
    assert difference(read_image(path, colours="ybr")) < 2


def test_uncompressed_ybr_422():
    halved = PIXELS.copy()
    halved[:, 1::2] = halved[:, ::2]
    ybr = convert_color_space(halved, "RGB", "YBR_FULL")
    pairs = np.dstack([ybr[:, ::2, 0], ybr[:, 1::2, 0], ybr[:, ::2, 1], ybr[:, ::2, 2]])
    dataset = make_dicom(
        PIXELS, PhotometricInterpretation="YBR_FULL_422", PixelData=pairs.tobytes()
    )
    assert np.abs(decode(dataset).pixels.astype(int) - halved).max() <= 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SC_rgb_jpeg_dcmtk.dcm", "SC_rgb_jpeg_gdcm.dcm"),  # YBR JPEG against lossless RGB
        ("SC_rgb_jls_lossy_line.dcm", "SC_rgb_rle.dcm"),
        ("SC_rgb_gdcm_KY.dcm", "SC_rgb_rle.dcm"),  # JPEG 2000
        ("examples_jpeg2k.dcm", "examples_rgb_color.dcm"),  # YBR_RCT, twice the size
        ("SC_ybr_full_422_uncompressed.dcm", "SC_rgb_rle.dcm"),
        ("SC_rgb_small_odd_big_endian.dcm", "SC_rgb_small_odd_jpeg.dcm"),
    ],
)
def test_compressions_agree_on_colours(name, expected):
    means = [read_image(BUNDLED / each).pixels.mean(axis=(0, 1)) for each in (name, expected)]
    assert np.abs(means[0] - means[1]).max() < 3


# --- encodings -----------------------------------------------------------------------------


def test_big_endian_words():
    whole = GREY * 4 + 3  # uses all bits
    deep = whole.astype(np.uint16) * 257
    turned = make_dicom(deep, PixelData=deep.astype(">u2").tobytes())
    assert np.array_equal(
        decode_content(dicom_bytes_as(turned, ExplicitVRBigEndian)).pixels[..., 0], whole
    )


def palette(entries, bits=16, **attributes):
    """Describe a palette of three shades of each entry, in words of the machine's order."""
    for channel, factor in (("Red", 4), ("Green", 2), ("Blue", 1)):
        words = np.array([entry * factor for entry in entries], "<u2")
        attributes[f"{channel}PaletteColorLookupTableDescriptor"] = [len(entries), 0, bits]
        attributes[f"{channel}PaletteColorLookupTableData"] = words.tobytes()
    return {"PhotometricInterpretation": "PALETTE COLOR", **attributes}


def test_a_palette_of_8_bits_in_words_is_not_black():
    pixels = decode(make_dicom(GREY, **palette(range(64), bits=16))).pixels
    assert pixels[0, 63].tolist() == [252, 126, 63]


def test_values_beyond_the_palette_take_its_end():
    pixels = decode(make_dicom(GREY, **palette(range(0, 32)))).pixels
    assert pixels[0, 20].tolist() == [80, 40, 20]
    assert pixels[0, 63].tolist() == [124, 62, 31]


def test_a_big_endian_palette():
    described = palette([entry * 257 for entry in range(64)])
    for keyword, value in described.items():
        if keyword.endswith("Data"):
            described[keyword] = np.frombuffer(value, "<u2").astype(">u2").tobytes()
    turned = GREY.view(np.uint16).byteswap().tobytes()  # the pixels are written as words, too
    dataset = make_dicom(GREY, PixelData=turned, **described)
    content = dicom_bytes_as(dataset, ExplicitVRBigEndian)
    assert decode_content(content).pixels[0, 63].tolist() == [252, 126, 63]


def test_a_table_of_grey_values_is_obeyed():
    table = Dataset()
    table.LUTDescriptor = [64, 0, 10]
    table.LUTData = np.linspace(0, 1023, 64).astype("<u2").tobytes()
    table["LUTData"].VR = "OW"
    row = decode(make_dicom(GREY, VOILUTSequence=[table])).pixels[0, :, 0]
    assert np.abs(row - np.linspace(0, 255, 64)).max() <= 1


def test_deflated():
    content = dicom_bytes_as(make_dicom(PIXELS), DeflatedExplicitVRLittleEndian)
    assert PIXELS[30].tobytes() not in content
    assert np.array_equal(decode_content(content).pixels, PIXELS)


def test_a_small_file_that_inflates_without_end_is_refused_before_it_does(monkeypatch):
    monkeypatch.setattr(dicom, "MAX_INFLATED", 1 << 20)
    plain = dicom_bytes_as(make_dicom(PIXELS), DeflatedExplicitVRLittleEndian)
    dataset = pydicom.dcmread(io.BytesIO(plain))
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packer.compress(bytes(200 << 20)) + packer.flush()
    start = plain[: 144 + dataset.file_meta.FileMetaInformationGroupLength]
    tracemalloc.start()
    error = refused(UnsupportedImageError, decode_content, start + bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than 512 MB" in str(error.message)
    assert peak < 20 << 20


# --- frames --------------------------------------------------------------------------------


def several(count):
    frames = [np.roll(PIXELS, 5 * number, axis=1) for number in range(count)]
    return frames, make_dicom(
        PIXELS, NumberOfFrames=count, PixelData=b"".join(frame.tobytes() for frame in frames)
    )


@pytest.mark.parametrize("frame", [0, 1, 4])
def test_each_frame_can_be_read(frame):
    frames, dataset = several(5)
    image = decode(dataset, frame)
    assert np.array_equal(image.pixels, frames[frame])
    assert (image.frame, image.frames) == (frame, 5)
    assert str(image.warnings[0]) == f"Frame {frame + 1} of 5 in this file is shown."


@pytest.mark.parametrize("frame", [2, 99, -1])
def test_a_frame_that_the_file_does_not_have(frame):
    error = refused(UnsupportedImageError, decode, several(2)[1], frame)
    assert f"no frame {frame + 1}" in str(error.message)


def test_only_the_frame_asked_for_is_decoded():
    streams = [encode(np.roll(PIXELS, 5 * number, axis=1), "jpeg2000") for number in range(3)]
    streams[2] = b"\xff\x4f\xff\x51 this does not decode"
    dataset = make_encapsulated_dicom(PIXELS, JPEG2000Lossless, *map(codestream, streams))
    assert np.array_equal(decode(dataset, 1).pixels, np.roll(PIXELS, 5, axis=1))
    refused(ImageReadError, decode, dataset, 2)


def codestream(stream):
    """Extract a JPEG 2000 picture from its box."""
    return stream[max(0, stream.find(b"\xff\x4f\xff\x51")) :]


def test_rle_frames():
    frames, dataset = several(3)
    dataset.compress(RLELossless, generate_instance_uid=False)
    assert np.array_equal(decode(dataset, 2).pixels, frames[2])


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uid", "name"),
    [
        ("1.2.840.10008.1.2.4.100", "MPEG2"),
        ("1.2.840.10008.1.2.4.53", "JPEG Spectral Selection"),
        ("1.2.3.4", "1.2.3.4"),
    ],
)
def test_a_compression_that_is_not_supported_is_named(uid, name):
    content = dicom_bytes(make_encapsulated_dicom(PIXELS, UID(uid), jpeg("ycc")))
    error = refused(ImageReadError, decode_content, content)
    assert "not supported" in str(error.message)
    assert name in str(error.message)


def test_colours_that_are_not_supported_are_named():
    deep = make_dicom(PIXELS.astype(np.uint16) * 257, PhotometricInterpretation="YBR_FULL")
    error = refused(ImageReadError, decode, deep)
    assert "YBR_FULL of 16 bits" in str(error.message)


def test_a_jpeg_stream_that_was_cut_off_and_closed_is_shown_but_not_measured():
    whole = jpeg("ycc jfif")
    stated = {"PhotometricInterpretation": "YBR_FULL"}
    for part in (0.3, 0.6, 0.9):
        cut = whole[: int(part * len(whole))] + b"\xff\xd9"
        image = decode(make_encapsulated_dicom(PIXELS, JPEGBaseline8Bit, cut, **stated))
        assert "missing" in str(image.unsuitable)
    assert decode(make_encapsulated_dicom(PIXELS, JPEGBaseline8Bit, whole)).unsuitable is None


def test_a_jpeg_ls_stream_without_its_end_is_shown_but_not_measured():
    dataset = pydicom.dcmread(BUNDLED / "SC_rgb_jls_lossy_line.dcm")
    stream = pydicom.encaps.get_frame(dataset.PixelData, 0, number_of_frames=1)
    half = stream[: len(stream) // 4 * 2]
    dataset.PixelData = pydicom.encaps.encapsulate([half])
    assert "missing" in str(decode(dataset).unsuitable)


def test_deep_colours_take_little_memory():
    deep = np.zeros((1000, 1000, 3), np.uint16)
    content = dicom_bytes(make_dicom(deep))
    tracemalloc.start()
    decode_content(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * deep.nbytes


def test_a_compressed_picture_that_is_damaged_names_its_compression():
    dataset = make_encapsulated_dicom(PIXELS, JPEGBaseline8Bit, jpeg("ycc")[:400])
    error = refused(ImageReadError, decode, dataset)
    assert "JPEG Baseline" in str(error.message)


@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, JPEGExtended12Bit, JPEG2000Lossless])
def test_a_compressed_picture_larger_than_stated_is_never_decoded(syntax, monkeypatch):
    def never(*_arguments):
        raise AssertionError

    monkeypatch.setattr(dicom_pixels, "_decode", never)
    large = np.zeros((640, 700, 3), np.uint8)
    kind = "jpeg2000" if syntax == JPEG2000Lossless else "jpeg"
    dataset = make_encapsulated_dicom(PIXELS, syntax, codestream(encode(large, kind)))
    error = refused(ImageReadError, decode, dataset)
    assert "not have the size" in str(error.message)


def test_the_frames_together_are_limited_before_decoding(monkeypatch):
    monkeypatch.setattr(dicom_pixels, "MAX_SAMPLES", 64 * 64 * 3 * 2)
    assert decode(several(2)[1]).frames == 2
    error = refused(UnsupportedImageError, decode, several(3)[1])
    assert "3 frames" in str(error.message)


@pytest.mark.parametrize("suffix", ["jpeg", "jpeg2000"])
def test_the_size_of_a_stream(suffix):
    stream = codestream(encode(np.zeros((40, 70, 3), np.uint8), suffix))
    assert stream_size(stream) == (70, 40)


def test_fill_bytes_in_a_jpeg_stream_are_passed_over():
    stream = encode(np.zeros((40, 70, 3), np.uint8), "jpeg")
    assert stream_size(stream[:2] + b"\xff\xff" + stream[2:]) == (70, 40)


def test_the_size_of_a_jpeg_ls_stream():
    dataset = pydicom.dcmread(BUNDLED / "JPEGLSNearLossless_08.dcm")
    stream = pydicom.encaps.get_frame(dataset.PixelData, 0, number_of_frames=1)
    assert stream_size(stream) == (dataset.Columns, dataset.Rows)


@pytest.mark.parametrize("stream", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff\xe0", b"RLE", b"\0"])
def test_what_is_no_stream_has_no_size(stream):
    assert stream_size(stream) is None


@pytest.mark.parametrize("bits", [12, 13, 16])
@pytest.mark.parametrize("grey", [True, False])
def test_of_more_than_8_bits_those_count_that_are_in_use(bits, grey):
    pixels = PIXELS[..., 0].copy() if grey else PIXELS
    deep = pixels.astype(np.uint16) << (bits - 8)
    shown = decode(make_dicom(deep)).pixels
    assert np.abs(shown.astype(int) - (pixels[..., None] if grey else pixels)).max() <= 1


def test_a_window_is_of_the_bits_that_are_stated():
    deep = PIXELS[..., 0].astype(np.uint16) << 4
    shown = decode(make_dicom(deep, WindowCenter=2048, WindowWidth=4096)).pixels[..., 0]
    assert np.abs(shown.astype(int) - PIXELS[..., 0]).max() <= 1


def test_a_palette_of_12_bits_in_16():
    pixels = decode(make_dicom(GREY, **palette(range(0, 1024, 16)))).pixels
    assert pixels[0, 63].tolist() == [251, 126, 63]
