"""Watch the folders of cameras: what lies there whole is taken into the queue, once."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from app.base.errors import ReportWriteError, StoreError
from app.base.inputs import ChangingError, read_input
from app.node.configuration import FolderSettings
from app.node.intake import Intake
from app.reading.opening import MAX_FILE_BYTES
from app.store.arrivals import is_known
from app.store.database import Store

_LOOK_S = 0.5
_SUFFIXES = {"", ".dcm", ".dicom", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".jp2"}
_LOG = logging.getLogger(__name__)


class FolderWatcher:
    """Watch one folder from ``start`` until ``stop``.

    The system tells at once of what is new on a disk of its own; of drives of the network it does
    not, so that the folder is looked through from time to time as well.
    """

    def __init__(self, settings: FolderSettings, store: Store, node: str, intake: Intake) -> None:
        self._settings, self._store, self._node, self._intake = settings, store, node, intake
        self._folder = Path(settings.path)
        self._seen: dict[Path, tuple[str, float]] = {}
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watching")

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Ask it to end."""
        self._stop.set()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until it has ended, or so long."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        observer, next_scan = None, 0.0
        while not self._stop.wait(_LOOK_S):
            if time.monotonic() >= next_scan:
                next_scan = time.monotonic() + self._settings.rescan_s
                self._scan()
                observer = observer or self._observe()
            self._take_what_rests()
        if observer is not None:
            observer.stop()
            observer.join()

    def _observe(self) -> "Observer | None":  # type: ignore[valid-type]
        """Have the system tell of what is new; None where it cannot, such as of a missing drive."""
        observer = Observer()
        try:
            observer.schedule(_Noting(self._note), str(self._folder), recursive=True)
            observer.start()
        except OSError as error:
            _LOG.info("a folder cannot be watched: %s", error.strerror)
            return None
        return observer

    def _scan(self) -> None:
        for path in _files_below(self._folder):
            self._note(path)

    def _note(self, path: Path) -> None:
        """Remember a file that may be new."""
        stamp = _stamp(path)
        if stamp is None or path.suffix.lower() not in _SUFFIXES or path.name.startswith("."):
            return
        with self._lock:
            if self._seen.get(path, ("", 0.0))[0] != stamp:
                self._seen[path] = (stamp, time.monotonic())

    def _take_what_rests(self) -> None:
        now = time.monotonic()
        with self._lock:
            waiting = [(path, stamp) for path, (stamp, since) in self._seen.items() if since]
            since_of = {path: since for path, (_, since) in self._seen.items()}
        for path, stamp in waiting:
            if self._stop.is_set():
                return
            if _stamp(path) != stamp:
                self._note(path)
            elif now - since_of[path] >= self._settings.settle_s:
                self._take(path, stamp)

    def _take(self, path: Path, stamp: str) -> None:
        try:
            if not is_known(self._store, self._node, str(path), stamp):
                content = read_input(path, limit=MAX_FILE_BYTES, in_place=True)
                if content:
                    self._intake.take(path, content, stamp)
        except ChangingError:
            return  # it rests another time
        except (StoreError, ReportWriteError, OSError) as error:
            _LOG.info("not taken from a folder: %s", type(error).__name__)
            return
        with self._lock:
            self._seen[path] = (stamp, 0.0)  # done, until it changes


class _Noting(FileSystemEventHandler):
    def __init__(self, note: "object") -> None:
        self._note = note

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a file that was made, written, closed or given a name."""
        if event.is_directory or event.event_type in ("opened", "closed_no_write", "deleted"):
            return
        self._note(Path(os.fsdecode(event.dest_path or event.src_path)))  # type: ignore[operator]


def _files_below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in files)


def _stamp(path: Path) -> str | None:
    with suppress(OSError, ValueError):
        status = os.stat(path)
        return f"{status.st_size} {status.st_mtime_ns}"
    return None
