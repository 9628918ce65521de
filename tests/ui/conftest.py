"""What the tests of the window share: photographs on disk and a workspace without a network."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

from app.analysis.analysis import Analysis, analyse
from app.base.translation import load_catalogue
from app.reading.listing import Entry
from app.ui.session.cache import Opened
from app.ui.session.cases import Cases
from app.ui.session.layers import build_layers
from app.ui.session.workspace import Workspace
from tests.anatomy.photographs import Anatomist, Vessels, picture
from tests.remembered import examine_once, read_once
from tests.support import PATIENCE_S, FakePredictor, encode, make_fundus

MakeWorkspace = Callable[..., Workspace]


@pytest.fixture(autouse=True)
def _any_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a listing one step, however long it takes, so that no time is lost."""
    monkeypatch.setattr("app.ui.session.library._STEP_S", PATIENCE_S)
    monkeypatch.setattr("app.ui.session.workspace.DEBOUNCE_MS", 1)
    monkeypatch.setattr("app.batch.task.examine", examine_once)
    monkeypatch.setattr("app.batch.task.read", read_once)


@pytest.fixture(scope="session")
def fundus_png() -> bytes:
    return encode(make_fundus(256).pixels)


@pytest.fixture
def photograph_file(tmp_path: Path, fundus_png: bytes) -> Path:
    path = tmp_path / "左眼 fundus.png"
    path.write_bytes(fundus_png)
    return path


@pytest.fixture
def make_workspace(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWorkspace]:
    # However slowly a control is moved, its steps are joined.
    monkeypatch.setattr("app.ui.session.history._PAUSE_S", PATIENCE_S)
    with ExitStack() as made:

        def make(load=FakePredictor) -> Workspace:
            workspace = Workspace(load, load_catalogue("en"), Cases())
            made.callback(workspace.shut_down)
            return workspace

        yield make


@pytest.fixture
def workspace(make_workspace: MakeWorkspace) -> Workspace:
    return make_workspace()


@pytest.fixture
def opened(qtbot: QtBot, workspace: Workspace, photograph_file: Path) -> Workspace:
    """Give a workspace in which a photograph was analysed."""
    workspace.start()
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(photograph_file))
    return workspace


@pytest.fixture(scope="session")
def anatomy() -> Analysis:
    """Give a photograph of which all that there is of anatomy was found."""
    return analyse(picture(), (Vessels(), Anatomist()))


@pytest.fixture
def retina(workspace: Workspace, anatomy: Analysis) -> Workspace:
    """Give a workspace that shows it; its thread is not started."""
    layers = build_layers(
        anatomy.image.pixels,
        probability=anatomy.probability.native,
        levels=anatomy.levels.native,
        field=anatomy.field.mask,
    )
    workspace._show_opened(Opened(Entry(anatomy.image.path), anatomy, layers))
    return workspace
