import faulthandler
import logging
import sys
import threading

import pytest
from PyQt5.QtWidgets import QApplication

from app.ui.crash_guard import CrashGuard, start_log


@pytest.fixture
def guard(qtbot, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    guard = CrashGuard()
    guard.install()
    yield guard
    if guard.box is not None:
        guard.box.close()


@pytest.mark.logs_warnings
def test_first_error_is_told_and_later_ones_are_only_logged(guard, caplog):
    for text in ("first", "second"):
        error = ValueError(text)
        sys.excepthook(ValueError, error, None)
    assert guard.box.isVisible()
    assert "first" in guard.box.detailedText()
    assert [record.exc_info[1].args for record in caplog.records] == [("first",), ("second",)]


@pytest.mark.logs_warnings
def test_error_of_a_thread_is_told_in_the_window(qtbot, guard):
    def fail():
        raise ValueError("elsewhere")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: guard.box is not None)
    assert "elsewhere" in guard.box.detailedText()


def test_interrupt_from_the_keyboard_ends_the_program_quietly(guard, monkeypatch):
    ended = []
    monkeypatch.setattr(QApplication, "quit", lambda: ended.append(True))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert ended == [True]
    assert guard.box is None


def test_log_is_written_to_the_users_folder(tmp_path, monkeypatch):
    enabled = []
    monkeypatch.setattr(faulthandler, "enable", enabled.append)
    logger = logging.getLogger("app")
    handlers, level = list(logger.handlers), logger.level
    start_log(tmp_path / "日志")
    logging.getLogger("app.ui").info("hello")
    (handler,) = [handler for handler in logger.handlers if handler not in handlers]
    handler.close()
    logger.removeHandler(handler)
    logger.setLevel(level)
    enabled[0].close()
    assert "hello" in (tmp_path / "日志" / "retivasc.log").read_text(encoding="utf-8")


def test_unwritable_log_folder_is_no_obstacle(tmp_path):
    (tmp_path / "file").touch()
    start_log(tmp_path / "file")
