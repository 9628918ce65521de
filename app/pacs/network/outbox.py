"""Keep what is to be sent on disk until the archive has it, across restarts and crashes."""

import hashlib
import io
import logging
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydicom.dataset import Dataset

from app.base.errors import ReportWriteError
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop, ignore_progress, never_stop
from app.pacs.network import failures
from app.pacs.network.connection import MAX_BYTES, StorageSession
from app.pacs.network.failures import SendError
from app.pacs.network.outbox_entry import (
    OBJECT,
    STATE,
    DamagedEntry,
    DamagedEntryError,
    OutboxEntry,
    Subject,
    after_failure,
    damaged,
    decode_entry,
    encode_entry,
    held_back,
    is_due,
    read_subject,
)
from app.settings.archives import Archive

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


__all__ = ["DamagedEntry", "Outbox", "OutboxEntry", "Subject"]

_SET_ASIDE, _LOCK = "damaged", ".lock"
"""Where version 0.1 put what it could not read, and what the one that sends holds."""

_ABANDONED_S = 3600  # age at which a half added entry cannot still be in progress
_LOG = logging.getLogger(__name__)


class Outbox:
    """A folder of entries: each a folder of its own with the object and its state.

    Entries come and go by one renaming. Any number of processes may use the folder at once; only
    one of them sends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._subjects: dict[str, Subject | None] = {}

    def add(self, dataset: Dataset, archive: Archive, mark: str = "") -> OutboxEntry:
        """Add an object with its file meta information; it is due at once.

        Args:
            mark: by which whoever adds it will know it again.

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
            mark=mark,
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

    def contents(self) -> tuple[tuple[OutboxEntry, ...], tuple[DamagedEntry, ...]]:
        """Return all entries, the oldest first, and anything else here that somebody must see.

        Raises:
            ReportWriteError: the folder cannot be looked into.
        """
        found = [self._read(folder.name) for folder in self._folders()]
        return (
            tuple(each for each in found if isinstance(each, OutboxEntry)),
            tuple(each for each in (*found, *self._leftovers()) if isinstance(each, DamagedEntry)),
        )

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return everything that can be sent, the oldest first."""
        return self.contents()[0]

    def due(self, now: datetime) -> tuple[OutboxEntry, ...]:
        """Return what is to be sent at a time (with zone), the oldest first."""
        return tuple(entry for entry in self.entries() if is_due(entry, now))

    def damaged(self) -> tuple[DamagedEntry, ...]:
        """Return what cannot be sent because it is not what was put there, and why."""
        return self.contents()[1]

    def subject(self, entry: OutboxEntry | DamagedEntry) -> Subject | None:
        """Return what an entry's object is about, read once; None if that is unknown."""
        if entry.id not in self._subjects:
            self._subjects[entry.id] = read_subject(self._folder / entry.id / OBJECT)
        return self._subjects[entry.id]

    def retry(self, entry: OutboxEntry) -> None:
        """Make an entry due at once, as if never tried.

        Raises:
            ReportWriteError: it cannot be written.
        """
        self._update(replace(entry, due=entry.added, tries=0, problem=None, hint=None))

    def remove(self, entry: OutboxEntry | DamagedEntry) -> None:
        """Remove an entry together with its object; a missing one is fine.

        Raises:
            ReportWriteError: another program holds it.
        """
        folder, gone = self._folder / entry.id, self._folder / f".gone-{Path(entry.id).name}"
        if os.path.isdir(folder):
            with _told(folder):
                folder.rename(gone)
            _delete(gone)

    def attempt(
        self,
        on_progress: OnProgress = ignore_progress,
        should_stop: ShouldStop = never_stop,
        on_remark: Callable[[Message], object] = lambda _remark: None,
        on_sent: Callable[[OutboxEntry], object] = lambda _entry: None,
        *,
        now: datetime,
    ) -> tuple[int, int]:
        """Send what is due, one by one, and return how many were sent and how many failed.

        Once an archive fails for a reason that is not the object's own, it is not asked again:
        its other entries wait as long as the one that failed, or for a person, too.

        Args:
            on_remark: told what an archive remarked of an object that it stored.
            on_sent: told of each entry that an archive stored.

        Raises:
            ReportWriteError: what became of an entry cannot be written down.
        """
        if not os.path.isdir(self._folder):
            return 0, 0
        with self._claimed() as ours:
            if not ours:
                return 0, 0
            self._sweep()
            return self._send_due(on_progress, should_stop, on_remark, on_sent, now)

    def _send_due(
        self,
        on_progress: OnProgress,
        should_stop: ShouldStop,
        on_remark: Callable[[Message], object],
        on_sent: Callable[[OutboxEntry], object],
        now: datetime,
    ) -> tuple[int, int]:
        waiting = self.due(now)
        sent = failed = 0
        away: dict[Archive, OutboxEntry] = {}
        with ExitStack() as stack:
            archives = {entry.archive for entry in waiting}
            sessions = {each: stack.enter_context(StorageSession(each)) for each in archives}
            for position, entry in enumerate(waiting):
                if should_stop():
                    break
                on_progress(position / len(waiting), "send")
                if self._read(entry.id) != entry:  # a person was faster
                    continue
                if entry.archive in away:
                    self._update(held_back(entry, away[entry.archive]))
                    continue
                try:
                    remark = self._send(entry, sessions[entry.archive])
                except SendError as error:
                    failed += 1
                    now_failed = self._note_failure(entry, error, now)
                    if error.away:
                        away[entry.archive] = now_failed
                else:
                    sent += 1
                    on_sent(entry)
                    if remark is not None:
                        _LOG.info("sent, with a remark: %s", remark.source)
                        on_remark(remark)
        on_progress(1.0, "done")
        return sent, failed

    def _send(self, entry: OutboxEntry, session: StorageSession) -> Message | None:
        path = self._folder / entry.id / OBJECT
        try:
            content = read_input(path, limit=MAX_BYTES)
        except (OSError, ValueError) as error:
            raise failures.unreadable(path, error) from error
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise failures.changed()
        remark = session.store(content, path.name)
        self.remove(entry)
        return remark

    def _note_failure(self, entry: OutboxEntry, error: SendError, now: datetime) -> OutboxEntry:
        # The sentence as it stands in the code: its values may name a place or a person.
        _LOG.info("not sent, attempt %d: %s", entry.tries + 1, error.message.source)
        failed = after_failure(entry, error, now)
        self._update(failed)
        return failed

    # --- the folder ------------------------------------------------------------------------

    def _make(self) -> None:
        try:
            make_folder(self._folder)
        except ReportWriteError as error:
            hint = message("Ask your administrator for a folder that can be written to.")
            raise ReportWriteError(error.message, hint) from error
        with _told(self._folder):
            self._folder.chmod(0o700)

    def _folders(self) -> list[Path]:
        if not os.path.isdir(self._folder):
            return []
        with _told(self._folder):
            return sorted(
                folder
                for folder in self._folder.iterdir()
                if folder.name != _SET_ASIDE
                and not folder.name.startswith(".")
                and os.path.isdir(folder)
            )

    def _read(self, name: str) -> OutboxEntry | DamagedEntry | None:
        """Return an entry, or what is wrong with it; None for one that is gone."""
        folder = self._folder / name
        try:
            return decode_entry(folder)
        except DamagedEntryError as error:
            # It may just have been taken out by another process.
            return damaged(folder, error.why) if os.path.isdir(folder) else None

    def _leftovers(self) -> Iterator[DamagedEntry]:
        """Yield what a crash left half added, and what an earlier version set aside."""
        if not os.path.isdir(self._folder):
            return
        for folder in sorted(self._folder.glob(".new-*")):
            if _age_s(folder) > _ABANDONED_S:
                why = message("the program ended while it was being added")
                yield damaged(folder, why)
        for folder in sorted((self._folder / _SET_ASIDE).glob("*/")):
            why = message("an earlier version set it aside as damaged")
            yield damaged(folder, why, below=f"{_SET_ASIDE}/")

    def _update(self, entry: OutboxEntry) -> None:
        folder = self._folder / entry.id
        if os.path.isdir(folder):
            with _told(folder):
                _write_private(folder / STATE, encode_entry(entry))

    def _sweep(self) -> None:
        """Delete what a crash left half removed."""
        for leftover in self._folder.glob(".gone-*"):
            _delete(leftover)

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


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:  # it was put in place or taken away just now
        return 0.0


def _delete(folder: Path) -> None:
    with suppress(OSError):
        folder.chmod(0o700)  # else what lies in it could not be removed
    shutil.rmtree(folder, ignore_errors=True)


def _write_private(path: Path, content: bytes) -> None:
    write_whole(path, content)  # nobody else can enter its folder meanwhile
    path.chmod(0o600)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says against a change in the outbox into a clear error."""
    try:
        yield
    except OSError as error:
        raise ReportWriteError(
            message(
                "“{name}” in the outbox cannot be changed: {why}.",
                name=path.name,
                why=error.strerror,
            ),
            message("Free some space, or close the program that is using the file."),
        ) from error
