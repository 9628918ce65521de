"""Decode PNG, JPEG, TIFF, BMP, GIF and PPM photographs."""

import io
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin, UnidentifiedImageError

from app.base.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.base.messages import Message, message
from app.domain.photograph import FundusImage, Rgb
from app.imaging.colour import as_rgb
from app.reading import bigtiff
from app.reading.damage.detection import damage_in_file
from app.reading.facts import pixel_ratio, shape_notices, why_not_square
from app.reading.raster_depth import Deep, read_deep_colours
from app.reading.raster_facts import full_pages, orientation_notices, pixel_shapes

MAX_PIXELS = 120_000_000
_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",  # BigTIFF
    bigtiff.SIGNATURE,
    b"BM",
    b"GIF8",
    b"P5",
    b"P6",
)
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_MAY_BE_TRANSPARENT = ("P", "PA", "LA", "La", "RGBA", "RGBa")
_OPAQUE = (2**8 - 1, 2**16 - 1)
"""Full opacity, of 8 and of 16 bits."""

_BAND = 1 << 22
"""Samples that are converted together as floating point numbers, which take eight bytes each."""

# Our own limit is checked against the header, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# Of uncompressed planes of 16 bits Pillow's own reader takes 8 bits for a pixel, silently.
TiffImagePlugin.READ_LIBTIFF = True


def looks_like_raster(content: bytes) -> bool:
    """Return whether the file begins as a supported picture format does."""
    return content.startswith(_SIGNATURES)


def decode_raster(
    content: bytes, path: Path, sha256: str, frame: int = 0, *, checked: bool = True
) -> FundusImage:
    """Decode a page of a picture file, from 0; laterality, patient and spacing stay unknown.

    The resolution tag (DPI) speaks of paper, not of the retina, and is never used as spacing.

    Args:
        checked: whether the coded data are looked at, too; see ``raster_damage``.

    Raises:
        ImageReadError: the file is damaged.
        UnsupportedImageError: it has too many pixels, or no page of that number.
    """
    with (
        _damage_is_told(path),
        _readable(io.BytesIO(content)) as file,
        Image.open(file) as picture,
    ):
        pages = full_pages(picture)
        frames = _frame_count(picture, pages)
        check_frame(frame, frames, path)
        page = pages[frame] if pages else frame
        picture.seek(page)
        check_pixel_count(picture.width, picture.height, path)
        deep = read_deep_colours(picture)
        notices = frame_notices(frame, frames) + _depth_notice(picture, deep)
        notices += orientation_notices(picture)
        shapes = pixel_shapes(picture, content)
        picture.load()
        damage = damage_in_file(file, picture) if checked else None
        pixels, doubts = _shown(picture, deep)
    return FundusImage(
        pixels,
        path,
        sha256,
        frame=frame,
        frames=frames,
        pixel_ratio=pixel_ratio(shapes),
        warnings=notices + shape_notices(shapes) + doubts,
        unsuitable=_only_copies(pages) or why_not_square(shapes) or damage,
    )


def raster_damage(content: bytes, path: Path, frame: int = 0) -> Message | None:
    """Return what is wrong with the coded data of a page that was decoded; None if it is sound.

    Raises:
        ImageReadError: the file is damaged.
    """
    with (
        _damage_is_told(path),
        _readable(io.BytesIO(content)) as file,
        Image.open(file) as picture,
    ):
        pages = full_pages(picture)
        picture.seek(pages[frame] if pages else frame)
        return damage_in_file(file, picture)


def count_pages(file: BinaryIO, path: Path) -> int:
    """Return how many pages or frames a picture file has, decoding none.

    Raises:
        ImageReadError: the file is damaged.
    """
    with _damage_is_told(path), Image.open(_readable(file)) as picture:
        return _frame_count(picture, full_pages(picture))


def _readable(file: BinaryIO) -> BinaryIO:
    """Return a file, at its beginning, as Pillow can read it."""
    big = file.read(len(bigtiff.SIGNATURE)) == bigtiff.SIGNATURE
    file.seek(0)
    return io.BytesIO(bigtiff.as_plain_tiff(file.read())) if big else file


@contextmanager
def _damage_is_told(path: Path) -> Iterator[None]:
    # Decoders raise nearly anything on a damaged file; here is the one place that catches it.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd tags are not for the user
            yield
    except RetivascError:
        raise
    except UnidentifiedImageError as error:
        raise ImageReadError(
            message("“{name}” is damaged, or stored in an unusual way.", name=path.name),
            message("Export the photograph again as PNG or JPEG and open that file."),
        ) from error
    except Exception as error:
        raise ImageReadError(
            message("“{name}” is damaged or incomplete.", name=path.name),
            message("Copy or export the photograph again."),
        ) from error


def check_pixel_count(width: int, height: int, path: Path) -> None:
    """Refuse a picture that would not fit into memory, before it is decoded.

    Raises:
        UnsupportedImageError: it has more than MAX_PIXELS pixels, or none.
    """
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise UnsupportedImageError(
            message(
                "“{name}” states a size of {width} × {height} pixels, which cannot be opened.",
                name=path.name,
                width=width,
                height=height,
            ),
            message("Photographs up to 120 megapixels are supported."),
        )


def check_frame(frame: int, frames: int, path: Path) -> None:
    """Refuse a frame or page, counted from 0, that the file does not have.

    Raises:
        UnsupportedImageError: it is beyond the last one.
    """
    if not 0 <= frame < frames:
        raise UnsupportedImageError(
            message(
                "“{name}” has no frame {number}; its last frame is {count}.",
                name=path.name,
                number=frame + 1,
                count=frames,
            ),
            message("Choose one of the file's frames."),
        )


def frame_notices(frame: int, frames: int) -> tuple[Message, ...]:
    """Return a notice of which frame or page is shown; nothing where there is only one."""
    if frames == 1:
        return ()
    return (
        message(
            "Frame {number} of {count} in this file is shown.",
            number=frame + 1,
            count=frames,
        ),
    )


def _frame_count(picture: Image.Image, pages: tuple[int, ...]) -> int:
    return len(pages) or int(getattr(picture, "n_frames", 1))


def _only_copies(pages: tuple[int, ...]) -> Message | None:
    if pages:
        return None
    return message(
        "The file contains only reduced copies of a photograph; open the photograph itself.",
    )


def _depth_notice(picture: ImageFile.ImageFile, deep: Deep | None) -> tuple[Message, ...]:
    """Return a notice if a picture, not yet loaded, has more than 8 bits per sample."""
    # Pillow gives the upper 8 of 16 bits of ink; only its plan of decoding tells that.
    if deep is None and picture.mode not in _DEEP_GREY and "CMYK;16" not in str(picture.tile):
        return ()
    return (message("The picture has more than 8 bits per sample; it was reduced to 8 bits."),)


def _shown(picture: Image.Image, deep: Deep | None) -> tuple[Rgb, tuple[Message, ...]]:
    """Convert a loaded picture to upright 8-bit RGB, and return what was lost.

    Args:
        deep: its samples, upright, where they are colours of more than 8 bits.
    """
    key = picture.info.get("transparency")
    white_is_zero = _white_is_zero(picture)
    ImageOps.exif_transpose(picture, in_place=True)  # each copy of a large one is 400 MB
    if deep is not None:
        return _on_black(as_rgb(to_8_bit(deep[..., :3])), _opacity(deep, key))
    if picture.mode in _DEEP_GREY:
        values = np.asarray(picture)
        grey = to_8_bit(values)
        rgb = as_rgb(255 - grey if white_is_zero else grey)
        return _on_black(rgb, _opacity(values[..., None], key))
    if picture.mode in _MAY_BE_TRANSPARENT or key is not None:
        rgba = np.asarray(picture.convert("RGBA"))
        return _on_black(as_rgb(rgba[..., :3]), rgba[..., 3])
    return as_rgb(np.asarray(picture if picture.mode == "RGB" else picture.convert("RGB"))), ()


def _opacity(samples: NDArray[np.generic], key: object) -> NDArray[np.generic] | None:
    """Return the fourth channel, or what is not of the one colour that means transparent."""
    if samples.shape[2] == 4:
        return samples[..., 3]
    if not isinstance(key, int | tuple):
        return None
    opaque: NDArray[np.bool_] = (samples != np.asarray(key)).any(axis=2)
    return np.where(opaque, np.uint8(_OPAQUE[0]), np.uint8(0))


def _on_black(pixels: Rgb, opacity: NDArray[np.generic] | None) -> tuple[Rgb, tuple[Message, ...]]:
    """Blacken what is more transparent than not: it lies outside the field of view.

    What is less opaque than half the most opaque pixel counts; an even haze says nothing.
    """
    if opacity is None or opacity.size == 0:
        return pixels, ()
    outside = opacity < opacity.max() / 2
    if outside.any() and not outside.all():
        return as_rgb(np.where(outside[..., None], np.uint8(0), pixels)), (
            message(
                "The transparent parts of the picture count as outside the field of view; they "
                "are shown in black.",
            ),
        )
    if opacity.min() == opacity.max() and opacity.max() in _OPAQUE:
        return pixels, ()
    return pixels, (message("The picture has transparent parts; transparency was ignored."),)


def _white_is_zero(picture: Image.Image) -> bool:
    """Return whether 0 means white, which Pillow respects only up to 8 bits."""
    tags = picture.tag_v2 if isinstance(picture, TiffImagePlugin.TiffImageFile) else {}
    return tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0


def to_8_bit(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale deep values, grey or all channels of colours together, to 0-255.

    The top of the scale is the next full number of bits above the brightest value, so that a
    12-bit picture stored in 16 bits does not come out nearly black. Fractions go from 0 to 1.
    """
    if values.dtype == np.uint8:
        return values.astype(np.uint8, copy=False)
    brightest = _brightest(values)
    top = 1 if values.dtype.kind == "f" and brightest <= 1 else 2 ** bits_in_use(values) - 1

    def scaled(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
        numbers = np.nan_to_num(levels.astype(np.float64), posinf=0.0, neginf=0.0)
        shares: NDArray[np.float64] = (numbers.clip(0) / top).clip(0, 1)
        return np.round(shares * 255).astype(np.uint8)

    return by_level(values, scaled)


def bits_in_use(values: NDArray[np.generic]) -> int:
    """Return how many bits the brightest of the values takes, 8 at least."""
    return max(8, math.ceil(math.log2(_brightest(values) + 1)))


def _brightest(values: NDArray[np.generic]) -> float:
    if values.dtype.kind != "f":
        return float(np.max(values, initial=0))
    return float(np.max(values, initial=0, where=np.isfinite(values)))


def by_level(
    values: NDArray[np.generic], convert: Callable[[NDArray[np.generic]], NDArray[np.uint8]]
) -> NDArray[np.uint8]:
    """Convert each sample for itself; of up to 16 bits, through a table of all there can be.

    As floating point numbers a large picture would take gigabytes: others go band by band.
    """
    kind, size = values.dtype.kind, values.dtype.itemsize
    if kind not in "iu" or size > 2:
        return np.concatenate(
            [convert(band) for band in np.array_split(values, 1 + values.size // _BAND)]
        )
    order = values.dtype.byteorder
    codes = values.view(f"{order}u{size}")
    every = np.arange(2 ** (8 * size)).astype(codes.dtype).view(values.dtype)
    converted: NDArray[np.uint8] = convert(every)[codes]
    return converted
