"""What the tests of comparing share: a store in the window, and visits of one synthetic eye."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom.uid import generate_uid

from app.base.translation import load_catalogue
from app.domain.photograph import Rgb
from app.reading.listing import Entry
from app.ui.comparing.desk import ComparingDesk
from app.ui.session.autosave import Autosave, recall_with
from app.ui.session.cases import Cases
from app.ui.session.keeper import Keeper, Standing
from app.ui.session.library import Library
from app.ui.session.workspace import Workspace
from tests.support import FakePredictor, make_dicom, make_fundus, repeatability_of
from tests.warping import again

FUNDUS = make_fundus(512)
LATER = again(FUNDUS.pixels, FUNDUS.field)
DENSITY = "vessel_density"


def predictor() -> FakePredictor:
    return FakePredictor(repeatability=repeatability_of(DENSITY, sd=0.01))


def visit_file(path: Path, pixels: Rgb, date: str, eye: str = "R", **more: object) -> Path:
    """Write a visit of Jane Doe's."""
    dataset = make_dicom(pixels, StudyDate=date, ImageLaterality=eye, **more)
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[str(path)])
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture
def keeper(qtbot, tmp_path):
    keeper = Keeper(tmp_path / "cases")
    yield keeper
    keeper.shut_down()


@pytest.fixture
def workspace(qtbot, keeper):
    """Give a workspace that keeps what it finds."""
    workspace = Workspace(
        predictor, load_catalogue("en"), Cases(), recall=recall_with(keeper, None)
    )
    autosave = Autosave(workspace, keeper)
    keeper.start()
    qtbot.waitUntil(lambda: keeper.standing is Standing.KEPT)
    workspace.start()
    yield workspace
    workspace.shut_down()
    autosave.shut_down()


@pytest.fixture
def library(qtbot, workspace):
    library = Library(workspace.cases)
    yield library
    library.shut_down()


@pytest.fixture
def open_file(qtbot, workspace, keeper) -> Callable[[Path], None]:
    def open_file(path: Path) -> None:
        with qtbot.waitSignal(workspace.analysed):
            workspace.open(Entry(path))
        kept: list[object] = []
        keeper.run(lambda _store: True, then=kept.append)
        qtbot.waitUntil(lambda: bool(kept))  # and with it all that was asked before

    return open_file


@pytest.fixture
def visits(tmp_path, open_file) -> dict[str, Path]:
    """Open three visits and the other eye of one patient; the last visit is shown.

    What is called the first one is really of somebody else's eye: it cannot be aligned.
    """
    files = {
        "first": visit_file(tmp_path / "first.dcm", make_fundus(512, seed=5).pixels, "20220105"),
        "prior": visit_file(tmp_path / "prior.dcm", FUNDUS.pixels, "20230412"),
        "fellow": visit_file(
            tmp_path / "fellow.dcm", FUNDUS.pixels[:, ::-1].copy(), "20240920", "L"
        ),
        "shown": visit_file(tmp_path / "shown.dcm", LATER, "20240920"),
    }
    for path in files.values():
        open_file(path)
    return files


@pytest.fixture
def desk(workspace, keeper, library) -> Callable[[], ComparingDesk]:
    return lambda: ComparingDesk(workspace, keeper, library)
