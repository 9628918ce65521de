"""The dialog at a real archive (Orthanc) and at a real worklist (dcmtk's)."""

import socket
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pydicom.uid import generate_uid
from PyQt5.QtWidgets import QWidget

from app.base.translation import load_catalogue
from app.settings.archives import ArchiveNode
from app.ui.asking.browser import ArchiveBrowser
from tests.pacs.counterparts import US, Counterpart, orthanc, wlmscpfs
from tests.pacs.examples import kept_photograph, planned
from tests.pacs.receiver import HOST, free_port

EARLIER, LATER = str(generate_uid()), str(generate_uid())
TODAY = f"{date.today():%Y%m%d}"
LONG_MS = 30_000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counterpart]:
    with orthanc(tmp_path_factory.mktemp("orthanc")) as running:
        running.keep(
            kept_photograph(EARLIER, "20250110", StudyDescription="<b>Fundus</b>"),
            kept_photograph(LATER, TODAY, StudyDescription="Fundus", PatientSex="F"),
        )
        yield running


@pytest.fixture
def make(qtbot, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)

    def make(*nodes: ArchiveNode, **options: Any) -> ArchiveBrowser:
        say = load_catalogue("en").say
        dialog = ArchiveBrowser(nodes, tmp_path / "fetched", say, parent, **options)
        dialog.open()
        return dialog

    return make


def node_of(archive: Counterpart) -> ArchiveNode:
    it = archive.archive
    return ArchiveNode(name="Main", host=it.host, port=it.port, called=it.called, calling=US)


def rows(dialog: ArchiveBrowser) -> list[list[str]]:
    items = [dialog.table.topLevelItem(i) for i in range(dialog.table.topLevelItemCount())]
    return [[item.text(column) for column in range(item.columnCount())] for item in items]


def search(qtbot, dialog: ArchiveBrowser) -> list[list[str]]:
    dialog.search()
    qtbot.waitUntil(lambda: bool(dialog.told.text()), timeout=LONG_MS)
    return rows(dialog)


def test_a_patients_studies_are_found_newest_first_as_plain_text(qtbot, make, archive):
    dialog = make(node_of(archive), patient="P1")
    assert dialog.line.text() == "P1"
    later, earlier = search(qtbot, dialog)
    day = f"{date.today():%Y-%m-%d}"
    assert later == [day, "P1", "Li Na", "1970-01-02", "OP", "Fundus", "1"]
    assert earlier[0] == "2025-01-10"
    assert earlier[5] == "<b>Fundus</b>"
    assert [row.study for row in dialog.chosen] == [LATER]
    dialog.days.setCurrentIndex(dialog.days.findData(0))
    assert [row[0] for row in search(qtbot, dialog)] == [day]
    dialog.line.setText("nobody")
    assert search(qtbot, dialog) == []
    assert not dialog.fetch_button.isEnabled()
    dialog.reject()


def test_what_is_marked_is_fetched_and_told(qtbot, make, archive, tmp_path):
    dialog = make(node_of(archive))
    search(qtbot, dialog)
    dialog.table.selectAll()
    with qtbot.waitSignal(dialog.fetched, timeout=LONG_MS) as told:
        dialog.fetch_button.click()
    folders = [tmp_path / "fetched" / study for study in (LATER, EARLIER)]
    assert list(told.args[0]) == folders
    assert all(len(list(folder.glob("*.dcm"))) == 1 for folder in folders)
    assert not dialog.isVisible()


def test_whom_a_row_is_of_can_be_entered_as_a_patient(qtbot, make, archive):
    dialog = make(node_of(archive))
    assert not dialog.patient_button.isEnabled()
    search(qtbot, dialog)
    with qtbot.waitSignal(dialog.patient_asked) as asked:
        dialog.patient_button.click()
    (facts,) = asked.args
    assert (facts.patient_id, facts.name, facts.birth_date, facts.sex) == (
        "P1", "Li^Na", "19700102", "F",
    )  # fmt: skip
    dialog.reject()


def test_a_worklist_is_asked_where_there_is_one(qtbot, make, tmp_path):
    entries = {
        "one": planned("P7", "Doe^Jane", TODAY, time="0830"),
        "two": planned("P8", "Roe^Richard", "20990101"),
    }
    with wlmscpfs(tmp_path, entries) as worklist:
        host, port, called = worklist.host, worklist.port, worklist.called
        node = ArchiveNode(host=host, port=port, called=called, calling=US, worklist=True)
        dialog = make(node)
        dialog.what.setCurrentIndex(dialog.what.findData(True))
        assert dialog.days.currentData() == 0  # today is what a worklist is looked at for
        ((when, identifier, name, *_),) = search(qtbot, dialog)
        assert (when, identifier, name) == (f"{date.today():%Y-%m-%d} 08:30", "P7", "Doe Jane")
        dialog.days.setCurrentIndex(dialog.days.findData(None))
        assert [row[1] for row in search(qtbot, dialog)] == ["P7", "P8"]
    assert not dialog.order_button.isEnabled()  # no photograph is shown
    dialog.reject()


def test_the_photograph_that_is_shown_is_assigned_to_what_was_planned(qtbot, make, tmp_path):
    with wlmscpfs(tmp_path, {"one": planned("P7", "Doe^Jane", TODAY, study="1.2.3")}) as worklist:
        host, port, called = worklist.host, worklist.port, worklist.called
        node = ArchiveNode(host=host, port=port, called=called, calling=US, worklist=True)
        dialog = make(node, shown=True)
        dialog.what.setCurrentIndex(dialog.what.findData(True))
        search(qtbot, dialog)
    with qtbot.waitSignal(dialog.order_chosen) as told:
        dialog.order_button.click()
    (order,) = told.args
    assert (order.patient_id, order.study_uid, order.accession) == ("P7", "1.2.3", "AP7")
    assert not dialog.isVisible()


def test_no_worklist_is_offered_where_none_is_kept(make):
    dialog = make(ArchiveNode(host=HOST))
    assert dialog.what.count() == 1
    dialog.reject()


def test_an_archive_that_is_not_there_is_a_sentence(qtbot, make):
    dialog = make(ArchiveNode(host=HOST, port=free_port()))
    assert search(qtbot, dialog) == []
    assert "answers at" in dialog.told.text()
    assert dialog.search_button.isEnabled()
    dialog.reject()


@pytest.fixture
def silent() -> Iterator[int]:
    """Return the port of something that takes a connection and says nothing."""
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def test_a_silent_archive_can_be_given_up(qtbot, make, silent):
    dialog = make(ArchiveNode(host=HOST, port=silent))
    dialog.search()
    qtbot.waitUntil(lambda: not dialog.job_bar.isHidden(), timeout=LONG_MS)
    dialog.cancel()
    assert dialog.told.text() == "Cancelled."
    assert dialog.job_bar.isHidden()
    assert dialog.search_button.isEnabled()
    dialog.reject()


def test_without_an_archive_the_settings_are_offered(qtbot, make):
    dialog = make(ArchiveNode())
    assert dialog.told.text() == "No archive is set up yet."
    assert not dialog.search_button.isEnabled()
    with qtbot.waitSignal(dialog.settings_asked):
        dialog.settings_button.click()
    assert not dialog.isVisible()
