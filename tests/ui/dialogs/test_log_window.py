import logging
import threading

import pytest
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QPushButton, QWidget

from app.base.paths import user_logs
from app.self_test.diagnostics import session_log
from app.ui.dialogs.log_window import show_log


@pytest.fixture
def log():
    logger = logging.getLogger("app")
    level = logger.level
    logger.setLevel(logging.INFO)
    yield session_log()
    logger.setLevel(level)
    logging.getLogger().removeHandler(session_log())


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def window(parent, log, workspace):
    logging.getLogger("app.x").info("before")
    return show_log(parent, workspace)


def press(window, text):
    (button,) = [b for b in window.findChildren(QPushButton) if b.text() == text]
    button.click()


def test_log_is_shown_and_followed_from_any_thread(qtbot, window):
    assert window.text.toPlainText().endswith("INFO app.x: before")
    assert window.text.isReadOnly()
    thread = threading.Thread(target=lambda: logging.getLogger("app.x").info("“Wang” after"))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.text.toPlainText().endswith("INFO app.x: … after"))
    assert "Wang" not in window.text.toPlainText()
    window.close()


def test_view_is_cleared_but_the_log_is_kept(window, log):
    press(window, "Clear this view")
    assert window.text.toPlainText() == ""
    assert log.lines[-1].endswith("before")
    window.close()


def test_diagnostics_are_copied_with_the_last_lines(qtbot, window, workspace):
    with qtbot.waitSignal(workspace.model_changed):
        workspace.start()
    press(window, "Copy diagnostics")
    text = QGuiApplication.clipboard().text()
    assert "Model: fake 1" in text
    assert "Screens: " in text
    assert "Language: en" in text
    assert text.strip().endswith("INFO app.x: before")
    assert "were copied" in window.told.text()
    window.close()


def test_path_of_the_log_is_copied(window):
    assert str(user_logs()) in window.told.text()
    press(window, "Copy the folder's path")
    assert QGuiApplication.clipboard().text() == str(user_logs())
    window.close()


def test_closed_window_is_told_nothing_more(qtbot, window, log):
    assert len(log._followers) == 1
    with qtbot.waitSignal(window.destroyed):
        window.close()
    qtbot.waitUntil(lambda: log._followers == ())
    logging.getLogger("app.x").info("later")
