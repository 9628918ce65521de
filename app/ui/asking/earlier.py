"""What archives hold of earlier visits of the patient who is shown, fetched by itself if wished."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from app.base.errors import RetivascError
from app.base.messages import Message, message
from app.domain.photograph import Patient
from app.reading.dicom.text import parse_day
from app.settings.archives import ArchiveNode
from app.ui.asking.work import Brought, OpenStore, bringing_earlier
from app.ui.session.workspace import Workspace
from app.ui.tasks.jobs import Jobs
from app.ui.tasks.worker import JobKind

Whose = tuple[str, str]
"""Issuer and ID of a patient, and so who has been looked for."""


class EarlierVisits(QObject):
    """Fetch earlier visits of the patient who is shown from the archives that are set so.

    Each patient is looked for once. Whoever is opened next goes before.

    Signals:
        fetched: folders (a tuple of paths) with photographs that came.
        noticed, failed: to be told.
    """

    fetched = pyqtSignal(tuple)
    noticed = pyqtSignal(Message)
    failed = pyqtSignal(RetivascError)

    def __init__(
        self,
        workspace: Workspace,
        when_open: OpenStore,
        archives: Callable[[], Sequence[ArchiveNode]],
        folder: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        """Watch what is shown.

        Args:
            when_open: returns the store that is to know what comes.
            archives: which are set now.
            folder: into which studies are fetched, each into a folder of its own.
        """
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._workspace, self._when_open = workspace, when_open
        self._archives, self._folder = archives, folder
        self._done: set[Whose] = set()
        self._running: Whose | None = None
        workspace.analysed.connect(self._look)
        workspace.analysis_changed.connect(self._look)

    @property
    def busy(self) -> bool:
        """Return whether visits are being fetched."""
        return self.jobs.runs(JobKind.FETCH)

    def cancel(self) -> None:
        """Fetch nothing more of this patient; what came stays where it is."""
        if self._running is not None:
            self._done.add(self._running)
            self._running = None
        self.jobs.give_up(JobKind.FETCH)

    def end(self) -> None:
        """Let go of the archive, which may be silent; nothing more is told."""
        self.jobs.let_go()

    def _look(self) -> None:
        analysis = self._workspace.analysis
        nodes = [node for node in self._archives() if node.earlier and node.can_be_asked]
        if analysis is None or not nodes:
            return
        patient, day = analysis.image.patient, parse_day(analysis.image.exam.date or "")
        if patient.id and day is not None:
            self._fetch(nodes, patient, day)

    def _fetch(self, nodes: Sequence[ArchiveNode], patient: Patient, day: date) -> None:
        whose = (patient.issuer or "", patient.id or "")
        if whose in self._done or whose == self._running:
            return
        self._running = whose
        self.jobs.start()
        self.jobs.submit(
            JobKind.FETCH,
            bringing_earlier(nodes, patient, day, self._folder(), self._when_open),
            then=self._take,
            otherwise=self._tell,
        )

    def _end_one(self) -> None:
        if self._running is not None:
            self._done.add(self._running)
        self._running = None

    def _take(self, came: Brought) -> None:
        self._end_one()
        if not came.folders:
            return
        self.fetched.emit(came.folders)
        count = len(came.folders)
        told = message("Earlier visits fetched from the archive: {count}.", count=count)
        if came.missing:
            told = message(
                "{told} Objects that did not come: {count}.", told=told, count=came.missing
            )
        self.noticed.emit(told)

    def _tell(self, error: RetivascError) -> None:
        self._end_one()
        self.failed.emit(error)
