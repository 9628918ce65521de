"""Start the viewer, keep it running, and end it cleanly."""

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QByteArray, QDir, QLocale, QObject, QSettings, Qt, QTimer
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QApplication

from app import __version__
from app.analysis.findings import Predictor
from app.base.errors import ReportWriteError, RetivascError
from app.base.messages import message
from app.base.paths import (
    engine_memory,
    machine_settings,
    sample,
    user_logs,
    user_outbox,
    user_settings,
    user_store,
    write_obstacle,
)
from app.base.translation import load_catalogue
from app.domain.photograph import PhotographId
from app.settings.machine_file import load_machine_settings
from app.settings.preferences import (
    NOTHING_SET,
    MachineSettings,
    Preferences,
    RecentFile,
    store_place,
)
from app.settings.user_file import load_preferences, needs_saving, save_preferences
from app.ui.dialogs.clash_dialog import ClashDialog
from app.ui.dialogs.settings import SettingsDialog
from app.ui.look.style import apply_style
from app.ui.look.system_theme import SystemTheme
from app.ui.look.translator import CatalogueTranslator, locale_of, system_language
from app.ui.patients.desk import PatientDesk
from app.ui.patients.retention import Retention
from app.ui.reporting.reports import Reports
from app.ui.reporting.sender import OutboxSender
from app.ui.session.autosave import (
    Autosave,
    journal_folder,
    recall_with,
    told_of_conflict,
)
from app.ui.session.cases import Cases
from app.ui.session.clashes import Clash, Said
from app.ui.session.keeper import Keeper
from app.ui.session.library import Library
from app.ui.session.queue import LoadPredictor
from app.ui.session.recent_files import RecentFiles
from app.ui.session.workspace import Workspace
from app.ui.window.crash_guard import CrashGuard, start_log
from app.ui.window.installation import InstallationWatch, restore_environment
from app.ui.window.main_window import MainWindow
from app.ui.window.manual_key import ManualKey
from app.ui.window.not_kept import (
    UnsavedError,
    damaged_settings,
    faulty_settings,
    lost_folders,
    unsaved_settings,
)

if TYPE_CHECKING:
    from app.inference.device import DeviceChoice

_LOG = logging.getLogger(__name__)


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
    unlogged = start_log(user_logs())
    _LOG.info("Retivasc %s", __version__)
    application = _make_application()
    guard = CrashGuard(application)
    guard.install()
    machine = load_machine_settings(machine_settings())
    viewer = Viewer(
        application,
        partial(load_predictor, model, device, load_preferences(user_settings(), machine)),
        user_settings(),
        outbox=user_outbox(),
        store=user_store(),
        language=language,
        machine=machine,
    )
    try:
        lost = lost_folders(
            settings=(user_settings(), write_obstacle(user_settings())),
            log=(user_logs(), unlogged),
            outbox=(user_outbox(), write_obstacle(user_outbox())),
        )
        problems = [problem for problem in (lost, faulty_settings(machine)) if problem is not None]
        if hasattr(sys, "_MEIPASS"):
            InstallationWatch(Path(sys.executable), viewer)
        # The loop runs, and the window is painted, before the thread loads the model.
        QTimer.singleShot(0, partial(viewer.start, files, problems))
        QTimer.singleShot(0, viewer.offer_tour)
        return application.exec_()
    finally:
        viewer.close()


def load_predictor(model: Path, device: "DeviceChoice", preferences: Preferences) -> Predictor:
    """Load the model; the first call imports what runs it, which takes a while.

    Raises:
        ModelLoadError: the model is missing, damaged or of another version.
        InferenceError: the device does not work.
        ConfigurationError: the calibration cannot be read, or is of another model.
    """
    from app.inference import predictor

    own = Path(preferences.calibration) if preferences.calibration else None
    return predictor.load_predictor(model, device, calibration=own, memory=engine_memory())


class Viewer(QObject):
    """The workspace, its window and the user's preferences.

    The window is made again in another language; everything else continues.
    """

    def __init__(
        self,
        application: QApplication,
        load: LoadPredictor,
        settings: Path,
        *,
        outbox: Path,
        store: Path | None = None,
        language: str | None = None,
        machine: MachineSettings = NOTHING_SET,
    ) -> None:
        """Make the window.

        Args:
            settings, outbox: folders of the user's.
            store: where cases are kept if the settings name no other place; None keeps none.
            language: one of LANGUAGES; the saved one, or the system's, if None.
        """
        super().__init__()
        self._application = application
        self._settings, self._machine = settings, machine
        self._unsaved = False  # and told so
        self._problems: Sequence[RetivascError] = ()
        self.preferences = load_preferences(settings, machine)
        self._saved = self.preferences
        chosen = language or self.preferences.language or system_language()
        cases = Cases()
        place = store and store_place(self.preferences, store)
        journal = journal_folder(place, store)
        self.keeper = Keeper(place, self)
        self.keeper.failed.connect(lambda error: self._tell([error]))
        self.workspace = Workspace(
            load,
            load_catalogue(chosen),
            cases,
            self,
            thresholds=self.preferences.thresholds,
            look=self.preferences.look,
            recall=recall_with(self.keeper, journal),
        )
        self.autosave = Autosave(self.workspace, self.keeper, journal, self)
        self.autosave.failed.connect(self.workspace.failed)
        self.autosave.conflicted.connect(self._tell_conflict)
        self.library = Library(cases, self)
        self.recent_files = RecentFiles(self)
        self.recent_files.looked_at.connect(self._show_recent)
        self.outbox_sender = OutboxSender(outbox, self)
        self.desk = PatientDesk(self.workspace, self.keeper, self)
        self.retention = Retention(
            self.keeper, self.preferences.retention_days, self.workspace.catalogue, self
        )
        self.retention.failed.connect(lambda error: self._tell([error]))
        self.reports = Reports(
            self.workspace, self.outbox_sender, self.preferences, self.keeper, self
        )
        self.reports.versions.about_to_keep.connect(self.autosave.flush)
        self.reports.remember_asked.connect(self._remember_choices)
        self._translator = self._install_translator()
        ManualKey(application, self)
        self._system_theme = SystemTheme(application)  # before a style hides what the system has
        self._system_theme.changed.connect(self._apply_style)
        self._apply_style()
        self.workspace.picture_changed.connect(self._remember_picture)
        self.workspace.analysis_changed.connect(self._remember_picture)
        self.window = self._make_window()
        self._place_window()
        self.window.show()

    def start(self, files: Sequence[Path] = (), problems: Sequence[RetivascError] = ()) -> None:
        """Load the model and open the first file, beside the window that is already shown.

        Args:
            files: photographs to open.
            problems: to be shown.
        """
        self.workspace.start()
        self.outbox_sender.start()
        self.keeper.start()
        self.recent_files.look_at(self.preferences.recent)
        self.window.open_files(files)
        self._unsaved = any(isinstance(problem, UnsavedError) for problem in problems)
        unkept = self._save() if needs_saving(self._settings, self._machine) else None
        problems = [*problems, *([] if unkept is None else [unkept])]
        if problems:
            self._tell(problems)

    def offer_tour(self) -> None:
        """Show the tour, unless it was seen before or the administrator does not want it."""
        if self.preferences.tour:
            self.window.show_tour()

    def _tell(self, problems: Sequence[RetivascError]) -> None:
        """Show problems, and once more with the first photograph, which takes them away."""
        if self.workspace.analysis is None:
            if not self._problems:
                self.workspace.picture_changed.connect(self._tell_again)
            problems = self._problems = [*self._problems, *problems]
        self.window.show_problems(problems)

    def _tell_again(self) -> None:
        self.workspace.picture_changed.disconnect(self._tell_again)
        self.window.show_problems(self._problems)

    def _tell_conflict(self, which: PhotographId, clash: Clash) -> None:
        look = partial(self._show_clash, which, clash)
        self.window.show_conflict(told_of_conflict(clash.who), look)

    def _show_clash(self, which: PhotographId, clash: Clash) -> None:
        analysis = self.workspace.analysis
        shown = analysis is not None and analysis.image.id == which
        name = analysis.image.path.name if analysis is not None and shown else ""
        dialog = ClashDialog(clash, name, self.workspace.catalogue, self.window)
        dialog.chosen.connect(partial(self._settle, which, clash))
        dialog.open()

    def _settle(self, which: PhotographId, clash: Clash, said: Said) -> None:
        self.autosave.settle(which, clash, said)
        self.reports.statement_changed.emit()

    def close(self) -> None:
        """Remember how the window was, take it away, and end the threads in any case."""
        try:
            self._remember_window()
        finally:
            self._end()

    def _end(self) -> None:
        self.window.hide()  # closing would ask once more whether corrections are discarded
        with ExitStack() as all_of_them:  # also when one of them fails
            # From the last to the first: the store takes what the workspace still had to say.
            for owner in (
                self.keeper,
                self.desk,
                self.workspace,
                self.outbox_sender,
                self.recent_files,
                self.library,
                self.autosave,
            ):
                all_of_them.callback(owner.shut_down)
        self._application.removeTranslator(self._translator)
        # Not whenever Python comes to it: amid a translation, Qt would wait for itself for ever.
        self._translator.deleteLater()
        self._system_theme.deleteLater()

    def _make_window(self) -> MainWindow:
        window = MainWindow(
            self.workspace,
            self.library,
            self.reports,
            self.keeper,
            self.desk,
            folder=self.preferences.folder or QDir.homePath(),
        )
        self.retention.window = window
        self.retention.due.connect(window.show_due)
        window.commands.language_chosen.connect(self._choose_language)
        window.opened_from.connect(self._remember_folder)
        window.patient_toggled.connect(lambda shown: self._remember(patient_shown=shown))
        window.recent_forgotten.connect(lambda: self._keep(self.preferences.forget_recent()))
        window.settings_asked.connect(self._ask_settings)
        window.tour_ended.connect(lambda: self._remember(tour=False))
        window.set_words_shown(self.preferences.words_under_icons)
        window.set_recent(self.preferences.recent, self.recent_files.since)
        window.show_patient(self.preferences.patient_shown)
        for action in window.commands.languages.values():
            action.setDisabled("language" in self._machine.locked)
        window.commands.patient_shown.setDisabled("patient_shown" in self._machine.locked)
        return window

    # --- preferences -----------------------------------------------------------------------

    def apply(self, preferences: Preferences) -> None:
        """Apply changed preferences at once, and remember them."""
        before = self.preferences
        self._keep(preferences)
        preferences = self.preferences
        if (before.theme, before.font_scale) != (preferences.theme, preferences.font_scale):
            self._apply_style()
        if before.thresholds != preferences.thresholds:
            self.workspace.set_thresholds(preferences.thresholds)
        if before.patient_shown != preferences.patient_shown:
            self.window.show_patient(preferences.patient_shown)
        if before.words_under_icons != preferences.words_under_icons:
            self.window.set_words_shown(preferences.words_under_icons)
        if before.language != preferences.language:
            self._speak(preferences.language or system_language())

    def _apply_style(self) -> None:
        apply_style(self._application, self.preferences.theme, self.preferences.font_scale)

    def _ask_settings(self) -> None:
        dialog = SettingsDialog(self.preferences, self.window, locked=self._machine.locked)
        dialog.changed.connect(self._apply_settings)
        dialog.forgotten.connect(lambda: self._keep(self.preferences.forget_recent()))
        dialog.open()

    def _apply_settings(self, changes: dict[str, object]) -> None:
        """Take over what was set in the dialog; the rest may have changed since it opened."""
        self.apply(self.preferences.changed(**changes))

    def _choose_language(self, language: str) -> None:
        self.apply(self.preferences.changed(language=language))
        self._speak(language)  # also where the command line had chosen another one

    def _speak(self, language: str) -> None:
        if language == self.workspace.catalogue.language:
            return
        self._remember_window()
        self.workspace.catalogue = load_catalogue(language)
        self._application.removeTranslator(self._translator)
        self._translator = self._install_translator()
        former = self.window
        self.window = self._make_window()
        self._place_window()
        self.window.comparison.take_over(former.comparison)
        self.window.show()
        apart = former.commands.own_window.isChecked()
        former.show_pictures_apart(False)
        self.window.show_pictures_apart(apart)
        # Not closed: that would cancel the running job, which goes on for the new window.
        former.hide()
        former.deleteLater()

    def _install_translator(self) -> CatalogueTranslator:
        """Make words and numbers follow the language of the catalogue."""
        catalogue = self.workspace.catalogue
        QLocale.setDefault(locale_of(catalogue.language))
        translator = CatalogueTranslator(catalogue, self)
        self._application.installTranslator(translator)
        return translator

    def _remember_picture(self) -> None:
        entry, analysis = self.workspace.entry, self.workspace.analysis
        if entry is not None and analysis is not None and entry.path != sample():
            opened = RecentFile(_place(entry.path), entry.member or "", analysis.image.sha256)
            self._keep(self.preferences.with_recent(opened))

    def _show_recent(self) -> None:
        self.window.set_recent(self.preferences.recent, self.recent_files.since)

    def _remember_folder(self, folder: str) -> None:
        self._keep(self.preferences.with_folder(folder))

    def _remember_window(self) -> None:
        look = self.preferences.with_look(self.workspace.look)
        self._keep(
            look.changed(
                geometry=_as_text(self.window.saveGeometry()),
                dock_state=_as_text(self.window.saveState()),
                browser_shown=not self.window.browser_dismissed,
                results_shown=not self.window.results_dismissed,
                findings_shown=not self.window.findings_dismissed,
            )
        )

    def _place_window(self) -> None:
        self.window.restore(
            _from_text(self.preferences.geometry),
            _from_text(self.preferences.dock_state),
            browser=self.preferences.browser_shown,
            results=self.preferences.results_shown,
            findings=self.preferences.findings_shown,
        )

    def _remember_choices(self, changes: dict[str, object]) -> None:
        wanted = self.preferences.changed(**changes)
        self._keep(wanted)
        # Who signs a report is typed for that report; it is not a choice that is refused.
        if self._machine.enforce(wanted).changed(report_author=wanted.report_author) != wanted:
            self.reports.preferences_changed.emit()  # what is shown is what was wanted
            self.reports.noticed.emit(
                message("This is set by your administrator and was not changed.")
            )

    def _remember(self, **changes: object) -> None:
        self._keep(self.preferences.changed(**changes))

    def _keep(self, preferences: Preferences) -> None:
        preferences = self._machine.enforce(preferences)
        if preferences == self.preferences:
            return
        self.preferences = preferences
        problem = self._save()
        if problem is not None:
            self.workspace.failed.emit(problem)
        self.reports.set_preferences(preferences)
        self._show_recent()

    def _save(self) -> RetivascError | None:
        """Write the preferences; return what is to be told of that, a failure once only."""
        try:
            aside = save_preferences(self.preferences, self._saved, self._settings, self._machine)
        except ReportWriteError as error:
            problem, told = unsaved_settings(error), self._unsaved
            self._unsaved = True
            return None if told else problem
        self._saved = self.preferences
        return None if aside is None else damaged_settings(aside)


def _place(path: Path) -> str:
    """Return where a file lies, whatever folder the program was started in, and by what link."""
    try:
        return str(path.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return str(path.absolute())


def _as_text(data: QByteArray) -> str:
    return bytes(data.toBase64()).decode("ascii")


def _from_text(text: str) -> QByteArray:
    return QByteArray.fromBase64(text.encode("ascii"))


def _make_application() -> QApplication:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_EnableHighDpiScaling)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_UseHighDpiPixmaps)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Retivasc")
    application.setApplicationVersion(__version__)
    # Qt's own dialogs would keep the folders visited last, which may be named after patients.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, os.devnull)
    restore_environment()
    return application
