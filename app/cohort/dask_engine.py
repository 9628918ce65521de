"""Do chunks with Dask: on this machine, or wherever a scheduler hands them out.

Nothing of a photograph goes through the scheduler but its place: workers read the files and write
the rows. Only a few chunks are handed out at a time, so that the scheduler's memory does not grow
with the cohort. It does keep its latest messages to each worker, for people who mend Dask: chunks
are packed, and here only few messages are kept.
"""

import asyncio
import logging
import pickle
import secrets
import time
import warnings
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Self

import dask
from dask.system import CPU_COUNT
from distributed import (
    Client,
    Future,
    LocalCluster,
    as_completed,
    get_worker,
)
from distributed.comm.core import CommClosedError, FatalCommClosedError
from distributed.core import Status
from distributed.security import Security
from distributed.system import MEMORY_LIMIT

from app.base.errors import ConfigurationError, RetivascError, unexpected
from app.base.messages import message
from app.base.progress import Cancelled, ShouldStop
from app.cohort.conduct import EngineLostError, Finished, Progress
from app.cohort.items import Chunk
from app.cohort.local_cores import Share, share_out
from app.cohort.work import HinderedError, OnTally, Setting, Tally, work_on

_TOPIC = "retivasc-cohort"
_AHEAD = 2  # chunks that are handed out for each that is worked on
_TOLD_EVERY_S = 1.0
_LOOKS_EVERY_S = 0.05
_COUNTED_EVERY_S = 2.0
_KEPT_EVERY_S = 10.0
_MESSAGES_KEPT = 20
_REPLACED_WITHIN = "1h"  # Dask gives up a worker that is not back in 15 s, on a busy machine too
_LOST = (CommClosedError, asyncio.CancelledError, OSError, TimeoutError)
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
_CERTIFICATES = message(
    "Name the authority, the certificate and its key in Dask's settings, as in tls.yaml."
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Answer:
    """What a worker says of a chunk: its tally, what hindered it, or neither if it was stopped."""

    worker: str
    tally: Tally | None = None
    error: RetivascError | None = None


class DaskEngine:
    """Do chunks with the workers of a Dask scheduler."""

    def __init__(
        self,
        address: str | None = None,
        workers: int | None = None,
        *,
        patience_s: float = 60.0,
        processes: bool = True,
    ) -> None:
        """Start workers here, or find those of a scheduler.

        Args:
            address: of the scheduler; workers are started on this machine if None.
            workers: how many are started here; as many as suit the machine if None.
            patience_s: how long to wait for a scheduler that went away.
            processes: whether workers that are started here are processes, not threads.

        Raises:
            EngineLostError: the scheduler cannot be reached.
            ConfigurationError: certificates are missing, or are not those that it expects.
        """
        if address is not None:
            _check_encryption(address)
        self._address, self._patience_s = address, patience_s
        self._cluster: LocalCluster | None = None
        self.share: Share | None = None
        if address is None:
            self.share = share_of_this_machine(workers)
            self._cluster = _local(self.share, processes=processes)
        self._client = self._connected()
        self._told: SimpleQueue[tuple[int, Tally]] = SimpleQueue()
        self._counted = (0.0, 0)
        self._next_look, self._retired = 0.0, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(*_LOST):
            self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    @property
    def dashboard(self) -> str:
        """Return the address of the page on which Dask shows what it does."""
        return str(self._client.dashboard_link or "")

    @property
    def workers(self) -> int:
        """Return how many photographs are analysed at a time now; asked every other second."""
        when, count = self._counted
        if time.monotonic() - when > _COUNTED_EVERY_S or not count:
            count = sum(self._client.nthreads().values())
            self._counted = (time.monotonic(), count)
        return count

    def run(
        self, chunks: Iterator[Chunk], setting: Setting, on_tally: OnTally, stop: ShouldStop
    ) -> Iterator[Finished]:
        """Yield what becomes of each chunk; who asks to stop waits until the workers have."""
        progress = Progress(on_tally)
        try:
            self._client.subscribe_topic(_TOPIC, self._note)
            yield from self._run(chunks, setting, progress, stop)
        except _LOST as error:
            raise _lost() from error
        finally:
            with suppress(ValueError, *_LOST):
                self._client.unsubscribe_topic(_TOPIC)

    def recover(self) -> None:
        """Find the scheduler again, once another one has been started at its address."""
        if self._cluster is not None:
            raise _lost()
        _LOG.info("the scheduler was lost; it is looked for again")
        with suppress(*_LOST):
            self._client.close(timeout=1)
        self._client = self._connected()

    def _run(
        self, chunks: Iterator[Chunk], setting: Setting, progress: Progress, stop: ShouldStop
    ) -> Iterator[Finished]:
        running: dict[Future[Any], Chunk] = {}
        done = as_completed(loop=self._client.loop)
        while True:
            self._hand_out(chunks, setting, running, done)
            if not running:
                break
            while not (finished := done.next_batch(block=False)):
                if self._client.status != "running":
                    raise _lost()
                self._keep_workers()
                stop()  # passes it on to the workers, who then come to an end
                self._tell(progress, running)
                time.sleep(_LOOKS_EVERY_S)
            self._tell(progress, running)
            for future in finished:
                outcome = self._outcome(future, running.pop(future))
                if outcome.tally is not None:
                    progress.end(outcome.chunk.number, outcome.tally)
                yield outcome

    def _keep_workers(self) -> None:
        """Start workers anew that were ended on this machine, and could not be replaced at once."""
        if self._cluster is None or self.share is None or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + _KEPT_EVERY_S
        for name, nanny in list(self._cluster.workers.items()):
            if nanny.status in (Status.failed, Status.closed):
                del self._cluster.workers[name]
        self._cluster.scale(self.share.workers - self._retired)

    def _note(self, event: tuple[float, list[int]]) -> None:
        """Keep what a worker tells; it comes in a thread of Dask's."""
        chunk, *tally = event[1]
        self._told.put((chunk, Tally(*tally)))

    def _tell(self, progress: Progress, running: dict["Future[Any]", Chunk]) -> None:
        under_way = {chunk.number for chunk in running.values()}
        with suppress(Empty):
            while True:
                chunk, tally = self._told.get_nowait()
                if chunk in under_way:
                    progress.note(chunk, tally)

    def _hand_out(
        self,
        chunks: Iterator[Chunk],
        setting: Setting,
        running: dict["Future[Any]", Chunk],
        done: Any,  # noqa: ANN401 - an iterator that Dask does not type
    ) -> None:
        room = _AHEAD * max(1, self.workers) - len(running)
        for _ in range(room):
            chunk = next(chunks, None)
            if chunk is None:
                return
            key = f"chunk-{chunk.number}-{secrets.token_hex(4)}"
            future = self._client.submit(_do, packed(chunk, setting), key=key, pure=False)
            running[future] = chunk
            done.add(future)

    def _outcome(self, future: "Future[Any]", chunk: Chunk) -> Finished:
        if future.status == "finished":
            answer: _Answer = future.result()
            if isinstance(answer.error, HinderedError):
                self._retire(answer.worker)
            return Finished(chunk, answer.tally, answer.error)
        if future.status == "error":  # the worker was lost, or nobody could read its answer
            _LOG.info("chunk %d: %r", chunk.number, future.exception())
            return Finished(chunk)
        raise _lost()

    def _retire(self, worker: str) -> None:
        """Give no further work to a worker that something keeps from it, unless it is the last."""
        if len(self._client.nthreads()) > 1:
            _LOG.info("the worker %s gets no further work", worker)
            self._client.retire_workers([worker])
            self._retired += 1
            self._counted = (0.0, 0)

    def _connected(self) -> Client:
        try:
            if self._cluster is not None:
                return Client(self._cluster, set_as_default=False)
            return Client(self._address, timeout=self._patience_s, set_as_default=False)
        except FatalCommClosedError as error:
            raise ConfigurationError(
                message(
                    "The scheduler “{name}” shows no certificate that is trusted here.",
                    name=self._address,
                ),
                _CERTIFICATES,
            ) from error
        except (*_LOST, ValueError) as error:
            raise _lost() from error


def _check_encryption(address: str) -> None:
    """Check that Dask's settings fit an address, before a client is made that cannot be closed.

    Raises:
        ConfigurationError: they do not.
    """
    try:
        own = Security().get_connection_args("client")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            message("The certificates that Dask's settings name cannot be read: {why}.", why=error),
            _CERTIFICATES,
        ) from error
    encrypted = address.startswith("tls://")
    if encrypted and own["ssl_context"] is None:
        raise ConfigurationError(
            message(
                "The scheduler “{name}” asks for a certificate, and none is set.", name=address
            ),
            _CERTIFICATES,
        )
    if own["require_encryption"] and not encrypted:
        raise ConfigurationError(
            message("Dask's settings forbid “{name}”: it is not encrypted.", name=address),
            message("Start the scheduler with --protocol tls, and name its tls:// address."),
        )


def share_of_this_machine(workers: int | None = None) -> Share:
    """Return how the cores and the memory that this program may use are shared out."""
    return share_out(CPU_COUNT, MEMORY_LIMIT, workers)


def _local(share: Share, *, processes: bool) -> LocalCluster:
    """Start workers on this machine, each a process that computes with its share of the cores."""
    environment = dict.fromkeys(_THREADS, share.threads)
    settings = {
        "distributed.nanny.pre-spawn-environ": environment,
        # Nothing is kept in a worker that could be put on a disk: it ends where memory does.
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.pause": False,
        "distributed.worker.preload": ["app.cohort.undisturbed"] if processes else [],
    }
    dask.config.set(
        {
            "distributed.deploy.lost-worker-timeout": _REPLACED_WITHIN,
            "distributed.admin.low-level-log-length": _MESSAGES_KEPT,
        }
    )
    with dask.config.set(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a port that is taken, for instance
        return LocalCluster(
            n_workers=share.workers,
            threads_per_worker=1,
            processes=processes,
            memory_limit=share.memory if processes else None,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )


def packed(chunk: Chunk, setting: Setting) -> bytes:
    """Return what a worker is told: tens of bytes of each photograph, not thousands."""
    return zlib.compress(pickle.dumps((chunk, setting)))


def _do(told: bytes) -> _Answer:
    """Do a chunk in a worker."""
    chunk, setting = pickle.loads(zlib.decompress(told))
    teller = _Teller(chunk.number)
    try:
        tally = work_on(chunk, setting, teller.note)
    except Cancelled:
        return _Answer(teller.worker)
    except RetivascError as error:
        return _Answer(teller.worker, error=error)
    except Exception as error:  # noqa: BLE001 - the answer must be one that can be read
        _LOG.exception("something nobody foresaw")
        return _Answer(teller.worker, error=unexpected(error))
    return _Answer(teller.worker, tally)


class _Teller:
    """Tell how far a chunk is, now and then."""

    def __init__(self, chunk: int) -> None:
        self._worker: Any = get_worker()
        self.worker = str(self._worker.address)
        self._chunk, self._next = chunk, time.monotonic() + _TOLD_EVERY_S

    def note(self, tally: Tally) -> None:
        """Tell how far the chunk is, unless that was done just before."""
        if time.monotonic() < self._next:
            return
        self._worker.log_event(_TOPIC, [self._chunk, tally.done, tally.failed])
        self._next = time.monotonic() + _TOLD_EVERY_S


def _lost() -> EngineLostError:
    return EngineLostError(
        message("The scheduler cannot be reached."),
        message("What is done is kept: start it again, and the same command resumes."),
    )
