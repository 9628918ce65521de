"""From the menu to the file, the archive and the list of what waits."""

import pytest

from app.base.messages import message
from app.domain.photograph import Laterality
from app.pacs.network.connection import StorageSession
from app.pacs.network.failures import SendError
from app.pacs.objects.building import ObjectKind
from app.settings.archives import ArchiveNode
from app.ui.dialogs import files
from app.ui.dialogs.archive_dialog import OutboxDialog, SendDialog
from app.ui.dialogs.report_dialog import ReportDialog


@pytest.fixture
def reporting(viewer):
    """Give the report dialog of a photograph whose eye is known."""
    viewer.workspace.set_laterality(Laterality.LEFT)
    viewer.window.commands.report.trigger()
    return viewer.window.findChild(ReportDialog)


def idle(qtbot, viewer):
    qtbot.waitUntil(lambda: viewer.workspace.jobs.idle)


def test_report_is_typed_saved_and_told(qtbot, viewer, reporting, monkeypatch, tmp_path):
    path, asked = tmp_path / "报告.pdf", []
    monkeypatch.setattr(
        files, "ask_report_path", lambda _parent, name: (asked.append(name.name), path)[1]
    )
    viewer.window.findings.form.findings.setPlainText("动脉变细")
    viewer.window.findings.form.author.setText("Dr. Wu")
    reporting.save_button.click()
    qtbot.waitUntil(viewer.window.banner.isVisible)
    assert viewer.window.banner.text == "The report was saved as “报告.pdf”."
    assert path.read_bytes().startswith(b"%PDF")
    assert asked == ["左眼-retivasc.pdf"]
    assert "动脉变细" in path.with_suffix(".json").read_text(encoding="utf-8")
    assert viewer.preferences.report_author == "Dr. Wu"


def test_eye_is_stated_where_it_is_missed(viewer):
    viewer.window.commands.report.trigger()
    dialog = viewer.window.findChild(ReportDialog)
    assert not dialog.save_button.isEnabled()
    dialog.eyes[0].click()
    assert dialog.save_button.isEnabled()
    assert viewer.window.panel.eye.badge.text() == "OD  right eye"


def test_report_is_made_next_to_where_findings_are_typed(qtbot, viewer, reporting):
    viewer.window.show_report()
    assert viewer.window.findChildren(ReportDialog) == [reporting]
    assert not reporting.isModal()
    viewer.window.show_findings(False)
    reporting.findings_button.click()
    assert not viewer.window.findings_dock.isHidden()
    qtbot.keyClicks(viewer.window.findings.form.findings, "narrow")
    assert reporting.typed.toPlainText() == "Findings: narrow"


def test_another_report_is_opened_after_one_was_closed(qtbot, viewer, reporting):
    reporting.close()
    viewer.window.show_report()
    shown = [each for each in viewer.window.findChildren(ReportDialog) if each.isVisible()]
    assert len(shown) == 1


def test_what_was_typed_outlives_another_language(viewer):
    viewer.window.findings.form.findings.setPlainText("narrow")
    viewer.window.commands.languages["zh_CN"].trigger()
    assert viewer.window.findings.form.statement.findings == "narrow"


def test_results_are_exported(qtbot, viewer, monkeypatch, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(files, "ask_export_folder", lambda *_: folder)
    viewer.window.commands.export.trigger()
    idle(qtbot, viewer)
    assert len(list(folder.glob("[!.]*"))) == 6
    assert "6" in viewer.window.banner.text
    viewer.workspace.set_laterality(Laterality.LEFT)
    viewer.window.commands.export_objects.trigger()
    idle(qtbot, viewer)
    assert len(list(folder.glob("*.dcm"))) == len(ObjectKind)


def test_export_is_called_off(viewer, monkeypatch):
    monkeypatch.setattr(files, "ask_export_folder", lambda *_: None)
    viewer.window.commands.export.trigger()
    assert viewer.workspace.jobs.idle


@pytest.mark.parametrize("command", ["report", "export", "export_objects", "send"])
def test_without_a_photograph_nothing_is_asked(make_viewer, monkeypatch, command):
    monkeypatch.setattr(files, "ask_export_folder", lambda *_: pytest.fail("asked"))
    viewer = make_viewer()
    getattr(viewer.window.commands, command).trigger()
    assert viewer.window.banner.text == "There is nothing to report yet. Open a photograph first."
    assert viewer.window.findChild(ReportDialog) is None
    assert viewer.window.findChild(SendDialog) is None


def test_what_cannot_be_sent_waits_over_a_restart(qtbot, viewer, make_viewer, monkeypatch):
    asleep = SendError(message("It is asleep."), message("Wake."), retry=False)
    received = []

    def refuse(_session, _content, _name):
        raise asleep

    monkeypatch.setattr(StorageSession, "store", refuse)
    viewer.apply(viewer.preferences.changed(archives=(ArchiveNode(host="pacs"),)))
    viewer.workspace.set_laterality(Laterality.LEFT)
    viewer.window.commands.send.trigger()
    viewer.window.findChild(SendDialog).send_button.click()
    waiting = viewer.window.waiting
    qtbot.waitUntil(waiting.isVisible)
    qtbot.waitUntil(lambda: viewer.outbox_sender._jobs.idle)
    count = len(viewer.outbox_sender.entries)
    assert count >= 4
    assert str(count) in waiting.text()
    viewer.outbox_sender.shut_down()

    again = make_viewer()
    qtbot.waitUntil(again.window.waiting.isVisible)
    monkeypatch.setattr(
        StorageSession, "store", lambda _session, content, _name: received.append(content)
    )
    again.window.waiting.click()
    outbox = again.window.findChild(OutboxDialog)
    outbox.list.setCurrentItem(outbox.list.topLevelItem(0))
    assert outbox.reason.text() == "It is asleep. Wake."
    outbox.retry_button.click()
    qtbot.waitUntil(lambda: len(again.outbox_sender.entries) == count - 1)
    assert len(received) == 1
