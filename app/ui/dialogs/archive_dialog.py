"""The dialog that sends a report to the archive, and the list of what still waits."""

from typing import TYPE_CHECKING

from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    EncapsulatedPDFStorage,
    SecondaryCaptureImageStorage,
    SegmentationStorage,
)
from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import RetivascError
from app.base.messages import Message
from app.base.text import plain_line
from app.domain.photograph import eye_code
from app.ui.look.job_bar import JobBar
from app.ui.look.style import quiet_button, text_label
from app.ui.reporting.reports import Reports
from app.ui.reporting.sender import OutboxSender
from app.ui.tasks.worker import JobKind

if TYPE_CHECKING:  # loaded when something is sent
    from app.pacs.network.outbox import DamagedEntry, OutboxEntry, Subject
    from app.pacs.objects.building import ObjectKind

_OUTBOX_SIZE = QSize(920, 360)
_WIDTH = 64  # letters
_LINES = 2  # of the text shown: the dialog must not jump when it appears


class SendDialog(QDialog):
    """The dialog for choosing what is sent of a report, and testing the connection.

    Signals:
        settings_asked: the user wants to change the settings of the archive.
    """

    settings_asked = pyqtSignal()

    def __init__(self, reports: Reports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Send to the archive"))
        self._reports, self._workspace = reports, reports.workspace
        self.where = text_label("value")
        self.boxes = self._make_boxes()
        self.whose = text_label()
        self.told = text_label()
        self.told.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())
        self.job_bar = JobBar()
        self.test_button = quiet_button(self.tr("Test connection"), self._test)
        self.settings_button = quiet_button(self.tr("Settings…"), self.settings_asked.emit)
        self.send_button = quiet_button(self.tr("Send"), self._send)
        self.send_button.setObjectName("primary")
        self.close_button = quiet_button(self.tr("Close"), self.close)
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def kinds(self) -> tuple["ObjectKind", ...]:
        """Return what is to be sent."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked())

    def _make_boxes(self) -> "dict[ObjectKind, QCheckBox]":
        from app.pacs.objects.building import ObjectKind

        texts = {
            ObjectKind.PDF: self.tr("Report (PDF)"),
            ObjectKind.SEGMENTATION: self.tr("Vessels (segmentation)"),
            ObjectKind.STRUCTURED_REPORT: self.tr("Measurements (structured report)"),
            ObjectKind.SECONDARY_CAPTURE: self.tr("Photograph with its vessels (picture)"),
        }
        boxes = {kind: QCheckBox(text) for kind, text in texts.items()}
        for box in boxes.values():
            box.setChecked(True)
            box.toggled.connect(self.refresh)
        return boxes

    def _lay_out(self) -> None:
        reach = QHBoxLayout()
        reach.addWidget(self.test_button)
        reach.addWidget(self.settings_button)
        reach.addStretch()
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.send_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.where)
        layout.addLayout(reach)
        for box in self.boxes.values():
            layout.addWidget(box)
        layout.addWidget(self.whose)
        layout.addWidget(self.told)
        layout.addWidget(self.job_bar)
        layout.addStretch()
        layout.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDTH)

    def _connect(self) -> None:
        reports, jobs = self._reports, self._workspace.jobs
        reports.preferences_changed.connect(self.refresh)
        reports.noticed.connect(self._show_notice)
        reports.failed.connect(self._show_error)
        reports.outbox_sender.tested.connect(self._show_test)
        jobs.busy_changed.connect(self.refresh)
        jobs.progressed.connect(self.job_bar.show_progress)
        self.job_bar.cancel_asked.connect(self._workspace.cancel)

    def refresh(self) -> None:
        """Show the archive, and enable sending to it."""
        archive = self._reports.preferences.archive
        busy = self._workspace.jobs.runs(JobKind.REPORT)
        self.whose.setText(self._whose())
        if archive is None:
            self.where.setText(self.tr("No archive is set up yet."))
        else:
            self.where.setText(f"{archive.called} · {archive.address}")
        obstacle = None if busy else self._reports.obstacle()
        if obstacle is not None:
            self._show_error(obstacle)
        self.test_button.setEnabled(archive is not None)
        self.send_button.setEnabled(
            archive is not None and not busy and bool(self.kinds) and obstacle is None
        )
        self.job_bar.show_busy(busy)

    def _whose(self) -> str:
        """Warn where the archive could file the results under nobody."""
        analysis = self._workspace.analysis
        patient = None if analysis is None else analysis.image.patient
        if patient is None or patient.name or patient.id:
            return ""
        return self.tr(
            "The photograph's file names no patient, so what is sent names nobody: the archive "
            "may not be able to file it."
        )

    def _test(self) -> None:
        archive = self._reports.preferences.archive
        if archive is not None:
            self.told.setText(self.tr("Asking the archive…"))
            self._reports.outbox_sender.test(archive)

    def _send(self) -> None:
        self.told.clear()
        self._reports.send(self._reports.order, self.kinds)

    def _show_test(self, error: RetivascError | None) -> None:
        if error is None:
            self.told.setText(self.tr("The archive answers."))
        else:
            self._show_error(error)

    def _show_notice(self, notice: Message) -> None:
        self.told.setText(self._workspace.catalogue.say(notice))

    def _show_error(self, error: RetivascError) -> None:
        say = self._workspace.catalogue.say
        self.told.setText(f"{say(error.message)} {say(error.hint)}")


class OutboxDialog(QDialog):
    """The list of what waits to be sent, whose it is and why; the user can retry or remove it.

    What lies in the outbox but is damaged is shown with its reason, to be removed by the user only.
    """

    def __init__(
        self, reports: Reports, parent: QWidget | None = None, *, patient_shown: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Outbox"))
        self._catalogue = reports.workspace.catalogue
        self._sender: OutboxSender = reports.outbox_sender
        self._patient_shown = patient_shown
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.tr("Results waiting to be sent"))
        self.list.setHeaderLabels(
            [
                self.tr("Result"),
                self.tr("Patient"),
                self.tr("Photograph"),
                self.tr("Archive"),
                self.tr("Since"),
                self.tr("State"),
            ]
        )
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(self._show_chosen)
        self.reason = text_label()
        self.retry_button = quiet_button(self.tr("Send now"), self._retry)
        self.remove_button = quiet_button(self.tr("Remove"), self._remove)
        self.close_button = quiet_button(self.tr("Close"), self.close)
        self._lay_out()
        self._sender.changed.connect(self.refresh)
        self._sender.failed.connect(self._show_error)
        self.refresh()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.retry_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(self.reason)
        layout.addLayout(buttons)
        header = self.list.header()
        assert header is not None
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        self.resize(_OUTBOX_SIZE)

    def refresh(self) -> None:
        """List what waits."""
        chosen = self._chosen()
        self.list.clear()
        listed: tuple[OutboxEntry | DamagedEntry, ...] = (
            *self._sender.entries,
            *self._sender.damaged,
        )
        for entry in listed:
            item = QTreeWidgetItem([plain_line(text) for text in self._row(entry)])
            item.setData(0, Qt.ItemDataRole.UserRole, entry)
            self.list.addTopLevelItem(item)
            if chosen is not None and entry.id == chosen.id:
                self.list.setCurrentItem(item)
        self._show_chosen()

    def _row(self, entry: "OutboxEntry | DamagedEntry") -> list[str]:
        from app.pacs.network.outbox import OutboxEntry

        of = self._sender.subjects.get(entry.id)
        whose = [self._patient(of), _photograph(of)]
        if isinstance(entry, OutboxEntry):
            return [
                self._kind(entry.sop_class_uid),
                *whose,
                f"{entry.archive.called} · {entry.archive.address}",
                f"{entry.added.astimezone():%Y-%m-%d %H:%M}",
                self._state(entry),
            ]
        return [self._kind(of.sop_class_uid if of else ""), *whose, "", "", self.tr("damaged")]

    def _patient(self, of: "Subject | None") -> str:
        if of is None:
            return ""
        named = " · ".join(part for part in (of.patient.name, of.patient.id) if part)
        return named if self._patient_shown or not named else "…"

    def _kind(self, sop_class_uid: str) -> str:
        names = {
            EncapsulatedPDFStorage: self.tr("Report (PDF)"),
            SegmentationStorage: self.tr("Vessels (segmentation)"),
            ComprehensiveSRStorage: self.tr("Measurements (structured report)"),
            SecondaryCaptureImageStorage: self.tr("Picture"),
        }
        uid = UID(sop_class_uid)
        return names.get(uid, uid.name) or self.tr("unknown")

    def _state(self, entry: "OutboxEntry") -> str:
        if entry.due is None:
            return self.tr("refused")
        if entry.problem is None:
            return self.tr("waiting")
        return self.tr("attempts: {count}; next at {time}").format(
            count=entry.tries, time=f"{entry.due.astimezone():%H:%M}"
        )

    def _chosen(self) -> "OutboxEntry | DamagedEntry | None":
        item = self.list.currentItem()
        return None if item is None else item.data(0, Qt.ItemDataRole.UserRole)

    def _show_chosen(self) -> None:
        entry = self._chosen()
        self.retry_button.setEnabled(entry in self._sender.entries)
        self.remove_button.setEnabled(entry is not None)
        if entry is None:
            empty = self.tr("Nothing is waiting to be sent.")
            self.reason.setText("" if self.list.topLevelItemCount() else empty)
        else:
            told = (entry.problem, entry.hint)
            self.reason.setText(" ".join(self._catalogue.say(each) for each in told if each))

    def _retry(self) -> None:
        entry = self._chosen()
        if entry in self._sender.entries:
            self._sender.retry(entry)

    def _remove(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self._sender.remove(entry)

    def _show_error(self, error: RetivascError) -> None:
        say = self._catalogue.say
        self.reason.setText(f"{say(error.message)} {say(error.hint)}")


def _photograph(of: "Subject | None") -> str:
    """Return day and eye of the photograph, as far as they are known."""
    if of is None:
        return ""
    day = f"{of.date[:4]}-{of.date[4:6]}-{of.date[6:]}" if of.date else ""
    return " · ".join(part for part in (day, eye_code(of.eye)) if part)
