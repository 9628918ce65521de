import pytest
from PyQt5.QtCore import QEvent
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtPrintSupport import QPrintDialog
from PyQt5.QtWidgets import QApplication, QDialog, QWidget

from app.domain.photograph import Laterality
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.ui.dialogs import files
from app.ui.dialogs.archive_dialog import SendDialog
from app.ui.dialogs.preview import Preview
from app.ui.dialogs.report_dialog import ReportDialog
from app.ui.tasks.worker import JobKind
from tests.support import encode, make_fundus
from tests.ui.paper import make_reports


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def reports(opened, tmp_path):
    return make_reports(opened, tmp_path, report_author="Dr. Wu")


@pytest.fixture
def dialog(parent, reports, tmp_path):
    dialog = ReportDialog(reports, tmp_path, parent)
    dialog.open()
    return dialog


def doing(dialog):
    return [
        button.isEnabled()
        for button in (
            dialog.preview_button,
            dialog.save_button,
            dialog.print_button,
            dialog.send_button,
        )
    ]


def finished(qtbot, opened):
    qtbot.waitUntil(lambda: opened.jobs.idle)


def test_dialog_offers_everything_but_opening(dialog):
    assert doing(dialog) == [True] * 4
    assert not dialog.open_button.isEnabled()
    assert dialog.obstacle.isHidden()
    assert all(button.isHidden() for button in dialog.eyes)
    assert dialog.typed.toPlainText() == "No findings are typed yet."
    assert dialog.order.statement.author == "Dr. Wu"


def test_unknown_eye_is_refused_until_it_is_stated_here(opened, dialog):
    opened.set_laterality(Laterality.UNKNOWN)
    assert doing(dialog) == [False] * 4
    assert "which eye" in dialog.obstacle.text()
    dialog.eyes[1].click()
    assert opened.analysis.image.laterality is Laterality.LEFT
    assert doing(dialog) == [True] * 4
    assert dialog.obstacle.isHidden()
    assert dialog.eyes[0].isHidden()


def test_dialog_waits_for_the_numbers(qtbot, opened, reports, parent, tmp_path):
    opened.set_threshold(0.6)
    dialog = ReportDialog(reports, tmp_path, parent)
    assert "not finished" in dialog.obstacle.text()
    assert doing(dialog) == [False] * 4
    qtbot.waitUntil(lambda: doing(dialog) == [True] * 4)


def test_dialog_shows_what_is_typed_next_to_the_photograph(qtbot, dialog, reports):
    reports.set_statement(ReportText("narrow\n<b>veins</b>", recommendation="again"))
    assert dialog.typed.toPlainText() == "Findings: narrow\n<b>veins</b>\nRecommendation: again"
    assert dialog.typed.isReadOnly()
    with qtbot.waitSignal(dialog.findings_asked):
        dialog.findings_button.click()


def test_passwords_must_agree(dialog):
    first, second = dialog.options.passwords
    first.setText("secret")
    assert doing(dialog) == [False] * 4
    assert "differ" in dialog.obstacle.text()
    second.setText("secret")
    assert doing(dialog) == [True] * 4
    assert dialog.order.password == "secret"
    second.clear()
    first.clear()
    assert dialog.order.password is None


def test_choices_are_remembered(dialog, reports):
    options = dialog.options
    for box, value in ((options.languages, "both"), (options.page, "Letter")):
        box.setCurrentIndex(box.findData(value))
        box.activated.emit(box.currentIndex())
    assert (dialog.order.languages, dialog.order.page) == (("en", "zh_CN"), "Letter")
    assert reports.preferences.report_languages == "both"
    reports.remember(report_page="A4")
    assert options.page.currentData() == "A4"


def test_report_is_saved_and_then_opened(qtbot, opened, dialog, reports, monkeypatch, tmp_path):
    path, asked, shown = tmp_path / "报告.pdf", [], []

    def answer(_parent, suggestion):
        asked.append(suggestion)
        return path

    monkeypatch.setattr(files, "ask_report_path", answer)
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    reports.set_statement(ReportText(author="Dr. Li"))
    dialog.save_button.click()
    assert doing(dialog) == [False] * 4
    assert dialog.job_bar.isVisible()
    qtbot.waitUntil(dialog.open_button.isEnabled)
    assert asked == [tmp_path / "左眼 fundus-retivasc.pdf"]
    assert dialog.told.text() == "The report was saved as “报告.pdf”."
    assert dialog.job_bar.isHidden()
    dialog.open_button.click()
    assert [url.toLocalFile() for url in shown] == [str(path)]
    assert reports.preferences.report_author == "Dr. Li"


def test_report_is_saved_even_if_the_dialog_is_closed_meanwhile(
    qtbot, opened, dialog, monkeypatch, tmp_path
):
    monkeypatch.setattr(files, "ask_report_path", lambda *_: tmp_path / "r.pdf")
    dialog.save_button.click()
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.DeferredDelete)
    qtbot.waitUntil((tmp_path / "r.pdf").exists)
    finished(qtbot, opened)


def test_closed_dialog_shows_no_preview(qtbot, opened, dialog, parent):
    dialog.preview_button.click()
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.DeferredDelete)
    finished(qtbot, opened)
    assert parent.findChild(Preview) is None


def test_no_name_for_the_file_means_no_report(opened, dialog, monkeypatch):
    monkeypatch.setattr(files, "ask_report_path", lambda *_: None)
    dialog.save_button.click()
    assert not opened.jobs.runs(JobKind.REPORT)


def test_failure_is_told_in_the_dialog(qtbot, opened, dialog, monkeypatch, tmp_path):
    monkeypatch.setattr(files, "ask_report_path", lambda *_: tmp_path / "nowhere" / "r.pdf")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "r.pdf" in dialog.told.text())
    assert doing(dialog) == [True] * 4
    assert not dialog.open_button.isEnabled()


def test_cancelled_report_goes_no_further(qtbot, opened, dialog):
    dialog.preview_button.click()
    dialog.job_bar.cancel_asked.emit()
    assert doing(dialog) == [True] * 4
    finished(qtbot, opened)
    assert dialog.findChild(Preview) is None


def test_what_is_previewed_is_what_is_saved(qtbot, opened, dialog, monkeypatch, tmp_path):
    dialog.preview_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(Preview) is not None)
    preview = dialog.findChild(Preview)
    monkeypatch.setattr(files, "ask_report_path", lambda *_: tmp_path / "r.pdf")
    preview.save_button.click()
    qtbot.waitUntil(dialog.open_button.isEnabled)
    assert (tmp_path / "r.pdf").read_bytes() == preview._paper.pdf
    finished(qtbot, opened)


@pytest.mark.parametrize(("answer", "count"), [(QDialog.Accepted, 1), (QDialog.Rejected, 0)])
def test_report_is_printed_once_a_printer_is_chosen(
    qtbot, opened, dialog, reports, monkeypatch, answer, count
):
    printed = []
    monkeypatch.setattr(QPrintDialog, "exec_", lambda _self: answer)
    monkeypatch.setattr(reports, "print_paper", lambda *given: printed.append(given))
    dialog.print_button.click()
    finished(qtbot, opened)
    assert len(printed) == count


def test_sending_asks_what_and_passes_the_wish_for_settings_on(qtbot, dialog):
    dialog.send_button.click()
    sending = dialog.findChild(SendDialog)
    with qtbot.waitSignal(dialog.settings_asked):
        sending.settings_button.click()


def test_everything_has_a_name(dialog):
    options = dialog.options
    for widget in (options.languages, options.page, *options.passwords):
        assert widget.accessibleName()


# --- nothing of one photograph gets into the report of another ------------------------------


@pytest.fixture
def other(tmp_path):
    path = tmp_path / "other.png"
    path.write_bytes(encode(make_fundus(256, seed=4).pixels))
    return Entry(path)


def test_words_stay_with_their_photograph_when_another_comes(qtbot, opened, reports, dialog, other):
    reports.set_statement(ReportText("findings of the first"))
    with qtbot.waitSignal(opened.analysed):
        opened.open(other)
    assert "first" not in dialog.typed.toPlainText()


def test_words_in_no_report_are_counted(qtbot, opened, reports, dialog, tmp_path):
    opened.set_laterality(Laterality.RIGHT)
    assert reports.unreported == 0
    reports.set_statement(ReportText("narrow"))
    assert reports.unreported == 1
    reports.make(reports.order, lambda paper: reports.save(paper, tmp_path / "r.pdf"))
    qtbot.waitUntil((tmp_path / "r.pdf").exists)
    finished(qtbot, opened)
    assert reports.unreported == 0
