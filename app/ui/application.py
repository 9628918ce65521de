"""Start the viewer, keep it running, and end it cleanly."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PyQt5.QtCore import QObject, Qt, QTimer
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QApplication

from app import __version__
from app.analysis import Predictor
from app.paths import user_logs, user_settings
from app.translation import load_catalogue
from app.ui.crash_guard import CrashGuard, start_log
from app.ui.main_window import MainWindow
from app.ui.preferences import load_preferences, save_preferences
from app.ui.state.examiner import LoadPredictor
from app.ui.state.workspace import Workspace
from app.ui.style import apply_style
from app.ui.translator import CatalogueTranslator, system_language

if TYPE_CHECKING:  # importing it now would load torch before the window is there
    from app.inference.device import DeviceChoice


def run_viewer(
    files: Sequence[Path], *, model: Path, device: "DeviceChoice", language: str | None
) -> int:
    """Show the window until it is closed, and return the exit code.

    Args:
        files: photographs to open.
        model: weights of the network.
        device: where the network runs.
        language: one of LANGUAGES; the saved one, or the system's, if None.
    """
    start_log(user_logs())
    application = _make_application()
    guard = CrashGuard(application)
    guard.install()
    viewer = Viewer(
        application, partial(load_predictor, model, device), user_settings(), language=language
    )
    # The loop runs, and the window is painted, before the thread imports torch.
    QTimer.singleShot(0, partial(viewer.start, files))
    try:
        return application.exec_()
    finally:
        viewer.close()


def load_predictor(model: Path, device: "DeviceChoice") -> Predictor:
    """Load the network; the first call imports torch, which takes over a second.

    Raises:
        ModelLoadError: the model is missing, damaged or of another version.
        InferenceError: the device does not work.
    """
    from app.inference import predictor

    return predictor.load_predictor(model, device)


class Viewer(QObject):
    """Hold the workspace and its window, and make the window anew in another language."""

    def __init__(
        self,
        application: QApplication,
        load: LoadPredictor,
        settings: Path,
        *,
        language: str | None = None,
    ) -> None:
        super().__init__()
        self._application = application
        self._settings = settings
        self._preferences = load_preferences(settings)
        chosen = language or self._preferences.language or system_language()
        self.workspace = Workspace(load, load_catalogue(chosen), self)
        self._translator = CatalogueTranslator(self.workspace.catalogue, self)
        application.installTranslator(self._translator)
        apply_style(application)
        self.window = self._make_window()
        self.window.show()

    def start(self, files: Sequence[Path] = ()) -> None:
        """Load the model and open the first file, beside the window that is already shown."""
        self.workspace.start()
        self.window.open_files(files)

    def close(self) -> None:
        """End the thread and take the window away."""
        self.workspace.shut_down()
        self.window.close()
        self._application.removeTranslator(self._translator)

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.workspace, self._preferences.folder or str(Path.home()))
        window.language_chosen.connect(self._change_language)
        window.opened_from.connect(lambda folder: self._remember(folder=folder))
        return window

    def _change_language(self, language: str) -> None:
        self._remember(language=language)
        self.workspace.catalogue = load_catalogue(language)
        self._application.removeTranslator(self._translator)
        self._translator = CatalogueTranslator(self.workspace.catalogue, self)
        self._application.installTranslator(self._translator)
        former, self.window = self.window, self._make_window()
        self.window.setGeometry(former.geometry())
        self.window.show()
        # Not closed: that would cancel the running job, which goes on for the new window.
        former.hide()
        former.deleteLater()

    def _remember(self, **changes: str) -> None:
        self._preferences = msgspec.structs.replace(self._preferences, **changes)
        save_preferences(self._preferences, self._settings)


def _make_application() -> QApplication:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Retivasc")
    application.setApplicationVersion(__version__)
    return application
