"""Decode PNG, JPEG, TIFF and BMP photographs."""

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from app.errors import ImageReadError, UnsupportedImageError
from app.imaging.preprocessing import as_rgb
from app.imaging.types import FundusImage, Rgb
from app.messages import Message, message

MAX_PIXELS = 120_000_000
_SIGNATURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"GIF8",
    b"P5",
    b"P6",
)
_DEEP_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")

# Our own limit is checked against the header, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def looks_like_raster(content: bytes) -> bool:
    """Tell whether the file begins as a supported picture format does."""
    return content.startswith(_SIGNATURES)


def decode_raster(content: bytes, path: Path, sha256: str) -> FundusImage:
    """Decode a picture file; laterality, patient and spacing stay unknown.

    The resolution tag (DPI) speaks of paper, not of the retina, and is never used as spacing.

    Raises:
        ImageReadError: the file is damaged.
        UnsupportedImageError: it has too many pixels.
    """
    # Decoders raise nearly anything on a damaged file; here is the one place that catches it.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's remarks on odd tags are not for the user
            with Image.open(io.BytesIO(content)) as picture:
                check_pixel_count(picture.width, picture.height, path)
                pixels, notices = _decode(picture)
    except (UnsupportedImageError, ImageReadError):
        raise
    except Exception as error:
        raise ImageReadError(
            message("Core", "“{name}” is damaged or incomplete.", name=path.name),
            message("Core", "Copy or export the photograph again."),
        ) from error
    return FundusImage(pixels, path, sha256, warnings=notices)


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


def _decode(picture: Image.Image) -> tuple[Rgb, tuple[Message, ...]]:
    notices = _pages_notice(picture)
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in _DEEP_GREY:
        notices += (
            message("Core", "The picture has more than 8 bits a pixel; it was reduced to 8 bits."),
        )
        return as_rgb(to_8_bit(np.asarray(upright))), notices
    if upright.mode == "P" or "A" in upright.mode:
        upright = upright.convert("RGBA")
        notices += _transparency_notice(upright)
    return as_rgb(np.asarray(upright.convert("RGB"))), notices


def _pages_notice(picture: Image.Image) -> tuple[Message, ...]:
    pages = int(getattr(picture, "n_frames", 1))
    return (first_frame_notice(pages),) if pages > 1 else ()


def first_frame_notice(count: int) -> Message:
    """Say that only the first of several frames or pages is shown."""
    return message("Core", "The file holds {count} frames; the first one is shown.", count=count)


def _transparency_notice(picture: Image.Image) -> tuple[Message, ...]:
    lowest, _ = picture.getchannel("A").getextrema()
    if lowest == 255:
        return ()
    return (message("Core", "The picture has transparent parts; transparency was ignored."),)


def to_8_bit(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Scale deep grey values to 0-255.

    The top of the scale is the next full number of bits above the brightest value, so that a
    12-bit picture stored in 16 bits does not come out nearly black.
    """
    numbers = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    brightest = float(numbers.max(initial=0.0))
    bits = max(8, int(np.ceil(np.log2(brightest + 1)))) if brightest > 0 else 8
    scaled: NDArray[np.uint8] = np.round(numbers.clip(0) / (2**bits - 1) * 255).astype(np.uint8)
    return scaled
