"""Open and close again and again: nothing may pile up."""

import gc
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent
from PyQt5.QtWidgets import QApplication

from app.ui.application import Viewer
from tests.support import FakePredictor, encode, make_fundus

CYCLES, WARM_UP = 40, 10
SLACK_MIB = 48.0  # what allocators keep; one photograph that stayed each time would be twice that

_MIB = 1 << 20


def memory() -> float:
    """Return the MiB of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / _MIB


def threads() -> int:
    """Return how many threads this process has, Qt's and the libraries' too."""
    return len(list(Path("/proc/self/task").iterdir()))


def objects() -> int:
    """Return how many of the program's own windows and widgets are alive."""
    gc.collect()
    return len(QApplication.allWidgets())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_windows_that_are_closed_leave_nothing_behind(qapp, qtbot, tmp_path):
    path = tmp_path / "eye.png"
    path.write_bytes(encode(make_fundus(512).pixels))
    held, widgets, running = [], [], []
    for _ in range(CYCLES):
        viewer = Viewer(
            qapp, FakePredictor, tmp_path / "settings", outbox=tmp_path / "outbox", language="en"
        )
        with closing(viewer):
            viewer.start([path])
            qtbot.waitUntil(lambda viewer=viewer: viewer.workspace.analysis is not None)
        viewer.window.deleteLater()
        viewer.deleteLater()
        del viewer
        qapp.sendPostedEvents(None, QEvent.DeferredDelete)
        widgets.append(objects())
        held.append(memory())
        running.append(threads())
    # Compared are what was there at some time at first, and what never went away at last.
    assert min(running[-WARM_UP:]) <= max(running[:WARM_UP])
    assert min(widgets[-WARM_UP:]) <= max(widgets[:WARM_UP])
    assert min(held[-WARM_UP:]) - max(held[:WARM_UP]) < SLACK_MIB


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_photographs_opened_one_after_another_do_not_pile_up(qtbot, make_viewer, tmp_path):
    paths = []
    for seed in range(4):
        paths.append(tmp_path / f"{seed}.png")
        paths[-1].write_bytes(encode(make_fundus(512, seed=seed).pixels))
    viewer = make_viewer()
    viewer.workspace.queue._cache._most_pixels = 1  # nothing but the last one is kept
    held = []
    for cycle in range(CYCLES):
        path = paths[cycle % 4]
        with qtbot.waitSignal(viewer.workspace.picture_changed):
            viewer.window.open_files([path])
        held.append(memory())
        gc.collect()
    assert viewer.workspace.analysis.image.path == paths[(CYCLES - 1) % 4]
    assert min(held[-WARM_UP:]) - max(held[:WARM_UP]) < SLACK_MIB
