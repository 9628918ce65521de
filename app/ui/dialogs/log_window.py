"""The growing log of this session, and a description of the computer to send with it."""

from PyQt5.QtCore import PYQT_VERSION_STR, QT_VERSION_STR, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.base.paths import user_logs
from app.self_test.diagnostics import diagnostics_text, session_log
from app.ui.look.style import icon, text_label
from app.ui.session.workspace import Workspace

_SIZE = QSize(760, 460)
_SHOWN_LINES = 5000
_SENT_LINES = 200


def show_log(parent: QWidget, workspace: Workspace) -> "LogWindow":
    """Show the log in a window of its own."""
    window = LogWindow(workspace, parent)
    window.show()
    return window


class LogWindow(QDialog):
    """Show the lines of the log, and copy what helps to find a fault."""

    # The signal carries a line from any thread to the window's.
    _arrived = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Log"))
        self._workspace = workspace
        self.text = QPlainTextEdit()
        self.text.setObjectName("log")
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(_SHOWN_LINES)
        self.text.setAccessibleName(self.tr("Log of this session"))
        self.told = text_label("faint")
        self.told.setText(
            self.tr(
                "Names, paths and patient numbers are left out. The log is kept in {folder}"
            ).format(folder=user_logs())
        )
        self._lay_out()
        self._follow()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for button in (
            self._button(self.tr("Copy diagnostics"), self.copy_diagnostics, "copy"),
            self._button(self.tr("Copy the folder's path"), self.copy_folder, "folder"),
            self._button(self.tr("Clear this view"), self.text.clear),
        ):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._button(self.tr("Close"), self.close))
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(self.told)
        layout.addLayout(buttons)
        self.resize(_SIZE)

    def _button(self, text: str, slot: object, icon_name: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(slot)  # type: ignore[arg-type]
        if icon_name:
            button.setIcon(icon(icon_name))
        return button

    def _follow(self) -> None:
        log = session_log()
        self.text.setPlainText("\n".join(log.lines))
        self._arrived.connect(self.text.appendPlainText)
        tell = self._arrived.emit
        log.follow(tell)
        # Closed, or taken away with the window it belongs to.
        self.destroyed.connect(lambda: log.unfollow(tell))

    def copy_diagnostics(self) -> None:
        """Copy a description of program, computer and model, with the last lines of the log."""
        text = diagnostics_text(
            self._workspace.predictor,
            language=self._workspace.catalogue.language,
            window={"Qt": f"{QT_VERSION_STR}, PyQt {PYQT_VERSION_STR}", "Screens": _screens()},
            log=session_log().lines[-_SENT_LINES:],
        )
        self._copy(text, self.tr("The diagnostics were copied; paste them into a message."))

    def copy_folder(self) -> None:
        """Copy the path of the log's folder to the clipboard."""
        self._copy(str(user_logs()), self.tr("The path was copied."))

    def _copy(self, text: str, told: str) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(text)
        self.told.setText(told)


def _screens() -> str:
    return "; ".join(
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}, "
        f"{screen.logicalDotsPerInch():.0f} dpi"
        for screen in QGuiApplication.screens()
    )
