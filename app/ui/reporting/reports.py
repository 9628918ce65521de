"""The reports of the window: what was typed for each, and how they are made and passed on."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtPrintSupport import QPrinter

from app.analysis.analysis import Analysis
from app.base.errors import ReportWriteError, RetivascError
from app.base.messages import Message, message
from app.base.progress import OnProgress, ShouldStop
from app.base.translation import LANGUAGES, load_catalogue
from app.reading.listing import Entry
from app.report.report_text import Clinic, ReportText
from app.settings.preferences import Preferences, Template
from app.ui.reporting.fellows import Fellows
from app.ui.reporting.pages import printing_work, rendering_work
from app.ui.reporting.past import past_with
from app.ui.reporting.sender import OutboxSender
from app.ui.reporting.versions import Versions
from app.ui.reporting.work import (
    Issued,
    Order,
    Paper,
    export_work,
    objects_work,
    queueing_work,
    report_work,
    saving_work,
)
from app.ui.session.keeper import Keeper
from app.ui.session.workspace import Workspace
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded with the first object
    from app.pacs.objects.building import ObjectKind
    from app.store.reports import KeptReport

Result = TypeVar("Result")


class Reports(QObject):
    """What was typed for each photograph, and the making of reports for the one shown.

    One piece of work is done at a time; it is given up by ``Workspace.cancel``.

    Signals:
        made: a Paper; asked for again without a change, it is the same one.
        saved: the path of a report.
        queued: objects lie in the outbox.
        noticed: a message for the user.
        failed: an error.
        pages_drawn: the pages of a PDF (a tuple of QImage).
        statement_changed: what is typed for the photograph that is shown.
        preferences_changed: what the settings say of reports, or of the archive.
        remember_asked: preferences (a dict by name) to be saved.
    """

    made = pyqtSignal(Paper)
    saved = pyqtSignal(Path)
    queued = pyqtSignal()
    noticed = pyqtSignal(Message)
    failed = pyqtSignal(RetivascError)
    pages_drawn = pyqtSignal(tuple)
    statement_changed = pyqtSignal()
    preferences_changed = pyqtSignal()
    remember_asked = pyqtSignal(dict)

    def __init__(
        self,
        workspace: Workspace,
        sender: OutboxSender,
        preferences: Preferences,
        keeper: Keeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace, self.outbox_sender, self.preferences = workspace, sender, preferences
        self._paper: Paper | None = None
        self.versions = Versions(keeper, self)
        self._past = past_with(keeper)
        self.versions.failed.connect(self.failed)
        self.fellows = Fellows(workspace, keeper, self)
        self.fellows.failed.connect(self.failed)
        self.fellows.changed.connect(self.show_versions)
        sender.stored.connect(self.versions.note_sent)
        workspace.picture_changed.connect(self.show_versions)
        workspace.analysed.connect(self.show_versions)
        workspace.picture_changed.connect(self._forget_paper)

    def set_preferences(self, preferences: Preferences) -> None:
        """Apply changed settings."""
        if preferences != self.preferences:
            self.preferences = preferences
            self.preferences_changed.emit()

    def remember(self, **changes: object) -> None:
        """Ask for some preferences to be saved for the next report."""
        if self.preferences.changed(**changes) != self.preferences:
            self.remember_asked.emit(changes)

    # --- what is typed ---------------------------------------------------------------------

    @property
    def statement(self) -> ReportText:
        """Return what was typed for the photograph that is shown."""
        # A name that was cleared stays away: nobody signs for another one.
        analysis = self.workspace.analysis
        typed = analysis and self.workspace.cases.of(analysis.image.id).statement
        return typed or ReportText(author=self.preferences.report_author)

    def set_statement(self, statement: ReportText) -> None:
        """Keep what is typed for the photograph that is shown."""
        if self.workspace.analysis is not None:
            which = self.workspace.analysis.image.id
            self.workspace.cases.change(which, statement=statement)
            self.workspace.words_changed.emit(which)
            self.statement_changed.emit()

    @property
    def unreported(self) -> int:
        """Return the number of photographs with typed text that is in no report."""
        return sum(case.typed_since for case in self.workspace.cases)

    def _note_reported(self, analysis: Analysis, statement: ReportText) -> None:
        self.workspace.note_reported(analysis)
        self.workspace.cases.change(analysis.image.id, reported_text=statement)

    def _note_all_reported(self, paper: Paper) -> None:
        if paper.analysis is not None:
            self._note_reported(paper.analysis, paper.order.statement)
        fellow = paper.order.fellow
        if paper.fellow is not None and fellow is not None and fellow.statement is not None:
            self.workspace.cases.change(paper.fellow.image.id, reported_text=fellow.statement)

    @property
    def order(self) -> Order:
        """Return how a report of the photograph should look, by the settings."""
        chosen = self.preferences
        return Order(
            self.statement,
            self._languages(),
            chosen.report_page,
            Clinic(
                chosen.clinic_name,
                tuple(chosen.clinic_lines.splitlines()),
                title=chosen.report_title,
            ),
            chosen.clinic_logo,
            issued=self.issued,
            fellow=self.fellows.companion,
        )

    @property
    def shipped_templates(self) -> tuple[Template, ...]:
        """Return the program's own templates in the first language of the report."""
        from app.report.templates import SHIPPED

        say = load_catalogue(self._languages()[0]).say
        return tuple(
            Template(
                *(
                    say(text) if isinstance(text, Message) else text
                    for text in (each.name, each.findings, each.impression, each.recommendation)
                )
            )
            for each in SHIPPED
        )

    @property
    def shipped_phrases(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the program's own phrases, likewise: titles of groups and what is in them."""
        from app.report.phrases import SHIPPED_PHRASES

        say = load_catalogue(self._languages()[0]).say
        return tuple(
            (say(title), tuple(say(phrase) for phrase in phrases))
            for title, phrases in SHIPPED_PHRASES
        )

    @property
    def issued(self) -> Issued | None:
        """Return the signed version of the report, unless something has changed since."""
        fellow = self.fellows.companion
        return self.versions.issued(self.workspace.analysis, self.statement, fellow)

    def obstacle(self) -> ReportWriteError | None:
        """Return why no report can be made now, None when it can."""
        obstacle = self.workspace.report_obstacle()
        if obstacle is not None or self.workspace.analysis is None:
            return obstacle
        from app.report.report import report_obstacle

        return report_obstacle(self.workspace.analysis, self.statement)

    # --- what is done ----------------------------------------------------------------------

    def make(self, order: Order, then: Callable[[Paper], None] | None = None) -> None:
        """Make a report of the photograph shown, and signal when it is ready."""

        def keep(paper: Paper) -> None:
            self._paper = paper
            self.made.emit(paper)
            if then is not None:
                then(paper)

        former, past = self._paper, self._past
        self._start(lambda entry, analysis: report_work(entry, analysis, order, former, past), keep)

    def save(self, paper: Paper, path: Path) -> None:
        """Write a report that was made."""

        def tell(path: Path) -> None:
            if paper.analysis is not None:
                self._note_all_reported(paper)
                self._keep_draft(paper)
            self.saved.emit(path)
            self.noticed.emit(message("The report was saved as “{name}”.", name=path.name))

        self._submit(saving_work(paper, path), tell)

    def _keep_draft(self, paper: Paper) -> None:
        """Keep what was saved as a version; a signed report never becomes a draft again."""
        if paper.order.issued is None and self.versions.signed is None:
            self.versions.keep(paper, lambda _kept: None)

    def sign(self, order: Order) -> None:
        """Make a report, signed by its author, and keep it: it never changes again."""
        name = order.statement.author.strip()
        signature = self.versions.signature(name)
        order = replace(order, signature=signature, issued=None, password=None)

        def tell(kept: "KeptReport") -> None:
            self.noticed.emit(
                message("Signed by {name}: version {number}.", name=name, number=kept.version)
            )

        def keep(paper: Paper) -> None:
            self._note_all_reported(paper)
            self.versions.keep(paper, tell)

        past = self._past
        self._start(lambda entry, analysis: report_work(entry, analysis, order, None, past), keep)

    def print_paper(self, paper: Paper, printer: QPrinter) -> None:
        """Print a report that was made."""
        told = message("The report was printed.")
        self._submit(
            printing_work(paper.pdf, paper.order.password, printer),
            lambda _done: self.noticed.emit(told),
        )

    def draw_pages(self, paper: Paper, dpi: float) -> None:
        """Draw the pages of a report that was made; what is asked later replaces it."""
        self.workspace.jobs.submit(
            JobKind.PAGES,
            rendering_work(paper.pdf, paper.order.password, dpi),
            then=self.pages_drawn.emit,
            otherwise=self.failed.emit,
        )

    def export(self, folder: Path) -> None:
        """Write numbers and pictures of the photograph into a folder."""
        self._start(lambda entry, analysis: export_work(entry, analysis, folder), self.noticed.emit)

    def export_objects(self, folder: Path) -> None:
        """Write the report and its numbers as DICOM objects into a folder."""
        order, past = self.order, self._past
        self._start(
            lambda entry, analysis: objects_work(entry, analysis, order, folder, past),
            self.noticed.emit,
        )

    def send(self, order: Order, kinds: Collection["ObjectKind"]) -> None:
        """Put the report and its numbers, as DICOM objects, into the outbox."""
        from app.pacs.objects.building import ObjectKind

        archive = self.preferences.archive
        if archive is None:
            self.failed.emit(
                ReportWriteError(
                    message("No archive is set up."),
                    message("Enter its address in the settings."),
                )
            )
            return
        if ObjectKind.PDF in kinds and self.versions.keeper.keeps and order.issued is None:
            self.failed.emit(
                ReportWriteError(
                    message("A draft is not sent."),
                    message("Sign the report, or send the other results without it."),
                )
            )
            return
        outbox = self.outbox_sender.outbox

        analysis = self.workspace.analysis

        def tell(notice: Message) -> None:
            if analysis is not None and ObjectKind.PDF in kinds:
                self._note_reported(analysis, order.statement)
            self.queued.emit()
            self.noticed.emit(notice)
            self.outbox_sender.send_now()

        self._start(
            lambda entry, analysis: queueing_work(
                entry,
                analysis,
                order,
                kinds=kinds,
                outbox=outbox,
                archive=archive,
                past=self._past,
            ),
            tell,
        )

    # --- jobs ------------------------------------------------------------------------------

    def _start(
        self,
        work: Callable[[Entry, Analysis], Callable[[OnProgress, ShouldStop], Result]],
        then: Callable[[Result], None],
    ) -> None:
        """Begin work on the photograph shown, or report why that is impossible."""
        obstacle = self.workspace.report_obstacle()
        entry, analysis = self.workspace.entry, self.workspace.analysis
        if obstacle is not None or entry is None or analysis is None:
            self.failed.emit(obstacle)
        else:
            self._submit(work(entry, analysis), then)

    def _submit(
        self,
        work: Callable[[OnProgress, ShouldStop], Result],
        then: Callable[[Result], None],
    ) -> None:
        self.workspace.queue.make_way()
        self.workspace.jobs.submit(JobKind.REPORT, work, then=then, otherwise=self.failed.emit)

    def show_versions(self) -> None:
        """Look for the kept versions of the report, on one eye or on both."""
        analysis, fellow = self.workspace.analysis, self.fellows.chosen
        if analysis is None:
            self.versions.show()
        elif fellow is None:
            self.versions.show(analysis.image.id)
        else:
            self.versions.show(analysis.image.id, fellow.photograph)

    def _forget_paper(self) -> None:
        self._paper = None  # it holds a photograph

    def _languages(self) -> tuple[str, ...]:
        chosen, window = self.preferences.report_languages, self.workspace.catalogue.language
        if chosen == "both":
            return (window, *(language for language in LANGUAGES if language != window))
        return (window if chosen == "window" else chosen,)
