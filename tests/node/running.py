"""A node of the tests' own: the real program with a tiny model, started, asked and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import FileDataset
from pydicom.filewriter import dcmwrite

from app.settings.archives import Archive
from app.store.arrivals import DeliveryState
from app.store.opening import open_store
from app.store.queue_state import QueueState, queue_state
from tests.pacs.receiver import HOST, free_port, missing
from tests.support import PATIENCE_S, ROOT, make_dicom, make_fundus, write_model

RESULTS = (
    "1.2.840.10008.5.1.4.1.1.104.1",
    "1.2.840.10008.5.1.4.1.1.66.4",
    "1.2.840.10008.5.1.4.1.1.88.33",
)
QUICK = ("tests.node.quick_node", "run")
needs_dcmtk = pytest.mark.skipif(missing("storescu"), reason="dcmtk is not installed")

_PROGRAM = ("app", "node", "--config")
TITLE = "RETIVASC"
CAMERA = "CAMERA"

_HEAD = """\
folder = "{folder}"

[listen]
title = "RETIVASC"
port = {port}
{listen}

[[senders]]
title = "CAMERA"
address = "127.0.0.1"

[[senders]]
title = "ORTHANC"

[analysis]
workers = {workers}
model = "{model}"
{analysis}
"""

_ARCHIVE = """
[[archives]]
name = "{name}"
host = "{archive.host}"
port = {archive.port}
called = "{archive.called}"
wait_s = 0.2
{extra}
"""


@dataclass
class Node:
    """A node that can be started and ended, again and again, over the same folder."""

    folder: Path
    port: int = field(default_factory=free_port)
    workers: int = 1
    listen: str = ""
    analysis: str = "measure_anyway = true"
    rest: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    model: Path | None = None  # a tiny one if None
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def archive(self) -> Archive:
        """Return how the node is called, by a camera that it knows."""
        return Archive(HOST, self.port, TITLE, CAMERA)

    @property
    def config(self) -> Path:
        return self.folder / "node.toml"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def send_to(self, name: str, archive: Archive, extra: str = "") -> None:
        """Have results sent to an archive."""
        self.rest += _ARCHIVE.format(name=name, archive=archive, extra=extra)

    def start(self, *program: str) -> None:
        """Start it, and wait until it can be called.

        Args:
            program: module and arguments before its configuration; the real one if empty.
        """
        model = self.model or self.folder / "tiny.safetensors"
        if not model.exists():
            write_model(self.folder)
        head = _HEAD.format(
            folder=self.home,
            port=self.port,
            listen=self.listen,
            workers=self.workers,
            model=model,
            analysis=self.analysis,
        )
        self.config.write_text(head + self.rest, encoding="utf-8")
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *(program or _PROGRAM), str(self.config)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        assert self.process.stdout is not None
        said = self.process.stdout.readline().decode()
        assert "The node runs" in said, self.log

    def stop(self) -> int:
        """Ask it to stop, and return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """Kill it as a power cut would, its workers too, at once."""
        assert self.process is not None
        for child in self.children():
            os.kill(child, signal.SIGKILL)
        self.process.kill()
        self._ended()

    def children(self) -> list[int]:
        """Return the processes of its workers."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(each) for path in listed for each in path.read_text().split()]

    def _ended(self) -> int:
        assert self.process is not None
        code = self.process.wait(PATIENCE_S)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def status(self) -> dict[str, Any]:
        """Return what ``retivasc node status --json`` says."""
        command = ("-m", "app", "node", "status", "--config", str(self.config), "--json")
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, capture_output=True, check=False
        )
        assert done.stdout, done.stderr.decode()
        return dict(json.loads(done.stdout))

    def wait_until(self, fits: Callable[[], bool]) -> None:
        """Wait until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not fits():
            assert self.process is None or self.process.poll() is None, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.05)


@contextmanager
def node_in(folder: Path, **settings: Any) -> Iterator[Node]:
    """Give a node that does not run yet; it is ended at the end of the block."""
    node = Node(folder, **settings)
    try:
        yield node
    finally:
        if node.process is not None:
            node.kill()


def storescu(
    node: Node, *files: Path, title: str = CAMERA, called: str = TITLE
) -> "subprocess.CompletedProcess[str]":
    """Send files with dcmtk's program; return what became of that."""
    command = ["storescu", "-aet", title, "-aec", called, HOST, str(node.port)]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)


@contextmanager
def queue_of(node: Node) -> Iterator[Callable[[], QueueState]]:
    """Give what tells how the queue of a node is, without a process for each look."""
    store = open_store(node.home / "cases")
    try:
        yield lambda: queue_state(store, "node", datetime.now(UTC))
    finally:
        store.close()


def sent(node: Node, state: DeliveryState = DeliveryState.DONE) -> int:
    """Return how many results have come so far on their way to the archive."""
    with queue_of(node) as look:
        return look().results.get("pacs", {}).get(str(state), 0)


def peak_mb(process: int) -> float:
    """Return the most memory that a process has held so far."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def fundus(seed: int = 0, *, side: int = 256, **attributes: Any) -> FileDataset:
    """Make a small photograph of a right eye."""
    stated = {"ImageLaterality": "R", "StudyInstanceUID": f"1.2.3.{seed + 1}"} | attributes
    stated.setdefault("SeriesInstanceUID", f"1.2.3.{seed + 1}.1")
    stated.setdefault("SOPInstanceUID", f"1.2.3.{seed + 1}.1.1")
    made = make_dicom(make_fundus(side, seed).pixels.astype(np.uint8), **stated)
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return made


def write(dataset: FileDataset, path: Path) -> Path:
    """Write a photograph as a file."""
    dcmwrite(path, dataset, enforce_file_format=True)
    return path
