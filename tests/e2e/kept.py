"""Run the program as a user does, say something of the photograph, and print what is there.

    python -m tests.e2e.kept say|treat|look FILE

Who treats a patient also says whose the photograph is. Who says something prints, once it is saved,
how many seconds of the processor that took.
Everything is real but the network, which counts how often it is asked.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QTimer

from app.domain.photograph import Laterality
from app.domain.reading import Stroke
from app.report.report_text import ReportText
from app.store.facts import Facts
from app.ui import application
from app.ui.application import Viewer
from tests.support import FakePredictor

_SAYING = ("say", "treat")


class CountingPredictor(FakePredictor):
    """Count how often it looks."""

    looked = 0
    began = 0.0  # when something was said, in seconds of the processor

    def predict(self, *given):
        CountingPredictor.looked += 1
        return super().predict(*given)


def main() -> int:
    wish, file = sys.argv[1:]
    application.load_predictor = lambda *_: CountingPredictor()
    start = Viewer.start

    def observed(viewer: Viewer, *given) -> None:
        timer = QTimer(viewer)
        timer.timeout.connect(partial(look, viewer, timer, wish, []))
        timer.start(20)
        start(viewer, *given)

    Viewer.start = observed
    return application.run_viewer([Path(file)], model=Path(), device="cpu", language="en")


def look(viewer: Viewer, timer: QTimer, wish: str, said: list[str]) -> None:
    workspace = viewer.workspace
    if workspace.analysis is None or workspace.stale or workspace.busy:
        return
    if wish in _SAYING and not workspace.reading.strokes:
        CountingPredictor.began = time.process_time()
        workspace.set_laterality(Laterality.LEFT)
        workspace.add_stroke(Stroke(((300.0, 300.0), (400.0, 420.0)), 5.0))
        viewer.reports.set_statement(ReportText("Zebrafindings", author="Dr Li"))
        if wish == "treat":
            zoe = Facts(name="Zebra^Zoe", patient_id="Z-0815")
            assign = viewer.desk.assign_shown
            viewer.desk.add(zoe, then=lambda patient: assign(patient.id), otherwise=print)
        return
    analysis = workspace.analysis
    if wish == "treat" and not analysis.image.patient.name:
        return
    if wish in _SAYING and said and not viewer.autosave.unsaved:
        timer.stop()
        print(time.process_time() - CountingPredictor.began, flush=True)
    if said:
        return
    said.append(wish)
    print(
        json.dumps(
            {
                "eye": str(analysis.image.laterality),
                "strokes": len(workspace.reading.strokes),
                "corrected": analysis.corrected is not None,
                "number": viewer.window.panel.density.value.text(),
                "text": viewer.reports.statement.findings,
                "author": viewer.reports.statement.author,
                "patient": analysis.image.patient.name,
                "looked": CountingPredictor.looked,
                "unsaid": viewer.window.unkept.isVisible(),
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
