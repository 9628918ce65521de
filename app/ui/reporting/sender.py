"""What waits to be sent to the archive, retried in a thread of its own."""

import os
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from app.base.errors import ReportWriteError, RetivascError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop
from app.settings.archives import Archive
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded when something is sent
    from app.pacs.network.outbox import DamagedEntry, Outbox, OutboxEntry, Subject

_INTERVAL_MS = 20_000
"""How often the outbox is looked through for what is due."""


@dataclass(frozen=True)
class _Round:
    """The result of one look at the outbox, and what is still in it.

    Attributes:
        marked: the marks of objects that archives stored, and which archives.
        remarks: what archives said of objects that they stored.
        subjects: of what the objects are, by the ids of their entries.
    """

    sent: int
    marked: tuple[tuple[str, str], ...]
    remarks: tuple[Message, ...]
    entries: "tuple[OutboxEntry, ...]"
    damaged: "tuple[DamagedEntry, ...]"
    subjects: "dict[str, Subject | None]"


class OutboxSender(QObject):
    """Send what is in the outbox, including what an earlier run of the program left there.

    Signals:
        changed: the waiting entries, or their states, have changed.
        noticed: a message for the user.
        failed: the outbox itself cannot be read or written.
        tested: whether an archive answers: None, or the error.
        stored: marks (see ``OutboxEntry``) of what archives stored, and their addresses: a tuple
            of pairs.
    """

    changed = pyqtSignal()
    noticed = pyqtSignal(Message)
    failed = pyqtSignal(RetivascError)
    tested = pyqtSignal(object)
    stored = pyqtSignal(tuple)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[OutboxEntry, ...] = ()
        self.damaged: tuple[DamagedEntry, ...] = ()
        self.subjects: dict[str, Subject | None] = {}
        self._folder = folder
        self._outbox: Outbox | None = None
        self._wishes: deque[Callable[[], None]] = deque()  # kept, though newer jobs outdate older
        self._jobs = Jobs(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL_MS)
        self._timer.timeout.connect(self._send_due)

    @property
    def outbox(self) -> "Outbox":
        """Return the outbox; loaded at the first call."""
        if self._outbox is None:
            from app.pacs.network.outbox import Outbox

            self._outbox = Outbox(self._folder)
        return self._outbox

    def start(self) -> None:
        """Start the thread, and send what an earlier run left."""
        self._jobs.start()
        if os.path.isdir(self._folder):
            self.send_now()

    def shut_down(self) -> None:
        """Stop sending and wait until that has ended; what was not sent stays in the outbox."""
        self._timer.stop()
        self._jobs.give_up(JobKind.SEND, JobKind.ECHO)
        if self._outbox is not None or not self._jobs.idle:
            from app.pacs.network.connection import break_off

            break_off()  # an archive that is silent would be waited for, for minutes
        self._jobs.shut_down()
        with suppress(ReportWriteError):
            self._fulfil()  # what was given up must not be sent at the next start

    def send_now(self) -> None:
        """Send what is due."""

        def work(on_progress: OnProgress, should_stop: ShouldStop) -> _Round:
            self._fulfil()
            remarks: list[Message] = []
            stored: list[OutboxEntry] = []
            sent, _failed = self.outbox.attempt(
                on_progress, should_stop, remarks.append, stored.append, now=datetime.now(UTC)
            )
            marked = tuple((each.mark, each.archive.address) for each in stored if each.mark)
            return self._look(sent, marked, tuple(remarks))

        self._submit(work)

    def retry(self, entry: "OutboxEntry") -> None:
        """Send an entry now, however long it was to wait."""
        self._wishes.append(lambda: self.outbox.retry(entry))
        self.send_now()

    def remove(self, entry: "OutboxEntry | DamagedEntry") -> None:
        """Drop an entry without sending it."""
        self._wishes.append(lambda: self.outbox.remove(entry))

        def work(_on_progress: OnProgress, _should_stop: ShouldStop) -> _Round:
            self._fulfil()
            return self._look()

        self._submit(work)

    def _look(
        self,
        sent: int = 0,
        marked: tuple[tuple[str, str], ...] = (),
        remarks: tuple[Message, ...] = (),
    ) -> _Round:
        entries, damaged = self.outbox.contents()
        listed: tuple[OutboxEntry | DamagedEntry, ...] = (*entries, *damaged)
        subjects = {entry.id: self.outbox.subject(entry) for entry in listed}
        return _Round(sent, marked, remarks, entries, damaged, subjects)

    def _fulfil(self) -> None:
        while self._wishes:
            self._wishes.popleft()()

    def test(self, archive: Archive) -> None:
        """Ask an archive whether it answers."""

        def work(_on_progress: OnProgress, _should_stop: ShouldStop) -> None:
            from app.pacs.network.connection import echo

            echo(archive)

        tell = self.tested.emit
        self._jobs.submit(JobKind.ECHO, work, then=tell, otherwise=tell)

    def _send_due(self) -> None:
        if self._jobs.idle:
            self.send_now()

    def _submit(self, work: Callable[[OnProgress, ShouldStop], _Round]) -> None:
        self._jobs.submit(JobKind.SEND, work, then=self._take, otherwise=self.failed.emit)

    def _take(self, done: _Round) -> None:
        if done.marked:
            self.stored.emit(done.marked)
        if done.sent:
            told = message("Results sent to the archive: {count}.", count=done.sent)
            for remark in done.remarks[:1]:  # mostly the same of each object
                told = message("{told} {remark}", told=told, remark=remark)
            self.noticed.emit(told)
        if (done.entries, done.damaged) != (self.entries, self.damaged):
            self.entries, self.damaged = done.entries, done.damaged
            self.subjects = done.subjects
            self.changed.emit()
        if self.entries:
            self._timer.start()
        else:
            self._timer.stop()
