"""From the archive into the window: a real archive (Orthanc), the real dialog."""

import msgspec
import pytest
from pydicom.uid import generate_uid

from app.settings.archives import ArchiveNode
from app.ui.asking.browser import ArchiveBrowser
from app.ui.patients.patient_form import PatientForm
from tests.pacs.counterparts import US, orthanc
from tests.support import dicom_bytes, make_dicom, make_fundus

LONG_MS = 30_000


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "orthanc"
    folder.mkdir()
    with orthanc(folder) as running:
        of_ann = {"PatientID": "P1", "PatientName": "Ann", "Modality": "OP"}
        uids = {f"{each}InstanceUID": generate_uid() for each in ("Study", "Series", "SOP")}
        running.keep(make_dicom(make_fundus().pixels, **of_ann, **uids, StudyDate="20260115"))
        it = running.archive
        yield ArchiveNode(host=it.host, port=it.port, called=it.called, calling=US)


@pytest.mark.parametrize("kept", [True, False])
def test_a_study_is_fetched_and_opened(qtbot, make_viewer, archive, tmp_path, monkeypatch, kept):
    monkeypatch.setattr("app.ui.asking.folder.user_fetched", lambda: tmp_path / "fetched")
    viewer = make_viewer()
    viewer.apply(viewer.preferences.changed(archives=(archive,), keep_patients=kept))
    viewer.window.commands.archive.trigger()
    dialog = viewer.window.findChild(ArchiveBrowser)
    dialog.search()
    qtbot.waitUntil(lambda: bool(dialog.chosen), timeout=LONG_MS)
    dialog.fetch_button.click()
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None, timeout=LONG_MS)
    image = viewer.workspace.analysis.image
    assert image.patient.id == "P1"
    assert image.path.is_relative_to(tmp_path / "fetched") == kept
    viewer.window._fetched.clear()


def test_whom_a_study_is_of_becomes_a_patient(qtbot, make_viewer, archive):
    viewer = make_viewer()
    viewer.apply(viewer.preferences.changed(archives=(archive,)))
    viewer.window.commands.archive.trigger()
    dialog = viewer.window.findChild(ArchiveBrowser)
    dialog.search()
    qtbot.waitUntil(lambda: bool(dialog.chosen), timeout=LONG_MS)
    dialog.patient_button.click()
    form = viewer.window.findChild(PatientForm)
    assert (form.identifier.text(), form.name.text()) == ("P1", "Ann")
    form.reject()
    dialog.reject()


def of_ann_today():
    uids = {f"{each}InstanceUID": generate_uid() for each in ("Study", "Series", "SOP")}
    of_ann = {"PatientID": "P1", "PatientName": "Ann", "Modality": "OP"}
    return make_dicom(make_fundus().pixels, **of_ann, **uids, StudyDate="20260601")


def opened_with(make_viewer, archive, tmp_path, photograph):
    file = tmp_path / "today.dcm"
    file.write_bytes(dicom_bytes(photograph))
    viewer = make_viewer(store=tmp_path / "store")
    viewer.apply(viewer.preferences.changed(archives=(archive,)))
    viewer.window.open_files([file])
    return viewer


def test_earlier_visits_come_by_themselves_where_that_is_set(
    qtbot, make_viewer, archive, tmp_path, monkeypatch
):
    monkeypatch.setattr("app.ui.asking.folder.user_fetched", lambda: tmp_path / "fetched")
    wished = msgspec.structs.replace(archive, earlier=True)
    viewer = opened_with(make_viewer, wished, tmp_path, of_ann_today())
    qtbot.waitUntil(lambda: len(viewer.library.entries) == 2, timeout=LONG_MS)
    assert [entry.date for entry in viewer.library.entries] == ["20260601", "20260115"]
    assert viewer.workspace.entry.path == tmp_path / "today.dcm"  # which stays the one shown
    assert len(list((tmp_path / "fetched").rglob("*.dcm"))) == 1


def test_nothing_is_fetched_unless_asked(qtbot, make_viewer, archive, tmp_path, monkeypatch):
    monkeypatch.setattr("app.ui.asking.folder.user_fetched", lambda: tmp_path / "fetched")
    viewer = opened_with(make_viewer, archive, tmp_path, of_ann_today())
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None, timeout=LONG_MS)
    assert not viewer.window.earlier.busy
    viewer.window.commands.earlier.trigger()
    dialog = viewer.window.findChild(ArchiveBrowser)
    qtbot.waitUntil(lambda: bool(dialog.chosen), timeout=LONG_MS)  # it was asked at once
    assert [row.facts.patient_id for row in dialog.chosen] == ["P1"]
    assert not (tmp_path / "fetched").exists()
    dialog.reject()
