"""A node whose analysis takes no time: its workers answer each photograph with a small object.

``python -m tests.node.quick_node run|work CONFIG``. All else, the queue above all, is the node's.
"""

import os
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pydicom
from pydicom.uid import generate_uid

from app.base.files import make_folder, write_whole
from app.base.progress import ShouldStop
from app.cli.stopping import StopOnSignal
from app.node import despatch, worker
from app.node.configuration import read_settings
from app.node.service import run_node
from app.reading.opening import digest
from app.store import arrivals
from app.store.arrivals import Arrival, NewDelivery, finish_arrival
from tests.support import dicom_bytes, make_dicom, make_fundus

WRONG_CLOCK = "TESTS_CLOCK_IS_DAYS_AHEAD"
"""Environment: by how many days the clock of this process is wrong."""

_SR = "1.2.840.10008.5.1.4.1.1.88.33"


class QuickWorker(worker.Worker):
    """Make an object that says by its study which photograph it is made from."""

    _predictor = None  # type: ignore[assignment]

    def _analyse(self, arrival: Arrival, _should_stop: ShouldStop) -> None:
        source = pydicom.dcmread(self._places.path(arrival.file), stop_before_pixels=True)
        uids = {"SeriesInstanceUID": generate_uid(), "SOPInstanceUID": generate_uid()}
        for keyword in ("StudyID", "StudyInstanceUID"):
            uids[keyword] = source.get(keyword, "")
        made = make_dicom(make_fundus(16).pixels, Modality="SR", **uids)
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = _SR
        content = dicom_bytes(made)
        file = self._places.result(arrival.number, "structured report")
        make_folder(self._places.path(file).parent)
        write_whole(self._places.path(file), content)
        named = (_SR, str(made.SOPInstanceUID), file, digest(content))
        delivery = NewDelivery("pacs", "structured report", *named)
        finish_arrival(self._store, "node", arrival, self._claim, [delivery])


class WrongClock(datetime):
    """A clock that was never set."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(days=float(os.environ[WRONG_CLOCK]))


def main(what: str, config: str) -> None:
    settings = read_settings(Path(config))
    if WRONG_CLOCK in os.environ:
        for module in (arrivals, despatch, worker):
            module.datetime = WrongClock  # type: ignore[attr-defined]
    with StopOnSignal() as stop:
        if what == "work":
            worker.Worker = QuickWorker  # type: ignore[misc]
            worker.work_for(settings, sys.stdin.buffer, stop.asked)
        else:
            command = [sys.executable, "-m", "tests.node.quick_node", "work", config]
            run_node(
                settings, command, stop.asked, lambda _port: print("The node runs", flush=True)
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
