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
SLACK_MIB = 24.0  # of one half; one photograph that stayed each time would be twice that

_MIB = 1 << 20


def memory() -> float:
    """Return the MiB of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / _MIB


def growth(held: list[float]) -> float:
    """Return by how many MiB memory grew in each half of a run, at least.

    What piles up grows in both; an allocator takes one large step, at any time.
    """
    half, few = len(held) // 2, WARM_UP // 2
    return min(min(part[-few:]) - max(part[:few]) for part in (held[:half], held[half:]))


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
    assert growth(held) < SLACK_MIB


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
        with qtbot.waitSignal(viewer.workspace.analysed):
            viewer.window.open_files([path])
        held.append(memory())
        gc.collect()
    assert viewer.workspace.analysis.image.path == paths[(CYCLES - 1) % 4]
    assert growth(held) < SLACK_MIB


def test_what_piles_up_is_told_from_a_step():
    assert growth([3.2 * cycle for cycle in range(CYCLES)]) > SLACK_MIB
    assert growth([0.0] * 15 + [60.0] * 25) < SLACK_MIB
    assert growth([0.0] * 30 + [60.0] * 10) < SLACK_MIB
