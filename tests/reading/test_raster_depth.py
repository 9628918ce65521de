import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from app.base.errors import UnsupportedImageError
from app.reading.opening import read_image
from app.reading.raster import decode_raster
from tests.support import data_folder, make_fundus, refused

PIXELS = make_fundus(64).pixels
OPAQUE = np.full((64, 64, 1), 0xFFFF, np.uint16)


def decode(content, frame=0):
    return decode_raster(content, Path("eye"), "hash", frame)


def deep(bits):
    return (PIXELS.astype(np.uint16) << (bits - 8)) | (PIXELS.astype(np.uint16) >> (16 - bits))


def tiff(values, **options):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, photometric="rgb", **options)
    return buffer.getvalue()


def png(values, more=b""):
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[values.shape[2]]

    def chunk(name, body):
        told = name + body
        return struct.pack(">I", len(body)) + told + struct.pack(">I", zlib.crc32(told))

    height, width = values.shape[:2]
    rows = values.astype(">u2").reshape(height, -1).view(np.uint8).astype(np.int16)
    step = 2 * values.shape[2]
    left = np.pad(rows, ((0, 0), (step, 0)))[:, :-step]
    filtered = ((rows - left) % 256).astype(np.uint8)  # as real files have it: the filter Sub
    stored = b"".join(b"\1" + row.tobytes() for row in filtered)
    header = struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + more
        + chunk(b"IDAT", zlib.compress(stored))
        + chunk(b"IEND", b"")
    )


def exif_chunk(orientation):
    stated = Image.Exif()
    stated[274] = orientation
    body = b"eXIf" + stated.tobytes()[6:]
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def ppm(values, top):
    return b"P6\n64 64\n%d\n" % top + values.astype(">u2").tobytes()


@pytest.mark.parametrize("bits", [10, 12, 13, 16])
@pytest.mark.parametrize(
    "write",
    [
        tiff,
        lambda values: tiff(values, compression="deflate", predictor=True),
        lambda values: tiff(values, byteorder=">"),
        lambda values: tiff(values, tile=(16, 16), compression="deflate", byteorder=">"),
        lambda values: tiff(
            np.ascontiguousarray(values.transpose(2, 0, 1)), planarconfig="separate"
        ),
        lambda values: tiff(values, bigtiff=True, byteorder=">"),
        lambda values: tiff(np.dstack([values, OPAQUE]), extrasamples=["unassalpha"]),
        lambda values: tiff(np.dstack([values, OPAQUE]), extrasamples=["assocalpha"]),
        lambda values: tiff(np.dstack([values, OPAQUE]), extrasamples=["unspecified"]),
        png,
        lambda values: png(np.dstack([values, OPAQUE])),
        lambda values: ppm(values, 65535),
    ],
)
def test_colours_use_the_bits_that_are_in_use(write, bits):
    image = decode(write(deep(bits)))
    assert np.abs(image.pixels.astype(int) - PIXELS).max() <= 1
    assert "8 bits" in str(image.warnings[0])


def test_channels_are_scaled_together():
    red = deep(12)
    red[..., 1:] >>= 4
    assert np.abs(decode(tiff(red)).pixels[..., 1].astype(int) - PIXELS[..., 1] / 16).max() <= 1


def test_the_top_that_a_ppm_states_is_its_own():
    assert np.abs(decode(ppm(deep(12), 4095)).pixels.astype(int) - PIXELS).max() <= 1
    assert (decode(b"P6\n64 64\n255\n" + PIXELS.tobytes()).pixels == PIXELS).all()


@pytest.mark.parametrize("bits", [12, 16])
def test_grey_with_opacity(bits):
    grey = deep(bits)[..., :1]
    image = decode(png(np.dstack([grey, OPAQUE])))
    assert np.abs(image.pixels.astype(int) - PIXELS[..., :1]).max() <= 1


@pytest.mark.parametrize("orientation", [1, 3, 6, 8, 2, 5])
def test_deep_colours_are_turned_as_others_are(orientation):
    wide = np.ascontiguousarray(deep(12)[:32])
    shallow = Image.fromarray(np.ascontiguousarray(PIXELS[:32]))
    exif = Image.Exif()
    exif[274] = orientation
    buffer = io.BytesIO()
    shallow.save(buffer, "png", exif=exif)
    expected = decode(buffer.getvalue()).pixels
    tag = [(274, "H", 1, orientation, True)]
    for content in (png(wide, exif_chunk(orientation)), tiff(wide, extratags=tag)):
        pixels = decode(content).pixels
        assert pixels.shape == expected.shape
        assert np.abs(pixels.astype(int) - expected).max() <= 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_planes_are_turned_too(orientation):
    stored = deep(12)[:32]
    tag = {"extratags": [(274, "H", 1, orientation, True)]}
    together = decode(tiff(np.ascontiguousarray(stored), **tag)).pixels
    planes = np.ascontiguousarray(stored.transpose(2, 0, 1))
    assert np.array_equal(decode(tiff(planes, planarconfig="separate", **tag)).pixels, together)


def test_planes_in_a_compression_that_is_not_known_are_named():
    planes = np.ascontiguousarray(deep(12).transpose(2, 0, 1))
    content = tiff(planes, planarconfig="separate", rowsperstrip=64)
    compression = struct.pack("<HHIHH", 259, 3, 1, 1, 0)
    lzw = content.replace(compression, struct.pack("<HHIHH", 259, 3, 1, 5, 0))
    assert lzw != content
    assert "LZW" in str(refused(UnsupportedImageError, decode, lzw).message)


def test_each_page_has_its_own_depth():
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        for values in (PIXELS, deep(12), deep(16)):
            writer.write(values, photometric="rgb")
    for frame in range(3):
        assert np.abs(decode(buffer.getvalue(), frame).pixels.astype(int) - PIXELS).max() <= 1


@pytest.mark.parametrize("bits", [12, 13])
def test_files_that_strangers_brought_are_not_black(bits):
    image = read_image(data_folder("faults") / f"rgb_{bits}_in_16.tif")
    assert image.pixels.max() > 200
