"""The main window: it puts the parts together and connects them; nothing is computed here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PyQt5.QtWidgets import (
    QAction,
    QActionGroup,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from app.errors import RetivascError
from app.imaging.series import Entry
from app.imaging.types import Laterality
from app.messages import Message, message
from app.paths import sample
from app.report.wording import eye_name
from app.translation import LANGUAGES
from app.ui.banner import Banner
from app.ui.dialogs import about, files
from app.ui.job_bar import JobBar
from app.ui.panels.side_panel import SidePanel
from app.ui.panes.comparison_view import ComparisonView
from app.ui.start_page import StartPage
from app.ui.state.workspace import Workspace
from app.ui.style import icon

_SIZE = QSize(1320, 680)  # fits a screen of 1366 x 768 with its task bar
_ZOOM = 1.25


class MainWindow(QMainWindow):
    """Show a workspace, and pass on to it what the user wants.

    Signals:
        language_chosen: the user wants the window in this language.
        opened_from: photographs were last chosen from this folder.
    """

    language_chosen = pyqtSignal(str)
    opened_from = pyqtSignal(str)

    def __init__(self, workspace: Workspace, folder: str = "") -> None:
        super().__init__()
        self._workspace = workspace
        self._folder = folder
        self.banner = Banner()
        self.start_page = StartPage()
        self.comparison = ComparisonView()
        self.panel = SidePanel(workspace)
        self.job_bar = JobBar()
        self._pages = QStackedWidget()
        self._lay_out()
        self._add_actions()
        self._connect()
        self._show_everything()

    # --- construction ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowIcon(icon("retivasc"))
        self.setAcceptDrops(True)
        screen = QGuiApplication.primaryScreen()
        self.resize(_SIZE if screen is None else _SIZE.boundedTo(screen.availableSize()))
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self.comparison)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.banner)
        left.addWidget(self._pages, stretch=1)
        centre = QWidget()
        layout = QHBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left, stretch=1)
        layout.addWidget(self.panel)
        self.setCentralWidget(centre)
        status = self.statusBar()
        assert status is not None
        status.setSizeGripEnabled(False)
        status.addWidget(self.job_bar)

    def _add_actions(self) -> None:
        self.open_action = self._action(self.tr("Open…"), self.ask_open, QKeySequence.Open, "open")
        self.sample_action = self._action(self.tr("Open the sample"), self.open_sample)
        self.save_action = self._action(
            self.tr("Save report…"), self.ask_save, QKeySequence.Save, "report"
        )
        self.quit_action = self._action(self.tr("Quit"), self.close, "Ctrl+Q")
        self.fit_action = self._action(self.tr("Fit"), self.comparison.fit, "F", "fit")
        self.true_size_action = self._action(
            self.tr("1:1"), self.comparison.show_true_size, "1", "true_size"
        )
        self.zoom_in_action = self._action(
            self.tr("Zoom in"), lambda: self.comparison.zoom_by(_ZOOM), QKeySequence.ZoomIn
        )
        self.zoom_out_action = self._action(
            self.tr("Zoom out"), lambda: self.comparison.zoom_by(1 / _ZOOM), QKeySequence.ZoomOut
        )
        self.overlay_action = self._action(
            self.tr("Show vessels"), self._set_vessels_visible, "V", "vessels"
        )
        self.overlay_action.setCheckable(True)
        self.previous_frame_action = self._action(
            self.tr("Previous frame"),
            lambda: self._turn_to_frame(-1),
            QKeySequence.MoveToPreviousPage,
        )
        self.next_frame_action = self._action(
            self.tr("Next frame"), lambda: self._turn_to_frame(1), QKeySequence.MoveToNextPage
        )
        self.colours_action = self._action(
            self.tr("Convert colours (YBR stored as RGB)"), self._convert_colours
        )
        self.colours_action.setCheckable(True)
        self.about_action = self._action(self.tr("About Retivasc"), self.show_about)
        self._add_menus()
        self._add_toolbar()

    def _add_menus(self) -> None:
        file = self._menu(self.tr("&File"))
        file.addActions([self.open_action, self.sample_action])
        file.addSeparator()
        file.addAction(self.save_action)
        file.addSeparator()
        file.addAction(self.quit_action)
        view = self._menu(self.tr("&View"))
        view.addActions(
            [self.fit_action, self.true_size_action, self.zoom_in_action, self.zoom_out_action]
        )
        view.addSeparator()
        view.addAction(self.overlay_action)
        view.addSeparator()
        view.addActions([self.previous_frame_action, self.next_frame_action, self.colours_action])
        view.addSeparator()
        self._add_languages(view)
        self.eye_actions = self._add_eyes(self._menu(self.tr("&Eye")))
        self._menu(self.tr("&Help")).addAction(self.about_action)

    def _add_languages(self, view: QMenu) -> None:
        menu = view.addMenu(self.tr("Language"))
        assert menu is not None
        group = QActionGroup(self)
        for language, name in LANGUAGES.items():
            action = QAction(name, group)
            action.setCheckable(True)
            action.setChecked(language == self._workspace.catalogue.language)
            action.triggered.connect(lambda _on, chosen=language: self.language_chosen.emit(chosen))
            menu.addAction(action)

    def _add_eyes(self, menu: QMenu) -> dict[Laterality, QAction]:
        group = QActionGroup(self)
        actions = {}
        for eye in (Laterality.RIGHT, Laterality.LEFT, Laterality.UNKNOWN):
            action = QAction(self._workspace.catalogue.say(eye_name(eye)), group)
            action.setCheckable(True)
            action.triggered.connect(lambda _on, eye=eye: self._workspace.set_laterality(eye))
            menu.addAction(action)
            actions[eye] = action
        return actions

    def _add_toolbar(self) -> None:
        bar = QToolBar(self.tr("Tools"))
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addActions([self.open_action, self.save_action])
        bar.addSeparator()
        bar.addActions([self.fit_action, self.true_size_action, self.overlay_action])
        self.addToolBar(bar)

    def _action(
        self,
        text: str,
        slot: Callable[..., object],
        shortcut: QKeySequence | QKeySequence.StandardKey | str | None = None,
        icon_name: str | None = None,
    ) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)  # type: ignore[arg-type]
        if shortcut is not None:
            action.setShortcut(QKeySequence(shortcut))
            keys = action.shortcut().toString(QKeySequence.NativeText)
            action.setToolTip(f"{text.rstrip('…')} ({keys})")
        if icon_name:
            action.setIcon(icon(icon_name))
            action.setIconText(f" {text}")  # Qt leaves next to no room after the icon
        return action

    def _menu(self, title: str) -> QMenu:
        bar = self.menuBar()
        assert bar is not None
        menu = bar.addMenu(title)
        assert menu is not None
        return menu

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.picture_changed.connect(self._show_picture)
        workspace.analysis_changed.connect(self._show_analysis)
        workspace.threshold_changed.connect(self._show_vessels)
        workspace.vessels_changed.connect(self._show_vessels)
        workspace.jobs.busy_changed.connect(self._show_busy)
        workspace.jobs.progressed.connect(self.job_bar.show_progress)
        workspace.failed.connect(self._show_error)
        workspace.noticed.connect(self._show_notice)
        self.job_bar.cancel_asked.connect(workspace.cancel)
        self.start_page.open_asked.connect(self.ask_open)
        self.start_page.sample_asked.connect(self.open_sample)

    # --- what the user does ----------------------------------------------------------------

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open the first of some files, and say so when there are more."""
        if not paths:
            return
        self.banner.hide()
        self._workspace.open(Entry(paths[0]))
        if len(paths) > 1:
            self._show_notice(
                message("Core", "Of {count} files the first was opened.", count=len(paths))
            )

    def ask_open(self) -> None:
        """Let the user choose a photograph and open it."""
        path = files.ask_photograph(self, self._folder)
        if path is not None:
            self._folder = str(path.parent)
            self.opened_from.emit(self._folder)
            self.open_files([path])

    def open_sample(self) -> None:
        """Open the bundled photograph."""
        self.open_files([sample()])

    def ask_save(self) -> None:
        """Let the user say where the report goes, and write it there."""
        obstacle = self._workspace.report_obstacle()
        analysis = self._workspace.analysis
        if obstacle is not None or analysis is None:
            self._workspace.failed.emit(obstacle)
            return
        name = f"{analysis.image.path.stem}-retivasc.pdf"
        path = files.ask_report_path(self, Path(self._folder) / name)
        if path is not None:
            self.banner.hide()
            self._workspace.save_report(path)

    def _turn_to_frame(self, step: int) -> None:
        if self._workspace.analysis is not None:
            self._workspace.show_frame(self._workspace.analysis.image.frame + step)

    def _convert_colours(self, convert: bool) -> None:
        self._workspace.set_colours("ybr" if convert else "stated")
        # Checked only once it is done: reading may fail, or be cancelled.
        self._show_frame()

    def _set_vessels_visible(self, visible: bool) -> None:
        self._workspace.set_vessels(replace(self._workspace.look.vessels, visible=visible))

    def show_about(self) -> None:
        """Say what this program is, and whether its numbers are right."""
        about.show_about(self, self._workspace)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files."""
        if event is not None and _dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the files that were dropped."""
        if event is not None:
            event.acceptProposedAction()
            self.open_files(_dropped_files(event))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Give up what is running; closing then waits for the present tile at most."""
        self._workspace.cancel()
        super().closeEvent(event)

    # --- what the workspace says -----------------------------------------------------------

    def _show_everything(self) -> None:
        self._show_busy()
        self._show_analysis()
        if self._workspace.layers is not None:
            self._show_picture()
        self._show_vessels()

    def _show_picture(self) -> None:
        assert self._workspace.layers is not None
        self.comparison.show_layers(self._workspace.layers)
        self._pages.setCurrentWidget(self.comparison)
        self._show_vessels()

    def _show_analysis(self) -> None:
        analysis = self._workspace.analysis
        self.panel.setVisible(analysis is not None)
        for action in (
            self.fit_action,
            self.true_size_action,
            self.zoom_in_action,
            self.zoom_out_action,
            self.overlay_action,
            self.colours_action,
            *self.eye_actions.values(),
        ):
            action.setEnabled(analysis is not None)
        self._show_frame()
        if analysis is None:
            self.setWindowTitle("Retivasc")
            return
        eye = analysis.image.laterality
        self.setWindowTitle(f"{analysis.image.path.name} – Retivasc")
        self.comparison.show_eye(eye, self._workspace.catalogue)
        for laterality, action in self.eye_actions.items():
            action.setChecked(laterality is eye)

    def _show_frame(self) -> None:
        image = self._workspace.analysis.image if self._workspace.analysis else None
        self.previous_frame_action.setEnabled(image is not None and image.frame > 0)
        self.next_frame_action.setEnabled(image is not None and image.frame + 1 < image.frames)
        self.colours_action.setChecked(image is not None and image.colours == "ybr")

    def _show_vessels(self) -> None:
        workspace = self._workspace
        vessels = workspace.look.vessels
        self.overlay_action.setChecked(vessels.visible)
        opacity = vessels.opacity if vessels.visible else 0.0
        self.comparison.tinted.show_vessels(workspace.reading.threshold, opacity)

    def _show_busy(self) -> None:
        self.job_bar.show_busy(self._workspace.busy)

    def _show_error(self, error: RetivascError) -> None:
        say = self._workspace.catalogue.say
        self.banner.show_error(say(error.message), say(error.hint))

    def _show_notice(self, notice: Message) -> None:
        self.banner.show_notice(self._workspace.catalogue.say(notice))


def _dropped_files(event: QDropEvent) -> list[Path]:
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
