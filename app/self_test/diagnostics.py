"""What helps to find a fault: the log of this session and a description of the computer.

Both are meant to be sent to others, so that nothing in them may name a patient: what could be a
name, a path, a number of a person or a date is replaced by an ellipsis. Too much is taken rather
than too little.
"""

import logging
import os
import platform
import re
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import copy
from ctypes import byref, c_ulonglong
from importlib import metadata
from pathlib import Path
from types import TracebackType

from typing_extensions import override

from app import __version__
from app.analysis.findings import Predictor

HIDDEN = "…"
_KEPT_LINES = 2000
_PACKAGES = ("openvino", "torch", "numpy", "scipy", "scikit-image", "pydicom", "pillow", "PyQt5")
_SUFFIXES = (
    "png|jpe?g|tiff?|bmp|p[pgn]m|gif|webp|heic|jp2|j2k|raw|dat|bin|dcm|dicom|ima|zip|gz|pdf|csv"
    "|xlsx?|docx?|json|toml|xml|txt|svg|ts|safetensors|bak|tmp"
)
_LONGEST_LINE = 2000
# A quotation ends at the last mark of its line: what is quoted may hold marks itself.
_TRACES = [
    re.compile(pattern)
    for pattern in (
        r"“(?:.*”|.*$)|«(?:.*»|.*$)|「(?:.*」|.*$)|『(?:.*』|.*$)|‘(?:.*’|.*$)",
        r"\"(?:.*\"|.*$)",
        r"`(?:.*`|.*$)",
        r"(?<!\w)[bru]?'(?:.*'(?!\w)|.*$)",
        # DICOM elements, and whatever is said of a patient.
        r"\([0-9A-Fa-f]{4}, ?[0-9A-Fa-f]{4}\).*$",
        r"(?i)\bpatient.*$",
        # Paths: of Windows, of a server, of other systems, as address. They may hold blanks.
        r"\b[A-Za-z]:[\\/].*$",
        r"\\\\.*$",
        r"(?<![\w/])(?:\w{2,}:/|~|\.{1,2})?/\S.*$",
        r"[^\s:;,(\[=]*(?:\\|\w/\w+/).*$",
        # Names of files, and of persons as DICOM writes them, with the words before them.
        rf"(?i)[^:;,(\[=]*\S\.(?:{_SUFFIXES})\b",
        r"[^:;,(\[=]*\^[^:;,)\]]*",
        # Words of other scripts: the program's own log is English.
        r"\S*[^\W\d_a-zA-Z]\S*",
        r"\S+@\S+",
        # Numbers of persons, unique identifiers, and dates within a line.
        r"\b\d+(?:\.\d+){3,}\b",
        r"\b[A-Za-z]*\d{5,}\w*",
        r"(?<!^)\b\d{4}[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.]\d{4}\b",
    )
]


def without_names(text: str) -> str:
    """Return a text with everything replaced that could identify a patient.

    Lines are cut at 2000 characters: looking for traces takes the square of their length.
    """
    return "\n".join(_line_without_names(line[:_LONGEST_LINE]) for line in text.splitlines())


def _line_without_names(line: str) -> str:
    for trace in _TRACES:
        line = trace.sub(HIDDEN, line)
    return re.sub(rf"{HIDDEN}(?:[ {HIDDEN}]*{HIDDEN})+", HIDDEN, line)


class PrivateFormatter(logging.Formatter):
    """Write records in one form, without anything that could identify a patient."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Return the line of a record."""
        record.message = without_names(record.message)
        return super().formatMessage(record)

    def formatException(  # noqa: N802
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return where an error and its causes happened, by module instead of by path."""
        error = ei[1]
        return "" if error is None else "\n".join(_places(error))

    @override
    def format(self, record: logging.LogRecord) -> str:
        private = copy(record)
        # Another handler may have kept its own wording of the error, which names files.
        private.exc_text = None
        return super().format(private)


def _places(error: BaseException) -> list[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = _places(cause) if cause is not None else []
    lines += [
        f"  {_module(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [*lines, f"{type(error).__name__}: {without_names(str(error))}"]


def _module(file: str) -> str:
    """Return a source file's module name, without the folders around its package."""
    parts = Path(file).with_suffix("").parts
    for root, offset in (("site-packages", 1), ("app", 0)):
        if root in parts:
            start = len(parts) - 1 - parts[::-1].index(root) + offset
            return ".".join(parts[start:])
    return parts[-1]


class SessionLog(logging.Handler):
    """The last lines of this session, which passes each new one on to its followers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(PrivateFormatter())
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._followers: tuple[Callable[[str], None], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines that are kept, the oldest first."""
        self.acquire()
        try:
            return tuple(self._lines)
        finally:
            self.release()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Store a record; called in the thread that made it, which holds the handler's lock."""
        line = self.format(record)
        self._lines.append(line)
        for follower in self._followers:
            with suppress(RuntimeError):  # its window is just being taken away
                follower(line)

    def follow(self, follower: Callable[[str], None]) -> None:
        """Call a function with each new line, in whatever thread it was made."""
        self._followers = (*self._followers, follower)

    def unfollow(self, follower: Callable[[str], None]) -> None:
        """Stop calling it; nothing happens if it was not being called."""
        self._followers = tuple(other for other in self._followers if other != follower)


def session_log() -> SessionLog:
    """Return the one log of this session; it begins at the first call."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, SessionLog):
            return handler
    log = SessionLog()
    root.addHandler(log)
    return log


def diagnostics_text(
    predictor: Predictor | None,
    *,
    language: str,
    window: Mapping[str, str] | None = None,
    log: Iterable[str] = (),
) -> str:
    """Describe program, computer and model, and add the last lines of the log, in English.

    Args:
        predictor: the model; None while none is loaded.
        language: of the window.
        window: what only the window knows, such as Qt's version and the screens.
        log: lines, which are freed of names once more.
    """
    facts = {
        "Retivasc": __version__,
        "Python": platform.python_version(),
        **{name: version_of(name) for name in _PACKAGES},
        **(window or {}),
        "System": platform.platform(),
        "Processor": f"{_processor()}, {os.cpu_count()} cores",
        "Memory": _memory(),
        "Language": language,
        "Model": _model(predictor),
    }
    lines = [f"{name}: {value}" for name, value in facts.items()]
    return "\n".join([*lines, "", "Log", *(without_names(line) for line in log), ""])


def version_of(distribution: str) -> str:
    """Return the version of an installed package; a frozen program may not know it."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"


def _model(predictor: Predictor | None) -> str:
    if predictor is None:
        return "not loaded"
    return (
        f"{predictor.name} {predictor.version}, SHA-256 {predictor.sha256}, "
        f"{predictor.device}, {predictor.precision}"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else platform.processor() or platform.machine() or "unknown"


def _memory() -> str:
    if sys.platform == "win32":
        from ctypes import windll

        kilobytes = c_ulonglong()
        windll.kernel32.GetPhysicallyInstalledSystemMemory(byref(kilobytes))
        size = kilobytes.value * 1024
    else:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 2**30:.1f} GiB"
