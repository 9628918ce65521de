"""Open a photograph of any supported kind, told by its content and not by its suffix."""

import hashlib
from pathlib import Path

from app.errors import ImageReadError
from app.imaging.dicom import decode_dicom, looks_like_dicom
from app.imaging.raster import decode_raster, looks_like_raster
from app.imaging.types import FundusImage
from app.messages import message

MAX_FILE_BYTES = 1 << 30


def read_image(path: Path) -> FundusImage:
    """Read one photograph.

    Raises:
        ImageReadError: the file is missing, unreadable, damaged or of no known kind.
        UnsupportedImageError: the file is sound but shows no photograph.
    """
    content = read_file(path)
    if looks_like_raster(content):
        return decode_raster(content, path, digest(content))
    if looks_like_dicom(content):
        return decode_dicom(content, path, digest(content))
    raise ImageReadError(
        message("Core", "“{name}” is not a picture that Retivasc knows.", name=path.name),
        message("Core", "Open a DICOM, PNG, JPEG, TIFF or BMP file."),
    )


def looks_like_picture(path: Path) -> bool:
    """Tell from the beginning of a file whether ``read_image`` would try to open it."""
    try:
        with path.open("rb") as file:
            start = file.read(132)
    except OSError:
        return False
    return looks_like_raster(start) or looks_like_dicom(start)


def digest(content: bytes) -> str:
    """Return the SHA-256 hex digest by which results name their image."""
    return hashlib.sha256(content).hexdigest()


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        ImageReadError: it is missing, a folder, empty, too large or not readable.
    """
    try:
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
        content = path.read_bytes()
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
    if not content:
        raise ImageReadError(
            message("Core", "“{name}” is empty.", name=path.name),
            message("Core", "Copy or export the photograph again."),
        )
    return content


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
