"""Both eyes of a visit in one report: found in the store, opened, signed, amended."""

import io
from dataclasses import replace

import pydicom
import pytest
from pydicom.uid import EncapsulatedPDFStorage, SecondaryCaptureImageStorage

from app.domain.photograph import Laterality
from app.pacs.objects.building import ObjectKind
from app.reading.listing import Entry
from app.report.report_text import ReportText
from app.settings.archives import ArchiveNode
from app.store.cases import load_case
from app.store.facts import Facts, State
from app.store.opening import open_store
from app.store.patients import add_patient, assign
from app.store.photographs import find_photograph, type_facts
from app.store.reports import last_report_of
from app.store.verification import verify
from app.ui.dialogs.fellow_box import FellowBox
from app.ui.session.autosave import Autosave
from app.ui.session.keeper import Keeper
from tests.pacs.examples import of_study
from tests.pacs.orthanc import running_orthanc
from tests.pacs.receiver import HOST, TITLE, receiving
from tests.support import dicom_bytes, encode, make_dicom, make_fundus
from tests.ui.paper import made_paper, make_reports

RIGHT = ReportText("narrow arterioles", "", "", "Dr. Wu")
LEFT = ReportText("a cotton-wool spot", "", "", "")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cases"


@pytest.fixture
def keeper(qtbot, workspace, folder):
    keeper = Keeper(folder)
    keeper.autosave = Autosave(workspace, keeper)
    keeper.start()
    yield keeper
    keeper.autosave.shut_down()
    workspace.shut_down()
    keeper.shut_down()


def open_as(qtbot, workspace, path, eye, text):
    with qtbot.waitSignal(workspace.analysis_changed):
        workspace.open(Entry(path))
    workspace.set_laterality(eye)
    which = workspace.analysis.image.id
    workspace.cases.change(which, statement=text)
    workspace.words_changed.emit(which)
    return which


def in_store(store, which):
    with store.read() as connection:
        return find_photograph(connection, which)


@pytest.fixture
def visit(qtbot, keeper, opened, folder, tmp_path):
    """Give reports on the right eye of a patient whose left eye is kept, too."""
    left_file = tmp_path / "left.png"
    left_file.write_bytes(encode(make_fundus(300).pixels))
    left = open_as(qtbot, opened, left_file, Laterality.LEFT, LEFT)
    right = open_as(qtbot, opened, tmp_path / "左眼 fundus.png", Laterality.RIGHT, RIGHT)
    keeper.autosave.flush()
    store = open_store(folder)

    def ready():
        cases = [load_case(store, each) for each in (left, right)]
        return all(case and case.result and case.photograph.eye != "" for case in cases)

    qtbot.waitUntil(ready)
    qtbot.waitUntil(lambda: in_store(store, left).eye is Laterality.LEFT)
    qtbot.waitUntil(lambda: in_store(store, right).eye is Laterality.RIGHT)
    numbers = [in_store(store, each).number for each in (left, right)]
    assign(store, add_patient(store, Facts(name="Wang^Li", patient_id="4711")).id, numbers)
    type_facts(store, numbers, Facts(date="20260301"))
    reports = make_reports(opened, tmp_path, keeper)
    reports.versions.about_to_keep.connect(keeper.autosave.flush)
    reports.fellows.look()
    qtbot.waitUntil(lambda: len(reports.fellows.found) == 1)
    opened.set_identity(right, reports.fellows.found[0].identity)  # as the desk of patients does
    yield reports, store, (right, left)
    store.close()


def test_the_other_eye_of_the_visit_is_offered_and_chosen(qtbot, visit):
    reports, _store, (_right, left) = visit
    box = FellowBox(reports)
    qtbot.addWidget(box)
    assert [box.box.itemText(row) for row in range(2)] == [
        "this eye only",
        "both eyes, with OS of this day: left.png",
    ]
    box.box.activated.emit(1)
    qtbot.waitUntil(lambda: reports.fellows.companion is not None)
    assert box.box.currentIndex() == 1
    assert reports.fellows.companion.analysis.image.id == left
    assert reports.fellows.companion.statement.findings == "a cotton-wool spot"


def test_a_report_on_both_eyes_is_signed_and_amended(qtbot, visit):
    reports, store, eyes = visit
    reports.fellows.choose(reports.fellows.found[0])
    qtbot.waitUntil(lambda: reports.fellows.companion is not None and reports.versions.can_sign)
    paper = made_paper(qtbot, reports)
    (first,) = paper.report.both
    typed = [dict(column.statement)["Findings"] for column in first.columns]
    assert typed == ["narrow arterioles", "a cotton-wool spot"]
    assert ("Patient ID", "4711 (stated by a person)") in first.identification
    reports.sign(reports.order)
    qtbot.waitUntil(lambda: reports.issued is not None)
    assert made_paper(qtbot, reports).report.both[0].standing[0].startswith("Signed by Dr. Wu")
    # Whatever is written of either eye makes another version.
    reports.workspace.cases.change(eyes[1], statement=replace(LEFT, findings="two spots"))
    assert reports.issued is None
    reports.sign(reports.order)
    qtbot.waitUntil(lambda: len(reports.versions.kept) == 2)
    with store.read() as connection:
        assert [each.state for each in last_report_of(connection, *eyes)] == ["signed", "amended"]
        assert last_report_of(connection, eyes[0]) == []
    reports.fellows.choose(None)
    assert reports.versions.kept == ()


def test_a_photograph_that_is_gone_is_said(qtbot, visit, tmp_path):
    reports, _store, _eyes = visit
    (tmp_path / "left.png").write_bytes(encode(make_fundus(310).pixels))
    with qtbot.waitSignal(reports.failed) as failed:
        reports.fellows.choose(reports.fellows.found[0])
    assert "other eye" in str(failed.args[0])
    assert reports.fellows.chosen is None


@pytest.fixture
def dicom_visit(visit, qtbot, tmp_path):
    """Give the same visit with two DICOM files of one patient instead of pictures."""
    reports, store, _ = visit
    workspace = reports.workspace
    paths = []
    for eye, seed in (("L", 330), ("R", 340)):
        photograph = make_dicom(
            make_fundus(256, seed).pixels, ImageLaterality=eye, StudyDate="20260301"
        )
        paths.append(tmp_path / f"{eye}.dcm")
        paths[-1].write_bytes(
            dicom_bytes(of_study(photograph, PatientID="0815", SOPInstanceUID=f"1.2.3.{seed}"))
        )
    left = open_as(qtbot, workspace, paths[0], Laterality.LEFT, LEFT)
    right = open_as(qtbot, workspace, paths[1], Laterality.RIGHT, RIGHT)
    reports.versions.keeper.autosave.flush()
    qtbot.waitUntil(lambda: all(case_of(store, each) for each in (left, right)))
    reports.fellows.look()
    qtbot.waitUntil(lambda: [f.photograph for f in reports.fellows.found] == [left])
    return reports, store, (right, left)


def case_of(store, which):
    case = load_case(store, which)
    return case and case.result and in_store(store, which).patient


def sign_both(qtbot, reports):
    reports.fellows.choose(reports.fellows.found[0])
    qtbot.waitUntil(lambda: reports.fellows.companion is not None and reports.versions.can_sign)
    reports.sign(reports.order)
    qtbot.waitUntil(lambda: reports.issued is not None)


def test_a_report_on_both_eyes_is_sent_to_an_archive_and_marked(qtbot, dicom_visit, tmp_path):
    reports, store, eyes = dicom_visit
    sign_both(qtbot, reports)
    with running_orthanc(tmp_path / "orthanc") as orthanc:
        archive = orthanc.archive
        node = ArchiveNode(host=archive.host, port=archive.port, called=archive.called)
        reports.set_preferences(reports.preferences.changed(archives=(node,)))
        reports.outbox_sender.start()
        reports.send(reports.order, (ObjectKind.PDF,))
        qtbot.waitUntil(lambda: bool(reports.versions.kept[-1].sent))
        (instance,) = orthanc.get("/instances")
        received = pydicom.dcmread(io.BytesIO(orthanc.file(instance)))
    reports.outbox_sender.shut_down()
    (kept,) = reports.versions.kept
    assert [where for _at, where in kept.sent] == [archive.address]
    with store.read() as connection:
        pdf = store.contents.get(connection, kept.pdf)
    length = received.EncapsulatedDocumentLength
    assert received.EncapsulatedDocument[:length] == pdf  # the signed version, byte for byte
    assert "Laterality" not in received  # it is of no single eye
    named = [each.ReferencedSOPInstanceUID for each in received.SourceInstanceSequence]
    assert named == ["1.2.3.340", "1.2.3.330"]
    assert received.PatientID == "0815"
    assert {in_store(store, each).state for each in eyes} == {State.SENT}
    assert verify(store) == []


def test_of_picture_files_the_report_on_both_eyes_is_sent_with_the_one_shown(
    qtbot, visit, tmp_path
):
    reports, store, eyes = visit
    sign_both(qtbot, reports)
    kinds = (EncapsulatedPDFStorage, SecondaryCaptureImageStorage)
    with receiving(kinds=kinds) as archive:
        node = ArchiveNode(host=HOST, port=archive.port, called=TITLE)
        reports.set_preferences(reports.preferences.changed(archives=(node,)))
        reports.outbox_sender.start()
        reports.send(reports.order, (ObjectKind.PDF,))
        qtbot.waitUntil(lambda: bool(reports.versions.kept[-1].sent))
        reports.outbox_sender.shut_down()
    shown, pdf = archive.stored
    assert "Laterality" not in pdf
    (named,) = pdf.SourceInstanceSequence
    assert named.ReferencedSOPInstanceUID == shown.SOPInstanceUID
    assert {in_store(store, each).state for each in eyes} == {State.SENT}
