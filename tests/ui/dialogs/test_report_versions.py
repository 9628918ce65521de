"""The versions of a report are listed in its dialog, signed there and shown again."""

from dataclasses import replace

import pytest
from PyQt5.QtWidgets import QMessageBox, QWidget

from app.report.report_text import ReportText
from app.ui.dialogs.preview import Preview
from app.ui.dialogs.report_dialog import ReportDialog
from app.ui.session.autosave import Autosave
from app.ui.session.keeper import Keeper
from tests.ui.paper import make_reports


@pytest.fixture
def reports(qtbot, opened, tmp_path):
    reports = make_reports(opened, tmp_path)
    reports.set_statement(ReportText("narrow", author="Dr. <b>Wu</b>"))
    return reports


@pytest.fixture
def kept_reports(qtbot, workspace, tmp_path, request):
    keeper = Keeper(tmp_path / "cases")
    autosave = Autosave(workspace, keeper)
    keeper.start()
    opened = request.getfixturevalue("opened")
    reports = make_reports(opened, tmp_path, keeper)
    reports.versions.about_to_keep.connect(autosave.flush)
    reports.set_statement(ReportText("narrow", author="Dr. <b>Wu</b>"))
    yield reports
    autosave.shut_down()
    workspace.shut_down()
    keeper.shut_down()


def dialog_of(qtbot, reports, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ReportDialog(reports, tmp_path, parent)
    dialog.parent_kept = parent
    dialog.open()
    return dialog


def texts(dialog):
    return [dialog.versions.list.item(row).text() for row in range(dialog.versions.list.count())]


@pytest.fixture
def answers(monkeypatch):
    asked = []

    def answer(box):
        asked.append(box.text())
        return QMessageBox.Yes if answers.yes else QMessageBox.Cancel

    answers = answer
    answers.yes, answers.asked = True, asked
    monkeypatch.setattr(QMessageBox, "exec_", answer)
    return answers


def test_without_a_store_there_are_no_versions(qtbot, reports, tmp_path):
    dialog = dialog_of(qtbot, reports, tmp_path)
    assert dialog.versions.isHidden()


def test_a_report_is_signed_amended_and_shown_again(qtbot, kept_reports, tmp_path, answers):
    dialog = dialog_of(qtbot, kept_reports, tmp_path)
    panel = dialog.versions
    qtbot.waitUntil(panel.sign_button.isEnabled)
    assert "Draft" in panel.standing.text()
    assert not panel.open_button.isEnabled()
    answers.yes = False
    panel.sign_button.click()
    assert "Dr. <b>Wu</b>" in answers.asked[0]
    assert kept_reports.workspace.jobs.idle
    answers.yes = True
    panel.sign_button.click()
    qtbot.waitUntil(lambda: panel.list.count() == 1)
    assert texts(dialog)[0].startswith("Version 1: signed\n")
    assert "Dr. <b>Wu</b>" in texts(dialog)[0]
    qtbot.waitUntil(lambda: "Signed by" in panel.standing.text())
    assert not panel.sign_button.isEnabled()
    assert not dialog.options.languages.isEnabled()
    kept_reports.set_statement(replace(kept_reports.statement, findings="wide"))
    assert "Changed since version 1" in panel.standing.text()
    qtbot.waitUntil(panel.sign_button.isEnabled)
    panel.sign_button.click()
    qtbot.waitUntil(lambda: panel.list.count() == 2)
    assert [text.partition("\n")[0] for text in texts(dialog)] == [
        "Version 2: amended",
        "Version 1: signed",
    ]
    panel.list.setCurrentRow(1)
    panel.open_button.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(Preview)))
    (preview,) = dialog.findChildren(Preview)
    qtbot.waitUntil(lambda: bool(preview.pages))
    preview.close()


def test_blanks_of_a_template_are_told_before_it_is_signed(qtbot, kept_reports, tmp_path, answers):
    dialog = dialog_of(qtbot, kept_reports, tmp_path)
    qtbot.waitUntil(dialog.versions.sign_button.isEnabled)
    answers.yes = False
    dialog.versions.sign_button.click()
    kept_reports.set_statement(ReportText("cup-to-disc ratio ___", author="Dr. Wu"))
    dialog.versions.sign_button.click()
    assert ["not filled in" in text for text in answers.asked] == [False, True]


def test_nobody_signs_without_a_name(qtbot, kept_reports, tmp_path):
    dialog = dialog_of(qtbot, kept_reports, tmp_path)
    qtbot.waitUntil(dialog.versions.sign_button.isEnabled)
    kept_reports.set_statement(ReportText("narrow"))
    assert not dialog.versions.sign_button.isEnabled()
    assert "name" in dialog.versions.sign_button.toolTip()
