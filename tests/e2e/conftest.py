"""Start the real viewer, with a stand-in for the network only."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PyQt5.QtCore import QEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings.preferences import NOTHING_SET
from app.ui.application import Viewer
from tests.remembered import examine_once, read_once
from tests.support import FakePredictor, encode, make_fundus

MakeViewer = Callable[..., Viewer]


@pytest.fixture(autouse=True)
def plain_style(qapp: QApplication) -> Iterator[None]:
    """Remove the program's style afterwards: tests of single widgets bring their own."""
    style, palette, font = qapp.styleSheet(), qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture(autouse=True)
def _no_time_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.session.workspace.DEBOUNCE_MS", 1)
    monkeypatch.setattr("app.batch.task.examine", examine_once)
    monkeypatch.setattr("app.batch.task.read", read_once)


def end(viewer: Viewer) -> None:
    """Close a viewer, and take its window away in any case."""
    try:
        viewer.close()
    finally:
        viewer.window.deleteLater()


@pytest.fixture
def make_viewer(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[MakeViewer]:
    owned = ExitStack()
    owned.callback(qapp.sendPostedEvents, None, QEvent.DeferredDelete)

    def make(
        load=FakePredictor,
        files=(),
        language="en",
        *,
        machine=NOTHING_SET,
        problems=(),
        store=None,
    ) -> Viewer:
        viewer = Viewer(
            qapp,
            load,
            tmp_path / "settings",
            outbox=tmp_path / "outbox",
            store=store,
            language=language,
            machine=machine,
        )
        owned.callback(end, viewer)
        viewer.window.resize(1320, 680)  # the offscreen screen is smaller than any real one
        viewer.start(files, problems)
        return viewer

    with owned:
        yield make


@pytest.fixture
def photograph_file(tmp_path: Path) -> Path:
    path = tmp_path / "病例" / "左眼.png"
    path.parent.mkdir()
    path.write_bytes(encode(make_fundus(256).pixels))
    return path


@pytest.fixture
def viewer(qtbot: QtBot, make_viewer: MakeViewer, photograph_file: Path) -> Viewer:
    """Give a viewer that shows an analysed photograph."""
    viewer = make_viewer(files=[photograph_file])
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    return viewer
