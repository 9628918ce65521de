"""The findings next to the photograph they are about: who it is, and what is typed of it."""

from PyQt5.QtCore import QSignalBlocker
from PyQt5.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.base.text import plain_line
from app.report.manual import Page
from app.report.wording import eye_name
from app.ui.findings.marks import MarksPanel
from app.ui.findings.text_form import ReportTextForm
from app.ui.look.manual import set_page
from app.ui.look.style import text_label
from app.ui.reporting.reports import Reports


class FindingsPanel(QWidget):
    """The place where findings are typed; each photograph has its own, kept as one types."""

    def __init__(self, reports: Reports) -> None:
        super().__init__()
        self._reports, self._workspace = reports, reports.workspace
        self._patient_shown = True
        set_page(self, Page.REPORT)
        self.whose = text_label()
        self.whose.setObjectName("whose")
        self.form = ReportTextForm(
            reports.statement, reports.preferences, reports.shipped_templates
        )
        self.form.offer_phrases(reports.shipped_phrases)
        self.marks = MarksPanel(self._workspace)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(self.whose)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.form, self.tr("Text"))
        self.tabs.addTab(self.marks, self.tr("Lines and notes"))
        layout.addWidget(self.tabs, stretch=1)
        self.form.changed.connect(lambda: reports.set_statement(self.form.statement))
        self.form.templates_asked.connect(lambda kept: reports.remember(templates=kept))
        self.form.phrases_asked.connect(lambda kept: reports.remember(phrases=kept))
        reports.preferences_changed.connect(self._show_preferences)
        reports.statement_changed.connect(self.refresh)
        self._workspace.picture_changed.connect(self.refresh)
        self._workspace.analysis_changed.connect(self.refresh)
        self.refresh()

    def set_patient_shown(self, shown: bool) -> None:
        """Name the patient, or only the eye."""
        self._patient_shown = shown
        self.refresh()

    def refresh(self) -> None:
        """Show whose findings these are, and what was typed of this photograph, no other."""
        self.whose.setText(self._title())
        self.form.setEnabled(self._workspace.analysis is not None)
        if self.form.statement != self._reports.statement:
            with QSignalBlocker(self.form):
                self.form.show_statement(self._reports.statement)

    def _title(self) -> str:
        analysis = self._workspace.analysis
        if analysis is None:
            return self.tr("Findings can be typed once a photograph is analysed.")
        image = analysis.image
        patient = image.patient.name or image.patient.id if self._patient_shown else None
        eye = self._workspace.catalogue.say(eye_name(image.laterality))
        return plain_line(" · ".join(filter(None, (patient, eye))))

    def _show_preferences(self) -> None:
        self.form.set_preferences(self._reports.preferences, self._reports.shipped_templates)
        self.form.offer_phrases(self._reports.shipped_phrases)
