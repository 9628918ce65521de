import pytest
from PyQt5.QtCore import QLocale, Qt
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtWidgets import QDialog, QLabel, QMessageBox, QVBoxLayout, QWidget

from app.report.manual import Page
from app.ui.look import manual
from app.ui.look.manual import give_key, open_page, page_at, set_page


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Return the folder of a manual, and the addresses that the browser is told."""
    for language in ("en", "zh_CN"):
        folder = tmp_path / language
        folder.mkdir()
        for page in Page:
            (folder / f"{page}.html").write_text("…")
    monkeypatch.setattr(manual, "page_file", lambda page, lang: tmp_path / lang / f"{page}.html")
    told = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: told.append(url) or True)
    return tmp_path, told


@pytest.fixture
def window(qtbot):
    widget = QDialog()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    return widget


def test_the_page_of_a_widget_is_that_of_the_nearest_around_it(window):
    outer, inner = QWidget(window), QLabel()
    QVBoxLayout(outer).addWidget(inner)
    assert page_at(inner) == Page.START
    set_page(outer, Page.REPORT)
    assert page_at(inner) == Page.REPORT
    set_page(inner, "numbers/tortuosity")
    assert page_at(inner) == "numbers/tortuosity"
    assert page_at(None) == Page.START


def test_f1_opens_the_page_of_a_dialog_once(qtbot, window, built):
    folder, told = built
    give_key(window, Page.COMPARE)
    give_key(window, Page.START)  # a second key would stand in the way of the first
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key_F1)
    assert [url.toLocalFile() for url in told] == [str(folder / "en" / "compare.html")]


def test_the_manual_is_in_the_language_of_the_window(window, built):
    folder, told = built
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("zh_CN"))
        open_page(Page.KEYS, window)
    finally:
        QLocale.setDefault(before)
    assert told[0].toLocalFile() == str(folder / "zh_CN" / "keys.html")


def test_where_no_browser_opens_the_place_is_told(window, built, monkeypatch):
    folder, _ = built
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    open_page(Page.KEYS, window)
    box = window.findChild(QMessageBox)
    assert box.informativeText() == str(folder / "en" / "keys.html")
    box.close()


def test_where_there_is_no_manual_that_is_told(window, tmp_path, monkeypatch):
    monkeypatch.setattr(manual, "page_file", lambda page, lang: tmp_path / "no" / lang / page)
    open_page(Page.KEYS, window)
    box = window.findChild(QMessageBox)
    assert "not part of this installation" in box.text()
    assert "make docs" in box.informativeText()
    box.close()
