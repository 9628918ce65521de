"""The dialog in which a report is looked at, signed, saved, printed and sent."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QRegularExpression, QSignalBlocker, QSize, Qt, QUrl, pyqtSignal
from PyQt5.QtGui import QDesktopServices, QRegularExpressionValidator
from PyQt5.QtPrintSupport import QPrintDialog, QPrinter
from PyQt5.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.text import plain_line
from app.base.translation import LANGUAGES
from app.batch.naming import longest_name, with_tail
from app.domain.photograph import Laterality
from app.report.report_text import ReportText
from app.report.wording import eye_name
from app.ui.dialogs import files
from app.ui.dialogs.archive_dialog import SendDialog
from app.ui.dialogs.fellow_box import FellowBox
from app.ui.dialogs.preview import Preview
from app.ui.dialogs.report_versions import ReportVersions
from app.ui.look.job_bar import JobBar
from app.ui.look.style import text_label
from app.ui.reporting.reports import Reports
from app.ui.reporting.work import Order, Paper
from app.ui.tasks.worker import JobKind

_PASSWORD = r"[ -~]{0,32}"  # what every reader of PDF can be given
_SIZE = QSize(640, 300)  # low, so that most of the photograph stays in view
_LINES = 4


class ReportDialog(QDialog):
    """The dialog for signing, saving, printing or sending a report of the photograph shown.

    What is reported is typed next to the photograph (app/ui/findings); the dialog covers neither.

    Signals:
        settings_asked: the user wants to change the settings of the archive.
        findings_asked: the user wants to type.
    """

    settings_asked = pyqtSignal()
    findings_asked = pyqtSignal()

    def __init__(self, reports: Reports, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Report"))
        self._reports, self._workspace = reports, reports.workspace
        self._folder = folder
        self._previewing = False
        self._saved: Path | None = None
        self.typed = QPlainTextEdit()
        self.typed.setReadOnly(True)
        self.typed.setFixedHeight(self.typed.fontMetrics().lineSpacing() * _LINES + 16)
        self.typed.setAccessibleName(self.tr("What the report says"))
        self.versions = ReportVersions(reports)
        self.options = ReportOptions(reports)
        self.spoken_of = FellowBox(reports)
        self.obstacle = text_label("faint")
        self.obstacle.setProperty("warning", True)
        self.told = text_label()
        self.job_bar = JobBar()
        self.eyes = [self._eye_button(eye) for eye in (Laterality.RIGHT, Laterality.LEFT)]
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show_statement()
        reports.show_versions()
        reports.fellows.look()

    @property
    def order(self) -> Order:
        """Return how the report should look, as set in the dialog."""
        return replace(self._reports.order, password=self.options.password)

    # --- construction ----------------------------------------------------------------------

    def _make_buttons(self) -> None:
        make = self._button
        self.findings_button = make(self.tr("Type findings"), self.findings_asked.emit)
        self.preview_button = make(self.tr("Preview…"), self._ask_preview)
        self.save_button = make(self.tr("Save PDF…"), self._ask_save)
        self.save_button.setObjectName("primary")
        self.print_button = make(self.tr("Print…"), self._print)
        self.open_button = make(self.tr("Open in viewer"), self._open)
        self.send_button = make(self.tr("Send to archive…"), self._ask_send)
        self.close_button = make(self.tr("Close"), self.close)

    def _button(self, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)  # Enter in a line must not save
        button.clicked.connect(lambda _checked: slot())  # type: ignore[arg-type]
        return button

    def _eye_button(self, eye: Laterality) -> QPushButton:
        name = self._workspace.catalogue.say(eye_name(eye))
        return self._button(name, lambda: self._workspace.set_laterality(eye))

    def _lay_out(self) -> None:
        refusal = QHBoxLayout()
        refusal.addWidget(self.obstacle, stretch=1)
        for button in self.eyes:
            refusal.addWidget(button)
        buttons = QGridLayout()
        for column, button in enumerate((self.preview_button, self.save_button, self.print_button)):
            buttons.addWidget(button, 0, column)
        buttons.addWidget(self.open_button, 1, 0)
        buttons.addWidget(self.send_button, 1, 1)
        buttons.setColumnStretch(3, 1)
        buttons.addWidget(self.close_button, 1, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        typed = QHBoxLayout()
        typed.setSpacing(20)
        said = QVBoxLayout()
        said.addWidget(self.typed, stretch=1)
        said.addWidget(self.findings_button, alignment=Qt.AlignmentFlag.AlignLeft)
        typed.addLayout(said, stretch=1)
        typed.addWidget(self.versions)
        layout.addLayout(typed, stretch=1)
        layout.addWidget(self.spoken_of)
        layout.addWidget(self.options)
        layout.addLayout(refusal)
        layout.addWidget(self.told)
        layout.addWidget(self.job_bar)
        layout.addLayout(buttons)
        size = _SIZE * (self.fontInfo().pixelSize() / 14)
        if not self.versions.isHidden():
            size += QSize(self.versions.width(), 0)
        self.resize(size)
        self.save_button.setFocus()

    def _connect(self) -> None:
        reports, workspace = self._reports, self._workspace
        reports.statement_changed.connect(self._show_statement)
        self.options.changed.connect(self.refresh)
        reports.preferences_changed.connect(self._show_preferences)
        self.versions.sign_asked.connect(self._ask_sign)
        reports.versions.changed.connect(self.refresh)
        reports.fellows.changed.connect(self.refresh)
        reports.versions.opened.connect(self._show_version)
        reports.made.connect(self._go_on)
        reports.saved.connect(self._note_saved)
        reports.noticed.connect(self._show_notice)
        reports.failed.connect(self._show_error)
        workspace.picture_changed.connect(self._show_statement)
        workspace.picture_changed.connect(self.refresh)
        workspace.analysed.connect(self._show_statement)
        workspace.analysis_changed.connect(self.refresh)
        workspace.jobs.busy_changed.connect(self.refresh)
        workspace.jobs.progressed.connect(self.job_bar.show_progress)
        self.job_bar.cancel_asked.connect(self._cancel)

    # --- how it stands ---------------------------------------------------------------------

    def refresh(self) -> None:
        """Show why no report can be made, or enable making one."""
        busy = self._workspace.jobs.runs(JobKind.REPORT)
        error = None if busy else self._reports.obstacle()
        say = self._workspace.catalogue.say
        self.obstacle.setText(f"{say(error.message)} {say(error.hint)}" if error else "")
        if error is None and not self.options.agreed:
            self.obstacle.setText(
                self.tr("The two passwords differ. Type the same password twice.")
            )
        self.obstacle.setVisible(bool(self.obstacle.text()))
        analysis = self._workspace.analysis
        unknown = analysis is not None and analysis.image.laterality is Laterality.UNKNOWN
        for button in self.eyes:
            button.setVisible(unknown)
        waiting = self._reports.fellows.waiting
        ready = not busy and not waiting and error is None and self.options.agreed
        for button in (self.preview_button, self.save_button, self.print_button, self.send_button):
            button.setEnabled(ready)
        self.versions.show_standing(ready=ready)
        issued = self._reports.issued is not None
        self.options.languages.setDisabled(issued)
        self.options.page.setDisabled(issued)
        self.open_button.setEnabled(self._saved is not None)
        self.job_bar.show_busy(busy)

    def _show_statement(self) -> None:
        """Show what was typed for the photograph shown now, never for another one."""
        self.typed.setPlainText(self._words(self._reports.statement))
        self.refresh()

    def _words(self, statement: ReportText) -> str:
        parts = (
            (self.tr("Findings"), statement.findings),
            (self.tr("Impression"), statement.impression),
            (self.tr("Recommendation"), statement.recommendation),
        )
        written = [f"{title}: {text}" for title, text in parts if text]
        return "\n".join(written) or self.tr("No findings are typed yet.")

    def _show_preferences(self) -> None:
        self.options.set_preferences()

    def _show_notice(self, notice: Message) -> None:
        self.told.setText(self._workspace.catalogue.say(notice))

    def _show_error(self, error: RetivascError) -> None:
        self._previewing = False
        say = self._workspace.catalogue.say
        self.told.setText(f"{say(error.message)} {say(error.hint)}")

    def _note_saved(self, path: Path) -> None:
        self._saved, self._folder = path, path.parent
        self.refresh()

    # --- what is done ----------------------------------------------------------------------

    def _make(self, then: Callable[[Paper], None] | None = None) -> None:
        """Make the report, or take the one that was made already; closing does not stop it."""
        self.told.clear()
        self._reports.remember(report_author=self._reports.statement.author)
        self._reports.make(self.order, then)

    def _cancel(self) -> None:
        self._previewing = False
        self._workspace.cancel()

    def _ask_preview(self) -> None:
        self._previewing = True
        self._make()

    def _go_on(self, paper: Paper) -> None:
        if self._previewing:
            self._previewing = False
            self._preview(paper)

    def _preview(self, paper: Paper) -> None:
        preview = Preview(self._reports, paper, self)
        preview.save_asked.connect(self._ask_save)
        preview.print_asked.connect(self._print)
        self._workspace.picture_changed.connect(preview.reject)
        preview.open()

    def _ask_save(self) -> None:
        analysis = self._workspace.analysis
        path = self._ask_path()
        if path is not None and self._workspace.analysis is analysis:
            save = self._reports.save
            self._make(lambda paper: save(paper, path))

    def _ask_path(self) -> Path | None:
        analysis = self._workspace.analysis
        assert analysis is not None
        room = longest_name(self._folder) - len(".json")  # of the JSON next to it
        name = with_tail(analysis.image.path.stem, "-retivasc", room)
        return files.ask_report_path(self, self._folder / f"{name}.pdf")

    def _ask_sign(self) -> None:
        name = self._reports.statement.author
        question = self.tr(
            "Sign this report as “{name}”? It cannot be changed afterwards; what you change later "
            "makes an amended version."
        ).format(name=plain_line(name))
        if self._reports.statement.has_blanks:
            blanks = self.tr("A blank of a template, ___, is not filled in yet.")
            question = f"{blanks}\n\n{question}"
        box = QMessageBox(
            QMessageBox.Question,
            self.tr("Sign the report"),
            question,
            QMessageBox.StandardButtons(QMessageBox.Yes | QMessageBox.Cancel),
            self,
        )
        box.setDefaultButton(QMessageBox.Cancel)
        if box.exec_() == QMessageBox.Yes:
            self.told.clear()
            self._reports.remember(report_author=name)
            self._reports.sign(self.order)

    def _show_version(self, paper: Paper) -> None:
        preview = Preview(self._reports, paper, self)
        preview.save_asked.connect(lambda: self._save_version(paper))
        preview.print_asked.connect(lambda: self._print(paper))
        self._workspace.picture_changed.connect(preview.reject)
        preview.open()

    def _save_version(self, paper: Paper) -> None:
        path = self._ask_path()
        if path is not None:
            self._reports.save(paper, path)

    def _print(self, paper: Paper | None = None) -> None:
        """Print a version, or the report as it is now."""
        printer = QPrinter(QPrinter.HighResolution)
        page = self._reports.preferences.report_page
        printer.setPageSize(QPrinter.A4 if page == "A4" else QPrinter.Letter)
        if QPrintDialog(printer, self).exec_() == QDialog.Accepted:
            print_paper = self._reports.print_paper
            if paper is not None:
                print_paper(paper, printer)
            else:
                self._make(lambda made: print_paper(made, printer))

    def _open(self) -> None:
        if self._saved is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved)))

    def _ask_send(self) -> None:
        dialog = SendDialog(self._reports, self)
        dialog.settings_asked.connect(self.settings_asked)
        dialog.open()


class ReportOptions(QWidget):
    """The controls for the languages, page and password of a report.

    Signals:
        changed: a choice is another one.
    """

    changed = pyqtSignal()

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports = reports
        self.languages = QComboBox()
        self.languages.setAccessibleName(self.tr("Languages"))
        for value, text in (
            ("window", self.tr("Same as the window")),
            *LANGUAGES.items(),
            ("both", self.tr("Both")),
        ):
            self.languages.addItem(text, value)
        self.page = QComboBox()
        self.page.setAccessibleName(self.tr("Page size"))
        for value in ("A4", "Letter"):
            self.page.addItem(value, value)
        self.passwords = [
            self._password_line(self.tr("Password"), self.tr("none")),
            self._password_line(self.tr("Password again"), self.tr("again")),
        ]
        self._lay_out()
        self.set_preferences()
        self.languages.activated.connect(self._remember)
        self.page.activated.connect(self._remember)

    @property
    def password(self) -> str | None:
        """Return the password that is needed to open the PDF; None for none."""
        return self.passwords[0].text() or None

    @property
    def agreed(self) -> bool:
        """Return whether the same password was typed twice."""
        return self.passwords[0].text() == self.passwords[1].text()

    def set_preferences(self) -> None:
        """Show the languages and the page of the preferences."""
        chosen = self._reports.preferences
        with QSignalBlocker(self.languages), QSignalBlocker(self.page):
            self.languages.setCurrentIndex(self.languages.findData(chosen.report_languages))
            self.page.setCurrentIndex(self.page.findData(chosen.report_page))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        rows: tuple[tuple[str, Sequence[QWidget]], ...] = (
            (self.tr("Languages"), (self.languages,)),
            (self.tr("Page"), (self.page,)),
            (self.tr("Password"), self.passwords),
        )
        for text, widgets in rows:
            layout.addWidget(QLabel(text))
            for widget in widgets:
                layout.addWidget(widget)
        layout.addStretch()

    def _password_line(self, name: str, example: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(example)
        line.setEchoMode(QLineEdit.Password)
        line.setValidator(QRegularExpressionValidator(QRegularExpression(_PASSWORD), line))
        line.setToolTip(
            self.tr("Unaccented letters, digits and symbols; the password is not stored anywhere.")
        )
        line.textChanged.connect(self.changed)
        return line

    def _remember(self) -> None:
        self._reports.remember(
            report_languages=self.languages.currentData(), report_page=self.page.currentData()
        )
        self.changed.emit()
