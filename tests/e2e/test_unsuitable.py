"""A picture that must not be measured is shown without vessels, and says so first."""

import json
import threading

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest

from app.ui.canvas.tools import Tool
from tests.support import (
    PATIENCE_S,
    FakePredictor,
    dicom_bytes,
    encode,
    make_dicom,
    make_fundus,
)

SENTENCE = "The file is of the kind “RED”"


@pytest.fixture
def other_kind(tmp_path):
    path = tmp_path / "other.dcm"
    kind = ["ORIGINAL", "PRIMARY", "", "RED"]
    path.write_bytes(dicom_bytes(make_dicom(make_fundus(256).pixels, ImageType=kind)))
    return path


@pytest.fixture
def viewer(qtbot, make_viewer, other_kind):
    viewer = make_viewer(files=[other_kind])
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    return viewer


def test_one_red_sentence_comes_first_and_no_vessels_are_shown(qtbot, viewer):
    window = viewer.window
    assert window.banner.isVisible()
    assert window.banner.text.startswith(SENTENCE)
    assert window.banner.property("tone") == "error"
    quality = window.panel.quality
    assert quality.decisive.text().startswith(SENTENCE)
    assert SENTENCE not in quality.reasons.text()
    assert quality.verdict.isHidden()
    assert not window.comparison.tinted.shown_mask().any()
    assert not window.panel.controls.isEnabled()
    assert window.comparison._panes[1].heading.text() == "Not measured"


def test_the_sentence_is_there_before_the_analysis(qtbot, make_viewer, other_kind):
    let = threading.Event()

    def load():
        assert let.wait(PATIENCE_S)
        return FakePredictor()

    viewer = make_viewer(load, files=[other_kind])
    qtbot.waitUntil(lambda: viewer.workspace.image is not None)
    assert viewer.workspace.analysis is None
    assert viewer.window.banner.isVisible()
    assert viewer.window.banner.text.startswith(SENTENCE)
    assert not viewer.window.comparison.tinted.vessels
    let.set()
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert viewer.window.banner.text.startswith(SENTENCE)


def test_the_pane_looks_as_if_vessels_were_hidden(viewer):
    tinted = viewer.window.comparison.tinted
    before = tinted.grab().toImage()
    viewer.window.commands.vessels_shown.trigger()
    assert not viewer.workspace.look.vessels.visible
    assert tinted.grab().toImage() == before


def test_nothing_can_be_drawn_by_hand(viewer):
    comparison = viewer.window.comparison
    comparison.set_tool(Tool.ADD)
    QTest.mousePress(comparison.tinted, Qt.LeftButton)
    QTest.mouseRelease(comparison.tinted, Qt.LeftButton)
    assert viewer.workspace.reading.strokes == ()


def test_what_is_exported_shows_no_vessels_either(qtbot, viewer, tmp_path):
    folder = tmp_path / "exported"
    folder.mkdir()
    with qtbot.waitSignal(viewer.reports.noticed):
        viewer.reports.export(folder)
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {"other.json", "other.csv", "other_photograph.png"}
    assert json.loads((folder / "other.json").read_text("utf-8"))["unsuitable"].startswith(SENTENCE)


def test_the_next_photograph_has_its_vessels_again(qtbot, viewer, tmp_path):
    path = tmp_path / "retina.png"
    path.write_bytes(encode(make_fundus(256).pixels))
    viewer.window.open_files([path])
    qtbot.waitUntil(lambda: viewer.window.windowTitle().startswith("retina.png"))
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    assert viewer.window.banner.isHidden()
    assert viewer.window.comparison.tinted.shown_mask().any()
    assert viewer.window.panel.controls.isEnabled()
    assert viewer.window.panel.quality.decisive.isHidden()
    assert viewer.window.comparison._panes[1].heading.text() == "Vessels"


def test_the_sentence_is_said_again_in_another_language(viewer):
    viewer.window.commands.languages["zh_CN"].trigger()
    assert viewer.window.banner.isVisible()
    assert "“RED”" in viewer.window.banner.text
    assert "nothing is measured" not in viewer.window.banner.text
