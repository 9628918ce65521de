import json
import threading
from dataclasses import replace

import pypdfium2
import pytest

from app.base.errors import ReportWriteError
from app.base.progress import stop_if_asked
from app.batch.ledger import LOCK
from app.domain.photograph import Laterality
from app.domain.reading import Stroke
from app.pacs.objects.building import ObjectKind
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.settings.archives import ArchiveNode
from app.ui.tasks.worker import JobKind
from tests.support import PATIENCE_S, encode, make_fundus, make_pipe
from tests.ui.paper import made_paper, make_reports

TYPED = ReportText("narrow arterioles", "none", "again in a year", "Dr. Wu")


@pytest.fixture
def reports(opened, tmp_path):
    return make_reports(opened, tmp_path)


def failure(qtbot, reports, act):
    with qtbot.waitSignal(reports.failed) as failed:
        act()
    assert isinstance(failed.args[0], ReportWriteError)
    return str(failed.args[0])


def test_what_is_typed_belongs_to_its_photograph(qtbot, opened, reports, tmp_path):
    first = opened.entry
    other = tmp_path / "other.png"
    other.write_bytes(encode(make_fundus(256, seed=4).pixels))
    reports.set_statement(TYPED)
    with qtbot.waitSignal(opened.analysed):
        opened.open(Entry(other))
    assert reports.statement == ReportText()
    with qtbot.waitSignal(opened.analysed):
        opened.open(first)
    assert reports.statement == TYPED


def test_author_is_remembered_for_the_next_photograph(reports):
    reports.remember(report_author="Dr. Wu")
    assert reports.statement == ReportText(author="Dr. Wu")


def test_only_changes_are_asked_to_be_remembered(qtbot, reports):
    with qtbot.assertNotEmitted(reports.remember_asked):
        reports.remember(report_page="A4")


@pytest.mark.parametrize(
    ("chosen", "languages"),
    [("window", ("en",)), ("zh_CN", ("zh_CN",)), ("both", ("en", "zh_CN"))],
)
def test_report_speaks_the_chosen_languages(opened, tmp_path, chosen, languages):
    reports = make_reports(
        opened, tmp_path, report_languages=chosen, clinic_lines="a\nb", report_title="T"
    )
    order = reports.order
    assert order.languages == languages
    assert (order.clinic.lines, order.clinic.title) == (("a", "b"), "T")


def test_unchanged_report_is_not_made_again(qtbot, opened, reports):
    paper = made_paper(qtbot, reports)
    assert paper.pdf.startswith(b"%PDF")
    assert made_paper(qtbot, reports) is paper
    reports.set_statement(TYPED)
    typed = made_paper(qtbot, reports)
    assert typed.report != paper.report
    opened.set_laterality(Laterality.LEFT)
    assert made_paper(qtbot, reports) is not typed


def test_saved_file_is_what_was_made(qtbot, reports, tmp_path):
    paper = made_paper(qtbot, reports)
    path = tmp_path / "报告.pdf"
    with qtbot.waitSignals([reports.saved, reports.noticed]):
        reports.save(paper, path)
    assert path.read_bytes() == paper.pdf
    assert path.with_suffix(".json").exists()


def test_protected_report_opens_with_its_password_only(qtbot, reports, tmp_path):
    paper = made_paper(qtbot, reports, replace(reports.order, password="secret"))
    with qtbot.waitSignal(reports.saved):
        reports.save(paper, tmp_path / "r.pdf")
    content = (tmp_path / "r.pdf").read_bytes()
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(content)
    document = pypdfium2.PdfDocument(content, password="secret")
    assert len(document) >= 1
    document.close()


def test_report_into_a_missing_folder_is_said(qtbot, reports, tmp_path):
    paper = made_paper(qtbot, reports)
    failure(qtbot, reports, lambda: reports.save(paper, tmp_path / "nowhere" / "r.pdf"))


def test_report_of_a_photograph_that_was_written_anew_is_refused(qtbot, opened, reports):
    opened.entry.path.write_bytes(encode(make_fundus(256, seed=9).pixels))
    assert reports.obstacle() is None  # seen only when the file is read
    said = failure(qtbot, reports, lambda: reports.make(reports.order))
    assert "has changed since" in said


def test_report_of_an_unknown_eye_is_refused(qtbot, opened, reports):
    opened.set_laterality(Laterality.UNKNOWN)
    assert "which eye" in str(reports.obstacle())
    assert "which eye" in failure(qtbot, reports, lambda: reports.make(reports.order))


def test_report_of_stale_numbers_is_refused(qtbot, opened, reports):
    opened.set_threshold(0.6)
    said = failure(qtbot, reports, lambda: reports.make(reports.order))
    assert "not finished" in said


def test_second_report_waits_for_the_first(qtbot, opened, reports, tmp_path):
    reports.export(tmp_path)
    assert "Another report" in failure(qtbot, reports, lambda: reports.export(tmp_path))
    qtbot.waitUntil(lambda: opened.jobs.idle)


def test_cancelled_report_is_not_made(qtbot, opened, reports, monkeypatch):
    started = threading.Event()

    def reading(_entry):
        def work(_on_progress, should_stop):
            started.set()
            while True:
                stop_if_asked(should_stop)

        return work

    monkeypatch.setattr("app.ui.reporting.reports.report_work", lambda entry, *_: reading(entry))
    with qtbot.assertNotEmitted(reports.made), qtbot.assertNotEmitted(reports.failed):
        reports.make(reports.order)
        assert started.wait(PATIENCE_S)
        opened.cancel()
        assert not opened.jobs.runs(JobKind.REPORT)
        qtbot.waitUntil(lambda: opened.jobs.idle)


def test_corrections_are_reported_once_their_report_is_saved(qtbot, opened, reports, tmp_path):
    opened.add_stroke(Stroke(((60, 60), (150, 150)), 4))
    qtbot.waitUntil(lambda: not opened.stale)
    paper = made_paper(qtbot, reports)
    assert opened.unreported_corrections == 1
    with qtbot.waitSignal(reports.saved):
        reports.save(paper, tmp_path / "r.pdf")
    assert opened.unreported_corrections == 0


@pytest.mark.parametrize("make", [lambda path: path, make_pipe])
def test_logo_that_is_gone_or_a_pipe_is_said(qtbot, opened, tmp_path, make):
    logo = make(tmp_path / "logo.png")
    reports = make_reports(opened, tmp_path, clinic_logo=str(logo))
    assert "logo.png" in failure(qtbot, reports, lambda: reports.make(reports.order))


def test_export_writes_numbers_and_pictures_and_replaces_nothing(qtbot, reports, tmp_path):
    folder = tmp_path / "导出"
    folder.mkdir()
    for _ in range(2):
        with qtbot.waitSignal(reports.noticed):
            reports.export(folder)
    names = {path.name.removeprefix("左眼 fundus") for path in folder.iterdir()} - {LOCK}
    endings = [".csv", ".json", "_mask.png", "_overlay.png", "_photograph.png", "_probability.png"]
    tail = f"-{reports.workspace.analysis.image.sha256[:8]}"
    assert names == {*endings, *(f"{tail}{ending}" for ending in endings)}
    for stem in ("左眼 fundus", f"左眼 fundus{tail}"):
        record = json.loads((folder / f"{stem}.json").read_bytes())
        assert record["result"] == stem
        assert {*record["files"], f"{stem}.json"} == {f"{stem}{ending}" for ending in endings}
        assert f",{stem}," in (folder / f"{stem}.csv").read_text("utf-8-sig")


def test_objects_are_written(qtbot, reports, tmp_path):
    folder = tmp_path / "objects"
    folder.mkdir()
    for times in (1, 2):  # the second time under other names
        with qtbot.waitSignal(reports.noticed):
            reports.export_objects(folder)
        assert len(list(folder.glob("*.dcm"))) == times * len(ObjectKind)


def test_nothing_is_sent_without_an_archive(qtbot, reports):
    said = failure(qtbot, reports, lambda: reports.send(reports.order, [ObjectKind.PDF]))
    assert "No archive" in said


def test_chosen_objects_lie_in_the_outbox(qtbot, opened, tmp_path):
    reports = make_reports(opened, tmp_path, archives=(ArchiveNode(host="127.0.0.1", port=9),))
    order = replace(reports.order, password="secret")
    with qtbot.waitSignal(reports.queued):
        reports.send(order, [ObjectKind.PDF])
    entries = reports.outbox_sender.outbox.entries()
    assert entries[-1].archive.address == "127.0.0.1:9"
    stored = (tmp_path / "outbox" / entries[-1].id / "object.dcm").read_bytes()
    assert b"%PDF" in stored
    assert b"/Encrypt" not in stored


def test_report_that_was_made_is_refused_once_its_file_is_another(qtbot, opened, reports):
    opened.set_laterality(Laterality.RIGHT)
    first = made_paper(qtbot, reports)
    assert made_paper(qtbot, reports) is first
    opened.entry.path.write_bytes(encode(make_fundus(256, seed=9).pixels))
    failure(qtbot, reports, lambda: reports.make(reports.order))
