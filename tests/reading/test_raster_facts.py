import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from app.reading.raster import decode_raster
from tests.support import encode, make_fundus

PIXELS = make_fundus(64).pixels


def decode(content):
    return decode_raster(content, Path("eye"), "hash")


def exif(**tags):
    stated = Image.Exif()
    for tag, value in tags.items():
        stated[{"x": 282, "y": 283, "orientation": 274}[tag]] = value
    return stated


def tiff(across, down):
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, PIXELS, resolution=(across, down), resolutionunit=1)
    return buffer.getvalue()


def png(across, down, unit=0):
    content, chunk = encode(PIXELS), b"pHYs" + struct.pack(">IIB", across, down, unit)
    told = struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return content[:33] + told + content[33:]


def jfif(across, down, unit=0, **options):
    content = bytearray(encode(PIXELS, "jpeg", **options))
    content[13:18] = struct.pack(">BHH", unit, across, down)
    assert content[6:10] == b"JFIF"
    return bytes(content)


def gif(aspect):
    content = bytearray(encode(PIXELS[..., 0], "gif"))
    content[12] = aspect
    return bytes(content)


def bmp(across, down):
    return encode(PIXELS, "bmp", dpi=(across, down))


@pytest.mark.parametrize(
    ("content", "ratio"),
    [
        (tiff(400, 300), 4 / 3),
        (png(4, 3), 4 / 3),
        (png(3000, 4000, 1), 3 / 4),
        (jfif(4, 3), 4 / 3),
        (jfif(300, 400, 1), 3 / 4),
        (encode(PIXELS, "jpeg", exif=exif(x=96.0, y=72.0)), 4 / 3),
        (encode(PIXELS, exif=exif(x=96.0, y=72.0)), 4 / 3),
        (bmp(400, 300), 4 / 3),
        (gif(113), 1 / 2),  # twice as wide as high
    ],
)
def test_pixels_that_are_not_square_are_not_measured(content, ratio):
    image = decode(content)
    assert image.pixel_ratio == pytest.approx(ratio, rel=0.001)
    assert "not square" in str(image.unsuitable)
    assert image.spacing is None


@pytest.mark.parametrize(
    "content",
    [
        tiff(1, 1),
        png(2835, 2835, 1),
        png(1, 1),
        jfif(1, 1),
        jfif(72, 72, 1),
        encode(PIXELS, "jpeg", exif=exif(x=300.0, y=300.0)),
        encode(PIXELS, "jpeg", exif=exif(x=300.0)),  # of one direction nothing follows
        bmp(96, 96),
        gif(49),
        gif(0),
    ],
)
def test_square_pixels_are_not_spoken_of(content):
    image = decode(content)
    assert (image.pixel_ratio, image.unsuitable, image.warnings) == (1, None, ())


@pytest.mark.parametrize("content", [jfif(0, 0), jfif(0, 72, 1), tiff(0, 1), png(0, 1)])
def test_nonsense_is_told_and_ignored(content):
    image = decode(content)
    assert image.unsuitable is None
    assert "cannot be a pixel size" in str(image.warnings[0])


def test_exif_and_jfif_that_contradict_each_other_are_both_named():
    image = decode(jfif(4, 3, exif=exif(x=72.0, y=72.0)))
    assert image.unsuitable is not None
    told = str(image.warnings[0])
    assert "EXIF XResolution, YResolution states 72:72, JFIF density states 4:3" in told


def test_a_thumbnails_own_resolution_does_not_count():
    stated = exif(x=72.0, y=72.0)
    thumbnail = stated.get_ifd(1)
    thumbnail[282], thumbnail[283] = 72.0, 144.0
    assert decode(encode(PIXELS, "jpeg", exif=stated)).unsuitable is None


@pytest.mark.parametrize(("orientation", "ratio"), [(1, 4 / 3), (3, 4 / 3), (6, 3 / 4), (5, 3 / 4)])
def test_a_picture_turned_on_its_side_turns_its_pixels_too(orientation, ratio):
    wide = np.ascontiguousarray(PIXELS[:32])
    stated = exif(x=96.0, y=72.0, orientation=orientation)
    image = decode(encode(wide, "jpeg", exif=stated))
    assert image.pixel_ratio == pytest.approx(ratio, rel=0.001)
    assert (image.height > image.width) == (orientation > 4)


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("suffix", ["jpeg", "png", "tiff"])
def test_a_mirrored_picture_is_told(orientation, suffix):
    content = encode(PIXELS, suffix, exif=exif(orientation=orientation))
    told = [str(warning) for warning in decode(content).warnings]
    assert ["mirrored" in warning for warning in told] == [True] * (orientation in (2, 4, 5, 7))


@pytest.mark.parametrize("second", [1, 6])
def test_each_page_is_turned_as_it_asks_itself(second):
    buffer = io.BytesIO()
    wide = np.ascontiguousarray(PIXELS[:32])
    with tifffile.TiffWriter(buffer) as writer:
        for orientation in (6, second):
            tag = [(274, "H", 1, orientation, True)]
            writer.write(wide, photometric="rgb", extratags=tag)
    image = decode_raster(buffer.getvalue(), Path("eye"), "hash", 1)
    assert (image.height > image.width) == (second == 6)
