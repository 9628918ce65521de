"""Damage of coded data, told by the reader and never of a whole picture."""

import io
import random
import re
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pydicom
import pytest
import tifffile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pydicom.encaps import get_frame
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGExtended12Bit

from app.base.errors import ImageReadError
from app.reading.damage.detection import damage_in_stream
from app.reading.opening import decode as decode_file
from app.reading.raster import decode_raster
from tests.studies import mutations
from tests.support import (
    ROOT,
    data_folder,
    dicom_bytes,
    encode,
    encode_picture,
    make_encapsulated_dicom,
    make_fundus,
)

END = b"\xff\xd9"
FUNDUS = make_fundus(256)
PICTURE = Image.fromarray(FUNDUS.pixels)
ENCODERS = {
    "usual": {},
    "coarse": {"quality": 30},
    "fine": {"quality": 98, "subsampling": 0},
    "4:2:2": {"subsampling": 1},
    "own tables": {"optimize": True},
    "colours as they are": {"keep_rgb": True},
    "progressive": {"progressive": True},
    "fine progressive": {"progressive": True, "quality": 95, "subsampling": 0},
    "a restart each row": {"restart_marker_rows": 1},
    "a restart each block": {"restart_marker_blocks": 1},
    "progressive with restarts": {"progressive": True, "restart_marker_blocks": 5},
}
BASELINE, PROGRESSIVE = (
    encode_picture(PICTURE, "jpeg"),
    encode_picture(PICTURE, "jpeg", progressive=True),
)
RESTARTED = encode_picture(PICTURE, "jpeg", restart_marker_rows=1)


def read(content: bytes):
    return decode_raster(content, Path("eye"), "0" * 64)


def told(content: bytes) -> str:
    """Return what is said of a file that is shown."""
    return str(read(content).unsuitable or "")


def coded(content: bytes) -> int:
    """Return where the first coded data begins."""
    place = content.index(b"\xff\xda") + 2
    return place + int.from_bytes(content[place : place + 2], "big")


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("size", [(256, 256), (131, 97)])
def test_a_whole_picture_is_not_called_damaged(mode, name, size):
    picture = PICTURE.crop((0, 0, *size)).convert(mode)
    assert told(encode_picture(picture, "jpeg", **ENCODERS[name])) == ""


@pytest.mark.parametrize("shade", [127, 128, (0, 0, 0), (255, 255, 255)])
def test_a_whole_picture_on_a_card_is_not_called_damaged(shade):
    card = Image.new("RGB", (400, 420), shade if isinstance(shade, tuple) else (shade,) * 3)
    card.paste(PICTURE, (40, 50))
    assert told(encode_picture(card, "jpeg", quality=90)) == ""


@pytest.mark.parametrize("more", [b"\0" * 5, b"\xff" * 3, b"junk" * 100, BASELINE, BASELINE[:900]])
def test_what_lies_behind_the_end_is_no_damage(more):
    assert told(BASELINE + more) == ""


def test_a_thumbnail_within_is_no_second_picture():
    thumbnail = encode_picture(PICTURE.resize((64, 64)), "jpeg")
    body = b"Exif\0\0" + thumbnail
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    assert told(BASELINE[:2] + segment + BASELINE[2:]) == ""


def test_fill_bytes_before_markers_are_no_damage():
    filled = BASELINE[:-2] + b"\xff\xff" + END
    assert told(filled) == ""
    place = RESTARTED.index(b"\xff\xd3")
    assert told(RESTARTED[:place] + b"\xff" + RESTARTED[place:]) == ""


def test_several_pictures_in_one_file():
    pages = [PICTURE, PICTURE.rotate(180)]  # a smaller one would count as a preview
    content = encode_picture(pages[0], "mpo", save_all=True, append_images=pages[1:])
    assert read(content).frames == 2
    for frame in range(2):
        assert decode_raster(content, Path("eye"), "0", frame).unsuitable is None
    damaged = content[:-300] + END
    assert decode_raster(damaged, Path("eye"), "0", 0).unsuitable is None
    assert "missing" in str(decode_raster(damaged, Path("eye"), "0", 1).unsuitable)


@pytest.mark.parametrize("name", ENCODERS)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.97])
def test_a_picture_that_was_cut_off_and_closed(name, part):
    whole = encode_picture(PICTURE, "jpeg", **ENCODERS[name])
    begin = coded(whole)
    assert "missing" in told(whole[: begin + int(part * (len(whole) - begin))] + END)


def test_a_progressive_picture_that_lacks_whole_scans():
    scans = [found.start() for found in re.finditer(rb"\xff\xda", PROGRESSIVE)]
    tables = [found.start() for found in re.finditer(rb"\xff\xc4", PROGRESSIVE)]
    for scan in scans[1:]:
        before = max(table for table in tables if table < scan)
        assert "missing" in told(PROGRESSIVE[:before] + END)


def test_restart_intervals_that_are_lost():
    places = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", RESTARTED)]
    for first, last in ((3, 4), (2, 10), (0, 8)):  # 8 of them leave the numbers in order
        lost = RESTARTED[: places[first]] + RESTARTED[places[last] :]
        assert told(lost) != ""


def test_a_hole_between_restart_markers():
    place = RESTARTED.index(b"\xff\xd4")
    assert told(RESTARTED[: place - 30] + RESTARTED[place:]) != ""


@pytest.mark.parametrize("marker", [b"\xff\xd8", b"\xff\xd1", b"\xff\xc0", b"\xff\xff\x00"])
@pytest.mark.parametrize("content", [BASELINE, PROGRESSIVE], ids=["baseline", "progressive"])
def test_a_marker_in_the_midst_of_the_data(marker, content):
    place = coded(content) + 200
    with suppress(ImageReadError):  # the decoder may find it too
        assert told(content[:place] + marker + content[place + len(marker) :]) != ""


def test_brightness_that_changes_from_one_block_to_the_next():
    """Of bits turned in a picture of sound codes, those that shift what follows are told."""
    whole = encode(make_fundus(768).pixels, "jpeg", quality=85)
    intact = read(whole).pixels.astype(int)
    untold = []
    for seed in range(24):
        image = read(mutations.flip_bit(whole, random.Random(seed)))
        if image.unsuitable is None:
            untold.append(np.abs(image.pixels.astype(int) - intact).mean())
    assert len(untold) < 24
    assert max(untold) < 5


def test_data_that_was_cleared():
    """Zeros are sound codes, and in progressive streams sound corrections too."""
    whole = encode(make_fundus(512).pixels, "jpeg", quality=85, progressive=True)
    scans = [found.end() for found in re.finditer(rb"\xff\xda", whole)]
    assert len(scans) == 10
    for scan in (scans[1], scans[-1]):
        place = scan + 600
        assert told(whole[:place] + bytes(40) + whole[place + 40 :]) != ""
    begin = scans[0] + int.from_bytes(whole[scans[0] : scans[0] + 2], "big")
    end = whole.index(b"\xff", begin)
    end = whole.index(b"\xff\xc4", end)
    assert told(whole[:begin] + bytes(end - begin) + whole[end:]) != ""


def test_one_block_of_another_picture():
    """What a turned bit makes of a block is told if it is one wave; the rest may be a spot."""
    whole = encode(make_fundus(512).pixels, "jpeg", quality=85)
    intact = read(whole).pixels.astype(int)
    highest = 0
    for seed in range(60):
        image = read(mutations.flip_bit(whole, random.Random(seed)))
        change = np.abs(image.pixels.astype(int) - intact).max(axis=2)
        if image.unsuitable is None and np.count_nonzero(change) <= 256:
            highest = max(highest, int(change.max()))
    assert 0 < highest < 220


@pytest.mark.parametrize("quality", [75, 95])
def test_scars_and_letters_are_no_damage(quality):
    picture = Image.fromarray(make_fundus(512).pixels)
    draw, rng = ImageDraw.Draw(picture), random.Random(quality)
    for _ in range(150):
        x, y, radius = rng.randrange(60, 450), rng.randrange(60, 450), rng.randrange(3, 9)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(240, 200, 130))
        draw.ellipse(
            (x - radius / 3, y - radius / 3, x + radius / 3, y + radius / 3), fill=(60, 30, 15)
        )
    draw.text((200, 40), "OD 12:30", fill="white")
    assert told(encode(np.asarray(picture), "jpeg", quality=quality)) == ""


def test_restart_intervals_that_are_exchanged():
    whole = encode(make_fundus(512).pixels, "jpeg", quality=85, restart_marker_rows=1)
    assert told(whole) == ""
    for first, second in ((4, 15), (3, 12), (2, 20)):
        assert "changed" in told(mutations.exchange(whole, first, second))


def test_jpeg_in_tiff():
    buffer = io.BytesIO()
    PICTURE.save(buffer, "tiff", compression="jpeg", strip_size=256 * 3 * 32)
    whole = buffer.getvalue()
    assert told(whole) == ""
    with tifffile.TiffFile(io.BytesIO(whole)) as file:
        page = file.pages[0]
        assert page.compression == 7
        place = page.dataoffsets[1] + page.databytecounts[1] // 2
    changed = bytearray(whole)
    changed[place : place + 60] = bytes(60)
    with suppress(ImageReadError):  # libtiff may find it too
        assert told(bytes(changed)) != ""


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "ppm"])
def test_other_kinds_that_were_cut_off_are_refused(suffix):
    content = encode(FUNDUS.pixels, suffix)
    with pytest.raises(ImageReadError):
        read(content[: len(content) * 2 // 3])


def test_a_changed_byte_in_a_png_is_told():
    content = bytearray(encode(FUNDUS.pixels, "png"))
    content[content.index(b"IDAT") + 4000] ^= 16
    with pytest.raises(ImageReadError):
        read(bytes(content))


def j2k() -> bytes:
    content = encode(FUNDUS.pixels, "jpeg2000", tile_size=(128, 128))
    return content[content.index(b"\xff\x4f\xff\x51") :]


def test_jpeg_2000_that_lacks_a_part():
    whole = j2k()
    assert damage_in_stream(whole) is None
    assert damage_in_stream(whole + b"\0") is None
    tiles = [found.start() for found in re.finditer(rb"\xff\x90\x00\x0a", whole)]
    assert len(tiles) == 4
    for cut in (whole[:-40], whole[: tiles[3]] + END, whole[: tiles[1]] + whole[tiles[2] :]):
        assert "missing" in str(damage_in_stream(cut))
    assert "changed" in str(damage_in_stream(whole[: tiles[2] - 5] + whole[tiles[2] :]))


@pytest.mark.parametrize("syntax", [JPEGBaseline8Bit, JPEGExtended12Bit])
def test_a_damaged_stream_in_dicom(syntax):
    begin = coded(RESTARTED)
    damaged = RESTARTED[: begin + 2000] + RESTARTED[begin + 2400 :]
    stated = {"PhotometricInterpretation": "YBR_FULL"}
    for stream, expected in ((RESTARTED, False), (damaged, True)):
        dataset = make_encapsulated_dicom(FUNDUS.pixels, syntax, stream, **stated)
        image = decode_file(dicom_bytes(dataset), Path("eye.dcm"), 0, "stated")
        assert (image.unsuitable is not None) is expected


def test_each_frame_answers_for_itself():
    damaged = BASELINE[: len(BASELINE) // 2] + END
    stated = {"PhotometricInterpretation": "YBR_FULL"}
    frames = (BASELINE, damaged)
    dataset = make_encapsulated_dicom(FUNDUS.pixels, JPEGBaseline8Bit, *frames, **stated)
    content = dicom_bytes(dataset)
    said = [decode_file(content, Path("eye.dcm"), n, "stated").unsuitable for n in range(2)]
    assert said[0] is None
    assert "missing" in str(said[1])


@pytest.mark.parametrize("name", ["JPEGLossless", "JPEGLosslessSV1", "JPEGExtended12Bit"])
def test_processes_of_medicine(name):
    path = ROOT / "resources" / "samples" / "compressions" / f"{name}.dcm"
    whole = get_frame(pydicom.dcmread(path).PixelData, 0, number_of_frames=1)
    assert damage_in_stream(whole) is None
    half = coded(whole) + (len(whole) - coded(whole)) // 2
    assert "missing" in str(damage_in_stream(whole[:half] + END))
    assert damage_in_stream(whole[: half - 40] + whole[half:]) is not None


def test_jpeg_2000_in_dicom_is_checked():
    stream = j2k()
    dataset = make_encapsulated_dicom(FUNDUS.pixels, JPEG2000Lossless, stream[:-400])
    try:
        image = decode_file(dicom_bytes(dataset), Path("eye.dcm"), 0, "stated")
    except ImageReadError:
        return
    assert "missing" in str(image.unsuitable)


CHANGES = (mutations.cut_and_close, mutations.lose_bytes, mutations.clear_bytes, mutations.flip_bit)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("content", [BASELINE, PROGRESSIVE, RESTARTED], ids="bpr")
def test_data_that_decodes_to_another_picture_is_told(change, content):
    """Of what is not told, only few blocks differ: see tests/studies/damage.py for the figures."""
    intact = read(content).pixels.astype(int)
    kept = []
    for seed in range(10):
        changed = change(content, random.Random(seed))
        try:
            image = read(changed)
        except ImageReadError:
            continue
        if image.unsuitable is None:
            kept.append(np.mean(np.abs(image.pixels.astype(int) - intact).max(axis=2) > 40))
    assert all(share < 0.02 for share in kept)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([BASELINE, PROGRESSIVE, RESTARTED, j2k()]), st.data())
def test_no_stream_makes_the_check_raise(content, data):
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(2, len(changed) - 1))] = data.draw(st.integers(0, 255))
    damage_in_stream(bytes(changed[: data.draw(st.integers(2, len(changed)))]))


def test_the_known_faults():
    folder = data_folder("faults")
    for name, word in (
        ("progressive_cut_30", "missing"),
        ("progressive_cut_50", "missing"),
        ("progressive_whole", ""),
        ("grey_card", ""),
    ):
        assert word in told((folder / f"{name}.jpg").read_bytes())
    assert told((folder / "grey_card.jpg").read_bytes()) == ""
