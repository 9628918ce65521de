"""Open a photograph of any supported kind, recognised by its content, not its suffix."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from app.base.errors import ImageReadError, UnsupportedImageError
from app.base.inputs import ChangingError, at_rest, open_input, read_input, unreadable
from app.base.messages import message
from app.domain.photograph import Colours, FundusImage
from app.imaging.colour import as_rgb
from app.reading.dicom.file import decode_dicom, dicom_damage, looks_like_dicom
from app.reading.dicom.pixels import ybr_to_rgb
from app.reading.raster import decode_raster, looks_like_raster, raster_damage
from app.reading.zip_files import MAX_TOTAL_BYTES, looks_like_archive

MAX_FILE_BYTES = 1 << 30
START = 1024
"""Bytes that tell the kind of a file."""


def read_image(path: Path, frame: int = 0, colours: Colours = "stated") -> FundusImage:
    """Read one photograph: a frame, from 0, of the file; its colours as stated or as ordered.

    Raises:
        ImageReadError: the file is missing, unreadable, damaged, being written to or of no known
            kind.
        UnsupportedImageError: the file is sound but shows no photograph, or has no such frame.

    Example:
        >>> from app.base.paths import sample
        >>> photograph = read_image(sample())
        >>> photograph.width, photograph.height, photograph.frames
        (999, 960, 1)
    """
    with written_is_told(path):
        return decode(read_file(path), path, frame, colours)


def decode(
    content: bytes, path: Path, frame: int, colours: Colours, *, checked: bool = True
) -> FundusImage:
    """Decode a file's bytes, recognised by their content; ``path`` is only its name.

    Args:
        checked: whether the coded data are looked at, too, which takes longer than decoding them;
            if not, that is left to ``DecodedPhotograph.checked``.

    Raises:
        ImageReadError: they are damaged or of no known kind.
        UnsupportedImageError: they are sound but show no photograph, or have no such frame.
    """
    if looks_like_dicom(content):
        image = decode_dicom(content, path, digest(content), frame, checked=checked)
    elif looks_like_raster(content):
        image = decode_raster(content, path, digest(content), frame, checked=checked)
    elif looks_like_archive(content):
        raise UnsupportedImageError(
            message("“{name}” is an archive, not a single picture.", name=path.name),
            message("Unpack it and open one of its photographs."),
        )
    else:
        raise unknown_kind(path)
    return image if colours == "stated" else _from_ybr(image)


@dataclass(frozen=True, eq=False)
class DecodedPhotograph:
    """A photograph that can be shown, but must not be measured before it was checked.

    Attributes:
        content: the bytes that it was decoded from.
    """

    image: FundusImage
    content: bytes

    def checked(self) -> FundusImage:
        """Return the photograph, and why it must not be measured if its data are damaged.

        Raises:
            ImageReadError: they are damaged beyond that.
        """
        image = self.image
        if image.unsuitable is not None:
            return image
        find_damage = dicom_damage if looks_like_dicom(self.content) else raster_damage
        return replace(image, unsuitable=find_damage(self.content, image.path, image.frame))


def unknown_kind(path: Path) -> ImageReadError:
    """Return the error for a file of a kind that cannot be read."""
    return ImageReadError(
        message("“{name}” is not a kind of picture that Retivasc can open.", name=path.name),
        message("Open a DICOM, PNG, JPEG, TIFF or BMP file."),
    )


def _from_ybr(image: FundusImage) -> FundusImage:
    """Read the colours as YCbCr, which some files store although they state RGB."""
    notice = message("The colours were converted at the user's request.")
    return replace(
        image,
        pixels=as_rgb(ybr_to_rgb(image.pixels)),
        colours="ybr",
        warnings=(*image.warnings, notice),
    )


def starts_like_picture(start: bytes) -> bool:
    """Return whether a file would be decoded, by its first 132 bytes."""
    return looks_like_raster(start) or looks_like_dicom(start)


def start_of(path: Path) -> bytes:
    """Return the first START bytes of a file; nothing if it cannot be read."""
    try:
        with open_input(path, limit=MAX_TOTAL_BYTES) as file:
            return file.read(START)
    except (OSError, ValueError):
        return b""


def digest(content: bytes) -> str:
    """Return the SHA-256 hex digest by which results name their image.

    Example:
        >>> digest(b"")[:8]
        'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ImageReadError: it is missing, a folder, empty, too large, not readable or being written to.
    """
    with _told(path):
        content = read_input(path, limit=MAX_FILE_BYTES, in_place=True)
    if not content:
        raise _empty(path)
    return content


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading.

    Raises:
        ImageReadError: it is missing, a folder, empty, too large, not readable or being written to.
    """
    with _told(path), open_input(path, limit=MAX_FILE_BYTES) as file:
        if not os.fstat(file.fileno()).st_size:
            raise _empty(path)
        yield file


@contextmanager
def written_is_told(path: Path) -> Iterator[None]:
    """Check that a file does not change while it is worked on, which may be why that fails.

    Raises:
        ImageReadError: it is.
    """
    try:
        with at_rest(path):
            yield
    except ChangingError as error:
        raise ImageReadError(*unreadable(path, error)) from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise ImageReadError(
            message("“{name}” does not exist.", name=path.name),
            message("Check the name; the file may have been moved."),
        ) from error
    except (OSError, ValueError) as error:
        raise ImageReadError(*unreadable(path, error)) from error


def _empty(path: Path) -> ImageReadError:
    return ImageReadError(
        message("“{name}” is empty.", name=path.name),
        message("Copy or export the photograph again."),
    )
