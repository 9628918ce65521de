"""Send results where they must go, one thread an archive, so that none waits for another's."""

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from app.base.errors import RetivascError, StoreError
from app.base.inputs import read_input
from app.base.messages import message
from app.node.configuration import DestinationSettings
from app.node.places import Places
from app.pacs.network import failures
from app.pacs.network.commitment import ask_commitment, new_transaction
from app.pacs.network.connection import MAX_BYTES, StorageSession
from app.pacs.network.failures import SendError
from app.pacs.network.receiving import Committed
from app.reading.opening import digest
from app.store.database import Store
from app.store.deliveries import (
    Delivery,
    due_deliveries,
    is_wanted,
    note_asked,
    note_commitment,
    note_failure,
    note_sent,
    note_unasked,
    uncommitted,
    wait_after,
)

_IDLE_S = 0.5
_LOG = logging.getLogger(__name__)


class Despatcher:
    """Send to one archive what is due there, from ``start`` until ``stop``."""

    def __init__(
        self, store: Store, node: str, places: Places, destination: DestinationSettings
    ) -> None:
        archive = destination.archive
        assert archive is not None  # the configuration was checked
        self._store, self._node, self._places = store, node, places
        self._destination, self._archive = destination, archive
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sending to {destination.name}")

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Ask it to end after what it is sending."""
        self._stop.set()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until it has ended, or so long."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                busy = self._send_due() + self._ask()
            except StoreError as error:
                _LOG.info("the store does not answer: %s", error.message.source)
                busy = 0
            if not busy:
                self._stop.wait(_IDLE_S)

    def _send_due(self) -> int:
        name, now = self._destination.name, datetime.now(UTC)
        due = due_deliveries(self._store, self._node, name, now)
        if due:
            with StorageSession(self._archive) as session:
                for delivery in due:
                    if self._stop.is_set() or not self._send(delivery, session):
                        break
        return len(due)

    def _send(self, delivery: Delivery, session: StorageSession) -> bool:
        """Send one result; say whether another one is worth trying now."""
        try:
            remark = session.store(self._content(delivery), f"{delivery.kind}.dcm")
        except SendError as error:
            self._note_failure(delivery, error)
            return not error.away
        if remark is not None:
            _LOG.info("sent, with a remark: %s", remark.source)
        note_sent(self._store, delivery, committed=not self._destination.commit)
        if not self._destination.commit:
            self._drop(delivery.file)
        return True

    def _content(self, delivery: Delivery) -> bytes:
        path = self._places.path(delivery.file)
        try:
            content = read_input(path, limit=MAX_BYTES)
        except (OSError, ValueError) as error:
            raise failures.unreadable(path, error) from error
        if digest(content) != delivery.sha256:
            raise failures.changed()
        return content

    def _note_failure(self, delivery: Delivery, error: SendError) -> None:
        _LOG.info("not sent, attempt %d: %s", delivery.tries + 1, error.message.source)
        wait = wait_after(delivery.tries, timedelta(seconds=self._destination.wait_s))
        # An archive that cannot be reached may be set up wrong: the results wait till it is not.
        due = datetime.now(UTC) + wait if error.retry or error.away else None
        note_failure(self._store, self._node, delivery, error, due, away=error.away)

    def _ask(self) -> int:
        """Ask the archive to commit itself to what it was sent."""
        if not self._destination.commit or self._stop.is_set():
            return 0
        name, now = self._destination.name, datetime.now(UTC)
        sent = uncommitted(self._store, self._node, name, now)
        if not sent:
            return 0
        transaction = new_transaction()
        until = now + timedelta(seconds=self._destination.commit_wait_s)
        note_asked(self._store, sent, transaction, until)  # before: the answer may come at once
        instances = [(each.sop_class_uid, each.sop_instance_uid) for each in sent]
        try:
            ask_commitment(self._archive, transaction, instances)
        except SendError as error:
            _LOG.info("not asked for commitment: %s", error.message.source)
            note_unasked(self._store, sent, error)
        return len(sent)

    def _drop(self, file: str) -> None:
        drop_sent(self._store, self._places, [file])


def drop_sent(store: Store, places: Places, files: Sequence[str]) -> None:
    """Delete the files of results that are wanted nowhere any more."""
    for file in files:
        if not is_wanted(store, file):
            places.drop(file)


def note_answer(store: Store, node: str, places: Places, answer: Committed) -> None:
    """Note what an archive commits itself to; what it does not keep is sent once more."""
    lost = RetivascError(
        message("The archive does not keep what it was sent."),
        message("It is sent again; ask whoever runs the archive if that does not help."),
    )
    try:
        done = note_commitment(store, node, answer.transaction_uid, answer.kept, lost)
        drop_sent(store, places, done)
    except StoreError as error:  # it is asked again
        _LOG.info("an answer was lost: %s", error.message.source)
