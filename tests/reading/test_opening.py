import hashlib
import io
import os
import random
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image
from pydicom.pixels.processing import convert_color_space

from app.analysis.analysis import analyse
from app.base.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.domain.photograph import Laterality, Source
from app.reading import opening as reading
from app.reading.listing import Entry, decode_photograph
from app.reading.opening import digest, read_image, starts_like_picture
from tests.support import (
    FakePredictor,
    data_folder,
    dicom_bytes,
    encode,
    make_dicom,
    make_fundus,
    make_jpeg_dicom,
    make_pipe,
    refused,
)

BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"


@pytest.fixture
def write(tmp_path):
    def write_file(content, name="eye.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return write_file


def test_a_missing_file_is_named(tmp_path):
    error = refused(ImageReadError, read_image, tmp_path / "gone.png")
    assert "gone.png" in str(error.message)
    assert "does not exist" in str(error.message)


def test_a_file_in_the_place_of_a_folder(write):
    refused(ImageReadError, read_image, write(b"x") / "eye.png")


def test_a_folder(tmp_path):
    assert "folder" in str(refused(ImageReadError, read_image, tmp_path).message)


def test_an_empty_file(write):
    assert "empty" in str(refused(ImageReadError, read_image, write(b"")).message)


def test_a_name_that_no_system_allows():
    refused(ImageReadError, read_image, Path("eye\0.png"))


def test_a_file_above_the_limit(write, monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    refused(ImageReadError, read_image, write(encode(make_fundus(64).pixels)))


def test_a_pipe_is_not_waited_for(tmp_path):
    error = refused(ImageReadError, read_image, make_pipe(tmp_path / "eye.png"))
    assert "“eye.png” cannot be read: it is not an ordinary file" in str(error.message)


@pytest.mark.parametrize("content", [encode(make_fundus(64).pixels), b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_still_written_to_is_no_photograph_yet(write, monkeypatch, content):
    path, decoding = write(content), reading.decode_raster

    def go_on_writing(*arguments, **options):
        with path.open("ab") as file:
            file.write(b"more")
        return decoding(*arguments, **options)

    monkeypatch.setattr(reading, "decode_raster", go_on_writing)
    error = refused(ImageReadError, read_image, path)
    assert "it is being written to" in str(error.message)
    assert "when it is complete" in str(error.hint)


def test_text_named_png(write):
    error = refused(ImageReadError, read_image, write(b"not a picture"))
    assert "not a kind of picture that Retivasc can open" in str(error.message)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_a_file_without_permission(write):
    path = write(encode(make_fundus(64).pixels))
    path.chmod(0)
    refused(ImageReadError, read_image, path)


@pytest.mark.parametrize("seed", range(10))
def test_random_bytes(write, seed):
    refused(ImageReadError, read_image, write(random.Random(seed).randbytes(5000)))


@pytest.mark.parametrize("part", [0.001, 0.01, 0.3, 0.6, 0.99])
@pytest.mark.parametrize("suffix", ["png", "jpeg", "tiff", "bmp", "gif"])
def test_a_truncated_picture(write, suffix, part):
    content = encode(make_fundus(128).pixels, suffix)
    refused(ImageReadError, read_image, write(content[: max(1, int(part * len(content)))]))


@pytest.mark.parametrize("part", [0.002, 0.01, 0.3, 0.6, 0.99])
@pytest.mark.parametrize("build", [make_dicom, make_jpeg_dicom])
def test_a_truncated_dicom_file(write, build, part):
    content = dicom_bytes(build(make_fundus(128).pixels))
    path = write(content[: int(part * len(content))], "eye.dcm")
    with pytest.raises((ImageReadError, UnsupportedImageError)) as caught:
        read_image(path)
    # Cut before the pixels it is a sound file that holds no picture.
    refused(type(caught.value), read_image, path)


def test_a_png_that_states_a_huge_size(write):
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    ]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
    error = refused(UnsupportedImageError, read_image, write(content))
    assert "30000 × 30000" in str(error.message)


def test_one_pixel_is_read_and_then_refused_for_analysis(write):
    image = read_image(write(encode(np.full((1, 1, 3), 90, np.uint8))))
    assert image.pixels.tolist() == [[[90, 90, 90]]]
    assert "1 × 1" in str(refused(UnsupportedImageError, analyse, image, FakePredictor()).message)


def test_an_all_black_picture_is_read_and_then_refused_for_analysis(write):
    image = read_image(write(encode(np.zeros((200, 300, 3), np.uint8))))
    assert (image.width, image.height) == (300, 200)
    error = refused(UnsupportedImageError, analyse, image, FakePredictor())
    assert "one shade" in str(error.message)


def test_the_content_counts_and_not_the_suffix(write):
    pixels = make_fundus(64).pixels
    jpeg = read_image(write(encode(pixels, "jpeg", quality=95), "eye.png"))
    assert np.abs(jpeg.pixels.astype(int) - pixels).mean() < 8
    dicom = read_image(write(dicom_bytes(make_dicom(pixels)), "eye.jpg"))
    assert np.array_equal(dicom.pixels, pixels)


@pytest.mark.parametrize("name", ["病例/左眼.png", "Größe ½/œil droit.png", "a b/‘x’ {0}.png"])
def test_any_file_name(write, name):
    pixels = make_fundus(64).pixels
    image = read_image(write(encode(pixels), name))
    assert np.array_equal(image.pixels, pixels)
    assert image.path.name == Path(name).name
    error = refused_name(write(b"junk", name))
    assert Path(name).name in error


def refused_name(path):
    with pytest.raises(ImageReadError) as caught:
        read_image(path)
    return str(caught.value.message)


def test_the_image_carries_the_hash_of_its_file(write):
    content = encode(make_fundus(64).pixels)
    image = read_image(write(content))
    assert image.sha256 == hashlib.sha256(content).hexdigest() == digest(content)
    assert image.laterality is Laterality.UNKNOWN
    assert image.laterality_source is Source.UNKNOWN
    assert image.spacing is None
    assert image.patient.name is None


def opened_of(folder):
    """Count the files of a folder that open; all others must be refused in sentences."""
    opened = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            image = read_image(path)
        except RetivascError as error:
            refused(type(error), read_image, path)
            continue
        opened += 1
        assert image.pixels.dtype == np.uint8, path
        assert image.pixels.ndim == 3, path
        assert image.pixels.shape[2] == 3, path
        assert image.pixels.flags.c_contiguous, path
    return opened


def test_pydicoms_own_files_open_or_are_refused_in_sentences():
    assert opened_of(BUNDLED) >= 80


def test_files_from_many_makers_open_or_are_refused_in_sentences():
    assert opened_of(data_folder("dicom")) >= 90


@pytest.mark.parametrize(
    "name",
    [
        "SC_rgb_jpeg_dcmtk.dcm",  # JPEG baseline
        "JPGExtended.dcm",
        "SC_rgb_jpeg_gdcm.dcm",  # JPEG lossless
        "MR_small_jpeg_ls_lossless.dcm",
        "JPEGLSNearLossless_08.dcm",
        "JPEG2000.dcm",
        "MR_small_jp2klossless.dcm",
        "SC_rgb_rle.dcm",
        "image_dfl.dcm",  # deflated
        "ExplVR_BigEnd.dcm",
        "examples_palette.dcm",
        "examples_ybr_color.dcm",
        "JPEGLSNearLossless_16.dcm",
        "SC_rgb_small_odd_big_endian.dcm",
        "CT_small.dcm",  # begins as a TIFF does
    ],
)
def test_each_compression_opens(name):
    image = read_image(BUNDLED / name)
    assert int(np.ptp(image.pixels)) > 0  # few counts of 16 bits are dark, and stay so


@pytest.mark.parametrize(
    "name",
    [
        "CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm",  # 12 bits
        "CTImage.dcm_JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57.dcm",
        "CTImage.dcm_JPEGLSLossyTransferSyntax_1.2.840.10008.1.2.4.81.dcm",
        "CTImage.dcm_RLELosslessTransferSyntax_1.2.840.10008.1.2.5.dcm",
        "CTImage.dcm_JPEG2000TransferSyntax_1.2.840.10008.1.2.4.91.dcm",
    ],
)
def test_every_compression_shows_the_same_slice(name):
    folder = data_folder("dicom") / "cornerstone3D"
    plain = read_image(
        folder / "CTImage.dcm_LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm"
    )
    first, second = (
        image.pixels.astype(float).ravel() for image in (plain, read_image(folder / name))
    )
    assert np.corrcoef(first, second)[0, 1] > 0.99


def test_a_big_endian_palette_of_another_maker():
    folder = data_folder("dicom") / "pydicom-data"
    turned, plain = (read_image(folder / f"OBXXXX1A{end}.dcm") for end in ("_expb", ""))
    assert np.array_equal(turned.pixels, plain.pixels)
    assert plain.pixels.max() > 200


@pytest.mark.parametrize("colours", ["stated", "ybr"])
def test_the_colours_of_a_picture_file_can_be_ordered_too(write, colours):
    pixels = make_fundus(64).pixels
    ybr = convert_color_space(pixels, "RGB", "YBR_FULL")
    image = read_image(write(encode(ybr)), colours=colours)
    close = np.abs(image.pixels.astype(int) - pixels).max() <= 3
    assert close == (image.colours == "ybr") == (colours == "ybr")


def test_a_dicom_file_that_begins_as_a_tiff_does(write):
    content = bytearray(dicom_bytes(make_dicom(make_fundus(64).pixels)))
    content[:4] = b"II*\0"
    image = read_image(write(bytes(content), "eye.dcm"))
    assert image.patient.id == "4711"


@pytest.mark.parametrize("name", ["rtplan.dcm", "reportsi.dcm", "waveform_ecg.dcm"])
def test_a_dicom_file_without_a_picture_is_declined_by_name(name):
    error = refused(UnsupportedImageError, read_image, BUNDLED / name)
    assert "contains no photograph" in str(error.message)


def mutations(content, seed, count):
    """Yield copies with a few bytes changed, a stretch cut out or the end cut off."""
    rng = random.Random(seed)
    for _ in range(count):
        changed = bytearray(content)
        kind = rng.randrange(4)
        if kind == 0:
            del changed[rng.randrange(len(changed)) :]
        elif kind == 1:
            start = rng.randrange(len(changed))
            del changed[start : start + rng.randrange(1, 64)]
        # Most of a file's structure is at its beginning.
        reach = rng.choice((200, 1200, len(changed)))
        for _ in range(rng.randrange(1, 12) if kind else 0):
            changed[rng.randrange(min(reach, len(changed)))] = rng.randrange(256)
        yield bytes(changed)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "raw dicom", "jpeg dicom"])
def test_damaged_files_raise_nothing_but_our_own_errors(kind, tmp_path):
    pixels = make_fundus(64).pixels
    content = {
        "png": lambda: encode(pixels),
        "jpeg": lambda: encode(pixels, "jpeg"),
        "tiff": lambda: encode(pixels, "tiff"),
        "raw dicom": lambda: dicom_bytes(make_dicom(pixels)),
        "jpeg dicom": lambda: dicom_bytes(make_jpeg_dicom(pixels)),
    }[kind]()
    path = tmp_path / "eye"
    refusals = 0
    for changed in mutations(content, seed=len(kind), count=150):
        path.write_bytes(changed)
        try:
            image = read_image(path)
        except RetivascError as error:
            refusals += 1
            refused(type(error), read_image, path)
        else:
            assert image.pixels.dtype == np.uint8
            assert image.pixels.shape[2:] == (3,)
    assert refusals > 10


def test_what_starts_like_a_picture():
    pixels = make_fundus(64).pixels
    for content in (encode(pixels), encode(pixels, "jpeg"), dicom_bytes(make_dicom(pixels))):
        assert starts_like_picture(content[:132])
    for content in (b"text", b"", b"PK\x03\x04"):
        assert not starts_like_picture(content)


def test_reading_leaves_the_callers_warning_filters_alone(write):
    before = list(warnings.filters)
    read_image(write(encode(make_fundus(64).pixels)))
    assert warnings.filters == before


def test_an_archive_is_told_from_a_picture(tmp_path):
    path = tmp_path / "eyes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eye.png", encode(make_fundus(128).pixels))
    error = refused(UnsupportedImageError, read_image, path)
    assert "is an archive" in str(error.message)
    assert "Unpack it" in str(error.hint)


@pytest.mark.parametrize("kind", ["sound", "cut", "dicom cut", "tiff pages"])
def test_what_is_decoded_to_be_looked_at_is_checked_later(write, kind):
    pixels = make_fundus(400).pixels
    jpeg = io.BytesIO()
    Image.fromarray(pixels).save(jpeg, "jpeg", progressive=True, quality=90)
    content = {
        "sound": jpeg.getvalue,
        "cut": lambda: jpeg.getvalue()[: len(jpeg.getvalue()) * 3 // 4] + b"\xff\xd9",
        "dicom cut": lambda: _cut_dicom(pixels),
        "tiff pages": lambda: _tiff_pages(pixels),
    }[kind]()
    frame = 1 if kind == "tiff pages" else 0
    decoded = decode_photograph(Entry(write(content)), frame)
    image = read_image(decoded.image.path, frame)
    assert (image.unsuitable is None) == ("cut" not in kind)
    assert decoded.image.unsuitable is None
    checked = decoded.checked()
    assert (checked.unsuitable, checked.warnings) == (image.unsuitable, image.warnings)
    assert checked.pixels is decoded.image.pixels
    assert np.array_equal(checked.pixels, image.pixels)
    assert (checked.id, checked.patient) == (image.id, image.patient)


def _cut_dicom(pixels):
    dataset = make_jpeg_dicom(pixels)
    stream = next(pydicom.encaps.generate_frames(dataset.PixelData, number_of_frames=1))
    cut = stream[: len(stream) * 3 // 4] + b"\xff\xd9"
    dataset.PixelData = pydicom.encaps.encapsulate([cut + b"\0" * (len(cut) % 2)])
    return dicom_bytes(dataset)


def _tiff_pages(pixels):
    file = io.BytesIO()
    first, second = Image.fromarray(pixels), Image.fromarray(pixels[::-1].copy())
    first.save(file, "tiff", save_all=True, append_images=[second], compression="jpeg")
    return file.getvalue()
