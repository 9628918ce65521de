"""Time the window: how soon it is there, how soon it shows vessels, how fast it repaints."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image
from PyQt5.QtWidgets import QApplication

from app.base.paths import sample
from app.base.translation import load_catalogue
from app.domain.photograph import Plane, Rgb
from app.imaging.overlay import draw_overlay
from app.settings.look import VesselDrawing, VesselStyle
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.session.cases import Cases
from app.ui.session.workspace import Workspace
from tests.benchmarks.timing import milliseconds, print_lines
from tests.support import FakePredictor, make_layers

SIDES = {"2 MP": 1415, "12 MP": 3464, "45 MP": 6708}
STARTS = 5

_START = """
import resource, sys, time
from pathlib import Path
began = float(sys.argv[1])
from app.ui import application
def tell(name):
    print(name, time.time() - began, flush=True)
def start(viewer, *given):
    application.QApplication.processEvents()
    tell("window")
    print("processor", time.process_time(), flush=True)
    viewer.workspace.analysis_changed.connect(lambda: shown(viewer))
    real_start(viewer, *given)
def shown(viewer):
    viewer.window.comparison.tinted.repaint()
    tell("overlay")
    print("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
    viewer.window.close()
real_start, application.Viewer.start = application.Viewer.start, start
from app.__main__ import main
sys.argv[1:] = ["view", "--language", "en", sys.argv[2]]
main()
"""


@dataclass(frozen=True)
class Start:
    """One start of the program: seconds to window and overlay, and peak MiB.

    Attributes:
        processor: seconds of the processor to the window, whatever else the computer does.
    """

    window: float
    processor: float
    overlay: float
    memory: float


def main() -> None:
    """Measure and print."""
    starts = [start_with(sample()) for _ in range(STARTS)]
    print("\nstart on the sample, medians of", STARTS)
    print_lines(
        {
            "start to window (ms)": 1000 * median(each.window for each in starts),
            "start to window, processor (ms)": 1000 * median(each.processor for each in starts),
            "start to first overlay (ms)": 1000 * median(each.overlay for each in starts),
            "peak memory (MiB)": median(each.memory for each in starts),
        }
    )
    photograph = Image.open(sample()).convert("RGB")
    with tempfile.TemporaryDirectory() as folder:
        for name, side in SIDES.items():
            large = photograph.resize((side, side), Image.Resampling.BICUBIC)
            path = Path(folder) / f"{side}.jpg"
            large.save(path, quality=92)
            once = start_with(path)
            print(f"\nwindow at {name}: peak memory {once.memory:.0f} MiB")
            print_lines(repaint_times(np.asarray(large)))


def start_with(path: Path) -> Start:
    """Start the program in a process of its own, wait for the vessels, and close it."""
    command = [sys.executable, "-c", _START, str(time.time()), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = dict(line.split() for line in done.stdout.splitlines())
    return Start(**{name: float(value) for name, value in told.items()})


def repaint_times(pixels: Rgb) -> dict[str, float]:
    """Return the milliseconds of a repaint after a move of the threshold, for each style.

    The reference tints the whole picture anew, as a mask that is drawn over it would.
    """
    application = QApplication.instance() or QApplication([])
    workspace = Workspace(FakePredictor, load_catalogue("en"), Cases())
    view = ComparisonView(workspace)
    view.resize(1200, 700)
    levels = _likely_vessels(pixels)
    workspace.layers = make_layers(pixels, levels)
    view.show()
    workspace.picture_changed.emit()
    thresholds = _alternating(0.45, 0.55)

    def repaint() -> None:
        workspace.set_threshold(next(thresholds))
        application.processEvents()

    times = {}
    for style in VesselStyle:
        workspace.set_vessels(VesselDrawing(style=style))
        for zoom, place in (("fitted", view.fit), ("1:1", view.show_true_size)):
            place()
            application.processEvents()
            times |= milliseconds({f"threshold repaint, {style}, {zoom}": repaint})
    tint = "  reference: tint the whole picture anew"
    return times | milliseconds(
        {tint: lambda: draw_overlay(pixels, levels >= np.float32(next(thresholds)))}
    )


def _likely_vessels(pixels: Rgb) -> Plane:
    """Return something like a probability map: what is dark in the green channel."""
    return (1 - pixels[..., 1].astype(np.float32) / 255) * 0.8


def _alternating(*values: float) -> Iterator[float]:
    while True:
        yield from values


if __name__ == "__main__":
    main()
