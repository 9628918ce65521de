import faulthandler
import logging
import os
import sys
import threading
import warnings

import pytest
from PyQt5.QtCore import qInstallMessageHandler, qWarning
from PyQt5.QtWidgets import QApplication

from app.self_test.diagnostics import session_log
from app.ui.window.crash_guard import CrashGuard, start_log


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


@pytest.fixture
def logging_as_before(monkeypatch):
    """Undo all that the log of a session changes."""
    enabled = []
    monkeypatch.setattr(faulthandler, "enable", enabled.append)
    root, logger = logging.getLogger(), logging.getLogger("app")
    handlers, level = list(root.handlers), logger.level
    qt = qInstallMessageHandler(None)
    yield
    qInstallMessageHandler(qt)
    logging.captureWarnings(False)
    logger.setLevel(level)
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        handler.close()
        root.removeHandler(handler)
    for file in enabled:
        file.close()


def read_log(folder):
    return (folder / "retivasc.log").read_text(encoding="utf-8")


@pytest.mark.usefixtures("logging_as_before")
def test_log_is_written_to_the_users_folder(tmp_path):
    assert start_log(tmp_path / "日志") is None
    logging.getLogger("app.ui").info("hello")
    assert "INFO app.ui: hello" in read_log(tmp_path / "日志")
    assert any("hello" in line for line in session_log().lines)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.usefixtures("logging_as_before")
def test_log_is_for_the_user_alone_and_stays_so_when_it_begins_anew(tmp_path):
    before = os.umask(0)
    try:
        start_log(tmp_path / "log")
        (handler,) = (h for h in logging.getLogger().handlers if hasattr(h, "doRollover"))
        handler.doRollover()
        logging.getLogger("app.ui").info("hello")
    finally:
        os.umask(before)
    written = sorted((tmp_path / "log").iterdir())
    assert [path.name for path in written] == ["crash.log", "retivasc.log", "retivasc.log.1"]
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o700


@pytest.mark.logs_warnings
@pytest.mark.usefixtures("logging_as_before")
def test_log_tells_where_an_error_was_but_names_nobody(tmp_path):
    start_log(tmp_path)
    try:
        (tmp_path / "王伟 left.png").read_bytes()
    except OSError:
        logging.getLogger("app.ui").exception("a job failed: %s", "“Wang^Li”")
    log = read_log(tmp_path)
    assert "FileNotFoundError" in log
    assert "in read_bytes" in log
    for name in ("王伟", "left", "Wang", str(tmp_path)):
        assert name not in log


@pytest.mark.usefixtures("logging_as_before")
def test_remarks_go_to_the_log_and_not_to_the_console(tmp_path, capfd):
    start_log(tmp_path)
    qWarning(b"a remark of Qt")
    logging.getLogger("PIL.TiffImagePlugin").warning("a remark of a reader")
    # As Python reports a warning that no test turned into an error.
    warnings.showwarning(UserWarning("value of PN: 'Wang^Li'"), UserWarning, "dicom.py", 3)
    assert capfd.readouterr() == ("", "")
    log = read_log(tmp_path)
    assert "WARNING qt: a remark of Qt" in log
    assert "a remark of a reader" in log
    assert "py.warnings" in log
    assert "Wang" not in log


@pytest.mark.usefixtures("logging_as_before")
def test_unwritable_log_folder_is_no_obstacle(tmp_path):
    (tmp_path / "file").touch()
    assert isinstance(start_log(tmp_path / "file"), NotADirectoryError)
    logging.getLogger("app.ui").info("hello")
    assert session_log().lines[-1].endswith("hello")


@pytest.mark.usefixtures("logging_as_before")
def test_log_that_cannot_be_opened_is_told_and_no_obstacle(tmp_path, capfd):
    (tmp_path / "retivasc.log").mkdir()
    assert isinstance(start_log(tmp_path), IsADirectoryError | PermissionError)
    logging.getLogger("app.ui").info("hello")
    assert capfd.readouterr() == ("", "")
