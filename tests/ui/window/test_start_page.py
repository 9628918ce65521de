from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QPushButton

from app.base.translation import load_catalogue
from app.settings.preferences import RecentFile
from app.ui.session.recent_files import Since
from app.ui.window.start_page import _NOTE_ROLE, StartPage

RECENT = [RecentFile(f"/诊所/病例 {number}/<b>{number}.dcm") for number in range(10)]


@pytest.fixture
def page(qtbot):
    page = StartPage(load_catalogue("en"))
    qtbot.addWidget(page)
    page.resize(1320, 640)
    page.show()
    return page


def names(page):
    return [page.recent.item(row).text() for row in range(page.recent.count())]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Open…", "open_asked"),
        ("Open folder…", "folder_asked"),
        ("Open the sample", "sample_asked"),
    ],
)
def test_buttons_ask(qtbot, page, text, signal):
    button = next(each for each in page.findChildren(QPushButton) if each.text() == text)
    with qtbot.waitSignal(getattr(page, signal)):
        button.click()


def test_intended_use_and_what_can_be_dropped_are_told(page):
    told = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "It does not diagnose" in told
    for kind in ("DICOM", "PNG", "JPEG", "TIFF", "BMP", "folders", "ZIP", "DICOMDIR"):
        assert kind in told


def test_nothing_is_said_of_recent_files_when_there_are_none(page):
    assert not page.recent.isVisible()
    page.set_recent(RECENT)
    assert page.recent.isVisible()
    page.set_recent([])
    assert not page.recent.isVisible()
    assert not page._recent_title.isVisible()


def test_eight_recent_files_are_offered_without_looking_at_them(page, monkeypatch):
    def fail(*_arguments, **_options):
        raise AssertionError("a drive was asked")

    monkeypatch.setattr(Path, "stat", fail)
    page.set_recent(RECENT)
    assert names(page) == [f"<b>{number}.dcm" for number in range(8)]
    spoken = page.recent.item(3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "<b>3.dcm, /诊所/病例 3"


def test_what_became_of_recent_files_is_told(page):
    since = {RECENT[0]: Since.CHANGED, RECENT[2]: Since.GONE}
    page.set_recent(RECENT, since)
    spoken = [page.recent.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == [
        "<b>0.dcm, now a different photograph, /诊所/病例 0",
        "<b>1.dcm, /诊所/病例 1",
        "<b>2.dcm, no longer there, /诊所/病例 2",
    ]
    drawn = [page.recent.item(row).data(_NOTE_ROLE) for row in range(2)]
    assert drawn == ["now a different photograph · /诊所/病例 0", "/诊所/病例 1"]


def test_a_member_of_an_archive_is_named_with_its_archive(page):
    page.set_recent([RecentFile("/诊所/<i>.zip", "eyes/IM0001", "0a")])
    assert names(page) == ["IM0001"]
    assert page.recent.item(0).data(_NOTE_ROLE) == "/诊所/<i>.zip/eyes"


def test_recent_file_is_asked_for_by_click_and_by_enter(qtbot, page):
    page.set_recent(RECENT)
    rect = page.recent.visualItemRect(page.recent.item(2))
    with qtbot.waitSignal(page.recent_asked) as asked:
        qtbot.mouseClick(page.recent.viewport(), Qt.LeftButton, pos=rect.center())
    assert asked.args == [RECENT[2]]
    qtbot.keyClick(page.recent, Qt.Key_Down)
    with qtbot.waitSignal(page.recent_asked) as asked:
        qtbot.keyClick(page.recent, Qt.Key_Return)
    assert asked.args == [RECENT[3]]


@pytest.mark.parametrize("recent", [[], RECENT])
def test_page_fits_a_small_window(page, recent):
    page.set_recent(recent)
    hint = page.minimumSizeHint()
    assert hint.width() <= 520
    assert hint.height() <= 420


def test_list_of_few_files_is_no_taller_than_they_are(qtbot, page):
    page.set_recent(RECENT[:2])
    qtbot.wait(1)
    bottom = page.recent.visualItemRect(page.recent.item(1)).bottom()
    assert bottom <= page.recent.viewport().height() <= bottom + 4
