"""Run the program as a user does, and print what its window shows whenever that changes.

    python -m tests.e2e.observed SETTINGS FILE...

Everything is real but the network, which is replaced by one that takes no time, or as long as
there is a file “lull” in the folder of the settings.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QPoint, QRect, QTimer
from PyQt5.QtWidgets import QApplication, QFileDialog, QSlider, QStyle, QStyleOptionSlider, QWidget

from app.base.progress import stop_if_asked
from app.ui import application
from app.ui.application import Viewer
from tests.support import FakePredictor


class UnhurriedPredictor(FakePredictor):
    """Segment only when it is let."""

    def __init__(self, lull: Path) -> None:
        super().__init__()
        self.lull = lull

    def predict(self, prepared, on_progress, should_stop):
        on_progress(0.0, "segment")
        while self.lull.exists():
            stop_if_asked(should_stop)
            time.sleep(0.02)
        return super().predict(prepared, on_progress, should_stop)


def main() -> int:
    settings, *files = sys.argv[1:]
    application.user_settings = lambda: Path(settings)
    application.user_logs = lambda: Path(settings)
    application.user_store = lambda: Path(settings) / "cases"
    application.load_predictor = lambda *_: UnhurriedPredictor(Path(settings) / "lull")
    start = Viewer.start

    def observed(viewer: Viewer, *given) -> None:
        timer = QTimer(viewer)
        timer.timeout.connect(partial(tell, viewer, []))
        timer.start(50)
        start(viewer, *given)

    Viewer.start = observed
    return application.run_viewer(
        [Path(file) for file in files], model=Path(), device="cpu", language="en"
    )


def tell(viewer: Viewer, told: list[str]) -> None:
    line = json.dumps(state(viewer))
    if told[-1:] != [line]:
        told.append(line)
        print(line, flush=True)


def state(viewer: Viewer) -> dict[str, object]:
    workspace, window = viewer.workspace, viewer.window
    analysis = workspace.analysis
    seen = window.comparison.plain.viewpoint
    other = window.comparison.tinted.viewpoint
    return {
        "seen": workspace.image.path.name if workspace.image else None,
        "shown": analysis.image.path.name if analysis else None,
        "number": window.panel.density.value.text(),
        "threshold": workspace.reading.threshold,
        "measured": analysis.threshold if analysis else None,
        "stale": workspace.stale,
        "strokes": len(workspace.reading.strokes),
        "corrected": bool(analysis and analysis.corrected),
        "channel": workspace.look.tone.channel,
        "busy": workspace.busy,
        "held": bool(QApplication.mouseButtons()),
        "says": window.banner.text if window.banner.isVisible() else "",
        "scale": seen.scale,
        "linked": seen == other,
        "dialog": isinstance(QApplication.activeModalWidget(), QFileDialog),
        "slider": handle_of(window.panel.controls.threshold_slider),
        "pane": centre_of(window.comparison.tinted),
    }


def centre_of(widget: QWidget) -> tuple[int, int]:
    return _on_screen(widget, widget.rect().center())


def handle_of(slider: QSlider) -> tuple[int, int]:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle: QRect = slider.style().subControlRect(
        QStyle.CC_Slider, option, QStyle.SC_SliderHandle, slider
    )
    return _on_screen(slider, handle.center())


def _on_screen(widget: QWidget, point: QPoint) -> tuple[int, int]:
    place = widget.mapToGlobal(point)
    return place.x(), place.y()


if __name__ == "__main__":
    sys.exit(main())
