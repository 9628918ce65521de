import sys

import pytest
from PyQt5.QtCore import QLibraryInfo
from PyQt5.QtGui import QImage

from app.base import translation
from app.ui import self_test
from app.ui.look import style
from app.ui.self_test import check_window

pytestmark = pytest.mark.usefixtures("qapp")

EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'


def failures():
    return {check.name: check.failure for check in check_window() if not check.passed}


def test_all_that_the_window_needs_is_here():
    names = [check.name for check in check_window()]
    assert failures() == {}
    assert len(names) == len(set(names)) >= 14


def test_plug_ins_that_are_missing_are_found_out_and_qt_is_not_started(monkeypatch, tmp_path):
    monkeypatch.setattr(QLibraryInfo, "location", lambda _place: str(tmp_path))
    failed = failures()
    assert failed["window: Qt's platforms/qxcb"].endswith("libqxcb.so is missing")
    assert "window: Qt without a screen" in failed
    assert not any("icons" in check.name for check in check_window())


def test_a_plug_in_that_does_not_load_is_found_out(monkeypatch, tmp_path):
    (tmp_path / "platforms").mkdir()
    (tmp_path / "platforms" / "libqxcb.so").write_bytes(b"no library")
    monkeypatch.setattr(QLibraryInfo, "location", lambda _place: str(tmp_path))
    assert "platforms/libqxcb.so" in failures()["window: Qt's platforms/qxcb"]
    assert "is missing" not in failures()["window: Qt's platforms/qxcb"]


def test_the_plug_ins_of_windows_have_their_own_names(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(QLibraryInfo, "location", lambda _place: str(tmp_path))
    assert failures()["window: Qt's platforms/qwindows"].endswith("qwindows.dll is missing")


def test_translations_that_are_missing_are_found_out(monkeypatch, tmp_path):
    monkeypatch.setattr(translation, "resources", lambda: tmp_path)
    assert list(failures()) == ["window: Chinese texts"]


def test_translations_that_are_empty_are_found_out(monkeypatch, tmp_path):
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "zh_CN.ts").write_text("<TS/>", encoding="utf-8")
    monkeypatch.setattr(translation, "resources", lambda: tmp_path)
    assert failures() == {"window: Chinese texts": "a sentence is not translated"}


def test_style_and_icons_that_are_missing_are_found_out(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "resources", lambda: tmp_path)
    failed = failures()
    assert "style.qss" in failed["window: style sheet"]
    assert "icons" in failed["window: icons are drawn"]


def test_pictures_of_the_style_sheet_that_are_missing_are_found_out(monkeypatch, tmp_path):
    (tmp_path / "style.qss").write_text('QCheckBox { image: url("@icons/check.svg"); }')
    monkeypatch.setattr(style, "resources", lambda: tmp_path)
    assert "check.svg" in failures()["window: style sheet"]


def test_an_icon_that_is_not_drawn_is_found_out(monkeypatch, tmp_path):
    (tmp_path / "icons").mkdir()
    for path in (self_test.resources() / "icons").glob("*.svg"):
        text = EMPTY if path.stem == "open" else path.read_text(encoding="utf-8")
        (tmp_path / "icons" / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "style.qss").write_text("QWidget {}")
    monkeypatch.setattr(style, "resources", lambda: tmp_path)
    assert failures() == {"window: icons are drawn": "nothing is drawn for: open"}


def test_pictures_that_qt_cannot_read_are_found_out(monkeypatch):
    monkeypatch.setattr(self_test, "QImage", lambda _file: QImage())
    failed = failures()
    assert list(failed) == ["window: pictures of the style sheet"]
    assert "png" in failed["window: pictures of the style sheet"]


def test_a_font_that_is_damaged_is_found_out(monkeypatch):
    monkeypatch.setitem(self_test._FONTS, "DejaVuSans", "µ血")
    assert failures() == {"window: fonts": "the font DejaVuSans is missing or damaged"}


def test_a_font_that_is_missing_is_found_out(monkeypatch):
    monkeypatch.setitem(self_test._FONTS, "Nowhere", "x")
    assert failures() == {"window: fonts": "the font Nowhere is missing or damaged"}


@pytest.mark.parametrize(
    ("module", "importer", "names"),
    [
        ("PyQt5.QtPrintSupport", None, ["window: printing"]),
        (
            "pyqtgraph",
            "app.ui.cards.plots",
            ["window: plots", "window: a plot is drawn"],
        ),
    ],
)
def test_a_module_that_is_missing_is_found_out(monkeypatch, module, importer, names):
    for check in check_window():  # everything else is loaded
        assert check.passed
    monkeypatch.setitem(sys.modules, module, None)
    if importer:
        monkeypatch.delitem(sys.modules, importer)
    failed = failures()
    assert list(failed) == names
    assert module in failed[names[0]]


def test_qt_that_does_not_start_is_found_out(monkeypatch):
    def broken():
        raise RuntimeError("no Qt")

    monkeypatch.setattr(self_test, "_application", broken)
    assert failures() == {"window: Qt starts": "RuntimeError: no Qt"}
