"""Read files that a person named or a folder contains: ordinary, bounded, completely written."""

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.base.messages import Message, message

_ATTEMPTS = 3
_PAUSE_S = 0.1
"""Between two readings. Whoever writes may be held up, and the file looks at rest meanwhile."""

_FRESH_NS = 2_000_000_000
"""A file changed so shortly ago may still be written to, or have changed twice at one time: FAT
counts in steps of 2 s, and Linux notes the time when a change begins."""

_CHUNK = 1 << 20


class InputError(OSError):
    """A file is not one that can be read: another kind, too large, or not at rest.

    Attributes:
        reason: why, as the end of a sentence.
        hint: what to do about it.
    """

    def __init__(self, reason: Message, hint: Message) -> None:
        super().__init__(errno.EINVAL, str(reason))
        self.reason = reason
        self.hint = hint


class ChangingError(InputError):
    """A file is written to while it is read."""

    def __init__(self) -> None:
        super().__init__(
            message("it is being written to"),
            message("Try again when it is complete."),
        )


def unreadable(path: Path, error: OSError | ValueError) -> tuple[Message, Message]:
    """Return why a file cannot be read, and what to do about it."""
    what = message("“{name}” cannot be read: {why}.", name=path.name, why=reason(error))
    if isinstance(error, InputError):
        return what, error.hint
    return what, message("Check that you may open the file and that its drive is connected.")


def reason(error: OSError | ValueError) -> Message | str:
    """Return why a file cannot be read, as the end of a sentence."""
    if isinstance(error, InputError):
        return error.reason
    return getattr(error, "strerror", None) or str(error)


def read_input(path: Path, *, limit: int, in_place: bool = False) -> bytes:
    """Return the content of an ordinary file as it was at one moment.

    One that changes meanwhile is read again, a few times.

    Args:
        path: the file, or a link to it.
        limit: how many bytes it may have.
        in_place: another program may be writing it, byte by byte: one that has just changed must
            be the same a little later. Not needed where files are put in place whole.

    Raises:
        ChangingError: it changes again and again.
        OSError: as ``open_input``.
    """
    for attempt in range(_ATTEMPTS):
        time.sleep(_PAUSE_S if attempt else 0)
        with suppress(ChangingError), open_input(path, limit=limit) as file:
            return _read(file, limit, in_place)
    raise ChangingError


@contextmanager
def open_input(path: Path, *, limit: int) -> Iterator[BinaryIO]:
    """Open an ordinary file for reading; it must not change until the end of the block.

    Raises:
        InputError: it is a folder, a pipe or a device, has more than ``limit`` bytes, or changed.
        OSError: the system does not give it out.
        ValueError: no file can have this name.
    """
    _check(os.stat(path), limit)  # before: to open a device may already do something
    with open(path, "rb", opener=_open_at_once) as file:
        status = os.fstat(file.fileno())
        _check(status, limit)
        with _at_rest(path, status):
            yield file


@contextmanager
def at_rest(path: Path) -> Iterator[None]:
    """Check that a file does not change during the block; if it fails, that may be why.

    Raises:
        ChangingError: it does.
    """
    with _at_rest(path, _status(path)):
        yield


@contextmanager
def _at_rest(path: Path, before: os.stat_result | None) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if _has_changed(path, before):
            raise ChangingError from error
        raise
    if _has_changed(path, before):
        raise ChangingError


def _has_changed(path: Path, before: os.stat_result | None) -> bool:
    """Return whether a file has changed; a deleted one stayed complete as long as it was open."""
    now = _status(path)
    return before is not None and now is not None and _stamp(now) != _stamp(before)


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _open_at_once(name: str, flags: int) -> int:
    # What has become a pipe since it was looked at would be waited for.
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _check(status: os.stat_result, limit: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise InputError(message("it is a folder"), message("Choose one of the files in it."))
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device never ends
        raise InputError(
            message("it is not an ordinary file"),
            message("Save its contents as an ordinary file, and choose that one."),
        )
    if status.st_size > limit:
        raise InputError(
            message("it is larger than {size} MB", size=max(1, limit >> 20)),
            message("Choose another file; files of this kind are smaller."),
        )


def _read(file: BinaryIO, limit: int, in_place: bool) -> bytes:
    """Read an open file; a freshly changed one twice, as its time stamp says too little."""
    content = file.read(limit + 1) or b""
    status = os.fstat(file.fileno())
    fresh = in_place and abs(time.time_ns() - status.st_mtime_ns) < _FRESH_NS
    if len(content) != status.st_size or (fresh and not _holds(file, content)):
        raise ChangingError
    return content


def _holds(file: BinaryIO, content: bytes) -> bool:
    time.sleep(_PAUSE_S)
    file.seek(0)
    view = memoryview(content)
    pieces = (view[start : start + _CHUNK] for start in range(0, len(view), _CHUNK))
    return all(file.read(len(piece)) == piece for piece in pieces)
