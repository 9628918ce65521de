"""Keep what is to be sent on disk until the archive has it, over restarts and crashes."""

import hashlib
import io
import logging
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydicom.dataset import Dataset

from app.archive.connection import Archive, store
from app.archive.failures import SendError, unreadable
from app.archive.outbox_entry import (
    OBJECT,
    STATE,
    DamagedEntryError,
    OutboxEntry,
    after_failure,
    decode_entry,
    encode_entry,
    is_due,
)
from app.errors import ReportWriteError
from app.files import make_folder, write_whole
from app.messages import message
from app.progress import OnProgress, ShouldStop, ignore_progress, never_stop

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


__all__ = ["Outbox", "OutboxEntry"]

_DAMAGED, _LOCK = "damaged", ".lock"
_ABANDONED_S = 3600  # age at which what is half added can no longer be in the making
_LOG = logging.getLogger(__name__)


class Outbox:
    """Hold a folder of entries: each a folder of its own with the object and its state.

    Entries come and go by one renaming. Any number of processes may use the folder at once; only
    one of them sends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, dataset: Dataset, archive: Archive) -> OutboxEntry:
        """Put in an object with its file meta information; it is due at once.

        Raises:
            ReportWriteError: it cannot be written.
        """
        self._make()
        buffer = io.BytesIO()
        dataset.save_as(buffer, enforce_file_format=True)
        content, now = buffer.getvalue(), datetime.now(UTC)
        entry = OutboxEntry(
            id=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}",
            archive=archive,
            sop_class_uid=str(dataset.SOPClassUID),
            sop_instance_uid=str(dataset.SOPInstanceUID),
            sha256=hashlib.sha256(content).hexdigest(),
            added=now,
            due=now,
        )
        aside = self._folder / f".new-{entry.id}"
        with _told(aside):
            try:
                aside.mkdir(mode=0o700)
                _write_private(aside / OBJECT, content)
                _write_private(aside / STATE, encode_entry(entry))
                aside.rename(self._folder / entry.id)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
        return entry

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all that can be read, the oldest first; what cannot is set aside."""
        found = (self._read(folder.name) for folder in self._folders())
        return tuple(entry for entry in found if entry is not None)

    def due(self, now: datetime) -> tuple[OutboxEntry, ...]:
        """Return what is to be sent at a time (with zone), the oldest first."""
        return tuple(entry for entry in self.entries() if is_due(entry, now))

    def damaged(self) -> tuple[Path, ...]:
        """Return the folders of entries that were set aside because they cannot be read."""
        aside = self._folder / _DAMAGED
        return tuple(sorted(aside.iterdir())) if os.path.isdir(aside) else ()

    def retry(self, entry: OutboxEntry) -> None:
        """Make an entry due at once, as if never tried.

        Raises:
            ReportWriteError: it cannot be written.
        """
        self._update(replace(entry, due=entry.added, tries=0, problem=None, hint=None))

    def remove(self, entry: OutboxEntry) -> None:
        """Take an entry out, object and all; one that is gone already is well.

        Raises:
            ReportWriteError: another program holds it.
        """
        folder, gone = self._folder / entry.id, self._folder / f".gone-{entry.id}"
        if folder.is_dir():
            with _told(folder):
                folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)

    def attempt(
        self,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
        *,
        now: datetime,
    ) -> tuple[int, int]:
        """Send what is due, one by one, and return how many were sent and how many failed.

        Once an archive fails in a way that may pass, its other entries are left for the next
        attempt. Does nothing while another process sends.

        Raises:
            ReportWriteError: what became of an entry cannot be written down.
        """
        if not os.path.isdir(self._folder):
            return 0, 0
        with self._claimed() as ours:
            if not ours:
                return 0, 0
            self._sweep()
            return self._send_due(on_progress, should_stop, now)

    def _send_due(
        self, on_progress: OnProgress, should_stop: ShouldStop, now: datetime
    ) -> tuple[int, int]:
        waiting = self.due(now)
        sent = failed = 0
        troubled: set[Archive] = set()
        for position, entry in enumerate(waiting):
            if should_stop():
                break
            on_progress(position / len(waiting), "send")
            if entry.archive in troubled or self._read(entry.id) != entry:  # a person was faster
                continue
            try:
                self._send(entry)
                sent += 1
            except SendError as error:
                failed += 1
                # The sentence as it stands in the code: its values may name a place or a person.
                _LOG.info("not sent, attempt %d: %s", entry.tries + 1, error.message.source)
                if error.retry:
                    troubled.add(entry.archive)
                self._update(after_failure(entry, error, now))
            except DamagedEntryError:
                failed += 1
                self._set_aside(entry.id)
        on_progress(1.0, "done")
        return sent, failed

    def _send(self, entry: OutboxEntry) -> None:
        path = self._folder / entry.id / OBJECT
        try:
            content = path.read_bytes()
        except OSError as error:
            raise unreadable(path.name, error) from error
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise DamagedEntryError
        store(entry.archive, path)
        self.remove(entry)

    # --- the folder ------------------------------------------------------------------------

    def _make(self) -> None:
        try:
            make_folder(self._folder)
        except ReportWriteError as error:
            hint = message("Core", "Ask your administrator for a folder that can be written to.")
            raise ReportWriteError(error.message, hint) from error
        with _told(self._folder):
            self._folder.chmod(0o700)

    def _folders(self) -> list[Path]:
        if not os.path.isdir(self._folder):  # False too where it may not be looked into
            return []
        return sorted(
            folder
            for folder in self._folder.iterdir()
            if folder.name != _DAMAGED and not folder.name.startswith(".") and folder.is_dir()
        )

    def _read(self, name: str) -> OutboxEntry | None:
        """Return an entry; None for one that is gone or held, or is damaged and now set aside."""
        folder = self._folder / name
        try:
            return decode_entry(folder)
        except DamagedEntryError:
            if folder.is_dir():  # not just taken out by another process
                self._set_aside(name)
        except OSError as error:
            _LOG.info("an entry of the outbox cannot be read now: %s", error.strerror)
        return None

    def _set_aside(self, name: str) -> None:
        _LOG.warning("an entry of the outbox cannot be read and was set aside")
        aside = self._folder / _DAMAGED
        try:
            aside.mkdir(mode=0o700, exist_ok=True)
            (self._folder / name).rename(aside / f"{name}-{secrets.token_hex(2)}")
        except OSError as error:
            _LOG.warning("it could not even be set aside: %s", error.strerror)

    def _update(self, entry: OutboxEntry) -> None:
        folder = self._folder / entry.id
        if folder.is_dir():
            with _told(folder):
                _write_private(folder / STATE, encode_entry(entry))

    def _sweep(self) -> None:
        """Delete what a crash left half added or half removed."""
        for leftover in self._folder.glob(".gone-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        for leftover in self._folder.glob(".new-*"):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(leftover, ignore_errors=True)

    @contextmanager
    def _claimed(self) -> Iterator[bool]:
        """Claim the sending; the system gives the claim back even if the process is killed."""
        path = self._folder / _LOCK
        with _told(path):
            path.touch(mode=0o600)
            file = path.open("r+b")
        with file:
            try:
                _lock(file.fileno())
            except OSError:
                yield False
            else:
                yield True


def _write_private(path: Path, content: bytes) -> None:
    write_whole(path, content)  # nobody else can enter its folder meanwhile
    path.chmod(0o600)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Word what the system says against a change in the outbox."""
    try:
        yield
    except OSError as error:
        raise ReportWriteError(
            message(
                "Core",
                "The outbox cannot be changed at “{name}”: {why}.",
                name=path.name,
                why=error.strerror,
            ),
            message("Core", "Free some space, or close the program that holds the file."),
        ) from error
