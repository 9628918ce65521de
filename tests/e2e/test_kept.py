"""What was said two seconds before the program is killed is there when it starts again."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from PyQt5.QtWidgets import QMessageBox

from app.base.paths import sample
from app.domain.photograph import Laterality
from app.domain.reading import Stroke
from app.store.connection import DATABASE
from app.store.opening import open_store
from app.store.reports import reports_of
from app.store.search import Query, find_patients
from app.store.verification import verify
from app.ui.patients.patients_dialog import PatientsDialog
from app.ui.patients.receipt import ReceiptDialog
from app.ui.session.keeper import Standing
from tests.support import ROOT

_LOST_S = 2.0  # at most

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="folders are elsewhere")


@pytest.fixture
def start(tmp_path):
    names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
    home = {name: str(tmp_path / "home") for name in names}
    (tmp_path / "home").mkdir(mode=0o700)
    started = []

    def run(wish, file):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.kept", wish, str(file)],
            cwd=ROOT,
            env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_killed_window_has_lost_nothing(start, tmp_path):
    photograph = tmp_path / "photograph.png"
    shutil.copy(sample(), photograph)
    first, said = start("say", photograph)
    assert (said["strokes"], said["looked"]) == (1, 1)
    time.sleep(_LOST_S)
    # Where others hold the processor, its own share of it counts.
    assert float(first.stdout.readline()) < _LOST_S
    first.kill()
    first.wait()
    _second, found = start("look", photograph)
    assert found == {**said, "looked": 0}
    assert found["eye"] == "L"
    assert found["corrected"]
    assert found["text"] == "Zebrafindings"
    assert not found["unsaid"]
    store = open_store(tmp_path / "home" / "retivasc" / "cases")
    assert verify(store) == []
    store.close()


def test_a_patient_is_treated_killed_found_signed_amended_and_deleted(
    start, qtbot, make_viewer, tmp_path
):
    photograph = tmp_path / "photograph.png"
    shutil.copy(sample(), photograph)
    folder = tmp_path / "home" / "retivasc" / "cases"
    first, said = start("treat", photograph)
    assert (said["patient"], said["eye"], said["strokes"]) == ("Zebra^Zoe", "L", 1)
    first.stdout.readline()  # saved
    first.kill()
    first.wait()
    viewer = make_viewer(store=folder)
    qtbot.waitUntil(lambda: viewer.keeper.standing is Standing.KEPT)
    patients = found_by_name(qtbot, viewer, "zeb")
    patients.open_button.click()
    workspace, reports = viewer.workspace, viewer.reports
    qtbot.waitUntil(lambda: workspace.analysis is not None and not workspace.stale)
    assert workspace.reading.laterality is Laterality.LEFT
    assert len(workspace.reading.strokes) == 1
    assert reports.statement.findings == "Zebrafindings"
    qtbot.waitUntil(lambda: reports.versions.can_sign and reports.obstacle() is None)
    assert workspace.analysis.image.patient.name == "Zebra^Zoe"
    sign(qtbot, reports)
    reports.set_statement(replace(reports.statement, impression="Zebraimpression"))
    assert reports.issued is None
    sign(qtbot, reports)
    store = open_store(folder)
    (listed,) = find_patients(store, Query()).rows
    with store.read() as connection:
        states = [each.state for each in reports_of(connection, listed.patient.id)]
    assert states == ["signed", "amended"]
    patients = found_by_name(qtbot, viewer, "zeb")
    patients.delete_button.click()
    click(patients.findChild(QMessageBox), QMessageBox.DestructiveRole)
    qtbot.waitUntil(lambda: bool(patients.findChildren(ReceiptDialog)))
    assert find_patients(store, Query()).rows == ()
    assert verify(store) == []
    store.close()
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in ("Zebra^Zoe", "zebra", "Zebrafindings", "Zebraimpression", "Z-0815"):
        assert secret.encode() not in left
    assert photograph.is_file()


def found_by_name(qtbot, viewer, typed):
    viewer.window.patients.show_list()
    patients = viewer.window.findChildren(PatientsDialog)[-1]
    patients.list.line.setText(typed)
    qtbot.waitUntil(lambda: patients.list.current is not None)
    assert patients.list.current.patient.facts.name == "Zebra^Zoe"
    return patients


def sign(qtbot, reports):
    before = len(reports.versions.kept)
    reports.sign(reports.order)
    qtbot.waitUntil(lambda: len(reports.versions.kept) == before + 1)


def click(box, role):
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()


def test_closing_asks_nothing_of_what_is_kept(
    qtbot, make_viewer, photograph_file, tmp_path, monkeypatch
):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: pytest.fail("asked"))
    viewer = make_viewer(files=[photograph_file], store=tmp_path / "cases")
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    qtbot.waitUntil(lambda: viewer.keeper.standing is Standing.KEPT)
    viewer.workspace.add_stroke(Stroke(((100, 100), (120, 120)), 4.0))
    viewer.window.close()
    assert viewer.window.isHidden()


def test_a_damaged_store_is_told_and_put_right_from_the_banner(
    qtbot, make_viewer, tmp_path, photograph_file
):
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"no database" * 1000)
    viewer = make_viewer(files=[photograph_file], store=folder)
    banner = viewer.window.banner
    qtbot.waitUntil(lambda: viewer.workspace.analysis is not None)
    qtbot.waitUntil(lambda: viewer.keeper.standing is Standing.FAILED)
    qtbot.waitUntil(lambda: banner.isVisible() and banner.remedy.isVisible())
    assert "damaged" in banner.text
    assert viewer.window.unkept.isVisible()
    banner.remedy.click()
    asked = viewer.window.findChild(QMessageBox)
    assert "no backup" in asked.informativeText()
    assert viewer.keeper.standing is Standing.FAILED  # nothing is done before a yes
    click(asked, QMessageBox.AcceptRole)
    qtbot.waitUntil(lambda: viewer.keeper.standing is Standing.KEPT)
    assert not viewer.window.unkept.isVisible()
    assert not banner.isVisible()
