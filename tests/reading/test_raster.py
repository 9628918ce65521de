import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, TiffImagePlugin

from app.base.errors import ImageReadError, UnsupportedImageError
from app.reading import raster
from app.reading.raster import (
    MAX_PIXELS,
    by_level,
    check_pixel_count,
    count_pages,
    decode_raster,
    looks_like_raster,
    to_8_bit,
)
from tests.support import encode, encode_picture, make_fundus, refused

PATH = Path("eye.png")


def decode(content):
    return decode_raster(content, PATH, "hash")


def gradient(dtype, top):
    return np.linspace(0, top, 64 * 64).reshape(64, 64).astype(dtype)


@pytest.mark.parametrize("suffix", ["png", "tiff", "bmp", "ppm"])
def test_lossless_colour_comes_out_as_it_was(suffix):
    pixels = make_fundus(64).pixels
    content = encode(pixels, suffix)
    image = decode(content)
    assert looks_like_raster(content)
    assert np.array_equal(image.pixels, pixels)
    assert image.pixels.flags.c_contiguous
    assert image.warnings == ()


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_compressed_tiff(compression):
    pixels = make_fundus(64).pixels
    content = encode(pixels, "tiff", compression=compression)
    assert np.array_equal(decode(content).pixels, pixels)


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_grey_becomes_three_equal_channels(suffix):
    grey = gradient(np.uint8, 255)
    pixels = decode(encode(grey, suffix)).pixels
    assert np.array_equal(pixels, np.dstack([grey] * 3))


@pytest.mark.parametrize("dtype", ["u1", "u2"])
def test_a_tiff_whose_zero_is_white(dtype):
    grey = gradient(np.uint8, 255)
    stored = (255 - grey).astype(dtype) * (257 if dtype == "u2" else 1)
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, stored, photometric="miniswhite")
    assert np.array_equal(decode(buffer.getvalue()).pixels[..., 0], grey)


def test_a_tiff_of_fractions():
    shares = gradient(np.float32, 1)
    pixels = decode(encode(shares, "tiff")).pixels[..., 0]
    assert np.array_equal(pixels, np.round(shares * 255))


def test_a_kind_of_tiff_that_cannot_be_read_is_not_called_damaged_alone():
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, make_fundus(32).pixels.astype("f4"), photometric="rgb")
    error = refused(ImageReadError, decode, buffer.getvalue())
    assert "unusual way" in str(error.message)


def test_16_bits_a_pixel_of_a_bmp_are_no_more_than_8_a_colour():
    header = struct.pack("<IiiHHIIiiII", 40, 8, 8, 1, 16, 3, 128, 0, 0, 0, 0)
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    start = b"BM" + struct.pack("<IHHI", 194, 0, 0, 66)
    image = decode(start + header + masks + b"\0\xf8" * 64)
    assert image.pixels[4, 4].tolist() == [255, 0, 0]
    assert image.warnings == ()


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_16_bit_grey_is_reduced_and_says_so(suffix):
    image = decode(encode(gradient(np.uint16, 65535), suffix))
    assert image.pixels[0, 0, 0] == 0
    assert image.pixels[-1, -1].tolist() == [255, 255, 255]
    assert np.abs(image.pixels[..., 0].astype(int) - gradient(float, 255)).max() <= 1
    assert "8 bits" in str(image.warnings[0])


def test_16_bit_rgb_png():
    deep = np.dstack([np.full((8, 8), value, np.uint16) for value in (0xFFFF, 0x8000, 0x1000)])
    pixels = decode(png_16_bit_rgb(deep)).pixels
    assert pixels.shape == (8, 8, 3)
    assert pixels[4, 4].tolist() == [0xFF, 0x80, 0x10]
    assert "8 bits" in str(decode(png_16_bit_rgb(deep)).warnings[0])


def png_16_bit_rgb(values):
    """Write a PNG that Pillow itself cannot write."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    height, width = values.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_palette_png():
    pixels = make_fundus(64).pixels
    picture = Image.fromarray(pixels).quantize(64)
    image = decode(encode_picture(picture))
    assert np.array_equal(image.pixels, np.asarray(picture.convert("RGB")))
    assert image.warnings == ()


def test_what_is_transparent_lies_outside_the_field():
    pixels = make_fundus(64).pixels
    alpha = np.full((64, 64), 255, np.uint8)
    opaque = decode(encode(np.dstack([pixels, alpha])))
    assert np.array_equal(opaque.pixels, pixels)
    assert opaque.warnings == ()
    alpha[30:34, 30:34] = 3
    image = decode(encode(np.dstack([pixels, alpha])))
    assert not image.pixels[30:34, 30:34].any()
    assert np.array_equal(image.pixels[alpha == 255], pixels[alpha == 255])
    assert "outside the field of view" in str(image.warnings[0])


WHITE_AROUND = np.where(make_fundus(64).field[..., None], make_fundus(64).pixels, np.uint8(255))
ALPHA = make_fundus(64).field.astype(np.uint8) * 255


def with_key(picture, suffix, key):
    return encode_picture(picture, suffix, transparency=key)


def tiff_with_alpha(dtype, kind):
    scale = np.array(257 if dtype == "u2" else 1, dtype)
    buffer = io.BytesIO()
    values = np.dstack([WHITE_AROUND, ALPHA]).astype(dtype) * scale
    if kind == "assocalpha":
        values[ALPHA == 0] = 0
    tifffile.imwrite(buffer, values, photometric="rgb", extrasamples=[kind])
    return buffer.getvalue()


def palette(suffix):
    colours = Image.fromarray(WHITE_AROUND).quantize(32)
    index = np.asarray(colours)[0, 0]
    return with_key(colours, suffix, int(index))


@pytest.mark.parametrize(
    "content",
    [
        encode(np.dstack([WHITE_AROUND, ALPHA])),
        encode(np.dstack([WHITE_AROUND, ALPHA]), "tiff"),
        encode(np.dstack([WHITE_AROUND[..., 0], ALPHA])),
        with_key(Image.fromarray(WHITE_AROUND), "png", (255, 255, 255)),
        with_key(Image.fromarray(np.ascontiguousarray(WHITE_AROUND[..., 0])), "png", 255),
        palette("png"),
        palette("gif"),
        tiff_with_alpha("u1", "unassalpha"),
        tiff_with_alpha("u2", "unassalpha"),
        tiff_with_alpha("u1", "assocalpha"),
        tiff_with_alpha("u2", "assocalpha"),
    ],
)
def test_every_way_of_being_transparent_is_heard(content):
    image = decode(content)
    outside = ~make_fundus(64).field
    assert not image.pixels[outside].any()
    assert image.pixels[~outside].mean() > 50
    assert any("outside the field of view" in str(warning) for warning in image.warnings)


def test_a_transparent_colour_of_16_bits():
    deep = WHITE_AROUND.astype(np.uint16) * 257
    content = png_16_bit_rgb(deep)
    key = b"tRNS" + struct.pack(">HHH", 65535, 65535, 65535)
    told = struct.pack(">I", 6) + key + struct.pack(">I", zlib.crc32(key))
    image = decode(content[:33] + told + content[33:])
    assert not image.pixels[~make_fundus(64).field].any()


@pytest.mark.parametrize("opacity", [0, 7, 200])
def test_an_even_haze_hides_nothing(opacity):
    grey = gradient(np.uint8, 255)
    image = decode(encode(np.dstack([grey, np.full_like(grey, opacity)])))
    assert np.array_equal(image.pixels[..., 1], grey)
    assert "transparency was ignored" in str(image.warnings[0])


def test_1_bit_png():
    mask = np.arange(64 * 64).reshape(64, 64) % 3 == 0
    pixels = decode(encode_picture(Image.fromarray(mask))).pixels
    assert np.array_equal(pixels[..., 0], np.where(mask, 255, 0))


def test_gif():
    grey = gradient(np.uint8, 255)
    assert np.array_equal(decode(encode(grey, "gif")).pixels[..., 2], grey)


def test_float_tiff():
    image = decode(encode(gradient(np.float32, 255), "tiff"))
    assert np.abs(image.pixels[..., 0].astype(int) - gradient(float, 255)).max() <= 1


def test_cmyk_jpeg_keeps_the_order_of_the_colours():
    picture = Image.new("RGB", (32, 32), (180, 90, 40)).convert("CMYK")
    pixels = decode(encode_picture(picture, "jpeg", quality=95)).pixels
    assert np.abs(pixels[16, 16].astype(int) - (180, 90, 40)).max() < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_followed(orientation):
    """The first corner is red, the next in reading order green: as the camera meant it."""
    upright = np.zeros((48, 64, 3), np.uint8)
    upright[:16, :16] = (255, 0, 0)
    upright[:16, -16:] = (0, 255, 0)
    inverse = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
        8: lambda p: np.rot90(p, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(inverse(upright))
    pixels = decode(encode(stored, "jpeg", exif=exif, quality=95, subsampling=0)).pixels
    assert pixels.shape == upright.shape
    assert np.abs(pixels.astype(int) - upright).max() < 60


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("size", [(130, 121), (128, 128), (100, 90)])
@pytest.mark.parametrize("part", [0.4, 0.7, 0.95])
def test_a_jpeg_that_was_cut_off_and_closed_is_shown_but_not_measured(mode, size, part):
    picture = Image.fromarray(make_fundus(192).pixels[30:, 30:]).crop((0, 0, *size)).convert(mode)
    whole = encode_picture(picture, "jpeg", quality=95)
    assert decode(whole).unsuitable is None
    cut = decode(whole[: int(part * len(whole))] + b"\xff\xd9")
    assert "missing" in str(cut.unsuitable)


def test_a_small_jpeg_that_states_a_huge_size_is_not_measured():
    content = bytearray(encode(make_fundus(64).pixels, "jpeg"))
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", 4000, 4000)
    assert decode(bytes(content)).unsuitable is not None


def test_the_resolution_tag_is_no_spacing():
    content = encode(make_fundus(64).pixels, "png", dpi=(300, 300))
    assert decode(content).spacing is None


@pytest.mark.parametrize("frame", [0, 1, 2])
@pytest.mark.parametrize("suffix", ["tiff", "gif"])
def test_each_page_can_be_read(suffix, frame):
    pages = [Image.fromarray(gradient(np.uint8, 255) // (seed + 1)) for seed in range(3)]
    content = encode_picture(pages[0], suffix, save_all=True, append_images=pages[1:])
    image = decode_raster(content, PATH, "hash", frame)
    assert np.array_equal(image.pixels[..., 0], np.asarray(pages[frame]))
    assert (image.frame, image.frames) == (frame, 3)
    assert str(image.warnings[0]) == f"Frame {frame + 1} of 3 in this file is shown."
    assert count_pages(io.BytesIO(content), PATH) == 3


MASKED = struct.pack("<HHII", 254, 4, 1, 2)


def pages_of_tiff(*pages):
    """Write pages, each with a number of NewSubfileType."""
    buffer = io.BytesIO()
    with tifffile.TiffWriter(buffer) as writer:
        for kind, pixels in pages:
            writer.write(pixels, photometric="rgb", subfiletype=min(kind, 2))
    content = buffer.getvalue()
    for kind, _ in pages:  # what tifffile will not write of pictures in colour
        content = content.replace(MASKED, MASKED[:8] + bytes([kind]) + MASKED[9:], kind > 2)
    return content


SMALL, LARGE = make_fundus(32).pixels, make_fundus(64).pixels


@pytest.mark.parametrize("kind", [1, 4, 5])
@pytest.mark.parametrize("order", [1, -1])
def test_reduced_copies_and_masks_are_no_pages(kind, order):
    content = pages_of_tiff(*[(kind, SMALL), (0, LARGE), (kind, SMALL)][::order])
    image = decode(content)
    assert np.array_equal(image.pixels, LARGE)
    assert (image.frames, image.warnings, image.unsuitable) == (1, (), None)
    assert count_pages(io.BytesIO(content), PATH) == 1


def test_whole_pages_are_counted_among_copies():
    content = pages_of_tiff((1, SMALL), (0, LARGE), (1, SMALL), (0, LARGE[::-1]))
    image = decode_raster(content, PATH, "hash", 1)
    assert (image.frame, image.frames) == (1, 2)
    assert np.array_equal(image.pixels, LARGE[::-1])


def test_the_old_tag_for_reduced_copies_is_heard():
    reduced = Image.fromarray(SMALL)
    reduced.encoderinfo = {}
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[255] = 2
    buffer = io.BytesIO()
    with TiffImagePlugin.AppendingTiffWriter(buffer) as writer:
        for picture, told in ((reduced, tags), (Image.fromarray(LARGE), None)):
            picture.save(writer, "tiff", **({"tiffinfo": told} if told else {}))
            writer.newFrame()
    assert np.array_equal(decode(buffer.getvalue()).pixels, LARGE)


def test_copies_alone_are_shown_but_not_measured():
    image = decode(pages_of_tiff((1, SMALL), (1, SMALL)))
    assert image.frames == 2
    assert "reduced copies" in str(image.unsuitable)


def test_the_preview_in_a_jpeg_of_several_pictures_is_no_page():
    large, small = Image.fromarray(LARGE), Image.fromarray(SMALL)
    stereo = encode_picture(large, "mpo", save_all=True, append_images=[large])
    assert decode(stereo).frames == 2
    assert decode(encode_picture(large, "mpo", save_all=True, append_images=[small])).frames == 1
    preview = bytearray(stereo)
    start = preview.index(b"MPF\0") + 4
    entry = preview.index(b"\x02\xb0", start)
    entries = start + struct.unpack_from("<I", preview, entry + 8)[0]
    struct.pack_into("<I", preview, entries + 16, 0x010001)  # Large Thumbnail (VGA Equivalent)
    image = decode(bytes(preview))
    assert (image.frames, image.width) == (1, 64)
    assert count_pages(io.BytesIO(bytes(preview)), PATH) == 1


@pytest.mark.parametrize("frame", [1, 7, -1])
def test_a_page_that_the_file_does_not_have(frame):
    content = encode(make_fundus(32).pixels)
    error = refused(UnsupportedImageError, decode_raster, content, PATH, "hash", frame)
    assert f"no frame {frame + 1}" in str(error.message)


def test_a_later_page_that_is_too_large(monkeypatch):
    monkeypatch.setattr(raster, "MAX_PIXELS", 2000)
    pages = [Image.new("RGB", (32, 32)), Image.new("RGB", (64, 64))]
    content = encode_picture(pages[0], "tiff", save_all=True, append_images=pages[1:])
    assert decode(content).frames == 2
    refused(UnsupportedImageError, decode_raster, content, PATH, "hash", 1)


def test_big_tiff():
    pixels = make_fundus(64).pixels
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, bigtiff=True, byteorder="<")
    assert looks_like_raster(buffer.getvalue())
    assert np.array_equal(decode(buffer.getvalue()).pixels, pixels)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_16_bit_rgb_tiff_is_reduced_and_says_so(order, compression, planar):
    deep = make_fundus(64).pixels.astype(np.uint16) * 257
    buffer = io.BytesIO()
    values = deep if planar == "contig" else np.ascontiguousarray(deep.transpose(2, 0, 1))
    tifffile.imwrite(
        buffer,
        values,
        photometric="rgb",
        planarconfig=planar,
        byteorder=order,
        compression=compression,
    )
    image = decode(buffer.getvalue())
    assert np.abs(image.pixels.astype(int) - make_fundus(64).pixels).max() <= 1
    assert "8 bits" in str(image.warnings[0])


def test_a_colour_profile_is_ignored():
    pixels = make_fundus(64).pixels
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert np.array_equal(decode(encode(pixels, icc_profile=profile)).pixels, pixels)


def test_pgm():
    grey = gradient(np.uint8, 255)
    content = encode(grey, "ppm")
    assert content.startswith(b"P5")
    assert np.array_equal(decode(content).pixels[..., 1], grey)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (-1, -1), (MAX_PIXELS + 1, 1), (30_000, 30_000)])
def test_sizes_that_are_refused(size):
    error = refused(UnsupportedImageError, check_pixel_count, *size, PATH)
    assert str(size[0]) in str(error.message)


def test_the_largest_size_is_allowed():
    assert check_pixel_count(12_000, MAX_PIXELS // 12_000, PATH) is None


@pytest.mark.parametrize("content", [b"", b"\x89PN", b"DICM", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_picture(content):
    assert not looks_like_raster(content)


@pytest.mark.parametrize(("brightest", "bits"), [(255, 8), (256, 9), (4095, 12), (65535, 16)])
def test_deep_values_use_the_bits_that_are_in_use(brightest, bits):
    values = np.array([[0, brightest // 2, brightest]], np.uint16)
    expected = np.round(values / (2**bits - 1) * 255)
    assert np.array_equal(to_8_bit(values), expected)


def test_values_that_are_no_numbers_become_black():
    values = np.array([[np.nan, np.inf, -np.inf, -5.0, 0.0, 255.0]])
    assert to_8_bit(values).tolist() == [[0, 0, 0, 0, 0, 255]]
    assert to_8_bit(np.zeros((2, 2))).max() == 0


@pytest.mark.parametrize("kind", ["u1", "i1", "<u2", "<i2", ">u2", ">i2", "<i4", "<f4"])
def test_a_table_of_levels_gives_what_the_samples_give_one_by_one(kind):
    values = np.array([[0, 1, 77], [-3, 126, 100]]).astype(kind)

    def convert(levels):
        return (levels.astype(np.float64) % 251).astype(np.uint8)

    assert np.array_equal(by_level(values, convert), convert(values))


def test_values_of_many_bits_are_converted_in_bands(monkeypatch):
    monkeypatch.setattr(raster, "_BAND", 100)
    values = gradient(np.float32, 255)
    assert np.abs(to_8_bit(values) - values).max() <= 0.5
