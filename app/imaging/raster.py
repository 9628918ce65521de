"""Decode PNG, JPEG, TIFF, BMP, GIF and PPM photographs."""

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin, UnidentifiedImageError

from app.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.imaging.damage import damage_in_file
from app.imaging.preprocessing import as_rgb
from app.imaging.types import FundusImage, Rgb
from app.messages import Message, message

MAX_PIXELS = 120_000_000
_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",  # BigTIFF; Pillow reads no big endian ones
    b"BM",
    b"GIF8",
    b"P5",
    b"P6",
)
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")
_BAND = 1 << 22
"""Samples that are converted together as floating point numbers, which take eight bytes each."""

# Our own limit is checked against the header, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
# Of uncompressed planes of 16 bits Pillow's own reader takes 8 bits for a pixel, silently.
TiffImagePlugin.READ_LIBTIFF = True


def looks_like_raster(content: bytes) -> bool:
    """Tell whether the file begins as a supported picture format does."""
    return content.startswith(_SIGNATURES)


def decode_raster(content: bytes, path: Path, sha256: str, frame: int = 0) -> FundusImage:
    """Decode a page of a picture file, from 0; laterality, patient and spacing stay unknown.

    The resolution tag (DPI) speaks of paper, not of the retina, and is never used as spacing.

    Raises:
        ImageReadError: the file is damaged.
        UnsupportedImageError: it has too many pixels, or no page of that number.
    """
    with _damage_is_told(path), Image.open(io.BytesIO(content)) as picture:
        frames = _page_count(picture)
        check_frame(frame, frames, path)
        if frame:
            picture.seek(frame)
        check_pixel_count(picture.width, picture.height, path)
        notices = frame_notices(frame, frames) + _depth_notice(picture)
        picture.load()
        damage = damage_in_file(content, picture)
        pixels, doubts = _shown(picture)
    return FundusImage(
        pixels,
        path,
        sha256,
        frame=frame,
        frames=frames,
        warnings=notices + doubts,
        unsuitable=damage,
    )


def count_pages(file: BinaryIO, path: Path) -> int:
    """Return how many pages or frames a picture file has, decoding none.

    Raises:
        ImageReadError: the file is damaged.
    """
    with _damage_is_told(path), Image.open(file) as picture:
        return _page_count(picture)


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
            message("Core", "“{name}” is damaged, or stored in an unusual way.", name=path.name),
            message("Core", "Export the photograph again as PNG or JPEG and open that file."),
        ) from error
    except Exception as error:
        raise ImageReadError(
            message("Core", "“{name}” is damaged or incomplete.", name=path.name),
            message("Core", "Copy or export the photograph again."),
        ) from error


def check_pixel_count(width: int, height: int, path: Path) -> None:
    """Refuse a picture that would not fit into memory, before it is decoded.

    Raises:
        UnsupportedImageError: it has more than MAX_PIXELS pixels, or none.
    """
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise UnsupportedImageError(
            message(
                "Core",
                "“{name}” states a size of {width} × {height} pixels, which cannot be opened.",
                name=path.name,
                width=width,
                height=height,
            ),
            message("Core", "Photographs up to 120 megapixels are supported."),
        )


def check_frame(frame: int, frames: int, path: Path) -> None:
    """Refuse a frame or page, counted from 0, that the file does not have.

    Raises:
        UnsupportedImageError: it is beyond the last one.
    """
    if not 0 <= frame < frames:
        raise UnsupportedImageError(
            message(
                "Core",
                "“{name}” has no frame {number}; its last one is {count}.",
                name=path.name,
                number=frame + 1,
                count=frames,
            ),
            message("Core", "Choose one of the frames that the file has."),
        )


def frame_notices(frame: int, frames: int) -> tuple[Message, ...]:
    """Say which of several frames or pages is shown; nothing where there is only one."""
    if frames == 1:
        return ()
    return (
        message(
            "Core",
            "Frame {number} of {count} in this file is shown.",
            number=frame + 1,
            count=frames,
        ),
    )


def _page_count(picture: Image.Image) -> int:
    return int(getattr(picture, "n_frames", 1))


def _depth_notice(picture: ImageFile.ImageFile) -> tuple[Message, ...]:
    """Say that a picture not yet loaded has more than 8 bits a sample."""
    # Pillow gives the upper 8 of 16 bits a colour; only its plan of decoding tells that.
    plan = " ".join(str(part) for part in picture.tile if picture.format != "BMP")
    if picture.mode not in _DEEP_GREY and ";16" not in plan:
        return ()
    return (message("Core", "The picture has more than 8 bits a pixel; it was reduced to 8 bits."),)


def _shown(picture: Image.Image) -> tuple[Rgb, tuple[Message, ...]]:
    """Bring a loaded picture to upright RGB of 8 bits, and say what was lost."""
    white_is_zero = _white_is_zero(picture)
    ImageOps.exif_transpose(picture, in_place=True)  # each copy of a large one is 400 MB
    upright: Image.Image = picture
    if upright.mode in _DEEP_GREY:
        grey = to_8_bit(np.asarray(upright))
        return as_rgb(255 - grey if white_is_zero else grey), ()
    notices: tuple[Message, ...] = ()
    if upright.mode == "P" or "A" in upright.mode:
        upright = upright.convert("RGBA")
        notices = _transparency_notice(upright)
    rgb = upright if upright.mode == "RGB" else upright.convert("RGB")
    return as_rgb(np.asarray(rgb)), notices


def _white_is_zero(picture: Image.Image) -> bool:
    """Tell whether 0 means white, which Pillow heeds of up to 8 bits only."""
    tags = picture.tag_v2 if isinstance(picture, TiffImagePlugin.TiffImageFile) else {}
    return tags.get(TiffImagePlugin.PHOTOMETRIC_INTERPRETATION) == 0


def _transparency_notice(picture: Image.Image) -> tuple[Message, ...]:
    lowest, _ = picture.getchannel("A").getextrema()
    if lowest == 255:
        return ()
    return (message("Core", "The picture has transparent parts; transparency was ignored."),)


def to_8_bit(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale deep grey values to 0-255.

    The top of the scale is the next full number of bits above the brightest value, so that a
    12-bit picture stored in 16 bits does not come out nearly black. Fractions go from 0 to 1.
    """
    brightest = float(np.max(values, initial=0, where=np.isfinite(values)))
    bits = max(8, int(np.ceil(np.log2(brightest + 1)))) if brightest > 0 else 8
    top = 1 if values.dtype.kind == "f" and brightest <= 1 else 2**bits - 1

    def scaled(levels: NDArray[np.generic]) -> NDArray[np.uint8]:
        numbers = np.nan_to_num(levels.astype(np.float64), posinf=0.0, neginf=0.0)
        shares: NDArray[np.float64] = (numbers.clip(0) / top).clip(0, 1)
        return np.round(shares * 255).astype(np.uint8)

    return by_level(values, scaled)


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
