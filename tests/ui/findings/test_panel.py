import pytest

from app.domain.photograph import Identity, Laterality, Patient
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.settings.preferences import Template
from app.ui.findings.panel import FindingsPanel
from tests.support import encode, make_fundus
from tests.ui.paper import make_reports


@pytest.fixture
def reports(opened, tmp_path):
    return make_reports(opened, tmp_path, report_author="Dr. Wu")


@pytest.fixture
def panel(qtbot, reports):
    panel = FindingsPanel(reports)
    qtbot.addWidget(panel)
    return panel


def test_what_is_typed_belongs_to_the_photograph_at_once(panel, reports):
    panel.form.findings.setPlainText("narrow")
    assert reports.statement == ReportText("narrow", author="Dr. Wu")


def test_the_title_says_whose_eye_it_is(opened, panel):
    opened.set_laterality(Laterality.LEFT)
    assert panel.whose.text().endswith("OS (left eye)")
    opened.set_laterality(Laterality.RIGHT)
    assert panel.whose.text().endswith("OD (right eye)")


def test_the_patient_is_named_only_where_one_may_be(opened, panel):
    wang = Identity(Patient(name="Wang <b>Li</b>", id="17"))
    opened.set_identity(opened.analysis.image.id, wang)
    assert panel.whose.text() == "Wang <b>Li</b> · OD (right eye)"
    panel.set_patient_shown(False)
    assert panel.whose.text() == "OD (right eye)"


def test_nothing_is_typed_without_a_photograph(qtbot, workspace, tmp_path):
    panel = FindingsPanel(make_reports(workspace, tmp_path))
    qtbot.addWidget(panel)
    assert not panel.form.isEnabled()
    assert "once a photograph is analysed" in panel.whose.text()


def test_name_that_was_cleared_signs_nothing(reports, panel):
    panel.form.findings.setPlainText("narrow")
    panel.form.author.clear()
    assert reports.order.statement == ReportText(findings="narrow")


def test_phrases_follow_the_language_of_the_report(reports, panel):
    reports.remember(report_languages="zh_CN")
    titles = [action.text() for action in panel.form.phrases.menu().actions()]
    assert "黄斑" in titles


def test_each_photograph_keeps_its_own_findings(qtbot, opened, panel, tmp_path):
    first = opened.entry
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(256, seed=9).pixels))

    def open_and_wait(entry):
        before = opened.analysis
        opened.open(entry)
        qtbot.waitUntil(lambda: opened.analysis is not before and opened.jobs.idle)

    panel.form.findings.setPlainText("findings of the first")
    open_and_wait(Entry(other))
    assert panel.form.statement.findings == ""
    panel.form.findings.setPlainText("findings of the other")
    open_and_wait(first)
    assert panel.form.statement.findings == "findings of the first"


def test_templates_and_phrases_are_remembered(panel, reports):
    panel.form.templates_asked.emit((Template("normal", "a"),))
    panel.form.phrases_asked.emit(("Pale.",))
    assert reports.preferences.templates == (Template("normal", "a"),)
    assert reports.preferences.phrases == ("Pale.",)
    assert panel.form.templates.itemText(1) == "normal"


def test_typing_keeps_the_cursor_where_it_is(qtbot, panel):
    """What comes back from the reports is what was typed: it must not be set again."""
    panel.form.findings.setPlainText("narrow")
    cursor = panel.form.findings.textCursor()
    cursor.setPosition(2)
    panel.form.findings.setTextCursor(cursor)
    qtbot.keyClicks(panel.form.findings, "x")
    assert panel.form.findings.toPlainText() == "naxrrow"
    assert panel.form.findings.textCursor().position() == 3
