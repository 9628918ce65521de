"""A report is a draft until it is signed; whatever follows is an amended version."""

from dataclasses import replace

import pypdfium2
import pytest

from app.domain.photograph import Patient
from app.pacs.objects.building import ObjectKind
from app.report.report_text import ReportText
from app.settings.archives import ArchiveNode
from app.store.facts import State
from app.store.opening import open_store
from app.store.photographs import find_photograph
from app.store.reports import last_report_of
from app.store.verification import verify
from app.ui.session.autosave import Autosave
from app.ui.session.keeper import Keeper
from app.ui.session.workspace import Workspace
from tests.readings import altered
from tests.ui.paper import made_paper, make_reports

TYPED = ReportText("narrow arterioles", "none", "again in a year", "Dr. Wu")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def keeper(qtbot, workspace: Workspace, folder):
    keeper = Keeper(folder)
    keeper.autosave = Autosave(workspace, keeper)
    keeper.start()
    yield keeper
    keeper.autosave.shut_down()
    workspace.shut_down()
    keeper.shut_down()


@pytest.fixture
def reports(qtbot, keeper, opened, tmp_path):
    reports = make_reports(opened, tmp_path, keeper)
    reports.versions.about_to_keep.connect(keeper.autosave.flush)
    reports.set_statement(TYPED)
    reports.versions.show(opened.analysis.image.id)
    qtbot.waitUntil(lambda: reports.versions.can_sign)
    return reports


def sign(qtbot, reports):
    before = len(reports.versions.kept)
    reports.sign(reports.order)
    qtbot.waitUntil(lambda: len(reports.versions.kept) == before + 1)
    return reports.versions.kept[-1]


def in_store(folder, which):
    store = open_store(folder)
    try:
        assert verify(store) == []
        with store.read() as connection:
            return find_photograph(connection, which).state, last_report_of(connection, which)
    finally:
        store.close()


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def opened_version(qtbot, reports, version):
    with qtbot.waitSignal(reports.versions.opened) as opened:
        reports.versions.open(version)
    return opened.args[0]


def test_a_report_that_is_saved_is_a_draft_of_the_store(qtbot, reports, opened, folder, tmp_path):
    for _ in range(2):  # the second time nothing is new
        paper = made_paper(qtbot, reports)
        with qtbot.waitSignal(reports.versions.keeper.changed), qtbot.waitSignal(reports.saved):
            reports.save(paper, tmp_path / "r.pdf")
        qtbot.waitUntil(lambda: len(reports.versions.kept) == 1)
    state, kept = in_store(folder, opened.analysis.image.id)
    assert (state, [each.state for each in kept]) == (State.DRAFT, ["draft"])
    assert kept[0].author == "Dr. Wu"


def test_what_is_signed_is_what_is_saved_until_something_changes(qtbot, reports, opened, folder):
    signed = sign(qtbot, reports)
    assert (signed.state, signed.version, signed.author) == ("signed", 1, "Dr. Wu")
    paper = made_paper(qtbot, reports)
    assert "Signed by Dr. Wu on" in text_of(paper.pdf)
    assert signed.made_by in text_of(paper.pdf)
    assert opened_version(qtbot, reports, signed).pdf == paper.pdf
    reports.set_statement(replace(TYPED, findings="wide arterioles"))
    assert reports.issued is None
    assert "Draft, not signed" in text_of(made_paper(qtbot, reports).pdf)
    reports.set_statement(TYPED)
    assert reports.issued is not None
    assert in_store(folder, opened.analysis.image.id)[0] is State.SIGNED


def test_a_later_change_makes_an_amended_version(qtbot, reports, opened, folder):
    first = sign(qtbot, reports)
    replaced = reports.issued.report.id
    reports.set_statement(replace(TYPED, findings="wide arterioles"))
    amended = sign(qtbot, reports)
    assert (amended.state, amended.version, amended.report) == ("amended", 2, first.report)
    told = text_of(opened_version(qtbot, reports, amended).pdf)
    assert f"Amended version of {replaced} (version 1)" in told
    assert "wide arterioles" in told
    assert "narrow arterioles" in text_of(opened_version(qtbot, reports, first).pdf)
    assert in_store(folder, opened.analysis.image.id)[1] == [first, amended]


def test_another_threshold_is_a_change_too(qtbot, reports, opened):
    sign(qtbot, reports)
    opened.set_threshold(0.42)
    qtbot.waitUntil(lambda: not opened.stale)
    assert reports.issued is None


def test_another_patient_is_a_change_too(qtbot, reports, opened):
    sign(qtbot, reports)
    assert reports.issued is not None
    image = replace(opened.analysis.image, patient=Patient("Wang^Li", "4711"))
    assert reports.versions.issued(altered(opened.analysis, image=image), TYPED) is None


def test_a_signed_version_that_changed_is_saved_as_a_file_only(qtbot, reports, tmp_path):
    sign(qtbot, reports)
    reports.set_statement(replace(TYPED, findings="wide arterioles"))
    paper = made_paper(qtbot, reports)
    with qtbot.waitSignal(reports.saved), qtbot.assertNotEmitted(reports.failed):
        reports.save(paper, tmp_path / "r.pdf")
    assert [each.state for each in reports.versions.kept] == ["signed"]


def test_a_version_that_somebody_kept_meanwhile_is_told(qtbot, reports, opened, folder):
    other = make_reports(opened, folder.parent, reports.versions.keeper)
    other.versions.about_to_keep.connect(reports.versions.keeper.autosave.flush)
    other.versions.show(opened.analysis.image.id)
    qtbot.waitUntil(lambda: other.versions.can_sign)
    sign(qtbot, other)
    with qtbot.waitSignal(reports.failed) as failed:
        reports.sign(reports.order)
    assert "another version" in str(failed.args[0])
    assert len(in_store(folder, opened.analysis.image.id)[1]) == 1


ARCHIVE = ArchiveNode(host="127.0.0.1", port=1, called="PACS")


def test_a_draft_is_not_sent(qtbot, reports):
    reports.set_preferences(reports.preferences.changed(archives=(ARCHIVE,)))
    with qtbot.waitSignal(reports.failed) as failed:
        reports.send(reports.order, (ObjectKind.PDF,))
    assert "A draft is not sent" in str(failed.args[0])


def test_what_the_archive_took_is_marked_as_sent(qtbot, reports, opened, folder):
    signed = sign(qtbot, reports)
    reports.set_preferences(reports.preferences.changed(archives=(ARCHIVE,)))
    with qtbot.waitSignal(reports.queued):
        reports.send(reports.order, tuple(ObjectKind))
    marks = {each.mark for each in reports.outbox_sender.outbox.entries()}
    assert marks == {"", f"{signed.report}/1"}
    reports.outbox_sender.stored.emit(((f"{signed.report}/1", "127.0.0.1:1"),))
    qtbot.waitUntil(lambda: bool(reports.versions.kept[-1].sent))
    state, kept = in_store(folder, opened.analysis.image.id)
    assert state is State.SENT
    assert [where for _at, where in kept[-1].sent] == ["127.0.0.1:1"]


def test_where_nobody_is_kept_nothing_is_signed(qtbot, opened, tmp_path):
    reports = make_reports(opened, tmp_path)
    reports.set_statement(TYPED)
    assert not reports.versions.can_sign
    with qtbot.waitSignal(reports.saved), qtbot.assertNotEmitted(reports.failed):
        reports.save(made_paper(qtbot, reports), tmp_path / "r.pdf")
    assert reports.versions.kept == ()
