"""The main window: it puts the parts together and connects them; nothing is computed here."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PyQt5.QtWidgets import (
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.base.errors import RetivascError
from app.base.messages import Message, message
from app.base.paths import sample
from app.base.text import plain_line
from app.reading.listing import Entry
from app.settings.preferences import RecentFile
from app.ui.asking.earlier import EarlierVisits
from app.ui.asking.folder import FetchedFolder
from app.ui.canvas.comparison_view import ComparisonView
from app.ui.cards.browser import Browser
from app.ui.cards.side_panel import SidePanel
from app.ui.dialogs import about, files
from app.ui.dialogs.archive_dialog import OutboxDialog, SendDialog
from app.ui.dialogs.command_list import CommandList
from app.ui.dialogs.log_window import show_log
from app.ui.dialogs.report_dialog import ReportDialog
from app.ui.dialogs.shortcuts import ShortcutSheet
from app.ui.findings.panel import FindingsPanel
from app.ui.look.job_bar import JobBar
from app.ui.look.manual import open_page, page_at
from app.ui.look.plain_text import title_text
from app.ui.look.style import icon, set_property
from app.ui.patients.card import PatientCard
from app.ui.patients.desk import PatientDesk
from app.ui.reporting.reports import Reports
from app.ui.session.cases import Place, place_of
from app.ui.session.dragging import dragged_files
from app.ui.session.keeper import Keeper, Standing
from app.ui.session.library import Library
from app.ui.session.recent_files import Since
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind
from app.ui.window.banner import Banner
from app.ui.window.closing import may_close
from app.ui.window.commands import Commands
from app.ui.window.docks import Dock
from app.ui.window.mending import ask_mend
from app.ui.window.menus import add_menus, add_toolbar
from app.ui.window.patients import Patients
from app.ui.window.pictures_window import PicturesElsewhere, PicturesWindow, other_screen
from app.ui.window.start_page import StartPage
from app.ui.window.synonyms import give_synonyms
from app.ui.window.tour import Tour

if TYPE_CHECKING:  # loaded when an archive is asked
    from app.ui.asking.browser import ArchiveBrowser

_SIZE = QSize(1320, 680)  # fits a screen of 1366 x 768 with its task bar


class MainWindow(QMainWindow):
    """The window that shows a workspace, and passes on to it what the user wants.

    Signals:
        opened_from: photographs were last chosen from this folder.
        recent_forgotten: the list of recent files is to be cleared.
        settings_asked: the user wants to change the settings.
        patient_toggled: whether the patient is named has changed.
        tour_ended: the tour was seen, or skipped.
    """

    opened_from = pyqtSignal(str)
    recent_forgotten = pyqtSignal()
    settings_asked = pyqtSignal()
    patient_toggled = pyqtSignal(bool)
    tour_ended = pyqtSignal()

    def __init__(
        self,
        workspace: Workspace,
        library: Library,
        reports: Reports,
        keeper: Keeper,
        desk: PatientDesk,
        *,
        folder: str = "",
    ) -> None:
        super().__init__()
        self.workspace, self.reports, self.keeper = workspace, reports, keeper
        self._desk = desk
        self._folder = folder
        self.banner = Banner()
        self.start_page = StartPage(workspace.catalogue)
        self.comparison = ComparisonView(workspace)
        self.patient_card = PatientCard(desk)
        self.panel = SidePanel(workspace, [self.patient_card])
        self.findings = FindingsPanel(reports)
        self.browser = Browser(workspace, library)
        self.patients = Patients(
            desk,
            self.patient_card,
            self.browser,
            self.start_page,
            library=library,
            window=self,
        )
        self.job_bar = JobBar()
        self.device = QLabel()
        self.waiting = QToolButton()
        self.unkept = QToolButton()
        self._library = library
        self.browser_dismissed = self.results_dismissed = self._browser_asked = False
        self.findings_dismissed = False
        self._report: ReportDialog | None = None
        self._fetched = FetchedFolder()
        self.earlier = EarlierVisits(
            workspace,
            keeper.when_open,
            lambda: reports.preferences.archives,
            self._fetched_folder,
            self,
        )
        self._recent: Sequence[RecentFile] = ()
        self._since: Mapping[RecentFile, Since] = {}
        self._asked: RecentFile | None = None
        self._alone: Place | None = None
        self._hidden_docks: set[str] = set()
        self._hidden_before: set[str] = set()
        self._full = False
        self._pages, self._elsewhere = QStackedWidget(), PicturesElsewhere()
        self._apart: PicturesWindow | None = None
        self._lay_out()
        self.commands = Commands(workspace, self.comparison, self, self)
        add_menus(self, self.commands)
        self._toolbar = add_toolbar(self, self.commands)
        give_synonyms(self.commands)
        anatomy = self.commands.anatomy
        self.panel.anatomy.offer(
            list(anatomy.layers.values()),
            [self.commands.tools[tool] for tool in anatomy.tools()],
            anatomy.of_editing(),
        )
        self.addActions(self.commands.of_window())  # whose keys work without the menu bar, too
        self._connect()
        self._connect_earlier()
        self._show_everything()

    # --- construction ----------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowIcon(icon("retivasc"))
        self.setAcceptDrops(True)
        screen = QGuiApplication.primaryScreen()
        self.resize(_SIZE if screen is None else _SIZE.boundedTo(screen.availableSize()))
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self.comparison)
        self._pages.addWidget(self._elsewhere)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, stretch=1)
        self.setCentralWidget(centre)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.browser_dock = self._dock(self.tr("Photographs"), "browser", self.browser, left)
        self.results_dock = self._dock(self.tr("Results"), "results", self.panel, right)
        self.findings_dock = self._dock(self.tr("Findings"), "findings", self.findings, right)
        # One beside the other would leave too little of the photograph.
        self.tabifyDockWidget(self.results_dock, self.findings_dock)
        self.results_dock.raise_()
        status = self.statusBar()
        assert status is not None
        status.setSizeGripEnabled(False)
        status.addWidget(self.job_bar)
        status.addPermanentWidget(self.unkept)
        status.addPermanentWidget(self.waiting)
        status.addPermanentWidget(self.device)
        self.waiting.setObjectName("link")
        self.unkept.setObjectName("link")
        self.device.setObjectName("faint")
        self.device.setContentsMargins(0, 0, 12, 0)

    def _dock(self, title: str, name: str, widget: QWidget, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(title)
        dock.setObjectName(name)  # by which its place is remembered
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _connect(self) -> None:
        workspace = self.workspace
        workspace.picture_changed.connect(self._show_picture)
        workspace.picture_changed.connect(self.banner.hide)  # it was said of another one
        workspace.picture_changed.connect(self._show_analysis)
        workspace.picture_changed.connect(self._tell_unsuitable)
        workspace.analysed.connect(self._tell_unsuitable)
        workspace.analysed.connect(self._compare_with_asked)
        workspace.analysis_changed.connect(self._show_analysis)
        workspace.analysis_changed.connect(self._compare_with_asked)
        workspace.model_changed.connect(self._show_model)
        workspace.jobs.busy_changed.connect(self._show_busy)
        workspace.queue.queue_changed.connect(self._show_busy)
        workspace.jobs.progressed.connect(self.job_bar.show_progress)
        workspace.failed.connect(self._show_error)
        workspace.noticed.connect(self._show_notice)
        self.reports.failed.connect(self._show_error)
        self.reports.noticed.connect(self._show_notice)
        self.reports.outbox_sender.failed.connect(self._show_error)
        self.reports.outbox_sender.noticed.connect(self._show_notice)
        self.reports.outbox_sender.changed.connect(self._show_waiting)
        self.waiting.clicked.connect(self.show_outbox)
        self.patients.failed.connect(self._show_error)
        self._desk.noticed.connect(self._show_notice)
        self._desk.recent_changed.connect(self._show_recent)
        self._desk.jobs.busy_changed.connect(self._show_busy)
        self._desk.jobs.progressed.connect(self.job_bar.show_progress)
        self.job_bar.cancel_asked.connect(self._desk.cancel)
        self.keeper.standing_changed.connect(self._show_standing)
        self.unkept.clicked.connect(self._tell_why_unkept)
        self.job_bar.cancel_asked.connect(workspace.cancel)
        self.start_page.open_asked.connect(self.ask_open)
        self.start_page.folder_asked.connect(self.ask_open_folder)
        self.start_page.sample_asked.connect(self.open_sample)
        self.start_page.recent_asked.connect(self.open_recent)
        self._elsewhere.asked_back.connect(lambda: self.show_pictures_apart(False))
        self.browser.add_asked.connect(self.ask_open)
        self.browser.folder_asked.connect(self.ask_open_folder)
        self.browser.tree.files_dropped.connect(self.open_files)
        self.browser_dock.closed.connect(lambda: self.show_browser(False))
        self.results_dock.closed.connect(lambda: self.show_results(False))
        self.findings_dock.closed.connect(lambda: self.show_findings(False))
        self._library.first_found.connect(workspace.open)
        self._library.failed.connect(workspace.failed)
        self._library.listed.connect(self._prepare_listed)
        self._library.listed.connect(self._show_docks)
        self.commands.tool_chosen.connect(self.comparison.set_tool)
        self.comparison.tool_changed.connect(self.commands.show_tool)
        # Once the click is over: the question has an event loop of its own.
        self.comparison.note_asked.connect(
            lambda place: QTimer.singleShot(0, lambda: self.findings.marks.ask_note(place))
        )
        self.findings.marks.chosen.connect(self.comparison.select_ruler)

    def _connect_earlier(self) -> None:
        """Connect what fetches earlier visits by itself."""
        earlier = self.earlier
        earlier.fetched.connect(self._library.add_beside)
        earlier.fetched.connect(self.keeper.changed)
        earlier.noticed.connect(self._show_notice)
        earlier.failed.connect(self._show_error)
        earlier.jobs.busy_changed.connect(self._show_busy)
        earlier.jobs.progressed.connect(self.job_bar.show_progress)
        self.job_bar.cancel_asked.connect(earlier.cancel)

    # --- what the user does ----------------------------------------------------------------

    def open_files(self, paths: Sequence[Path], wanted: Place | None = None) -> None:
        """List files, folders and archives, and show the photograph that is wanted, or the first.

        Args:
            wanted: a photograph among them.
        """
        if paths:
            self.banner.hide()
            self._asked = None
            self._alone = (paths[0], None) if len(paths) == 1 else None
            self._library.add(paths, wanted)

    def open_recent(self, file: RecentFile) -> None:
        """Open a file again, with a warning if it is not the photograph that was opened before."""
        self.open_files([file.file], (file.file, file.member or None))
        self._asked = file

    def _compare_with_asked(self) -> None:
        analysis, entry, asked = self.workspace.analysis, self.workspace.entry, self._asked
        if analysis is None or entry is None or asked is None or entry.path != asked.file:
            return
        self._asked = None
        if asked.is_other_than(entry.member, analysis.image.sha256):
            self.banner.show_error(
                self.tr("“{name}” is no longer the photograph that was opened before.").format(
                    name=plain_line(asked.location.name)
                ),
                self.tr(
                    "The file has since been changed or replaced. Check whose photograph it is."
                ),
            )

    def _prepare_listed(self, entries: Sequence[Entry]) -> None:
        """Analyse all photographs behind the one that is shown; a single one is shown itself."""
        if len(self._library.entries) > 1:
            self.browser.analyse(entry for entry in entries if place_of(entry) != self._alone)

    def ask_open(self) -> None:
        """Ask the user for photographs, and open them."""
        self._open_chosen(files.ask_photographs(self, self._folder))

    def ask_open_folder(self) -> None:
        """Ask the user for a folder, and list the photographs in it."""
        folder = files.ask_folder(self, self._folder)
        self._open_chosen([folder] if folder else [])

    def _open_chosen(self, paths: Sequence[Path]) -> None:
        if paths:
            self._folder = str(paths[0].parent)
            self.opened_from.emit(self._folder)
            self.open_files(paths)

    def open_sample(self) -> None:
        """Open the bundled photograph."""
        self.open_files([sample()])

    def open_previous(self) -> None:
        """Open the photograph above the one that is shown in the list."""
        self.browser.open_previous()

    def open_next(self) -> None:
        """Open the photograph below the one that is shown in the list."""
        self.browser.open_next()

    def analyse_all(self) -> None:
        """Analyse all photographs of the list, one after another."""
        self.browser.analyse_all()

    def forget_recent(self) -> None:
        """Ask whether the list of recent files is to be cleared, and then for that to be done."""
        answer = QMessageBox.question(
            self,
            "Retivasc",
            self.tr("Clear the list of recent files? The files themselves stay where they are."),
            QMessageBox.StandardButtons(QMessageBox.Yes | QMessageBox.Cancel),
            QMessageBox.Cancel,
        )
        if answer == QMessageBox.Yes:
            self.recent_forgotten.emit()

    def ask_settings(self) -> None:
        """Ask for the settings dialog to be shown."""
        self.settings_asked.emit()

    def show_patients(self) -> None:
        """Open the list of patients."""
        self.patients.folder = self._folder
        self.patients.show_list()

    def ask_assign(self) -> None:
        """Ask to which patient the photographs that are selected in the list belong."""
        self.browser.ask_assign()

    def ask_assign_by_names(self) -> None:
        """Ask what the names of the photographs that are selected tell of their patients."""
        self.browser.ask_names()

    def show_comparison(self) -> None:
        """Compare the photograph with the prior, or with another one that is chosen."""
        if self._has_photograph():
            # Only now: it loads the plotting library, and what aligns photographs.
            from app.ui.comparing.desk import ComparingDesk
            from app.ui.comparing.dialog import CompareDialog

            desk = ComparingDesk(self.workspace, self.keeper, self._library)
            shown = self.commands.patient_shown.isChecked()
            CompareDialog(desk, self, patient_shown=shown).open()

    def show_report(self) -> None:
        """Open the dialog for signing, saving, printing or sending a report of the photograph.

        It stays beside the window's own work: findings are still typed, and the photograph moved.
        """
        if self._report is not None:
            self._report.raise_()
            self._report.activateWindow()
        elif self._has_photograph():
            self._report = ReportDialog(self.reports, Path(self._folder), self)
            self._report.settings_asked.connect(self.settings_asked)
            self._report.findings_asked.connect(self.type_findings)
            self._report.finished.connect(self._forget_report)
            self._report.show()
            corner = self._pages.mapToGlobal(self._pages.rect().bottomLeft())
            height = self._report.frameGeometry().height()
            self._report.move(corner.x(), corner.y() - height)  # the findings stay in view

    def _forget_report(self) -> None:
        self._report = None

    def type_findings(self) -> None:
        """Show where findings are typed, and begin there."""
        self.show_findings(True)
        if not self.findings_dock.isHidden():
            self.findings_dock.raise_()
            self.activateWindow()
            self.findings.tabs.setCurrentWidget(self.findings.form)
            self.findings.form.findings.setFocus()

    def ask_export(self) -> None:
        """Write numbers and pictures into a folder that the user chooses."""
        self._export(self.reports.export)

    def ask_export_objects(self) -> None:
        """Write the report and its numbers, as DICOM objects, into a folder that is chosen."""
        self._export(self.reports.export_objects)

    def _export(self, export: Callable[[Path], None]) -> None:
        folder = files.ask_export_folder(self, self._folder) if self._has_photograph() else None
        if folder is not None:
            self.banner.hide()
            export(folder)

    def show_send(self) -> None:
        """Open the dialog for sending the report and its numbers to the archive."""
        if self._has_photograph():
            dialog = SendDialog(self.reports, self)
            dialog.settings_asked.connect(self.settings_asked)
            dialog.open()

    def show_archive(self) -> None:
        """Look for photographs in the archives; the patient who is shown is looked for first."""
        self._archive_browser().open()

    def show_earlier(self) -> None:
        """Look in the archives for all visits of the patient who is shown."""
        if self._has_photograph():
            dialog = self._archive_browser()
            dialog.open()
            if dialog.line.text():
                dialog.search()

    def _archive_browser(self) -> "ArchiveBrowser":
        from app.ui.asking.browser import ArchiveBrowser

        analysis = self.workspace.analysis
        dialog = ArchiveBrowser(
            self.reports.preferences.archives,
            self._fetched_folder(),
            self.workspace.catalogue.say,
            self,
            patient="" if analysis is None else analysis.image.patient.id or "",
            shown=analysis is not None and self.keeper.is_open,
        )
        if analysis is not None:
            assign = partial(self._desk.assign_order_if_shown, analysis.image.id)
            dialog.order_chosen.connect(assign)
        dialog.fetched.connect(self.open_files)
        dialog.patient_asked.connect(self.patients.enter)
        dialog.settings_asked.connect(self.settings_asked)
        return dialog

    def _fetched_folder(self) -> Path:
        return self._fetched.path(kept=self.reports.preferences.keep_patients)

    def show_outbox(self) -> None:
        """Show what waits to be sent."""
        shown = self.commands.patient_shown.isChecked()
        OutboxDialog(self.reports, self, patient_shown=shown).open()

    def _has_photograph(self) -> bool:
        """Return whether there is anything to report; tell the user if not."""
        # Not while another one is being opened either: that one would take its place meanwhile.
        there = self.workspace.analysis is not None and not self.workspace.opening
        if not there:
            self.workspace.failed.emit(self.workspace.report_obstacle())
        return there

    def show_full_screen(self, full: bool) -> None:
        """Enter or leave full screen."""
        if full != self.isFullScreen():
            # Not showNormal(): a window that was maximised before must be so again.
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_panels(self, shown: bool) -> None:
        """Show or hide what lies to the left and right of the panes, as far as it is wanted."""
        self._hidden_docks = set() if shown else {"browser", "results", "findings"}
        self._show_docks()

    def _clear_room(self, full: bool) -> None:
        """Leave the whole screen to the pictures and their tools, or give the room back."""
        for part in (self.menuBar(), self.statusBar()):
            assert part is not None
            part.setVisible(not full)
        if full:
            self._hidden_before = self._hidden_docks
            self.show_panels(False)
        else:
            self._hidden_docks = self._hidden_before
            self._show_docks()

    def show_pictures_apart(self, apart: bool) -> None:
        """Move the panes to a window of their own, on another screen if there is one, or back."""
        if apart and self._apart is None and self.workspace.image is not None:
            self._pages.removeWidget(self.comparison)
            self._apart = PicturesWindow(self.comparison, self.commands.of_window(), self)
            self._apart.given_back.connect(lambda: self.show_pictures_apart(False))
            self._name_window()
            self._apart.show_on(other_screen(self))
        elif not apart and self._apart is not None:
            former, self._apart = self._apart, None
            self._pages.insertWidget(1, self.comparison)
            former.hide()
            former.deleteLater()
        self.commands.own_window.setChecked(self._apart is not None)
        if self.workspace.image is not None:
            self._show_picture()

    def show_patient(self, shown: bool) -> None:
        """Show or hide who the patient is, wherever it stands."""
        self.comparison.set_patient_shown(shown)
        self.browser.set_patient_shown(shown)
        self.panel.origin.set_patient_shown(shown)
        self.patient_card.set_patient_shown(shown)
        self.findings.set_patient_shown(shown)
        self.patients.set_patient_shown(shown)
        for action in self.commands.of_patients():
            action.setEnabled(shown)
        self.commands.patient_shown.setChecked(shown)
        self._name_window()
        self.set_recent(self._recent, self._since)
        self.patient_toggled.emit(shown)

    def show_browser(self, shown: bool) -> None:
        """Show or hide the list of photographs; if asked for, even of one."""
        self.browser_dismissed, self._browser_asked = not shown, shown
        self._hidden_docks.discard("browser")
        self._show_docks()

    def _show_docks(self) -> None:
        """Show the list once there is something to choose from, the results once there are any."""
        several = len(self._library.entries) > 1
        self.browser_dock.setVisible(
            (self._browser_asked or (several and not self.browser_dismissed))
            and "browser" not in self._hidden_docks
        )
        self.results_dock.setVisible(
            not self.results_dismissed
            and self.workspace.image is not None
            and "results" not in self._hidden_docks
        )
        self.findings_dock.setVisible(
            not self.findings_dismissed
            and self.workspace.image is not None
            and "findings" not in self._hidden_docks
        )
        self.commands.browser_shown.setChecked(not self.browser_dock.isHidden())
        self.commands.results_shown.setChecked(
            not self.results_dismissed and "results" not in self._hidden_docks
        )
        self.commands.findings_shown.setChecked(
            not self.findings_dismissed and "findings" not in self._hidden_docks
        )
        self.commands.panels_shown.setChecked(not self._hidden_docks)

    def show_results(self, shown: bool) -> None:
        """Show or hide the results and controls."""
        self.results_dismissed = not shown
        self._hidden_docks.discard("results")
        self._show_docks()

    def show_findings(self, shown: bool) -> None:
        """Show or hide where findings are typed."""
        self.findings_dismissed = not shown
        self._hidden_docks.discard("findings")
        self._show_docks()

    def set_recent(
        self, files: Sequence[RecentFile], since: Mapping[RecentFile, Since] | None = None
    ) -> None:
        """Offer the files that were opened last, unless no patient is to be named.

        Args:
            since: what became of them, as far as it is known.
        """
        self._recent, self._since = files, since or {}
        self._desk.look_whose({file.sha256 for file in files if file.sha256})
        self._show_recent()

    def _show_recent(self) -> None:
        """Offer recent files; on the start page those of patients are found under these."""
        shown = self._recent if self.commands.patient_shown.isChecked() else ()
        self.commands.set_recent(shown, self._since)
        of_nobody = [file for file in shown if file.sha256 not in self._desk.owned]
        self.start_page.set_recent(of_nobody, self._since)

    def show_command_list(self) -> None:
        """Open the list for finding a command by its name."""
        actions = [action for action in self.commands.all() if action.isVisible()]
        CommandList(actions, self).open()

    def show_manual(self) -> None:
        """Open the manual, at the page of what has the focus."""
        open_page(page_at(self.focusWidget()), self)

    def show_shortcuts(self) -> None:
        """Show all keys, and what the mouse does."""
        ShortcutSheet(self.commands.grouped(), self.commands.gestures(), self).open()

    def show_tour(self) -> None:
        """Show what there is in the window, step by step."""
        from app.ui.window.tour_steps import make_tour  # it knows the window

        if self.findChild(Tour) is None:
            tour = make_tour(self)
            tour.ended.connect(self.tour_ended)
            tour.begin()

    def set_words_shown(self, shown: bool) -> None:
        """Write words under the icons of the tool bar, or leave them alone."""
        style = Qt.ToolButtonStyle
        self._toolbar.setToolButtonStyle(
            style.ToolButtonTextUnderIcon if shown else style.ToolButtonIconOnly
        )
        for action in self._toolbar.actions():
            button = self._toolbar.widgetForAction(action)
            if button is not None:
                set_property(button, "words", shown)  # all are to fit on a small screen

    def show_log(self) -> None:
        """Show the program's log."""
        show_log(self, self.workspace)

    def show_about(self) -> None:
        """Show what this program is, and whether its numbers are right."""
        about.show_about(self, self.workspace)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and dragged_files(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent | None) -> None:
        if event is not None:
            event.acceptProposedAction()
            self.open_files(dragged_files(event.mimeData()))

    @override
    def changeEvent(self, event: QEvent | None) -> None:
        """Notice whether the window is in full screen, whoever asked for it."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.WindowStateChange:
            self.commands.full_screen.setChecked(self.isFullScreen())
            if self.isFullScreen() != self._full:
                self._full = self.isFullScreen()
                self._clear_room(self._full)

    def createPopupMenu(self) -> QMenu | None:
        """Offer no second menu of docks, which would not know what the user dismissed."""
        return None

    @override
    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """End what lasts only as long as a key is held."""
        assert event is not None
        if event.key() == Qt.Key.Key_B and not event.isAutoRepeat():
            self.commands.end_blinking()
        super().keyReleaseEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Give up what is running; closing then waits for the present tile at most."""
        assert event is not None
        if self.workspace.jobs.runs(JobKind.REPORT):
            self._show_notice(message("The report is being saved; close again in a moment."))
            event.ignore()
            return
        if not may_close(self, self.workspace, self.reports, kept=self.keeper.keeps):
            event.ignore()
            return
        self.earlier.end()
        self.workspace.queue.empty_queue()
        self.workspace.cancel()
        self.show_pictures_apart(False)
        super().closeEvent(event)

    # --- what the workspace says -----------------------------------------------------------

    def restore(
        self,
        geometry: QByteArray,
        docks: QByteArray,
        *,
        browser: bool,
        results: bool,
        findings: bool = True,
    ) -> None:
        """Restore the window and its docks.

        Args:
            browser, results, findings: whether the user wants to see them; False if they were
                dismissed.
        """
        self.browser_dismissed, self.results_dismissed = not browser, not results
        self.findings_dismissed = not findings
        self.restoreGeometry(geometry)
        self.restoreState(docks)
        self._show_docks()  # what there is to show decides, not what there was

    def _show_everything(self) -> None:
        self._show_waiting()
        self._show_standing()
        self._show_busy()
        self._show_analysis()
        self._show_device()
        if self.workspace.layers is not None:
            self._show_picture()
            self._tell_unsuitable()

    def _show_picture(self) -> None:
        self._pages.setCurrentWidget(self.comparison if self._apart is None else self._elsewhere)

    def _tell_unsuitable(self) -> None:
        """Show before anything else that a picture must not be measured."""
        analysis, image = self.workspace.analysis, self.workspace.image
        reason = None if image is None else image.unsuitable  # as its file says
        if analysis is not None:
            reason = None if analysis.shows_vessels else analysis.unsuitable
        if reason is not None:
            self.banner.show_error(
                self.workspace.catalogue.say(reason),
                self.tr("It is shown as it is: nothing is measured, and no vessels are shown."),
            )

    def _show_analysis(self) -> None:
        self._show_docks()
        self._name_window()

    def _name_window(self) -> None:
        image = self.workspace.image
        title = "Retivasc"
        # The name of a file is often that of a person.
        if image is not None and self.commands.patient_shown.isChecked():
            title = f"{title_text(plain_line(image.path.name))} – {title}"
        self.setWindowTitle(title)
        if self._apart is not None:
            self._apart.setWindowTitle(title)

    def _show_model(self) -> None:
        predictor = self.workspace.predictor
        self._show_device()
        if predictor is not None and predictor.warnings and self.workspace.analysis is None:
            self._show_notice(predictor.warnings[0])

    def _show_device(self) -> None:
        predictor = self.workspace.predictor
        if predictor is not None:
            device = {"cpu": self.tr("processor"), "cuda": self.tr("graphics card")}
            where = device.get(predictor.device, predictor.device)
            self.device.setText(plain_line(f"{predictor.name} {predictor.version} · {where}"))

    def _show_busy(self) -> None:
        busy = self.workspace.busy or self._desk.busy or self.earlier.busy
        self.job_bar.show_busy(busy, self.workspace.queue.queue_length)

    def _show_waiting(self) -> None:
        sender = self.reports.outbox_sender
        count = len(sender.entries) + len(sender.damaged)
        self.waiting.setVisible(count > 0)
        self.waiting.setText(self.tr("Results waiting to be sent: {count}").format(count=count))

    def _show_standing(self) -> None:
        """Say in the status bar whenever what is said and found does not reach the store."""
        words = {
            Standing.READ_ONLY: self.tr("Not being saved"),
            Standing.FAILED: self.tr("Not being saved"),
            Standing.AWAY: self.tr("Saved on this computer for now"),
        }.get(self.keeper.standing, "")
        self.unkept.setText(words)
        self.unkept.setVisible(bool(words))

    def _tell_why_unkept(self) -> None:
        if self.keeper.problem is not None:
            self.show_problems([self.keeper.problem])

    def show_problems(self, problems: Sequence[RetivascError]) -> None:
        """Show what went wrong; where the store can be put right at once, offer that."""
        say = self.workspace.catalogue.say
        remedy = None
        if self.keeper.mendable and self.keeper.problem in problems:
            restored = self.keeper.backup is not None
            words = self.tr("Restore the backup") if restored else self.tr("Begin an empty store")
            remedy = (words, partial(ask_mend, self.keeper, self))
        self.banner.show_error(
            " ".join(say(problem.message) for problem in problems),
            " ".join(say(problem.hint) for problem in problems),
            remedy,
        )

    def show_conflict(self, error: RetivascError, look: Callable[[], None]) -> None:
        """Say that somebody else has changed a case meanwhile, and offer to look at both."""
        say = self.workspace.catalogue.say
        remedy = (self.tr("Look at both…"), look)
        self.banner.show_error(say(error.message), say(error.hint), remedy)

    def show_due(self, words: Message, show: Callable[[], None]) -> None:
        """Say that patients are to be deleted as the settings say, and offer to name them."""
        hint = self.tr("Whoever is opened until then is kept.")
        self.banner.show_error(
            self.workspace.catalogue.say(words), hint, (self.tr("Show whom…"), show)
        )

    def _show_error(self, error: RetivascError) -> None:
        self.show_problems([error])

    def _show_notice(self, notice: Message) -> None:
        self.banner.show_notice(self.workspace.catalogue.say(notice))
