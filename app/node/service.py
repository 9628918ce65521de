"""A running node: what receives, what watches, the workers, what sends, and the page."""

import logging
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from app.base.errors import UnexpectedError
from app.base.files import make_folder
from app.base.messages import message
from app.base.progress import ShouldStop
from app.node.configuration import ListenSettings, NodeSettings
from app.node.despatch import Despatcher, note_answer
from app.node.intake import Intake
from app.node.page import Page
from app.node.places import Places
from app.node.status import status_of
from app.node.watching import FolderWatcher
from app.node.worker import claim_of
from app.pacs.network.connection import break_off
from app.pacs.network.receiving import Listener, Listening, Sender, server_context
from app.pacs.network.spool import Room
from app.pacs.objects.kinds import WRITTEN_CLASSES
from app.reading.dicom.header import FUNDUS_CLASSES
from app.reading.dicom.pixels import SYNTAXES
from app.store.arrivals import release_claims
from app.store.database import Store
from app.store.opening import open_store

_LOOK_S = 0.2
_GIVES_BACK = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "262144",
}
"""What the C library of Linux is told, which saves a worker some 150 MB."""

_POLITE_S = 60.0  # for what is being analysed
_SENDING_S = 10.0  # for what is being sent
_LOG = logging.getLogger(__name__)


def run_node(
    settings: NodeSettings,
    worker_command: Sequence[str],
    should_stop: ShouldStop,
    on_ready: Callable[[int | None], None],
) -> None:
    """Run a node until asked to stop.

    Args:
        worker_command: starts a worker, which ends when its standard input does.
        on_ready: told the port at which it listens; None where nobody can call.

    Raises:
        RetivascError: it cannot begin; nothing was received.
    """
    places = Places(settings.home)
    make_folder(settings.home)
    with places.held(), ExitStack() as stack:
        places.prepare()
        store = open_store(settings.place, who=f"node {settings.name}")
        stack.callback(store.close)
        release_claims(store, settings.name, _ended())
        with _Parts(settings, store, places) as parts:
            workers = Workers(settings, store, worker_command)
            stack.callback(workers.stop)
            on_ready(parts.port)
            while not should_stop():
                workers.look_after()
                time.sleep(_LOOK_S)


class _Parts:
    """Everything of a node that runs in threads, from the beginning of a block to its end."""

    def __init__(self, settings: NodeSettings, store: Store, places: Places) -> None:
        forward = {each.title: each.forward for each in settings.senders if each.forward}
        intake = Intake(store, settings.name, places, _classes(settings), forward)
        self._threads: list[Despatcher | FolderWatcher] = [
            *(FolderWatcher(each, store, settings.name, intake) for each in settings.folders),
            *(Despatcher(store, settings.name, places, each) for each in settings.archives),
        ]
        self._page: Page | None = None
        if settings.page.port:
            self._page = Page(
                settings.page,
                lambda: replace(status_of(settings, store, running=True), refused=self._refused()),
            )
        self._listener: Listener | None = None
        if settings.listen is not None:
            self._listener = Listener(
                _listening(settings, settings.listen, places),
                intake.receive,
                lambda answer: note_answer(store, settings.name, places, answer),
            )

    def _refused(self) -> dict[str, int]:
        return {} if self._listener is None else self._listener.refusals.counted()

    @property
    def port(self) -> int | None:
        return None if self._listener is None else self._listener.port

    def __enter__(self) -> "_Parts":
        for thread in self._threads:
            thread.start()
        if self._listener is not None:
            self._listener.start()
        if self._page is not None:
            self._page.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._listener is not None:
            self._listener.stop()
        if self._page is not None:
            self._page.stop()
        for thread in self._threads:
            thread.ask_to_stop()
        end = time.monotonic() + _SENDING_S
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        break_off()  # whoever takes longer sends it once more after the next start
        for thread in self._threads:
            thread.join()


class Workers:
    """The processes that analyse; one that ends is replaced, and what it had is given back."""

    def __init__(self, settings: NodeSettings, store: Store, command: Sequence[str]) -> None:
        self._settings, self._store, self._command = settings, store, command
        self._running: list[subprocess.Popen[bytes]] = []
        self._next_start = 0.0
        self._short_lives = 0

    def look_after(self) -> None:
        """Take back what a worker that has ended had begun, and start those that are missing."""
        for worker in list(self._running):
            if worker.poll() is not None:
                _LOG.info("a worker has ended (%s)", worker.returncode)
                self._running.remove(worker)
                self._close(worker)
                self._short_lives += 1
                self._next_start = time.monotonic() + min(2.0**self._short_lives, 60.0) / 4
        while len(self._running) < self._settings.analysis.workers:
            if time.monotonic() < self._next_start:
                return
            self._running.append(
                subprocess.Popen([*self._command], stdin=subprocess.PIPE, env=self._environment())
            )

    def stop(self) -> None:
        """Ask all of them to end, and wait; what they had begun is given back."""
        for worker in self._running:
            assert worker.stdin is not None
            worker.stdin.close()
        end = time.monotonic() + _POLITE_S
        for worker in self._running:
            try:
                worker.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
            self._close(worker)
        self._running.clear()

    def _environment(self) -> dict[str, str]:
        """Return a worker's: its share of the processor, and memory given back after use."""
        share = max(1, (os.cpu_count() or 1) // self._settings.analysis.workers)
        return {"OMP_NUM_THREADS": str(share), **_GIVES_BACK, **os.environ}

    def _close(self, worker: "subprocess.Popen[bytes]") -> None:
        assert worker.stdin is not None
        worker.stdin.close()
        release_claims(self._store, self._settings.name, _ended(), claim_of(worker.pid))


def _ended() -> UnexpectedError:
    return UnexpectedError(
        message("This photograph has ended the process that analysed it, again and again."),
        message("Open it in the window to see why; the computer may have too little memory."),
    )


def _listening(settings: NodeSettings, listen: ListenSettings, places: Places) -> Listening:
    clients = Path(listen.clients) if listen.clients else None
    return Listening(
        title=listen.title,
        address=listen.address,
        port=listen.port,
        senders=_senders(settings),
        classes=(*_classes(settings), *_forwarded_classes(settings)),
        syntaxes=listen.syntaxes or SYNTAXES,
        room=Room(places.spool, listen.max_megabytes << 20, listen.spare_megabytes << 20),
        tls=server_context(Path(listen.cert), Path(listen.key), clients) if listen.cert else None,
        associations=listen.associations,
    )


def _classes(settings: NodeSettings) -> tuple[str, ...]:
    """Return the classes of what is analysed."""
    stated = () if settings.listen is None else settings.listen.classes
    return tuple(stated or FUNDUS_CLASSES)


def _forwarded_classes(settings: NodeSettings) -> tuple[str, ...]:
    """Return which others are accepted, from those alone whose objects are forwarded."""
    if not any(sender.forward for sender in settings.senders):
        return ()
    return tuple(each for each in WRITTEN_CLASSES if each not in _classes(settings))


def _senders(settings: NodeSettings) -> tuple[Sender, ...]:
    if not settings.senders:
        return (Sender(),)
    return tuple(Sender(each.title or None, each.network) for each in settings.senders)
