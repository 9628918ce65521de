"""Time a node from receipt to result: eight associations send photographs together.

``python -m tests.benchmarks.node 200`` sends as many as are named.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pydicom
from pydicom.uid import generate_uid

from app.base.paths import default_model
from tests.benchmarks.timing import print_lines
from tests.node.running import (
    CAMERA,
    RESULTS,
    TITLE,
    Node,
    node_in,
    peak_mb,
    queue_of,
    sent,
)
from tests.pacs.receiver import HOST, missing, receiving
from tests.support import ROOT

SENDERS, WORKERS, PHOTOGRAPHS = 8, 2, 24
_SAMPLE = ROOT / "resources" / "samples" / "chase_db1_09r.dcm"


def main(photographs: int = PHOTOGRAPHS) -> None:
    """Measure and print."""
    if missing("storescu"):
        print("\na node: dcmtk is not installed, so it is left out")
        return
    print(
        f"\na node: {SENDERS} associations, {photographs} photographs, {WORKERS} workers; seconds"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        receiving(kinds=RESULTS) as archive,
        node_in(Path(folder), workers=WORKERS, model=default_model()) as node,
    ):
        node.send_to("pacs", archive.archive)
        node.start()
        print_lines(measure(node, Path(folder), photographs))
        node.stop()
        assert len({each.SOPInstanceUID for each in archive.stored}) == len(archive.stored)


def measure(node: Node, folder: Path, photographs: int) -> dict[str, float]:
    """Return what a running node took for so many photographs, and how much memory.

    Args:
        folder: where they are written first.
    """
    begun = time.monotonic()
    sending = [_send(node, files) for files in _shared_out(folder, photographs)]
    assert [each.wait() for each in sending] == [0] * len(sending)
    received = time.monotonic() - begun
    with queue_of(node) as look:
        while look().photographs["done"] < photographs or sent(node) < photographs * len(RESULTS):
            assert look().photographs["failed"] == 0
            time.sleep(0.2)
        taken = look()
    assert taken.p50_s is not None
    assert taken.p95_s is not None
    return {
        "all received": received,
        "from receipt to results, half within": taken.p50_s,
        "from receipt to results, 95 % within": taken.p95_s,
        "everything sent": time.monotonic() - begun,
        "most memory of a worker, MB": max(map(peak_mb, node.children())),
        "most memory of the node itself, MB": peak_mb(node.process.pid if node.process else 0),
    }


def _shared_out(folder: Path, photographs: int) -> Iterator[list[Path]]:
    """Yield for each sender the files that it sends, each a photograph of its own."""
    sample = pydicom.dcmread(_SAMPLE)
    for sender in range(SENDERS):
        files = []
        for number in range(sender, photographs, SENDERS):
            sample.SOPInstanceUID = generate_uid()
            sample.file_meta.MediaStorageSOPInstanceUID = sample.SOPInstanceUID
            sample.StudyInstanceUID, sample.SeriesInstanceUID = generate_uid(), generate_uid()
            files.append(folder / f"{number}.dcm")
            sample.save_as(files[-1], enforce_file_format=True)
        if files:
            yield files


def _send(node: Node, files: list[Path]) -> "subprocess.Popen[bytes]":
    command = ["storescu", "-xv", "-aet", CAMERA, "-aec", TITLE, HOST, str(node.port)]
    return subprocess.Popen([*command, *map(str, files)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
