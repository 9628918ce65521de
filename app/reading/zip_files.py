"""Read members of a ZIP archive in memory; nothing is ever written to disk."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from app.base.errors import ImageReadError, RetivascError, UnsupportedImageError
from app.base.inputs import open_input, unreadable
from app.base.messages import message

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 1 << 30
MAX_TOTAL_BYTES = 1 << 36
MAX_RATIO = 500
"""How many times its size an archive may inflate to; photographs stay far below."""

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 1
_STATES_UTF_8 = 0x800
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    RuntimeError,
    ValueError,
)


def looks_like_archive(start: bytes) -> bool:
    """Return whether a file begins as a ZIP archive does."""
    return start.startswith(_SIGNATURES)


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive that is neither damaged nor too large.

    Raises:
        ImageReadError: the archive is damaged or unreadable.
        UnsupportedImageError: it holds too many files or inflates to too much.
    """
    with _damage_is_told(path), open_input(path, limit=MAX_TOTAL_BYTES) as file:
        with zipfile.ZipFile(file) as archive:
            _check_bounds(archive.infolist(), path)
            encoding = _encoding_of_names(archive.infolist())
        with zipfile.ZipFile(file, metadata_encoding=encoding) as archive:
            yield archive


def _encoding_of_names(members: list[zipfile.ZipInfo]) -> str | None:
    """Return how the names that do not state it are encoded; None where the format's own may do."""
    unstated = [member for member in members if not member.flag_bits & _STATES_UTF_8]
    raw = b"\n".join(member.orig_filename.encode("cp437") for member in unstated)
    if raw.isascii():
        return None
    with suppress(UnicodeDecodeError):
        raw.decode("utf-8")
        return "utf-8"
    with suppress(UnicodeDecodeError):
        foreign = "".join(sign for sign in raw.decode("gb18030") if not sign.isascii())
        # “Müller” would read “M乴ler”: of Chinese names some sign at least is a common one.
        if foreign.encode("gb2312", errors="ignore"):
            return "gb18030"
    return None


def member_names(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Return the names of an archive's files in its order, folders and hidden ones left out."""
    return tuple(
        member.filename
        for member in archive.infolist()
        if not (member.is_dir() or _is_hidden(member.filename))
    )


@contextmanager
def open_member(archive: zipfile.ZipFile, name: str) -> Iterator[BinaryIO]:
    """Open one file of an archive for reading, inflated as it is read.

    Raises:
        ImageReadError: the member is missing, damaged, empty or encrypted.
        UnsupportedImageError: it is too large, or its name points out of the archive.
    """
    with _damage_is_told(Path(name)):
        member = archive.getinfo(name)
        _check_member(member)
        with archive.open(member) as file:
            yield cast(BinaryIO, file)


def read_member(path: Path, name: str) -> bytes:
    """Return the bytes of one file of an archive.

    Raises:
        RetivascError: as ``open_archive`` and ``open_member``.
    """
    with open_archive(path) as archive, open_member(archive, name) as file:
        return file.read()


@contextmanager
def _damage_is_told(path: Path) -> Iterator[None]:
    try:
        yield
    except RetivascError:
        raise
    except NotImplementedError as error:
        raise UnsupportedImageError(
            message("“{name}” is packed in a way that is not supported.", name=path.name),
            message("Unpack it and open the photographs themselves."),
        ) from error
    except OSError as error:
        raise ImageReadError(*unreadable(path, error)) from error
    except _DAMAGES as error:
        raise ImageReadError(
            message("“{name}” is damaged or incomplete.", name=path.name),
            message("Copy or export the archive again."),
        ) from error


def _check_bounds(members: list[zipfile.ZipInfo], path: Path) -> None:
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_much = total > MAX_TOTAL_BYTES or total > MAX_RATIO * max(packed, 1 << 20)
    if len(members) > MAX_MEMBERS or too_much:
        raise UnsupportedImageError(
            message(
                "The archive “{name}” contains more than can be opened ({count} files, {size} MB).",
                name=path.name,
                count=len(members),
                size=total >> 20,
            ),
            message("Unpack it and open the photographs themselves."),
        )


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if _leads_out(name):
        raise UnsupportedImageError(
            message("The name “{name}” points outside its archive.", name=name),
            message("Ask whoever made this archive for a new one."),
        )
    if member.flag_bits & _ENCRYPTED:
        raise ImageReadError(
            message("“{name}” is encrypted in its archive.", name=name),
            message("Unpack the archive with its password and open the photographs."),
        )
    if member.file_size == 0:
        raise ImageReadError(
            message("“{name}” is empty.", name=name),
            message("Copy or export the photograph again."),
        )
    if member.file_size > MAX_MEMBER_BYTES:
        raise UnsupportedImageError(
            message("“{name}” is larger than 1 GB.", name=name),
            message("Export the photograph alone and open that file."),
        )


def _leads_out(name: str) -> bool:
    windows = PureWindowsPath(name)
    return bool(
        ".." in windows.parts or windows.drive or windows.root or PurePosixPath(name).is_absolute()
    )


def _is_hidden(name: str) -> bool:
    parts = PureWindowsPath(name).parts
    # macOS puts its own notes about each file next to them, under the same names.
    return "__MACOSX" in parts or any(part.startswith(".") and part != ".." for part in parts)
