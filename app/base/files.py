"""Write files completely or not at all, durably, and readable only for the user."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from app.base.errors import ReportWriteError
from app.base.messages import message

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700
_HINTS = {
    errno.ENOSPC: message("Free some space, or choose another folder."),
    errno.EDQUOT: message("Free some space, or choose another folder."),
    errno.ENAMETOOLONG: message("Choose a shorter name."),
}
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EBADF)
"""What systems answer that cannot make a folder durable, such as some network drives."""


def make_folder(path: Path) -> None:
    """Make a folder for results, and its parents, for the user alone, unless it exists.

    Raises:
        ReportWriteError: it cannot be made.
    """
    try:
        make_missing(path)
    except OSError as error:
        raise ReportWriteError(
            message("The folder “{name}” cannot be made: {why}.", name=path, why=error.strerror),
            message("Choose another folder."),
        ) from error


def make_missing(path: Path) -> None:
    """Make a folder as ``make_folder`` does.

    Raises:
        OSError: it cannot be made.
    """
    if path.is_dir():
        return
    if path.parent != path:
        make_missing(path.parent)
    try:
        path.mkdir(mode=_FOLDER_MODE)
    except FileExistsError:
        if not path.is_dir():  # not just made by another process
            raise
    sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name next to it, then put it in place in one step.

    A reader never sees half a file, and the old one survives a full disk. A new file is for the
    user alone; one that is replaced leaves its permissions to the new one.

    Raises:
        ReportWriteError: the folder is missing, read-only or full, or the file is held open.
    """
    with writing_is_told(path):
        # Opened by name, not by mkstemp: the path is the one that the user gave.
        temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")
        try:
            write_new(temporary, content)
            keep_permissions(path, temporary)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def cannot_lock(folder: Path, error: OSError | NotImplementedError) -> ReportWriteError:
    """Return in words that a folder cannot be locked, as on some drives of a network."""
    return ReportWriteError(
        message(
            "The folder “{name}” cannot be locked or written to: {why}.",
            name=folder,
            why=getattr(error, "strerror", None) or error,
        ),
        message("Check the drive, or choose a folder on this computer."),
    )


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, for the user alone, and make sure that it is on the disk.

    Raises:
        OSError: it is there, or cannot be written.
    """
    with open_private(path, "xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def append(path: Path, content: bytes) -> None:
    """Append all of a content to a file or nothing, and make sure that it is on the disk.

    Raises:
        OSError: it cannot be written.
    """
    with open_private(path, "ab") as file:
        end = file.seek(0, os.SEEK_END)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(end)
            raise


def open_private(path: Path | str, mode: str, encoding: str | None = None) -> IO[Any]:
    """Open a file; a newly created one is for the user alone, whatever the umask.

    Raises:
        OSError: it cannot be opened.
    """
    return open(path, mode, encoding=encoding, opener=_open_private)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, _FILE_MODE)


def keep_permissions(old: Path, new: Path) -> None:
    """Give a file the permissions of the one it is about to replace."""
    if os.name == "posix":
        with suppress(OSError):  # there is none, or its file system knows no permissions
            new.chmod(stat.S_IMODE(old.stat().st_mode) & 0o777)


def sync_folder(folder: Path) -> None:
    """Make the names of a folder's files survive a power cut, where the system can.

    Raises:
        OSError: the disk fails.
    """
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


@contextmanager
def writing_is_told(path: Path) -> Iterator[None]:
    """Turn what the system says against writing a file into a clear error.

    Raises:
        ReportWriteError: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        hint = _HINTS.get(
            error.errno or 0,
            message("Choose another folder, or close the program that is using the file."),
        )
        raise ReportWriteError(
            message("“{name}” cannot be written: {why}.", name=path.name, why=why), hint
        ) from error
