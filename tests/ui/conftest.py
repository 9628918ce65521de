"""What the tests of the window share: photographs on disk and a workspace without a network."""

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from app.imaging.series import Entry
from app.translation import load_catalogue
from app.ui.state.workspace import Workspace
from tests.support import FakePredictor, encode, make_fundus


@pytest.fixture(scope="session")
def fundus_png() -> bytes:
    return encode(make_fundus(256).pixels)


@pytest.fixture
def photograph_file(tmp_path: Path, fundus_png: bytes) -> Path:
    path = tmp_path / "左眼 fundus.png"
    path.write_bytes(fundus_png)
    return path


@pytest.fixture
def workspace(qtbot: QtBot) -> Iterator[Workspace]:
    workspace = Workspace(FakePredictor, load_catalogue("en"))
    yield workspace
    workspace.shut_down()


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace, photograph_file: Path) -> Workspace:
    """Give a workspace in which a photograph was analysed."""
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    return workspace
