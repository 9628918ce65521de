"""Print to the terminal without disturbing a progress bar or the work."""

import io
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from tqdm import tqdm

from app.base.text import plain_line

if TYPE_CHECKING:
    from typing_extensions import Buffer


def say(*lines: object) -> None:
    """Print lines on the standard output, each as plain text."""
    _write(lines, error=False)


def complain(*lines: object) -> None:
    """Print lines on the standard error, each as plain text."""
    _write(lines, error=True)


def say_json(plain: object) -> int:
    """Print plain values as JSON on the standard output; return 0, as a command that ended well."""
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(plain), indent=2) + b"\n")
    sys.stdout.flush()
    return 0


def _write(lines: tuple[object, ...], *, error: bool) -> None:
    stream = sys.stderr if error else sys.stdout
    if lines and stream is not None:  # None as a program without a console has it
        tqdm.write("\n".join(map(plain_line, lines)), file=stream)
        stream.flush()


def forgive_streams() -> None:
    """Keep printing from ending the work, be it by a closed pipe or by a full disk.

    What nobody takes any more is dropped, also what the interpreter writes when it ends.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        # A console of another code page must not fail either.
        stream.reconfigure(errors="replace")
        if stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _forgiving(stream))


def _forgiving(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    with suppress(OSError):
        stream.flush()
    raw: Any = getattr(stream.buffer, "raw", stream.buffer)
    return io.TextIOWrapper(
        io.BufferedWriter(_Forgiving(raw)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Forgiving(io.RawIOBase):
    """A stream that passes bytes on, and drops those that are not accepted."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream = stream

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, content: "Buffer") -> int | None:
        try:
            return self._stream.write(content)
        except OSError:
            return len(memoryview(content))
