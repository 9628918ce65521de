"""Planes of JPEG streams, and how they jump."""

import io

import numpy as np
import pytest
from PIL import Image

from app.reading.damage.jpeg_planes import decode_planes, filled_up, jumps_down
from app.reading.damage.jpeg_stream import END
from tests.support import encode_picture, make_fundus

PICTURE = Image.fromarray(make_fundus(96).pixels)


@pytest.mark.parametrize(("mode", "count"), [("RGB", 3), ("L", 1), ("CMYK", 4)])
def test_a_stream_has_a_plane_for_each_component(mode, count):
    planes = decode_planes(encode_picture(PICTURE.convert(mode), "jpeg"), b"")
    assert [plane.shape for plane in planes] == [(96, 96)] * count


def test_brightness_comes_first_and_rgb_stays_rgb():
    grey = np.asarray(PICTURE.convert("L"), int)
    brightness = decode_planes(encode_picture(PICTURE, "jpeg", quality=98), b"")[0]
    assert np.abs(brightness - grey).mean() < 2
    stored = encode_picture(PICTURE, "jpeg", quality=98, keep_rgb=True)
    red = decode_planes(stored, b"")[0]
    assert np.abs(red - np.asarray(PICTURE, int)[:, :, 0]).mean() < 2


def test_tables_that_are_kept_apart():
    buffer = io.BytesIO()
    PICTURE.save(buffer, "jpeg", streamtype=1)
    tables = buffer.getvalue()
    assert tables.endswith(END)
    picture = encode_picture(PICTURE, "jpeg", streamtype=2)
    assert not len(decode_planes(picture, b""))
    assert len(decode_planes(picture, tables)) == 3


def test_what_is_no_picture_has_no_planes():
    assert not len(decode_planes(b"\xff\xd8nothing", b""))


def test_planes_are_filled_up_or_cut():
    plane = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert filled_up(plane, 4, 3).tolist() == [[0, 1, 2, 2], [3, 4, 5, 5], [3, 4, 5, 5]]
    assert filled_up(plane, 2, 1).tolist() == [[0, 1]]


def test_a_slope_is_no_jump():
    slope = np.repeat(np.arange(0, 96, 2, dtype=np.uint8)[:, None], 5, axis=1)
    assert not jumps_down(slope, 8).any()
    slope[16:] += 8
    assert jumps_down(slope, 8)[:, 0].tolist() == [0, 8, 0, 0, 0]
