from dataclasses import replace

import pytest
from PyQt5.QtCore import QEvent
from PyQt5.QtWidgets import QApplication, QWidget

from app.ui.dialogs.preview import Preview
from tests.ui.paper import made_paper, make_reports


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def reports(opened, tmp_path):
    return make_reports(opened, tmp_path)


def shown(qtbot, preview):
    preview.open()
    qtbot.waitUntil(lambda: bool(preview.pages))
    return preview


@pytest.mark.parametrize("password", [None, "secret"])
def test_every_page_is_shown(qtbot, reports, parent, password):
    paper = made_paper(qtbot, reports, replace(reports.order, password=password))
    preview = shown(qtbot, Preview(reports, paper, parent))
    assert str(len(preview.pages)) in preview.count.text()
    sizes = [page.pixmap().width() for page in preview.pages]
    assert sizes == pytest.approx([round(8.27 * 96)] * len(sizes), abs=2)
    assert preview.told.isHidden()


def test_pages_grow_with_the_zoom_up_to_its_end(qtbot, reports, parent):
    preview = shown(qtbot, Preview(reports, made_paper(qtbot, reports), parent))
    before = preview.pages[0].pixmap().width()
    for _ in range(3):
        preview.larger.click()
    assert not preview.larger.isEnabled()
    assert preview.percent.text() == "200\N{NO-BREAK SPACE}%"
    qtbot.waitUntil(lambda: preview.pages[0].pixmap().width() > 1.9 * before)
    preview.smaller.click()
    assert preview.larger.isEnabled()
    qtbot.waitUntil(lambda: reports.workspace.jobs.idle)


def test_preview_asks_to_save_and_to_print(qtbot, opened, reports, parent):
    preview = Preview(reports, made_paper(qtbot, reports), parent)
    with qtbot.waitSignals([preview.save_asked, preview.print_asked]):
        preview.save_button.click()
        preview.print_button.click()
    qtbot.waitUntil(lambda: opened.jobs.idle)


@pytest.mark.logs_warnings
def test_pages_that_cannot_be_drawn_are_said(qtbot, reports, parent):
    paper = replace(made_paper(qtbot, reports), pdf=b"no PDF")
    preview = Preview(reports, paper, parent)
    preview.open()
    qtbot.waitUntil(lambda: "went wrong" in preview.told.text())
    assert preview.pages == []


def test_one_that_is_closed_as_its_pages_come_goes_quietly(qtbot, reports, parent):
    preview = Preview(reports, made_paper(qtbot, reports), parent)
    preview.open()
    with qtbot.waitSignal(reports.pages_drawn):
        pass
    preview.close()
    QApplication.sendPostedEvents(preview, QEvent.DeferredDelete)
    QApplication.processEvents()
