"""Keep the program alive, and its log complete, when something fails that nobody foresaw."""

import faulthandler
import logging
import sys
import threading
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import cast

from PyQt5.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    pyqtSignal,
    qInstallMessageHandler,
)
from PyQt5.QtWidgets import QApplication, QMessageBox

from app.base.files import make_missing, open_private
from app.base.paths import write_obstacle
from app.self_test.diagnostics import PrivateFormatter, session_log

_LOG = logging.getLogger(__name__)
_FILE = "retivasc.log"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path) -> OSError | None:
    """Begin the log of this session, and write it and the stack of a hard crash into a folder.

    What other packages and Qt remark goes there too, instead of to the console.

    Returns:
        Why the folder cannot be written to; the log is then kept until the program ends.
    """
    session_log()
    logging.captureWarnings(True)
    logging.getLogger("app").setLevel(logging.INFO)
    qInstallMessageHandler(_log_remark_of_qt)
    obstacle = write_obstacle(folder)
    if obstacle is not None:
        return obstacle
    try:
        make_missing(folder)
        handler = _PrivateHandler(
            folder / _FILE, maxBytes=1_000_000, backupCount=2, encoding="utf-8"
        )
        crash = open_private(folder / "crash.log", "a", encoding="utf-8")
    except OSError as error:  # made by another user, such as the administrator
        return error
    handler.setFormatter(PrivateFormatter())
    logging.getLogger().addHandler(handler)
    faulthandler.enable(crash)
    return None


class _PrivateHandler(RotatingFileHandler):
    """A handler that writes the log for the user alone."""

    def _open(self) -> TextIOWrapper:
        file = open_private(self.baseFilename, self.mode, encoding=self.encoding)
        return cast(TextIOWrapper, file)


def _log_remark_of_qt(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
    logging.getLogger("qt").log(_LEVELS[kind], "%s", text)


class CrashGuard(QObject):
    """A guard that logs every unexpected error, and tells the user about the first one."""

    # The signal carries an error from any thread to the one that may open a window.
    _happened = pyqtSignal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.box: QMessageBox | None = None
        self._happened.connect(self._tell)

    def install(self) -> None:
        """Handle the errors that nobody caught."""
        sys.excepthook = self._on_error
        threading.excepthook = self._on_thread_error

    def _on_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        # On the console it names what the log must not.
        sys.__excepthook__(kind, error, trace)
        _LOG.critical("an unexpected error", exc_info=(kind, error, trace))
        self._happened.emit(f"{kind.__name__}: {error}")

    def _on_thread_error(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._on_error(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _tell(self, what: str) -> None:
        if self.box is not None:
            return
        self.box = QMessageBox(QApplication.activeWindow())
        self.box.setIcon(QMessageBox.Warning)
        self.box.setWindowTitle("Retivasc")
        self.box.setText(self.tr("Something unexpected went wrong. You can go on working."))
        self.box.setInformativeText(
            self.tr("If anything looks odd, start the program again. The log has the details.")
        )
        self.box.setDetailedText(what)
        self.box.open()
