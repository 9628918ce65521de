"""One process that analyses what a node has received, photograph by photograph."""

import io
import logging
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO

from app.base.errors import RetivascError, StoreError, unexpected
from app.base.files import make_folder, write_whole
from app.base.inputs import read_input
from app.base.paths import engine_memory
from app.base.progress import Cancelled, ShouldStop
from app.batch.analysing import add_objects, add_report
from app.batch.keeping import Keeper
from app.batch.naming import OBJECTS
from app.batch.task import Options, Outcome, task
from app.inference.predictor import UNetPredictor, load_predictor
from app.node.configuration import NodeSettings
from app.node.places import Places
from app.pacs.objects.kinds import ObjectKind
from app.reading.dicom.file import parse
from app.reading.listing import Entry
from app.reading.opening import MAX_FILE_BYTES, digest
from app.records.schema import record_to_json
from app.store.arrivals import (
    Arrival,
    NewDelivery,
    claim_arrival,
    fail_arrival,
    finish_arrival,
    postpone_arrival,
)
from app.store.database import Store
from app.store.opening import open_store

IDLE_S = 0.3
"""Between two looks at an empty queue."""

_LATER = timedelta(minutes=1)  # where the store or the disk takes nothing
_LOG = logging.getLogger(__name__)


class Worker:
    """Analyse the photographs of a node's queue until told to stop.

    Args:
        claim: by which the queue knows the worker.
    """

    def __init__(self, settings: NodeSettings, store: Store, claim: str) -> None:
        self._settings, self._store, self._claim = settings, store, claim
        self._places = Places(settings.home)
        self._keeper = Keeper(store)

    def work(self, should_stop: ShouldStop) -> None:
        """Do what is due, again and again; what is under way when asked to stop is given back."""
        _ = self._predictor  # a photograph waits for no model
        while not should_stop():
            try:
                arrival = claim_arrival(
                    self._store, self._settings.name, self._claim, datetime.now(UTC)
                )
            except StoreError as error:
                _LOG.info("the store does not answer: %s", error.message.source)
                arrival = None
            if arrival is None:
                time.sleep(IDLE_S)
            else:
                self._do(arrival, should_stop)

    @cached_property
    def _predictor(self) -> UNetPredictor:
        asked = self._settings.analysis
        return load_predictor(asked.weights, asked.device, memory=engine_memory())

    def _do(self, arrival: Arrival, should_stop: ShouldStop) -> None:
        try:
            self._analyse(arrival, should_stop)
        except Cancelled:
            self._give_back(arrival, datetime.now(UTC))
        except RetivascError as error:  # not the photograph's fault, such as a full disk
            _LOG.info("put off: %s", error.message.source)
            self._give_back(arrival, datetime.now(UTC) + _LATER, error)

    def _give_back(
        self, arrival: Arrival, due: datetime, error: RetivascError | None = None
    ) -> None:
        try:
            postpone_arrival(self._store, arrival, self._claim, due, error)
        except StoreError:  # the node takes back what nobody has when it starts again
            _LOG.info("not given back", exc_info=True)

    def _analyse(self, arrival: Arrival, should_stop: ShouldStop) -> None:
        entry = Entry(self._places.path(arrival.file))
        outcome, content = self._outcome(entry, arrival, should_stop)
        if outcome.error is not None:
            _LOG.info("failed: %s", outcome.error.message.source)
            fail_arrival(self._store, arrival, self._claim, outcome.error)
            return
        self._keeper.keep(entry, outcome.analysis())
        files: dict[str, bytes] = {}
        problem = self._add_results(files, outcome, content)
        self._write_record(arrival, outcome)
        deliveries = list(self._deliveries(arrival, files))
        done = finish_arrival(
            self._store, self._settings.name, arrival, self._claim, deliveries, problem=problem
        )
        if done and not self._settings.keep_photographs:
            self._places.drop(arrival.file)
        _LOG.info("analysed" if done else "analysed, but another worker has it")

    def _outcome(
        self, entry: Entry, arrival: Arrival, should_stop: ShouldStop
    ) -> tuple[Outcome, bytes]:
        options = Options(measure_anyway=self._settings.analysis.measure_anyway)
        try:
            content = read_input(entry.path, limit=MAX_FILE_BYTES)
            return task(
                entry,
                options,
                lambda *_: self._predictor,
                content=content,
                should_stop=should_stop,
            ), content
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001 - one photograph must not stop the others
            _LOG.info("an unexpected error with photograph %d", arrival.number, exc_info=True)
            return Outcome(entry, options, error=unexpected(error)), b""

    def _add_results(
        self, files: dict[str, bytes], outcome: Outcome, content: bytes
    ) -> RetivascError | None:
        """Add what any archive is to get; return why there is less of it than was asked for."""
        wanted = {kind for archive in self._settings.archives for kind in archive.results}
        if not wanted:
            return None
        analysis, report, lacking = outcome.analysis(), None, None
        if ObjectKind.PDF in wanted:
            report, lacking = add_report(files, analysis, self._settings.analysis.language)
        return add_objects(files, analysis, content, report, wanted) or lacking

    def _write_record(self, arrival: Arrival, outcome: Outcome) -> None:
        if self._settings.analysis.json:
            folder = Path(self._settings.analysis.json)
            make_folder(folder)
            write_whole(folder / f"{arrival.sha256}.json", record_to_json(outcome.record))

    def _deliveries(self, arrival: Arrival, files: dict[str, bytes]) -> Iterator[NewDelivery]:
        """Write the objects that are sent anywhere, and yield whereto."""
        for kind, suffix in OBJECTS.items():
            content = files.get(suffix)
            # What was made of a picture file refers to the photograph, which must be there too.
            wanted = [
                each
                for each in self._settings.archives
                if kind in (*each.results, ObjectKind.PHOTOGRAPH)
            ]
            if content is None or not wanted:
                continue
            file = self._places.result(arrival.number, kind)
            make_folder(self._places.path(file).parent)
            write_whole(self._places.path(file), content)
            named = _named(content)
            for archive in wanted:
                yield NewDelivery(archive.name, str(kind), *named, file, digest(content))


def work_for(settings: NodeSettings, line: IO[bytes], should_stop: ShouldStop) -> None:
    """Be a worker of a node until asked to stop, or until the node is gone.

    Args:
        line: from the node; it ends with the node, however that ends.
    """
    gone = threading.Event()
    threading.Thread(target=_watch, args=(line, gone), name="line", daemon=True).start()
    store = open_store(settings.place, who=f"node {settings.name}")
    try:
        Worker(settings, store, claim_of(os.getpid())).work(lambda: gone.is_set() or should_stop())
    finally:
        store.close()


def claim_of(process: int) -> str:
    """Return by which claim the queue knows a worker."""
    return f"worker {process}"


def _named(content: bytes) -> tuple[str, str]:
    """Return class and instance of an object."""
    dataset = parse(io.BytesIO(content), Path("result"), header_only=True)
    return str(dataset.SOPClassUID), str(dataset.SOPInstanceUID)


def _watch(line: IO[bytes], gone: threading.Event) -> None:
    while os.read(line.fileno(), 1024):  # unbuffered: a lock held here would end the process badly
        pass
    gone.set()
