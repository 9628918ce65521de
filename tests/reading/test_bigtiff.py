import io
from pathlib import Path

import numpy as np
import pytest
import tifffile

from app.base.errors import ImageReadError
from app.reading.opening import read_image
from app.reading.raster import count_pages, decode_raster, looks_like_raster
from tests.support import data_folder, make_fundus, refused

PIXELS = make_fundus(64).pixels
PATH = Path("eye.tif")


def big(*pages, **options):
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer, bigtiff=True, byteorder=">") as writer:
        for page in pages:
            writer.write(page, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "options",
    [{}, {"compression": "deflate"}, {"rowsperstrip": 5}, {"tile": (16, 16)}],
)
def test_big_endian_bigtiff(options):
    content = big(PIXELS, photometric="rgb", **options)
    assert looks_like_raster(content)
    image = decode_raster(content, PATH, "hash")
    assert np.array_equal(image.pixels, PIXELS)
    assert image.warnings == ()


def test_all_its_pages_and_tags_are_read():
    content = big(PIXELS, PIXELS[::-1], photometric="rgb", resolution=(400, 300))
    assert count_pages(io.BytesIO(content), PATH) == 2
    second = decode_raster(content, PATH, "hash", 1)
    assert np.array_equal(second.pixels, PIXELS[::-1])
    assert second.pixel_ratio == pytest.approx(4 / 3)


def test_deep_grey():
    grey = PIXELS[..., 0].astype(np.uint16) << 4
    pixels = decode_raster(big(grey), PATH, "hash").pixels[..., 0]
    assert np.abs(pixels.astype(int) - PIXELS[..., 0]).max() <= 1


@pytest.mark.parametrize("part", [5, 20, 300, 0.5])
def test_one_that_was_cut_off_is_damaged(part):
    content = big(PIXELS, photometric="rgb")
    cut = content[: part if isinstance(part, int) else int(part * len(content))]
    refused(ImageReadError, decode_raster, cut, PATH, "hash")


def test_a_file_that_strangers_brought_opens():
    assert read_image(data_folder("faults") / "bigtiff_big_endian.tif").pixels.max() > 200
