"""Open a photograph of any supported kind, told by its content and not by its suffix."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from app.errors import ImageReadError, UnsupportedImageError
from app.imaging.archive import looks_like_archive
from app.imaging.dicom import decode_dicom, has_preamble, looks_like_dicom
from app.imaging.dicom_pixels import ybr_to_rgb
from app.imaging.preprocessing import as_rgb
from app.imaging.raster import decode_raster, looks_like_raster
from app.imaging.types import Colours, FundusImage
from app.messages import message

MAX_FILE_BYTES = 1 << 30


def read_image(path: Path, frame: int = 0, colours: Colours = "stated") -> FundusImage:
    """Read one photograph: a frame, from 0, of the file; its colours as stated or as ordered.

    Raises:
        ImageReadError: the file is missing, unreadable, damaged or of no known kind.
        UnsupportedImageError: the file is sound but shows no photograph, or has no such frame.
    """
    return decode(read_file(path), path, frame, colours)


def decode(content: bytes, path: Path, frame: int, colours: Colours) -> FundusImage:
    """Decode a file's bytes, told by their content; ``path`` is only its name.

    Raises:
        ImageReadError: they are damaged or of no known kind.
        UnsupportedImageError: they are sound but show no photograph, or have no such frame.
    """
    if looks_like_raster(content) and not has_preamble(content):
        image = decode_raster(content, path, digest(content), frame)
    elif looks_like_dicom(content):
        image = decode_dicom(content, path, digest(content), frame)
    elif looks_like_archive(content):
        raise UnsupportedImageError(
            message("Core", "“{name}” is an archive, not one picture.", name=path.name),
            message("Core", "Unpack it and open a photograph, or use “retivasc analyze”."),
        )
    else:
        raise unknown_kind(path)
    return image if colours == "stated" else _from_ybr(image)


def unknown_kind(path: Path) -> ImageReadError:
    """Word that a file is of no kind that can be read."""
    return ImageReadError(
        message("Core", "“{name}” is not a picture that Retivasc knows.", name=path.name),
        message("Core", "Open a DICOM, PNG, JPEG, TIFF or BMP file."),
    )


def _from_ybr(image: FundusImage) -> FundusImage:
    """Take the colours for YCbCr, as some files hold them though they state RGB."""
    notice = message("Core", "The colours were converted by the user's order.")
    return replace(
        image,
        pixels=as_rgb(ybr_to_rgb(image.pixels)),
        colours="ybr",
        warnings=(*image.warnings, notice),
    )


def starts_like_picture(start: bytes) -> bool:
    """Tell from its first 132 bytes whether a file would be decoded."""
    return looks_like_raster(start) or looks_like_dicom(start)


def digest(content: bytes) -> str:
    """Return the SHA-256 hex digest by which results name their image."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ImageReadError: it is missing, a folder, empty, too large or not readable.
    """
    with open_file(path) as file:
        return file.read()


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading.

    Raises:
        ImageReadError: it is missing, a folder, empty, too large or not readable.
    """
    try:
        _check_file(path)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise ImageReadError(
            message("Core", "“{name}” does not exist.", name=path.name),
            message("Core", "Check the name; the file may have been moved."),
        ) from error
    except (OSError, ValueError) as error:
        raise ImageReadError(
            message("Core", "“{name}” cannot be read: {why}.", name=path.name, why=_reason(error)),
            message("Core", "Check that you may open the file and that its drive is connected."),
        ) from error


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise ImageReadError(
            message("Core", "“{name}” is a folder, not a picture.", name=path.name),
            message("Core", "Choose one of the files in it."),
        )
    if path.exists() and not path.is_file():  # a pipe or a device never ends
        raise ImageReadError(
            message("Core", "“{name}” is not an ordinary file.", name=path.name),
            message("Core", "Choose a picture file."),
        )
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise ImageReadError(
            message("Core", "“{name}” is larger than 1 GB.", name=path.name),
            message("Core", "Export the photograph alone and open that file."),
        )
    if size == 0:
        raise ImageReadError(
            message("Core", "“{name}” is empty.", name=path.name),
            message("Core", "Copy or export the photograph again."),
        )


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
