"""Forget threads amid their work, in one way after another, and print which were survived.

    python -m tests.ui.tasks.forgotten FOLDER

A process of its own: Qt aborts one in which a thread that runs is deleted.
"""

import gc
import sys
import threading
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from PyQt5.QtCore import QCoreApplication, QEvent, QObject
from PyQt5.QtWidgets import QApplication

from app.base.progress import stop_if_asked
from app.base.translation import load_catalogue
from app.ui.application import Viewer
from app.ui.session.cases import Cases
from app.ui.session.workspace import Workspace
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind
from app.ui.window.main_window import MainWindow
from tests.support import FakePredictor


def occupy(jobs: Jobs) -> None:
    """Keep jobs busy until they are told to stop; return when they have begun."""
    begun = threading.Event()

    def work(_on_progress, should_stop):
        begun.set()
        try:
            while True:
                stop_if_asked(should_stop)
                threading.Event().wait(0.002)
        finally:
            sys.stdout.write("stopped\n")

    jobs.start()
    jobs.submit(JobKind.SELF_TEST, work, then=print, otherwise=print)
    begun.wait()


def owner_collected(_folder: Path) -> None:
    occupy(Jobs())


def owner_deleted_by_qt(_folder: Path) -> None:
    owner = QObject()
    occupy(Jobs(owner))
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.DeferredDelete)


def constructor_failed(_folder: Path) -> None:
    class Failing(QObject):
        def __init__(self):
            super().__init__()
            self.jobs = Jobs(self)
            occupy(self.jobs)
            raise ZeroDivisionError

    with suppress(ZeroDivisionError):
        Failing()


def second_workspace(_folder: Path) -> None:
    for _ in range(2):
        workspace = Workspace(FakePredictor, load_catalogue("en"), Cases())
        occupy(workspace.jobs)


def window_not_closed(folder: Path) -> None:
    viewer = make_viewer(folder)
    viewer.start()
    occupy(viewer.workspace.jobs)


def window_failed_to_start(folder: Path) -> None:
    def fail(window, _files):
        occupy(window.workspace.jobs)
        raise ZeroDivisionError

    with suppress(ZeroDivisionError), patch.object(MainWindow, "open_files", fail):
        make_viewer(folder).start()


def make_viewer(folder: Path) -> Viewer:
    return Viewer(application, FakePredictor, folder / "settings", outbox=folder / "outbox")


if __name__ == "__main__":
    application = QApplication([])
    for forget in (
        owner_collected,
        owner_deleted_by_qt,
        constructor_failed,
        second_workspace,
        window_failed_to_start,
        window_not_closed,
    ):
        forget(Path(sys.argv[1]))
        gc.collect()
        application.processEvents()
        sys.stdout.write(f"{forget.__name__}\n")
        sys.stdout.flush()
