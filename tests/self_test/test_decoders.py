from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread
from pydicom.pixels.decoders.base import get_decoder

from app.reading.dicom import file as dicom
from app.reading.dicom import pixels as dicom_pixels
from app.reading.opening import read_image
from app.self_test import decoders
from app.self_test.decoders import DICOM, PICTURES, check_decoders, pattern, sample_file

COMPRESSED = [syntax for syntax in DICOM if syntax.is_encapsulated]


def failures(checks):
    return {check.name: check.failure for check in checks if not check.passed}


def test_every_decoder_works_here():
    checks = list(check_decoders())
    assert len({check.name for check in checks}) == len(DICOM) + len(PICTURES)
    assert failures(checks) == {}


def test_there_is_a_sample_of_every_transfer_syntax_that_is_read():
    assert set(DICOM) == set(dicom_pixels._PLUGINS)
    for syntax in DICOM:
        assert dcmread(sample_file(syntax)).file_meta.TransferSyntaxUID == syntax


def test_pictures_are_compressed_as_their_names_say():
    for name, compression in {
        "tiff.tif": "raw",
        "tiff_lzw.tif": "tiff_lzw",
        "tiff_deflate.tif": "tiff_adobe_deflate",
        "tiff_packbits.tif": "packbits",
        "tiff_jpeg.tif": "jpeg",
    }.items():
        with Image.open(decoders.sample_compressions() / name) as picture:
            assert picture.info["compression"] == compression


def test_no_two_colours_of_the_pattern_are_alike():
    red, green, blue = np.moveaxis(pattern().astype(int), 2, 0)
    # Beyond what the tolerance of any sample could hide.
    for one, other in ((red, green), (red, blue), (green, blue)):
        assert np.abs(one - other).max() > 50


@pytest.mark.parametrize("syntax", COMPRESSED, ids=lambda syntax: syntax.keyword)
def test_a_decoder_that_is_missing_is_found_out(monkeypatch, syntax):
    available = get_decoder(syntax)._available
    monkeypatch.delitem(available, dicom_pixels._PLUGINS[syntax])
    failed = failures(check_decoders())
    assert list(failed) == [f"read DICOM {syntax.keyword}"]
    assert "\n" not in failed[f"read DICOM {syntax.keyword}"]


def test_what_cannot_be_inflated_is_found_out(monkeypatch):
    monkeypatch.setattr(dicom, "zlib", None)
    assert list(failures(check_decoders())) == ["read DICOM DeflatedExplicitVRLittleEndian"]


@pytest.mark.parametrize("kind", ["PNG", "BMP", "PPM", "GIF"])
def test_a_picture_format_that_is_missing_is_found_out(monkeypatch, kind):
    Image.init()
    monkeypatch.setattr(Image, "ID", [name for name in Image.ID if name != kind])
    assert list(failures(check_decoders())) == [f"read {kind}"]


def test_samples_that_were_not_installed_are_found_out(monkeypatch, tmp_path):
    monkeypatch.setattr(decoders, "resources", lambda: tmp_path)
    failed = failures(check_decoders())
    assert len(failed) == len(DICOM) + len(PICTURES)
    assert "does not exist" in failed["read PNG"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda pixels: pixels[..., ::-1], "off by"),
        (lambda pixels: pixels.swapaxes(0, 1), "instead of"),
        (lambda pixels: pixels + np.uint8(1), "off by"),
    ],
)
def test_pixels_that_are_wrong_are_found_out(monkeypatch, spoil, told):
    def broken(path):
        image = read_image(path)
        return replace(image, pixels=np.ascontiguousarray(spoil(image.pixels)))

    monkeypatch.setattr(decoders, "read_image", broken)
    failed = failures(check_decoders())
    assert told in failed["read PNG"]
    assert told in failed["read DICOM JPEGLosslessSV1"]


def test_tiff_without_its_library_is_found_out(monkeypatch):
    def broken(*_):
        raise OSError("decoder libtiff not available")

    Image.init()
    monkeypatch.setitem(Image.DECODERS, "libtiff", broken)
    monkeypatch.setattr(Image.core, "libtiff_decoder", broken)
    assert all(name.startswith("read TIFF") for name in failures(check_decoders()))
    assert len(failures(check_decoders())) >= 4
